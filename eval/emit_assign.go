package eval

// This file writes assignments. The engine gets only those of one value to one place: of several at once it loses some, and it keeps
// to no order among them.

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (e *emitter) assign(s *ast.AssignStmt) string {
	switch {
	case s.Tok == token.DEFINE:
		return e.defineVars(s)
	case s.Tok != token.ASSIGN:
		if s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN {
			return e.expr(s.Lhs[0]) + " " + s.Tok.String() + " " + e.shiftCount(s.Rhs[0])
		}
		return e.expr(s.Lhs[0]) + " " + s.Tok.String() + " " + e.expr(s.Rhs[0])
	case len(s.Lhs) == 1:
		return e.assignOne(s.Lhs[0], s.Rhs[0])
	case len(s.Rhs) == 1:
		return e.assignTuple(s.Lhs, s.Rhs[0])
	}
	return e.assignParallel(s.Lhs, s.Rhs)
}

func isBlank(x ast.Expr) bool {
	id, ok := ast.Unparen(x).(*ast.Ident)
	return ok && id.Name == "_"
}

func (e *emitter) assignOne(l, r ast.Expr) string {
	if isBlank(l) { // the engine would not look at what it can see to have no effect, and what panics is that for it
		if tv := e.info.Types[r]; tv.Value != nil || tv.IsNil() {
			return ""
		}
		n := e.tmp()
		return n + " := " + e.expr(r) + "\n_ = " + n
	}
	if e.isLiteral(r) { // stored through a pointer at once, the engine loses it
		n := e.tmp()
		return n + " := " + e.value(r, e.typeOf(l)) + "\n" + e.store(l, n)
	}
	if e.info.Types[r].IsNil() {
		pre := ""
		p := e.place(l, &pre)
		return pre + p + " = nil"
	}
	var calls []*ast.CallExpr
	if !e.mayFault(l) || e.findCalls(r, &calls) && len(calls) == 0 {
		return e.store(l, e.value(r, e.typeOf(l)))
	}
	pre := ""
	if calls = nil; !e.findCalls(l, &calls) || len(calls) > 0 {
		p := e.place(l, &pre)
		n := e.tmp()
		pre += "var " + n + " " + e.typ(e.typeOf(l)) + " = " + e.value(r, e.typeOf(l)) + "\n"
		if e.isCut(l) {
			n = e.cutValue(n, e.typeOf(l))
		}
		return pre + p + " = " + n
	}
	n := e.tmp()
	return "var " + n + " " + e.typ(e.typeOf(l)) + " = " + e.value(r, e.typeOf(l)) + "\n" + e.store(l, n)
}

// isLiteral says whether x is a composite literal, perhaps converted.
func (e *emitter) isLiteral(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		return len(x.Args) == 1 && e.info.Types[x.Fun].IsType() && e.isLiteral(x.Args[0])
	}
	return false
}

// mayFault says whether finding the place x may panic, other than in what it calls. What is assigned must have been evaluated by then.
func (e *emitter) mayFault(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.StarExpr:
		return true
	case *ast.IndexExpr:
		return mapKeyType(e.typeOf(x.X)) == nil || e.mayFault(x.X)
	case *ast.SelectorExpr:
		return e.isField(x) && (isPointer(e.typeOf(x.X)) || e.mayFault(x.X))
	}
	return false
}

// store assigns v to x. A field that is cut takes what is kept there in its stead.
func (e *emitter) store(x ast.Expr, v string) string {
	if !e.isCut(x) {
		return e.expr(x) + " = " + v
	}
	pre := ""
	p := e.place(x, &pre)
	return pre + p + " = " + e.cutValue(v, e.typeOf(x))
}

