package eval

import (
	"strings"
	"testing"
)

func TestTypesThatWouldTakeAllMemoryAreRefused(t *testing.T) {
	for _, src := range []string{
		"var a [1 << 40]int",
		"x := new([1 << 32]byte)",
		"func f() { var a [1 << 20][1 << 20]int; _ = a }",
		"type T struct { a, b [1 << 61]int }",
		"len([1 << 40]int{})",
	} {
		r := newImage(t, Config{}).Eval(t.Context(), Request{Source: src})
		if r.Failure == nil || !strings.Contains(r.Failure.Text, "larger than the 1024 MiB") {
			t.Errorf("%s: %v", src, r.Failure)
		}
	}
	im := newImage(t, Config{})
	for _, src := range []string{"var a [1 << 20]int; len(a)", "type G[T any] struct { a [4]T }; len(G[int]{}.a)"} {
		if r := im.Eval(t.Context(), Request{Source: src}); r.Failure != nil {
			t.Errorf("%s: %v", src, r.Failure)
		}
	}
}
