package own

import (
	"reflect"
	"sync"
)

// This file copies what leaves a machine and what comes to it. Live, both are bytes on the way, and nobody can change what another has; in a
// simulation they would be one, and who changes what was sent or stored would change it for all. A core of the program is refused for that, and
// a beginner's machine is just right.

// flats are types whose values share nothing with their copies.
var flats sync.Map // reflect.Type to bool; it depends on the types alone

func isFlat(t reflect.Type) bool {
	if f, ok := flats.Load(t); ok {
		return f.(bool)
	}
	f := true
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
		f = false
	case reflect.Array:
		f = isFlat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			f = f && isFlat(t.Field(i).Type)
		}
	}
	flats.Store(t, f)
	return f
}

// copied is v with nothing shared. Its types are those that travel: no pointers that lead back.
func copied(v any) any {
	if v == nil || isFlat(reflect.TypeOf(v)) {
		return v
	}
	out := reflect.New(reflect.TypeOf(v)).Elem()
	copyInto(out, reflect.ValueOf(v), 0)
	return out.Interface()
}

// deepest is how far a value may go down.
const deepest = 64

func copyInto(out, v reflect.Value, depth int) {
	if depth > deepest {
		panic(misusef("a message or what is stored contains itself, or goes down more than %d times; send a slice of what is in it", deepest))
	}
	if isFlat(v.Type()) {
		out.Set(v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			copyInto(out.Elem(), v.Elem(), depth+1)
		}
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(reflect.ValueOf(copied(v.Interface())))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			if isFlat(v.Type().Elem()) {
				reflect.Copy(out, v)
				return
			}
			for i := range v.Len() {
				copyInto(out.Index(i), v.Index(i), depth+1)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			copyInto(out.Index(i), v.Index(i), depth+1)
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for it := v.MapRange(); it.Next(); {
				e := reflect.New(v.Type().Elem()).Elem()
				copyInto(e, it.Value(), depth+1)
				out.SetMapIndex(it.Key(), e)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			copyInto(out.Field(i), v.Field(i), depth+1)
		}
	default:
		out.Set(v)
	}
}
