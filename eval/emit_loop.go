package eval

// This file writes loops: per-iteration variables, ranges over integers and functions, and the jumps out of them.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// jump is an enclosing statement that break, continue and return must take into account.
type jump struct {
	label     string
	pos       token.Pos // of a loop
	loop      bool      // continue is possible
	brk       bool      // break is possible
	onCont    string    // what a continue does first
	rangeFunc bool      // the body is a callback: nothing jumps out of it directly
	state     string    // of rangeFunc: the variable that says how the callback ended: 1 break, -1 return, else an exit
	results   []string
	returns   bool
	exits     []exit
	labels    map[string]bool // of rangeFunc: those in the body
}

// loops says whether the code under way is inside of a loop.
func (f *function) loops() bool {
	return slices.ContainsFunc(f.frames, func(j *jump) bool { return j.loop })
}

func (e *emitter) push(j *jump) { e.fn.frames = append(e.fn.frames, j) }
func (e *emitter) pop()         { e.fn.frames = e.fn.frames[:len(e.fn.frames)-1] }

// body writes statements inside of j.
func (e *emitter) body(j *jump, l []ast.Stmt) string {
	e.push(j)
	defer e.pop()
	return e.stmts(l)
}

// rangeFrame is the innermost callback at or below frame top.
func (e *emitter) rangeFrame(top int) *jump {
	for i := top; i >= 0; i-- {
		if e.fn.frames[i].rangeFunc {
			return e.fn.frames[i]
		}
	}
	return nil
}

// branch writes break, continue, goto and fallthrough as seen from frame top.
func (e *emitter) branch(tok token.Token, label string, top int) string {
	if tok == token.FALLTHROUGH {
		return "fallthrough\n"
	}
	for i := top; i >= 0; i-- {
		j := e.fn.frames[i]
		hit := label != "" && j.label == label || label == "" && (tok == token.BREAK && j.brk || tok == token.CONTINUE && j.loop)
		switch {
		case tok == token.GOTO && j.rangeFunc && j.labels[label]:
			return "goto " + gotoLabel(label) + "\n"
		case j.rangeFunc && (!hit || tok == token.GOTO):
			return j.exit(tok, label)
		case hit && j.rangeFunc && tok == token.CONTINUE:
			return j.leave(stateReady)
		case hit && j.rangeFunc && tok == token.BREAK:
			return j.leave(stateBreak)
		case hit && tok == token.CONTINUE:
			return j.onCont + strings.TrimSpace("continue "+label) + "\n"
		case hit && tok == token.BREAK:
			return strings.TrimSpace("break "+label) + "\n"
		}
	}
	if tok == token.GOTO {
		return "goto " + gotoLabel(label) + "\n"
	}
	fail("cannot express %v %s", tok, label)
	return ""
}

// gotoLabel is what the engine calls the label that gotos use. A loop, and what surrounds it, has another for break and continue.
func gotoLabel(label string) string { return label + "__g" }

