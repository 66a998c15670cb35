package main

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/sim/mutate"
)

// The tables of mutations, testdata/mutations.txt of a package, are named ways to break its code, each with the test that notices and what that test
// says then: see package mutate. A mutation is compiled in place of the file that it breaks, so that nothing is written into the tree. In the place of
// `caught by TEST: words` may stand `not caught: why`.

var mutations = flag.Int("mutations", 0, "how many mutations of each table are compiled and tested, which make soak does; all are seen to fit the code")

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
		all, err := mutate.Read(string(b))
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		dir := filepath.Dir(filepath.Dir(table))
		tried := 0
		for _, m := range all {
			files, err := m.Apply(func(file string) (string, error) {
				b, err := os.ReadFile(filepath.Join(dir, file))
				return string(b), err
			})
			if err != nil {
				t.Errorf("%s: %v", table, err)
				continue
			}
			if why, ok := strings.CutPrefix(m.End, "not caught: "); ok {
				t.Logf("%s: %s: not caught: %s", dir, m.Name, why)
				continue
			}
			by, ok := strings.CutPrefix(m.End, "caught by ")
			test, words, says := strings.Cut(by, ": ")
			if !ok || !says || words == "" {
				t.Errorf("%s: %s: %q names no test or not what it says", table, m.Name, m.End)
				continue
			}
			if tried++; tried > *mutations {
				continue
			}
			t.Run(filepath.ToSlash(dir)+"/"+m.Name, func(t *testing.T) {
				t.Parallel()
				mustBeCaught(t, dir, files, test, words)
			})
		}
	}
}

// mustBeCaught runs the test against the broken code, which has to say what it is said to say.
func mustBeCaught(t *testing.T, dir string, files map[string]string, test, words string) {
	replace, tmp := map[string]string{}, t.TempDir()
	for file, text := range files {
		path, err := filepath.Abs(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
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
	run := strings.Fields(test) // a test, and flags if it finds it with more runs than make test makes
	args := []string{"test", "-vet=off", "-timeout=120s", "-overlay", overlay, "-run", run[0], "./" + filepath.ToSlash(dir)}
	args = append(args, run[1:]...)
	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	said := string(out)
	switch {
	case err == nil:
		t.Errorf("not caught: %s passes", test)
	case strings.Contains(said, "[build failed]") || strings.Contains(said, "[setup failed]"):
		t.Errorf("it does not compile:\n%s", said)
	case !strings.Contains(said, words):
		t.Errorf("%s fails, but does not say %q:\n%s", test, words, said)
	}
}
