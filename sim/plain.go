package sim

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"parley/protocol"
)

// The state of a machine is plain data. This file copies, hashes and prints plain data whole, whatever its type and whether its
// fields are exported; what is not plain is refused by name.

// fixed are types whose values never change after they were made: they are shared, not copied, and not part of a state.
var fixed = map[reflect.Type]bool{reflect.TypeFor[protocol.Config](): true}

// flat says whether a copy of a value of type t by assignment shares nothing with it.
func flat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return false
	case reflect.Array:
		return flat(t.Elem())
	case reflect.Struct:
		if fixed[t] {
			return true
		}
		for i := range t.NumField() {
			if !flat(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}

// sharesNothing says whether nobody who gets v can change what others have of it.
func sharesNothing(v any) bool { return v == nil || flat(reflect.TypeOf(v)) }

// notPlain is the panic that a value of a func, channel or unsafe pointer causes.
type notPlain struct{ t reflect.Type }

func (e notPlain) Error() string {
	return fmt.Sprintf("the state of a machine and its messages are plain data, and a %s is not", e.t)
}

// plainCopy is v with nothing shared. Pointers that are shared or go in circles within it are so in the copy.
func plainCopy[T any](v T) T {
	c := copier{}
	in := reflect.ValueOf(&v).Elem()
	out := reflect.New(in.Type()).Elem()
	c.copy(out, in)
	return out.Interface().(T)
}

type copier struct {
	seen map[unsafe.Pointer]reflect.Value
}

func (c *copier) copy(out, in reflect.Value) {
	t := in.Type()
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if in.IsZero() {
			return
		}
		panic(notPlain{t})
	case reflect.Pointer:
		if in.IsNil() {
			return
		}
		if old, ok := c.seen[in.UnsafePointer()]; ok {
			out.Set(old)
			return
		}
		p := reflect.New(t.Elem())
		if c.seen == nil {
			c.seen = map[unsafe.Pointer]reflect.Value{}
		}
		c.seen[in.UnsafePointer()] = p
		c.copy(p.Elem(), in.Elem())
		out.Set(p)
	case reflect.Interface:
		if in.IsNil() {
			return
		}
		e := in.Elem()
		if flat(e.Type()) {
			out.Set(e)
			return
		}
		n := reflect.New(e.Type()).Elem()
		c.copy(n, addressable(e))
		out.Set(n)
	case reflect.Map:
		if in.IsNil() {
			return
		}
		m := reflect.MakeMapWithSize(t, in.Len())
		flatElem := flat(t.Elem())
		for it := in.MapRange(); it.Next(); {
			v := it.Value()
			if !flatElem {
				n := reflect.New(t.Elem()).Elem()
				c.copy(n, addressable(v))
				v = n
			}
			m.SetMapIndex(it.Key(), v)
		}
		out.Set(m)
	case reflect.Slice:
		if in.IsNil() {
			return
		}
		s := reflect.MakeSlice(t, in.Len(), in.Len())
		if flat(t.Elem()) {
			reflect.Copy(s, in)
		} else {
			for i := range in.Len() {
				c.copy(s.Index(i), in.Index(i))
			}
		}
		out.Set(s)
	case reflect.Array:
		out.Set(in)
		if !flat(t) {
			for i := range in.Len() {
				c.copy(out.Index(i), in.Index(i))
			}
		}
	case reflect.Struct:
		out.Set(in)
		if fixed[t] {
			return
		}
		for i := range t.NumField() {
			if !flat(t.Field(i).Type) {
				c.copy(open(out.Field(i)), open(in.Field(i)))
			}
		}
	default:
		out.Set(in)
	}
}

// addressable is v in a place of its own.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	n := reflect.New(v.Type()).Elem()
	n.Set(v)
	return n
}

// open is a field without the mark that it is not exported.
func open(f reflect.Value) reflect.Value {
	if f.CanSet() || !f.CanAddr() {
		return f
	}
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}

// plainHash is a hash of all of v. Equal values have equal hashes, whatever the order of their maps.
func plainHash(v any) uint64 {
	if v == nil {
		return 1
	}
	h := hasher{}
	return h.hash(mix(2, uint64(len(reflect.TypeOf(v).String()))), addressable(reflect.ValueOf(v)))
}

type hasher struct{ path []unsafe.Pointer }

