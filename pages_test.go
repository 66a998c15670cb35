package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley/repl"
)

// The pages, README.md and docs/*.md, say nothing that is not tried: this file takes a page apart and hands each of its blocks to whoever tries blocks of
// that kind (pages_kinds_test.go). The kind is the first word behind the three backticks. A block without one fails, and so does one of a kind that nobody
// tries; ```text is for what is only to be read. `go test . -run Pages -update` writes what sessions and commands show into the pages, where it differs from
// what stands there, masks (... and …) being kept.

// page is a page that is being tried. The processes of its blocks share one home and one folder, so what an earlier block starts is there for a later one.
type page struct {
	*program
	file   string
	lines  []string // as they stand there, with what -update has made of them
	blocks []*block
	shell  *shell
	toured bool
}

// block is what stands between two fences.
type block struct {
	kind, arg string // "go my_mutex.go" is of the kind go
	text      string
	line      int    // of the opening fence, from 1
	now       string // what it should say instead, with -update
}

// kinds are who tries the blocks of a kind.
var kinds = map[string]func(*page, *block){
	"text":       func(*page, *block) {},
	"tour":       (*page).tour,
	"shell":      (*page).commands,
	"go":         (*page).source,
	"transcript": (*page).source,
	"script":     (*page).source,
	"ini":        (*page).settings,
	"usage":      (*page).usage,
	"mermaid":    (*page).diagram,
	"prompt":     (*page).attached,
	"fs":         (*page).fsClient,
	"lines":      (*page).fsLines,
	"curl":       (*page).fsHTTP,
}

// generatedPages have their own tests, and no block that could be tried.
var generatedPages = []string{"docs/reference.md", "docs/protocols.md", "docs/language.md", "docs/stdlib.md"}

func allPages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("docs/*.md")
	if err != nil || len(files) < len(generatedPages) {
		t.Fatalf("the pages are %v, %v", files, err)
	}
	return append([]string{"README.md"}, files...)
}

func TestPages(t *testing.T) {
	for _, file := range allPages(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			p := &page{file: file}
			p.read(t)
			if slices.Contains(generatedPages, file) {
				for _, b := range p.blocks {
					if b.kind != "text" {
						t.Errorf("%s:%d: a generated page has a block of the kind %q; nobody tries it", file, b.line, b.kind)
					}
				}
				return
			}
			p.program = newProgram(t)
			p.prepare()
			for _, b := range p.blocks {
				try, ok := kinds[b.kind]
				if !ok {
					t.Errorf("%s:%d: nobody tries a block of the kind %q; ```text is for what is only to be read", file, b.line, b.kind)
					continue
				}
				try(p, b)
			}
			if *update {
				p.write()
			}
		})
	}
}

