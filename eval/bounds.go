package eval

// This file writes checks of indices and slice bounds before the statements that they are in: only so a panic has the numbers and its very
// place. Where a check would not be exact, or is plainly not needed, the engine's own is left to it.

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"strconv"
	"strings"
)

// facts are those of the declaration, or the input, that is being written.
func (e *emitter) facts() *facts {
	if e.known == nil {
		var nodes []ast.Node
		switch {
		case e.of != nil && e.of.fun != nil:
			nodes = append(nodes, e.of.fun)
		case e.c != nil:
			nodes = e.c.items
		}
		e.known = factsOf(e.info, nodes)
	}
	return e.known
}

// checks writes the checks that belong before a statement, for the expressions that it certainly evaluates before it does anything
// else. stores are expressions that it assigns to.
func (e *emitter) checks(stores []ast.Expr, xs ...ast.Expr) string {
	inherited := e.fn.checked
	e.fn.checked, e.fn.made = nil, nil
	if e.fn.code == nil || e.fn.code.library {
		return ""
	}
	var calls []*ast.CallExpr
	for _, x := range append(append([]ast.Expr{}, stores...), xs...) {
		if x != nil && !e.findCalls(x, &calls) {
			return ""
		}
	}
	c := &checker{e: e, done: map[string]bool{}}
	maps.Copy(c.done, inherited)
	switch len(calls) {
	case 0:
		for _, x := range xs {
			c.visit(x)
		}
		if len(stores) == 1 {
			c.visit(stores[0])
		}
	case 1: // what it is given comes before it
		if len(stores) > 1 || len(xs) > 1 || skipped(calls[0], stores) || skipped(calls[0], xs) {
			return ""
		}
		for _, a := range calls[0].Args {
			c.visit(a)
		}
		c.spread(calls[0])
	}
	e.fn.made = c.done
	return c.b.String()
}

// before writes the checks of a statement in a list.
func (e *emitter) before(s ast.Stmt) string {
	switch s := s.(type) {
	case *ast.ForStmt:
		return e.lengths(s, s.Body)
	case *ast.RangeStmt:
		return e.lengths(s, s.Body)
	case *ast.ExprStmt:
		return e.checks(nil, s.X)
	case *ast.IncDecStmt:
		return e.checks(nil, s.X)
	case *ast.ReturnStmt:
		return e.checks(nil, s.Results...)
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			return e.checks(nil, s.Rhs...)
		}
		b := e.checks(s.Lhs, s.Rhs...)
		if s.Tok == token.ADD_ASSIGN {
			b += e.roomFor(s.Lhs[0], s.Rhs[0])
		}
		return b
	case *ast.DeclStmt:
		if g := s.Decl.(*ast.GenDecl); g.Tok == token.VAR && len(g.Specs) == 1 {
			return e.checks(nil, g.Specs[0].(*ast.ValueSpec).Values...)
		}
	}
	return ""
}

// lengths writes the lengths of what a loop indexes and nobody changes.
func (e *emitter) lengths(loop ast.Stmt, body *ast.BlockStmt) string {
	if e.fn.code == nil || e.fn.code.library {
		return ""
	}
	b := ""
	ast.Inspect(body, func(n ast.Node) bool {
		ix, ok := n.(*ast.IndexExpr)
		if !ok {
			_, literal := n.(*ast.FuncLit)
			return !literal
		}
		id, ok := ast.Unparen(ix.X).(*ast.Ident)
		if !ok || !e.indexable(ix.X) {
			return true
		}
		v, ok := e.objectOf(id).(*types.Var)
		if !ok || e.names[v] == "" || v.Pos() > loop.Pos() || e.fn.lens[v] != "" || e.facts().sets[v] != 1 {
			return true
		}
		if e.fn.lens == nil {
			e.fn.lens = map[*types.Var]string{}
		}
		e.fn.lens[v] = e.tmp()
		b += e.fn.lens[v] + " := len(" + e.open(e.ident(id), e.typeOf(id)) + ")\n"
		return true
	})
	return b
}

