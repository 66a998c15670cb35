// What evaluated code can use of the standard library is what this toolchain's has: its sources are asked.

package eval

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// stdName is an exported name of a package of the standard library.
type stdName struct {
	generic bool
	methods []string // of a generic type
}

type stdPackage struct {
	path  string
	names map[string]*stdName
}

// standardLibrary reads what each package exports, without its internal and vendored ones.
func standardLibrary(t testing.TB) []stdPackage {
	src := filepath.Join(runtime.GOROOT(), "src")
	if _, err := os.Stat(filepath.Join(src, "fmt")); err != nil {
		t.Skipf("the sources of the standard library are not here: %v", err)
	}
	ctx := build.Default
	ctx.CgoEnabled = false
	var ps []stdPackage
	err := filepath.WalkDir(src, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || dir == src {
			return err
		}
		if slices.Contains([]string{"builtin", "cmd", "internal", "testdata", "vendor"}, d.Name()) || d.Name()[0] == '_' {
			return fs.SkipDir
		}
		bp, err := ctx.ImportDir(dir, 0)
		if err != nil {
			return nil // a folder of folders
		}
		path, err := filepath.Rel(src, dir)
		if err != nil || bp.Name == "main" {
			return err
		}
		p := stdPackage{filepath.ToSlash(path), map[string]*stdName{}}
		for _, f := range bp.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, f), nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, d := range f.Decls {
				p.add(d)
			}
		}
		for n := range p.names {
			if !ast.IsExported(n) {
				delete(p.names, n)
			}
		}
		ps = append(ps, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func (p *stdPackage) name(n string) *stdName {
	if p.names[n] == nil {
		p.names[n] = &stdName{}
	}
	return p.names[n]
}

func (p *stdPackage) add(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			p.name(d.Name.Name).generic = d.Type.TypeParams != nil
			return
		}
		t := d.Recv.List[0].Type
		if s, ok := t.(*ast.StarExpr); ok {
			t = s.X
		}
		if x, ok := t.(*ast.IndexExpr); ok && d.Name.IsExported() {
			n := p.name(x.X.(*ast.Ident).Name)
			n.methods = append(n.methods, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				p.name(s.Name.Name).generic = s.TypeParams != nil
			case *ast.ValueSpec:
				for _, n := range s.Names {
					p.name(n.Name)
				}
			}
		}
	}
}

func TestStandardLibrary(t *testing.T) {
	im := newImage(t, Config{})
	std := standardLibrary(t)
	known := map[string]bool{}
	for _, p := range std {
		known[p.path] = true
		q, err := im.imp.Import(p.path)
		if withheldPackages[p.path] != "" {
			if err == nil {
				t.Errorf("package %s is withheld, but can be imported", p.path)
			}
			continue
		}
		if err != nil {
			t.Errorf("%v; run go generate ./eval/symbols, or withhold it with a reason", err)
			continue
		}
		if q.Name() != packageName(p.path) && p.path != "math/rand/v2" {
			t.Errorf("package %s is called %s", p.path, q.Name())
		}
		for n, std := range p.names {
			o := q.Scope().Lookup(n)
			switch why := withheldSymbols[p.path][n]; {
			case o == nil && withheldReason(p.path, n) == "":
				t.Errorf("%s.%s is missing: run go generate ./eval/symbols, write it in an overlay, or withhold it with a reason", p.path, n)
			case o != nil && why != "":
				t.Errorf("%s.%s is there, but withheld: %s", p.path, n, why)
			case o != nil && std.generic != (im.byObj[o] != nil) && p.path+"."+n != "cmp.Ordered": // a constraint
				t.Errorf("%s.%s is generic: %v; from an overlay: %v", p.path, n, std.generic, im.byObj[o] != nil)
			case o != nil:
				for _, m := range std.methods {
					if f, _, _ := types.LookupFieldOrMethod(o.Type(), true, q, m); f == nil {
						t.Errorf("%s.%s.%s is missing", p.path, n, m)
					}
				}
			}
		}
		for _, n := range q.Scope().Names() {
			if ast.IsExported(n) && p.names[n] == nil && reachable(q, n) {
				t.Errorf("%s.%s is not in this version of Go", p.path, n)
			}
		}
		for n := range withheldSymbols[p.path] {
			if p.names[n] == nil {
				t.Errorf("%s.%s is withheld, but is not in this version of Go", p.path, n)
			}
		}
	}
	for p := range withheldPackages {
		if !known[p] {
			t.Errorf("package %s is withheld, but is not in this version of Go", p)
		}
	}
}

// reachable says whether source can name what the scope has: types that reflection came across under another package's name cannot.
func reachable(q *types.Package, n string) bool { return q.Scope().Lookup(n).Pkg() == q }

func TestWithheldIsRefused(t *testing.T) {
	im := newImage(t, Config{})
	for src, want := range map[string]string{
		`import "runtime/cgo"`:                                    "1:8: unsupported: package runtime/cgo: ",
		`syscall.Mmap(0, 0, 0, 0, 0)`:                             "1:9: unsupported: syscall.Mmap: ",
		`unsafe.Pointer(nil)`:                                     "1:8: unsupported: unsafe.Pointer: ",
		`func f() uintptr { return unsafe.String(nil, 0) }`:       "1:34: unsupported: unsafe.String: ",
		"import \"runtime\"\nruntime.SetFinalizer(nil, nil)":      "2:9: unsupported: runtime.SetFinalizer: ",
		"import \"runtime\"\nfunc f() { runtime.LockOSThread() }": "2:20: unsupported: runtime.LockOSThread: ",
	} {
		r, _, _ := run(t, im, src)
		if r.Failure == nil || !strings.HasPrefix(r.Failure.Error(), want) {
			t.Errorf("%s\nfails with %v, want %q...", src, r.Failure, want)
		}
	}
}
