// The encoder: a Go value to CBOR, with the types that interfaces hold.

package eval

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/gob"
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"
	"unsafe"

	"parley/protocol"
)

type encoder struct {
	buf   []byte
	limit int     // bytes that buf may have
	deep  int     // arrays and maps open now
	defs  []shape // of the user's types that interfaces have held so far
	path  []visit // pointers, maps and slices open now: meeting one of them again is a cycle
}

type visit struct {
	at unsafe.Pointer
	n  int // elements of a slice: a slice and its own tail start at different places, a slice and its head do not
	t  reflect.Type
}

func (e *encoder) open(major byte, n int) error {
	if e.deep++; e.deep > maxNesting {
		return fmt.Errorf("it nests more than %d values in each other; send it in parts", maxNesting)
	}
	e.buf = appendHead(e.buf, major, uint64(n))
	return nil
}

func (e *encoder) close() { e.deep-- }

func (e *encoder) enter(at unsafe.Pointer, n int, t reflect.Type) error {
	v := visit{at, n, t}
	if slices.Contains(e.path, v) {
		return fmt.Errorf("a %s that contains itself cannot travel between nodes; send a form without the cycle", typeName(t))
	}
	e.path = append(e.path, v)
	return nil
}

func (e *encoder) leave() { e.path = e.path[:len(e.path)-1] }