// after ends what before began.
func (e *emitter) after(s ast.Stmt, lens map[*types.Var]string) {
	switch s.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		e.fn.lens = lens
	}
}

// lenOf writes the length of x, which is written as text.
func (e *emitter) lenOf(x ast.Expr, text string) string {
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if v, ok := e.objectOf(id).(*types.Var); ok && e.fn.lens[v] != "" {
			return e.fn.lens[v]
		}
	}
	return "len(" + text + ")"
}

// findCalls collects the calls that may do something. It is false if there is more than a list of calls can say.
func (e *emitter) findCalls(x ast.Expr, calls *[]*ast.CallExpr) bool {
	ok := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.CallExpr:
			if !e.plainCall(n) {
				*calls = append(*calls, n)
			}
		}
		return ok
	})
	return ok
}

// plainCall says whether a call does nothing but compute: a conversion or one of some built-ins.
func (e *emitter) plainCall(x *ast.CallExpr) bool {
	if e.info.Types[x.Fun].IsType() || e.info.Types[x].Value != nil {
		return true
	}
	if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok {
		if b, ok := e.info.Uses[id].(*types.Builtin); ok {
			switch b.Name() {
			case "len", "cap", "min", "max", "real", "imag", "complex":
				return true
			}
		}
	}
	return false
}

// checker writes the checks of one statement, each once.
type checker struct {
	e    *emitter
	b    strings.Builder
	done map[string]bool
}

func (c *checker) visit(x ast.Expr) {
	e := c.e
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				c.visit(n.X)
				return false // the other side perhaps not
			}
			if n.Op == token.ADD && e.info.Types[n].Value == nil {
				c.b.WriteString(e.roomFor(n.X, n.Y))
			}
		case *ast.IndexExpr:
			if tv, ok := e.info.Types[n]; !ok || tv.IsType() || tv.Value != nil {
				return false
			}
			if e.info.Types[n.Index].IsType() || !e.indexable(n.X) && e.arrayBehind(n.X) == nil {
				return true
			}
			c.visit(n.X)
			c.visit(n.Index)
			c.index(n)
			return false
		case *ast.SliceExpr:
			c.visit(n.X)
			c.slice(n)
			return false
		}
		return true
	})
}

// indexable says whether x has elements by number, and is a slice, array or string itself.
func (e *emitter) indexable(x ast.Expr) bool {
	t := e.typeOf(x)
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Array:
		return true
	case *types.Basic:
		return u.Info()&types.IsString != 0
	}
	return false
}

// simple says whether x can be evaluated once more: names, fields, constants, sums of those, and elements.
func (e *emitter) simple(x ast.Expr) bool {
	x = ast.Unparen(x)
	if e.info.Types[x].Value != nil {
		return true
	}
	switch x := x.(type) {
	case *ast.Ident:
		_, ok := e.objectOf(x).(*types.Var)
		return ok
	case *ast.SelectorExpr:
		s := e.info.Selections[x]
		return s != nil && s.Kind() == types.FieldVal && e.simple(x.X)
	case *ast.BinaryExpr:
		return (x.Op == token.ADD || x.Op == token.SUB) && e.simple(x.X) && e.simple(x.Y)
	case *ast.IndexExpr:
		return e.indexable(x.X) && e.simple(x.X) && e.simple(x.Index)
	case *ast.SliceExpr:
		return x.Low == nil && x.High == nil && e.indexable(x.X) && e.simple(x.X)
	case *ast.CallExpr:
		id, ok := x.Fun.(*ast.Ident)
		return ok && id.Name == "len" && e.plainCall(x) && e.simple(x.Args[0])
	}
	return false
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// arrayBehind is the array that x points to, whose length is no matter of the pointer.
func (e *emitter) arrayBehind(x ast.Expr) *types.Array {
	t := e.typeOf(x)
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		a, _ := p.Elem().Underlying().(*types.Array)
		return a
	}
	return nil
}

