package repl

import (
	"slices"
	"strings"
	"testing"

	"parley/protocol"
	"parley/scripts"
)

func TestInspectRemembersWhereItIs(t *testing.T) {
	next := map[string]int{"@b xs": 20, "@b #b#1/7 20 ": 0}
	f := &fake{peers: threePeers, command: func(name, arg string) scripts.Line {
		l := value(scripts.TextType, "page")
		l.Look, l.LookNext = "b#1/7", next[arg]
		if strings.HasSuffix(arg, ".nope") {
			return scripts.Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: "there is no nope"}}
		}
		return l
	}}
	code, out, errs := script(t, Config{Client: f}, ":inspect .X\n:inspect @b xs\n:inspect\n:inspect\n:inspect [3].Name\n:inspect .nope\n:inspect [\"a.b\"]\n:inspect ..\n:inspect ..\n:inspect ..\n:inspect ..\n:inspect []int{1}\n:at c\n:inspect y\n:inspect @b\n")
	want := []string{"inspect @b xs", "inspect @b #b#1/7 20", "inspect @b #b#1/7 0 [3].Name", "inspect @b #b#1/7 0 [3].Name.nope", `inspect @b #b#1/7 0 [3].Name["a.b"]`,
		"inspect @b #b#1/7 0 [3].Name", "inspect @b #b#1/7 0 [3]", "inspect @b #b#1/7 0", "inspect []int{1}", "inspect @c y"}
	if !slices.Equal(f.commands, want) {
		t.Errorf("asked\n%s\nwant\n%s", strings.Join(f.commands, "\n"), strings.Join(want, "\n"))
	}
	if strings.Count(out, "page\n") != 9 || code != CodeUsage {
		t.Errorf("code %d, it shows\n%s", code, out)
	}
	for _, want := range []string{"nothing is being inspected", "that was all of xs\n", "xs[3].Name\n", "xs is where you began", "there is no nope", "nothing to inspect after @b"} {
		if !strings.Contains(errs, want) {
			t.Errorf("it says\n%s\nand not %q", errs, want)
		}
	}
}
