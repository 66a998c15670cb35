package eval

// This file orders the keys of a map as package fmt does.

import (
	"cmp"
	"reflect"
	"slices"
)

// orderedKeys are the keys of a map in the order in which fmt prints them.
func orderedKeys(m reflect.Value) []reflect.Value {
	ks := m.MapKeys()
	slices.SortStableFunc(ks, compareKeys)
	return ks
}

func compareKeys(a, b reflect.Value) int {
	if a.Kind() != b.Kind() {
		return cmp.Compare(a.Kind(), b.Kind())
	}
	switch k := a.Kind(); {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	case a.CanComplex():
		return cmp.Or(cmp.Compare(real(a.Complex()), real(b.Complex())), cmp.Compare(imag(a.Complex()), imag(b.Complex())))
	case k == reflect.String:
		return cmp.Compare(a.String(), b.String())
	case k == reflect.Bool:
		return cmp.Compare(truth(a), truth(b))
	case k == reflect.Pointer || k == reflect.Chan || k == reflect.UnsafePointer:
		return cmp.Compare(a.Pointer(), b.Pointer())
	case k == reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return cmp.Compare(truth(reflect.ValueOf(!a.IsNil())), truth(reflect.ValueOf(!b.IsNil())))
		}
		return compareHeld(a, b)
	case k == reflect.Struct:
		for i := range a.NumField() {
			if c := compareKeys(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case k == reflect.Array:
		for i := range a.Len() {
			if c := compareKeys(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	}
	return 0
}

// compareHeld orders what interfaces hold: by type, then by value.
func compareHeld(a, b reflect.Value) int {
	if !a.CanInterface() || !b.CanInterface() {
		return compareKeys(a.Elem(), b.Elem())
	}
	x, y := ordinary(a.Interface()), ordinary(b.Interface())
	p, pOK := x.(typedValue)
	q, qOK := y.(typedValue)
	switch {
	case pOK && qOK && p.T != q.T:
		return cmp.Compare(p.T.id, q.T.id)
	case pOK != qOK:
		return cmp.Compare(truth(reflect.ValueOf(pOK)), truth(reflect.ValueOf(qOK)))
	case pOK:
		x, y = p.V, q.V
	}
	v, u := reflect.ValueOf(x), reflect.ValueOf(y)
	if v.Type() != u.Type() {
		return cmp.Or(cmp.Compare(v.Kind(), u.Kind()), cmp.Compare(v.Type().String(), u.Type().String()))
	}
	return compareKeys(v, u)
}

func truth(v reflect.Value) int {
	if v.Bool() {
		return 1
	}
	return 0
}