// captured says whether a loop variable outlives its iteration: a function literal uses it or its address is taken. Only
// then does it need a copy for each iteration, which costs.
func (e *emitter) captured(o types.Object, nodes ...ast.Node) bool {
	found := false
	var root func(x ast.Expr) bool
	root = func(x ast.Expr) bool {
		switch y := x.(type) {
		case *ast.ParenExpr:
			return root(y.X)
		case *ast.SelectorExpr:
			return root(y.X)
		case *ast.IndexExpr:
			return root(y.X)
		case *ast.Ident:
			return e.info.Uses[y] == o
		}
		return false
	}
	for _, n := range nodes {
		if n == nil || reflect.ValueOf(n).IsNil() {
			continue
		}
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				ast.Inspect(n, func(m ast.Node) bool {
					if id, ok := m.(*ast.Ident); ok && e.info.Uses[id] == o {
						found = true
					}
					return !found
				})
			case *ast.GoStmt, *ast.DeferStmt:
				ast.Inspect(n, func(m ast.Node) bool { // the call becomes a function literal
					if id, ok := m.(*ast.Ident); ok && e.info.Uses[id] == o {
						found = true
					}
					return !found
				})
			case *ast.UnaryExpr:
				found = found || n.Op == token.AND && root(n.X)
			case *ast.SliceExpr:
				found = found || root(n.X)
			case *ast.RangeStmt: // its body may become a callback
				if _, ok := e.typeOf(n.X).Underlying().(*types.Signature); ok {
					found = true
				}
			case *ast.SelectorExpr:
				if s := e.info.Selections[n]; s != nil && s.Kind() == types.MethodVal && root(n.X) {
					if f, ok := s.Obj().(*types.Func); ok && f.Signature().Recv() != nil {
						_, ptr := f.Signature().Recv().Type().(*types.Pointer)
						found = found || ptr
					}
				}
			}
			return !found
		})
	}
	return found
}

// assigned says whether a body sets a variable. The engine would go on from there.
func (e *emitter) assigned(o types.Object, body *ast.BlockStmt) bool {
	found := false
	set := func(xs ...ast.Expr) {
		for _, x := range xs {
			if id, ok := ast.Unparen(x).(*ast.Ident); ok && e.info.Uses[id] == o {
				found = true
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			set(n.Lhs...)
		case *ast.IncDecStmt:
			set(n.X)
		case *ast.RangeStmt:
			for _, x := range []ast.Expr{n.Key, n.Value} {
				if x != nil {
					set(x)
				}
			}
		}
		return !found
	})
	return found
}

func labelLine(label string) string {
	if label == "" {
		return ""
	}
	return label + ":\n"
}

func (e *emitter) forStmt(s *ast.ForStmt, label string) string {
	j := &jump{label: label, pos: s.Pos(), loop: true, brk: true}
	var caps []types.Object
	if a, ok := s.Init.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
		for _, l := range a.Lhs {
			if id, ok := l.(*ast.Ident); ok {
				if o := e.info.Defs[id]; o != nil && e.captured(o, s.Body, s.Cond, s.Post) {
					caps = append(caps, o)
				}
			}
		}
	}
	for _, o := range caps {
		if e.captured(o, s.Cond, s.Post) {
			return e.forCaptured(s, j, caps)
		}
	}
	init, cond, post := "", "", ""
	if s.Init != nil {
		init = strings.TrimSuffix(e.stmt(s.Init, ""), "\n")
	}
	if s.Cond != nil {
		cond = e.condition(s.Cond)
	}
	if s.Post != nil {
		post = strings.TrimSuffix(e.stmt(s.Post, ""), "\n")
	}
	before, after := "", ""
	if strings.Contains(init, "\n") || init != "" && post == "" { // several lines are no simple statement, and an init without a post makes the engine loop
		before, after = "{\n"+init+"\n", "}\n"
		init = ""
	}
	head, tail := "", ""
	if strings.Contains(post, "\n") {
		tail = "{\n" + post + "\n}\n"
		post = ""
	}
	for _, o := range caps {
		outer := e.names[o]
		inner := e.ld.fresh(o.Name())
		e.names[o] = inner
		head += inner + " := " + outer + "\n"
		tail = outer + " = " + inner + "\n" + tail
	}
	j.onCont = tail
	done := e.countingFor(s)
	body := e.body(j, s.Body.List)
	done()
	clauses := cond
	if init != "" || post != "" {
		clauses = init + "; " + cond + "; " + post
	}
	return before + labelLine(label) + "for " + clauses + " {\n" + check + head + body + tail + "}\n" + after
}

