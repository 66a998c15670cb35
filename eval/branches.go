package eval

// This file words what is wrong with labels and jumps as the Go compiler does, which looks for it while it parses.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// branchWords start what the type checker says of labels and jumps. The compiler's own words take their place.
var branchWords = []string{"label ", "goto ", "invalid break label ", "invalid continue label ", "break not in ", "continue not in ",
	"fallthrough statement out of place", "cannot fallthrough "}

func isBranchProblem(msg string) bool {
	for _, w := range branchWords {
		if strings.HasPrefix(msg, w) {
			return true
		}
	}
	return false
}

// jumpBlock is a block that jumps may leave, and none may enter.
type jumpBlock struct {
	parent *jumpBlock
	start  token.Pos
	label  *jumpLabel      // of the statement whose block it is; may be nil
	vars   []jumpVariable  // those declared in it, in order
	breaks ast.Stmt        // what break ends: a loop, switch or select; may be nil
	loop   bool            // continue has something to go on with
	clause fallthroughKind // what fallthrough at its end does
}

type fallthroughKind int

const (
	noFallthrough fallthroughKind = iota
	intoNextClause
	fromLastClause
	inTypeSwitch // there or in a block of its clauses
	inTypeSwitchBlock
)

type jumpVariable struct {
	names string
	at    token.Pos
}

type jumpLabel struct {
	block *jumpBlock
	stmt  *ast.LabeledStmt
	used  bool
}

type forwardJump struct {
	from *jumpBlock
	to   *ast.Ident
}

// jumpChecker walks one function.
type jumpChecker struct {
	im     *Image
	c      *chunk
	labels map[string]*jumpLabel
	gotos  []forwardJump // to labels that were not there yet, or not around
	found  problems
}

// branchProblems are those of all functions of the chunk.
func (im *Image) branchProblems(c *chunk) (ps problems) {
	im.nodeAt(c, func(n ast.Node) bool {
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.FuncDecl:
			body = n.Body
		case *ast.FuncLit:
			body = n.Body
		}
		if body != nil {
			j := &jumpChecker{im: im, c: c, labels: map[string]*jumpLabel{}}
			j.list(&jumpBlock{start: body.Pos()}, body.List)
			j.finish()
			ps = append(ps, j.found...)
		}
		return false
	})
	return ps
}

func (j *jumpChecker) bad(at token.Pos, format string, args ...any) {
	src, off := j.im.offset(at)
	if src != nil {
		j.found = append(j.found, problem{src.position(off), fmt.Sprintf(format, args...), off, src})
	}
}

func (j *jumpChecker) place(at token.Pos) string {
	src, off := j.im.offset(at)
	if src == nil {
		return "?"
	}
	return j.im.placeText(j.c, src, src.position(off))
}

// finish reports the jumps that lead nowhere, and the labels that nobody jumps to.
func (j *jumpChecker) finish() {
	for _, g := range j.gotos {
		l := j.labels[g.to.Name]
		switch {
		case l == nil:
			j.bad(g.to.Pos(), "label %s not defined", g.to.Name)
			continue
		case !l.block.around(g.from):
			j.bad(g.to.Pos(), "goto %s jumps into block starting at %s", g.to.Name, j.place(l.block.start))
		case g.to.Pos() < l.stmt.Pos():
			var over *jumpVariable
			for i, v := range l.block.vars {
				if g.to.Pos() < v.at && v.at < l.stmt.Pos() {
					over = &l.block.vars[i]
				}
			}
			if over != nil {
				j.bad(g.to.Pos(), "goto %s jumps over declaration of %s at %s", g.to.Name, over.names, j.place(over.at))
			}
		}
		l.used = true
	}
	for name, l := range j.labels {
		if !l.used {
			j.bad(l.stmt.Pos(), "label %s defined and not used", name)
		}
	}
}

// around says whether b is inner or a block around it.
func (b *jumpBlock) around(inner *jumpBlock) bool {
	for ; inner != nil; inner = inner.parent {
		if inner == b {
			return true
		}
	}
	return false
}

func (j *jumpChecker) list(b *jumpBlock, list []ast.Stmt) {
	for len(list) > 0 {
		if _, ok := list[len(list)-1].(*ast.EmptyStmt); !ok {
			break
		}
		list = list[:len(list)-1]
	}
	for i, s := range list {
		j.stmt(b, s, nil, i == len(list)-1)
	}
}

