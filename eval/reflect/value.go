package reflect

// This file is the Value of evaluated code: Go's own, with the type that the checker has for it.

import (
	"fmt"
	"go/types"
	host "reflect"
	"strings"
)

type hostValue = host.Value

// Value is reflect.Value.
type Value struct {
	hostValue
	w  World
	t  types.Type // nil: the host's value has the right type
	ro readOnly
}

// readOnly is what Go's flagRO is: the engine exports all fields.
type readOnly uint8

const (
	writable readOnly = iota
	embeds            // an embedded field of an unexported type: its exported fields are free again
	sticky
)

func (r readOnly) stick() readOnly {
	if r != writable {
		return sticky
	}
	return r
}

// value is what the host has at rv, as a value of type t.
func value(w World, rv host.Value, t types.Type, ro readOnly) Value {
	if t != nil && rv.IsValid() {
		if h := w.Type(t); !isOurs(h) && h == rv.Type() {
			t = nil
		} else if rv.Kind() != kindOf(t) {
			refuse(w, "a value of type %s, which leads back to itself other than in a struct", w.Name(t))
		}
	}
	return Value{rv, w, t, ro}
}

func isOurs(t host.Type) bool {
	_, ok := t.(*rtype)
	return ok
}

// opened is the value that an interface holds.
func opened(w World, x any, ro readOnly) Value {
	rv, t := w.Open(x)
	if !rv.IsValid() {
		return Value{}
	}
	return value(w, rv, t, ro)
}

// part is a part of v.
func (v Value) part(rv host.Value, t types.Type) Value {
	if !rv.IsValid() {
		return Value{}
	}
	return value(v.w, rv, t, v.ro.stick())
}

// held is the type of the elements; nil if the host knows it.
func (v Value) held() types.Type {
	if v.t != nil {
		if h, ok := v.t.Underlying().(interface{ Elem() types.Type }); ok {
			return h.Elem()
		}
	}
	return nil
}

func (v Value) key() types.Type {
	if v.t != nil {
		if m, ok := v.t.Underlying().(*types.Map); ok {
			return m.Key()
		}
	}
	return nil
}

// source is the checked type of v.
func (v Value) source() types.Type {
	if v.t != nil {
		return v.t
	}
	return v.w.Source(v.hostValue.Type())
}

// need panics if v is zero, as Go does.
func (v Value) need(method string) {
	if !v.IsValid() {
		panic(Panic{&host.ValueError{Method: "reflect.Value." + strings.TrimPrefix(method, "reflect.Value."), Kind: host.Invalid}})
	}
}

// free panics if v comes from a field that is not exported, as Go does.
func (v Value) free(method string) {
	v.need(method)
	if v.ro != writable || !v.hostValue.CanInterface() {
		panic(Panic{"reflect: reflect.Value." + strings.TrimPrefix(method, "reflect.Value.") + " using value obtained using unexported field"})
	}
}

func (v Value) Type() host.Type {
	v.need("Type")
	if v.t == nil {
		return v.hostValue.Type()
	}
	return v.w.Type(v.t)
}

func (v Value) String() string {
	switch {
	case !v.IsValid():
		return "<invalid Value>"
	case v.Kind() == host.String:
		return v.hostValue.String()
	}
	return "<" + v.Type().String() + " Value>"
}

// Format is how package fmt prints what a Value holds.
func (v Value) Format(f fmt.State, verb rune) {
	if !v.IsValid() {
		fmt.Fprint(f, "<invalid reflect.Value>")
		return
	}
	v.w.Print(f, verb, v.hostValue, v.source(), v.CanInterface())
}

func (v Value) CanInterface() bool {
	v.need("CanInterface")
	return v.ro == writable && v.hostValue.CanInterface()
}

func (v Value) CanSet() bool { return v.ro == writable && v.hostValue.CanSet() }

func (v Value) Interface() any {
	v.need("Interface")
	if v.ro != writable {
		panic(Panic{"reflect.Value.Interface: cannot return value obtained from unexported field or method"})
	}
	return v.hold()
}

func (v Value) hold() any {
	if v.t == nil || v.Kind() == host.Interface {
		return v.hostValue.Interface()
	}
	return v.w.Hold(v.hostValue, v.t)
}

