package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/own"
)

// The cores of protocols, and the contract, are plain values: what a step does depends on its machine and its event alone, or the simulator could
// not repeat it. This test reads their sources and refuses what would depend on anything else.

func TestCoresArePlain(t *testing.T) {
	read := 0
	for dir := range mayImport {
		if !isCore(dir) {
			continue
		}
		read++
		for _, complaint := range coreComplaints(t, dir) {
			t.Error(complaint)
		}
	}
	if read < 5 {
		t.Errorf("only %d cores were found", read)
	}
}

// The test is able to fail: each line of testdata/core that says so is refused, for what it says, and no other.
func TestCoresAreRefused(t *testing.T) {
	const dir = "testdata/core"
	got := coreComplaints(t, dir)
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("there is nothing in %s: %v", dir, err)
	}
	wanted := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			at := fmt.Sprintf("%s:%d: ", filepath.ToSlash(file), i+1)
			_, want, refused := strings.Cut(line, "// refused: ")
			k := slices.IndexFunc(got, func(c string) bool { return strings.HasPrefix(c, at) })
			switch {
			case refused && (k < 0 || !strings.Contains(got[k], want)):
				t.Errorf("%s%s is not refused for %q", at, strings.TrimSpace(line), want)
			case !refused && k >= 0:
				t.Errorf("refused without need: %s", got[k])
			}
			if refused {
				wanted++
			}
		}
	}
	if wanted < 15 {
		t.Errorf("%d lines are to be refused; some are missing", wanted)
	}
}

// coreComplaints is what the files of a folder, but its tests, do that a core must not.
func coreComplaints(t *testing.T, dir string) (complaints []string) {
	t.Helper()
	c := &own.Checker{Fset: token.NewFileSet(), MayImport: protocolMayImport, Ours: "parley/",
		Info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}}
	sources := &sourceImporter{fset: c.Fset, others: importer.ForCompiler(c.Fset, "gc", nil)}
	files, pkg, err := sources.check(dir, c.Info)
	if err != nil {
		t.Fatal(err)
	}
	c.Pkg = pkg
	for _, f := range files {
		for _, b := range c.File(f) {
			if filepath.ToSlash(b.Pos.Filename) == ownText && b.What == "import embed" {
				continue
			}
			complaints = append(complaints, fmt.Sprintf("%s:%d: a core must not %s; %s", b.Pos.Filename, b.Pos.Line, b.What, b.Instead))
		}
	}
	return complaints
}

// sourceImporter reads our own packages from their sources.
type sourceImporter struct {
	fset   *token.FileSet
	others types.Importer
}

func (s *sourceImporter) Import(path string) (*types.Package, error) {
	dir, ours := strings.CutPrefix(path, "parley/")
	if !ours {
		return s.others.Import(path)
	}
	_, pkg, err := s.check(dir, nil)
	return pkg, err
}

// check reads and checks what is in a folder, but for its tests.
func (s *sourceImporter) check(dir string, info *types.Info) (files []*ast.File, pkg *types.Package, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(s.fset, filepath.ToSlash(name), nil, parser.ParseComments)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, f)
	}
	if err == nil {
		pkg, err = (&types.Config{Importer: s}).Check("parley/"+dir, s.fset, files, info)
	}
	return files, pkg, err
}