// value appends v by its own type; the receiver knows that type.
func (e *encoder) value(v reflect.Value) error {
	if len(e.buf) > e.limit {
		return fmt.Errorf("it needs more than %d KiB; send it in parts", e.limit>>10)
	}
	t := v.Type()
	if t.PkgPath() != "" || t.Kind() == reflect.Struct {
		switch p := planFor(t); p.form {
		case formBinary, formText, formGob:
			return e.marshaled(v, p.form)
		case formRefused:
			return p.refusal
		case formFields:
			return e.fields(v, p)
		case formEngineInterface:
			return e.dynamic(v)
		case formRef:
			e.ref(v.Interface().(protocol.Ref))
			return nil
		case formRecord: // the receiver does not know the type that it is of
			return e.dynamic(v)
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		e.buf = appendBool(e.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.buf = appendInt(e.buf, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.buf = appendHead(e.buf, majorUint, v.Uint())
	case reflect.Float32:
		e.buf = appendFloat32(e.buf, float32(v.Float()))
	case reflect.Float64:
		e.buf = appendFloat64(e.buf, v.Float())
	case reflect.Complex64, reflect.Complex128:
		return e.complex(v)
	case reflect.String:
		return e.text(v.String())
	case reflect.Interface:
		return e.dynamic(v)
	case reflect.Pointer:
		return e.pointer(v)
	case reflect.Slice, reflect.Array:
		return e.list(v)
	case reflect.Map:
		return e.mapping(v)
	default:
		return refuseKind(t)
	}
	return nil
}

func (e *encoder) text(s string) error {
	if utf8.ValidString(s) {
		e.buf = appendText(e.buf, s)
		return nil
	}
	if err := e.object("string", 2); err != nil {
		return err
	}
	e.buf = appendBytes(e.buf, []byte(s))
	e.close()
	return nil
}

// object opens an object of n parts, of which its type name is the first.
func (e *encoder) object(typ string, n int) error {
	e.buf = appendHead(e.buf, majorTag, objectTag)
	if err := e.open(majorArray, n); err != nil {
		return err
	}
	e.buf = appendText(e.buf, typ)
	return nil
}

// dynamic appends v as something of interface type holds it: with its type.
func (e *encoder) dynamic(v reflect.Value) error {
	v = unwrap(v)
	if !v.IsValid() {
		e.buf = append(e.buf, cborNull)
		return nil
	}
	var typ string
	if b, ok := boxOf(v); ok {
		typ, v = packagePath.ReplaceAllString(b.T.name, ""), reflect.ValueOf(b.V)
	} else if err, ok := asError(v); ok {
		return e.err(err)
	}
	switch v.Type() {
	case refType:
		return e.value(v)
	case recordType, reflect.PointerTo(recordType):
		r, typ := asRecord(v)
		if err := e.object(typ, 2); err != nil {
			return err
		}
		defer e.close()
		return e.record(r)
	}
	if typ == "" {
		var err error
		if typ, err = typeText(v.Type()); err != nil {
			return err
		}
	}
	if err := e.object(typ, 2); err != nil {
		return err
	}
	e.define(v.Type(), typ)
	if err := e.value(v); err != nil {
		return err
	}
	e.close()
	return nil
}

func (e *encoder) err(err error) error {
	text, kinds := describeError(err)
	if e := e.object("error", 3); e != nil {
		return e
	}
	if e := e.text(text); e != nil {
		return e
	}
	if e := e.open(majorArray, len(kinds)); e != nil {
		return e
	}
	for _, k := range kinds {
		e.buf = appendText(e.buf, k)
	}
	e.close()
	e.close()
	return nil
}

func (e *encoder) complex(v reflect.Value) error {
	if err := e.open(majorArray, 2); err != nil {
		return err
	}
	if c := v.Complex(); v.Kind() == reflect.Complex64 {
		e.buf = appendFloat32(appendFloat32(e.buf, float32(real(c))), float32(imag(c)))
	} else {
		e.buf = appendFloat64(appendFloat64(e.buf, real(c)), imag(c))
	}
	e.close()
	return nil
}

func (e *encoder) pointer(v reflect.Value) error {
	if v.IsNil() {
		e.buf = append(e.buf, cborNull)
		return nil
	}
	if err := e.enter(v.UnsafePointer(), 0, v.Type()); err != nil {
		return err
	}
	defer e.leave()
	if !nullable(v.Type().Elem()) {
		return e.value(v.Elem())
	}
	if err := e.open(majorArray, 1); err != nil { // a pointer to a nil slice is not a nil pointer
		return err
	}
	if err := e.value(v.Elem()); err != nil {
		return err
	}
	e.close()
	return nil
}

func (e *encoder) list(v reflect.Value) error {
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			e.buf = append(e.buf, cborNull)
			return nil
		}
		if v.Len() > 0 && v.Type().Elem().Size() > 0 {
			if err := e.enter(v.UnsafePointer(), v.Len(), v.Type()); err != nil {
				return err
			}
			defer e.leave()
		}
	}
	n := v.Len()
	if isByte(v.Type().Elem()) {
		e.buf = appendHead(e.buf, majorBytes, uint64(n))
		if v.Kind() == reflect.Slice {
			e.buf = append(e.buf, v.Bytes()...)
			return nil
		}
		at := len(e.buf)
		e.buf = append(e.buf, make([]byte, n)...)
		for i := range n {
			e.buf[at+i] = byte(v.Index(i).Uint())
		}
		return nil
	}
	if n > maxElements {
		return fmt.Errorf("it has %d elements, and at most %d travel; send it in parts", n, maxElements)
	}
	if err := e.open(majorArray, n); err != nil {
		return err
	}
	for i := range n {
		if err := e.value(v.Index(i)); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	e.close()
	return nil
}

// mapping appends the pairs sorted by the bytes of their keys, so that equal maps have equal bytes.
func (e *encoder) mapping(v reflect.Value) error {
	if v.IsNil() {
		e.buf = append(e.buf, cborNull)
		return nil
	}
	if err := e.enter(v.UnsafePointer(), 0, v.Type()); err != nil {
		return err
	}
	defer e.leave()
	n := v.Len()
	if n > maxMapPairs {
		return fmt.Errorf("it has %d pairs, and at most %d travel; send it in parts", n, maxMapPairs)
	}
	if err := e.open(majorMap, n); err != nil {
		return err
	}
	type pair struct{ key, all []byte }
	from := len(e.buf)
	ends := make([][2]int, 0, n)
	for it := v.MapRange(); it.Next(); {
		if err := e.value(it.Key()); err != nil {
			return fmt.Errorf("a key: %w", err)
		}
		mid := len(e.buf)
		if err := e.value(it.Value()); err != nil {
			return fmt.Errorf("the value of a key: %w", err)
		}
		ends = append(ends, [2]int{mid, len(e.buf)})
	}
	unsorted := bytes.Clone(e.buf[from:])
	pairs, at := make([]pair, len(ends)), 0
	for i, end := range ends {
		pairs[i] = pair{unsorted[at : end[0]-from], unsorted[at : end[1]-from]}
		at = end[1] - from
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(bytes.Compare(a.key, b.key), bytes.Compare(a.all, b.all)) }) // NaNs are keys alike
	e.buf = e.buf[:from]
	for _, p := range pairs {
		e.buf = append(e.buf, p.all...)
	}
	e.close()
	return nil
}

func (e *encoder) fields(v reflect.Value, p *plan) error {
	if err := e.open(majorMap, len(p.fields)); err != nil {
		return err
	}
	for _, f := range p.fields {
		e.buf = appendText(e.buf, f.name)
		if err := e.value(v.Field(f.index)); err != nil {
			return fmt.Errorf("field %s: %w", f.name, err)
		}
	}
	e.close()
	return nil
}

func (e *encoder) marshaled(v reflect.Value, form form) error {
	p := reflect.New(v.Type()) // the methods may have pointer receivers, and v need not be addressable
	p.Elem().Set(v)
	b, err := marshal(p.Interface(), form)
	if err != nil {
		return fmt.Errorf("a %s cannot travel between nodes: %w", typeName(v.Type()), err)
	}
	if form == formText && utf8.Valid(b) {
		e.buf = appendText(e.buf, string(b))
	} else {
		e.buf = appendBytes(e.buf, b)
	}
	return nil
}

func marshal(m any, form form) ([]byte, error) {
	switch form {
	case formBinary:
		return m.(encoding.BinaryMarshaler).MarshalBinary()
	case formGob:
		return m.(gob.GobEncoder).GobEncode()
	default:
		return m.(encoding.TextMarshaler).MarshalText()
	}
}
