package eval

// This file copies evaluated values for package xml, and back from what it has filled.

import (
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
	v, t := c.im.opened(x)
	if !v.IsValid() {
		return nil, nil
	}
	if t == nil {
		return v.Interface(), nil
	}
	p, err := c.planOf(t)
	if err != nil || p.kind == copySame {
		return v.Interface(), err
	}
	y, err := c.copy(p, v, false)
	if err != nil {
		return nil, err
	}
	return y.Interface(), nil
}

// copy copies v. addressable says whether methods of pointers can be called in Go.
func (c *copier) copy(p *copyPlan, v reflect.Value, addressable bool) (reflect.Value, error) {
	if c.depth++; c.depth > maxCopyDepth {
		return reflect.Value{}, errors.New("xml: a value that leads back to itself")
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
	case copyMap: // which package xml cannot do, and says so unless it is empty
		if v.Len() > 0 {
			to.Set(reflect.MakeMap(p.rt))
			to.SetMapIndex(reflect.Zero(p.rt.Key()), reflect.Zero(p.rt.Elem()))
		}
	case copyStruct:
		for _, f := range p.fields {
			if x := v.Field(f.from); !(f.omitEmpty && f.plan.kind == copySelf && emptyField(x, f.plan.t)) {
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
	if addressable && v.CanAddr() && !c.encodes(t) {
		t, v = types.NewPointer(t), v.Addr()
	}
	if !c.encodes(t) {
		return to, fmt.Errorf("unsupported: package encoding/xml with a %s, whose method MarshalText is of the pointer to it, where it has no address", c.im.types.ofStatic(t).name)
	}
	b, err := c.typed(t, v).bytes("MarshalText")
	to.SetString(string(b))
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

// backSelf has a value decode itself.
func (c *copier) backSelf(p *copyPlan, v, to reflect.Value) error {
	pt := types.NewPointer(p.t)
	if v.Len() == 0 || !c.encodes(pt) {
		return nil
	}
	return c.typed(pt, to.Addr()).take("UnmarshalText", []byte(v.String()))
}
