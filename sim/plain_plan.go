package sim

import (
	"math"
	"reflect"
	"slices"
	"sync"
	"unsafe"
)

// This file works out once for each type how its values are copied and hashed, since that is most of what the explorer does.

// plan is how values of a type are copied and hashed. Both are given where the values are; what is copied to is zero, or as what
// is copied.
type plan struct {
	typ  reflect.Type
	name string
	flat bool
	copy func(c *copier, out, in unsafe.Pointer)
	hash func(c *hasher, h uint64, p unsafe.Pointer) uint64
}

// plans are those of all types that were met. They depend on the types alone: it does not matter who made one.
var plans sync.Map // reflect.Type to *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	made := map[reflect.Type]*plan{}
	p := makePlan(t, made)
	for t, p := range made {
		plans.LoadOrStore(t, p)
	}
	return p
}

// makePlan makes the plan of a type and of those that it is made of. A type may be made of itself: the plan is known before it is complete.
func makePlan(t reflect.Type, made map[reflect.Type]*plan) *plan {
	if p, ok := made[t]; ok {
		return p
	}
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := &plan{typ: t, name: t.String(), flat: flat(t)}
	made[t] = p
	p.copy = func(_ *copier, out, in unsafe.Pointer) { reflect.NewAt(t, out).Elem().Set(reflect.NewAt(t, in).Elem()) }
	switch t.Kind() {
	case reflect.Bool:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 {
			if *(*bool)(q) {
				return mix(h, 3)
			}
			return mix(h, 5)
		}
	case reflect.Int:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 { return mix(h, uint64(*(*int)(q))) }
	case reflect.Int64, reflect.Uint64:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 { return mix(h, *(*uint64)(q)) }
	case reflect.Int8, reflect.Int16, reflect.Int32:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 {
			return mix(h, uint64(reflect.NewAt(t, q).Elem().Int()))
		}
	case reflect.Uint, reflect.Uintptr:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 { return mix(h, uint64(*(*uint)(q))) }
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 { return mix(h, reflect.NewAt(t, q).Elem().Uint()) }
	case reflect.Float32, reflect.Float64:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 {
			return mix(h, math.Float64bits(reflect.NewAt(t, q).Elem().Float()))
		}
	case reflect.Complex64, reflect.Complex128:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 {
			x := reflect.NewAt(t, q).Elem().Complex()
			return mix(mix(h, math.Float64bits(real(x))), math.Float64bits(imag(x)))
		}
	case reflect.String:
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 { return hashString(h, *(*string)(q)) }
	case reflect.Pointer:
		p.pointer(makePlan(t.Elem(), made))
	case reflect.Interface:
		p.iface()
	case reflect.Map:
		p.mapping(makePlan(t.Key(), made), makePlan(t.Elem(), made))
	case reflect.Slice:
		p.slice(makePlan(t.Elem(), made))
	case reflect.Array:
		p.array(makePlan(t.Elem(), made))
	case reflect.Struct:
		p.structure(made)
	default: // a func, channel or unsafe pointer: only if there is none
		p.copy = func(_ *copier, _, in unsafe.Pointer) {
			if !reflect.NewAt(t, in).Elem().IsZero() {
				panic(notPlain{t})
			}
		}
		p.hash = func(_ *hasher, h uint64, q unsafe.Pointer) uint64 {
			if !reflect.NewAt(t, q).Elem().IsZero() {
				panic(notPlain{t})
			}
			return mix(h, 29)
		}
	}
	return p
}

func (p *plan) pointer(elem *plan) {
	p.copy = func(c *copier, out, in unsafe.Pointer) {
		from := *(*unsafe.Pointer)(in)
		if from == nil {
			return
		}
		if old := c.copied(from, elem.typ); old != nil {
			*(*unsafe.Pointer)(out) = old
			return
		}
		to := reflect.New(elem.typ).UnsafePointer()
		c.seen = append(c.seen, copied{from, to, elem.typ})
		elem.copy(c, to, from)
		*(*unsafe.Pointer)(out) = to
	}
	p.hash = func(c *hasher, h uint64, q unsafe.Pointer) uint64 {
		at := *(*unsafe.Pointer)(q)
		if at == nil {
			return mix(h, 7)
		}
		if i := slices.Index(c.path, at); i >= 0 { // a circle: how far up it leads
			return mix(h, uint64(len(c.path)-i))
		}
		c.path = append(c.path, at)
		h = elem.hash(c, mix(h, 11), at)
		c.path = c.path[:len(c.path)-1]
		return h
	}
}

func (p *plan) iface() {
	t := p.typ
	p.copy = func(c *copier, out, in unsafe.Pointer) {
		v := reflect.NewAt(t, in).Elem()
		if v.IsNil() {
			return
		}
		e := v.Elem()
		own := planOf(e.Type())
		if own.flat {
			reflect.NewAt(t, out).Elem().Set(e)
			return
		}
		n := reflect.New(e.Type())
		own.copy(c, n.UnsafePointer(), own.within(e, in))
		reflect.NewAt(t, out).Elem().Set(n.Elem())
	}
	p.hash = func(c *hasher, h uint64, q unsafe.Pointer) uint64 {
		v := reflect.NewAt(t, q).Elem()
		if v.IsNil() {
			return mix(h, 13)
		}
		e := v.Elem()
		own := planOf(e.Type())
		return own.hash(c, hashString(h, own.name), own.within(e, q))
	}
}

