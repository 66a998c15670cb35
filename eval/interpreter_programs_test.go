package eval

// This file runs the programs that the interpreter's own module comes with, and that say in a comment what they write. They know
// nothing of the front end before it.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// programExceptions are the interpreter's programs that do not run right here, and why that cannot be helped. A program that imports
// packages of the interpreter's source tree is no program for this test.
var programExceptions = map[string]string{
	"fun28.go":   "it sets a finalizer, which is refused: it would run when its evaluation has ended",
	"unsafe0.go": unsafePointer,
	"unsafe1.go": unsafePointer,
	"unsafe2.go": unsafePointer,
	"unsafe3.go": unsafePointer,
	"unsafe4.go": unsafePointer,
	"unsafe6.go": unsafePointer,
}

// otherwiseInGo are programs that say of themselves what the interpreter makes of them alone; here they do what they do in Go.
var otherwiseInGo = map[string]string{
	"closure10.go":   perIteration,
	"closure11.go":   perIteration,
	"closure12.go":   perIteration,
	"closure9.go":    perIteration,
	"method16.go":    "it expects the interpreter's names of fields",
	"restricted0.go": "it expects log.Fatal to panic, and not to end the program",
	"restricted1.go": "it expects os.Exit to panic, and not to end the program",
	"restricted3.go": "it expects Logger.Fatal to panic, and not to end the program",
	"type24.go":      "it expects the interpreter's place before the text of a runtime error",
	"type5.go":       "it expects reflection to show what a declared type is made of",
	"type6.go":       "it expects reflection to show what a declared type is made of",
}

const (
	maxProgramExceptions = 15
	innerName            = "it expects the interpreter's own name of a field"
	perIteration         = "it expects loop variables to be shared by the iterations, as before Go 1.22"
	unsafePointer        = "it converts to unsafe.Pointer, which is refused"
)

// interpreterPrograms are the paths of the programs, by name.
func interpreterPrograms(t testing.TB) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/traefik/yaegi").Output()
	if err != nil {
		t.Fatalf("where is the interpreter's module? %v", err)
	}
	paths, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "_test", "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no programs in the interpreter's module: %v", err)
	}
	m := map[string]string{}
	for _, p := range paths {
		m[filepath.Base(p)] = p
	}
	return m
}

var (
	outputComment  = regexp.MustCompile(`(?m)^// Output:\n((?://.*\n?)*)`)
	foreignPackage = regexp.MustCompile(`"(github\.com|guthib\.com)/[^"]*"`)
)

// saidOutput is what the program says that it writes; false if it does not say so or needs other packages than the standard library's.
func saidOutput(src string) (string, bool) {
	m := outputComment.FindAllStringSubmatch(src, -1)
	if len(m) == 0 || foreignPackage.MatchString(src) {
		return "", false
	}
	var ls []string
	for l := range strings.Lines(m[len(m)-1][1]) {
		ls = append(ls, strings.TrimPrefix(strings.TrimPrefix(strings.TrimRight(l, "\n"), "//"), " "))
	}
	return trimmedLines(strings.Join(ls, "\n")), true
}

// trimmedLines leaves out spaces at the ends of lines, which comments do not have.
func trimmedLines(s string) string {
	ls := strings.Split(strings.TrimSpace(s), "\n")
	for i := range ls {
		ls[i] = strings.TrimRight(ls[i], " \t\r")
	}
	return strings.Join(ls, "\n")
}

func TestInterpreterPrograms(t *testing.T) {
	n := 0
	for _, why := range programExceptions {
		if why != perIteration && why != innerName { // where Go itself writes what we do
			n++
		}
	}
	if n > maxProgramExceptions {
		t.Errorf("%d exceptions; at most %d are allowed", n, maxProgramExceptions)
	}
	programs := interpreterPrograms(t)
	ran := 0
	for _, name := range slices.Sorted(maps.Keys(programs)) {
		b, err := os.ReadFile(programs[name])
		if err != nil {
			t.Fatal(err)
		}
		want, ok := saidOutput(string(b))
		if !ok {
			continue
		}
		ran++
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(string(b), `"net`) { // those listen on the same ports
				t.Parallel()
			}
			got, err := runInterpreterProgram(t, programs[name])
			switch why := programExceptions[name] + otherwiseInGo[name]; {
			case got == want && why != "":
				t.Errorf("it is right now: take it out of the exceptions (%s)", why)
			case got != want && why == "":
				t.Errorf("%s\nwrote\n%s\nwant\n%s\nended with %v", programs[name], got, want, err)
			}
		})
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(programExceptions)), slices.Collect(maps.Keys(otherwiseInGo))) {
		if programs[name] == "" {
			t.Errorf("there is no program %s", name)
		}
	}
	if ran < 800 {
		t.Errorf("only %d programs say what they write; there were some 840", ran)
	}
}

// runInterpreterProgram gives all that a program writes: the interpreter's println writes to the standard output.
func runInterpreterProgram(t *testing.T, path string) (string, error) {
	im := newImage(t, Config{Args: []string{path}})
	ctx, cancel := context.WithTimeout(t.Context(), specDeadline)
	defer cancel()
	var out lockedBuffer
	err := im.RunFile(ctx, path, &out, &out)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("it was still running after %v", specDeadline)
	}
	return trimmedLines(out.String()), err
}

// programTable is the part of the page about the language that tells of the interpreter's programs.
func programTable(t testing.TB) string {
	n := 0
	for _, path := range interpreterPrograms(t) {
		if b, err := os.ReadFile(path); err != nil {
			t.Fatal(err)
		} else if _, ok := saidOutput(string(b)); ok {
			n++
		}
	}
	var b strings.Builder
	b.WriteString("\n## The interpreter's own programs\n\n")
	fmt.Fprintf(&b, "The interpreter's module has %d programs that import the standard library alone and say what they write. All run right here but for %d:\n\n", n, len(programExceptions))
	list := func(m map[string]string) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			b.WriteString("- `" + name + "`: " + m[name] + "\n")
		}
	}
	list(programExceptions)
	fmt.Fprintf(&b, "\n%d more do here what they do in Go, but say something else:\n\n", len(otherwiseInGo))
	list(otherwiseInGo)
	return b.String()
}