// read takes the page apart.
func (p *page) read(t *testing.T) {
	text, err := os.ReadFile(p.file)
	if err != nil {
		t.Fatal(err)
	}
	p.lines = strings.Split(string(text), "\n")
	var open *block
	for i, line := range p.lines {
		switch fence, is := strings.CutPrefix(line, "```"); {
		case is && open == nil:
			kind, arg, _ := strings.Cut(fence, " ")
			open = &block{kind: kind, arg: arg, line: i + 1}
		case is:
			p.blocks = append(p.blocks, open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			t.Errorf("%s:%d: a block that does not begin at the first column is not found", p.file, i+1)
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: the block does not end", p.file, open.line)
	}
}

// fileLink is a link whose text is the name of a file of Go: the page takes it for a file that the reader has in his folder.
var fileLink = regexp.MustCompile(`\[([\w.]+\.go)\]\(([^)#]+\.go)\)`)

// prepare puts the files that the page shows, or links to by their names, where its sessions and commands look for them.
func (p *page) prepare() {
	for _, m := range fileLink.FindAllStringSubmatch(strings.Join(p.lines, "\n"), -1) {
		p.install(filepath.Join(filepath.Dir(p.file), m[2]), m[1])
	}
	for _, b := range p.blocks {
		if name, _, _ := strings.Cut(b.arg, " "); slices.Contains([]string{"go", "transcript", "script"}, b.kind) && name != "in" && name != "" {
			p.program.file(name, b.text)
			mentioned := false
			for _, other := range p.blocks {
				mentioned = mentioned || other != b && other.kind != "text" && strings.Contains(other.text, name)
			}
			if !mentioned {
				p.t.Errorf("%s:%d: no block of the page uses the file %s", p.file, b.line, name)
			}
		}
	}
}

// write writes the page with what its blocks should say.
func (p *page) write() {
	for _, b := range slices.Backward(p.blocks) {
		if b.now != "" && b.now != b.text {
			end := b.line + strings.Count(b.text, "\n")
			p.lines = slices.Concat(p.lines[:b.line], strings.Split(strings.TrimSuffix(b.now, "\n"), "\n"), p.lines[end:])
		}
	}
	if text, now := []byte(strings.Join(p.lines, "\n")), p.file; !p.t.Failed() {
		if old, err := os.ReadFile(now); err != nil || !bytes.Equal(old, text) {
			if err := os.WriteFile(now, text, 0o644); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

// differs says how what was shown differs from what the page says, where ... and … stand for anything; "" is that it does not. now is what the page
// should say.
func differs(want, got string) (how, now string) {
	lines := func(s string) []string {
		s = strings.Trim(s, "\n")
		if s == "" {
			return nil
		}
		all := strings.Split(s, "\n")
		for i, line := range all {
			if testLine.MatchString(line) {
				all[i] = seconds.ReplaceAllString(line, "0.00s")
			}
		}
		return all
	}
	diff := repl.Diff(lines(want), lines(got), true)
	var b strings.Builder
	for _, l := range diff {
		if l.In != '-' {
			b.WriteString(l.Text + "\n")
		}
	}
	if firstChange(diff) < 0 {
		return "", want
	}
	return showDiff(diff), b.String()
}

// testLine is a line of parley test that says how long one took.
var testLine = regexp.MustCompile(`^(ok|updated|--- FAIL:) `)

var blockOfPage = regexp.MustCompile("(?s)\n```.*?\n```")

var link = regexp.MustCompile("\\]\\(([^)\\s]+)\\)")

// What a page links to is there: the file, the heading, and the name that the link has if it is one of Go.
func TestLinksOfPages(t *testing.T) {
	for _, file := range allPages(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(blockOfPage.ReplaceAllString(string(text), ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to, heading, _ := strings.Cut(m[1], "#")
			target := filepath.Join(filepath.Dir(file), to)
			if to == "" {
				target = file
			}
			b, err := os.ReadFile(target)
			if info, statErr := os.Stat(target); statErr != nil || err != nil && !info.IsDir() {
				t.Errorf("%s links to %s, which is not there: %v", file, m[1], err)
			} else if heading != "" && !slices.Contains(headings(string(b)), heading) {
				t.Errorf("%s links to %s, and %s has no such heading; it has %v", file, m[1], target, headings(string(b)))
			}
		}
		for _, m := range nameLink.FindAllStringSubmatch(string(text), -1) {
			b, err := os.ReadFile(filepath.Join(filepath.Dir(file), m[2]))
			if err != nil || !regexp.MustCompile(`(?m)^(?:func (?:\([^)]*\) )?|type |var |const |\t)`+m[1]+`\b`).Match(b) {
				t.Errorf("%s says that %s is in %s, and it is not (%v)", file, m[1], m[2], err)
			}
		}
	}
}

// Who looks for a page finds it in the list.
func TestIndexOfPages(t *testing.T) {
	index, err := os.ReadFile("docs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range allPages(t) {
		if name := filepath.Base(file); name != "README.md" && !strings.Contains(string(index), "]("+name+")") {
			t.Errorf("docs/README.md does not list %s", name)
		}
	}
}

// nameLink is a link from a name to the file that has it.
var nameLink = regexp.MustCompile("\\[`(\\w+)`\\]\\(([^)#]+\\.go)\\)")

var notInName = regexp.MustCompile(`[^\pL\pN_ -]`)

// headings are the names by which the headings of a page are linked to.
func headings(text string) (all []string) {
	for line := range strings.Lines(text) {
		if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
			name := strings.ToLower(strings.TrimSpace(title))
			all = append(all, strings.ReplaceAll(notInName.ReplaceAllString(name, ""), " ", "-"))
		}
	}
	return all
}