// forCaptured writes a for statement whose condition or post statement makes its variables outlive the iteration: each
// iteration, from the post statement on, has its own.
func (e *emitter) forCaptured(s *ast.ForStmt, j *jump, caps []types.Object) string {
	again := e.tmp()
	b := "{\n" + e.stmt(s.Init, "") + again + " := false\n" + labelLine(j.label) + "for {\n" + check
	for _, o := range caps {
		outer := e.names[o]
		inner := e.ld.fresh(o.Name())
		e.names[o] = inner
		b += inner + " := " + outer + "\n"
		j.onCont += outer + " = " + inner + "\n"
	}
	b += "if " + again + " {\n" + e.stmt(s.Post, "") + "}\n" + again + " = true\n"
	if s.Cond != nil {
		b += "if !" + e.condition(s.Cond) + " { break }\n"
	}
	return b + e.body(j, s.Body.List) + j.onCont + "}\n}\n"
}

// loopVar gives the variable that the engine's range assigns, and what the body begins with to make it the user's.
func (e *emitter) loopVar(s *ast.RangeStmt, x ast.Expr) (name, head string) {
	if x == nil {
		return "", ""
	}
	id, ok := x.(*ast.Ident)
	if ok && id.Name == "_" {
		return "_", ""
	}
	if s.Tok != token.DEFINE {
		h := e.ld.fresh("h")
		return h, e.store(x, e.convert(h, rangeType(e.typeOf(s.X), x == s.Key), e.typeOf(x))) + "\n"
	}
	o := e.info.Defs[id]
	if e.captured(o, s.Body) || e.assigned(o, s.Body) {
		h := e.ld.fresh("h")
		return h, e.local(o) + " := " + h + "\n"
	}
	return e.local(o), ""
}

// rangeType is the type of the first or second value that a range over t gives.
func rangeType(t types.Type, first bool) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Map:
		if first {
			return u.Key()
		}
		return u.Elem()
	case *types.Signature:
		y := u.Params().At(0).Type().Underlying().(*types.Signature).Params()
		if first {
			return y.At(0).Type()
		}
		return y.At(1).Type()
	case *types.Basic:
		if u.Info()&types.IsString != 0 && !first {
			return types.Typ[types.Rune]
		}
	case *types.Pointer:
		if !first {
			return heldType(u.Elem())
		}
	case *types.Chan:
		return u.Elem()
	case interface{ Elem() types.Type }:
		if !first {
			return u.Elem()
		}
	}
	return types.Typ[types.Int]
}

func (e *emitter) rangeStmt(s *ast.RangeStmt, label string) string {
	t := e.typeOf(s.X)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger != 0 {
			return e.rangeInt(s, label, t)
		}
		if u.Info()&types.IsString != 0 {
			return e.rangeString(s, label)
		}
	case *types.Signature:
		return e.rangeFunc(s, label, u)
	case *types.Slice:
		if _, ok := u.Elem().Underlying().(*types.Chan); ok {
			return e.rangeChannels(s, label, u)
		}
	case *types.Chan:
		return e.rangeChan(s, label)
	case *types.Pointer:
		if a, ok := u.Elem().Underlying().(*types.Array); ok {
			return e.rangeArrayPointer(s, label, a)
		}
	}
	return e.rangePlain(s, label, e.opened(s.X))
}

func (e *emitter) rangePlain(s *ast.RangeStmt, label, x string) string {
	k, h1 := e.loopVar(s, s.Key)
	v, h2 := e.loopVar(s, s.Value)
	done := e.counting(s.Key, s.X, s.Body)
	body := e.body(&jump{label: label, pos: s.Pos(), loop: true, brk: true}, s.Body.List)
	done()
	lhs := ""
	if k == "_" && (v == "" || v == "_") {
		k, v = "", ""
	}
	if k != "" {
		lhs = k
		if v != "" {
			lhs += ", " + v
		}
		lhs += " := "
	}
	before, after := "", ""
	if _, ok := ast.Unparen(s.X).(*ast.Ident); !ok || e.folded(e.typeOf(s.X)) { // the engine looks at the operand before it has looked at its parts
		t := e.tmp()
		before, after = "{\n"+t+" := "+x+"\n", "}\n"
		x = t
	}
	return before + labelLine(label) + "for " + lhs + "range " + x + " {\n" + check + h1 + h2 + body + "}\n" + after
}

