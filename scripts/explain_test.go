package scripts_test

import (
	"strings"
	"testing"

	"parley/scripts"
)

func TestExplain(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a := all[0]
	see(t, a, "", "xs := []int{1, 2, 3}", "func sum(xs []int) int { return 0 }", "big := make([]byte, 200_000)", "ch := make(chan int)")
	for line, wants := range map[string][]string{
		"@b len($xs) + there": {"source, 15 B\n    len($0) + there\n", "$0  []int  4 B  [1 2 3]", "    there  here: nothing", "target @b\n    b is up, ", " on the wire"},
		"@all sum($xs)":       {"    sum  here: func(xs []int) int", "target @all\n    a is this node: nothing travels\n    b is up", "to each of 2 nodes, "},
		"@b $big":             {"$0  []byte  195.3 KiB", "on a stream of its own because it is large"},
		"@b $ch":              {"failed: ", "chan int"},
		"@b nothing + $nope":  {"undefined: nope"},
		"@nobody 1":           {"nobody is not known"},
		"x":                   {"travels nowhere"},
		"@b":                  {"nothing to explain"},
		"@b y := $(len(xs))":  {"source, 7 B\n    y := $0\n", "$0  int  1 B  3"},
	} {
		got := told(t, a, scripts.CommandExplain, line)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf(":explain %s says\n%s\nwhich has no\n%s", line, got, want)
			}
		}
	}
	got := typed(t.Context(), a, scripts.Ask{}, nil, "Explain(Quote(sum(Unquote(xs))), All())")[0]
	for _, want := range []string{"source, 7 B\n    sum($0)", "$0  []int  4 B  [1 2 3]", "to each of 2 nodes"} {
		if !strings.Contains(got, want) {
			t.Errorf("Explain says\n%s\nwhich has no\n%s", got, want)
		}
	}
	if got := typed(t.Context(), a, scripts.Ask{}, nil, "Explain(Quote(1), b, c)")[0]; !strings.Contains(got, "to each of 2 nodes, ") {
		t.Errorf("of two targets Explain says\n%s", got)
	}
	see(t, a, "[1 2 3]", "xs")
	if got := told(t, a, scripts.CommandMore, "x"); !strings.HasPrefix(got, "failed") {
		t.Errorf("after all that :more says %s", got)
	}
}
