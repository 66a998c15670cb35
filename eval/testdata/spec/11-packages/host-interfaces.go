// Interfaces of the standard library with unexported methods, and types that have them.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
)

func names(n ast.Node) (out []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			out = append(out, n.Name)
		case ast.Expr:
			out = append(out, "expr")
		}
		return true
	})
	return
}

func main() {
	e, err := parser.ParseExpr("a + b*c(1)")
	fmt.Println(names(e), err)
	var x ast.Expr = &ast.Ident{Name: "x"}
	var s ast.Stmt = &ast.ExprStmt{X: x}
	fmt.Println(names(s), token.ADD)
	t := reflect.TypeOf(1)
	fmt.Println(t.Kind() == reflect.Int, t)
	b, ok := e.(*ast.BinaryExpr)
	fmt.Println(ok, b.Op)
}
