package eval

// This file writes switches and selects.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (e *emitter) switchStmt(s *ast.SwitchStmt, label string) string {
	b := "{\n" + e.stmt(s.Init, "") + labelLine(label) + "switch "
	if s.Tag != nil {
		b += e.condition(s.Tag) + " "
	}
	b += "{\n"
	j := &jump{label: label, brk: true}
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		if cc.List == nil {
			b += "default:\n"
		} else {
			b += "case " + e.conditions(cc.List) + ":\n"
		}
		b += e.clause(j, cc.Body)
	}
	return b + "}\n}\n"
}

// clause writes the statements of a case. The engine knows only the labels that stand in a block.
func (e *emitter) clause(j *jump, l []ast.Stmt) string {
	for _, s := range l {
		if _, ok := s.(*ast.LabeledStmt); !ok {
			continue
		}
		last := ""
		if b, ok := l[len(l)-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
			l, last = l[:len(l)-1], "fallthrough\n"
		}
		return "{\n" + e.body(j, l) + "}\n" + last
	}
	return e.body(j, l)
}

// asserted writes the operand x, of type from, of an assertion to type t. An any that holds an interface of the source's own must
// come fresh from the host, or the engine does not see through it.
func (e *emitter) asserted(x string, from, t types.Type) string {
	it, ok := t.Underlying().(*types.Interface)
	if !ok || it.NumMethods() == 0 {
		return x
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && !e.isImage(n) {
		return x
	}
	if f, ok := from.Underlying().(*types.Interface); !ok || f.NumMethods() > 0 {
		return x
	}
	return rtName + ".Same(" + x + ")"
}

// typeSwitch asks for each type in turn: the engine confuses types of equal layout in its own type switch.
func (e *emitter) typeSwitch(s *ast.TypeSwitchStmt, label string) string {
	var x ast.Expr
	bound := false
	switch a := s.Assign.(type) {
	case *ast.ExprStmt:
		x = a.X.(*ast.TypeAssertExpr).X
	case *ast.AssignStmt:
		x = a.Rhs[0].(*ast.TypeAssertExpr).X
		bound = true
	}
	t := e.tmp()
	pre := "{\n" + e.stmt(s.Init, "") + "var " + t + " " + e.typ(e.info.TypeOf(x)) + " = " + e.expr(x) + "\n"
	b := labelLine(label) + "switch {\n"
	j := &jump{label: label, brk: true}
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		var conds []string
		val := t
		for _, ty := range cc.List {
			if e.info.Types[ty].IsNil() {
				conds = append(conds, t+" == nil")
				continue
			}
			ok, v := e.tmp(), "_"
			if len(cc.List) == 1 {
				v = e.tmp()
				val = v
			}
			if tt := e.typeOf(ty); types.IsInterface(tt) { // the engine cannot ask nil for an interface
				if v == "_" {
					v = e.tmp()
				}
				pre += "var " + v + " " + e.typ(tt) + "\nvar " + ok + " bool\nif " + t + " != nil { " + v + ", " + ok + " = " + e.asserted(t, e.typeOf(x), tt) + ".(" + e.typ(tt) + ") }\n"
			} else {
				pre += v + ", " + ok + " := " + t + ".(" + e.typ(tt) + ")\n"
			}
			if v != "_" {
				pre += "_ = " + v + "\n"
			}
			conds = append(conds, ok)
		}
		if cc.List == nil {
			b += "default:\n"
		} else {
			b += "case " + strings.Join(conds, " || ") + ":\n"
		}
		if bound {
			if o := e.info.Implicits[cc]; o != nil {
				b += e.local(o) + " := " + val + "\n_ = " + e.local(o) + "\n"
			}
		}
		b += e.clause(j, cc.Body)
	}
	return pre + b + "}\n}\n"
}

// selectStmt lets the host choose the case: the engine keeps the operands of a select in one place for all goroutines that
// execute it, so two of them would read each other's channels.
func (e *emitter) selectStmt(s *ast.SelectStmt, label string) string {
	pre, args, hasDefault := "{\n", "", false
	heads := map[*ast.CommClause]string{} // what the case does first with what it received
	n := 0
	for _, c := range s.Body.List {
		cc := c.(*ast.CommClause)
		var from ast.Expr
		switch m := cc.Comm.(type) {
		case nil:
			hasDefault = true
			continue
		case *ast.SendStmt:
			ch, v := e.tmp(), e.tmp()
			pre += ch + " := " + e.expr(m.Chan) + "\nvar " + v + " " + e.typ(chanElem(e.typeOf(m.Chan))) + " = " + e.expr(m.Value) + "\n"
			args += ", true, " + ch + ", &" + v + ", nil"
			n++
			continue
		case *ast.ExprStmt:
			from = m.X
		case *ast.AssignStmt:
			from = m.Rhs[0]
		}
		x := ast.Unparen(from).(*ast.UnaryExpr).X
		ch, v, ok := e.tmp(), e.tmp(), e.tmp()
		pre += ch + " := " + e.expr(x) + "\nvar " + v + " " + e.typ(chanElem(e.typeOf(x))) + "\nvar " + ok + " bool\n"
		args += ", false, " + ch + ", &" + v + ", &" + ok
		n++
		if m, is := cc.Comm.(*ast.AssignStmt); is {
			got := []string{v, ok}[:len(m.Lhs)]
			heads[cc] = e.exprs(m.Lhs) + " " + m.Tok.String() + " " + strings.Join(got, ", ") + "\n"
		}
	}
	chosen := e.tmp()
	b := pre + fmt.Sprintf("%s := %s.Select(%v%s)\n", chosen, rtName, hasDefault, args) + labelLine(label) + "switch " + chosen + " {\n"
	j := &jump{label: label, brk: true}
	n = 0
	for _, c := range s.Body.List {
		cc := c.(*ast.CommClause)
		if cc.Comm == nil {
			b += "default:\n"
		} else {
			b += fmt.Sprintf("case %d:\n", n)
			n++
		}
		b += heads[cc] + e.clause(j, cc.Body)
	}
	return b + "}\n}\n"
}
