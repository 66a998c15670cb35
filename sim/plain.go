package sim

import (
	"fmt"
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
var fixed = map[reflect.Type]bool{reflect.TypeFor[protocol.Config](): true, reflect.TypeFor[protocol.Fixed](): true}

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
	p := planOf(reflect.TypeFor[T]())
	if p.flat {
		return v
	}
	var out T
	p.copy(&copier{}, unsafe.Pointer(&out), unsafe.Pointer(&v))
	return out
}

// copier knows what was copied already.
type copier struct {
	seen []copied
	many map[copied]unsafe.Pointer // of seen, once that is long
}

// copied is what a pointer leads to, and its copy. A struct and its first field are at one place: the type says which of them it is.
type copied struct {
	from, to unsafe.Pointer
	typ      reflect.Type
}

// fewCopied are found without a map.
const fewCopied = 16

func (c *copier) copied(from unsafe.Pointer, t reflect.Type) unsafe.Pointer {
	if len(c.seen) <= fewCopied {
		for i := range c.seen {
			if s := &c.seen[i]; s.from == from && s.typ == t {
				return s.to
			}
		}
		return nil
	}
	if c.many == nil {
		c.many = map[copied]unsafe.Pointer{}
	}
	for _, s := range c.seen[len(c.many):] {
		c.many[copied{s.from, nil, s.typ}] = s.to
	}
	return c.many[copied{from, nil, t}]
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
	e := reflect.ValueOf(v)
	p := planOf(e.Type())
	return p.hash(&hasher{}, mix(2, uint64(len(p.name))), p.within(e, unsafe.Pointer(&v)))
}

// hasher knows the pointers that lead to what is hashed.
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

// plainText is v on one line: fields by name, maps in the order of their keys, pointers as what they point to. Types with a
// String or Error method print by it.
func plainText(v any) (text string) {
	if v == nil {
		return ""
	}
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprintf("(a %T, which cannot be printed: %v)", v, r)
		}
	}()
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
		case interface{ Inner() any }: // a machine of evaluated code
			p.print(addressable(reflect.ValueOf(x.Inner())), top)
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
			p.b.WriteString(fieldName(f) + ":")
			p.print(open(v.Field(i)), false)
		}
		p.b.WriteByte('}')
	default:
		fmt.Fprint(&p.b, v)
	}
}

// fieldName is a field as its type's author has named it: the engine of evaluated code exports all fields, by an X before the name, and hides
// those from what encodes exported ones.
func fieldName(f reflect.StructField) string {
	if name, ok := strings.CutPrefix(f.Name, "X"); ok && f.Tag.Get("json") == "-" && f.Tag.Get("xml") == "-" {
		return name
	}
	return f.Name
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
