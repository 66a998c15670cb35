package reflect

// This file has the functions of package reflect.

import (
	"go/types"
	host "reflect"
)

// SelectCase is reflect.SelectCase.
type SelectCase struct {
	Dir  host.SelectDir
	Chan Value
	Send Value
}

// Symbols are the functions and types that take the place of Go's.
func Symbols(w World) map[string]any {
	p := pkg{w}
	return map[string]any{
		"Value": (*Value)(nil), "MapIter": (*MapIter)(nil), "SelectCase": (*SelectCase)(nil), "TypeOf": p.typeOf, "ValueOf": p.valueOf,
		"New": p.new, "NewAt": p.newAt, "Zero": p.zero, "Indirect": indirect, "MakeSlice": p.makeSlice, "MakeMap": p.makeMap,
		"MakeMapWithSize": p.makeMapWithSize, "MakeChan": p.makeChan, "MakeFunc": p.makeFunc, "Append": p.append, "AppendSlice": p.appendSlice,
		"Copy": p.copy, "Select": p.choose, "Swapper": func(x any) func(i, j int) { return host.Swapper(w.Bare(x)) }, "DeepEqual": p.deepEqual,
		"PointerTo": p.pointerTo, "PtrTo": p.pointerTo, "SliceOf": p.sliceOf, "ArrayOf": p.arrayOf, "MapOf": p.mapOf, "ChanOf": p.chanOf,
		"FuncOf": p.funcOf, "StructOf": p.structOf, "SliceAt": p.sliceAt,
	}
}

type pkg struct{ w World }

func (p pkg) typeOf(x any) host.Type {
	v := p.valueOf(x)
	if !v.IsValid() {
		return nil
	}
	return v.Type()
}

func (p pkg) valueOf(x any) Value { return opened(p.w, x, writable) }

// engine is the type that a value of type t has, and its checked type.
func (p pkg) engine(t host.Type) (host.Type, types.Type) {
	if !isOurs(t) {
		return t, nil
	}
	s := source(p.w, t)
	rt := p.w.Engine(s)
	if rt == nil || rt.Kind() != t.Kind() {
		refuse(p.w, "a new value of type %s", t)
	}
	return rt, s
}

func (p pkg) new(t host.Type) Value {
	if t == nil {
		panic(Panic{"reflect: New(nil)"})
	}
	rt, s := p.engine(t)
	p.w.Room(1, rt.Size())
	if s == nil {
		return Value{host.New(rt), p.w, nil, writable}
	}
	return value(p.w, host.New(rt), types.NewPointer(s), writable)
}

func (p pkg) newAt(host.Type, any) Value {
	refuse(p.w, "NewAt, as evaluated code must not reach past the types of the node's memory")
	return Value{}
}

func (p pkg) sliceAt(host.Type, any, int) Value {
	refuse(p.w, "SliceAt, as evaluated code must not reach past the types of the node's memory")
	return Value{}
}

func (p pkg) zero(t host.Type) Value {
	if t == nil {
		panic(Panic{"reflect: Zero(nil)"})
	}
	rt, s := p.engine(t)
	return value(p.w, host.Zero(rt), s, writable)
}

func indirect(v Value) Value {
	if v.Kind() != host.Pointer {
		return v
	}
	return v.Elem()
}

func (p pkg) makeSlice(t host.Type, n, c int) Value {
	if t.Kind() != host.Slice {
		panic(Panic{"reflect.MakeSlice of non-slice type"})
	}
	rt, s := p.engine(t)
	p.w.Room(c, rt.Elem().Size())
	return value(p.w, host.MakeSlice(rt, n, c), s, writable)
}

func (p pkg) makeMap(t host.Type) Value { return p.makeMapWithSize(t, 0) }

func (p pkg) makeMapWithSize(t host.Type, n int) Value {
	if t.Kind() != host.Map {
		panic(Panic{"reflect.MakeMapWithSize of non-map type"})
	}
	rt, s := p.engine(t)
	p.w.Room(n, rt.Key().Size()+rt.Elem().Size()+1)
	return value(p.w, host.MakeMapWithSize(rt, n), s, writable)
}

func (p pkg) makeChan(t host.Type, n int) Value {
	if t.Kind() != host.Chan {
		panic(Panic{"reflect.MakeChan of non-chan type"})
	}
	rt, s := p.engine(t)
	p.w.Room(n, rt.Elem().Size())
	return value(p.w, host.MakeChan(rt, n), s, writable)
}

func (p pkg) makeFunc(t host.Type, fn func([]Value) []Value) Value {
	if t.Kind() != host.Func {
		panic(Panic{"reflect: call of MakeFunc with non-Func type"})
	}
	rt, s := p.engine(t)
	var sig *types.Signature
	if s != nil {
		sig = s.Underlying().(*types.Signature)
	}
	f := host.MakeFunc(rt, func(in []host.Value) []host.Value {
		args := make([]Value, len(in))
		for i, x := range in {
			args[i] = value(p.w, x, param(sig, i), writable)
		}
		rs := fn(args)
		if len(rs) != rt.NumOut() {
			panic(Panic{"reflect: wrong return count from function created by MakeFunc"})
		}
		out := make([]host.Value, len(rs))
		for i, r := range rs {
			var to types.Type
			if sig != nil {
				to = sig.Results().At(i).Type()
			}
			out[i] = pour("reflect: function created by MakeFunc", r, p.w, to, rt.Out(i))
		}
		return out
	})
	return value(p.w, f, s, writable)
}

