package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const architecturePage = "docs/architecture.md"

// The page about the architecture has the map that the layout is held to: each folder with the job that its package says it has, what it may import, and
// a picture of that.
func TestGeneratedMapOfTheArchitecture(t *testing.T) {
	b, err := os.ReadFile(architecturePage)
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, part := range []struct{ begin, end, text string }{
		{"<!-- made by make docs: folders -->\n", "<!-- end -->", folders(t)},
		{"```mermaid\n", "```", picture(mayImport)},
	} {
		before, rest, ok := strings.Cut(page, part.begin)
		_, after, ends := strings.Cut(rest, part.end)
		if !ok || !ends {
			t.Fatalf("%s has no part %q", architecturePage, part.begin)
		}
		page = before + part.begin + part.text + part.end + after
	}
	generated(t, architecturePage, page)
}

// diagram tries the picture of a page.
func (p *page) diagram(b *block) {
	if b.text != picture(mayImport) {
		p.t.Errorf("%s:%d: the picture is not that of the map; run `make docs`", p.file, b.line)
	}
}

// folders are a line for each folder of the map. Those of lessons and of examples have one for all.
func folders(t *testing.T) string {
	var b strings.Builder
	b.WriteString("\n| folder | its job | may import |\n|---|---|---|\n")
	for _, dir := range slices.Sorted(maps.Keys(mayImport)) {
		if _, grouped := group(dir); grouped {
			continue
		}
		name := "`" + dir + "`"
		if dir == "." {
			name = "`.`, the command"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, job(t, dir), strings.Join(mayImport[dir], ", "))
	}
	for _, g := range []struct{ dir, what string }{{"examples", "programs that embed a node, and files to read"}, {"scripts/course", "a lesson each, with its page, its exercise and its script"}} {
		var names []string
		for _, dir := range slices.Sorted(maps.Keys(mayImport)) {
			if of, grouped := group(dir); grouped && of == g.dir {
				names = append(names, strings.TrimPrefix(dir, g.dir+"/"))
			}
		}
		fmt.Fprintf(&b, "| below `%s` | %s: %s | |\n", g.dir, g.what, strings.Join(names, ", "))
	}
	return b.String() + "\n"
}

// group says below which folder one lies whose children have one line together.
func group(dir string) (of string, grouped bool) {
	for _, of := range []string{"examples", "scripts/course"} {
		if strings.HasPrefix(dir, of+"/") {
			return of, true
		}
	}
	return "", false
}

// job is the first sentence of a package about itself.
func job(t *testing.T, dir string) string {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if f.Doc != nil && !strings.HasSuffix(file, "_test.go") {
			said = append(said, synopsis(f))
		}
	}
	if len(said) != 1 {
		t.Errorf("the package in %s says %d times what it is for: %q; one comment stands right before a package clause, others have a blank line behind them", dir, len(said), said)
		return ""
	}
	return said[0]
}

func synopsis(f *ast.File) string {
	s := new(doc.Package).Synopsis(f.Doc.Text())
	s = strings.TrimPrefix(s, "Package "+f.Name.Name+" ")
	if rest, command := strings.CutPrefix(s, "Command "); command {
		_, s, _ = strings.Cut(rest, " ")
	}
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(s, "is "), "."), "|", "\\|")
}

// picture draws who may import whom, without what follows from two other arrows, and without examples, lessons and what only makes tables.
func picture(may map[string][]string) string {
	name := func(dir string) string {
		if dir == "." {
			return "command"
		}
		return strings.NewReplacer("/", "_").Replace(dir)
	}
	drawn := func(dir string) bool {
		_, grouped := group(dir)
		return !grouped && dir != "bench" && dir != "examples" && !strings.HasPrefix(dir, "eval/")
	}
	var reaches func(from, to string) bool // over one folder at least that lies between
	reaches = func(from, to string) bool {
		for _, next := range may[from] {
			if next != to && (slices.Contains(may[next], to) || reaches(next, to)) {
				return true
			}
		}
		return false
	}
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for _, dir := range slices.Sorted(maps.Keys(may)) {
		if drawn(dir) {
			fmt.Fprintf(&b, "  %s[%s]\n", name(dir), strings.Replace(dir, ".", "parley, the command", 1))
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(may)) {
		for _, to := range may[dir] {
			if drawn(dir) && drawn(to) && !reaches(dir, to) {
				fmt.Fprintf(&b, "  %s --> %s\n", name(dir), name(to))
			}
		}
	}
	return b.String()
}

func TestPictureLeavesOutWhatFollows(t *testing.T) {
	got := picture(map[string][]string{"a": {"b", "c"}, "b": {"c"}, "c": {}, "bench": {"a"}})
	if want := "flowchart TD\n  a[a]\n  b[b]\n  c[c]\n  a --> b\n  b --> c\n"; got != want {
		t.Errorf("it is\n%s", got)
	}
}
