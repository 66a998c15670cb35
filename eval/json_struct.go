package eval

// This file writes structs of evaluated code in JSON.

import (
	"fmt"
	"go/types"
	"reflect"
)

func (w *jsonWriter) structure(v reflect.Value, t types.Type) error {
	if st, ok := t.Underlying().(*types.Struct); !ok || st.NumFields() != v.NumField() {
		return fmt.Errorf("json: the evaluator cannot look into a %s", runtimeName(t))
	}
	next := byte('{')
	s := w.im.jsonStructOf(t)
	for i := range s.fields {
		f := &s.fields[i]
		fv := fieldAt(v, f.path)
		if !fv.IsValid() || f.omitEmpty && emptyField(fv, f.t) || f.omitZero && w.zero(fv, f.t) {
			continue
		}
		w.b.WriteByte(next)
		next = ','
		if w.html {
			w.b.WriteString(f.escaped)
		} else {
			w.b.WriteString(f.head)
		}
		if err := w.value(fv, f.t, f.quoted); err != nil {
			return err
		}
	}
	if next == '{' {
		w.b.WriteByte(next)
	}
	return w.b.WriteByte('}')
}

// fieldAt follows a path; it is invalid if there is a nil pointer on the way.
func fieldAt(v reflect.Value, path []jsonStep) reflect.Value {
	for i, s := range path {
		if i > 0 {
			for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
				v = v.Elem() // of nil: not valid
			}
			if !v.IsValid() {
				return v
			}
		}
		v = v.Field(s.index)
	}
	return v
}

// emptyField says what the option omitempty asks.
func emptyField(v reflect.Value, t types.Type) bool {
	if isFolded(v, t) && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Interface:
		switch t.Underlying().(type) { // folded, and nil
		case *types.Signature, *types.Chan:
			return false
		}
	case reflect.Struct, reflect.Func, reflect.Chan, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return false
	}
	return v.IsZero()
}

// zero says what the option omitzero asks.
func (w *jsonWriter) zero(v reflect.Value, t types.Type) bool {
	k := v.Kind()
	if (k == reflect.Interface || k == reflect.Pointer) && v.IsNil() {
		return true
	}
	if k == reflect.Interface {
		d, dt := v.Elem(), t
		if types.IsInterface(t) {
			d, dt = w.im.opened(v.Interface())
			if !d.IsValid() || !w.im.types.ofStatic(t).has("IsZero") {
				return !d.IsValid()
			}
			if d.Kind() == reflect.Pointer && d.IsNil() {
				return true
			}
		}
		v, t = d, dt
	}
	if !v.CanAddr() { // the method may want an address
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	if t != nil {
		if on, ti := w.im.methodOn(v, t, "IsZero"); ti != nil {
			return ti.call("IsZero", on.Interface())[0].Bool()
		}
	}
	if t == nil || w.im.types.ofStatic(t).host {
		for _, x := range []any{v.Interface(), v.Addr().Interface()} {
			if z, ok := x.(interface{ IsZero() bool }); ok {
				return z.IsZero()
			}
		}
	}
	return v.IsZero()
}
