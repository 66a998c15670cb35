package eval

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// wrongProgram is one entry of testdata/errors.txt.
type wrongProgram struct {
	name, source string
	compiler     []string
	vet          string   // the first that go vet says, which has the same checker as we
	here         []string // nil: as the compiler
}

const wrongPrograms = "testdata/errors.txt"

func readWrongPrograms(t *testing.T) (head string, ps []wrongProgram) {
	t.Helper()
	b, err := os.ReadFile(wrongPrograms)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split("\n"+string(b), "\n== ")
	for _, p := range parts[1:] {
		name, rest, _ := strings.Cut(p, "\n")
		rest, here, has := strings.Cut(rest, "\n-- here\n")
		rest, vet, _ := strings.Cut(rest, "\n-- vet\n")
		src, said, _ := strings.Cut(rest, "\n-- go\n")
		w := wrongProgram{name: name, source: strings.TrimRight(src, "\n"), compiler: lines(said), vet: vet}
		if has {
			w.here = lines(here)
		}
		ps = append(ps, w)
	}
	return parts[0][1:], ps
}

func lines(s string) []string {
	s = strings.TrimRight(s, "\n")
	if s == "" {
		return []string{}
	}
	return strings.Split(s, "\n")
}

func writeWrongPrograms(t *testing.T, head string, ps []wrongProgram) {
	t.Helper()
	b := head
	for _, p := range ps {
		b += "\n== " + p.name + "\n" + p.source + "\n-- go\n" + strings.Join(p.compiler, "\n")
		if p.vet != "" {
			b += "\n-- vet\n" + p.vet
		}
		if p.here != nil {
			b += "\n-- here\n" + strings.Join(p.here, "\n")
		}
	}
	if err := os.WriteFile(wrongPrograms, []byte(b+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestErrorsAsTheCompiler compares the words and places of errors with the Go compiler's. What stands under "-- here" differs; it must
// be what go vet says, or the compiler's words and more, or one of few.
func TestErrorsAsTheCompiler(t *testing.T) {
	head, ps := readWrongPrograms(t)
	for i := range ps {
		p := &ps[i]
		if *update {
			p.compiler = compilerSays(t, p.source, strings.HasPrefix(p.name, "statements"), "build", "-gcflags=-e", "-o", os.DevNull)
		}
		im := newImage(t, Config{})
		r := im.Eval(t.Context(), Request{Source: p.source})
		var got []string
		if r.Failure != nil {
			got = lines(r.Failure.Error())
		} else {
			got = append([]string{"nothing is wrong"}, r.Notices...)
		}
		want := p.compiler
		if p.here != nil {
			want = p.here
		}
		if *update {
			p.here, p.vet = nil, ""
			if strings.Join(got, "\n") != strings.Join(p.compiler, "\n") {
				p.here = got
				if at, _, _ := strings.Cut(got[0], ": "); !strings.HasPrefix(p.compiler[0], at+": ") {
					p.vet = compilerSays(t, p.source, strings.HasPrefix(p.name, "statements"), "vet")[0]
				}
			}
			continue
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s\nsays\n\t%s\nwant\n\t%s", p.name, p.source, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
	if *update {
		writeWrongPrograms(t, head, ps)
	}
}

var packageUse = regexp.MustCompile(`\b(errors|fmt|io|maps|math|os|slices|sort|strconv|strings|sync|time)\.`)

// placeElsewhere is a place as the compiler writes it inside of a message.
var placeElsewhere = regexp.MustCompile(`p\.go:(\d+:\d+)\[[^\]]*\]`)

// compilerSays builds source as a program of its own and gives what the compiler prints, the columns those of source.
func compilerSays(t *testing.T, source string, statements bool, args ...string) []string {
	t.Helper()
	dir := t.TempDir()
	text := "package main\n"
	seen := map[string]bool{}
	for _, m := range packageUse.FindAllStringSubmatch(source, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			text += fmt.Sprintf("import %q\n", m[1])
		}
	}
	if strings.Contains(source, "fmt;") {
		text += "import \"fmt\"\n"
	}
	if statements {
		text += "func main() {\n//line p.go:1:1\n" + source + "\n}\n"
	} else {
		text += "//line p.go:1:1\n" + source + "\nfunc main() {}\n"
	}
	for name, b := range map[string]string{"go.mod": "module p\n\ngo 1.26\n", "main.go": text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", append(args, ".")...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil {
		return []string{"nothing is wrong"}
	}
	said := []string{}
	for _, l := range lines(string(out)) {
		if strings.HasPrefix(l, "#") || strings.Contains(l, "imported and not used") {
			continue
		}
		l = placeElsewhere.ReplaceAllString(l, "$1")
		l = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(l, "vet: "), "./"), "p.go:")
		said = append(said, l)
	}
	return said
}