// words is what an interface is made of: its second word is the value if that is a pointer, and otherwise leads to it.
type words struct{ typ, data unsafe.Pointer }

// within is where the value e of the interface at that place is, or a copy of it.
func (p *plan) within(e reflect.Value, at unsafe.Pointer) unsafe.Pointer {
	switch p.typ.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return unsafe.Pointer(&(*words)(at).data)
	case reflect.Struct, reflect.Array:
		if p.typ.Size() == unsafe.Sizeof(uintptr(0)) { // it may be a single pointer
			return addressable(e).Addr().UnsafePointer()
		}
	}
	return (*words)(at).data
}

// rider goes along a map.
type rider struct {
	it           reflect.MapIter
	key, in, out reflect.Value
}

func (p *plan) mapping(key, elem *plan) {
	t := p.typ
	riders := sync.Pool{New: func() any {
		return &rider{key: reflect.New(key.typ).Elem(), in: reflect.New(elem.typ).Elem(), out: reflect.New(elem.typ).Elem()}
	}}
	p.copy = func(c *copier, out, in unsafe.Pointer) {
		m := reflect.NewAt(t, in).Elem()
		if m.IsNil() {
			return
		}
		n := reflect.MakeMapWithSize(t, m.Len())
		if m.Len() > 0 {
			r := riders.Get().(*rider)
			for r.it.Reset(m); r.it.Next(); {
				r.key.SetIterKey(&r.it)
				r.in.SetIterValue(&r.it)
				if elem.flat {
					n.SetMapIndex(r.key, r.in)
					continue
				}
				r.out.SetZero()
				elem.copy(c, r.out.Addr().UnsafePointer(), r.in.Addr().UnsafePointer())
				n.SetMapIndex(r.key, r.out)
			}
			r.it.Reset(reflect.Value{})
			riders.Put(r)
		}
		reflect.NewAt(t, out).Elem().Set(n)
	}
	p.hash = func(c *hasher, h uint64, q unsafe.Pointer) uint64 {
		m := reflect.NewAt(t, q).Elem()
		if m.IsNil() {
			return mix(h, 17)
		}
		var sum uint64
		if m.Len() > 0 {
			r := riders.Get().(*rider)
			at, to := r.key.Addr().UnsafePointer(), r.in.Addr().UnsafePointer()
			for r.it.Reset(m); r.it.Next(); {
				r.key.SetIterKey(&r.it)
				r.in.SetIterValue(&r.it)
				sum += final(elem.hash(c, key.hash(c, 19, at), to))
			}
			r.it.Reset(reflect.Value{})
			riders.Put(r)
		}
		return mix(mix(h, uint64(m.Len())), sum)
	}
}

// header is what a slice begins with.
type header struct {
	data unsafe.Pointer
	len  int
}

func (p *plan) slice(elem *plan) {
	t, size := p.typ, elem.typ.Size()
	p.copy = func(c *copier, out, in unsafe.Pointer) {
		s := reflect.NewAt(t, in).Elem()
		if s.IsNil() {
			return
		}
		n := reflect.MakeSlice(t, s.Len(), s.Len())
		if elem.flat {
			reflect.Copy(n, s)
		} else {
			from, to := s.UnsafePointer(), n.UnsafePointer()
			for i := range uintptr(s.Len()) {
				elem.copy(c, unsafe.Add(to, i*size), unsafe.Add(from, i*size))
			}
		}
		reflect.NewAt(t, out).Elem().Set(n)
	}
	p.hash = func(c *hasher, h uint64, q unsafe.Pointer) uint64 {
		s := (*header)(q)
		if s.data == nil {
			return mix(h, 23)
		}
		h = mix(h, uint64(s.len))
		for i := range uintptr(s.len) {
			h = elem.hash(c, h, unsafe.Add(s.data, i*size))
		}
		return h
	}
}

func (p *plan) array(elem *plan) {
	n, size := uintptr(p.typ.Len()), elem.typ.Size()
	if !p.flat {
		p.copy = func(c *copier, out, in unsafe.Pointer) {
			for i := range n {
				elem.copy(c, unsafe.Add(out, i*size), unsafe.Add(in, i*size))
			}
		}
	}
	p.hash = func(c *hasher, h uint64, q unsafe.Pointer) uint64 {
		h = mix(h, uint64(n))
		for i := range n {
			h = elem.hash(c, h, unsafe.Add(q, i*size))
		}
		return h
	}
}

func (p *plan) structure(made map[reflect.Type]*plan) {
	t := p.typ
	if fixed[t] {
		p.hash = func(_ *hasher, h uint64, _ unsafe.Pointer) uint64 { return h }
		return
	}
	type field struct {
		at   uintptr
		plan *plan
	}
	var all, deep []field
	for i := range t.NumField() {
		f := field{t.Field(i).Offset, makePlan(t.Field(i).Type, made)}
		all = append(all, f)
		if !f.plan.flat {
			deep = append(deep, f)
		}
	}
	if len(deep) > 0 {
		p.copy = func(c *copier, out, in unsafe.Pointer) {
			reflect.NewAt(t, out).Elem().Set(reflect.NewAt(t, in).Elem())
			for _, f := range deep {
				f.plan.copy(c, unsafe.Add(out, f.at), unsafe.Add(in, f.at))
			}
		}
	}
	p.hash = func(c *hasher, h uint64, q unsafe.Pointer) uint64 {
		for _, f := range all {
			h = f.plan.hash(c, h, unsafe.Add(q, f.at))
		}
		return h
	}
}
