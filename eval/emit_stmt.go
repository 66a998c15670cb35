package eval

// This file writes statements other than loops and switches.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"strconv"
	"strings"
)

func (e *emitter) stmts(l []ast.Stmt) string {
	var b strings.Builder
	for _, s := range l {
		lens := maps.Clone(e.fn.lens)
		b.WriteString(e.before(s))
		e.fn.checked = nil
		b.WriteString(e.stmt(s, ""))
		e.after(s, lens)
	}
	return b.String()
}

func (e *emitter) block(s *ast.BlockStmt) string { return "{\n" + e.stmts(s.List) + "}" }

// stmt writes a statement; label is its label, if it is one that breaks and continues can name.
func (e *emitter) stmt(s ast.Stmt, label string) string {
	if s != nil {
		e.ld.under = s.Pos()
	}
	switch s := s.(type) {
	case nil, *ast.EmptyStmt:
		return ""
	case *ast.BlockStmt:
		return e.block(s) + "\n"
	case *ast.ExprStmt:
		return e.exprStmt(s.X)
	case *ast.SendStmt:
		return e.send(s)
	case *ast.IncDecStmt:
		return e.expr(s.X) + s.Tok.String() + "\n"
	case *ast.AssignStmt:
		return e.assign(s) + "\n"
	case *ast.DeclStmt:
		return e.localDecl(s.Decl.(*ast.GenDecl))
	case *ast.ReturnStmt:
		return e.ret(s.Results)
	case *ast.BranchStmt:
		l := ""
		if s.Label != nil {
			l = s.Label.Name
		}
		return e.branch(s.Tok, l, len(e.fn.frames)-1)
	case *ast.LabeledStmt:
		target := ""
		if e.fn.gotos[s.Label.Name] {
			target = gotoLabel(s.Label.Name) + ":\n"
		}
		switch s.Stmt.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			if target != "" { // two labels in a row are too much for the engine
				return target + "{\n" + e.stmt(s.Stmt, s.Label.Name) + "}\n"
			}
			return e.stmt(s.Stmt, s.Label.Name)
		}
		return target + e.stmt(s.Stmt, "")
	case *ast.IfStmt:
		return e.ifStmt(s)
	case *ast.ForStmt:
		return e.forStmt(s, label)
	case *ast.RangeStmt:
		return e.rangeStmt(s, label)
	case *ast.SwitchStmt:
		return e.switchStmt(s, label)
	case *ast.TypeSwitchStmt:
		return e.typeSwitch(s, label)
	case *ast.SelectStmt:
		return e.selectStmt(s, label)
	case *ast.GoStmt:
		e.ld.escapes.Store(true)
		if f, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit); ok && len(s.Call.Args) == 0 {
			return rtName + ".Go(" + e.expr(f) + ")\n"
		}
		pre, call := e.hoist(s.Call)
		return "{\n" + pre + rtName + ".Go(" + ownFrame(call) + ")\n}\n"
	case *ast.DeferStmt:
		return e.deferStmt(s)
	}
	fail("cannot express %T", s)
	return ""
}

func (e *emitter) ifStmt(s *ast.IfStmt) string {
	b := ""
	if s.Init != nil {
		b = "{\n" + e.stmt(s.Init, "")
	}
	b += e.checks(nil, s.Cond)
	made := e.fn.made
	cond := e.condition(s.Cond)
	e.fn.checked = made // the first statement of the block need not check again
	b += "if " + cond + " " + e.block(s.Body)
	if s.Else != nil {
		b += " else {\n" + e.stmt(s.Else, "") + "}"
	}
	b += "\n"
	if s.Init != nil {
		b += "}\n"
	}
	return b
}

