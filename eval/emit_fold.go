package eval

// This file writes types that lead back to themselves other than by way of a struct, such as `type state func(*lexer) state`. Reflection
// cannot make them. A value of such a type is kept folded, as an empty interface, wherever the source keeps it, so the type ends where
// it would come round to itself. What is done with the value opens it, and what makes a value of the type folds it.

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"
)

// folded says whether values of t are kept as empty interfaces.
func (e *emitter) folded(t types.Type) bool {
	if t == nil {
		return false
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.TypeParam); ok {
		t = types.Unalias(e.subst(p))
	}
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	switch n.Underlying().(type) {
	case *types.Basic, *types.Struct, *types.Interface:
		return false
	}
	if n.TypeArgs().Len() > 0 && len(e.env) > 0 {
		n = e.subst(n).(*types.Named) // in one instance it may lead back to itself, in another not
	}
	if r, ok := e.ld.folds[n]; ok {
		return r
	}
	r := e.im.folds(n)
	e.ld.folds[n] = r
	return r
}

// folds says whether values of t, free of type parameters, are folded. The image's lock is held.
func (im *Image) folds(t *types.Named) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic, *types.Struct, *types.Interface:
		return false
	default:
		return !simple(u) && im.imp.hosts[t.Origin().Obj()] == nil && (&emitter{im: im}).leadsTo(u, t, false, nil)
	}
}

// openType is the engine's type of values of t that are not folded.
func (e *emitter) openType(t types.Type) string {
	if t = e.subst(types.Unalias(t)); e.folded(t) {
		return e.named(t.(*types.Named))
	}
	return e.typ(t)
}

// openable is the type of which an opened value of type t is to the helpers.
func (e *emitter) openable(t types.Type) types.Type {
	if e.folded(t) {
		return e.subst(t).Underlying()
	}
	return t
}

// opened writes an operand that something is done with.
func (e *emitter) opened(x ast.Expr) string {
	s := e.expr(x)
	if tv := e.info.Types[x]; tv.Value == nil && !tv.IsNil() && !tv.IsType() {
		return e.open(s, e.typeOf(x))
	}
	return s
}

// open writes the opened form of a value of type t.
func (e *emitter) open(s string, t types.Type) string {
	if !e.folded(t) {
		return s
	}
	o := e.openType(t)
	slow := e.reopener(t, o)
	return e.helper("open", t, func(n, _ string) string {
		return fmt.Sprintf("func %s(v interface{}) %s { if r, ok := v.(%s); ok { return r }; return %s(v) }", n, o, o, slow)
	}) + "(" + s + ")"
}

// based opens what something is selected from, also by way of a pointer: the engine's has no methods.
func (e *emitter) based(s string, t types.Type) (string, types.Type) {
	if isPointer(t) && e.folded(deref(t)) {
		s, t = "(*"+s+")", deref(t)
	}
	return e.open(s, t), t
}

// pointerTo gives a type of the engine with the methods that *t has, and laid out as that is: the engine's own has none.
func (e *emitter) pointerTo(t types.Type) string {
	ms := types.NewMethodSet(t)
	return e.helper("pointer_"+strconv.Itoa(ms.Len()), t, func(n, _ string) string {
		b := "type " + n + " struct { P *interface{} }\n"
		for i := range ms.Len() {
			f := ms.At(i).Obj().(*types.Func)
			params, args, results, ret := e.forward(e.subst(ms.At(i).Type()).(*types.Signature))
			b += fmt.Sprintf("func (r %s) %s(%s) %s { %s%s }\n", n, f.Name(), params, results, ret, e.methodCall("(*r.P)", t, f, args))
			e.ld.unsettled = append(e.ld.unsettled, method{n, f.Name()})
		}
		return b
	})
}

// reopener gives a function that takes a value of type t out of the interface that another engine has put it into; nil comes out of nil.
func (e *emitter) reopener(t types.Type, open string) string {
	return e.helper("reopen", t, func(n, _ string) string {
		return fmt.Sprintf("func %s(v interface{}) %s { var z %s; %s.Reopen(v, &z); return z }", n, open, open, rtName)
	})
}

