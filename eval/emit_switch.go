package eval

// This file writes switches and selects.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// switchStmt leaves to the engine only switches over constants of basic types. In others it confuses types and operands, and
// where control falls into or out of a default that is not last it goes astray.
func (e *emitter) switchStmt(s *ast.SwitchStmt, label string) string {
	b := "{\n" + e.stmt(s.Init, "")
	tag, plain := "", s.Tag == nil || e.constantCases(s)
	switch {
	case s.Tag == nil:
	case plain:
		tag = e.condition(s.Tag)
	default:
		tag = e.tmp()
		b += "var " + tag + " " + e.typ(defaultType(e.typeOf(s.Tag))) + " = " + e.expr(s.Tag) + "\n"
	}
	if fallsAroundDefault(s.Body.List) {
		return b + e.numberedSwitch(s, label, tag, plain)
	}
	b += labelLine(label) + "switch "
	if plain && tag != "" {
		b += tag + " "
	}
	b += "{\n"
	j := &jump{label: label, brk: true}
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		b += e.caseLine(s, cc, tag, plain) + e.clause(j, cc.Body)
	}
	return b + "}\n}\n"
}

// caseLine writes a case up to its colon: its values, or what makes it the one.
func (e *emitter) caseLine(s *ast.SwitchStmt, cc *ast.CaseClause, tag string, plain bool) string {
	switch {
	case cc.List == nil:
		return "default:\n"
	case plain && tag != "":
		return "case " + e.conditions(cc.List) + ":\n"
	}
	var conds []string
	for _, x := range cc.List {
		c := e.condition(x)
		if s.Tag != nil {
			c = e.equal(tag, e.typeOf(s.Tag), x)
		}
		conds = append(conds, e.beginning(x, c))
	}
	return "case " + strings.Join(conds, " || ") + ":\n"
}

// equal writes a comparison of a variable with an expression.
func (e *emitter) equal(v string, t types.Type, x ast.Expr) string {
	if e.info.Types[x].IsNil() {
		return v + " == nil"
	}
	return "(" + v + " == " + e.expr(x) + ")"
}

// constantCases says whether all cases, and what they are compared with, are of one basic type, and constant.
func (e *emitter) constantCases(s *ast.SwitchStmt) bool {
	if _, ok := e.typeOf(s.Tag).Underlying().(*types.Basic); !ok {
		return false
	}
	for _, c := range s.Body.List {
		for _, x := range c.(*ast.CaseClause).List {
			if e.info.Types[x].Value == nil {
				return false
			}
		}
	}
	return true
}

func fallsThrough(l []ast.Stmt) bool {
	if len(l) == 0 {
		return false
	}
	b, ok := l[len(l)-1].(*ast.BranchStmt)
	return ok && b.Tok == token.FALLTHROUGH
}

// fallsAroundDefault says whether control falls into or out of a default that is not the last case.
func fallsAroundDefault(l []ast.Stmt) bool {
	for i, c := range l {
		if cc := c.(*ast.CaseClause); cc.List == nil && i < len(l)-1 {
			return fallsThrough(cc.Body) || i > 0 && fallsThrough(l[i-1].(*ast.CaseClause).Body)
		}
	}
	return false
}

// numberedSwitch finds the case first, and then enters it by its number.
func (e *emitter) numberedSwitch(s *ast.SwitchStmt, label, tag string, plain bool) string {
	k := e.tmp()
	find, enter := "switch ", labelLine(label)+"switch "+k+" {\n"
	if plain && tag != "" {
		find += tag + " "
	}
	find += "{\n"
	j := &jump{label: label, brk: true}
	for i, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		find += fmt.Sprintf("%s%s = %d\n", e.caseLine(s, cc, tag, plain), k, i)
		enter += fmt.Sprintf("case %d:\n%s", i, e.clause(j, cc.Body))
	}
	return "var " + k + " int\n" + find + "}\n" + enter + "}\n}\n"
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
				if tt.Underlying().(*types.Interface).Empty() { // nor for one without methods
					pre += "var " + v + " " + e.typ(tt) + " = " + t + "\n" + ok + " := " + t + " != nil\n_ = " + v + "\n"
					conds = append(conds, ok)
					continue
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
			if m.Tok == token.DEFINE {
				heads[cc] = e.exprs(m.Lhs) + " := " + strings.Join(got, ", ") + "\n"
			} else {
				for i, l := range m.Lhs {
					heads[cc] += e.store(l, got[i]) + "\n"
				}
			}
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
