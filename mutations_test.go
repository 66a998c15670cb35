package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The tables of mutations, testdata/mutations.txt of a package, are named ways to break its code, each with the test that notices and what that test
// says then. A mutation is compiled in place of the file that it breaks, so that nothing is written into the tree:
//
//	count an entry of an older term
//	in commit.go
//	- 	if e.Term == s.Term && n >= quorum {
//	+ 	if n >= quorum {
//	caught by TestFigure8: State Machine Safety
//
// In the place of the last line may stand `not caught: why`.

var mutations = flag.Int("mutations", 0, "how many mutations of each table are compiled and tested, which make soak does; all are seen to fit the code")

type mutation struct {
	name   string
	edits  []edit
	test   string // as -run takes it; "" if nothing catches it
	words  string
	reason string // why nothing does
}

type edit struct{ file, old, new string }

func TestMutations(t *testing.T) {
	tables, err := filepath.Glob("*/*/testdata/mutations.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		b, err := os.ReadFile(table)
		if err != nil {
			t.Fatal(err)
		}
		all, err := readMutations(string(b))
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		dir := filepath.Dir(filepath.Dir(table))
		tried := 0
		for _, m := range all {
			files, err := m.files(dir)
			if err != nil {
				t.Errorf("%s: %s: %v", table, m.name, err)
				continue
			}
			if m.test == "" {
				t.Logf("%s: %s: not caught: %s", dir, m.name, m.reason)
				continue
			}
			if tried++; tried > *mutations {
				continue
			}
			t.Run(filepath.ToSlash(dir)+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				m.mustBeCaught(t, dir, files)
			})
		}
	}
}

// readMutations reads a table.
func readMutations(text string) ([]mutation, error) {
	var all []mutation
	var kept []string
	for _, s := range strings.Split(text, "\n") {
		if !strings.HasPrefix(s, "#") {
			kept = append(kept, s)
		}
	}
	for _, block := range regexp.MustCompile(`\n\n+`).Split(strings.TrimSpace(strings.Join(kept, "\n")), -1) {
		lines := strings.Split(block, "\n")
		m := mutation{name: lines[0]}
		file, last, done := "", "", false
		for _, s := range lines[1:] {
			kind, rest, _ := strings.Cut(s, " ")
			e := len(m.edits) - 1
			switch {
			case done:
				return nil, fmt.Errorf("%s: %q stands behind the last line", m.name, s)
			case kind == "in":
				file = rest
			case kind == "-" && last == "-":
				m.edits[e].old += "\n" + rest
			case kind == "-" && file != "":
				m.edits = append(m.edits, edit{file: file, old: rest})
			case kind == "+" && last == "-":
				m.edits[e].new = rest
			case kind == "+" && last == "+":
				m.edits[e].new += "\n" + rest
			case kind == "caught":
				var ok bool
				m.test, m.words, ok = strings.Cut(strings.TrimPrefix(rest, "by "), ": ")
				if done = true; !ok || m.words == "" {
					return nil, fmt.Errorf("%s: %q names no test or not what it says", m.name, s)
				}
			case kind == "not":
				m.reason, done = strings.TrimPrefix(rest, "caught: "), true
			default:
				return nil, fmt.Errorf("%s: %q is none of in, -, +, caught by, not caught", m.name, s)
			}
			last = kind
		}
		if !done || len(m.edits) == 0 {
			return nil, fmt.Errorf("%q changes nothing, or does not say what catches it", m.name)
		}
		all = append(all, m)
	}
	return all, nil
}

// files are the files of a folder that the mutation breaks, by absolute path.
func (m mutation) files(dir string) (map[string]string, error) {
	files := map[string]string{}
	for _, e := range m.edits {
		path, err := filepath.Abs(filepath.Join(dir, e.file))
		if err != nil {
			return nil, err
		}
		if files[path] == "" {
			b, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			files[path] = string(b)
		}
		if n := strings.Count(files[path], e.old); n != 1 {
			return nil, fmt.Errorf("%q is %d times in %s, and must be there once", e.old, n, e.file)
		}
		files[path] = strings.Replace(files[path], e.old, e.new, 1)
	}
	return files, nil
}

// mustBeCaught runs the test against the broken code, which has to say what it is said to say.
func (m mutation) mustBeCaught(t *testing.T, dir string, files map[string]string) {
	replace, tmp := map[string]string{}, t.TempDir()
	for path, text := range files {
		broken := filepath.Join(tmp, filepath.Base(path))
		if err := os.WriteFile(broken, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		replace[path] = broken
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(tmp, "overlay.json")
	if err := os.WriteFile(overlay, b, 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"test", "-vet=off", "-timeout=120s", "-overlay", overlay, "-run", m.test, "./" + filepath.ToSlash(dir)}
	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	said := string(out)
	switch {
	case err == nil:
		t.Errorf("not caught: %s passes", m.test)
	case strings.Contains(said, "[build failed]") || strings.Contains(said, "[setup failed]"):
		t.Errorf("it does not compile:\n%s", said)
	case !strings.Contains(said, m.words):
		t.Errorf("%s fails, but does not say %q:\n%s", m.test, m.words, said)
	}
}

func TestReadMutations(t *testing.T) {
	for text, want := range map[string]string{
		"a\nin x.go\n- b\n+ c\ncaught by TestX: no b":      "",
		"a\nin x.go\n- b\nnot caught: it is only slower":   "",
		"a\nin x.go\n- b\n+ c":                             "does not say what catches it",
		"a\ncaught by TestX: no b":                         "changes nothing",
		"a\nin x.go\n- b\ncaught by TestX":                 "names no test",
		"a\n- b\ncaught by TestX: y":                       "none of in",
		"a\nin x.go\n- b\ncaught by TestX: y\n+ c":         "behind the last line",
		"a\nin x.go\n+ c\n- b\ncaught by TestX: something": "none of in",
	} {
		_, err := readMutations(text)
		if got := fmt.Sprint(err); want == "" && err != nil || want != "" && !strings.Contains(got, want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	all, err := readMutations("# of terms\na\nin x.go\n- b\n- \tc\n+ d\n- e\nin y.go\n- f\n+ g\n+ h\ncaught by TestX|TestY: no: b\n\n\nz\nin x.go\n- q\nnot caught: why")
	if want := "[{a [{x.go b\n\tc d} {x.go e } {y.go f g\nh}] TestX|TestY no: b } {z [{x.go q }]   why}]"; err != nil || fmt.Sprint(all) != want {
		t.Errorf("%v, %v, want %s", all, err, want)
	}
}
