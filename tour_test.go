package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Transcripts are sessions at the prompt of three nodes, in testdata and in the pages. `parley test` types them into three real processes, and
// what these show must be what is written. `go test . -run Transcripts -update` writes what they show.

// tour is the transcript that stands in the blocks of a page.
func tour(t *testing.T, page string, atLeast int) string {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := "# nodes: 3\n"
	for _, m := range regexp.MustCompile("(?s)```tour\n(.*?)```").FindAllStringSubmatch(string(b), -1) {
		text += m[1]
	}
	if n := strings.Count(text, "\na> "); n < atLeast {
		t.Fatalf("%s has only %d lines to type", page, n)
	}
	return text
}

// holds has `parley test` try a transcript, in the home, for files that are written.
func (p *program) holds(file string, flags ...string) {
	p.t.Helper()
	file, err := filepath.Abs(file)
	if err != nil {
		p.t.Fatal(err)
	}
	c := p.cmd(append([]string{"test", "--timeout", "5m", file}, flags...)...)
	c.Dir = p.home
	if out, err := c.CombinedOutput(); err != nil {
		p.t.Errorf("%v\n%s", err, out)
	}
}

func TestTheTourOfTheREADME(t *testing.T) {
	p := newProgram(t)
	pids := regexp.MustCompile(`(?m)^([abc]  )41\d\d$`) // a page shows some
	p.holds(p.file("README.txt", pids.ReplaceAllString(tour(t, "README.md", 10), "$1...")))
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
			if *update {
				p.holds(file, "--update")
			} else {
				p.holds(file)
			}
		})
	}
}
