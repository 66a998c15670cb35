package eval

// This file writes what a chunk needs as engine source: by need, under fresh names, from syntax that was type-checked.

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// rtName is how emitted code names the host functions that it calls; see yaegi.go.
const rtName = "rt__"

// inst is a declaration as it stands in one engine, with its type arguments.
type inst struct {
	name  string
	targs []types.Type
	gen   int // decl.gen when it was emitted
}

// emitter writes one declaration under one substitution of type parameters.
type emitter struct {
	ld    *loader
	im    *Image
	c     *chunk // nil for what earlier chunks declared
	info  *types.Info
	env   map[*types.TypeParam]types.Type
	own   map[types.Object]*types.Named // the types that it declares, where it has type arguments
	names map[types.Object]string       // locals
	fn    *function
	of    *decl  // what it writes; nil for an input
	root  string // the emitted name of that
	known *facts // of that; nil until asked for

	prologue string // what the function written next begins with
}

// function is what the emitter knows of the function that it writes.
type function struct {
	funcTraits
	results   []types.Type
	named     []string // the variables of the results, if it has any
	captured  bool     // function literals see those
	deferrals string   // the variable of what it has deferred
	recoverer string   // the variable of what its calls of recover call
	frames    []*jump  // enclosing statements that break and continue refer to
	code      *code
	counts    map[types.Object]types.Object // loop variables that count the elements of a variable
	lens      map[*types.Var]string         // variables that hold the length of another
	made      map[string]bool               // the checks of the statement just begun
	checked   map[string]bool               // those that hold at the beginning of a block
}

// emitError is a construct that cannot be emitted. It unwinds to prepare.
type emitError struct{ msg string }

func (e *emitError) Error() string { return e.msg }

func fail(format string, args ...any) { panic(&emitError{fmt.Sprintf(format, args...)}) }

// fresh makes a name that nothing else in the engine has.
func (ld *loader) fresh(base string) string {
	ld.n++
	ok := base != ""
	for i := 0; i < len(base) && ok; i++ {
		ok = isIdentByte(base[i]) && base[i] < 0x80
	}
	if !ok {
		base = "v"
	}
	return base + "__" + strconv.Itoa(ld.n)
}

func (e *emitter) tmp() string { return e.ld.fresh("t") }

// check is what stands at loop heads and function entries: one read of one word, and only if it is set the question whose
// evaluation this is.
const check = "if *stop__ != 0 { " + rtName + ".Slow() }\n"

func (ld *loader) emitterFor(d *decl, env map[*types.TypeParam]types.Type) *emitter {
	return &emitter{ld: ld, im: ld.im, info: d.info, of: d, env: env, names: map[types.Object]string{}}
}

// instKey tells the instances of a declaration apart.
func (ld *loader) instKey(targs []types.Type) string {
	if len(targs) == 0 {
		return ""
	}
	e := &emitter{ld: ld, im: ld.im}
	var b strings.Builder
	for _, t := range targs {
		b.WriteString(e.openType(t) + "#" + e.typeID(t)) // of interfaces, and others, the engine has but one
		b.WriteByte(',')
	}
	return b.String()
}

// need gives the engine's instance of d, and whether it has yet to be written. typeName is for types, whose names must be the
// same in all engines, because they name embedded fields.
func (ld *loader) need(d *decl, targs []types.Type, isType bool) (*inst, bool) {
	k := ld.instKey(targs)
	if in := ld.insts[d][k]; in != nil && in.gen == d.gen {
		return in, false
	}
	if ld.insts[d] == nil {
		ld.insts[d] = map[string]*inst{}
	}
	in := &inst{targs: targs, gen: d.gen}
	switch {
	case isType && k == "" && d.pkg == "" && d.ver == 1 && d.gen == 0 && types.Universe.Lookup(d.name) == nil:
		in.name = d.name
	case isType && k == "" && d.pkg == "":
		in.name = fmt.Sprintf("%s__v%d_%d", d.name, d.ver, d.gen)
	default:
		in.name = ld.fresh(d.name)
	}
	ld.insts[d][k] = in
	return in, true
}

func receiverEnv(s *types.Signature, targs []types.Type) map[*types.TypeParam]types.Type {
	env := map[*types.TypeParam]types.Type{}
	for i := range s.RecvTypeParams().Len() {
		env[s.RecvTypeParams().At(i)] = targs[i]
	}
	return env
}

