package eval

// This file says what the copy of a type looks like that package xml sees.

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
)

type copyKind int

const (
	copySame     copyKind = iota // nothing in it is of evaluated code
	copyKindOnly                 // of a declared type without methods: a value of its kind
	copySelf                     // encodes itself as text
	copyPointer                  // and so on by kind
	copySlice
	copyArray
	copyMap
	copyStruct
	copyInterface
	copyNever // a function or channel
)

// copyPlan is how values of one type are copied.
type copyPlan struct {
	kind      copyKind
	t         types.Type
	rt        reflect.Type
	key, elem *copyPlan
	fields    []copyField
}

type copyField struct {
	from      int // in the engine's struct
	to        int // in the copy
	plan      *copyPlan
	omitEmpty bool
}

// copier copies values for one call of package xml.
type copier struct {
	im    *Image
	fill  bool // it is to be decoded into
	depth int
	doing []types.Type
}

// maxCopyDepth bounds the depth of values: what points to itself has no end.
const maxCopyDepth = 1000

func (c *copier) planOf(t types.Type) (*copyPlan, error) {
	c.im.mu.Lock()
	t = c.im.current(t)
	c.im.mu.Unlock()
	return c.plan(t)
}

// own says whether t is declared by evaluated code.
func (c *copier) own(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	c.im.mu.Lock()
	defer c.im.mu.Unlock()
	return c.im.imp.hosts[n.Origin().Obj()] == nil
}

// encodes says whether values of type t turn themselves into text, or back.
func (c *copier) encodes(t types.Type) bool {
	method := "MarshalText"
	if c.fill {
		method = "UnmarshalText"
	}
	return !types.IsInterface(t) && c.im.types.ofStatic(t).has(method)
}

// xmlMethods are those of package xml, which it could not call.
var xmlMethods = []string{"MarshalXML", "UnmarshalXML", "MarshalXMLAttr", "UnmarshalXMLAttr"}

func (c *copier) plan(t types.Type) (*copyPlan, error) {
	p := &copyPlan{t: t}
	own := c.own(t)
	if own {
		pt := c.im.jsonPointer(t)
		for _, n := range xmlMethods {
			if o, _, _ := types.LookupFieldOrMethod(pt, true, nil, n); o != nil {
				return nil, fmt.Errorf("unsupported: method %s of a type of evaluated code, which package encoding/xml cannot call; use MarshalText", n)
			}
		}
		switch {
		case c.encodes(t) || c.encodes(pt):
			p.kind, p.rt = copySelf, reflect.TypeFor[string]()
			return p, nil
		case containedIn(t, c.doing):
			return nil, fmt.Errorf("unsupported: package encoding/xml with %s, which contains itself", t)
		}
		c.doing = append(c.doing, t)
		defer func() { c.doing = c.doing[:len(c.doing)-1] }()
	} else if _, named := types.Unalias(t).(*types.Named); named {
		if types.IsInterface(t) {
			p.kind, p.rt = copyInterface, reflect.TypeFor[any]()
			return p, nil
		}
		return p, c.host(p)
	}
	var err error
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Kind() >= types.Bool && u.Kind() <= types.String {
			p.rt = basicTypes[u.Kind()]
		}
		if own {
			p.kind = copyKindOnly
		}
	case *types.Pointer:
		p.kind = copyPointer
		if p.elem, err = c.plan(u.Elem()); err == nil {
			p.rt = reflect.PointerTo(p.elem.rt)
		}
	case *types.Slice:
		p.kind = copySlice
		if p.elem, err = c.plan(u.Elem()); err == nil {
			p.rt = reflect.SliceOf(p.elem.rt)
		}
	case *types.Array:
		p.kind = copyArray
		if p.elem, err = c.plan(u.Elem()); err == nil {
			p.rt = reflect.ArrayOf(int(u.Len()), p.elem.rt)
		}
	case *types.Map:
		p.kind = copyMap
		err = c.mapPlan(p, u)
	case *types.Struct:
		p.kind = copyStruct
		err = c.structPlan(p, u)
	case *types.Interface:
		p.kind, p.rt = copyInterface, reflect.TypeFor[any]()
	}
	if err == nil && p.rt == nil { // a function or channel: packages say what they cannot do with one
		p.kind, p.rt = copyNever, reflect.TypeFor[any]()
	}
	if (p.elem == nil || p.elem.kind == copySame) && (p.key == nil || p.key.kind == copySame) && !own {
		switch p.kind {
		case copyPointer, copySlice, copyArray, copyMap:
			p.kind = copySame
		}
	}
	return p, err
}

// host is for named types of the host.
func (c *copier) host(p *copyPlan) error {
	n := types.Unalias(p.t).(*types.Named)
	c.im.mu.Lock()
	p.rt = c.im.imp.hosts[n.Origin().Obj()]
	c.im.mu.Unlock()
	if p.rt == nil {
		return fmt.Errorf("unsupported: encoding a value of type %s", p.t)
	}
	return nil
}

var basicTypes = map[types.BasicKind]reflect.Type{
	types.Bool: reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](), types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](),
	types.Int16: reflect.TypeFor[int16](), types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](), types.Uint: reflect.TypeFor[uint](),
	types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](), types.Uint32: reflect.TypeFor[uint32](),
	types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](), types.Float32: reflect.TypeFor[float32](),
	types.Float64: reflect.TypeFor[float64](), types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
}

func (c *copier) mapPlan(p *copyPlan, m *types.Map) (err error) {
	if p.key, err = c.plan(m.Key()); err != nil {
		return err
	}
	if p.elem, err = c.plan(m.Elem()); err != nil {
		return err
	}
	k := p.key.rt
	if !k.Comparable() {
		return fmt.Errorf("unsupported: encoding a map with keys of type %s", m.Key())
	}
	p.rt = reflect.MapOf(k, p.elem.rt)
	return nil
}

func (c *copier) structPlan(p *copyPlan, s *types.Struct) error {
	var fs []reflect.StructField
	for i := range s.NumFields() {
		f, tag := s.Field(i), reflect.StructTag(s.Tag(i))
		_, isStruct := deref(f.Type()).Underlying().(*types.Struct)
		if !f.Exported() && !(f.Embedded() && isStruct) {
			continue
		}
		fp, err := c.embedded(f, isStruct)
		if err != nil {
			return err
		}
		if fp == nil {
			continue
		}
		sf := reflect.StructField{Name: f.Name(), Type: fp.rt, Tag: tag, Anonymous: f.Embedded() && isStruct && plainStruct(fp.rt)}
		if !f.Exported() {
			sf.Name = "X" + f.Name() // what it is called makes no difference: its fields count as the struct's own
		}
		p.fields = append(p.fields, copyField{i, len(fs), fp, strings.Contains(tag.Get("xml"), ",omit")})
		fs = append(fs, sf)
	}
	p.rt = reflect.StructOf(fs)
	return nil
}

// embedded is the plan of a field. Embedded structs of the host become copies too, as reflection makes no types with their methods;
// nil if there is nothing in one.
func (c *copier) embedded(f *types.Var, isStruct bool) (*copyPlan, error) {
	if _, ptr := f.Type().Underlying().(*types.Pointer); f.Embedded() && isStruct && !ptr && !c.own(f.Type()) {
		p := &copyPlan{kind: copyStruct, t: f.Type()}
		err := c.structPlan(p, f.Type().Underlying().(*types.Struct))
		if len(p.fields) == 0 {
			return nil, err
		}
		return p, err
	}
	return c.plan(f.Type())
}

func plainStruct(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && t.Name() == ""
}
