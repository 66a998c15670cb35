package reflect

// This file has the methods of Value that call, send, convert, go through things, and set what may be set.

import (
	"go/types"
	"iter"
	host "reflect"
)

func (v Value) signature() *types.Signature {
	if v.Kind() != host.Func {
		panic(Panic{"reflect: call of Call on " + v.Kind().String() + " Value"})
	}
	s, _ := under(v.t).(*types.Signature)
	return s
}

// param is the type of a parameter; nil if the host knows it.
func param(s *types.Signature, i int) types.Type {
	if s == nil {
		return nil
	}
	return s.Params().At(i).Type()
}

func (v Value) Call(in []Value) []Value {
	v.free("Call")
	s, rt := v.signature(), v.hostValue.Type()
	n := rt.NumIn()
	if !rt.IsVariadic() {
		return v.call(s, rt, in, "Call")
	}
	n--
	if len(in) < n {
		panic(Panic{"reflect: Call with too few input arguments"})
	}
	all := host.MakeSlice(rt.In(n), len(in)-n, len(in)-n)
	var et types.Type
	if s != nil {
		et = param(s, n).Underlying().(*types.Slice).Elem()
	}
	for i, x := range in[n:] {
		all.Index(i).Set(pour("reflect: cannot use value as element", x, v.w, et, rt.In(n).Elem()))
	}
	return v.call(s, rt, append(in[:n:n], value(v.w, all, param(s, n), writable)), "CallSlice")
}

func (v Value) CallSlice(in []Value) []Value {
	v.free("CallSlice")
	if !v.hostValue.Type().IsVariadic() {
		panic(Panic{"reflect: CallSlice of non-variadic function"})
	}
	return v.call(v.signature(), v.hostValue.Type(), in, "CallSlice")
}

func (v Value) call(s *types.Signature, rt host.Type, in []Value, how string) []Value {
	switch {
	case v.IsNil():
		panic(Panic{"reflect: call of nil function"})
	case len(in) < rt.NumIn():
		panic(Panic{"reflect: " + how + " with too few input arguments"})
	case len(in) > rt.NumIn():
		panic(Panic{"reflect: " + how + " with too many input arguments"})
	}
	args := make([]host.Value, len(in))
	for i, x := range in {
		args[i] = pour("reflect: Call", x, v.w, param(s, i), rt.In(i))
	}
	var rs []host.Value
	if how == "CallSlice" {
		rs = v.hostValue.CallSlice(args)
	} else {
		rs = v.hostValue.Call(args)
	}
	out := make([]Value, len(rs))
	for i, r := range rs {
		var t types.Type
		if s != nil {
			t = s.Results().At(i).Type()
		}
		out[i] = value(v.w, r, t, writable)
	}
	return out
}

func (v Value) CanConvert(t host.Type) bool {
	from, to := v.source(), source(v.w, t)
	if !convertible(v.w, from, to) {
		return false
	}
	n := -1
	switch u := to.Underlying().(type) {
	case *types.Array:
		n = int(u.Len())
	case *types.Pointer:
		if a, ok := u.Elem().Underlying().(*types.Array); ok && v.Kind() == host.Slice {
			n = int(a.Len())
		}
	}
	return v.Kind() != host.Slice || n <= v.Len()
}

func (v Value) Convert(t host.Type) Value {
	v.need("Convert")
	from, to := v.source(), source(v.w, t)
	if !convertible(v.w, from, to) {
		panic(Panic{"reflect.Value.Convert: value of type " + v.w.Name(from) + " cannot be converted to type " + t.String()})
	}
	if v.t == nil && !isOurs(t) {
		return Value{v.hostValue.Convert(t), v.w, nil, v.ro.stick()}
	}
	rt := v.w.Engine(to)
	switch {
	case rt == nil:
		refuse(v.w, "a conversion to %s", v.w.Name(to))
	case rt.Kind() == host.Interface:
		return value(v.w, pour("reflect.Value.Convert", v, v.w, to, rt), to, v.ro.stick())
	case types.IdenticalIgnoreTags(from.Underlying(), to.Underlying()):
		return value(v.w, v.w.Reinterpret(copied(v.hostValue), rt), to, v.ro.stick())
	case v.hostValue.CanConvert(rt) && v.Kind() != host.Pointer:
		return value(v.w, v.hostValue.Convert(rt), to, v.ro.stick())
	}
	refuse(v.w, "the conversion of a value of type %s to %s", v.w.Name(from), v.w.Name(to))
	return Value{}
}