// assignTuple assigns the several values of a call, receive, index or assertion.
func (e *emitter) assignTuple(ls []ast.Expr, r ast.Expr) string {
	pre, places := e.places(ls)
	tu, _ := e.typeOf(r).(*types.Tuple)
	ts := make([]string, len(ls))
	after := ""
	for i, p := range places {
		if ts[i] = "_"; p == "_" {
			continue
		}
		ts[i] = e.tmp()
		v := ts[i]
		if tu != nil {
			v = e.result(v, tu.At(i).Type(), e.typeOf(ls[i]))
		}
		if e.isCut(ls[i]) {
			v = e.cutValue(v, e.typeOf(ls[i]))
		}
		after += "\n" + p + " = " + v
	}
	if after == "" {
		ts[0] = e.tmp() // the engine wants one
		after = "\n_ = " + ts[0]
	}
	return pre + strings.Join(ts, ", ") + " := " + e.expr(r) + after
}

// result converts one of several values to the type of what it is assigned to.
func (e *emitter) result(v string, from, to types.Type) string {
	if types.IsInterface(to) || e.reforms(e.subst(from), to) {
		return e.convert(v, defaultType(e.subst(from)), to)
	}
	return e.sameBool(v, from, to)
}

// sameBool converts the second value of a comma-ok form to a boolean type of another name.
func (e *emitter) sameBool(v string, from, to types.Type) string {
	if b, ok := from.(*types.Basic); ok && b.Info()&types.IsBoolean != 0 && !types.IsInterface(to) && !types.Identical(types.Default(from), to) {
		return e.typ(to) + "(" + v + ")"
	}
	return v
}

// assignParallel evaluates the operands on both sides, left first, and then assigns in order.
func (e *emitter) assignParallel(ls, rs []ast.Expr) string {
	pre, places := e.places(ls)
	after := ""
	for i, r := range rs {
		tv := e.info.Types[r]
		p := places[i]
		switch {
		case p == "_" && (tv.Value != nil || tv.IsNil()):
			continue
		case p == "_":
			n := e.tmp()
			pre += n + " := " + e.expr(r) + "\n_ = " + n + "\n"
			continue
		case tv.Value != nil || tv.IsNil():
			after += "\n" + p + " = " + e.value(r, e.typeOf(ls[i]))
			continue
		}
		n := e.tmp()
		if t := e.typeOf(ls[i]); types.IsInterface(t) || e.reforms(e.typeOf(r), t) {
			pre += "var " + n + " " + e.typ(t) + " = " + e.value(r, t) + "\n"
		} else {
			pre += n + " := " + e.expr(r) + "\n"
		}
		if e.isCut(ls[i]) {
			n = e.cutValue(n, e.typeOf(ls[i]))
		}
		after += "\n" + p + " = " + n
	}
	if after == "" {
		return pre
	}
	return pre + after[1:]
}

// places evaluates the operands of what is assigned to. It gives the statements that do so, and the places.
func (e *emitter) places(ls []ast.Expr) (pre string, places []string) {
	for _, l := range ls {
		places = append(places, e.place(l, &pre))
	}
	return pre, places
}

func (e *emitter) place(x ast.Expr, pre *string) string {
	temp := func(x ast.Expr) string {
		if tv := e.info.Types[x]; tv.Value != nil {
			return e.expr(x)
		}
		n := e.tmp()
		*pre += n + " := " + e.expr(x) + "\n"
		return n
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return e.expr(x)
	case *ast.StarExpr:
		return "(*" + e.open(temp(x.X), e.typeOf(x.X)) + ")"
	case *ast.SelectorExpr:
		s := e.info.Selections[x]
		if s == nil || s.Kind() != types.FieldVal {
			break
		}
		from := ""
		if isPointer(e.typeOf(x.X)) {
			from = temp(x.X)
		} else {
			from = e.place(x.X, pre)
		}
		last := len(s.Index()) - 1
		from, t := e.along(from, e.typeOf(x.X), s.Index()[:last])
		st := deref(t).Underlying().(*types.Struct)
		return from + "." + e.fieldName(deref(t), st.Field(s.Index()[last])) // of a field that is cut, what is kept there
	case *ast.IndexExpr:
		switch e.typeOf(x.X).Underlying().(type) {
		case *types.Array:
			base := e.place(x.X, pre)
			return base + "[" + temp(x.Index) + "]"
		default:
			base := e.open(temp(x.X), e.typeOf(x.X))
			return base + "[" + temp(x.Index) + "]"
		}
	}
	if id := e.addressable(x); id != "" {
		n := e.tmp()
		*pre += n + " := &" + id + "\n"
		return "(*" + n + ")"
	}
	return e.expr(x)
}