// fold writes the folded form of an opened value of type t. Nil stays nil.
func (e *emitter) fold(s string, t types.Type) string {
	if !e.folded(t) {
		return s
	}
	return e.helper("fold", t, func(n, _ string) string {
		return fmt.Sprintf("func %s(v %s) interface{} { if v == nil { return nil }; return v }", n, e.openType(t))
	}) + "(" + s + ")"
}

// refolds says whether a value of type from must change its form to be one of type to.
func (e *emitter) refolds(from, to types.Type) bool {
	return from != nil && to != nil && e.folded(from) != e.folded(to)
}

// reforms says whether a value of type from must be converted to be one of type to, which is no interface.
func (e *emitter) reforms(from, to types.Type) bool {
	return e.refolds(from, to) || e.restructs(from, to)
}

// refoldsAppend says whether appending has to do with folded values, or converts elements.
func (e *emitter) refoldsAppend(x *ast.CallExpr, elem types.Type) bool {
	for i, a := range x.Args {
		if t := e.typeOf(a); e.folded(t) || i > 0 && !x.Ellipsis.IsValid() && e.restructs(t, elem) {
			return true
		}
	}
	return e.folded(elem)
}

// addressOf writes the address of a new variable that holds the literal s.
func (e *emitter) addressOf(s string, t types.Type) string {
	if !e.folded(t) {
		return "&" + s
	}
	return e.helper("new", t, func(n, t string) string { return fmt.Sprintf("func %s(v %s) *%s { return &v }", n, t, t) }) + "(" + s + ")"
}

// reopen puts a value that was folded by another engine where p points.
func reopen(v, p any) {
	if v != nil {
		store(p, v)
	}
}

// restructs says whether values of two struct types that are assignable in Go are of different types in the engine: a declared one, and
// one without a name.
func (e *emitter) restructs(from, to types.Type) bool {
	if from == nil || to == nil {
		return false
	}
	from, to = types.Unalias(from), types.Unalias(to)
	if from == to {
		return false
	}
	_, ok1 := to.Underlying().(*types.Struct)
	_, ok2 := from.Underlying().(*types.Struct)
	return ok1 && ok2 && !types.Identical(from, to)
}

// restructured writes a value of one struct type as one of another that is the same but for its name.
func (e *emitter) restructured(s string, from, to types.Type) string {
	for i := range to.Underlying().(*types.Struct).NumFields() {
		if e.cut(from, i) != e.cut(to, i) {
			fail("a value of type %s as one of type %s, which leads back to itself: copy it field by field", types.TypeString(from, nameOnly), types.TypeString(to, nameOnly))
		}
	}
	ft := e.typ(from)
	return e.helper(viaName+" restruct "+ft, to, func(n, t string) string {
		return fmt.Sprintf("func %s(v %s) %s { return (%s)(v) }", n, ft, t, t)
	}) + "(" + s + ")"
}

const foldedReceiver = "a method with a pointer receiver of %s, which refers to itself other than in a struct: make it a struct that holds it in a field"

// foldedReceivers refuses such methods where they are declared: otherwise all that uses the type would be refused, ever after.
func (im *Image) foldedReceivers(c *chunk, info *types.Info) (ps problems) {
	for _, d := range c.decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		o, ok := info.Defs[f.Name].(*types.Func)
		if !ok {
			continue
		}
		p, ok := o.Signature().Recv().Type().(*types.Pointer)
		if !ok {
			continue
		}
		n, ok := types.Unalias(p.Elem()).(*types.Named)
		if !ok || n.TypeParams().Len() > 0 || !im.folds(n) {
			continue
		}
		q := problem{msg: fmt.Sprintf("unsupported: "+foldedReceiver, n.Obj().Name())}
		if src, off := im.offset(f.Name.Pos()); src != nil {
			q.pos, q.off, q.src = src.position(off), off, src
		}
		ps = append(ps, q)
	}
	return ps
}
