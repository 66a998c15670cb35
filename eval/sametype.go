package eval

// This file says which types that are checked again with a chunk are still what they were, and which are new versions: a type that
// uses one that has changed is another type from then on, and its values stay what they are.

import (
	"go/ast"
	"go/types"
)

// unkeep takes out of keep the types that have changed with what they use, and their methods. They are declared anew.
func (im *Image) unkeep(c *chunk, info *types.Info, keep map[ast.Node]*decl) {
	now := map[*types.TypeName]*decl{} // new objects of kept types
	object := func(n ast.Node) *types.TypeName {
		if g, ok := n.(*ast.GenDecl); ok && len(g.Specs) == 1 {
			if s, ok := g.Specs[0].(*ast.TypeSpec); ok {
				o, _ := info.Defs[s.Name].(*types.TypeName)
				return o
			}
		}
		return nil
	}
	for n, d := range keep {
		if o := object(n); o != nil {
			now[o] = d
		}
	}
	changed := map[*decl]bool{}
	for again := true; again; {
		again = false
		cmp := comparison{im: im, now: now, changed: changed}
		for o, d := range now {
			if changed[d] || d.obj.(*types.TypeName).IsAlias() {
				continue
			}
			cmp.params = map[*types.TypeParam]*types.TypeParam{}
			was, ok1 := d.obj.Type().(*types.Named)
			is, ok2 := o.Type().(*types.Named)
			if !ok1 || !ok2 || !cmp.parameters(was.TypeParams(), is.TypeParams()) || !cmp.same(was.Underlying(), is.Underlying()) {
				changed[d] = true
				again = true
			}
		}
	}
	for n, d := range keep {
		switch {
		case changed[d]:
			delete(keep, n)
		case d.recv != nil && changed[d.recv]:
			delete(keep, n)
			f := *n.(*ast.FuncDecl) // the old version keeps its own
			for i, x := range c.decls {
				if x == n {
					c.decls[i] = &f
				}
			}
		}
	}
}

// comparison compares types of two checks of one source.
type comparison struct {
	im      *Image
	now     map[*types.TypeName]*decl
	changed map[*decl]bool
	params  map[*types.TypeParam]*types.TypeParam
}

func (c *comparison) parameters(was, is *types.TypeParamList) bool {
	if was.Len() != is.Len() {
		return false
	}
	for i := range was.Len() {
		c.params[was.At(i)] = is.At(i)
	}
	for i := range was.Len() {
		if !c.same(was.At(i).Constraint(), is.At(i).Constraint()) {
			return false
		}
	}
	return true
}

// same says whether two types are the same but for the objects of declared types.
func (c *comparison) same(was, is types.Type) bool {
	was, is = types.Unalias(was), types.Unalias(is)
	if was == is {
		return true
	}
	switch was := was.(type) {
	case *types.Named:
		is, ok := is.(*types.Named)
		if !ok || was.TypeArgs().Len() != is.TypeArgs().Len() {
			return false
		}
		if wo, no := was.Origin().Obj(), is.Origin().Obj(); wo != no {
			d := c.now[no]
			if d == nil || c.im.declOfObject(wo) != d || c.changed[d] {
				return false
			}
		}
		for i := range was.TypeArgs().Len() {
			if !c.same(was.TypeArgs().At(i), is.TypeArgs().At(i)) {
				return false
			}
		}
		return true
	case *types.TypeParam:
		is, ok := is.(*types.TypeParam)
		return ok && c.params[was] == is
	case *types.Pointer:
		is, ok := is.(*types.Pointer)
		return ok && c.same(was.Elem(), is.Elem())
	case *types.Slice:
		is, ok := is.(*types.Slice)
		return ok && c.same(was.Elem(), is.Elem())
	case *types.Array:
		is, ok := is.(*types.Array)
		return ok && was.Len() == is.Len() && c.same(was.Elem(), is.Elem())
	case *types.Chan:
		is, ok := is.(*types.Chan)
		return ok && was.Dir() == is.Dir() && c.same(was.Elem(), is.Elem())
	case *types.Map:
		is, ok := is.(*types.Map)
		return ok && c.same(was.Key(), is.Key()) && c.same(was.Elem(), is.Elem())
	case *types.Struct:
		is, ok := is.(*types.Struct)
		if !ok || was.NumFields() != is.NumFields() {
			return false
		}
		for i := range was.NumFields() {
			f, g := was.Field(i), is.Field(i)
			if f.Name() != g.Name() || f.Embedded() != g.Embedded() || was.Tag(i) != is.Tag(i) || !c.same(f.Type(), g.Type()) {
				return false
			}
		}
		return true
	case *types.Tuple:
		is, ok := is.(*types.Tuple)
		if !ok || was.Len() != is.Len() {
			return false
		}
		for i := range was.Len() {
			if !c.same(was.At(i).Type(), is.At(i).Type()) {
				return false
			}
		}
		return true
	case *types.Signature:
		is, ok := is.(*types.Signature)
		return ok && was.Variadic() == is.Variadic() && c.same(was.Params(), is.Params()) && c.same(was.Results(), is.Results())
	case *types.Interface:
		is, ok := is.(*types.Interface)
		if !ok || was.NumMethods() != is.NumMethods() || was.NumEmbeddeds() != is.NumEmbeddeds() {
			return false
		}
		for i := range was.NumMethods() {
			m, n := was.Method(i), is.Method(i)
			if m.Name() != n.Name() || !c.same(m.Type(), n.Type()) {
				return false
			}
		}
		for i := range was.NumEmbeddeds() { // unions among them
			if !c.same(was.EmbeddedType(i), is.EmbeddedType(i)) {
				return false
			}
		}
		return true
	case *types.Union:
		is, ok := is.(*types.Union)
		if !ok || was.Len() != is.Len() {
			return false
		}
		for i := range was.Len() {
			if was.Term(i).Tilde() != is.Term(i).Tilde() || !c.same(was.Term(i).Type(), is.Term(i).Type()) {
				return false
			}
		}
		return true
	}
	return types.Identical(was, is)
}