func (ld *loader) needType(d *decl, targs []types.Type) string {
	in, isNew := ld.need(d, targs, true)
	if !isNew {
		return in.name
	}
	n, ok := types.Unalias(d.obj.Type()).(*types.Named)
	if !ok {
		fail("type %s is not what it was declared to be", d.name)
	}
	ld.noteContext(d)
	env := map[*types.TypeParam]types.Type{}
	for i := range n.TypeParams().Len() {
		env[n.TypeParams().At(i)] = targs[i]
	}
	ld.queue = append(ld.queue, func() {
		ld.under = d.obj.Pos()
		e := ld.emitterFor(d, env)
		e.noCycle(ld.instance(n, targs))
		u := n.Underlying()
		if _, ok := u.(*types.Struct); ok {
			// The tag makes types of equal layout different, and is the same in all engines, where names are not.
			ld.out.WriteString("type " + in.name + " " + e.structType(ld.instance(n, targs), fmt.Sprintf(`p:"%s.%d#%d%s"`, d.name, d.ver, ld.im.types.of(ld.instance(n, targs)).id, tagArgs(targs))) + "\n")
			return
		}
		ld.out.WriteString("type " + in.name + " " + e.typ(u) + "\n")
	})
	for i := range n.NumMethods() {
		if m := ld.im.declOfObject(n.Method(i)); m != nil {
			ld.queueMethod(m, in)
		}
	}
	ld.forwardMethods(d, in)
	return in.name
}

