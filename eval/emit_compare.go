package eval

// This file writes comparisons.

import (
	"go/ast"
	"go/token"
	"go/types"
)

// compared writes x, which is compared with y or calculated with it.
func (e *emitter) compared(x, y ast.Expr, op token.Token) string {
	if op == token.EQL || op == token.NEQ {
		if t := e.typeOf(y); t != nil && types.IsInterface(t) && !e.info.Types[y].IsNil() {
			if from := e.typeOf(x); from == nil || !types.IsInterface(from) || e.loose(t) {
				return e.value(x, t)
			}
		}
	}
	return e.expr(x)
}

// sameType writes the operands of a comparison, of which one is assignable to the other's type, as of one type.
func (e *emitter) sameType(x *ast.BinaryExpr) (string, string) {
	l, r := e.compared(x.X, x.Y, x.Op), e.compared(x.Y, x.X, x.Op)
	if x.Op != token.EQL && x.Op != token.NEQ {
		return l, r
	}
	lt, rt := e.typeOf(x.X), e.typeOf(x.Y)
	if types.IsInterface(lt) || types.IsInterface(rt) || types.Identical(lt, rt) || e.info.Types[x.X].IsNil() || e.info.Types[x.Y].IsNil() ||
		e.info.Types[x.X].Value != nil || e.info.Types[x.Y].Value != nil {
		return l, r
	}
	if e.restructs(rt, lt) {
		return l, e.restructured(r, rt, lt)
	}
	if e.refolds(rt, lt) {
		l, r = e.open(l, lt), e.open(r, rt)
	}
	if types.AssignableTo(rt, lt) {
		return l, "(" + e.openType(lt) + ")(" + r + ")"
	}
	return "(" + e.openType(rt) + ")(" + l + ")", r
}

// mayNotCompare says whether a comparison of values of these types must look at what interfaces hold, which the engine compares as it has
// it: an evaluated value in an interface of the host is wrapped, and what cannot be compared has lost its name.
func (e *emitter) mayNotCompare(x, y types.Type) bool {
	xi, yi := types.IsInterface(x), types.IsInterface(y)
	switch {
	case !xi && !yi:
		return false
	case xi != yi: // one has a type that compares
		return xi && e.wraps(x) || yi && e.wraps(y)
	}
	return true
}

// wraps says whether t is an interface of the host in which the engine puts stand-ins for evaluated values.
func (e *emitter) wraps(t types.Type) bool { return !e.loose(t) && e.typ(t) != "error" }

// sameValues writes a comparison of interfaces that the engine would get wrong.
func (e *emitter) sameValues(x *ast.BinaryExpr) (string, bool) {
	if x.Op != token.EQL && x.Op != token.NEQ || e.info.Types[x.X].IsNil() || e.info.Types[x.Y].IsNil() {
		return "", false
	}
	lt, rt := e.typeOf(x.X), e.typeOf(x.Y)
	if !e.mayNotCompare(lt, rt) || e.sentinel(x.X) || e.sentinel(x.Y) {
		return "", false
	}
	loose := types.Universe.Lookup("any").Type()
	not := ""
	if x.Op == token.NEQ {
		not = "!"
	}
	s := "(" + not + rtName + ".SameValues(" + e.convert(e.expr(x.X), defaultType(lt), loose) + ", " + e.convert(e.expr(x.Y), defaultType(rt), loose) + "))"
	if types.IsInterface(e.typeOf(x)) || isBool(e.info.TypeOf(x)) {
		return s, true
	}
	return e.typ(e.typeOf(x)) + s, true
}

// sentinel says whether x is an error that a package of the host declares. It compares, and is in no wrapping.
func (e *emitter) sentinel(x ast.Expr) bool {
	s, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v, ok := e.info.Uses[s.Sel].(*types.Var)
	return ok && !v.IsField() && e.declOf(v) == nil && e.typ(v.Type()) == "error"
}

// isBool says whether t is bool, or will be where nothing else is asked for.
func isBool(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}
