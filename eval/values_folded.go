// What engines keep in interfaces though its type is none, where values arrive: see emit_cut.go and emit_fold.go. The data cannot tell such
// a place from an interface of the source, so it is put right by the checked type.

package eval

import (
	"go/types"
	"reflect"

	"parley/protocol"
)

// settle puts v, which was decoded and is of type t, into the form that engines expect.
func settle(v reflect.Value, t types.Type) {
	if t != nil && recurs(t, nil) {
		settleAt(v, t, 0)
	}
}

// settleBind is settle for a value that is bound to a name. What a reference stands for is at home, and settled.
func (im *Image) settleBind(v reflect.Value, b protocol.Value) {
	if k := v.Kind(); k <= reflect.Complex128 || k == reflect.String {
		return
	}
	if _, ref := refOf(b); ref {
		return
	}
	if ti := (imageTypes{im}).described(b.Type); ti != nil {
		settle(v, ti.static())
	}
}

// recurs says whether t leads back to a type that it is made of.
func recurs(t types.Type, under []*types.Named) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		for _, n := range under {
			if types.Identical(n, t) {
				return true
			}
		}
		return !types.IsInterface(t) && recurs(t.Underlying(), append(under[:len(under):len(under)], t))
	case *types.Struct:
		for i := range t.NumFields() {
			if recurs(t.Field(i).Type(), under) {
				return true
			}
		}
	case *types.Map:
		return recurs(t.Key(), under) || recurs(t.Elem(), under)
	case *types.Signature:
		return len(under) > 0
	case interface{ Elem() types.Type }:
		return recurs(t.Elem(), under)
	}
	return false
}

func settleAt(v reflect.Value, t types.Type, depth int) {
	if depth > 4*maxNesting {
		return
	}
	if v.Kind() == reflect.Interface {
		if !types.IsInterface(t) && !v.IsNil() {
			settleFolded(v, t, depth)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			settleAt(v.Elem(), heldOf(t), depth+1)
		}
	case reflect.Slice, reflect.Array:
		if k := v.Type().Elem().Kind(); k <= reflect.Complex128 || k == reflect.String {
			return
		}
		for i := range v.Len() {
			settleAt(v.Index(i), heldOf(t), depth+1)
		}
	case reflect.Map:
		if k := v.Type().Elem().Kind(); k <= reflect.Complex128 || k == reflect.String {
			return
		}
		for it := v.MapRange(); it.Next(); {
			x := reflect.New(v.Type().Elem()).Elem()
			x.Set(it.Value())
			settleAt(x, heldOf(t), depth+1)
			v.SetMapIndex(it.Key(), x)
		}
	case reflect.Struct:
		if s, ok := t.Underlying().(*types.Struct); ok && s.NumFields() == v.NumField() {
			for i := range s.NumFields() {
				if v.Field(i).CanSet() {
					settleAt(v.Field(i), s.Field(i).Type(), depth+1)
				}
			}
		}
	}
}

// settleFolded takes off what says the type of a value that is none of an interface. Nil is kept as nil.
func settleFolded(v reflect.Value, t types.Type, depth int) {
	x := v.Elem()
	if b, ok := boxOf(x); ok {
		x = reflect.ValueOf(b.V)
	}
	if !x.IsValid() || isNil(x) {
		v.SetZero()
		return
	}
	c := reflect.New(x.Type()).Elem()
	c.Set(x)
	settleAt(c, t, depth+1)
	v.Set(c)
}
