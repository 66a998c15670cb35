package eval

// This file finds the places in a function that a panic can have come from. The engine knows only which function it was in and what
// kind of operation it carried out; often that leaves one place, and otherwise all of them are said.

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// opKind is a kind of operation that can panic.
type opKind int

const (
	opUnknown opKind = iota
	opIndex
	opMap
	opSlice
	opDivide
	opSelect
	opAssert
	opPanic
	opMake
	opClose
	opDelete
	opConvert
	opCompare
	opSend
	opReceive
	opDefer
	opShift
	opHost // a call of a function of the host
	opCall // any other call
)

// operation is what a frame was doing when a panic came through it.
type operation struct {
	kind               opKind
	host               string // for opHost: the function, as the runtime names it; may be empty
	constant, variable bool   // of opIndex: what is known of the index

	calls bool // the panic came from a frame inside
	any   bool // of a call: of whom is not known
}

// code is the syntax that a piece of emitted code comes from.
type code struct {
	name    string // of a function or method as the user wrote it, such as "Stack.Push"; "" for what has none
	display string // its name in a stack: of a literal, that of the function around it and ".func"
	library bool   // of an overlay: the user has never seen its text
	literal bool   // inside of another function
	method  bool
	chunk   bool
	info    *types.Info
	spans   []span
}

// span is syntax with the way from its positions to places in the source, which outlives the file set's knowledge of it.
type span struct {
	node ast.Node
	src  *source
	base int // what to take off a position to have the offset
}

func (im *Image) spanOf(n ast.Node) (span, bool) {
	src, off := im.offset(n.Pos())
	return span{n, src, int(n.Pos()) - off}, src != nil
}

func (s span) place(p token.Pos) place { return place{s.src, int(p) - s.base} }

// origins are the places in spans that a panic can have come from. callee is the code of the next frame inside, nil if there is
// none; all says to look into function literals as well.
func (c *code) origins(spans []span, op operation, callee *code, all bool) (at []place) {
	for _, s := range spans {
		var sure, perhaps []token.Pos
		ast.Inspect(s.node, func(n ast.Node) bool {
			if n == nil {
				return false
			}
			switch p, certain := c.fits(n, op, callee); {
			case p == token.NoPos:
			case certain:
				sure = append(sure, p)
			default:
				perhaps = append(perhaps, p)
			}
			_, literal := n.(*ast.FuncLit)
			return all || !literal || n == s.node
		})
		for _, p := range append(sure, perhaps...) {
			at = append(at, s.place(p))
		}
	}
	slices.SortFunc(at, func(a, b place) int { return cmp.Compare(a.off, b.off) })
	return slices.Compact(at)
}

// fits says where a node is if a panic in that operation can have come from it, and whether it is plainly of that kind.
func (c *code) fits(n ast.Node, op operation, callee *code) (token.Pos, bool) {
	if x, ok := n.(ast.Expr); ok && c.info.Types[x].Value != nil {
		return token.NoPos, false // a constant
	}
	if call, ok := n.(*ast.CallExpr); ok {
		if c.fitsCall(call, op, callee) {
			return callPos(call), true
		}
		return token.NoPos, false
	}
	is := func(k opKind) bool { return op.kind == k || op.kind == opUnknown }
	ok := false
	switch n := n.(type) {
	case *ast.IndexExpr:
		if t := c.under(n.X); t != nil && !c.info.Types[n].IsType() {
			_, toMap := t.(*types.Map)
			_, generic := t.(*types.Signature)
			ok = !generic && (toMap && is(opMap) || !toMap && is(opIndex))
			if constant := c.info.Types[n.Index].Value != nil; op.variable && constant || op.constant && !constant {
				ok = false
			}
		}
	case *ast.SliceExpr:
		ok = is(opSlice)
	case *ast.BinaryExpr:
		switch n.Op {
		case token.QUO, token.REM:
			ok = is(opDivide) && c.info.Types[n.Y].Value == nil
		case token.EQL, token.NEQ:
			ok = is(opCompare)
		case token.SHL, token.SHR:
			ok = is(opShift) && c.info.Types[n.Y].Value == nil
		}
	case *ast.CaseClause:
		if is(opCompare) && len(n.List) > 0 {
			return n.List[0].Pos(), true
		}
	case *ast.AssignStmt:
		switch n.Tok {
		case token.QUO_ASSIGN, token.REM_ASSIGN:
			ok = is(opDivide)
		case token.SHL_ASSIGN, token.SHR_ASSIGN:
			ok = is(opShift)
		}
	case *ast.SelectorExpr:
		if s := c.info.Selections[n]; s != nil {
			ok = is(opSelect) && (s.Indirect() || types.IsInterface(s.Recv()) || s.Kind() == types.FieldVal && isPointer(s.Recv()))
		}
	case *ast.StarExpr:
		ok = is(opSelect) && !c.info.Types[n].IsType()
	case *ast.TypeAssertExpr:
		_, two := c.info.TypeOf(n).(*types.Tuple)
		ok = (is(opAssert) || op.kind == opHost) && n.Type != nil && !two
	case *ast.SendStmt:
		ok = is(opSend) || op.kind == opHost
	case *ast.UnaryExpr:
		ok = n.Op == token.ARROW && (is(opReceive) || op.kind == opHost)
	case *ast.SelectStmt:
		ok = is(opUnknown) || op.kind == opHost
	case *ast.DeferStmt:
		ok = op.kind == opDefer
	case *ast.GoStmt:
		ok = is(opUnknown) || op.kind == opHost
	case *ast.RangeStmt:
		switch u := c.under(n.X).(type) {
		case *types.Chan:
			ok = is(opReceive)
		case *types.Pointer:
			ok = is(opIndex) && !op.constant
		case *types.Signature:
			ok = is(opCall) || op.kind == opHost
		case nil:
		default:
			_ = u
		}
	}
	if !ok {
		return token.NoPos, false
	}
	return n.Pos(), true
}

