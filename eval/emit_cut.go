package eval

// This file cuts types that lead back to themselves. Reflection cannot make such types, and the engine's way around that holds only for
// structs that refer to themselves directly; of others it makes wrong types, or never ends. So a field that leads back is an empty
// interface in the engine: reading takes the value out, and storing puts it in.

import (
	"fmt"
	"go/ast"
	"go/types"
)

// cut says whether field i of a struct type is kept as an empty interface.
func (e *emitter) cut(owner types.Type, i int) bool {
	owner = types.Unalias(owner)
	if n, ok := owner.(*types.Named); ok && e.im.imp.hosts[n.Origin().Obj()] != nil {
		return false
	}
	st := owner.Underlying().(*types.Struct)
	t := e.subst(st.Field(i).Type())
	if simple(t) || direct(t, owner) || e.folded(t) {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature:
		return e.leadsTo(t, owner, true, nil) || e.crowded(owner) && len(e.selves(t)) > 0
	case *types.Array:
		if e.leadsTo(t, owner, true, nil) {
			fail("field %s of %s: an array whose elements lead back to the struct; use a slice", st.Field(i).Name(), types.TypeString(owner, nameOnly))
		}
	}
	return false
}

func nameOnly(*types.Package) string { return "" }

// simple says that t certainly leads nowhere.
func simple(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Basic, *types.Interface:
		return true
	case *types.Slice:
		return simple(t.Elem())
	case *types.Pointer:
		return simple(t.Elem())
	}
	return false
}

// direct knows the ways in which a struct may refer to itself that the engine gets right.
func direct(t, owner types.Type) bool {
	if _, ok := owner.(*types.Named); !ok {
		return false
	}
	self := func(t types.Type) bool {
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		}
		return types.Identical(t, owner)
	}
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return types.Identical(t.Elem(), owner)
	case *types.Slice:
		return self(t.Elem())
	case *types.Array:
		return self(t.Elem())
	case *types.Map:
		_, ok := types.Unalias(t.Key()).(*types.Basic)
		return ok && self(t.Elem())
	}
	return false
}

// crowded says whether a struct has, by way of its fields, more than one type that refers to itself directly. The engine confuses those
// of one struct, so fields that lead to others than the struct itself are cut.
func (e *emitter) crowded(owner types.Type) bool {
	r, ok := e.ld.crowds[owner]
	if !ok {
		r = len(e.selves(owner)) > 1
		e.ld.crowds[owner] = r
	}
	return r
}

// selves are the struct types that t is made of, at any depth, and that refer to themselves directly.
func (e *emitter) selves(t types.Type) (known []types.Type) {
	var seen []types.Type
	var visit func(t types.Type)
	visit = func(t types.Type) {
		switch t := types.Unalias(t).(type) {
		case *types.Named:
			if types.IsInterface(t) || e.im.imp.hosts[t.Origin().Obj()] != nil || t.Obj().Pkg() == nil || e.folded(t) {
				return
			}
			for _, s := range seen {
				if types.Identical(s, t) {
					return
				}
			}
			seen = append(seen, t)
			if st, ok := t.Underlying().(*types.Struct); ok {
				for i := range st.NumFields() {
					if direct(e.subst(st.Field(i).Type()), t) {
						known = append(known, t)
						break
					}
				}
			}
			visit(t.Underlying())
		case *types.Struct:
			for i := range t.NumFields() {
				visit(e.subst(t.Field(i).Type()))
			}
		case *types.Map:
			visit(t.Key())
			visit(t.Elem())
		case *types.Signature:
			for _, tu := range []*types.Tuple{t.Params(), t.Results()} {
				for i := range tu.Len() {
					visit(tu.At(i).Type())
				}
			}
		case interface{ Elem() types.Type }:
			visit(t.Elem())
		}
	}
	visit(t)
	return known
}

// leadsTo says whether t is made of owner, at any depth, by way of structs or only otherwise. Interfaces end the way: in the engine they are all the same.
func (e *emitter) leadsTo(t, owner types.Type, structs bool, seen []types.Type) bool {
	t = types.Unalias(t)
	switch t := t.(type) {
	case *types.Named:
		if types.Identical(t, owner) {
			return true
		}
		if types.IsInterface(t) || e.im.imp.hosts[t.Origin().Obj()] != nil || t.Obj().Pkg() == nil || structs && e.folded(t) {
			return false
		}
		for _, s := range seen {
			if types.Identical(s, t) {
				return false
			}
		}
		return e.leadsTo(t.Underlying(), owner, structs, append(seen[:len(seen):len(seen)], t))
	case *types.Struct:
		if types.Identical(t, owner) {
			return true
		}
		for i := range t.NumFields() {
			if structs && e.leadsTo(e.subst(t.Field(i).Type()), owner, structs, seen) {
				return true
			}
		}
	case *types.Map:
		return e.leadsTo(t.Key(), owner, structs, seen) || e.leadsTo(t.Elem(), owner, structs, seen)
	case *types.Signature:
		for _, tu := range []*types.Tuple{t.Params(), t.Results()} {
			for i := range tu.Len() {
				if e.leadsTo(tu.At(i).Type(), owner, structs, seen) {
					return true
				}
			}
		}
	case interface{ Elem() types.Type }:
		return e.leadsTo(t.Elem(), owner, structs, seen)
	}
	return false
}

// noCycle refuses an array type that leads back to itself: folded, its elements could not be assigned.
func (e *emitter) noCycle(t types.Type) {
	if _, ok := t.Underlying().(*types.Array); ok && e.folded(t) {
		fail("type %s is an array that refers to itself other than in a struct: make it a struct that holds it in a field", types.TypeString(t, nameOnly))
	}
}

// uncut takes the value out of a field that is cut. Another engine may have put it there, for which the type is another.
func (e *emitter) uncut(x string, t types.Type) string {
	slow := e.reopener(t, e.typ(t))
	return e.helper("uncut", t, func(n, t string) string {
		return fmt.Sprintf("func %s(v interface{}) %s { if r, ok := v.(%s); ok { return r }; return %s(v) }", n, t, t, slow)
	}) + "(" + x + ")"
}

// cutValue writes a value for a field that is cut. Nil stays nil, so that structs compare as they should.
func (e *emitter) cutValue(x string, t types.Type) string {
	return e.helper("cut", t, func(n, t string) string {
		return fmt.Sprintf("func %s(v %s) interface{} { if v == nil { return nil }; return v }", n, t)
	}) + "(" + x + ")"
}

// isCut says whether x selects a field that is cut.
func (e *emitter) isCut(x ast.Expr) bool {
	sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	s := e.info.Selections[sel]
	if s == nil || s.Kind() != types.FieldVal {
		return false
	}
	last := len(s.Index()) - 1
	_, t := e.along("", e.typeOf(sel.X), s.Index()[:last])
	return e.cut(deref(t), s.Index()[last])
}

// noCut refuses to take the address of a field that is cut.
func (e *emitter) noCut(x ast.Expr) {
	if e.isCut(x) {
		fail("the address of %s, a field whose type %s leads back to the struct it is in", ast.Unparen(x).(*ast.SelectorExpr).Sel.Name, types.TypeString(e.typeOf(x), nameOnly))
	}
}
