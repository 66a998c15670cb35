// The decoder: CBOR that has been checked for its bounds, into a Go value of a given type.

package eval

import (
	"encoding"
	"encoding/gob"
	"errors"
	"fmt"
	"go/ast"
	"math"
	"reflect"
	"slices"
)

type decoder struct {
	data  []byte
	off   int
	types typeResolver // may be nil
	alloc int          // bytes of memory that may still be taken: a few bytes of CBOR must not ask for gigabytes
	deep  int
	defs  int                        // where the definitions that came with the value begin; 0: none came
	known map[string]*ast.StructType // those, once somebody has asked
	here  map[ast.Expr]reflect.Type  // what types of other nodes are here; nil where they are unknown
}

// misfit is the error for an item that is there but is not what the type needs.
func (d *decoder) misfit(t reflect.Type) error {
	return fmt.Errorf("%s does not fit into %s", d.describe(), typeName(t))
}

// describe names the item at the current place.
func (d *decoder) describe() string {
	major, arg, n := readHead(d.data[d.off:])
	switch {
	case n == 0:
		return "an unfinished value"
	case major == majorUint:
		return fmt.Sprintf("the number %d", arg)
	case major == majorNint:
		return fmt.Sprintf("the number -%d", arg+1)
	case major == majorBytes:
		return fmt.Sprintf("a byte slice of %d bytes", arg)
	case major == majorText:
		return fmt.Sprintf("a string of %d bytes", arg)
	case major == majorArray:
		return fmt.Sprintf("a list of %d", arg)
	case major == majorMap:
		return fmt.Sprintf("a struct or map of %d", arg)
	case major == majorTag:
		if typ, _, ok := d.peekObject(); ok {
			return "a value of type " + clip(typ, 100)
		}
		return fmt.Sprintf("CBOR tag %d", arg)
	}
	switch d.data[d.off] {
	case cborNull, cborUndef:
		return "nil"
	case cborTrue, cborFalse:
		return "a bool"
	}
	return "a float"
}

func (d *decoder) take(bytes int) error {
	if d.alloc -= bytes; d.alloc < 0 {
		return errors.New("it would take far more memory than its data")
	}
	return nil
}

func (d *decoder) atNull() bool {
	return d.off < len(d.data) && (d.data[d.off] == cborNull || d.data[d.off] == cborUndef)
}

func (d *decoder) atObject() bool {
	_, _, ok := d.peekObject()
	return ok
}

// peekObject reads the type name and the number of parts of an object without moving; parts counts the name.
func (d *decoder) peekObject() (typ string, parts int, ok bool) {
	q := *d
	major, tag, n := readHead(q.data[q.off:])
	if n == 0 || major != majorTag || tag != objectTag {
		return "", 0, false
	}
	q.off += n
	major, arg, n := readHead(q.data[q.off:])
	if n == 0 || major != majorArray || arg < 2 || arg > 3 {
		return "", 0, false
	}
	q.off += n
	b, ok := q.payload(majorText)
	return string(b), int(arg), ok
}

// atBinaryString reports whether the next item is a string that is not UTF-8.
func (d *decoder) atBinaryString() bool {
	typ, parts, ok := d.peekObject()
	if !ok || typ != "string" || parts != 2 {
		return false
	}
	q := *d
	q.object()
	_, ok = q.payload(majorBytes)
	return ok
}

// object enters an object: the next item is the part after its type name.
func (d *decoder) object() {
	for range 2 {
		_, _, n := readHead(d.data[d.off:])
		d.off += n
	}
	d.payload(majorText)
}

// skipObject enters the object at the current place, if it is a value with its type.
func (d *decoder) skipObject() {
	if typ, parts, ok := d.peekObject(); ok && parts == 2 && typ != "error" && !d.atBinaryString() {
		d.object()
	}
}

// payload is the bytes of the string at the current place, and moves behind it if it is of that major type.
func (d *decoder) payload(want byte) ([]byte, bool) {
	major, arg, n := readHead(d.data[d.off:])
	if n == 0 || major != want || arg > uint64(len(d.data)-d.off-n) {
		return nil, false
	}
	from := d.off + n
	d.off = from + int(arg)
	return d.data[from:d.off], true
}

// count is the length of the array or map at the current place, and moves to its first item.
func (d *decoder) count(want byte) (int, bool) {
	major, arg, n := readHead(d.data[d.off:])
	if n == 0 || major != want || arg > uint64(len(d.data)) { // each item takes a byte at least
		return 0, false
	}
	d.off += n
	return int(arg), true
}

