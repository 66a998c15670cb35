package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What is promised to compile elsewhere has no errors of types there. `make cross` compiles it as well, which takes a machine that has
// compiled nothing for these systems yet a minute and a half for each.
func TestHasNoErrorsElsewhere(t *testing.T) {
	all := &sources{token.NewFileSet(), map[string]*ast.File{}}
	for _, target := range []string{"windows/amd64", "darwin/arm64"} {
		t.Run(target, func(t *testing.T) {
			for _, err := range elsewhere(t, target, all) {
				t.Error(err)
			}
		})
	}
}

// listed is a package as `go list` has it for a system.
type listed struct {
	ImportPath, Dir string
	GoFiles         []string
	ImportMap       map[string]string
	Module          *struct{ Main bool }
}

// sources are files that were parsed, most of them for both systems.
type sources struct {
	set    *token.FileSet
	parsed map[string]*ast.File
}

// file parses a file, or does not parse it again. Of what is not ours nobody looks at the bodies of functions.
func (s *sources) file(name string, mine bool) (*ast.File, error) {
	if f := s.parsed[name]; f != nil {
		return f, nil
	}
	f, err := parser.ParseFile(s.set, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok && !mine {
			d.Body = nil
		}
	}
	s.parsed[name] = f
	return f, nil
}

// elsewhere checks our packages, and of what they import all but the bodies of functions.
func elsewhere(t *testing.T, target string, all *sources) (errs []error) {
	t.Helper()
	system, processor, _ := strings.Cut(target, "/")
	list := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,ImportMap,Module", "./...")
	list.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+processor, "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	done, ours := map[string]*types.Package{"unsafe": types.Unsafe}, 0
	for d := json.NewDecoder(bytes.NewReader(out)); ; { // a package comes after those that it imports
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "unsafe" {
			continue
		}
		mine := p.Module != nil && p.Module.Main
		if mine {
			ours++
		}
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := all.file(filepath.Join(p.Dir, name), mine)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		c := types.Config{
			IgnoreFuncBodies: !mine,
			Sizes:            types.SizesFor("gc", processor),
			Importer: imports(func(path string) (*types.Package, error) {
				if to, ok := p.ImportMap[path]; ok {
					path = to
				}
				if q := done[path]; q != nil {
					return q, nil
				}
				return nil, fmt.Errorf("%s is not among what %s imports", path, p.ImportPath)
			}),
			Error: func(err error) {
				if mine {
					errs = append(errs, err)
				}
			},
		}
		done[p.ImportPath], _ = c.Check(p.ImportPath, all.set, files, nil)
	}
	if ours < 30 {
		t.Errorf("only %d packages of ours were checked", ours)
	}
	return errs
}

// imports is a function that imports.
type imports func(path string) (*types.Package, error)

func (i imports) Import(path string) (*types.Package, error) { return i(path) }