func (e *emitter) send(s *ast.SendStmt) string {
	t := e.openable(e.typeOf(s.Chan))
	el := e.typ(chanElem(t))
	if hasFloats(chanElem(t), 0) {
		c, v := e.tmp(), e.tmp()
		return "{\n" + c + " := " + e.opened(s.Chan) + "\nvar " + v + " " + el + " = " + e.value(s.Value, chanElem(t)) + "\n" + rtName + ".Send(" + c + ", &" + v + ")\n}\n"
	}
	return e.helper("send", t, func(n, t string) string {
		return fmt.Sprintf("func %s(c %s, v %s) { %s.Send(c, &v) }", n, t, el, rtName)
	}) + "(" + e.opened(s.Chan) + ", " + e.value(s.Value, chanElem(t)) + ")\n"
}

// ownFrame is a function literal that makes a call; see literal.
func ownFrame(call string) string {
	return "func() func() { return func() { " + call + " } }()"
}

// hostCallee says whether a call goes straight to the host.
func (e *emitter) hostCallee(f ast.Expr) bool {
	s, ok := ast.Unparen(f).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	o, ok := e.info.Uses[s.Sel].(*types.Func)
	if !ok || e.declOf(o) != nil {
		return false
	}
	if sel := e.info.Selections[s]; sel != nil && (types.IsInterface(sel.Recv()) || e.isImage(sel.Recv())) {
		return false
	}
	return true
}

func (e *emitter) exprStmt(x ast.Expr) string {
	x = ast.Unparen(x)
	switch x := x.(type) {
	case *ast.CallExpr:
		if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok && id.Name == "panic" {
			if _, ok := e.objectOf(id).(*types.Builtin); ok {
				return e.panicStmt(x)
			}
		}
		return e.call(x) + "\n"
	case *ast.UnaryExpr:
		if x.Op == token.ARROW {
			return e.receiveStmt(x)
		}
	}
	return "_ = " + e.expr(x) + "\n"
}

// panicStmt notes the place first: the engine itself knows only the function.
func (e *emitter) panicStmt(x *ast.CallExpr) string {
	k := e.placeOf(x)
	return rtName + ".At(" + strconv.Itoa(k) + ")\n" + e.call(x) + "\n"
}

func (e *emitter) receiveStmt(x *ast.UnaryExpr) string { return e.receive(x) + "\n" }

// localDecl writes the declarations inside of a function. Constants need none: they are folded.
func (e *emitter) localDecl(g *ast.GenDecl) string {
	b := ""
	for _, sp := range g.Specs {
		switch sp := sp.(type) {
		case *ast.TypeSpec:
			b += e.localType(sp)
		case *ast.ValueSpec:
			if g.Tok != token.CONST {
				b += e.localVars(sp)
			}
		}
	}
	return b
}

func (e *emitter) localVars(sp *ast.ValueSpec) string {
	b := ""
	if sp.Type == nil && len(sp.Values) == len(sp.Names) {
		for i, n := range sp.Names {
			if n.Name == "_" {
				b += "_ = " + e.expr(sp.Values[i]) + "\n"
				continue
			}
			v := e.variadicValue(sp.Values[i])
			o := e.info.Defs[n]
			b += "var " + e.local(o) + " " + e.typ(o.Type()) + " = " + v + "\n"
		}
		return b
	}
	values := ""
	if len(sp.Values) > 0 {
		var to []types.Type
		for range sp.Names {
			if sp.Type != nil {
				to = append(to, e.typeOf(sp.Type))
			}
		}
		values = " = " + e.values(sp.Values, to) // before the names exist
	}
	var ns []string
	for _, n := range sp.Names {
		ns = append(ns, e.local(e.info.Defs[n]))
	}
	t := ""
	if sp.Type != nil {
		t = " " + e.typ(e.info.TypeOf(sp.Type))
	}
	return "var " + strings.Join(ns, ", ") + t + values + "\n"
}

// hasFloats says whether a value of type t can compare equal to zero and hold a negative zero, which an argument of an evaluated
// function would lose; see docs/limits.md.
func hasFloats(t types.Type, depth int) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsFloat|types.IsComplex) != 0
	case *types.Array:
		return depth < maxNesting && hasFloats(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if depth < maxNesting && hasFloats(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}
