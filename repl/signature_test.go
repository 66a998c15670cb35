package repl

import (
	"strconv"
	"testing"

	"parley/node"
)

func TestSignature(t *testing.T) {
	for _, c := range []struct {
		name, text string
		at         int
		mark       string
	}{
		{"f", "f(a int, b string) error", 0, "  ^^^^^"},
		{"f", "f(a int, b string) error", 1, "         ^^^^^^^^"},
		{"f", "f(a int, b string) error", 2, ""},
		{"f", "f() error", 0, ""},
		{"f", "f(fn func(a, b int) int, m map[string][]int)", 0, "  ^^^^^^^^^^^^^^^^^^^^^"},
		{"f", "f(fn func(a, b int) int, m map[string][]int)", 1, "                         ^^^^^^^^^^^^^^^^^^"},
		{"Remote", "Remote[T](to Target, q Quoted[T], opts ...Option) (T, error)", 4, "                                  ^^^^^^^^^^^^^^"},
		{"pair", "pair[K comparable, V any](k K, v V) map[K]V", 1, "                               ^^^"},
		{"größe", "größe(é string)", 0, "      ^^^^^^^^"},
	} {
		want := c.text + "\n"
		if c.mark != "" {
			want += c.mark + "\n"
		}
		if got := signature(node.Candidate{Text: c.name, Kind: node.SignatureKind + strconv.Itoa(c.at), Type: c.text}, 80); got != want {
			t.Errorf("%s, %d:\n%swant:\n%s", c.text, c.at, got, want)
		}
	}
}
