// The decoder where the type is in the data: what interfaces hold, and values of types that this node does not know.

package eval

import (
	"errors"
	"fmt"
	"math"
	"reflect"
)

// dynamic decodes into an interface: an object, whose type the data names, or anything else in its plainest form.
func (d *decoder) dynamic(into reflect.Value) error {
	typ, parts, ok := d.peekObject()
	if !ok {
		x, err := d.plain()
		if err != nil {
			return err
		}
		return setInterface(into, reflect.ValueOf(x))
	}
	if typ == "error" {
		err, fault := d.err()
		if fault != nil {
			return fault
		}
		return setInterface(into, reflect.ValueOf(err))
	}
	if typ == "string" && d.atBinaryString() {
		var s string
		if err := d.text(reflect.ValueOf(&s).Elem()); err != nil {
			return err
		}
		return setInterface(into, reflect.ValueOf(s))
	}
	if typ == "ref" && parts == 3 {
		return d.refInto(into)
	}
	if parts != 2 {
		return fmt.Errorf("an object %s of %d parts is unknown here", clip(typ, 100), parts)
	}
	d.object()
	return d.named(typ, into)
}

// named decodes the next item, of the type with that text, into an interface.
func (d *decoder) named(typ string, into reflect.Value) error {
	t, err := parseType(typ, d.types)
	var unknown *unknownType
	if errors.As(err, &unknown) || typ == "" || err != nil && d.atNull() { // a nil needs no type: "untyped nil"
		x, err := d.unknown(typ)
		if err != nil {
			return err
		}
		return setInterface(into, reflect.ValueOf(x))
	}
	if err != nil {
		return err
	}
	if err := d.take(int(t.Size())); err != nil {
		return err
	}
	v := reflect.New(t).Elem()
	if err := d.value(v); err != nil {
		return err
	}
	if r, ok := d.types.(interface{ described(text string) *typeInfo }); ok && into.Type() == anyType {
		if ti := r.described(typ); ti != nil {
			if settle(v, ti.static()); ti.lossy {
				v = reflect.ValueOf(typedValue{ti, v.Interface()})
			}
		}
	}
	return setInterface(into, v)
}

// setInterface puts v into an interface that it must implement.
func setInterface(into, v reflect.Value) error {
	if v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		into.SetZero()
		return nil
	}
	if !v.Type().AssignableTo(into.Type()) {
		return fmt.Errorf("a %s does not implement %s", typeName(v.Type()), typeName(into.Type()))
	}
	into.Set(v)
	return nil
}

// err decodes the object "error".
func (d *decoder) err() (err, fault error) {
	at := d.off
	d.object()
	var text string
	if err := d.text(reflect.ValueOf(&text).Elem()); err != nil {
		return nil, err
	}
	n, ok := d.count(majorArray)
	if !ok || n > len(wellKnown)+maxChain {
		d.off = at
		return nil, errors.New("the error that it carries is malformed")
	}
	kinds := make([]string, n)
	for i := range kinds {
		b, ok := d.payload(majorText)
		if !ok {
			return nil, errors.New("the error that it carries is malformed")
		}
		kinds[i] = string(b)
	}
	return rebuildError(text, kinds), nil
}

// plain decodes the next item without knowing its type: map[string]any (map[any]any where a key is not a string), []any,
// int (uint64 where it is larger), float64, string, []byte, bool, nil. Objects inside it keep the types that they name.
func (d *decoder) plain() (any, error) {
	major, arg, n := readHead(d.data[d.off:])
	switch {
	case n == 0:
		return nil, errShort
	case major == majorUint && arg <= math.MaxInt:
		d.off += n
		return int(arg), nil
	case major == majorUint:
		d.off += n
		return arg, nil
	case major == majorNint && arg <= math.MaxInt:
		d.off += n
		return ^int(arg), nil
	case major == majorBytes:
		b, ok := d.payload(majorBytes)
		if !ok {
			return nil, errShort
		}
		return append([]byte{}, b...), nil
	case major == majorText:
		b, ok := d.payload(majorText)
		if !ok {
			return nil, errShort
		}
		return string(b), nil
	case major == majorArray:
		return d.plainList()
	case major == majorMap:
		return d.plainMap()
	case major == majorTag && arg == objectTag:
		var x any
		if !d.atObject() {
			return nil, errors.New("it contains a malformed object")
		}
		err := d.dynamic(reflect.ValueOf(&x).Elem())
		return x, err
	case major == majorSimple:
		return d.plainSimple()
	}
	return nil, fmt.Errorf("%s means nothing here", d.describe())
}

func (d *decoder) plainSimple() (any, error) {
	switch b := d.data[d.off]; b {
	case cborTrue, cborFalse:
		d.off++
		return b == cborTrue, nil
	case cborNull, cborUndef:
		d.off++
		return nil, nil
	}
	f, n := readFloat(d.data[d.off:])
	if n == 0 {
		return nil, errors.New("it contains a simple value that means nothing here")
	}
	d.off += n
	return f, nil
}

func (d *decoder) plainList() (any, error) {
	n, ok := d.count(majorArray)
	if !ok {
		return nil, errShort
	}
	if err := d.take(n * int(anyType.Size())); err != nil {
		return nil, err
	}
	s := make([]any, n)
	for i := range s {
		x, err := d.plain()
		if err != nil {
			return nil, err
		}
		s[i] = x
	}
	return s, nil
}

func (d *decoder) plainMap() (any, error) {
	n, ok := d.count(majorMap)
	if !ok {
		return nil, errShort
	}
	if err := d.take(n * 2 * int(anyType.Size())); err != nil {
		return nil, err
	}
	byName, byAny := make(map[string]any, min(n, 1024)), map[any]any(nil)
	for range n {
		k, err := d.plain()
		if err != nil {
			return nil, err
		}
		x, err := d.plain()
		if err != nil {
			return nil, err
		}
		name, isName := k.(string)
		if byAny == nil && isName {
			byName[name] = x
			continue
		}
		if byAny == nil {
			byAny = make(map[any]any, len(byName)+1)
			for k, x := range byName {
				byAny[k] = x
			}
		}
		if k != nil && !reflect.ValueOf(k).Comparable() {
			k = fmt.Sprint(k) // a struct as key arrives as a map, which cannot be one
		}
		byAny[k] = x
	}
	if byAny != nil {
		return byAny, nil
	}
	return byName, nil
}
