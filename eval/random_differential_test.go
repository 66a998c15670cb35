package eval

// This file runs random programs both ways, by the real toolchain and by an image, and compares.

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var (
	programs    = flag.Int("programs", 15, "how many random programs TestRandomPrograms compares with the real toolchain")
	programSeed = flag.Uint64("program-seed", 0, "the seed of the first of them; 0 chooses one")
)

const randomImports = "import (\n\t\"errors\"\n\t\"fmt\"\n\t\"sort\"\n\t\"sync\"\n)\n\nvar _, _, _ = errors.New, sort.Ints, sync.OnceFunc\n\n"

// TestRandomPrograms compares what random programs print here, run in three ways, with what they print when the real toolchain has
// compiled them.
func TestRandomPrograms(t *testing.T) {
	seed := *programSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano()) % 1_000_000
	}
	for from := 0; from < *programs; from += 100 {
		n := min(100, *programs-from)
		compareRandom(t, seed+uint64(from), n)
	}
}

const separator = "==== next program\n"

func compareRandom(t *testing.T, seed uint64, n int) {
	t.Helper()
	var all, mains strings.Builder
	texts := make([]string, n)
	for i := range n {
		decls, m := randomProgram(rand.New(rand.NewPCG(seed+uint64(i), 1)), fmt.Sprintf("P%d", i))
		texts[i] = "package main\n\n" + randomImports + decls + "\nfunc main() { " + m + "() }\n"
		all.WriteString(decls)
		fmt.Fprintf(&mains, "\tfunc() { defer func() { if e := recover(); e != nil { fmt.Println(\"died:\", e) } }(); %s() }()\n\tfmt.Print(%q)\n", m, separator)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte("package main\n\n"+randomImports+all.String()+"\nfunc main() {\n"+mains.String()+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", file)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("seed %d: the generator wrote what does not run: %v\n%.3000s", seed, err, stderr.String())
	}
	want := strings.Split(string(out), separator)
	for i, text := range texts {
		t.Run(fmt.Sprintf("seed%d", seed+uint64(i)), func(t *testing.T) {
			t.Parallel()
			for _, way := range []struct {
				name string
				run  func(*testing.T, string) string
			}{{"statement by statement", runStatements}, {"as a program", runProgram}, {"as one input", runInput}} {
				got := way.run(t, text)
				if got == want[i] {
					continue
				}
				gl, wl := strings.Split(got, "\n"), strings.Split(want[i], "\n")
				k := 0
				for k < min(len(gl), len(wl)) && gl[k] == wl[k] {
					k++
				}
				t.Errorf("%s: line %d: got %q, want %q\nagain: go test ./eval -run TestRandomPrograms -programs 1 -program-seed %d", way.name, k+1, at(gl, k), at(wl, k), seed+uint64(i))
				if *programs == 1 {
					t.Logf("program:\n%s\ngot:\n%s\nwant:\n%s", text, got, want[i])
				}
				break
			}
		})
	}
}

func at(l []string, k int) string {
	if k < len(l) {
		return l[k]
	}
	return "(the end)"
}

func runProgram(t *testing.T, text string) string {
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	im := newImage(t, Config{})
	var out, errs lockedBuffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := im.RunFile(ctx, file, &out, &errs); err != nil {
		fmt.Fprintf(&out, "died: %v", err)
	}
	return out.String()
}

// pieces splits a program into its declarations without main functions, and the statements of the outermost one that has any.
func pieces(t *testing.T, text string) (decls string, body []string, deferred bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	at := func(p token.Pos) int { return fset.Position(p).Offset }
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		switch {
		case ok && fd.Name.Name == "main":
		case ok && strings.HasSuffix(fd.Name.Name, "main"):
			for _, s := range fd.Body.List {
				body = append(body, text[at(s.Pos()):at(s.End())])
				if _, ok := s.(*ast.DeferStmt); ok {
					deferred = true
				}
			}
		default:
			decls += text[at(d.Pos()):at(d.End())] + "\n"
		}
	}
	return decls, body, deferred
}

func runInput(t *testing.T, text string) string {
	decls, body, _ := pieces(t, text)
	return runInputs(t, decls, strings.Join(body, "\n"))
}

func runStatements(t *testing.T, text string) string {
	decls, body, deferred := pieces(t, text)
	if deferred { // it would run at the end of its input
		return runInputs(t, decls, strings.Join(body, "\n"))
	}
	return runInputs(t, append([]string{decls}, body...)...)
}

func runInputs(t *testing.T, inputs ...string) string {
	im := newImage(t, Config{})
	var out lockedBuffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, in := range inputs {
		if r := im.Eval(ctx, Request{Source: in, Stdout: &out, Stderr: &out}); r.Failure != nil {
			fmt.Fprintf(&out, "died: %v in %s", r.Failure, in)
			break
		}
	}
	return out.String()
}
