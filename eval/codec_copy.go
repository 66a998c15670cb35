package eval

// This file copies evaluated values for encoders, and back from what decoders have filled.

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"reflect"
)

// nameOf is the name of the type of x, or of what it points to, if evaluated code declares it.
func (im *Image) nameOf(x any) string {
	ti := im.types.dynamicOf(ordinary(x))
	if ti == nil {
		return ""
	}
	if n, ok := types.Unalias(deref(ti.static())).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// copyAny copies what an interface holds.
func (c *copier) copyAny(x any) (any, error) {
	x = ordinary(x)
	ti := c.im.types.dynamicOf(x)
	if b, ok := x.(typedValue); ok {
		x = b.V
	}
	if x == nil || ti == nil {
		return x, nil
	}
	p, err := c.planOf(ti.static())
	if err != nil || p.kind == copySame {
		return bare(x), err
	}
	v := reflect.ValueOf(x)
	y, err := c.copy(p, v, false)
	if err != nil {
		return nil, err
	}
	return y.Interface(), nil
}

// copy copies v. addressable says whether methods of pointers can be called in Go.
func (c *copier) copy(p *copyPlan, v reflect.Value, addressable bool) (reflect.Value, error) {
	if c.depth++; c.depth > maxCopyDepth {
		return reflect.Value{}, errors.New("json: unsupported value: encountered a cycle")
	}
	defer func() { c.depth-- }()
	to := reflect.New(p.rt).Elem()
	switch p.kind {
	case copySame:
		to.Set(v)
	case copyKindOnly:
		to.Set(v.Convert(p.rt))
	case copyNever:
		to.Set(reflect.Zero(v.Type()))
	case copySelf:
		return c.copySelf(p, v, to, addressable)
	case copyPointer:
		if !v.IsNil() {
			y, err := c.copy(p.elem, v.Elem(), true)
			if err != nil {
				return to, err
			}
			to.Set(reflect.New(p.elem.rt))
			to.Elem().Set(y)
		}
	case copySlice:
		if v.IsNil() {
			return to, nil
		}
		to.Set(reflect.MakeSlice(p.rt, v.Len(), v.Len()))
		return to, c.copyAll(p, v, to, true)
	case copyArray:
		return to, c.copyAll(p, v, to, addressable)
	case copyMap:
		return to, c.copyMap(p, v, to)
	case copyStruct:
		for _, f := range p.fields {
			if x := v.Field(f.from); !(f.omitEmpty && f.plan.kind == copySelf && isEmpty(x)) {
				y, err := c.copy(f.plan, x, addressable)
				if err != nil {
					return to, err
				}
				to.Field(f.to).Set(y)
			}
		}
	case copyInterface:
		if c.fill {
			to.Set(reflect.ValueOf(untouched{}))
			return to, nil
		}
		if v.IsNil() {
			return to, nil
		}
		y, err := c.copyAny(v.Interface())
		if err == nil && y != nil {
			to.Set(reflect.ValueOf(y))
		}
		return to, err
	}
	return to, nil
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func (c *copier) copyAll(p *copyPlan, v, to reflect.Value, addressable bool) error {
	for i := range v.Len() {
		y, err := c.copy(p.elem, v.Index(i), addressable)
		if err != nil {
			return err
		}
		to.Index(i).Set(y)
	}
	return nil
}

func (c *copier) copyMap(p *copyPlan, v, to reflect.Value) error {
	if v.IsNil() {
		return nil
	}
	to.Set(reflect.MakeMapWithSize(p.rt, v.Len()))
	if c.fill {
		return nil
	}
	for it := v.MapRange(); it.Next(); {
		k, err := c.copy(p.key, it.Key(), false)
		if p.textKey {
			var b []byte
			b, err = c.typed(p.key.t, it.Key()).bytes("MarshalText")
			k = reflect.ValueOf(string(b))
		}
		if err != nil {
			return err
		}
		y, err := c.copy(p.elem, it.Value(), false)
		if err != nil {
			return err
		}
		to.SetMapIndex(k, y)
	}
	return nil
}

// typed is v as a value of type t whose methods can be called.
func (c *copier) typed(t types.Type, v reflect.Value) typedValue {
	return typedValue{c.im.types.ofStatic(t), v.Interface()}
}

// copySelf has a value encode itself.
func (c *copier) copySelf(p *copyPlan, v, to reflect.Value, addressable bool) (reflect.Value, error) {
	if c.fill {
		return to, nil
	}
	t := p.t
	method := c.encodes(t)
	if method == "" && addressable && v.CanAddr() {
		if method = c.encodes(types.NewPointer(t)); method != "" {
			t, v = types.NewPointer(t), v.Addr()
		}
	}
	if method == "" {
		inner, err := c.plan(p.t, true)
		if err != nil {
			return to, err
		}
		y, err := c.copy(inner, v, addressable)
		if err != nil {
			return to, err
		}
		b, err := json.Marshal(y.Interface())
		to.SetBytes(b)
		return to, err
	}
	b, err := c.typed(t, v).bytes(method)
	switch {
	case err != nil:
		return to, marshalerError(method, c.im.types.ofStatic(t).name, err)
	case c.xml:
		to.SetString(string(b))
		return to, nil
	case method == "MarshalText":
		b, err = json.Marshal(string(b))
	case !json.Valid(b):
		err = marshalerError(method, c.im.types.ofStatic(t).name, json.Unmarshal(b, new(any)))
	}
	to.SetBytes(b)
	return to, err
}

// back copies what was decoded into a copy to where it belongs. What was not touched stays.
func (c *copier) back(p *copyPlan, v, to reflect.Value) error {
	switch p.kind {
	case copySame:
		to.Set(v)
	case copyKindOnly:
		to.Set(v.Convert(to.Type()))
	case copySelf:
		return c.backSelf(p, v, to)
	case copyPointer:
		if v.IsNil() {
			to.SetZero()
			return nil
		}
		if to.IsNil() {
			to.Set(reflect.New(to.Type().Elem()))
		}
		return c.back(p.elem, v.Elem(), to.Elem())
	case copySlice:
		if v.IsNil() {
			to.SetZero()
			return nil
		}
		if n := v.Len(); n > to.Cap() || to.IsNil() {
			grown := reflect.MakeSlice(to.Type(), n, n)
			reflect.Copy(grown, to)
			to.Set(grown)
		} else {
			to.SetLen(n)
		}
		return c.backAll(p, v, to)
	case copyArray:
		return c.backAll(p, v, to)
	case copyMap:
		return c.backMap(p, v, to)
	case copyStruct:
		for _, f := range p.fields {
			if err := c.back(f.plan, v.Field(f.to), to.Field(f.from)); err != nil {
				return err
			}
		}
	case copyInterface:
		if v.IsNil() {
			to.SetZero()
		} else if _, ok := v.Interface().(untouched); !ok {
			to.Set(v.Elem())
		}
	}
	return nil
}

func (c *copier) backAll(p *copyPlan, v, to reflect.Value) error {
	for i := range v.Len() {
		if err := c.back(p.elem, v.Index(i), to.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *copier) backMap(p *copyPlan, v, to reflect.Value) error {
	if v.IsNil() {
		to.SetZero()
		return nil
	}
	if to.IsNil() {
		to.Set(reflect.MakeMap(to.Type()))
	}
	for it := v.MapRange(); it.Next(); {
		k, e := reflect.New(to.Type().Key()).Elem(), reflect.New(to.Type().Elem()).Elem()
		if p.textKey {
			if err := c.typed(types.NewPointer(p.key.t), k.Addr()).take("UnmarshalText", []byte(it.Key().String())); err != nil {
				return err
			}
		} else if err := c.back(p.key, it.Key(), k); err != nil {
			return err
		}
		if err := c.back(p.elem, it.Value(), e); err != nil {
			return err
		}
		to.SetMapIndex(k, e)
	}
	return nil
}

// backSelf has a value decode itself.
func (c *copier) backSelf(p *copyPlan, v, to reflect.Value) error {
	pt := types.NewPointer(p.t)
	method := c.encodes(pt)
	if c.xml {
		if v.Len() == 0 {
			return nil
		}
		return c.typed(pt, to.Addr()).take("UnmarshalText", []byte(v.String()))
	}
	b := v.Bytes()
	switch {
	case b == nil:
		return nil
	case method == "":
		return c.backInner(p, b, to)
	case method == "UnmarshalJSON":
		return c.typed(pt, to.Addr()).take(method, b)
	case string(b) == "null":
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("json: cannot unmarshal %s into Go value of type %s", b, c.im.types.ofStatic(p.t).name)
	}
	return c.typed(pt, to.Addr()).take(method, []byte(s))
}

// backInner decodes the inside of a type that contains itself.
func (c *copier) backInner(p *copyPlan, b []byte, to reflect.Value) error {
	inner, err := c.plan(p.t, true)
	if err != nil {
		return err
	}
	y := reflect.New(inner.rt)
	was, err := c.copy(inner, to, true)
	if err != nil {
		return err
	}
	y.Elem().Set(was)
	if err := json.Unmarshal(b, y.Interface()); err != nil {
		return err
	}
	return c.back(inner, y.Elem(), to)
}
