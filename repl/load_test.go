package repl

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// The command :load gives the client a file as one input, from its first line on and under its name, wherever other lines go; alone it does so again.
func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "helpers.go")
	if err := os.WriteFile(file, []byte("package helpers\n\nfunc f() int {\n\n\treturn 7\n}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	f := &fake{answer: func(_ context.Context, line string, a scripts.Ask, _ node.OutputFunc) scripts.Line {
		got = append(got, fmt.Sprintf("%s %d %q %d lines", a.File, a.FirstLine, a.At, strings.Count(line, "\n")))
		if strings.Contains(line, "wrong") {
			return failure("", protocol.Outcome{Verdict: protocol.Failed, Failure: &protocol.Failure{Kind: protocol.FailCompile, Text: "undefined: wrong", Pos: "wrong.go:3:9"}})
		}
		return scripts.Line{Parts: parts("", protocol.Outcome{})}
	}}
	wrong := filepath.Join(dir, "wrong.go")
	if err := os.WriteFile(wrong, []byte("package x\n\nvar _ = wrong\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := script(t, Config{Client: f}, ":load\n:load "+file+"\n:load\n:load "+wrong+"\n:load "+dir+"\n:load "+file+"x\n")
	const asked = "helpers.go 1 \"\" 6 lines; helpers.go 1 \"\" 6 lines; wrong.go 1 \"\" 3 lines"
	if s := strings.Join(got, "; "); s != asked {
		t.Errorf("the client was asked\n%s\nand not\n%s", s, asked)
	}
	for _, want := range []string{"say which file", "loaded " + file, "wrong.go:3:9: undefined: wrong\n    var _ = wrong\n            ^", "is a folder", "no such file"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q is not in\n%s", want, errs)
		}
	}
	if code != CodeUsage || out != "" {
		t.Errorf("code %d, %q", code, out)
	}
}

// A program gets the arguments behind its file, and none of the node's; its name may have blanks.
func TestLoadOfAProgram(t *testing.T) {
	dir := t.TempDir()
	file, blanks := filepath.Join(dir, "prog.go"), filepath.Join(dir, "a b.go")
	for _, name := range []string{file, blanks} {
		if err := os.WriteFile(name, []byte("// Counts.\npackage main\n\nfunc main() {}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := &fake{}
	code, _, errs := script(t, Config{Client: f}, ":load "+file+" -n 3\n:load\n:load "+blanks+"\n:load \""+blanks+"\" x\n")
	var got [][]string
	for _, a := range f.asks {
		got = append(got, a.Program)
	}
	if want := [][]string{{file, "-n", "3"}, {file, "-n", "3"}, {blanks}, {blanks, "x"}}; code != 0 || !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("code %d, %s\nbegun are %q\nwant  %q", code, errs, got, want)
	}
}
