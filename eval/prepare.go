package eval

// This file turns source into handles: functions that can be called again and again.

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"parley/protocol"
)

// handle is source made callable.
type handle struct {
	ld      *loader // nil: nothing to run
	fn      reflect.Value
	plain   any // fn as what it is, to call the commonest types directly
	types   []types.Type
	notices []string
	prints  bool  // the last expression is a call of fmt.Print or the like
	at      place // of the only statement, if there is just one
}

// cacheKey says what makes two requests the same source. binds are the types of the bound values.
type cacheKey struct {
	source, file, binds string
	sugar, program      bool
}

// cache holds the handles of the image's present version.
type cache struct {
	mu sync.RWMutex
	m  map[cacheKey]*handle
}

func (c *cache) get(k cacheKey) *handle {
	c.mu.RLock()
	h := c.m[k]
	c.mu.RUnlock()
	return h
}

func (c *cache) put(k cacheKey, h *handle) {
	c.mu.Lock()
	c.m[k] = h
	c.mu.Unlock()
}

// flush forgets all handles: names have changed their meaning.
func (c *cache) flush(uint64) {
	c.mu.Lock()
	c.m = map[cacheKey]*handle{}
	c.mu.Unlock()
}

func (c *cache) remove(ks []cacheKey) {
	c.mu.Lock()
	for _, k := range ks {
		delete(c.m, k)
	}
	c.mu.Unlock()
}

func (c *cache) size() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.m)
}

func (im *Image) keyOf(r *Request) cacheKey {
	k := cacheKey{source: r.Source, file: r.File, sugar: r.Sugar, program: r.program}
	switch len(r.Binds) {
	case 0:
	case 1:
		k.binds = im.bindKind(r.Binds[0])
	default:
		var b strings.Builder
		for _, v := range r.Binds {
			b.WriteString(im.bindKind(v))
			b.WriteByte(0)
		}
		k.binds = b.String()
	}
	return k
}

