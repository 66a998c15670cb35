package eval

// This file prints what the engines keep as empty interfaces though its type is another: see emit_cut.go and emit_fold.go.

import (
	"go/types"
	"reflect"
)

// cutField prints a field that the engine keeps in an interface, which it is not.
func (w *walker) cutField(v reflect.Value, t types.Type, verb rune, depth int, a access) {
	switch {
	case v.IsValid():
		w.value(v, t, verb, depth, a)
		return
	case a == accessFull && w.nilMethods(t, verb):
		return
	case w.sharpV:
		name := runtimeName(t)
		switch t.Underlying().(type) {
		case *types.Pointer, *types.Chan, *types.Signature:
			name = "(" + name + ")"
		}
		w.b = append(w.b, name+"(nil)"...)
		return
	}
	switch t.Underlying().(type) {
	case *types.Slice:
		w.b = append(w.b, "[]"...)
	case *types.Map:
		w.b = append(w.b, "map[]"...)
	default:
		w.b = append(w.b, "<nil>"...)
	}
}

// foldedList says whether values of t, which the engine keeps in interfaces, are printed by their elements.
func foldedList(t types.Type) bool {
	if t == nil {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return true
	}
	return false
}

// nilMethods is methods for a nil of type t, of which there is no more than the type.
func (w *walker) nilMethods(t types.Type, verb rune) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.NumMethods() == 0 {
		return false
	}
	ti := w.im.types.ofStatic(t)
	if ti.host || len(ti.methods()) == 0 {
		return false
	}
	at := ti.nodeNow()
	return at != nil && w.methods(reflect.Zero(at.t), t, verb)
}