func (p pkg) append(s Value, xs ...Value) Value {
	s.free("Append")
	rt := s.hostValue.Type()
	if rt.Kind() != host.Slice {
		panic(Panic{&host.ValueError{Method: "reflect.Append", Kind: rt.Kind()}})
	}
	r := s.hostValue
	for _, x := range xs {
		r = host.Append(r, pour("reflect.Set", x, p.w, s.held(), rt.Elem()))
	}
	return Value{r, p.w, s.t, writable}
}

func (p pkg) appendSlice(s, xs Value) Value {
	s.free("AppendSlice")
	xs.free("AppendSlice")
	if !p.w.Identical(s.source(), xs.source()) {
		panic(Panic{"reflect.AppendSlice: " + s.Type().String() + " != " + xs.Type().String()})
	}
	return Value{host.AppendSlice(s.hostValue, p.w.Reinterpret(xs.hostValue, s.hostValue.Type())), p.w, s.t, writable}
}

func (p pkg) copy(dst, src Value) int {
	dst.free("Copy")
	src.free("Copy")
	d, s := dst.Type(), src.Type()
	if src.Kind() == host.String {
		return host.Copy(dst.hostValue, src.hostValue)
	}
	if !p.w.Identical(source(p.w, d.Elem()), source(p.w, s.Elem())) {
		panic(Panic{"reflect.Copy: " + d.Elem().String() + " != " + s.Elem().String()})
	}
	if dst.hostValue.Type().Elem() != src.hostValue.Type().Elem() {
		refuse(p.w, "Copy of a %s to a %s", s, d)
	}
	return host.Copy(dst.hostValue, src.hostValue)
}

func (p pkg) choose(cases []SelectCase) (int, Value, bool) {
	hs := make([]host.SelectCase, len(cases))
	for i, c := range cases {
		hs[i] = host.SelectCase{Dir: c.Dir, Chan: c.Chan.hostValue}
		if c.Dir == host.SelectSend && c.Chan.IsValid() {
			hs[i].Send = pour("reflect.Select", c.Send, p.w, c.Chan.held(), c.Chan.hostValue.Type().Elem())
		}
	}
	i, x, ok := host.Select(hs)
	if !x.IsValid() {
		return i, Value{}, ok
	}
	return i, cases[i].Chan.part(x, cases[i].Chan.held()), ok
}

func (p pkg) deepEqual(a, b any) bool {
	x, y := p.valueOf(a), p.valueOf(b)
	if x.IsValid() && y.IsValid() && !p.w.Identical(x.source(), y.source()) {
		return false
	}
	if !x.IsValid() || !y.IsValid() {
		return x.IsValid() == y.IsValid()
	}
	return host.DeepEqual(x.hostValue.Interface(), y.hostValue.Interface())
}

func (p pkg) pointerTo(t host.Type) host.Type { return p.w.Type(types.NewPointer(source(p.w, t))) }
func (p pkg) sliceOf(t host.Type) host.Type   { return p.w.Type(types.NewSlice(source(p.w, t))) }

func (p pkg) arrayOf(n int, t host.Type) host.Type {
	if n < 0 {
		panic(Panic{"reflect: negative length passed to ArrayOf"})
	}
	return p.w.Type(types.NewArray(source(p.w, t), int64(n)))
}

func (p pkg) mapOf(k, t host.Type) host.Type {
	if !k.Comparable() {
		panic(Panic{"reflect.MapOf: invalid key type " + k.String()})
	}
	return p.w.Type(types.NewMap(source(p.w, k), source(p.w, t)))
}

func (p pkg) chanOf(d host.ChanDir, t host.Type) host.Type {
	dir := types.SendRecv
	switch d {
	case host.SendDir:
		dir = types.SendOnly
	case host.RecvDir:
		dir = types.RecvOnly
	}
	return p.w.Type(types.NewChan(dir, source(p.w, t)))
}

func (p pkg) funcOf(in, out []host.Type, variadic bool) host.Type {
	tuple := func(ts []host.Type) *types.Tuple {
		vs := make([]*types.Var, len(ts))
		for i, t := range ts {
			vs[i] = types.NewParam(0, nil, "", source(p.w, t))
		}
		return types.NewTuple(vs...)
	}
	if variadic && (len(in) == 0 || in[len(in)-1].Kind() != host.Slice) {
		panic(Panic{"reflect.FuncOf: last arg of variadic func must be slice"})
	}
	return p.w.Type(types.NewSignatureType(nil, nil, nil, tuple(in), tuple(out), variadic))
}

func (p pkg) structOf(fs []host.StructField) host.Type {
	for _, f := range fs {
		if isOurs(f.Type) {
			refuse(p.w, "StructOf with a field of type %s", f.Type)
		}
	}
	return host.StructOf(fs)
}

// Implements, AssignableTo and ConvertibleTo are the methods of Type that Go's own cannot have for a Type of evaluated code.
func Implements(w World, t, u host.Type) bool { return implements(w, t, u) }

// AssignableTo says whether a value of type t can be assigned to one of type u.
func AssignableTo(w World, t, u host.Type) bool {
	if u == nil {
		panic(Panic{"reflect: nil type passed to Type.AssignableTo"})
	}
	return assignable(w, source(w, t), source(w, u))
}

// ConvertibleTo says whether a value of type t can be converted to type u.
func ConvertibleTo(w World, t, u host.Type) bool {
	if u == nil {
		panic(Panic{"reflect: nil type passed to Type.ConvertibleTo"})
	}
	return convertible(w, source(w, t), source(w, u))
}
