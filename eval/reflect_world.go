package eval

// This file is what package reflect of evaluated code, in folder reflect, asks of the image.

import (
	"fmt"
	"go/types"
	"reflect"

	evaluated "parley/eval/reflect"
)

// reflectWorld is the image as package reflect of evaluated code sees it.
type reflectWorld struct{ im *Image }

func (w reflectWorld) Open(x any) (reflect.Value, types.Type) {
	v, t := w.im.opened(x)
	if t == nil && v.IsValid() && v.Kind() == reflect.Struct && v.Type().Name() == "" && !w.im.foreign(v.Type()) {
		return v, w.im.types.dynamicOf(x).static()
	}
	return v, t
}

func (w reflectWorld) Hold(v reflect.Value, t types.Type) any {
	return typedValue{w.im.types.ofStatic(t), v.Interface()}.loose()
}

func (w reflectWorld) Error(v reflect.Value, t types.Type) error {
	return typedValue{w.im.types.ofStatic(t), v.Interface()}.err()
}

// Type finds out once for each type whether the host has it.
func (w reflectWorld) Type(t types.Type) reflect.Type {
	r := &w.im.types
	ti := r.ofStatic(t)
	if rt, ok := r.reflected.Load(ti); ok {
		return rt.(reflect.Type)
	}
	w.im.mu.Lock()
	rt := w.im.hostReflected(ti.static())
	w.im.mu.Unlock()
	if rt == nil {
		rt = evaluated.NewType(w, ti.static)
	}
	once, _ := r.reflected.LoadOrStore(ti, rt)
	return once.(reflect.Type)
}

// hostReflected is the type of the host that is t; nil if something of evaluated code is in it. The image's lock is held.
func (im *Image) hostReflected(t types.Type) reflect.Type {
	all := func(tu *types.Tuple) ([]reflect.Type, bool) {
		var ts []reflect.Type
		for i := range tu.Len() {
			rt := im.hostReflected(tu.At(i).Type())
			if rt == nil {
				return nil, false
			}
			ts = append(ts, rt)
		}
		return ts, true
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() >= types.Bool && t.Kind() <= types.String {
			return basicTypes[t.Kind()]
		}
	case *types.Named:
		if t.Obj().Pkg() == nil && t.Obj().Name() == "error" {
			return reflect.TypeFor[error]()
		}
		return im.imp.hosts[t.Obj()]
	case *types.Pointer:
		if e := im.hostReflected(t.Elem()); e != nil {
			return reflect.PointerTo(e)
		}
	case *types.Slice:
		if e := im.hostReflected(t.Elem()); e != nil {
			return reflect.SliceOf(e)
		}
	case *types.Array:
		if e := im.hostReflected(t.Elem()); e != nil {
			return reflect.ArrayOf(int(t.Len()), e)
		}
	case *types.Chan:
		if e := im.hostReflected(t.Elem()); e != nil {
			return reflect.ChanOf(map[types.ChanDir]reflect.ChanDir{types.SendRecv: reflect.BothDir, types.SendOnly: reflect.SendDir, types.RecvOnly: reflect.RecvDir}[t.Dir()], e)
		}
	case *types.Map:
		if k, e := im.hostReflected(t.Key()), im.hostReflected(t.Elem()); k != nil && e != nil {
			return reflect.MapOf(k, e)
		}
	case *types.Signature:
		in, ok := all(t.Params())
		out, ok2 := all(t.Results())
		if ok && ok2 {
			return reflect.FuncOf(in, out, t.Variadic())
		}
	case *types.Interface:
		if t.NumMethods() == 0 {
			return reflect.TypeFor[any]()
		}
	}
	return nil
}

func (w reflectWorld) Source(t reflect.Type) types.Type {
	if s, ok := evaluated.Source(t); ok {
		return s
	}
	r := &w.im.types
	if ti, ok := r.dynamic.Load(t); ok {
		return ti.(*typeInfo).static()
	}
	w.im.mu.Lock()
	ti := r.of(r.goType(t))
	w.im.mu.Unlock()
	r.dynamic.Store(t, ti)
	return ti.static()
}

func (w reflectWorld) Engine(t types.Type) reflect.Type {
	if rt := w.Type(t); rt != nil {
		if _, ours := evaluated.Source(rt); !ours {
			return rt
		}
	}
	return w.im.engineType(w.im.types.ofStatic(t))
}

func (w reflectWorld) Name(t types.Type) string { return runtimeName(t) }

func (w reflectWorld) Implements(t, iface types.Type) bool {
	r := &w.im.types
	return r.missing(r.ofStatic(t), r.ofStatic(iface)) == ""
}

func (w reflectWorld) Identical(a, b types.Type) bool {
	return w.im.types.ofStatic(a) == w.im.types.ofStatic(b)
}

func (w reflectWorld) Method(v reflect.Value, t types.Type, name string, sig *types.Signature) reflect.Value {
	ti := w.im.types.ofStatic(types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic()))
	return reflect.ValueOf(w.im.farCaller(w.Hold(v, t), name, ti.id))
}

func (w reflectWorld) Print(f fmt.State, verb rune, v reflect.Value, t types.Type, methods bool) {
	if methods && v.Kind() != reflect.Interface {
		w.im.show(f, verb, w.Hold(v, t))
		return
	}
	p := w.im.walkerFor(f, verb)
	p.value(v, t, verb, 0, accessNone)
	f.Write(p.b)
}

func (w reflectWorld) Bare(x any) any { return bare(x) }

func (w reflectWorld) Reinterpret(v reflect.Value, t reflect.Type) reflect.Value {
	return reinterpret(v, t)
}

func (w reflectWorld) Room(n int, size uintptr) { w.im.room(int64(n), int64(size)) }

func (w reflectWorld) Refuse(text string) { panic(runtimeError{text}) }

// reflectMethods are the stand-ins for methods of reflect.Type that take another, which Go's cannot look into.
func (im *Image) reflectMethods() map[string]any {
	w := reflectWorld{im}
	return map[string]any{
		"TypeImplements":    func(t, u reflect.Type) bool { return evaluated.Implements(w, t, u) },
		"TypeAssignableTo":  func(t, u reflect.Type) bool { return evaluated.AssignableTo(w, t, u) },
		"TypeConvertibleTo": func(t, u reflect.Type) bool { return evaluated.ConvertibleTo(w, t, u) },
	}
}
