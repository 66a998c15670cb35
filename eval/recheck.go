package eval

// This file finds the earlier declarations that a chunk's changes concern, so that they are checked again together with it.

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"reflect"
	"slices"
)

// specsOf are the specs of one kind in declarations.
func specsOf[S ast.Spec](decls []ast.Decl) iter.Seq2[*ast.GenDecl, S] {
	return func(yield func(*ast.GenDecl, S) bool) {
		for _, d := range decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				if s, ok := s.(S); ok && !yield(g, s) {
					return
				}
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// dropSameTypes takes out type declarations that say what the image knows already: to declare them again would make them
// strangers to the values that there are.
func (im *Image) dropSameTypes(c *chunk) {
	same := map[*ast.TypeSpec]bool{}
	for _, d := range c.decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		for _, s := range g.Specs {
			s := s.(*ast.TypeSpec)
			old := im.cur[s.Name.Name]
			if old == nil || old.ast == nil {
				continue
			}
			og, ok := old.ast.(*ast.GenDecl)
			if t := im.text(s); ok && og.Tok == token.TYPE && t != "" && t == im.text(og.Specs[0]) {
				same[s] = true
			}
		}
	}
	for changed := len(same) > 0; changed; { // what uses a name that the chunk does change is not the same
		changed = false
		own := declaredNames(c.decls)
		for s := range same {
			delete(own, s.Name.Name)
		}
		for s := range same {
			ast.Inspect(s.Type, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && own[id.Name] && same[s] {
					delete(same, s)
					changed = true
				}
				return true
			})
		}
	}
	var left []ast.Decl
	for _, d := range c.decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			g.Specs = slices.DeleteFunc(g.Specs, func(s ast.Spec) bool { return same[s.(*ast.TypeSpec)] })
			if len(g.Specs) == 0 {
				continue
			}
		}
		left = append(left, d)
	}
	c.decls = left
}

// declOf finds the decl of a declaration's syntax.
func (im *Image) declOf(n ast.Decl) *decl {
	for _, d := range im.byObj {
		if d.ast == n {
			return d
		}
	}
	return nil
}

// methodGroup adds what must be checked again because the chunk declares methods of an earlier type: go/types wants a type
// and its methods in one check. All that depends on the type comes along, and keeps its decl.
func (im *Image) methodGroup(c *chunk, names map[string]bool, keep map[ast.Node]*decl) {
	fresh := map[string]bool{} // "T.m" declared by the chunk
	var bases []*decl
	for _, d := range c.decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || len(f.Recv.List) == 0 {
			continue
		}
		name := receiverName(f.Recv.List[0].Type)
		if name == "" || names[name] {
			continue
		}
		if b := im.cur[name]; b != nil && b.ast != nil {
			bases = append(bases, b)
			fresh[name+"."+f.Name.Name] = true
			if n, ok := types.Unalias(b.obj.Type()).(*types.Named); ok { // b may be an alias
				if t := im.declOfObject(n.Origin().Obj()); t != nil && t != b && t.ast != nil {
					bases = append(bases, t)
					fresh[t.name+"."+f.Name.Name] = true
				}
			}
		}
	}
	var add func(d *decl)
	add = func(d *decl) {
		switch {
		case d.ast == nil, keep[d.ast] != nil, d.pkg != "",
			names[d.name] && d.recv == nil,
			d.recv == nil && im.cur[d.name] != d,
			d.recv != nil && im.cur[d.recv.name] != d.recv,
			d.recv != nil && fresh[d.recv.name+"."+d.name]:
			return
		}
		keep[d.ast] = d
		c.decls = append(c.decls, d.ast)
		if d.recv != nil {
			add(d.recv)
		}
		if _, ok := d.obj.(*types.TypeName); ok {
			for _, m := range im.methodsOf(d) {
				add(m)
			}
		}
		for r := range d.rdeps {
			add(r)
		}
	}
	for _, b := range bases {
		add(b)
	}
}

// receiverName is the type name in a receiver, without star and parameters.
func receiverName(x ast.Expr) string {
	for {
		switch y := x.(type) {
		case *ast.StarExpr:
			x = y.X
		case *ast.ParenExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.IndexListExpr:
			x = y.X
		case *ast.Ident:
			return y.Name
		default:
			return ""
		}
	}
}