func (v Value) Comparable() bool {
	if v.IsValid() && !types.Comparable(v.source()) {
		return false
	}
	return v.hostValue.Comparable()
}

func (v Value) Equal(u Value) bool {
	v, u = v.ofMethods(), u.ofMethods()
	if !v.IsValid() || !u.IsValid() {
		return v.IsValid() == u.IsValid()
	}
	if !v.w.Identical(v.source(), u.source()) {
		return false
	}
	return v.hostValue.Equal(v.w.Reinterpret(u.hostValue, v.hostValue.Type()))
}

func (v Value) Send(x Value) {
	v.free("Send")
	v.hostValue.Send(pour("reflect.Value.Send", x, v.w, v.held(), v.hostValue.Type().Elem()))
}

func (v Value) TrySend(x Value) bool {
	v.free("TrySend")
	return v.hostValue.TrySend(pour("reflect.Value.Send", x, v.w, v.held(), v.hostValue.Type().Elem()))
}

func (v Value) Recv() (Value, bool) {
	v.free("Recv")
	x, ok := v.hostValue.Recv()
	return v.part(x, v.held()), ok
}

func (v Value) TryRecv() (Value, bool) {
	v.free("TryRecv")
	x, ok := v.hostValue.TryRecv()
	return v.part(x, v.held()), ok
}

func (v Value) Fields() iter.Seq2[host.StructField, Value] {
	t := v.Type()
	return func(yield func(host.StructField, Value) bool) {
		for i := range v.NumField() {
			if !yield(t.Field(i), v.Field(i)) {
				return
			}
		}
	}
}

func (v Value) Methods() iter.Seq2[host.Method, Value] {
	t := v.Type()
	return func(yield func(host.Method, Value) bool) {
		for i := range v.NumMethod() {
			if !yield(t.Method(i), v.Method(i)) {
				return
			}
		}
	}
}

func (v Value) Seq() iter.Seq[Value] {
	if v.t != nil && v.Kind() != host.Slice && v.Kind() != host.Array && v.Kind() != host.Map {
		refuse(v.w, "Seq of a value of type %s", v.w.Name(v.t))
	}
	return func(yield func(Value) bool) {
		for k := range v.hostValue.Seq() {
			if !yield(v.part(k, v.key())) {
				return
			}
		}
	}
}

func (v Value) Seq2() iter.Seq2[Value, Value] {
	if v.t != nil && v.Kind() != host.Slice && v.Kind() != host.Array && v.Kind() != host.Map {
		refuse(v.w, "Seq2 of a value of type %s", v.w.Name(v.t))
	}
	return func(yield func(Value, Value) bool) {
		for k, x := range v.hostValue.Seq2() {
			if !yield(v.part(k, v.key()), v.part(x, v.held())) {
				return
			}
		}
	}
}

// MapIter is reflect.MapIter.
type MapIter struct {
	of Value
	it *host.MapIter
}

func (v Value) MapRange() *MapIter { return &MapIter{v, v.hostValue.MapRange()} }

func (m *MapIter) Next() bool   { return m.it.Next() }
func (m *MapIter) Key() Value   { return m.of.part(m.it.Key(), m.of.key()) }
func (m *MapIter) Value() Value { return m.of.part(m.it.Value(), m.of.held()) }
func (m *MapIter) Reset(v Value) {
	m.of = v
	m.it.Reset(v.hostValue)
}

func (v Value) SetIterKey(m *MapIter)   { v.Set(m.Key()) }
func (v Value) SetIterValue(m *MapIter) { v.Set(m.Value()) }

// Grow makes room as an allocation of evaluated code does.
func (v Value) Grow(n int) {
	v.free("Grow")
	if v.Kind() == host.Slice && n > 0 {
		v.w.Room(n, v.hostValue.Type().Elem().Size())
	}
	v.hostValue.Grow(n)
}
