package repl

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const someTranscript = `# A session.

a> x := 20
a> func double(n int) int {
... 	return 2 * n
... }
# Twice that.
a@b> double(x)
40
\
\# shown
\\back
\a> shown too
\... and this
...x
b-1> 
c.d>
e
`

func TestTranscript(t *testing.T) {
	entries, rest := ParseTranscript(someTranscript)
	want := []Entry{
		{"# A session.\n\n", "a> ", []string{"x := 20"}, ""},
		{"", "a> ", []string{"func double(n int) int {", "\treturn 2 * n", "}"}, ""},
		{"# Twice that.\n", "a@b> ", []string{"double(x)"}, "40\n\n# shown\n\\back\na> shown too\n... and this\n...x\n"},
		{"", "b-1> ", []string{""}, ""},
		{"", "c.d> ", []string{""}, "e\n"},
	}
	if fmt.Sprintf("%q", entries) != fmt.Sprintf("%q", want) || rest != "" {
		t.Errorf("read\n%q\nwant\n%q\nrest %q", entries, want, rest)
	}
	if in := TranscriptInputs(someTranscript); !strings.HasPrefix(in, "\n\nx := 20\nfunc double(n int) int {\n\treturn 2 * n\n}\n\ndouble(x)\n\n") || strings.Count(in, "\n") != strings.Count(someTranscript, "\n") {
		t.Errorf("its lines are %q", in)
	}
	for text, want := range map[string]bool{someTranscript: true, "a> 1": true, "x := 1\n": false, "": false, "#!/usr/bin/env parley\na> 1\n": true, "// c\na > b": false} {
		if IsTranscript(text) != want {
			t.Errorf("%q is a transcript: %v", text, !want)
		}
	}
}

// What is written is what is read, whatever was shown.
func TestTranscriptsAreReadAsTheyAreWritten(t *testing.T) {
	pieces := []string{"a> ", "... ", "...", "# ", "#", "\\", "", "x", " ", "1", "a@b> ", "a>", "> "}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	for range 3000 {
		var entries []Entry
		for range 1 + r.IntN(4) {
			e := Entry{Prompt: "a> ", Typed: []string{"typed"}}
			for range r.IntN(3) {
				e.Typed = append(e.Typed, pieces[r.IntN(len(pieces))]+"t")
			}
			for range r.IntN(5) {
				e.Shown += pieces[r.IntN(len(pieces))] + pieces[r.IntN(len(pieces))] + "\n"
			}
			entries = append(entries, e)
		}
		var b strings.Builder
		for _, e := range entries {
			b.WriteString(e.String())
		}
		got, rest := ParseTranscript(b.String())
		if !slices.EqualFunc(got, entries, func(x, y Entry) bool { return fmt.Sprintf("%q", x) == fmt.Sprintf("%q", y) }) || rest != "" {
			t.Fatalf("seed %d: written\n%q\nread\n%q, rest %q", seed, entries, got, rest)
		}
	}
}
