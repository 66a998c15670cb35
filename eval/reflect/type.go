package reflect

// This file is the Type of what evaluated source declares, and of types that are made of such.

import (
	"go/types"
	"iter"
	host "reflect"
	"sort"
)

// rtype has the name that Go's has, which values of it print.
type rtype struct {
	host.Type // none: it is there for the methods that no other package can write
	w         World
	now       func() types.Type // as the source was checked last
}

// NewType makes a Type. There must be one for each type.
func NewType(w World, now func() types.Type) host.Type { return &rtype{w: w, now: now} }

// Source is the checked type of a Type that NewType made.
func Source(t host.Type) (types.Type, bool) {
	r, ok := t.(*rtype)
	if !ok {
		return nil, false
	}
	return r.now(), true
}

func source(w World, t host.Type) types.Type {
	if s, ok := Source(t); ok {
		return s
	}
	return w.Source(t)
}

func sizes() types.Sizes { return types.SizesFor("gc", "amd64") }

func (r *rtype) under() types.Type              { return r.now().Underlying() }
func (r *rtype) Align() int                     { return int(sizes().Alignof(r.now())) }
func (r *rtype) FieldAlign() int                { return r.Align() }
func (r *rtype) Size() uintptr                  { return uintptr(sizes().Sizeof(r.now())) }
func (r *rtype) String() string                 { return r.w.Name(r.now()) }
func (r *rtype) Kind() host.Kind                { return kindOf(r.now()) }
func (r *rtype) Implements(u host.Type) bool    { return implements(r.w, r, u) }
func (r *rtype) AssignableTo(u host.Type) bool  { return assignable(r.w, r.now(), source(r.w, u)) }
func (r *rtype) ConvertibleTo(u host.Type) bool { return convertible(r.w, r.now(), source(r.w, u)) }
func (r *rtype) Comparable() bool               { return types.Comparable(r.now()) }
func (r *rtype) Bits() int                      { return r.basic("Bits").Bits() }
func (r *rtype) OverflowComplex(x complex128) bool {
	return r.basic("OverflowComplex").OverflowComplex(x)
}
func (r *rtype) OverflowFloat(x float64) bool { return r.basic("OverflowFloat").OverflowFloat(x) }
func (r *rtype) OverflowInt(x int64) bool     { return r.basic("OverflowInt").OverflowInt(x) }
func (r *rtype) OverflowUint(x uint64) bool   { return r.basic("OverflowUint").OverflowUint(x) }

// basic is the type of the host with this kind.
func (r *rtype) basic(method string) host.Type {
	b, ok := r.under().(*types.Basic)
	if !ok {
		r.wrong(method)
	}
	return r.w.Type(b)
}

// wrong panics as Go does.
func (r *rtype) wrong(method string) {
	panic(Panic{"reflect: " + method + " of non-" + nounOf[method] + " type " + r.String()})
}

var nounOf = map[string]string{
	"Bits": "arithmetic", "OverflowComplex": "complex", "OverflowFloat": "float", "OverflowInt": "int", "OverflowUint": "uint", "ChanDir": "chan",
	"IsVariadic": "func", "In": "func", "Out": "func", "NumIn": "func", "NumOut": "func", "Key": "map", "Len": "array", "Field": "struct",
	"NumField": "struct", "FieldByName": "struct", "FieldByIndex": "struct", "FieldByNameFunc": "struct",
}

func (r *rtype) Name() string {
	switch t := types.Unalias(r.now()).(type) {
	case *types.Named:
		s := r.w.Name(t)
		if p := t.Obj().Pkg(); p != nil {
			s = s[len(p.Name())+1:]
		}
		return s
	case *types.Basic:
		return r.w.Name(t)
	}
	return ""
}

func (r *rtype) PkgPath() string {
	if n, ok := types.Unalias(r.now()).(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path()
	}
	return ""
}

func (r *rtype) ChanDir() host.ChanDir {
	c, ok := r.under().(*types.Chan)
	if !ok {
		r.wrong("ChanDir")
	}
	switch c.Dir() {
	case types.SendOnly:
		return host.SendDir
	case types.RecvOnly:
		return host.RecvDir
	}
	return host.BothDir
}

