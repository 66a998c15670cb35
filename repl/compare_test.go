package repl

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	for _, c := range []struct{ want, got, diff string }{
		{"", "", ""},
		{"a b", "a b", " a  b"},
		{"a b c", "a c", " a -b  c"},
		{"a c", "a b c", " a +b  c"},
		{"a", "b", "-a +b"},
		{"pid...", "pid-17", " pid..."},
		{"pid…x", "pid-17", "-pid…x +pid-17"},
		{"...", "", " ..."},
		{"… z", "a b z", " …  z"},
		{"a ... z", "a z", " a  ...  z"},
		{"a ... y", "a b z", " a  ... -y"},
		{"... y ...", "a b y", " ...  y  ..."},
		{`\...`, "a", `-\... +a`},
		{`\...`, "...", ` \...`},
		{`\a>...`, "a>b", `-\a>... +a>b`},
		{"a.c", "abc", "-a.c +abc"},
	} {
		var diff []string
		for _, l := range Diff(strings.Fields(c.want), strings.Fields(c.got), true) {
			diff = append(diff, string(l.In)+l.Text)
		}
		if got := strings.Join(diff, " "); got != c.diff {
			t.Errorf("%q and %q: %q, want %q", c.want, c.got, got, c.diff)
		}
	}
	if d := Diff([]string{"a..."}, []string{"ab"}, false); len(d) != 2 {
		t.Errorf("not masked: %v", d)
	}
	if d := Diff([]string{"a \t"}, []string{"a"}, true); len(d) != 1 || d[0].In != ' ' {
		t.Errorf("blanks at the end: %v", d)
	}
	many := slices.Repeat([]string{"x"}, 4000)
	if d := Diff(append([]string{"a"}, many...), append([]string{"b"}, many...), true); len(d) != 4002 || d[2].In != ' ' {
		t.Errorf("of long ones %d lines, %v", len(d), d[:3])
	}
}

// fewest is what Diff makes small, found slowly: how many lines have to change.
func fewest(want, got []string) int {
	if len(want) == 0 {
		return len(got)
	}
	like := likeLine(want[0], true)
	n := 1 + fewest(want[1:], got)
	if like == nil {
		n--
	}
	if len(got) > 0 {
		if like == nil {
			n = min(n, fewest(want, got[1:]))
		} else if n = min(n, 1+fewest(want, got[1:])); like(got[0]) {
			n = min(n, fewest(want[1:], got[1:]))
		}
	}
	return n
}

func TestDiffIsTheSmallest(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	draw := func(words ...string) (all []string) {
		for range r.IntN(6) {
			all = append(all, words[r.IntN(len(words))])
		}
		return all
	}
	for range 200 {
		want, got := draw("a", "b", "ab", "a...", "...b", "..."), draw("a", "b", "ab", "c")
		diff := Diff(want, got, true)
		changed := 0
		var old []string
		for _, l := range diff {
			if l.In != ' ' {
				changed++
			}
			if l.In != '+' {
				old = append(old, l.Text)
			}
		}
		if changed != fewest(want, got) || !slices.Equal(old, want) {
			t.Fatalf("seed %d: %q to %q: %v", seed, want, got, diff)
		}
	}
}

const checked = `# nodes: 1
a> one
1
# Masked, and not.
a> two
...
2 took ...

a> 
a> func f() {
...
... 	x
... }
a> three
\...
3
# end
`

func TestCheckTranscript(t *testing.T) {
	entries, _ := ParseTranscript(checked)
	if len(entries) != 5 || entries[1].Shown != "...\n2 took ...\n" || entries[3].Input() != "func f() {\n\n\tx\n}" {
		t.Fatalf("it is read as %q", entries)
	}
	written := "warning\na> one\n1\na> two\n\nx\n2 took 3s\na> func f() {\n... \n... \tx\n... }\na> three\n...\n3\n"
	c := CheckTranscript(checked, written)
	var lines []string
	for _, i := range c.Inputs {
		lines = append(lines, fmt.Sprint(i.Line, i.Same))
	}
	if got := fmt.Sprint(lines, c.Missed, c.Now == checked); got != "[2 true 5 true 13 true 14 true] 0 true" {
		t.Errorf("what agrees: %s\n%s", got, c.Now)
	}

	c = CheckTranscript(checked, strings.NewReplacer("\n1\n", "\n1\n\n", "took", "needs", "\n3\n", "\na> 4").Replace(written))
	lines = nil
	for _, i := range c.Inputs {
		lines = append(lines, fmt.Sprint(i.Line, i.Same))
	}
	if got := fmt.Sprint(lines, c.Missed); got != "[4 false 7 false 13 true 16 false] 0" {
		t.Errorf("what does not agree: %s", got)
	}
	want := strings.NewReplacer("a> one\n1\n", "a> one\n1\n\\\n", "2 took ...\n", "", "\n3\n", "\n\\a> 4\n").Replace(checked)
	if c.Now != want {
		t.Errorf("it is rewritten as\n%s\nwant\n%s", c.Now, want)
	}
	if again := CheckTranscript(c.Now, strings.NewReplacer("\n1\n", "\n1\n\n", "took", "needs", "\n3\n", "\na> 4").Replace(written)); again.Now != c.Now {
		t.Errorf("and that as\n%s", again.Now)
	}

	if c = CheckTranscript(checked, "a> one\n1\na> two\n"); c.Missed != 13 || c.Now != "" || len(c.Inputs) != 2 {
		t.Errorf("of one that ends early %d inputs, missed %d, %q", len(c.Inputs), c.Missed, c.Now)
	}
}
