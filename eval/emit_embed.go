package eval

// This file writes what embedding gives: selections name every field on the way, and types get the methods that are promoted to them as
// methods of their own. The engine's own promotion goes wrong over pointers, interfaces, generic types and several levels.

import (
	"fmt"
	"go/ast"
	"go/types"
)

// embedsAs says whether an embedded field stays one in the engine, where it has its type's name. Others become fields of their name, which
// is all the same to emitted code: reflection cannot make every struct, and two aliases may be of one type.
func (e *emitter) embedsAs(owner types.Type, f *types.Var) bool {
	t := e.subst(f.Type())
	if a, ok := f.Type().(*types.Alias); ok && a.Obj().Name() != nameOfEmbedded(types.Unalias(a)) {
		return false
	}
	if types.IsInterface(t) || e.folded(t) || e.folded(deref(t)) {
		return false
	}
	if st, ok := types.Unalias(owner).(*types.Struct); ok && st.NumFields() == 1 {
		return true // it has no name and so no methods of its own
	}
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return true
	}
	rt := e.im.imp.hosts[n.Origin().Obj()]
	return rt == nil || types.NewMethodSet(t).Len() == 0
}

func nameOfEmbedded(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(interface{ Obj() *types.TypeName }); ok {
		return n.Obj().Name()
	}
	return ""
}

// along writes the way from x, of type t, through the embedded fields that index leads through, and gives the type at its end.
func (e *emitter) along(x string, t types.Type, index []int) (string, types.Type) {
	for _, i := range index {
		st, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			fail("%s is not a struct", t)
		}
		f := st.Field(i)
		cut := e.cut(deref(t), i)
		x += "." + e.fieldName(deref(t), f)
		t = e.subst(f.Type())
		if cut {
			x = e.uncut(x, t)
		}
	}
	return x, t
}

// holder writes what the field or method of a selection is selected from directly.
func (e *emitter) holder(x *ast.SelectorExpr, s *types.Selection) (string, types.Type) {
	return e.based(e.along(e.expr(x.X), e.typeOf(x.X), s.Index()[:len(s.Index())-1]))
}

// forwardMethods gives a declared type the methods that it has by embedding.
func (ld *loader) forwardMethods(d *decl, in *inst) {
	ld.emitterFor(d, nil).forwardMethods(ld.instance(d.obj.Type(), in.targs), in.name)
}

// instance is the declared type t with type arguments.
func (ld *loader) instance(t types.Type, targs []types.Type) types.Type {
	if len(targs) == 0 {
		return types.Unalias(t)
	}
	r, err := types.Instantiate(nil, types.Unalias(t).(*types.Named).Origin(), targs, false)
	if err != nil {
		fail("%v", err)
	}
	return r
}

func (e *emitter) forwardMethods(t types.Type, name string) {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	embeds := false
	for i := range st.NumFields() {
		embeds = embeds || st.Field(i).Embedded()
	}
	if !embeds {
		return
	}
	ld := e.ld
	ofValue := types.NewMethodSet(t)
	all := types.NewMethodSet(types.NewPointer(t))
	for i := range all.Len() {
		s := all.At(i)
		f := s.Obj().(*types.Func)
		mk := f.Name() + "\x00" + name
		if len(s.Index()) == 1 || ld.methods[mk] {
			continue
		}
		if !f.Exported() && f.Pkg() != nil && ld.im.tables[f.Pkg().Path()].syms != nil {
			continue // nobody can call it
		}
		ld.methods[mk] = true
		ld.unsettled = append(ld.unsettled, method{name, f.Name()})
		ld.escapes.Store(true)
		star := "*"
		if ofValue.Lookup(f.Pkg(), f.Name()) != nil {
			star = ""
		}
		ld.queue = append(ld.queue, func() {
			e.ld.noteMember(f)
			params, args, results, ret := e.forward(e.subst(s.Type()).(*types.Signature))
			from, ft := e.along("r", t, s.Index()[:len(s.Index())-1])
			fmt.Fprintf(&ld.out, "func (r %s%s) %s(%s) %s { %s%s }\n", star, name, f.Name(), params, results, ret, e.methodCall(from, ft, f, args))
		})
	}
}
