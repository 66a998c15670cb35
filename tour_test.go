package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parley/repl"
)

// Transcripts, as package repl has them, are sessions at the prompt of three nodes. They are typed into three real processes, and what these print must be what is written.
// `go test . -run Transcripts -update` writes what they print.

// play types the entries at the first of three nodes and returns what each one showed.
func play(t *testing.T, p *program, entries []repl.Entry) []string {
	t.Helper()
	var in strings.Builder
	mark := func(i int) string { return fmt.Sprintf("-- after entry %d --", i) }
	for i, e := range entries {
		fmt.Fprintf(&in, "%s\nfunc() { fmt.Println(%q) }()\n", e.Input(), mark(i))
	}
	c := p.cmd("up")
	c.Dir = p.home // for files that are written
	var out bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in.String()), &out, &out
	c.Run() // transcripts show failures too, so the code says nothing here
	left := out.String()
	shown := make([]string, len(entries))
	for i := range entries {
		var ok bool
		if shown[i], left, ok = strings.Cut(left, mark(i)+"\n"); !ok {
			t.Fatalf("nothing came back for %q:\n%s", entries[i].Typed, shown[i])
		}
	}
	return shown
}

var (
	anyNumber = regexp.MustCompile(`\d+`)
	anyLine   = regexp.MustCompile(`\b\d+:(\d+)\b`)
)

// alike is what an entry shows without what differs from run to run: the numbers of processes, where they are asked for,
// and the line in a position, because a line of a pipe has a number where one at a prompt is the first.
func alike(e repl.Entry, shown string) string {
	if strings.Contains(e.Input(), "Getpid") {
		return anyNumber.ReplaceAllString(shown, "4121")
	}
	return anyLine.ReplaceAllString(shown, "1:$1")
}

func compare(t *testing.T, entries []repl.Entry, shown []string) {
	t.Helper()
	for i, e := range entries {
		if got, want := alike(e, shown[i]), alike(e, e.Shown); got != want {
			t.Errorf("typed:\n%s\ngot:\n%s\nwant:\n%s", e.Input(), got, want)
		}
	}
}

func TestTheTourOfTheREADME(t *testing.T) {
	p := newProgram(t)
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var tour strings.Builder
	for _, m := range regexp.MustCompile("(?s)```tour\n(.*?)```").FindAllStringSubmatch(string(b), -1) {
		tour.WriteString(m[1])
	}
	entries, _ := repl.ParseTranscript(tour.String())
	if len(entries) < 10 {
		t.Fatalf("the tour has only %d lines", len(entries))
	}
	compare(t, entries, play(t, p, entries))
}

// What stands behind a $ in a shell block of the README is run, and what is printed must be what follows it.
func TestTheShellOfTheREADME(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```shell\n(.*?)```").FindAllStringSubmatch(string(b), -1)
	if len(blocks) == 0 {
		t.Fatal("there is no shell block")
	}
	p := newProgram(t)
	for _, block := range blocks {
		for _, part := range strings.Split("\n"+block[1], "\n$ parley ")[1:] {
			line, want, _ := strings.Cut(part+"\n", "\n")
			out, errs, _ := p.run("", strings.Fields(line)...)
			if got := out + errs; strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("parley %s printed\n%s\nand in the README stands\n%s", line, got, want)
			}
		}
	}
}

func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			p := newProgram(t)
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			entries, rest := repl.ParseTranscript(string(b))
			shown := play(t, p, entries)
			if !*update {
				compare(t, entries, shown)
				return
			}
			var text strings.Builder
			for i, e := range entries {
				e.Shown = alike(e, shown[i])
				text.WriteString(e.String())
			}
			if err := os.WriteFile(file, []byte(text.String()+rest), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}