func tagArgs(ts []types.Type) string {
	r := ""
	for _, t := range ts {
		r += "," + strings.NewReplacer(`"`, "", "`", "", `\`, "").Replace(t.String())
	}
	return r
}

func (ld *loader) queueMethod(d *decl, in *inst) {
	mk := d.name + "\x00" + in.name
	if ld.methods[mk] {
		return
	}
	ld.methods[mk] = true
	ld.unsettled = append(ld.unsettled, method{in.name, d.name})
	ld.escapes.Store(true) // its values may be called through interfaces, from anywhere
	ld.noteContext(d.recv)
	ld.queue = append(ld.queue, func() {
		sig := d.obj.Type().(*types.Signature)
		e := ld.emitterFor(d, receiverEnv(sig, in.targs))
		star := ""
		if _, ok := sig.Recv().Type().(*types.Pointer); ok {
			star = "*"
		}
		r := e.local(sig.Recv())
		if t := e.subst(sig.Recv().Type()); e.folded(deref(t)) {
			if star != "" {
				fail(foldedReceiver, types.TypeString(deref(t), nameOnly))
			}
			if r != "_" {
				opened := e.tmp()
				e.prologue = r + " := " + e.fold(opened, t) + "\n_ = " + r + "\n"
				r = opened
			}
		}
		e.root = d.name // all that the engine says of a method
		ld.out.WriteString("func (" + r + " " + star + in.name + ") " + d.name + e.fun(sig, d.fun.Body) + "\n")
	})
}

// lateMethods gives types that are in the engine the methods declared since.
func (ld *loader) lateMethods() {
	for _, m := range ld.im.methodsSince(ld.methodsSeen) {
		ld.methodsSeen = m.no
		for _, in := range ld.insts[m.recv] {
			if in.gen == m.recv.gen {
				ld.queueMethod(m, in)
			}
		}
	}
}

func (ld *loader) needFunc(d *decl, targs []types.Type) string {
	if d.fun == nil {
		fail("%s is no longer a function", d.name)
	}
	in, isNew := ld.need(d, targs, false)
	if !isNew {
		return in.name
	}
	ld.queue = append(ld.queue, func() {
		sig := d.obj.Type().(*types.Signature)
		env := map[*types.TypeParam]types.Type{}
		for i := range sig.TypeParams().Len() {
			env[sig.TypeParams().At(i)] = targs[i]
		}
		e := ld.emitterFor(d, env)
		e.root = in.name
		ld.out.WriteString("func " + in.name + e.fun(sig, d.fun.Body) + "\n")
	})
	return in.name
}

// needVar gives a variable as an expression. It is a pointer in the engine and lives on the host, so engines can come and
// go, and several can share it.
func (ld *loader) needVar(d *decl) string {
	in, isNew := ld.need(d, nil, false)
	if isNew {
		if d.host && d.pkg == "" {
			ld.noteBound(d.obj.Type())
		}
		ld.vars = append(ld.vars, d)
		ld.queue = append(ld.queue, func() {
			e := &emitter{ld: ld, im: ld.im}
			t := e.typ(d.obj.Type())
			if ld.im.kind.traits.wrapCells {
				t = "struct { V " + t + " }"
			}
			fmt.Fprintf(&ld.out, "var %[1]s *%[2]s\nfunc set_%[1]s(p *%[2]s) { %[1]s = p }\nvar _ = %[3]s.Reg(%[4]q, set_%[1]s)\n", in.name, t, rtName, "set_"+in.name)
		})
	}
	if ld.im.kind.traits.wrapCells {
		return in.name + ".V"
	}
	return "(*" + in.name + ")"
}

// helper gives a small function for one type, written at its first use.
func (e *emitter) helper(kind string, t types.Type, body func(name, typ string) string) string {
	ts := e.typ(t)
	k := kind + " " + ts
	if e.folded(t) {
		k += " " + e.openType(t)
	}
	if n, ok := e.ld.helpers[k]; ok {
		return n
	}
	n := e.ld.fresh(strings.Fields(kind)[0])
	e.ld.helpers[k] = n
	e.ld.placesMu.Lock()
	e.ld.helperNames[n] = helperKind(kind)
	e.ld.placesMu.Unlock()
	e.ld.queue = append(e.ld.queue, func() { e.ld.out.WriteString(body(n, ts) + "\n") })
	return n
}

func (e *emitter) local(o types.Object) string {
	if o == nil || o.Name() == "_" || o.Name() == "" {
		return "_"
	}
	if n, ok := e.names[o]; ok {
		return n
	}
	n := e.ld.fresh(o.Name())
	e.names[o] = n
	return n
}

// codeOf is what a panic in the function of that body finds its places by. outer is the function around it, if any.
func (e *emitter) codeOf(body *ast.BlockStmt, outer *function) *code {
	c := &code{info: e.info, literal: outer != nil}
	if outer == nil && e.root != "" {
		defer func() { e.ld.noteRoot(e.root, c) }()
	}
	if d := e.of; d != nil {
		if f, ok := d.obj.(*types.Func); ok {
			c.name, c.method = codeName(f), d.recv != nil
		}
		c.library = d.pkg != ""
	}
	c.display = c.name
	if outer != nil && outer.code != nil {
		c.display = outer.code.display + ".func"
	}
	if s, ok := e.im.spanOf(body); ok {
		c.spans = append(c.spans, s)
	}
	return c
}

// noteRoot says which code a function of the engine is of; two of one name cannot be told apart.
func (ld *loader) noteRoot(name string, c *code) {
	if len(c.spans) == 0 {
		return
	}
	ld.placesMu.Lock()
	defer ld.placesMu.Unlock()
	s := site{c.spans[0].place(c.spans[0].node.Pos()), c}
	if old, ok := ld.roots[name]; ok && old.place != s.place {
		s = site{}
	}
	ld.roots[name] = s
}

func (f *function) codeOf() *code {
	if f == nil {
		return nil
	}
	return f.code
}

func (e *emitter) paramType(sig *types.Signature, i int) string {
	t := sig.Params().At(i).Type()
	if sig.Variadic() && i == sig.Params().Len()-1 {
		if s, ok := e.subst(t).(*types.Slice); ok {
			return "..." + e.typ(s.Elem())
		}
		return "...byte" // append([]byte, string...) has such a signature
	}
	return e.typ(t)
}

// place is where a piece of emitted code comes from.
type place struct {
	src *source
	off int
}

func (p place) String() string {
	if p.src == nil {
		return ""
	}
	return p.src.position(p.off)
}

// linesPerPlace spaces the line numbers that emitted code pretends to have, so that text that follows a marker by a few lines
// still counts to it.
const linesPerPlace = 64

func (e *emitter) placeOf(n ast.Node) int { return e.placeIn(n, e.fn.codeOf()) }

// placeIn makes a place known that is in c.
func (e *emitter) placeIn(n ast.Node, c *code) int {
	src, off := e.im.offset(n.Pos())
	if src == nil {
		return -1
	}
	e.ld.placesMu.Lock()
	defer e.ld.placesMu.Unlock()
	e.ld.places = append(e.ld.places, site{place{src, off}, c})
	return len(e.ld.places) - 1
}

// mark says where the code that follows comes from, in a form that the engine's own messages repeat.
func (e *emitter) mark(n ast.Node) string { return lineAt(e.placeOf(n), 0) }