func (r *rtype) sig(method string) *types.Signature {
	s, ok := r.under().(*types.Signature)
	if !ok {
		r.wrong(method)
	}
	return s
}

func (r *rtype) IsVariadic() bool          { return r.sig("IsVariadic").Variadic() }
func (r *rtype) NumIn() int                { return r.sig("NumIn").Params().Len() }
func (r *rtype) NumOut() int               { return r.sig("NumOut").Results().Len() }
func (r *rtype) In(i int) host.Type        { return r.w.Type(r.sig("In").Params().At(i).Type()) }
func (r *rtype) Out(i int) host.Type       { return r.w.Type(r.sig("Out").Results().At(i).Type()) }
func (r *rtype) Ins() iter.Seq[host.Type]  { return each(r.NumIn(), r.In) }
func (r *rtype) Outs() iter.Seq[host.Type] { return each(r.NumOut(), r.Out) }

func each[T any](n int, at func(int) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for i := range n {
			if !yield(at(i)) {
				return
			}
		}
	}
}

func (r *rtype) Elem() host.Type {
	h, ok := r.under().(interface{ Elem() types.Type })
	if !ok {
		panic(Panic{"reflect: Elem of invalid type " + r.String()})
	}
	return r.w.Type(h.Elem())
}

func (r *rtype) Key() host.Type {
	m, ok := r.under().(*types.Map)
	if !ok {
		r.wrong("Key")
	}
	return r.w.Type(m.Key())
}

func (r *rtype) Len() int {
	a, ok := r.under().(*types.Array)
	if !ok {
		r.wrong("Len")
	}
	return int(a.Len())
}

func (r *rtype) structure(method string) *types.Struct {
	s, ok := r.under().(*types.Struct)
	if !ok {
		r.wrong(method)
	}
	return s
}

func (r *rtype) NumField() int { return r.structure("NumField").NumFields() }

func (r *rtype) Field(i int) host.StructField {
	s := r.structure("Field")
	if i < 0 || i >= s.NumFields() {
		panic(Panic{"reflect: Field index out of bounds"})
	}
	f := s.Field(i)
	vs := make([]*types.Var, s.NumFields())
	for k := range vs {
		vs[k] = s.Field(k)
	}
	sf := host.StructField{Name: f.Name(), Type: r.w.Type(f.Type()), Tag: host.StructTag(s.Tag(i)),
		Offset: uintptr(sizes().Offsetsof(vs)[i]), Index: []int{i}, Anonymous: f.Embedded()}
	if !f.Exported() && f.Pkg() != nil {
		sf.PkgPath = f.Pkg().Path()
	}
	return sf
}

func (r *rtype) Fields() iter.Seq[host.StructField] { return each(r.NumField(), r.Field) }

func (r *rtype) FieldByIndex(index []int) (f host.StructField) {
	r.structure("FieldByIndex")
	var t host.Type = r
	for i, x := range index {
		if i > 0 {
			if t = f.Type; t.Kind() == host.Pointer && t.Elem().Kind() == host.Struct {
				t = t.Elem()
			}
		}
		f = t.Field(x)
	}
	return f
}

func (r *rtype) FieldByName(name string) (host.StructField, bool) {
	r.structure("FieldByName")
	return r.FieldByNameFunc(func(s string) bool { return s == name })
}

func (r *rtype) FieldByNameFunc(match func(string) bool) (f host.StructField, ok bool) {
	r.structure("FieldByNameFunc")
	for _, x := range host.VisibleFields(r) {
		switch {
		case !match(x.Name):
		case f.Name == "" || len(x.Index) < len(f.Index):
			f, ok = x, true
		case len(x.Index) == len(f.Index):
			ok = false
		}
	}
	if !ok {
		return host.StructField{}, false
	}
	return f, true
}

// methods are those that Go counts: of an interface all, of others the exported ones, by name.
func methods(t types.Type) []*types.Func {
	var out []*types.Func
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		if f, ok := set.At(i).Obj().(*types.Func); ok && (f.Exported() || types.IsInterface(t)) {
			out = append(out, f)
		}
	}
	sort.Slice(out, func(i, k int) bool { return out[i].Name() < out[k].Name() })
	return out
}

func (r *rtype) NumMethod() int { return len(methods(r.now())) }