// rangeArrayPointer reads the elements as they are when their turn comes.
func (e *emitter) rangeArrayPointer(s *ast.RangeStmt, label string, a *types.Array) string {
	p, h := e.tmp(), e.ld.fresh("h")
	x := e.expr(s.X)
	head := e.rangeHead(s, h, "(*"+p+")["+h+"]")
	done := e.counting(s.Key, s.X, s.Body)
	body := e.body(&jump{label: label, pos: s.Pos(), loop: true, brk: true}, s.Body.List)
	done()
	return fmt.Sprintf("{\n%s := %s\n_ = %s\n%sfor %s := 0; %s < %d; %s++ {\n%s%s%s}\n}\n", p, x, p, labelLine(label), h, h, a.Len(), h, check, head, body)
}

// rangeHead gives the loop's variables their values for one turn.
func (e *emitter) rangeHead(s *ast.RangeStmt, values ...string) (head string) {
	for i, v := range values {
		l := []ast.Expr{s.Key, s.Value}[i]
		if id, ok := l.(*ast.Ident); l == nil || ok && id.Name == "_" {
			continue
		} else if s.Tok == token.DEFINE {
			head += e.local(e.info.Defs[id]) + " := " + v + "\n"
		} else {
			head += e.store(l, e.convert(v, rangeType(e.typeOf(s.X), i == 0), e.typeOf(l))) + "\n"
		}
	}
	return head
}

func (e *emitter) rangeChan(s *ast.RangeStmt, label string) string {
	c, v, ok := e.tmp(), e.tmp(), e.tmp()
	x := e.opened(s.X)
	recv := e.receiver(e.typeOf(s.X), true)
	head := "_ = " + v + "\n"
	if id, isIdent := s.Key.(*ast.Ident); s.Key != nil && !(isIdent && id.Name == "_") {
		if s.Tok == token.DEFINE {
			head = e.local(e.info.Defs[id]) + " := " + v + "\n"
		} else {
			head = e.store(s.Key, e.convert(v, chanElem(e.typeOf(s.X)), e.typeOf(s.Key))) + "\n"
		}
	}
	done := e.counting(s.Key, s.X, s.Body)
	body := e.body(&jump{label: label, pos: s.Pos(), loop: true, brk: true}, s.Body.List)
	done()
	return fmt.Sprintf("{\n%s := %s\n%sfor {\n%s%s, %s := %s(%s)\nif !%s { break }\n%s%s}\n}\n", c, x, labelLine(label), check, v, ok, recv, c, ok, head, body)
}

func (e *emitter) rangeInt(s *ast.RangeStmt, label string, t types.Type) string {
	n, h := e.tmp(), e.ld.fresh("h")
	limit := e.expr(s.X)
	kt := e.typ(t)
	head := ""
	if id, ok := s.Key.(*ast.Ident); s.Key != nil && !(ok && id.Name == "_") {
		if s.Tok == token.DEFINE {
			o := e.info.Defs[id]
			kt = e.typ(o.Type())
			head = e.local(o) + " := " + h + "\n"
		} else {
			kt = e.typ(e.info.TypeOf(s.Key))
			head = e.store(s.Key, h) + "\n"
		}
	}
	done := e.counting(s.Key, s.X, s.Body)
	body := e.body(&jump{label: label, pos: s.Pos(), loop: true, brk: true}, s.Body.List)
	done()
	return fmt.Sprintf("{\nvar %s %s = %s\n%sfor %s := %s(0); %s < %s; %s++ {\n%s%s%s}\n}\n",
		n, kt, limit, labelLine(label), h, kt, h, n, h, check, head, body)
}