// mix is one round of a multiply-and-fold hash.
func mix(h, x uint64) uint64 {
	h = (h ^ x) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

func hashString(h uint64, s string) uint64 {
	h = mix(h, uint64(len(s)))
	for len(s) >= 8 {
		h = mix(h, uint64(s[0])|uint64(s[1])<<8|uint64(s[2])<<16|uint64(s[3])<<24|uint64(s[4])<<32|uint64(s[5])<<40|uint64(s[6])<<48|uint64(s[7])<<56)
		s = s[8:]
	}
	var x uint64
	for i := range len(s) {
		x |= uint64(s[i]) << (8 * i)
	}
	return mix(h, x)
}

func (c *hasher) hash(h uint64, v reflect.Value) uint64 {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return mix(h, 3)
		}
		return mix(h, 5)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return mix(h, uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return mix(h, v.Uint())
	case reflect.Float32, reflect.Float64:
		return mix(h, math.Float64bits(v.Float()))
	case reflect.Complex64, reflect.Complex128:
		return mix(mix(h, math.Float64bits(real(v.Complex()))), math.Float64bits(imag(v.Complex())))
	case reflect.String:
		return hashString(h, v.String())
	case reflect.Pointer:
		if v.IsNil() {
			return mix(h, 7)
		}
		p := v.UnsafePointer()
		if i := slices.Index(c.path, p); i >= 0 { // a circle: how far up it leads
			return mix(h, uint64(len(c.path)-i))
		}
		c.path = append(c.path, p)
		h = c.hash(mix(h, 11), v.Elem())
		c.path = c.path[:len(c.path)-1]
		return h
	case reflect.Interface:
		if v.IsNil() {
			return mix(h, 13)
		}
		e := v.Elem()
		return c.hash(hashString(h, e.Type().String()), e)
	case reflect.Map:
		if v.IsNil() {
			return mix(h, 17)
		}
		var sum uint64
		for it := v.MapRange(); it.Next(); {
			sum += c.hash(c.hash(19, it.Key()), it.Value())
		}
		return mix(mix(h, uint64(v.Len())), sum)
	case reflect.Slice:
		if v.IsNil() {
			return mix(h, 23)
		}
		fallthrough
	case reflect.Array:
		h = mix(h, uint64(v.Len()))
		for i := range v.Len() {
			h = c.hash(h, v.Index(i))
		}
		return h
	case reflect.Struct:
		if fixed[v.Type()] {
			return h
		}
		for i := range v.NumField() {
			h = c.hash(h, v.Field(i))
		}
		return h
	}
	if v.IsZero() {
		return mix(h, 29)
	}
	panic(notPlain{v.Type()})
}

// plainText is v on one line: fields by name, maps in the order of their keys, pointers as what they point to. Types with a
// String or Error method print by it.
func plainText(v any) string {
	if v == nil {
		return ""
	}
	p := printer{}
	p.print(addressable(reflect.ValueOf(v)), true)
	return p.b.String()
}

type printer struct {
	b    strings.Builder
	path []unsafe.Pointer
}

func (p *printer) print(v reflect.Value, top bool) {
	if v.CanInterface() && (v.Kind() != reflect.Pointer || !v.IsNil()) && v.Kind() != reflect.Interface {
		switch x := v.Interface().(type) {
		case fmt.Stringer:
			p.b.WriteString(x.String())
			return
		case error:
			p.b.WriteString(x.Error())
			return
		}
	}
	switch v.Kind() {
	case reflect.String:
		if v.Type().PkgPath() != "" { // a name of something, such as of a node
			p.b.WriteString(v.String())
		} else {
			p.b.WriteString(strconv.Quote(v.String()))
		}
	case reflect.Pointer:
		if v.IsNil() {
			p.b.WriteString("nil")
			return
		}
		if slices.Contains(p.path, v.UnsafePointer()) {
			p.b.WriteString("...")
			return
		}
		p.path = append(p.path, v.UnsafePointer())
		p.print(v.Elem(), top)
		p.path = p.path[:len(p.path)-1]
	case reflect.Interface:
		if v.IsNil() {
			p.b.WriteString("nil")
			return
		}
		p.print(addressable(open(v).Elem()), false)
	case reflect.Map:
		type entry struct{ key, value string }
		var all []entry
		for it := v.MapRange(); it.Next(); {
			k, e := printer{path: p.path}, printer{path: p.path}
			k.print(addressable(it.Key()), false)
			e.print(addressable(it.Value()), false)
			all = append(all, entry{k.b.String(), e.b.String()})
		}
		slices.SortFunc(all, func(x, y entry) int { return compareNatural(x.key, y.key) })
		p.b.WriteByte('{')
		for i, e := range all {
			if i > 0 {
				p.b.WriteByte(' ')
			}
			p.b.WriteString(e.key)
			if e.value != "{}" || v.Type().Elem() != reflect.TypeFor[struct{}]() {
				p.b.WriteString(":" + e.value)
			}
		}
		p.b.WriteByte('}')
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			p.b.WriteString(strconv.Quote(string(v.Bytes())))
			return
		}
		p.b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				p.b.WriteByte(' ')
			}
			p.print(v.Index(i), false)
		}
		p.b.WriteByte(']')
	case reflect.Struct:
		p.b.WriteByte('{')
		first := true
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if fixed[f.Type] || top && v.Field(i).IsZero() {
				continue // what a state does not say is zero
			}
			if !first {
				p.b.WriteByte(' ')
			}
			first = false
			p.b.WriteString(f.Name + ":")
			p.print(open(v.Field(i)), false)
		}
		p.b.WriteByte('}')
	default:
		fmt.Fprint(&p.b, v)
	}
}

// compareNatural sorts numbers within names by their values: n2 before n10.
func compareNatural(x, y string) int {
	for x != "" && y != "" {
		i, j := digits(x), digits(y)
		if i > 0 && j > 0 {
			a, _ := strconv.ParseUint(x[:i], 10, 64)
			b, _ := strconv.ParseUint(y[:j], 10, 64)
			if a != b {
				if a < b {
					return -1
				}
				return 1
			}
			x, y = x[i:], y[j:]
			continue
		}
		if x[0] != y[0] {
			return int(x[0]) - int(y[0])
		}
		x, y = x[1:], y[1:]
	}
	return len(x) - len(y)
}

func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
