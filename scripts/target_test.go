package scripts

import (
	"strings"
	"testing"
)

func TestParseTarget(t *testing.T) {
	for _, c := range []struct{ in, target, rest, err string }{
		{in: "b x + 1", target: "b", rest: " x + 1"},
		{in: "b,c x", target: "b,c", rest: " x"},
		{in: "all os.Getpid()", target: "all", rest: " os.Getpid()"},
		{in: "others x", target: "others", rest: " x"},
		{in: "self x", target: "self", rest: " x"},
		{in: "first x", target: "first(all)", rest: " x"},
		{in: "first(b, c) x", target: "first(b,c)", rest: " x"},
		{in: "quorum(2) x", target: "quorum(2, all)", rest: " x"},
		{in: "quorum(2, b,c,d) x", target: "quorum(2, b,c,d)", rest: " x"},
		{in: "quorum x", target: "quorum(all)", rest: " x"},
		{in: "settle(others) f(1)", target: "settle(others)", rest: " f(1)"},
		{in: "b\tfor {\n}", target: "b", rest: "\tfor {\n}"},
		{in: "b", target: "b", rest: ""},
		{in: "1x y", err: `node name "1x" must be a letter`},
		{in: "quorum(0) x", err: "a quorum of 0 makes no sense"},
		{in: "some(b) x", err: "@some(..) is not a kind of target"},
		{in: "first(b x", err: "no closing bracket"},
		{in: "leader x", target: "leader", rest: " x"},
		{in: "settle(followers) x", target: "settle(followers)", rest: " x"},
		{in: " x", err: "node name"},
		{in: ")x y", err: "node name"},
	} {
		got, n, err := ParseTarget(c.in)
		switch {
		case c.err != "":
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%q: error %v, want %q", c.in, err, c.err)
			}
		case err != nil:
			t.Errorf("%q: %v", c.in, err)
		case got.String() != c.target || c.in[n:] != c.rest:
			t.Errorf("%q is target %q and %q, want %q and %q", c.in, got, c.in[n:], c.target, c.rest)
		}
	}
}

// What is printed of a target is read as the same target.
func TestTargetStringIsReadBack(t *testing.T) {
	for _, in := range []string{"b", "b,c", "all", "first(b,c)", "quorum(2, b,c)", "quorum(others)", "settle(all)"} {
		one, _, err := ParseTarget(in)
		if err != nil {
			t.Fatal(err)
		}
		two, _, err := ParseTarget(one.String())
		if err != nil || two.String() != one.String() {
			t.Errorf("%q prints as %q, which reads as %q, %v", in, one, two, err)
		}
	}
}

// A target that comes alone, as an option, must be a target as a whole: no part of it may get lost.
func TestWholeTarget(t *testing.T) {
	for _, c := range []struct{ in, target, err string }{
		{in: "b", target: "b"},
		{in: " b,c ", target: "b,c"},
		{in: "b ,c", target: "b,c"},
		{in: "b, c , d", target: "b,c,d"},
		{in: "all", target: "all"},
		{in: "quorum(2, b, c)", target: "quorum(2, b,c)"},
		{in: "b c", err: `"b c" is more than a target`},
		{in: "b ,c d", err: "is more than a target"},
		{in: "b,", err: "node name"},
		{in: "first(b),c", err: "is more than a target"},
		{in: "first(b) c", err: "is more than a target"},
		{in: "all b", err: "is more than a target"},
		{in: "", err: "node name"},
		{in: "1x", err: "must be a letter"},
	} {
		got, err := wholeTarget(c.in)
		switch {
		case c.err != "":
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%q: target %q, error %v, want %q", c.in, got, err, c.err)
			}
		case err != nil || got.String() != c.target:
			t.Errorf("%q is target %q, %v, want %q", c.in, got, err, c.target)
		}
	}
}