// addressable writes x if its address can be taken.
func (e *emitter) addressable(x ast.Expr) string {
	if tv := e.info.Types[x]; tv.Addressable() {
		return e.expr(x)
	}
	return ""
}

// defineVars writes `a, b := ..`. Those of the names that exist already are assigned.
func (e *emitter) defineVars(s *ast.AssignStmt) string {
	old := false
	for _, l := range s.Lhs {
		if id, ok := l.(*ast.Ident); ok && id.Name != "_" && e.info.Defs[id] == nil {
			old = true
		}
	}
	if len(s.Lhs) == len(s.Rhs) && !old {
		return e.defineParallel(s)
	}
	if !old {
		return e.exprs(s.Lhs) + " := " + e.expr(s.Rhs[0])
	}
	pre, after, ts := "", "", make([]string, len(s.Lhs))
	tu, _ := e.typeOf(s.Rhs[0]).(*types.Tuple)
	for i, l := range s.Lhs {
		ts[i] = e.tmp()
		if len(s.Rhs) > 1 {
			t := e.typeOf(s.Rhs[i])
			if o := e.objectOf(l.(*ast.Ident)); o != nil {
				t = o.Type()
			}
			pre += "var " + ts[i] + " " + e.typ(defaultType(t)) + " = " + e.value(s.Rhs[i], e.subst(defaultType(t))) + "\n"
		}
		switch id := l.(*ast.Ident); {
		case isBlank(l):
			after += "\n_ = " + ts[i]
		case e.info.Defs[id] != nil:
			after += "\n" + e.expr(l) + " := " + ts[i]
		default:
			v := ts[i]
			if tu != nil {
				v = e.result(v, tu.At(i).Type(), e.typeOf(l))
			}
			after += "\n" + e.expr(l) + " = " + v
		}
	}
	if len(s.Rhs) == 1 {
		pre = strings.Join(ts, ", ") + " := " + e.expr(s.Rhs[0]) + "\n"
	}
	return pre + after[1:]
}

// defineParallel writes one definition for each name: of several at once the engine loses some. No value can refer to the names, which
// are new.
func (e *emitter) defineParallel(s *ast.AssignStmt) string {
	lines := make([]string, 0, len(s.Rhs))
	for i, r := range s.Rhs {
		v := e.variadicValue(r)
		if id, ok := s.Lhs[i].(*ast.Ident); ok && e.info.Defs[id] != nil {
			if tv := e.info.Types[r]; tv.Value != nil {
				if t := e.info.Defs[id].Type(); t != types.Typ[types.Int] {
					v = e.constant(t, tv.Value)
				}
			}
		}
		if isBlank(s.Lhs[i]) {
			n := e.tmp()
			lines = append(lines, n+" := "+v, "_ = "+n)
			continue
		}
		lines = append(lines, e.expr(s.Lhs[i])+" := "+v)
	}
	return strings.Join(lines, "\n")
}

// skipped says whether what stands before a call in one of the expressions may be all that is evaluated: it is right of && or ||.
func skipped(call *ast.CallExpr, xs []ast.Expr) (may bool) {
	for _, x := range xs {
		if x == nil {
			continue
		}
		ast.Inspect(x, func(n ast.Node) bool {
			if b, ok := n.(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
				may = may || b.Y.Pos() <= call.Pos() && call.End() <= b.Y.End()
			}
			return !may
		})
	}
	return may
}