// affected are the declarations that use a name whose type the checked chunk changes.
func (im *Image) affected(c *chunk, names map[string]bool) (again []ast.Decl) {
	have := map[ast.Decl]bool{}
	for _, d := range c.decls {
		have[d] = true
	}
	seen := map[*decl]bool{}
	var add func(d *decl)
	add = func(d *decl) {
		if seen[d] || d.ast == nil || d.pkg != "" || d.recv == nil && im.cur[d.name] != d {
			return
		}
		seen[d] = true
		if d.recv != nil {
			if names[d.recv.name] || im.cur[d.recv.name] != d.recv {
				return // methods of a replaced type go with it
			}
			add(d.recv) // a method cannot be checked without its type
		} else if names[d.name] {
			return
		}
		if !have[d.ast] {
			have[d.ast] = true
			again = append(again, d.ast)
		}
		if _, ok := d.obj.(*types.TypeName); ok {
			for _, m := range im.methodsOf(d) {
				add(m)
			}
			for r := range d.rdeps {
				add(r) // its object changes, so what names it must see the new one
			}
		}
	}
	for n := range names {
		old := im.cur[n]
		if old == nil || len(old.rdeps) == 0 {
			continue
		}
		now := im.pkg.Scope().Lookup(n)
		if now == nil || types.Identical(now.Type(), old.obj.Type()) && !old.isConst() && reflect.TypeOf(now) == reflect.TypeOf(old.obj) {
			continue
		}
		for r := range old.rdeps {
			if r.recv != old {
				add(r)
			}
		}
	}
	return again
}

// retype moves variables and constants from type objects that were checked again to the new ones.
func (im *Image) retype() {
	m := map[*types.TypeName]*types.Named{}
	for o, d := range im.objects() {
		if tn, ok := o.(*types.TypeName); ok && d.obj != o {
			if n, ok := d.obj.Type().(*types.Named); ok && n.Obj() != tn {
				m[tn] = n
			}
		}
	}
	all := slices.Collect(maps.Values(im.cur))
	if im.last != nil {
		all = append(all, im.last)
	}
	for _, d := range all {
		switch o := d.obj.(type) {
		case *types.Var:
			if t := replaceNamed(o.Type(), m); t != o.Type() {
				im.renew(d, types.NewVar(o.Pos(), o.Pkg(), o.Name(), t))
			}
		case *types.Const:
			if t := replaceNamed(o.Type(), m); t != o.Type() {
				im.renew(d, types.NewConst(o.Pos(), o.Pkg(), o.Name(), t, o.Val()))
			}
		}
	}
	im.version++
}

// replaceNamed is t with the named types of m replaced.
func replaceNamed(t types.Type, m map[*types.TypeName]*types.Named) types.Type {
	re := func(t types.Type) types.Type { return replaceNamed(t, m) }
	tuple := func(p *types.Tuple) (*types.Tuple, bool) {
		var vs []*types.Var
		changed := false
		for i := range p.Len() {
			u := re(p.At(i).Type())
			changed = changed || u != p.At(i).Type()
			vs = append(vs, types.NewParam(token.NoPos, p.At(i).Pkg(), p.At(i).Name(), u))
		}
		return types.NewTuple(vs...), changed
	}
	switch t := t.(type) {
	case *types.Alias:
		if u := types.Unalias(t); re(u) != u {
			return re(u)
		}
	case *types.Interface:
		var ms []*types.Func
		changed := false
		for i := range t.NumMethods() {
			f := t.Method(i)
			sig := re(f.Type()).(*types.Signature)
			changed = changed || sig != f.Type()
			ms = append(ms, types.NewFunc(f.Pos(), f.Pkg(), f.Name(), sig))
		}
		if changed {
			return types.NewInterfaceType(ms, nil).Complete()
		}
	case *types.Named:
		n, ok := m[t.Origin().Obj()]
		var as []types.Type
		changed := ok
		for i := range t.TypeArgs().Len() {
			a := re(t.TypeArgs().At(i))
			changed = changed || a != t.TypeArgs().At(i)
			as = append(as, a)
		}
		if !changed {
			return t
		}
		if !ok {
			n = t.Origin()
		}
		if len(as) == 0 {
			return n
		}
		if r, err := types.Instantiate(nil, n, as, false); err == nil {
			return r
		}
	case *types.Pointer:
		if e := re(t.Elem()); e != t.Elem() {
			return types.NewPointer(e)
		}
	case *types.Slice:
		if e := re(t.Elem()); e != t.Elem() {
			return types.NewSlice(e)
		}
	case *types.Array:
		if e := re(t.Elem()); e != t.Elem() {
			return types.NewArray(e, t.Len())
		}
	case *types.Chan:
		if e := re(t.Elem()); e != t.Elem() {
			return types.NewChan(t.Dir(), e)
		}
	case *types.Map:
		if k, e := re(t.Key()), re(t.Elem()); k != t.Key() || e != t.Elem() {
			return types.NewMap(k, e)
		}
	case *types.Signature:
		in, c1 := tuple(t.Params())
		out, c2 := tuple(t.Results())
		if c1 || c2 {
			return types.NewSignatureType(nil, nil, nil, in, out, t.Variadic())
		}
	case *types.Struct:
		var fs []*types.Var
		var tags []string
		changed := false
		for i := range t.NumFields() {
			f := t.Field(i)
			u := re(f.Type())
			changed = changed || u != f.Type()
			fs = append(fs, types.NewField(f.Pos(), f.Pkg(), f.Name(), u, f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		if changed {
			return types.NewStruct(fs, tags)
		}
	}
	return t
}