// value decodes the next item into a settable value by its type.
func (d *decoder) value(into reflect.Value) error {
	if d.off >= len(d.data) {
		return errShort
	}
	if d.deep++; d.deep > 4*maxNesting { // pointers of pointers nest without any CBOR
		return fmt.Errorf("it nests too deep")
	}
	defer func() { d.deep-- }()
	t := into.Type()
	if t.PkgPath() != "" || t.Kind() == reflect.Struct {
		switch p := planFor(t); p.form {
		case formBinary, formText, formGob:
			return d.marshaled(into, p.form)
		case formRefused:
			return p.refusal
		case formRef:
			if typ, parts, ok := d.peekObject(); !ok || typ != "ref" || parts != 3 {
				return d.misfit(t)
			}
			return d.refInto(into)
		case formRecord:
			return d.recordInto(into)
		case formEngineInterface:
			return errors.New("it cannot be put into an interface type declared at the prompt; ask for `any` or a concrete type")
		case formFields:
			return d.fields(into, p)
		}
	}
	if d.atNull() {
		switch into.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
			d.off++
			into.SetZero()
			return nil
		}
		return d.misfit(t)
	}
	switch into.Kind() {
	case reflect.Bool:
		return d.bool(into)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return d.integer(into)
	case reflect.Float32, reflect.Float64:
		return d.float(into)
	case reflect.Complex64, reflect.Complex128:
		return d.complex(into)
	case reflect.String:
		return d.text(into)
	case reflect.Interface:
		return d.dynamic(into)
	case reflect.Pointer:
		return d.pointer(into)
	case reflect.Slice, reflect.Array:
		return d.list(into)
	case reflect.Map:
		return d.mapping(into)
	default:
		return refuseKind(t)
	}
}

func (d *decoder) bool(into reflect.Value) error {
	b := d.data[d.off]
	if b != cborTrue && b != cborFalse {
		return d.misfit(into.Type())
	}
	d.off++
	into.SetBool(b == cborTrue)
	return nil
}

func (d *decoder) integer(into reflect.Value) error {
	major, arg, n := readHead(d.data[d.off:])
	if n == 0 || major > majorNint {
		return d.misfit(into.Type())
	}
	if into.CanUint() {
		if major == majorNint || into.OverflowUint(arg) {
			return d.misfit(into.Type())
		}
		into.SetUint(arg)
	} else {
		x := int64(arg)
		if major == majorNint {
			x = ^x
		}
		if arg > math.MaxInt64 || into.OverflowInt(x) {
			return d.misfit(into.Type())
		}
		into.SetInt(x)
	}
	d.off += n
	return nil
}

func (d *decoder) float(into reflect.Value) error {
	f, n := readFloat(d.data[d.off:])
	if n == 0 {
		return d.misfit(into.Type())
	}
	if into.Kind() == reflect.Float32 && float64(float32(f)) != f && f == f {
		return fmt.Errorf("the number %v does not fit into %s without loss", f, typeName(into.Type()))
	}
	d.off += n
	into.SetFloat(f)
	return nil
}

func (d *decoder) complex(into reflect.Value) error {
	at := d.off
	var part [2]float64
	n, ok := d.count(majorArray)
	for i := 0; ok && n == 2 && i < 2; i++ {
		f, size := readFloat(d.data[d.off:])
		ok = size > 0 && (into.Kind() == reflect.Complex128 || float64(float32(f)) == f || f != f)
		d.off += size
		part[i] = f
	}
	if !ok || n != 2 {
		d.off = at
		return d.misfit(into.Type())
	}
	into.SetComplex(complex(part[0], part[1]))
	return nil
}

func (d *decoder) text(into reflect.Value) error {
	if b, ok := d.payload(majorText); ok {
		into.SetString(string(b))
		return nil
	}
	if d.atBinaryString() {
		d.object()
		b, _ := d.payload(majorBytes)
		into.SetString(string(b))
		return nil
	}
	return d.misfit(into.Type())
}

func (d *decoder) pointer(into reflect.Value) error {
	elem := into.Type().Elem()
	if err := d.take(int(elem.Size())); err != nil {
		return err
	}
	p := reflect.New(elem)
	if nullable(elem) {
		if n, ok := d.count(majorArray); !ok || n != 1 {
			return d.misfit(into.Type())
		}
	}
	if err := d.value(p.Elem()); err != nil {
		return err
	}
	into.Set(p.Convert(into.Type()))
	return nil
}