// stmt checks one statement of b. last says that nothing follows it there.
func (j *jumpChecker) stmt(b *jumpBlock, s ast.Stmt, label *jumpLabel, last bool) {
	inner := func(start token.Pos) *jumpBlock {
		n := &jumpBlock{parent: b, start: start, label: label, breaks: b.breaks, loop: b.loop}
		if b.clause >= inTypeSwitch {
			n.clause = inTypeSwitchBlock
		}
		return n
	}
	clauses := func(body *ast.BlockStmt, kind func(last bool) fallthroughKind) {
		for i, cl := range body.List {
			n := inner(cl.Pos())
			n.breaks, n.clause = s, kind(i == len(body.List)-1)
			switch cl := cl.(type) {
			case *ast.CaseClause:
				j.list(n, cl.Body)
			case *ast.CommClause:
				j.list(n, cl.Body)
			}
		}
	}
	loop := func(body *ast.BlockStmt) {
		n := inner(body.Pos())
		n.breaks, n.loop, n.clause = s, true, noFallthrough
		j.list(n, body.List)
	}
	switch s := s.(type) {
	case *ast.DeclStmt:
		if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR && len(g.Specs) > 0 {
			if v, ok := g.Specs[0].(*ast.ValueSpec); ok && len(v.Names) > 0 {
				b.vars = append(b.vars, jumpVariable{v.Names[0].Name, v.Pos()})
			}
		}
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			var names []string
			for _, x := range s.Lhs {
				names = append(names, types.ExprString(x))
			}
			b.vars = append(b.vars, jumpVariable{strings.Join(names, ", "), s.TokPos})
		}
	case *ast.LabeledStmt:
		j.stmt(b, s.Stmt, j.declare(b, s), last)
	case *ast.BranchStmt:
		j.jump(b, s, last)
	case *ast.BlockStmt:
		j.list(inner(s.Pos()), s.List)
	case *ast.IfStmt:
		j.list(inner(s.Body.Pos()), s.Body.List)
		if s.Else != nil {
			j.list(inner(s.Else.Pos()), []ast.Stmt{s.Else})
		}
	case *ast.ForStmt:
		loop(s.Body)
	case *ast.RangeStmt:
		loop(s.Body)
	case *ast.SelectStmt:
		clauses(s.Body, func(bool) fallthroughKind { return noFallthrough })
	case *ast.TypeSwitchStmt:
		clauses(s.Body, func(bool) fallthroughKind { return inTypeSwitch })
	case *ast.SwitchStmt:
		clauses(s.Body, func(last bool) fallthroughKind {
			if last {
				return fromLastClause
			}
			return intoNextClause
		})
	}
}

func (j *jumpChecker) declare(b *jumpBlock, s *ast.LabeledStmt) *jumpLabel {
	name := s.Label.Name
	if name == "_" {
		return nil
	}
	if l := j.labels[name]; l != nil {
		j.bad(s.Pos(), "label %s already defined at %s", name, j.place(l.stmt.Pos()))
		return nil
	}
	l := &jumpLabel{block: b, stmt: s}
	j.labels[name] = l
	return l
}

func (j *jumpChecker) jump(b *jumpBlock, s *ast.BranchStmt, last bool) {
	if s.Label == nil {
		switch {
		case s.Tok == token.BREAK && b.breaks == nil:
			j.bad(s.Pos(), "break is not in a loop, switch, or select")
		case s.Tok == token.CONTINUE && !b.loop:
			j.bad(s.Pos(), "continue is not in a loop")
		case s.Tok == token.FALLTHROUGH && b.clause >= inTypeSwitch:
			j.bad(s.Pos(), "cannot fallthrough in type switch")
		case s.Tok == token.FALLTHROUGH && (b.clause == noFallthrough || !last):
			j.bad(s.Pos(), "fallthrough statement out of place")
		case s.Tok == token.FALLTHROUGH && b.clause == fromLastClause:
			j.bad(s.Pos(), "cannot fallthrough final case in switch")
		}
		return
	}
	name := s.Label.Name
	l := j.labels[name]
	if s.Tok == token.GOTO {
		if l != nil && l.block.around(b) {
			l.used = true
		} else {
			j.gotos = append(j.gotos, forwardJump{b, s.Label})
		}
		return
	}
	word := s.Tok.String()
	if l == nil {
		j.bad(s.Label.Pos(), "%s label not defined: %s", word, name)
		return
	}
	l.used = true
	valid := false
	switch l.stmt.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		valid = true
	case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		valid = s.Tok == token.BREAK
	}
	for b != nil && b.label != l {
		b = b.parent
	}
	if b == nil || !valid {
		j.bad(s.Label.Pos(), "invalid %s label %s", word, name)
	}
}
