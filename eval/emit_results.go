package eval

// This file writes the results of functions, and assignments of what calls give. The engine lets a function write its named
// results straight into where the caller will store them, before it returns and without clearing them first.

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// resultList writes the results of a function's signature. They have names only where deferred functions can change them;
// elsewhere the names are those of ordinary variables.
func (e *emitter) resultList(sig *types.Signature, body *ast.BlockStmt) string {
	n := sig.Results().Len()
	if n == 0 {
		return ""
	}
	e.fn.plain = !e.fn.defers
	var l []string
	for i := range n {
		r := sig.Results().At(i)
		e.fn.results = append(e.fn.results, r.Type())
		t := e.typ(r.Type())
		if r.Name() != "" {
			name := e.local(r)
			if name == "_" {
				name = e.tmp()
			}
			e.fn.named = append(e.fn.named, name)
			e.fn.kept = e.fn.kept || usedInLiteral(e.info, r, body)
			if !e.fn.plain {
				t = name + " " + t
			}
		}
		l = append(l, t)
	}
	return " (" + strings.Join(l, ", ") + ")"
}

// usedInLiteral says whether a function literal in body uses o.
func usedInLiteral(info *types.Info, o types.Object, body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = found || usesObject(info, n, o)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && usesObject(info, n, o)
		}
		return !found
	})
	return found
}

func usesObject(info *types.Info, n ast.Node, o types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == o {
			found = true
		}
		return !found
	})
	return found
}

// zeroResults is what a function with named results begins with.
func (e *emitter) zeroResults() string {
	b := ""
	for i, n := range e.fn.named {
		t := e.typ(e.fn.results[i])
		if e.fn.plain {
			b += "var " + n + " " + t + "\n"
			continue
		}
		z := e.tmp()
		b += "var " + z + " " + t + "\n" + n + " = " + z + "\n"
	}
	return b
}

// returned writes the return statement of a function that is no callback's.
func (e *emitter) returned(rs []ast.Expr) string {
	named := strings.Join(e.fn.named, ", ")
	switch {
	case !e.fn.plain || len(e.fn.named) == 0:
		if len(rs) == 0 {
			return "return\n"
		}
		return "return " + e.exprs(rs) + "\n"
	case len(rs) == 0:
		return "return " + named + "\n"
	case !e.fn.kept:
		return "return " + e.exprs(rs) + "\n"
	}
	return named + " = " + e.exprs(rs) + "\nreturn " + named + "\n"
}

// assignResults writes an assignment of what one call or other expression with several values gives, by way of variables
// that nothing else sees.
func (e *emitter) assignResults(s *ast.AssignStmt) string {
	pre, lhs := "", make([]string, len(s.Lhs))
	for i, l := range s.Lhs { // their operands come first
		lhs[i] = e.operand(l, &pre)
	}
	var ts []string
	for range s.Lhs {
		ts = append(ts, e.tmp())
	}
	b := pre + strings.Join(ts, ", ") + " := " + e.expr(s.Rhs[0]) + "\n"
	for i, l := range lhs {
		b += l + " = " + ts[i] + "\n"
	}
	return strings.TrimSuffix(b, "\n")
}

// operand writes the left side of an assignment after its calls have been made.
func (e *emitter) operand(x ast.Expr, pre *string) string {
	keep := func(x ast.Expr) string {
		if !calls(x) {
			return e.expr(x)
		}
		t := e.tmp()
		*pre += t + " := " + e.expr(x) + "\n"
		return t
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.IndexExpr:
		if _, ok := e.typeOf(x.X).Underlying().(*types.Array); ok {
			return e.operand(x.X, pre) + "[" + keep(x.Index) + "]"
		}
		return keep(x.X) + "[" + keep(x.Index) + "]"
	case *ast.StarExpr:
		return "(*" + keep(x.X) + ")"
	case *ast.SelectorExpr:
		if s := e.info.Selections[x]; s != nil && s.Kind() == types.FieldVal && calls(x.X) {
			e.ld.noteMember(s.Obj())
			if v, ok := s.Obj().(*types.Var); ok {
				if _, isPtr := e.typeOf(x.X).Underlying().(*types.Pointer); isPtr {
					return keep(x.X) + "." + e.fieldName(v)
				}
				return e.operand(x.X, pre) + "." + e.fieldName(v)
			}
		}
	}
	return e.expr(x)
}

// calls says whether the evaluation of x can have effects.
func calls(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.FuncLit:
			return false
		}
		return !found
	})
	return found
}

// evaluated says whether a call is of a function of evaluated code: none of the host, no conversion and no built-in.
func (e *emitter) evaluated(c *ast.CallExpr) bool {
	if e.info.Types[c.Fun].IsType() || e.info.Types[c.Fun].IsBuiltin() || e.hostCallee(c.Fun) {
		return false
	}
	return true
}
