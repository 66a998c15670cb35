package course

import (
	"regexp"
	"strings"
	"testing"
)

const markdown = "# a: the **first**\n\nOne of `x := 1`, two, [three](there.md) and\n[four](https://go.dev).\n\n```\n$ ls\n  # no heading\n\n`quoted`\n```\n\n" +
	"## What\n\n- an item that `goes on` over\n  two lines\n- another\n\n10. the tenth, **bold**\n\n| a | b |\n|---|---|\n"

// A page as text: paragraphs are filled, lists are indented, code stands as it is.
func TestShown(t *testing.T) {
	for what, c := range map[string]struct {
		width int
		style Style
		want  string
	}{
		"plain": {30, Style{}, "a: the **first**\n================\n\nOne of `x := 1`, two, three\nand four (https://go.dev).\n\n    $ ls\n      # no heading\n\n    `quoted`\n\n" +
			"What\n----\n\n  - an item that `goes on`\n    over two lines\n  - another\n\n  10. the tenth, bold\n\n| a | b |\n|---|---|\n"},
		"coloured": {30, Style{func(s string) string { return "<" + s + ">" }, strings.ToUpper}, "<a: the **first**>\n\nOne of X := 1, two, three and\nfour (https://go.dev).\n\n    $ ls\n      # no heading\n\n    `quoted`\n\n" +
			"<What>\n\n  - an item that GOES ON over\n    two lines\n  - another\n\n  10. the tenth, <bold>\n\n| a | b |\n|---|---|\n"},
		"narrow": {1, Style{}, ""},
		"wide":   {0, Style{}, ""},
	} {
		got := Shown(markdown, c.width, c.style)
		if c.want == "" { // whatever the width, the words are the same
			c.want, got = strings.Join(strings.Fields(Shown(markdown, 30, c.style)), " "), strings.Join(strings.Fields(got), " ")
		}
		if got != c.want {
			t.Errorf("%s: it is\n%s\nand not\n%s", what, got, c.want)
		}
	}
}

// On a narrow terminal a grade goes on below where its text begins, and the columns of a diagram are narrower.
func TestNarrowGrades(t *testing.T) {
	if got, want := folded("10/10 x  ", "all that is said of it, in words", 30), "10/10 x  all that is said of\n         it, in words\n"; got != want {
		t.Errorf("it is\n%s\nand not\n%s", got, want)
	}
	for _, text := range []string{"short", "a-word-that-is-longer-than-all-of-the-line and-another-one-that-is"} {
		if got := folded("10/10 x  ", text, 30); strings.Join(strings.Fields(got), " ") != "10/10 x "+text {
			t.Errorf("%q is %q", text, got)
		}
	}
	g := graded(t, heartbeat(), "exercise.go")
	trace := g.First().Broken.Trace
	head, _, _ := strings.Cut(Diagram(trace, 80), "\n")
	if wide, _, _ := strings.Cut(Diagram(trace, 0), "\n"); strings.Index(head, "n4") != 11+3*17 || strings.Index(wide, "n4") != 11+3*18 {
		t.Errorf("it begins with %q and %q", head, wide)
	}
	for line := range strings.Lines(List(60)) {
		if len(line) > 61 {
			t.Errorf("too long: %q", line)
		}
	}
}

// The pages use no more of Markdown than is shown, and what is shown is all of it.
func TestPagesAreShown(t *testing.T) {
	unknown := regexp.MustCompile(`(?m)^(\||#{4,} |> |\* |\+ |    |<|!\[|- \[| +[-0-9]+\.? )|<br|!\[`)
	inFences := regexp.MustCompile("(?s)\n```.*?\n```\n")
	fence := regexp.MustCompile("(?m)^```[a-z]+$")
	letters := regexp.MustCompile(`[^\pL\pN]+`)
	for _, l := range Lessons() {
		page := l.Page()
		if m := unknown.FindString(inFences.ReplaceAllString(page, "\n")); m != "" {
			t.Errorf("the page of %s has %q, which nothing shows", l.Name, m)
		}
		want := fence.ReplaceAllString(page, "")
		want = letters.ReplaceAllString(regexp.MustCompile(`\]\([^:)]*\)`).ReplaceAllString(want, "]"), "")
		shown := Shown(page, 80, Style{})
		if got := letters.ReplaceAllString(shown, ""); got != want {
			t.Errorf("the page of %s lacks something when it is shown:\n%s", l.Name, shown)
		}
		if l.HasExercise() && (!strings.Contains(l.Task(), "\n## What to do\n") || l.Task()+"\n"+l.Then() != page || !strings.Contains(l.Then(), "\n## To think about\n")) {
			t.Errorf("the page of %s needs the sections What to do and, at its end, On three nodes and To think about", l.Name)
		}
	}
}