// converted is what x, an index, is an int of; x itself if it is none of a shorter number.
func (e *emitter) converted(x ast.Expr) ast.Expr {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && e.info.Types[call.Fun].IsType() && e.typeOf(call) == types.Typ[types.Int] {
		if _, short := e.asInt(call.Args[0]); short && e.simple(call.Args[0]) {
			return call.Args[0]
		}
	}
	return x
}

// asInt writes x, an index, as an int, if its type has no larger numbers.
func (e *emitter) asInt(x ast.Expr) (string, bool) {
	t := e.typeOf(x)
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return "", false
	}
	switch b.Kind() {
	case types.Int, types.UntypedInt:
		if t == b {
			return e.expr(x), true
		}
	case types.Int8, types.Int16, types.Int32, types.Int64, types.Uint8, types.Uint16, types.Uint32:
	default:
		return "", false
	}
	return "int(" + e.expr(x) + ")", true
}

func (c *checker) index(n *ast.IndexExpr) {
	e := c.e
	ix := e.converted(n.Index)
	i, ok := e.asInt(ix)
	wide := !ok && isInteger(e.typeOf(ix))
	if wide { // of the unsigned ones that are as large as an int
		i = "uint64(" + e.expr(ix) + ")"
	}
	a := e.arrayBehind(n.X)
	size, literal := e.literalLen(n.X)
	if !ok && !wide || !literal && !e.simple(n.X) || !e.simple(ix) || e.inRange(n) {
		return
	}
	x, length, there := "", "", ""
	if literal {
		x = e.tmp() // as nothing else
		length = strconv.FormatInt(size, 10)
	} else if a != nil { // Go looks first whether it is there
		x, length = e.expr(n.X), strconv.FormatInt(a.Len(), 10)
		there = " && " + x + " != nil"
	} else {
		x = e.opened(n.X)
		length = e.lenOf(n.X, x)
	}
	key := x + "[" + i
	if c.done[key] {
		return
	}
	c.done[key] = true
	if wide {
		if k := e.placeOf(n); k >= 0 {
			fmt.Fprintf(&c.b, "if %s >= uint64(%s)%s { %s.FarOutOfRange(%d, %s, %s) }\n", i, length, there, rtName, k, i, length)
		}
		return
	}
	cond := i + " >= " + length
	if !e.facts().natural(ix) {
		cond = i + " < 0 || " + cond
	}
	if there != "" {
		cond = "(" + cond + ")" + there
	}
	if k := e.placeOf(n); k >= 0 {
		fmt.Fprintf(&c.b, "if %s { %s.OutOfRange(%d, %s, %s) }\n", cond, rtName, k, i, length)
	}
}

// literalLen is the length of x if it is a composite literal of an array or slice that says it, such as a table of names.
func (e *emitter) literalLen(x ast.Expr) (int64, bool) {
	lit, ok := ast.Unparen(x).(*ast.CompositeLit)
	if !ok {
		return 0, false
	}
	switch u := e.typeOf(lit).Underlying().(type) {
	case *types.Array:
		return u.Len(), true
	case *types.Slice:
		i, length := int64(0), int64(0)
		for _, x := range lit.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				if i, ok = constant.Int64Val(constant.ToInt(e.info.Types[kv.Key].Value)); !ok {
					return 0, false
				}
			}
			i++
			length = max(length, i)
		}
		return length, true
	}
	return 0, false
}

// inRange says whether the loop that counts the index counts it up to the length.
func (e *emitter) inRange(n *ast.IndexExpr) bool {
	i, ok1 := ast.Unparen(n.Index).(*ast.Ident)
	x, ok2 := ast.Unparen(n.X).(*ast.Ident)
	if !ok1 || !ok2 {
		return false
	}
	l := e.fn.counts[e.objectOf(i)]
	return l != nil && l == e.objectOf(x)
}

