package eval

// This file writes switches and selects.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
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
	right := ""
	switch xt := e.typeOf(x); {
	case types.IsInterface(t) && (!types.IsInterface(xt) || e.loose(t)):
		right = e.value(x, t)
	case types.IsInterface(xt):
		v, right = e.convert(v, t, xt), e.expr(x)
	default:
		right = e.expr(x)
	}
	if xt := e.typeOf(x); e.mayNotCompare(t, xt) {
		return rtName + ".SameValues(" + v + ", " + right + ")"
	}
	return "(" + v + " == " + right + ")"
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

// typeSwitch asks the host which case it is, unless there are only few and simple ones: the engine confuses types of equal layout.
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
	empty := types.Universe.Lookup("any").Type()
	from, t, k := e.typeOf(x), e.tmp(), e.tmp()
	original := t
	b := "{\n" + e.stmt(s.Init, "")
	if e.loose(from) {
		b += "var " + t + " interface{} = " + e.expr(x) + "\n"
	} else {
		original = e.tmp()
		b += original + " := " + e.expr(x) + "\nvar " + t + " interface{} = " + e.convert(original, from, empty) + "\n"
	}
	var cases []*typeInfo
	n := 0
	body := ""
	j := &jump{label: label, brk: true}
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		val, ks := original, make([]string, 0, len(cc.List))
		for _, ty := range cc.List {
			ks = append(ks, strconv.Itoa(n))
			n++
			if e.info.Types[ty].IsNil() {
				cases = append(cases, nil)
				continue
			}
			tt := e.typeOf(ty)
			cases = append(cases, e.im.types.of(tt))
			if len(cc.List) == 1 {
				val = e.found(t, tt)
			}
		}
		if cc.List == nil {
			body += "default:\n"
		} else {
			body += "case " + strings.Join(ks, ", ") + ":\n"
		}
		if o := e.info.Implicits[cc]; bound && o != nil {
			body += e.local(o) + " := " + val + "\n_ = " + e.local(o) + "\n"
		}
		body += e.clause(j, cc.Body)
	}
	return b + fmt.Sprintf("%s := %s.Choice(%s, %d)\n", k, rtName, t, e.im.types.set(cases)) + labelLine(label) + "switch " + k + " {\n" + body + "}\n}\n"
}

// found writes a value of type t out of an interface that is known to hold one.
func (e *emitter) found(x string, t types.Type) string {
	if types.IsInterface(t) && e.loose(t) {
		return x
	}
	if b, ok := types.Unalias(t).(*types.Basic); ok && b.Kind() != types.UnsafePointer {
		return x + ".(" + e.typ(t) + ")"
	}
	return e.assert(x, "interface {}", t, false)
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
			pre += ch + " := " + e.opened(m.Chan) + "\nvar " + v + " " + e.typ(chanElem(e.typeOf(m.Chan))) + " = " + e.value(m.Value, chanElem(e.typeOf(m.Chan))) + "\n"
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
		pre += ch + " := " + e.opened(x) + "\nvar " + v + " " + e.typ(chanElem(e.typeOf(x))) + "\nvar " + ok + " bool\n"
		args += ", false, " + ch + ", &" + v + ", &" + ok
		n++
		if m, is := cc.Comm.(*ast.AssignStmt); is {
			got := []string{v, ok}[:len(m.Lhs)]
			if m.Tok == token.DEFINE {
				heads[cc] = e.exprs(m.Lhs) + " := " + strings.Join(got, ", ") + "\n"
			} else {
				for i, l := range m.Lhs {
					if i == 0 && !isBlank(l) {
						got[0] = e.convert(v, chanElem(e.typeOf(x)), e.typeOf(l))
					}
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