func (d *decoder) list(into reflect.Value) error {
	t := into.Type()
	if isByte(t.Elem()) {
		at := d.off
		b, ok := d.payload(majorBytes)
		if !ok || t.Kind() == reflect.Array && len(b) != t.Len() {
			d.off = at
			return d.misfit(t)
		}
		if t.Kind() == reflect.Slice {
			into.Set(reflect.MakeSlice(t, len(b), len(b)))
		}
		for i := range b {
			into.Index(i).SetUint(uint64(b[i]))
		}
		return nil
	}
	at := d.off
	n, ok := d.count(majorArray)
	if !ok || t.Kind() == reflect.Array && n != t.Len() {
		d.off = at
		return d.misfit(t)
	}
	if t.Kind() == reflect.Slice {
		if err := d.take(n * int(t.Elem().Size())); err != nil {
			return err
		}
		into.Set(reflect.MakeSlice(t, n, n))
	}
	for i := range n {
		if err := d.value(into.Index(i)); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return nil
}

func (d *decoder) mapping(into reflect.Value) error {
	t := into.Type()
	n, ok := d.count(majorMap)
	if !ok {
		return d.misfit(t)
	}
	pair := int(t.Key().Size() + t.Elem().Size())
	if err := d.take(n * pair); err != nil {
		return err
	}
	m := reflect.MakeMapWithSize(t, min(n, 1024))
	for range n {
		k, v := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		if err := d.value(k); err != nil {
			return fmt.Errorf("a key: %w", err)
		}
		if err := d.value(v); err != nil {
			return fmt.Errorf("the value of a key: %w", err)
		}
		if !k.Comparable() {
			return fmt.Errorf("a %s cannot be the key of a map", typeName(k.Elem().Type()))
		}
		if m.MapIndex(k).IsValid() {
			return errors.New("a key of the map is there twice")
		}
		m.SetMapIndex(k, v)
	}
	into.Set(m)
	return nil
}

// fields decodes a struct. Both sides must have the same fields, in any order: a field that got lost on the way would be
// found far too late.
func (d *decoder) fields(into reflect.Value, p *plan) error {
	t := into.Type()
	n, ok := d.count(majorMap)
	if !ok {
		return d.misfit(t)
	}
	at := d.off
	seen := make([]bool, len(p.fields))
	for range n {
		name, ok := d.payload(majorText)
		i, known := p.byName[string(name)]
		if !ok || !known || seen[i] {
			d.off = at
			return d.fieldDiff(t, p, n)
		}
		seen[i] = true
		if err := d.value(into.Field(p.fields[i].index)); err != nil {
			if diff := d.typeDiff(t); diff != nil {
				return diff
			}
			return fmt.Errorf("field %s: %w", p.fields[i].name, err)
		}
	}
	if slices.Contains(seen, false) {
		d.off = at
		return d.fieldDiff(t, p, n)
	}
	return nil
}

// fieldDiff names the fields of the n pairs at the current place, which differ from those of t.
func (d *decoder) fieldDiff(t reflect.Type, p *plan, n int) error {
	diff := &ShapeError{Type: plainName(t)}
	for range n {
		name, ok := d.payload(majorText)
		if !ok {
			return fmt.Errorf("a map whose keys are not field names does not fit into %s", typeName(t))
		}
		if slices.Contains(diff.There, string(name)) {
			return fmt.Errorf("field %s is there twice", clip(string(name), 64))
		}
		diff.There = append(diff.There, clip(string(name), 64))
		d.skip()
	}
	for _, f := range p.fields {
		diff.Here = append(diff.Here, f.name)
	}
	return diff
}

// skip moves behind the next item, which is known to be well formed.
func (d *decoder) skip() {
	for left := 1; left > 0; left-- {
		major, arg, n := readHead(d.data[d.off:])
		d.off += n
		switch major {
		case majorBytes, majorText:
			d.off += int(arg)
		case majorArray:
			left += int(arg)
		case majorMap:
			left += 2 * int(arg)
		case majorTag:
			left++
		}
	}
}

func (d *decoder) marshaled(into reflect.Value, form form) error {
	b, ok := d.payload(majorBytes)
	if !ok {
		b, ok = d.payload(majorText)
	}
	if !ok {
		return d.misfit(into.Type())
	}
	b = slices.Clone(b) // the method may keep it
	var err error
	switch m := into.Addr().Interface(); form {
	case formBinary:
		err = m.(encoding.BinaryUnmarshaler).UnmarshalBinary(b)
	case formGob:
		err = m.(gob.GobDecoder).GobDecode(b)
	default:
		err = m.(encoding.TextUnmarshaler).UnmarshalText(b)
	}
	if err != nil {
		return fmt.Errorf("its data is not a %s: %w", typeName(into.Type()), err)
	}
	return nil
}
