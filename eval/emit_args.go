package eval

// This file writes arguments where the engine would take them for something else.

import (
	"fmt"
	"go/ast"
	"go/types"
)

// onlyElement writes the last argument, v, where all that follow make a slice. One that could itself be the slice is taken for it by the
// engine.
func (e *emitter) onlyElement(all types.Type, args []ast.Expr, last int, v string) string {
	t, ok := all.Underlying().(*types.Slice)
	if !ok || !types.IsInterface(t.Elem()) || len(args) != last+1 || !types.Identical(e.typeOf(args[last]).Underlying(), t) {
		return v
	}
	return e.helper("only", t, func(n, ts string) string {
		return fmt.Sprintf("func %s(v %s) %s { return %s{v} }", n, e.typ(t.Elem()), ts, ts)
	}) + "(" + v + ")..."
}

// zero writes the zero value of a type.
func (e *emitter) zero(t types.Type) string {
	return e.helper("zero", t, func(n, t string) string { return "func " + n + "() " + t + " { var z " + t + "; return z }" }) + "()"
}

// paramAt is the type of the parameter that takes argument i; dots says that the last argument is all that a variadic function
// gets.
func paramAt(sig *types.Signature, i int, dots bool) types.Type {
	last := sig.Params().Len() - 1
	if last < 0 || i > last && !sig.Variadic() {
		return nil
	}
	if !sig.Variadic() || i < last {
		return sig.Params().At(i).Type()
	}
	t := sig.Params().At(last).Type()
	if dots {
		return t
	}
	return heldType(t)
}

// variadicField writes a field that is called, and that s is what x is written as: if it holds a variadic function, the engine forgets
// that it is variadic.
func (e *emitter) variadicField(x ast.Expr, s string) string {
	if !e.isField(x) {
		return s
	}
	if sig, ok := e.typeOf(x).Underlying().(*types.Signature); ok && sig.Variadic() {
		return "(" + e.typ(sig) + ")(" + s + ")"
	}
	return s
}

// variadicValue writes what a variable is declared with, which the same may be.
func (e *emitter) variadicValue(x ast.Expr) string {
	s := e.expr(x)
	if t := e.typeOf(x); t != nil && e.isField(x) && !e.folded(t) && e.variadicField(x, s) != s {
		return "(" + e.typ(t) + ")(" + s + ")"
	}
	return s
}

// isField says whether x selects a field.
func (e *emitter) isField(x ast.Expr) bool {
	f, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	sel := e.info.Selections[f]
	return sel != nil && sel.Kind() == types.FieldVal
}
