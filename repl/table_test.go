package repl

import (
	"strings"
	"testing"

	"parley/node"
	"parley/scripts"
)

var wide = scripts.Table{Head: []string{"name", "state", "why not"}, Rows: [][]string{
	{"a", "self", ""},
	{"bertha", "down", "timeout: no recent network activity, and nobody has seen it since"},
	{"c", "", "https://example.org/a/very/long/address/without/any/blank"},
}}

func TestTablesFitTheTerminal(t *testing.T) {
	got := fitTable(wide.String(), 40)
	want := `name    state  why not
a       self
bertha  down   timeout: no recent
               network activity, and
               nobody has seen it since
c              https://example.org/a/ver
               y/long/address/without/an
               y/blank`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, width := range []int{0, 200} {
		if got := fitTable(wide.String(), width); got != wide.String() {
			t.Errorf("width %d changed it:\n%s", width, got)
		}
	}
	for width := 24; width < 90; width++ {
		var words []string
		for l := range strings.SplitSeq(fitTable(wide.String(), width), "\n") {
			if columns(l) > width {
				t.Fatalf("width %d: a line of %d: %s", width, columns(l), l)
			}
			words = append(words, strings.Fields(l)...)
		}
		if got, want := len(strings.Join(words, "")), len(strings.Join(strings.Fields(wide.String()), "")); got != want {
			t.Fatalf("width %d: %d characters of %d", width, got, want)
		}
	}
}

func TestManyColumnsFitTheTerminal(t *testing.T) {
	many := scripts.Table{Head: []string{"name", "state", "address", "role", "version", "round trip", "load", "memory", "up"}, Rows: [][]string{
		{"a", "self", "127.0.0.1:34296", "member", "dev", "", "3.31", "6.1 MiB", "6s"}, {"b", "up", "127.0.0.1:41441", "member", "dev", "1.5ms", "3.31", "5.5 MiB", "7s"}}}.String()
	for width := 45; width < 90; width++ {
		for l := range strings.SplitSeq(fitTable(many, width), "\n") {
			if columns(l) > width {
				t.Fatalf("width %d: a line of %d: %s", width, columns(l), l)
			}
		}
	}
}

func TestTablesAtThePromptAndInScripts(t *testing.T) {
	long := strings.Repeat("reason ", 12)
	peers := []node.Peer{{ID: "a", Self: true}, {ID: "b", Why: strings.TrimSpace(long)}}
	s := start(t, Config{Client: &fake{peers: peers}})
	s.see("a>")
	s.do(":nodes\r", "why not\na     self\nb     down                        reason reason reason\n"+strings.Repeat(strings.Repeat(" ", 34)+"reason reason reason\n", 3)+"a>")
	s.quit()
	_, out, _ := script(t, Config{Client: &fake{peers: peers, answer: byLine(map[string]scripts.Line{"t": value(scripts.TableType, wide.String())}).answer}, Width: func() int { return 40 }}, ":nodes\nt\n")
	if !strings.Contains(out, strings.TrimSpace(long)+"\n") || !strings.HasSuffix(out, wide.String()+"\n") {
		t.Errorf("a script got\n%s", out)
	}
	s = start(t, Config{Client: byLine(map[string]scripts.Line{"t": value(scripts.TableType, wide.String())})})
	s.see("a>")
	s.do("t\r", "c              https://example.org/a/very/long/address/witho\n               ut/any/blank\na>")
	s.do(":help Kill\r", "    Ends an evaluation, with the goroutines that it has\n    started, by the number that Ps shows.\n\n    Kill(\"17\")   Kill(\"b:17\")   // here, and at b\n    At the prompt: :kill b:17\na>")
	s.quit()
}

func TestProseBreaksAtBlanks(t *testing.T) {
	const text = "RMap(f, xs)\n    Has f evaluated for each element of xs, spread over the nodes.\n\n    short\n" +
		"                                 far to the right, where nothing is gained"
	got := prose(text, 40)
	const want = "RMap(f, xs)\n    Has f evaluated for each element of\n    xs, spread over the nodes.\n\n    short\n" +
		"                                 far to the right, where nothing is gained"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := prose("  Push    Makes v the value of a variable at each node.", 30), "  Push    Makes v the value of\n          a variable at each\n          node."; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if prose(text, 0) != text {
		t.Error("text of any width was broken")
	}
}

// What is said beside the values of a line fits, too.
func TestNoticesBreakAtBlanks(t *testing.T) {
	s := start(t, Config{Client: byLine(map[string]scripts.Line{"x": {
		Notices: []string{"err: what there is to say of it is longer than this terminal is wide"}, Several: true, Unmet: "1 of 3 answered with a value, and 2 were needed for that",
	}})})
	s.see("a>")
	s.do("x\r", "note: err: what there is to say of it is longer than this\nterminal is wide\n1 of 3 answered with a value, and 2 were needed for that\na>")
	s.quit()
}