// handleFor gives the handle of a request, with its engine entered (if it has one). The caller must leave it.
func (im *Image) handleFor(r *Request) (*handle, *protocol.Failure) {
	k := im.keyOf(r)
	if h := im.cache.get(k); h != nil {
		if h.ld != nil {
			im.pool.enter(h.ld)
		}
		return h, nil
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	h := im.cache.get(k) // somebody may have been quicker
	if h == nil {
		var err error
		if h, err = im.prepare(r, k); err != nil {
			return nil, compileFailure(err)
		}
	}
	if h.ld != nil {
		im.pool.enter(h.ld)
	}
	return h, nil
}

func compileFailure(err error) *protocol.Failure {
	f := &protocol.Failure{Kind: protocol.FailCompile, Text: err.Error()}
	var ps problems
	var se *sourceError
	switch {
	case errors.As(err, &ps) && len(ps) > 0:
		f.Pos = ps[0].pos
	case errors.As(err, &se):
		f.Pos, f.Text = se.src.position(se.at), se.msg
	}
	return f
}

// prepare parses, checks, emits and loads. The image's lock is held.
func (im *Image) prepare(r *Request, k cacheKey) (h *handle, err error) {
	slots.compiling.Add(1)
	defer slots.compiling.Add(-1)
	slots.compiles.Add(1)
	src, err := newSource(r.File, r.Source, r.Sugar)
	if err != nil {
		return nil, err
	}
	c, err := im.parse(src)
	if c == nil {
		return nil, err
	}
	defer func() {
		if err != nil || c.transient {
			im.forget(c)
		}
		im.clean()
	}()
	if err != nil {
		return nil, err
	}
	c.program = r.program
	for i, b := range r.Binds {
		t, err := im.bindType(b)
		if err != nil {
			return nil, fmt.Errorf("$%d: %w", i, err)
		}
		c.binds = append(c.binds, t)
	}
	before := im.version
	if err := im.check(c); err != nil {
		return nil, err
	}
	h = &handle{notices: c.notices, prints: prints(c)}
	if !c.pending && (len(c.items) > 0 || im.definesMain(c)) {
		if err := im.load(c, h); err != nil {
			return nil, err
		}
	}
	if im.version != before {
		im.cache.flush(im.version)
	}
	if im.version != before || len(c.decls) > 0 {
		im.types.changed()
	}
	if !c.pending && !c.uncached {
		im.cache.put(k, h)
		if h.ld != nil {
			h.ld.keys = append(h.ld.keys, k)
		}
	}
	return h, nil
}

// prints says whether the value of the chunk is that of a function of package fmt that writes: how many bytes it wrote.
func prints(c *chunk) bool {
	call, ok := c.last.(*ast.CallExpr)
	if !ok || c.info == nil {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := c.info.Uses[sel.Sel].(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == "fmt" && strings.Contains(strings.ToLower(f.Name()), "print") && !strings.HasPrefix(f.Name(), "S")
}

// definesMain says whether the chunk declares func main, which then runs once, by it.
func (im *Image) definesMain(c *chunk) bool {
	d := im.cur["main"]
	return d != nil && d.fun != nil && d.info == c.info
}

// load emits the chunk and what it needs into an engine, and gives h the function.
func (im *Image) load(c *chunk, h *handle) (err error) {
	ld, done, err := im.pool.take()
	if err != nil {
		return err
	}
	defer done()
	defer func() {
		if r := recover(); r != nil {
			ee, ok := r.(*emitError)
			if !ok {
				ee = &emitError{fmt.Sprintf("internal error: %v", r)}
			}
			err = im.unsupported(ld.under, ee.msg)
		}
		if err != nil {
			im.pool.retire(ld) // what it holds by now is unknown
		}
	}()
	ld.lateMethods()
	name := ld.lower(c, h)
	if err := ld.flush(); err != nil {
		return err
	}
	f := ld.regs[name]
	delete(ld.regs, name)
	if f == nil {
		return errors.New("engine: the function did not arrive")
	}
	h.ld, h.fn, h.plain = ld, reflect.ValueOf(f), f
	return nil
}

// unsupported is the refusal of what the source has at pos.
func (im *Image) unsupported(pos token.Pos, msg string) error {
	p := problem{msg: "unsupported: " + msg}
	if src, off := im.offset(pos); src != nil {
		p.pos, p.off = src.position(off), off
	}
	return problems{p}
}

// beyond words what the engine says of emitted code as a refusal, at the function that it means.
func (ld *loader) beyond(err error) error {
	msg := strings.TrimPrefix(err.Error(), "engine: ")
	p := problem{}
	if line, rest, ok := strings.Cut(msg, ": "); ok {
		if n, err := strconv.Atoi(line); err == nil {
			msg = rest
			p.pos = ld.siteAt(n/linesPerPlace - 1).String()
		}
	}
	p.msg = "unsupported: something here is beyond the engine: " + freshSuffix.ReplaceAllString(msg, "")
	return problems{p}
}

// maxEmitted bounds the declarations that one chunk may need.
const maxEmitted = 50_000

// flush loads what is queued and binds variables to their cells.
func (ld *loader) flush() error {
	for i := 0; len(ld.queue) > 0; i++ {
		if i > maxEmitted {
			fail("it needs more than %d declarations: does a generic type or function use itself with ever new arguments?", maxEmitted)
		}
		f := ld.queue[0]
		ld.queue = ld.queue[1:]
		f()
	}
	ld.settleMethods()
	for _, s := range ld.last {
		ld.out.WriteString(s)
	}
	ld.last = nil
	text := ld.out.String()
	ld.out.Reset()
	if ld.im.unchecked {
		text = strings.ReplaceAll(text, check, "")
	}
	vars := ld.vars
	ld.vars = nil
	ld.loads++
	ld.nLoaded = ld.n
	if err := ld.eng.Load(text); err != nil {
		return ld.beyond(err)
	}
	for _, d := range vars {
		name := "set_" + ld.insts[d][""].name
		set := reflect.ValueOf(ld.regs[name])
		delete(ld.regs, name)
		if !set.IsValid() {
			return fmt.Errorf("engine: variable %s did not arrive", d.name)
		}
		pt := set.Type().In(0)
		is := pt.Elem()
		if ld.im.kind.traits.wrapCells {
			is = is.Field(0).Type
		}
		if !d.cell.IsValid() {
			d.cell = reflect.New(is)
		}
		cell := d.cell
		if was := cell.Type().Elem(); was.Size() != is.Size() || was.Kind() != is.Kind() || is.Kind() == reflect.Interface && (is.NumMethod() == 0) != (was.NumMethod() == 0) {
			return fmt.Errorf("engine: variable %s is a %v, and was made as a %v", d.name, is, was)
		}
		if cell.Type() != pt {
			// Another engine's type of the same layout. Reflection must not compare the two: on cyclic types that never ends.
			cell = reflect.NewAt(pt.Elem(), cell.UnsafePointer())
		}
		set.Call([]reflect.Value{cell})
	}
	return nil
}

// lower writes the chunk's function.
func (ld *loader) lower(c *chunk, h *handle) string {
	im := ld.im
	e := &emitter{ld: ld, im: im, c: c, info: c.info, names: map[types.Object]string{}, fn: &function{}}
	var params []string
	for i, t := range c.binds {
		o := im.pkg.Scope().Lookup(bindName(i))
		params = append(params, e.local(o)+" "+e.typ(t))
	}
	var b strings.Builder
	items := c.ordered()
	e.fn.funcTraits = e.traitsOf(items...)
	prelude := e.recovers() + e.deferPrelude(nil, -1)
	e.fn.code = &code{info: c.info, chunk: true, display: "input"}
	for _, it := range items {
		if s, ok := im.spanOf(it); ok {
			e.fn.code.spans = append(e.fn.code.spans, s)
		}
	}
	mark := len(items) > 1 || im.definesMain(c)
	for i, it := range items {
		ld.under = it.Pos()
		if mark {
			if k := e.placeOf(it); k >= 0 {
				fmt.Fprintf(&b, "%s.At(%d)\n", rtName, k)
			}
		} else if src, off := im.offset(it.Pos()); src != nil {
			h.at = place{src, off}
		}
		switch it := it.(type) {
		case *ast.ValueSpec:
			b.WriteString(e.checks(nil, it.Values...) + e.topVar(it))
		case ast.Stmt:
			b.WriteString(e.before(it))
			if es, ok := it.(*ast.ExprStmt); ok && i == len(items)-1 && es.X == c.last {
				b.WriteString(e.lastExpr(es.X, h))
				continue
			}
			b.WriteString(e.stmt(it, ""))
		}
	}
	if im.definesMain(c) {
		b.WriteString(ld.needFunc(im.cur["main"], nil) + "()\n")
	}
	name := ld.fresh("chunk")
	ld.noteRoot(name, e.fn.code)
	var rs []string
	for _, t := range h.types {
		rs = append(rs, e.typ(t))
	}
	body := b.String()
	if len(items) > 0 {
		body = e.mark(items[0]) + prelude + body // no check: the host has just made one, and what loops or recurses has its own
	} else if im.definesMain(c) {
		body = e.mark(im.cur["main"].fun.Body) + body
	}
	ld.queue = append(ld.queue, func() {
		fmt.Fprintf(&ld.out, "func %s(%s) (%s) {\n%s}\nvar _ = %s.Reg(%q, %s)\n", name, strings.Join(params, ", "), strings.Join(rs, ", "), body, rtName, name, name)
	})
	return name
}

// ordered are the items in the order in which they run: as written, but declarations without statements are initialised by
// dependency and before init functions, as Go does.
func (c *chunk) ordered() []ast.Node {
	if c.statements {
		return c.items
	}
	at := map[types.Object]*ast.ValueSpec{}
	done := map[ast.Node]bool{}
	var out, rest, inits []ast.Node
	for _, it := range c.items {
		s, ok := it.(*ast.ValueSpec)
		if !ok {
			inits = append(inits, it)
			done[it] = true
			continue
		}
		for _, n := range s.Names {
			if o := c.info.Defs[n]; o != nil {
				at[o] = s
			}
		}
	}
	for _, in := range c.info.InitOrder {
		for _, v := range in.Lhs {
			if s := at[v]; s != nil && !done[s] {
				done[s] = true
				rest = append(rest, s)
			}
		}
	}
	for _, it := range c.items { // those without a value first
		if !done[it] {
			out = append(out, it)
		}
	}
	return append(append(out, rest...), inits...)
}

// lastExpr writes the expression that gives the chunk's values.
func (e *emitter) lastExpr(x ast.Expr, h *handle) string {
	t := e.info.TypeOf(x)
	if tu, ok := t.(*types.Tuple); ok {
		if tu.Len() == 0 {
			return e.exprStmt(x)
		}
		for i := range tu.Len() {
			h.types = append(h.types, tu.At(i).Type())
		}
		return "return " + e.expr(x) + "\n"
	}
	if t == nil || e.info.Types[x].IsVoid() || e.info.Types[x].IsBuiltin() {
		return e.exprStmt(x)
	}
	t = defaultType(t)
	h.types = append(h.types, t)
	if _, ok := t.(*types.Basic); ok && e.info.Types[x].Value == nil && types.Identical(t, e.info.TypeOf(x)) {
		return "return " + e.expr(x) + "\n"
	}
	n := e.tmp()
	return "var " + n + " " + e.typ(t) + " = " + e.expr(x) + "\nreturn " + n + "\n"
}

// topVar writes a top-level variable declaration: an assignment to cells.
func (e *emitter) topVar(s *ast.ValueSpec) string {
	b := ""
	if len(s.Values) == 0 {
		for _, n := range s.Names {
			if o := e.info.Defs[n]; n.Name != "_" && o != nil {
				z := e.tmp()
				b += "var " + z + " " + e.typ(o.Type()) + "\n" + e.ident(n) + " = " + z + "\n"
			}
		}
		return b
	}
	if len(s.Values) != len(s.Names) {
		var l []string
		var to []types.Type
		for _, n := range s.Names {
			l = append(l, e.ident(n))
			var t types.Type
			if o := e.info.Defs[n]; o != nil && n.Name != "_" {
				t = o.Type()
			}
			to = append(to, t)
		}
		return strings.Join(l, ", ") + " = " + e.values(s.Values, to) + "\n"
	}
	after := ""
	for i, n := range s.Names {
		if n.Name == "_" {
			b += "_ = " + e.expr(s.Values[i]) + "\n"
			continue
		}
		z, t := e.tmp(), e.info.Defs[n].Type()
		v := e.value(s.Values[i], t)
		b += "var " + z + " " + e.typ(t) + " = " + v + "\n"
		after += e.ident(n) + " = " + z + "\n"
	}
	return b + after
}
