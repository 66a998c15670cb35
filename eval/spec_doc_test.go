package eval

// This file makes the page that says what of the language there is, from the programs of testdata/spec.

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const languagePage = "../docs/language.md"

// TestSpec holds the comments that this page is made of to what the programs do.
func TestGeneratedLanguagePageIsUpToDate(t *testing.T) {
	want := languagePageText(readProbes(t)) + programTable(t)
	if *update {
		if err := os.WriteFile(languagePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(languagePage)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the programs in %s say (%v); run `make docs`", languagePage, specDir, err)
	}
}

func languagePageText(ps []*probe) string {
	count := map[string]int{}
	rows, known := "", ""
	section := ""
	for _, p := range ps {
		if s := p.section(); s != section {
			section = s
			_, name, _ := strings.Cut(s, "-")
			rows += "\n## " + strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", " ") + "\n\n| construct | as a program | at the prompt |\n|---|---|---|\n"
		}
		whole, typed, why := "right", "right", ""
		for _, k := range []string{"wrong", "refused"} {
			if w := p.notes[k]; w != "" {
				whole, typed, why = k, k, w
			}
			if w := p.notes["prompt "+k]; w != "" {
				typed, why = k, "at the prompt: "+w
			}
		}
		if _, err := promptChunks(p.source); err != nil || p.notes["no prompt"] != "" || compileProbe(p) {
			typed = "-"
		}
		verdict := whole
		if whole == "right" && typed != "-" {
			verdict = typed
		}
		count[verdict]++
		if why != "" {
			known += fmt.Sprintf("- %s (`%s`): %s. %s\n", p.title, p.name, verdict, why)
		}
		rows += fmt.Sprintf("| [%s](../eval/%s) | %s | %s |\n", strings.ReplaceAll(p.title, "|", `\|`), p.path, whole, typed)
	}
	s := "# What of the language there is\n\nMade by `make docs` from the programs in `eval/testdata/spec`; do not edit it.\n\n" +
		"Each row is a program about one construct of the Go 1.26 specification. It runs through the Go toolchain, as a program (`parley run`), and piece by piece " +
		"at the prompt, and must write the same, end the same way and, where it is wrong Go, be refused in the same words. " +
		"A dash: as such it is not for a prompt.\n\n" +
		fmt.Sprintf("%d programs: %d right, %d refused with a sentence, %d known to be wrong.\n", len(ps), count["right"], count["refused"], count["wrong"])
	if known != "" {
		s += "\n## What differs\n\n" + known
	}
	return s + rows
}

// compileProbe says whether the program is one that the compiler refuses.
func compileProbe(p *probe) bool {
	want, err := p.expected()
	return err == nil && strings.Contains(want, "-- compile --\n")
}