func (v Value) Elem() Value {
	switch v.Kind() {
	case host.Interface:
		if v.IsNil() {
			return Value{}
		}
		if !v.hostValue.CanInterface() {
			return Value{v.hostValue.Elem(), v.w, nil, v.ro.stick()}
		}
		return opened(v.w, v.hostValue.Interface(), v.ro.stick())
	case host.Pointer:
		return v.part(v.hostValue.Elem(), v.held())
	}
	panic(Panic{&host.ValueError{Method: "reflect.Value.Elem", Kind: v.Kind()}})
}

func (v Value) Addr() Value {
	if !v.CanAddr() {
		panic(Panic{"reflect.Value.Addr of unaddressable value"})
	}
	if v.t == nil {
		return Value{v.hostValue.Addr(), v.w, nil, v.ro.stick()}
	}
	return value(v.w, v.hostValue.Addr(), types.NewPointer(v.t), v.ro.stick())
}

func (v Value) Index(i int) Value {
	if v.Kind() == host.String {
		return Value{v.hostValue.Index(i), v.w, nil, v.ro.stick()}
	}
	return v.part(v.hostValue.Index(i), v.held())
}

func (v Value) Slice(i, j int) Value {
	r := v.hostValue.Slice(i, j)
	if a, ok := under(v.t).(*types.Array); ok {
		return value(v.w, r, types.NewSlice(a.Elem()), v.ro.stick())
	}
	return Value{r, v.w, v.t, v.ro.stick()}
}

func (v Value) Slice3(i, j, k int) Value {
	r := v.hostValue.Slice3(i, j, k)
	if a, ok := under(v.t).(*types.Array); ok {
		return value(v.w, r, types.NewSlice(a.Elem()), v.ro.stick())
	}
	return Value{r, v.w, v.t, v.ro.stick()}
}