func (r *rtype) Method(i int) host.Method {
	ms := methods(r.now())
	if i < 0 || i >= len(ms) {
		panic(Panic{"reflect: Method index out of range"})
	}
	f := ms[i]
	m := host.Method{Name: f.Name(), Index: i}
	if !f.Exported() && f.Pkg() != nil {
		m.PkgPath = f.Pkg().Path()
	}
	sig, _ := selected(r.now(), f).(*types.Signature)
	var in []*types.Var
	if !types.IsInterface(r.now()) {
		in = append(in, types.NewParam(0, nil, "", r.now()))
	}
	for k := range sig.Params().Len() {
		in = append(in, sig.Params().At(k))
	}
	m.Type = r.w.Type(types.NewSignatureType(nil, nil, nil, types.NewTuple(in...), sig.Results(), sig.Variadic()))
	return m
}

// selected is the type of a method as t has it.
func selected(t types.Type, f *types.Func) types.Type {
	if s := types.NewMethodSet(t).Lookup(f.Pkg(), f.Name()); s != nil {
		sig := s.Obj().Type().(*types.Signature)
		return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	}
	return f.Type()
}

func (r *rtype) Methods() iter.Seq[host.Method] { return each(r.NumMethod(), r.Method) }

func (r *rtype) MethodByName(name string) (host.Method, bool) {
	for i, f := range methods(r.now()) {
		if f.Name() == name {
			return r.Method(i), true
		}
	}
	return host.Method{}, false
}

func (r *rtype) CanSeq() bool  { return canSeq(r.now(), 1) }
func (r *rtype) CanSeq2() bool { return canSeq(r.now(), 2) }

// canSeq says whether a range statement over a t takes one or two variables.
func canSeq(t types.Type, n int) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0 || n == 1 && u.Info()&types.IsInteger != 0
	case *types.Slice, *types.Array, *types.Map:
		return true
	case *types.Chan:
		return n == 1 && u.Dir() != types.SendOnly
	case *types.Pointer:
		_, ok := u.Elem().Underlying().(*types.Array)
		return ok
	case *types.Signature:
		if u.Params().Len() != 1 || u.Results().Len() != 0 {
			return false
		}
		y, ok := u.Params().At(0).Type().(*types.Signature)
		return ok && y.Params().Len() == n && y.Results().Len() == 1 && types.Identical(y.Results().At(0).Type(), types.Typ[types.Bool])
	}
	return false
}

func implements(w World, t, u host.Type) bool {
	if u == nil {
		panic(Panic{"reflect: nil type passed to Type.Implements"})
	}
	if u.Kind() != host.Interface {
		panic(Panic{"reflect: non-interface type passed to Type.Implements"})
	}
	return w.Implements(source(w, t), source(w, u))
}

func assignable(w World, v, t types.Type) bool {
	if w.Identical(v, t) || types.IsInterface(t) && w.Implements(v, t) {
		return true
	}
	return !types.IsInterface(t) && types.AssignableTo(v, t)
}

func convertible(w World, v, t types.Type) bool {
	return assignable(w, v, t) || !types.IsInterface(t) && types.ConvertibleTo(v, t)
}

var kinds = map[types.BasicKind]host.Kind{
	types.Bool: host.Bool, types.String: host.String, types.Int: host.Int, types.Int8: host.Int8, types.Int16: host.Int16, types.Int32: host.Int32,
	types.Int64: host.Int64, types.Uint: host.Uint, types.Uint8: host.Uint8, types.Uint16: host.Uint16, types.Uint32: host.Uint32,
	types.Uint64: host.Uint64, types.Uintptr: host.Uintptr, types.Float32: host.Float32, types.Float64: host.Float64,
	types.Complex64: host.Complex64, types.Complex128: host.Complex128, types.UnsafePointer: host.UnsafePointer,
}

func kindOf(t types.Type) host.Kind {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return kinds[u.Kind()]
	case *types.Pointer:
		return host.Pointer
	case *types.Slice:
		return host.Slice
	case *types.Array:
		return host.Array
	case *types.Map:
		return host.Map
	case *types.Chan:
		return host.Chan
	case *types.Signature:
		return host.Func
	case *types.Struct:
		return host.Struct
	case *types.Interface:
		return host.Interface
	}
	return host.Invalid
}