// counting notes, while the body of a loop is written, that a variable counts the elements of another: neither is assigned there.
func (e *emitter) counting(key, of ast.Expr, body *ast.BlockStmt) (done func()) {
	k, ok1 := key.(*ast.Ident)
	x, ok2 := of.(*ast.Ident)
	if !ok1 || !ok2 || k.Name == "_" {
		return func() {}
	}
	ko, xo := e.objectOf(k), e.objectOf(x)
	v, ok := xo.(*types.Var)
	if ko == nil || !ok || e.declOf(v) != nil || e.assigned(ko, body) || e.assigned(xo, body) {
		return func() {}
	}
	if e.fn.counts == nil {
		e.fn.counts = map[types.Object]types.Object{}
	}
	e.fn.counts[ko] = xo
	return func() { delete(e.fn.counts, ko) }
}

// countingFor is counting for `for ...; i < len(x); i++`.
func (e *emitter) countingFor(s *ast.ForStmt) func() {
	cond, ok := s.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.LSS || !e.facts().natural(cond.X) {
		return func() {}
	}
	call, ok := ast.Unparen(cond.Y).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || !e.plainCall(call) {
		return func() {}
	}
	if id, ok := call.Fun.(*ast.Ident); !ok || id.Name != "len" {
		return func() {}
	}
	return e.counting(cond.X, call.Args[0], s.Body)
}

// slice checks from the last bound to the first, as Go does.
func (c *checker) slice(n *ast.SliceExpr) {
	e := c.e
	if n.Low == nil && n.High == nil || !e.simple(n.X) {
		return
	}
	var bounds [3]string // low, high, max
	var cond []string
	for i, b := range []ast.Expr{n.Low, n.High, n.Max} {
		if b == nil {
			continue
		}
		s, ok := e.asInt(b)
		if !ok || !e.simple(b) {
			return
		}
		bounds[i] = s
		if !e.facts().natural(b) {
			cond = append(cond, s+" < 0")
		}
	}
	x := e.opened(n.X)
	limit, what := "len("+x+")", "length"
	switch u := e.typeOf(n.X).Underlying().(type) {
	case *types.Slice:
		if n.High != nil {
			limit, what = "cap("+x+")", "capacity"
		}
	case *types.Pointer:
		a, ok := u.Elem().Underlying().(*types.Array)
		if !ok {
			return
		}
		limit = strconv.FormatInt(a.Len(), 10)
	case *types.Array, *types.Basic:
	default:
		return
	}
	low, high, most := "0", limit, limit
	if n.Max != nil {
		most = bounds[2]
		cond = append(cond, most+" > "+limit)
	}
	if n.High != nil {
		high = bounds[1]
		cond = append(cond, high+" > "+most)
	}
	if n.Low != nil {
		low = bounds[0]
		cond = append(cond, low+" > "+high)
	}
	k := e.placeOf(n)
	switch {
	case k < 0:
	case n.Slice3:
		fmt.Fprintf(&c.b, "if %s { %s.OutOfBounds3(%d, %s, %s, %s, %s, %q) }\n", strings.Join(cond, " || "), rtName, k, low, high, most, limit, what)
	default:
		fmt.Fprintf(&c.b, "if %s { %s.OutOfBounds(%d, %s, %s, %s, %q, %v) }\n", strings.Join(cond, " || "), rtName, k, low, high, limit, what, n.High != nil)
	}
}

// shiftCount writes the count of a shift: the engine takes a negative one for a large one.
func (e *emitter) shiftCount(y ast.Expr) string {
	t := e.typeOf(y)
	b, ok := t.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsUnsigned != 0 || e.facts().natural(y) {
		return e.expr(y)
	}
	return e.helper("shift", defaultType(t), func(n, t string) string {
		return fmt.Sprintf("func %s(c %s) uint64 { if c < 0 { %s.NegativeShift() }; return uint64(c) }", n, t, rtName)
	}) + "(" + e.expr(y) + ")"
}
