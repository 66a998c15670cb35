// Packages go/ast, go/parser, go/types: own visitors, importers and iterators.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/format"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
)

const src = `package p

import "fmt"

// Add adds.
func Add(a, b int) int { return a+b }
type T struct { X int; y string }
func (t *T) M() { fmt.Println(t.X) }
const C = 1<<10 + 2
var V = []string{"a"}
`

type funcs struct{ names []string }

func (f *funcs) Visit(n ast.Node) ast.Visitor {
	if d, ok := n.(*ast.FuncDecl); ok {
		f.names = append(f.names, d.Name.Name)
	}
	return f
}

type fake struct{}

func (fake) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path)
	sig := types.NewSignatureType(nil, nil, nil, types.NewTuple(types.NewParam(0, p, "a", types.NewSlice(types.Universe.Lookup("any").Type()))), nil, true)
	p.Scope().Insert(types.NewFunc(0, p, "Println", sig))
	p.MarkComplete()
	return p, nil
}

func main() {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	fmt.Println(err, f.Name.Name, len(f.Decls))
	var v funcs
	ast.Walk(&v, f)
	fmt.Println(v.names)
	n := 0
	ast.Inspect(f, func(ast.Node) bool { n++; return true })
	m := 0
	for range ast.Preorder(f) {
		m++
	}
	fmt.Println(n > 50, m > 30, fset.Position(f.Decls[1].Pos()))
	var buf bytes.Buffer
	printer.Fprint(&buf, fset, f.Decls[1])
	fmt.Println(buf.String())
	b, err := format.Source([]byte("package q\nvar x   =1"))
	fmt.Printf("%q %v\n", b, err)
	conf := types.Config{Importer: fake{}, Error: func(err error) { fmt.Println("type error:", err) }}
	pkg, err := conf.Check("p", fset, []*ast.File{f}, nil)
	fmt.Println(err, pkg.Scope().Names())
	c := pkg.Scope().Lookup("C").(*types.Const)
	fmt.Println(c.Val(), constant.BitLen(c.Val()), pkg.Scope().Lookup("Add").Type())
	t := pkg.Scope().Lookup("T").Type().(*types.Named)
	for i, m := range seq2(t) {
		fmt.Println(i, m.Name())
	}
	tv, err := types.Eval(fset, pkg, token.NoPos, `C * 2`)
	fmt.Println(tv.Value, err)
	_, err = parser.ParseExpr("a +")
	fmt.Println(err)
}

func seq2(t *types.Named) func(func(int, *types.Func) bool) {
	return func(yield func(int, *types.Func) bool) {
		i := 0
		for m := range t.Methods() {
			if !yield(i, m) {
				return
			}
			i++
		}
	}
}
