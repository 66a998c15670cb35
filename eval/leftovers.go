package eval

// This file lets go of what redefinition leaves behind: objects that only replaced syntax names, declarations that nothing
// uses any more, and the files that they were parsed from.

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"sort"
	"strings"
	"weak"
)

// fewLeftovers is how much an image may hold before it looks what of it is left over.
const fewLeftovers = 1 << 10

// weakObject is a weak pointer to an object of a kind that declarations have; nil for others. It can be a map's key.
func weakObject(o types.Object) any {
	switch o := o.(type) {
	case *types.TypeName:
		return weak.Make(o)
	case *types.Func:
		return weak.Make(o)
	case *types.Var:
		return weak.Make(o)
	case *types.Const:
		return weak.Make(o)
	}
	return nil
}

// strongObject is the object that a weak pointer leads to; nil if it is gone.
func strongObject(w any) types.Object {
	switch w := w.(type) {
	case weak.Pointer[types.TypeName]:
		if o := w.Value(); o != nil {
			return o
		}
	case weak.Pointer[types.Func]:
		if o := w.Value(); o != nil {
			return o
		}
	case weak.Pointer[types.Var]:
		if o := w.Value(); o != nil {
			return o
		}
	case weak.Pointer[types.Const]:
		if o := w.Value(); o != nil {
			return o
		}
	}
	return nil
}

// declOfObject is the declaration that an object stands for, or stood for before it was checked again; nil if there is none.
func (im *Image) declOfObject(o types.Object) *decl {
	if d := im.byObj[o]; d != nil || len(im.former) == 0 || o == nil || o.Pkg() != im.pkg {
		return d
	}
	if p := o.Parent(); p != nil && p != im.pkg.Scope() { // a local one: nearly all
		return nil
	}
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return nil
	}
	return im.former[weakObject(o)]
}

// objects are all objects that stand for declarations, former ones too.
func (im *Image) objects() iter.Seq2[types.Object, *decl] {
	return func(yield func(types.Object, *decl) bool) {
		for o, d := range im.byObj {
			if !yield(o, d) {
				return
			}
		}
		for w, d := range im.former {
			if o := strongObject(w); o != nil && !yield(o, d) {
				return
			}
		}
	}
}

// renew gives d a new object. What names the old one means d still.
func (im *Image) renew(d *decl, o types.Object) {
	if d.obj != o && im.byObj[d.obj] == d {
		delete(im.byObj, d.obj)
		im.former[weakObject(d.obj)] = d
	}
	d.obj = o
	im.byObj[o] = d
}

// supersede makes d what the objects of old stand for; with a d of nil they stand for nothing.
func (im *Image) supersede(old, d *decl) {
	if im.byObj[old.obj] == old {
		delete(im.byObj, old.obj)
		if d != nil {
			im.former[weakObject(old.obj)] = d
		}
	}
	for w, x := range im.former {
		switch {
		case x != old:
		case d == nil:
			delete(im.former, w)
		default:
			im.former[w] = d
		}
	}
}

// clean drops what is left over, once there may be as much of it as of the rest.
func (im *Image) clean() {
	held := func() int { return len(im.files) + len(im.byObj) + len(im.former) + len(im.methods) }
	if held() < im.cleanAt {
		return
	}
	for w := range im.former {
		if strongObject(w) == nil {
			delete(im.former, w)
		}
	}
	live := im.needed()
	for o, d := range im.byObj {
		if !live[d] {
			delete(im.byObj, o)
			continue
		}
		for r := range d.rdeps {
			if !live[r] {
				delete(d.rdeps, r)
			}
		}
	}
	for w, d := range im.former {
		if !live[d] {
			delete(im.former, w)
		}
	}
	im.methods = slices.DeleteFunc(im.methods, func(d *decl) bool { return !live[d] })
	im.dropFiles(live)
	im.cleanAt = 2*held() + im.leftovers
}

// needed are the declarations that are current, and what those need, whatever their names mean by now.
func (im *Image) needed() map[*decl]bool {
	uses := map[*decl][]*decl{}
	methods := map[*decl][]*decl{}
	for _, d := range im.byObj {
		for r := range d.rdeps {
			uses[r] = append(uses[r], d)
		}
		if d.recv != nil {
			methods[d.recv] = append(methods[d.recv], d)
		}
	}
	live := map[*decl]bool{}
	seen := map[types.Type]bool{}
	var add func(d *decl)
	addType := func(t types.Type) {
		eachNamed(t, seen, func(o *types.TypeName) { add(im.declOfObject(o)) })
	}
	add = func(d *decl) {
		if d == nil || live[d] {
			return
		}
		live[d] = true
		add(d.recv)
		if !isTypeName(d.obj) {
			addType(d.obj.Type())
		}
		for _, x := range uses[d] {
			add(x)
		}
		for _, m := range methods[d] {
			add(m)
		}
	}
	for _, d := range im.byObj {
		if d.pkg != "" || d.recv == nil && im.cur[d.name] == d {
			add(d)
		}
	}
	for _, d := range im.resolved {
		add(d)
	}
	add(im.last)
	for _, t := range im.refs.types() {
		addType(t)
	}
	for _, ti := range *im.types.list.Load() { // values in interfaces may be of these
		addType(ti.static())
	}
	return live
}

// dropFiles forgets the files that no syntax is of which may be needed again.
func (im *Image) dropFiles(live map[*decl]bool) {
	keep := map[*token.File]bool{}
	need := func(n ast.Decl) {
		if n != nil {
			keep[im.fset.File(n.Pos())] = true
		}
	}
	for d := range live {
		need(d.ast)
	}
	for _, p := range im.pendings {
		for _, d := range p.decls {
			need(d)
		}
	}
	for call := range im.quotes {
		if !keep[im.fset.File(call.Pos())] {
			delete(im.quotes, call)
		}
	}
	for f := range im.files {
		if !keep[f] && !strings.HasPrefix(f.Name(), overlayMark) {
			delete(im.files, f)
			im.fset.RemoveFile(f)
		}
	}
}

// addMethod notes a method for the engines that have its type already.
func (im *Image) addMethod(d *decl) {
	im.methodNo++
	d.no = im.methodNo
	im.methods = append(im.methods, d)
}

// methodsSince are the methods that were added after the one with that number.
func (im *Image) methodsSince(no int) []*decl {
	return im.methods[sort.Search(len(im.methods), func(i int) bool { return im.methods[i].no > no }):]
}

// eachNamed calls f with the declared types that t is made of, once each for a seen.
func eachNamed(t types.Type, seen map[types.Type]bool, f func(*types.TypeName)) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		f(t.Obj())
		eachNamed(types.Unalias(t), seen, f)
	case *types.Named:
		f(t.Origin().Obj())
		for i := range t.TypeArgs().Len() {
			eachNamed(t.TypeArgs().At(i), seen, f)
		}
	case *types.Map:
		eachNamed(t.Key(), seen, f)
		eachNamed(t.Elem(), seen, f)
	case interface{ Elem() types.Type }:
		eachNamed(t.Elem(), seen, f)
	case *types.Struct:
		for i := range t.NumFields() {
			eachNamed(t.Field(i).Type(), seen, f)
		}
	case *types.Signature:
		eachNamed(t.Params(), seen, f)
		eachNamed(t.Results(), seen, f)
	case *types.Tuple:
		for i := range t.Len() {
			eachNamed(t.At(i).Type(), seen, f)
		}
	case *types.Interface:
		for i := range t.NumMethods() {
			eachNamed(t.Method(i).Type(), seen, f)
		}
	}
}