func under(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

func (v Value) MapIndex(key Value) Value {
	rt := v.hostValue.Type()
	if v.Kind() != host.Map {
		panic(Panic{&host.ValueError{Method: "reflect.Value.MapIndex", Kind: v.Kind()}})
	}
	return v.part(v.hostValue.MapIndex(fit("reflect.Value.MapIndex", key, v.w, v.key(), rt.Key())), v.held())
}

func (v Value) MapKeys() []Value {
	ks := v.hostValue.MapKeys()
	out := make([]Value, len(ks))
	for i, k := range ks {
		out[i] = v.part(k, v.key())
	}
	return out
}

func (v Value) SetMapIndex(key, elem Value) {
	v.free("SetMapIndex")
	if v.Kind() != host.Map {
		panic(Panic{&host.ValueError{Method: "reflect.Value.SetMapIndex", Kind: v.Kind()}})
	}
	rt := v.hostValue.Type()
	k := pour("reflect.Value.SetMapIndex", key, v.w, v.key(), rt.Key())
	if !elem.IsValid() {
		v.hostValue.SetMapIndex(k, host.Value{})
		return
	}
	v.hostValue.SetMapIndex(k, pour("reflect.Value.SetMapIndex", elem, v.w, v.held(), rt.Elem()))
}

// Set assigns x to v.
func (v Value) Set(x Value) {
	v.free("Set")
	v.hostValue.Set(pour("reflect.Set", x, v.w, v.t, v.hostValue.Type()))
}

// pour is x as a value of type rt in the host, which t is in source.
func pour(what string, x Value, w World, t types.Type, rt host.Type) host.Value {
	x.free(what)
	return fit(what, x, w, t, rt)
}

// fit is pour for a value that may come from a field that is not exported.
func fit(what string, x Value, w World, t types.Type, rt host.Type) host.Value {
	x.need(what)
	to := t
	if to == nil {
		if x.t == nil && x.hostValue.Type() == rt {
			return x.hostValue
		}
		to = w.Source(rt)
	}
	if from := x.source(); !assignable(w, from, to) {
		panic(Panic{what + ": value of type " + w.Name(from) + " is not assignable to type " + w.Name(to)})
	}
	if rt.Kind() != host.Interface {
		return w.Reinterpret(x.hostValue, rt)
	}
	r := host.New(rt).Elem()
	if x.Kind() == host.Interface && x.IsNil() {
		return r
	}
	switch d := opened(w, x.hold(), writable); {
	case rt.NumMethod() == 0:
		r.Set(host.ValueOf(x.hold()))
	case d.t == nil:
		r.Set(d.hostValue)
	case rt == host.TypeFor[error]():
		r.Set(host.ValueOf(w.Error(d.hostValue, d.t)))
	default:
		refuse(w, "a value of type %s as a %s of the host", w.Name(d.t), w.Name(to))
	}
	return r
}

func (v Value) Field(i int) Value {
	if v.Kind() != host.Struct {
		panic(Panic{&host.ValueError{Method: "reflect.Value.Field", Kind: v.Kind()}})
	}
	st, ok := under(v.t).(*types.Struct)
	if !ok {
		return Value{v.hostValue.Field(i), v.w, nil, v.ro}
	}
	if i < 0 || i >= st.NumFields() {
		panic(Panic{"reflect: Field index out of range"})
	}
	ro, f := writable, st.Field(i)
	if v.ro == sticky {
		ro = sticky
	}
	switch {
	case f.Exported():
	case f.Embedded():
		ro = max(ro, embeds)
	default:
		ro = sticky
	}
	return value(v.w, v.hostValue.Field(i), f.Type(), ro)
}

func (v Value) FieldByIndex(index []int) Value {
	r, err := v.FieldByIndexErr(index)
	if err != nil {
		panic(Panic{"reflect: indirection through nil pointer to embedded struct"})
	}
	return r
}

func (v Value) FieldByIndexErr(index []int) (Value, error) {
	for i, x := range index {
		if i > 0 && v.Kind() == host.Pointer && v.Type().Elem().Kind() == host.Struct {
			if v.IsNil() {
				return Value{}, fmt.Errorf("reflect: indirection through nil pointer to embedded struct field %s", v.Type().Elem().Name())
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v, nil
}

func (v Value) FieldByName(name string) Value {
	if f, ok := v.Type().FieldByName(name); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

func (v Value) FieldByNameFunc(match func(string) bool) Value {
	if f, ok := v.Type().FieldByNameFunc(match); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// ofMethods is the value whose methods v has: what an interface holds.
func (v Value) ofMethods() Value {
	if v.Kind() == host.Interface && !v.IsNil() {
		return v.Elem()
	}
	return v
}

func (v Value) NumMethod() int {
	v.need("NumMethod")
	if v.t == nil {
		return v.hostValue.NumMethod()
	}
	return len(methods(v.t))
}

func (v Value) Method(i int) Value {
	v.need("Method")
	if i < 0 || i >= v.NumMethod() {
		panic(Panic{"reflect: Method index out of range"})
	}
	if v.t == nil {
		return Value{v.hostValue.Method(i), v.w, nil, v.ro.stick()}
	}
	if v.Kind() == host.Interface && v.IsNil() {
		panic(Panic{"reflect: Method on nil interface value"})
	}
	return v.method(methods(v.t)[i])
}

func (v Value) MethodByName(name string) Value {
	v.need("MethodByName")
	if v.t == nil {
		if m := v.hostValue.MethodByName(name); m.IsValid() {
			return Value{m, v.w, nil, v.ro.stick()}
		}
		return Value{}
	}
	for i, f := range methods(v.t) {
		if f.Name() == name {
			return v.Method(i)
		}
	}
	return Value{}
}

func (v Value) method(f *types.Func) Value {
	sig := selected(v.t, f).(*types.Signature)
	d := v.ofMethods()
	if d.t == nil {
		return Value{d.hostValue.MethodByName(f.Name()), v.w, nil, v.ro.stick()}
	}
	fn := v.w.Method(d.hostValue, d.t, f.Name(), sig)
	recv := host.New(fn.Type().In(0)).Elem()
	recv.Set(host.ValueOf(v.w.Hold(copied(d.hostValue), d.t)))
	ft := fn.Type()
	var in, out []host.Type
	for i := 1; i < ft.NumIn(); i++ {
		in = append(in, ft.In(i))
	}
	for i := range ft.NumOut() {
		out = append(out, ft.Out(i))
	}
	bound := host.MakeFunc(host.FuncOf(in, out, ft.IsVariadic()), func(args []host.Value) []host.Value {
		args = append([]host.Value{recv}, args...)
		if ft.IsVariadic() {
			return fn.CallSlice(args)
		}
		return fn.Call(args)
	})
	return value(v.w, bound, sig, v.ro.stick())
}

func copied(v host.Value) host.Value {
	c := host.New(v.Type()).Elem()
	c.Set(v)
	return c
}