func (c *code) under(x ast.Expr) types.Type {
	t := c.info.TypeOf(x)
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// callPos is where a call is: at its beginning, but in a chain of calls over several lines at the name called.
func callPos(x *ast.CallExpr) token.Pos {
	if s, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok {
		if _, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			return s.Sel.Pos()
		}
	}
	return x.Pos()
}

// fitsCall is fits for calls, of built-ins and conversions too.
func (c *code) fitsCall(x *ast.CallExpr, op operation, callee *code) bool {
	f := ast.Unparen(x.Fun)
	if c.info.Types[f].IsType() {
		_, array := c.info.TypeOf(f).Underlying().(*types.Array)
		return op.kind == opConvert || op.kind == opUnknown && (array || isPointer(c.info.TypeOf(f)))
	}
	switch y := f.(type) { // a generic function with its types
	case *ast.IndexExpr:
		f = y.X
	case *ast.IndexListExpr:
		f = y.X
	}
	var o types.Object
	switch y := f.(type) {
	case *ast.Ident:
		o = c.info.Uses[y]
	case *ast.SelectorExpr:
		o = c.info.Uses[y.Sel]
	}
	if b, ok := o.(*types.Builtin); ok {
		switch b.Name() {
		case "panic":
			return op.kind == opPanic || op.kind == opUnknown
		case "make":
			return op.kind == opMake || op.kind == opUnknown
		case "close":
			return op.kind == opClose || op.kind == opUnknown
		case "delete":
			return op.kind == opDelete || op.kind == opUnknown
		case "copy", "append", "clear", "min", "max", "new":
			return op.kind == opUnknown
		case "print", "println":
			return op.kind == opHost
		}
		return false
	}
	if op.kind == opUnknown || op.any && op.kind == opCall {
		return true
	}
	fn, static := o.(*types.Func)
	var recv types.Type
	if static {
		fn = fn.Origin()
		if r := fn.Signature().Recv(); r != nil {
			recv = r.Type()
		}
	}
	dynamic := !static || recv != nil && types.IsInterface(recv)
	switch op.kind {
	case opHost:
		if dynamic {
			return true // it may be a function of the host
		}
		if strings.HasPrefix(op.host, "parley/eval.") || op.host == "" { // a stand-in
			return fn.Pkg() == nil || fn.Pkg().Path() != "main"
		}
		return fn.Pkg() != nil && strings.HasSuffix(op.host, "."+fn.Name())
	case opCall:
		switch {
		case callee == nil: // a nil function, or a method of what there is not
			return dynamic || recv != nil
		case callee.literal, callee.chunk:
			return true // of a variable, or by way of something that has deferred it
		case dynamic && recv != nil:
			return callee.method && strings.HasSuffix(callee.name, "."+fn.Name())
		case dynamic:
			return true
		}
		if callee.quotes() {
			return fn.Name() == quoteName
		}
		return codeName(fn) == callee.name
	}
	return false
}

// quotes says whether c is the function that a quote becomes a call of.
func (c *code) quotes() bool { return c.library && strings.HasSuffix(c.name, "."+quotedName) }

// codeName is the name of a function as code has it.
func codeName(f *types.Func) string {
	name := f.Name()
	if n := receiverNamed(f); n != nil {
		name = n.Obj().Name() + "." + name
	}
	if f.Pkg() != nil && f.Pkg().Path() != "main" {
		name = f.Pkg().Name() + "." + name
	}
	return name
}

// placesText says which places they are: one, either of two, or from the first to the last.
func placesText(at []place) string {
	switch len(at) {
	case 0:
		return ""
	case 1:
		return at[0].String()
	case 2:
		return at[0].String() + " or " + at[1].String()
	}
	return at[0].String() + " to " + at[len(at)-1].String()
}
