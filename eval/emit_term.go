package eval

// This file writes operands as the engine must see them.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// settled writes an element of a literal of a slice or an array, whose text is s. The engine asks for the type of an operator there
// before it has looked at the operands, and then takes *p for a pointer to p; of a call it knows the type.
func (e *emitter) settled(x ast.Expr, s string) string {
	switch ast.Unparen(x).(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr:
	default:
		return s
	}
	if tv := e.info.Types[x]; tv.Value != nil || e.simpleOperands(x) {
		return s
	}
	return e.helper("same", e.typeOf(x), func(n, t string) string {
		return fmt.Sprintf("func %s(v %s) %s { return v }", n, t, t)
	}) + "(" + s + ")"
}

// simpleOperands says whether the operands in x are constants, local variables and fields.
func (e *emitter) simpleOperands(x ast.Expr) bool {
	simple := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.BinaryExpr, *ast.ParenExpr, *ast.BasicLit, *ast.SelectorExpr:
		case *ast.UnaryExpr:
			_, lit := ast.Unparen(n.X).(*ast.CompositeLit)
			simple = simple && n.Op != token.ARROW && !lit
		case *ast.Ident:
			if v, ok := e.objectOf(n).(*types.Var); ok && e.declOf(v) != nil {
				simple = false
			}
		default:
			simple = false
		}
		return simple
	})
	return simple
}
