package eval

import "testing"

func TestANameIsDefinedAgainFromItself(t *testing.T) {
	im := newImage(t, Config{Resolve: func(name string) (any, bool) { return "node " + name, name == "nodeb" }})
	for _, c := range []struct{ src, want string }{
		{"x := 1", ""},
		{"x := x + 1", ""},
		{"x", "2"},
		{"x := x + 1", ""}, // the same source again is not the same answer again
		{"x", "3"},
		{"x := fmt.Sprint(x, \"!\")", ""},
		{"x", "3!"},
		{"x, n := x+x, len(x)", ""},
		{"x", "3!3!"},
		{"n", "2"},
		{"x := func(x int) int { return x * 2 }(len(x))", ""},
		{"x", "8"},
		{"y := 1", ""},
		{"func get() int { return y }", ""},
		{"y := y + 1", ""},
		{"get()", "2"},
		{"type P struct{ x int }", ""},
		{"x := P{x: x}", ""},
		{"x.x", "8"},
		{"m := map[int]int{5: 6}", ""},
		{"m := map[int]int{m[5]: 7}", ""},
		{"m", "map[6:7]"},
		{"func f(i int) int { return i + 1 }", ""},
		{"f := f(1)", ""},
		{"f", "2"},
		{"nodeb := nodeb + \"!\"", ""},
		{"nodeb", "node nodeb!"},
		{"strings := strings.ToUpper(\"u\")", ""},
		{"strings", "U"},
		{"a, b := 1, 2", ""},
		{"a, b := b, a", ""},
		{"a*10 + b", "21"},
	} {
		if got := channelText(t, im, c.src); got != c.want {
			t.Errorf("%s is %q, want %q", c.src, got, c.want)
		}
	}
	r := im.Eval(t.Context(), Request{Source: "fresh := fresh + 1"})
	if r.Failure == nil || r.Failure.Error() != "1:10: undefined: fresh" {
		t.Errorf("defined from itself without one before: %v", r.Failure)
	}
}

func TestWhatWaitsSaysSo(t *testing.T) {
	im := newImage(t, Config{})
	channelText(t, im, "func q() int { return later() }")
	r := im.Eval(t.Context(), Request{Source: "q()"})
	if want := "1:1: undefined: q (it is declared, but waits for later)"; r.Failure == nil || r.Failure.Error() != want {
		t.Errorf("got %v, want %s", r.Failure, want)
	}
	channelText(t, im, "func later() int { return 7 }")
	if got := channelText(t, im, "q()"); got != "7" {
		t.Errorf("with later declared q() is %q", got)
	}
}
