package eval

// This file has package encoding/json fill values of evaluated types. It goes along the text, which the package has found valid, and gives the
// package the parts for types that it knows.

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strconv"
)

func (im *Image) jsonUnmarshal(data []byte, x any) error {
	v, t, err := im.jsonTarget(x)
	if t == nil && err == nil {
		return json.Unmarshal(data, x)
	}
	if !json.Valid(data) {
		return json.Unmarshal(data, new(json.RawMessage))
	}
	if err != nil {
		return err
	}
	return (&jsonReader{im: im, data: data}).read(v, t)
}

// jsonTaken is what a decoder fills when the text alone is wanted.
type jsonTaken struct{}

func (*jsonTaken) UnmarshalJSON([]byte) error { return nil }

func (im *Image) jsonDecode(d *json.Decoder, x any) error {
	v, t, err := im.jsonTarget(x)
	if t == nil && err == nil {
		return d.Decode(x)
	}
	if e := d.Decode(new(jsonTaken)); e != nil {
		return e
	}
	if err != nil {
		return err
	}
	s := reflect.ValueOf(d).Elem().FieldByName("d")
	data := s.FieldByName("data") // with the space before it, which counts in errors
	if data.Kind() != reflect.Slice || data.Type().Elem().Kind() != reflect.Uint8 {
		return errors.New("json: the evaluator does not find the text of the decoder")
	}
	r := &jsonReader{im: im, data: slices.Clone(data.Bytes())}
	if err := errors.Join(jsonSetting(s, "useNumber", &r.numbers), jsonSetting(s, "disallowUnknownFields", &r.strict)); err != nil {
		return err
	}
	return r.read(v, t)
}

// jsonTarget is the pointer x, and its type; no type if package json can fill it as it is.
func (im *Image) jsonTarget(x any) (reflect.Value, types.Type, error) {
	v, t := im.opened(x)
	if t == nil {
		return v, nil, nil
	}
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return v, nil, &json.InvalidUnmarshalError{Type: namedAs(v.Type(), t)}
	}
	return v, t, nil
}

// jsonReader goes along a text.
type jsonReader struct {
	im              *Image
	data            []byte
	at              int // of what is read next
	numbers, strict bool
	first           error // what was wrong first, of what does not end the reading
	inField         bool
	strct           string
	path            []string
}

func (r *jsonReader) read(v reflect.Value, t types.Type) error {
	r.space()
	if err := r.value(v, t); err != nil {
		return r.located(err)
	}
	return r.first
}

func (r *jsonReader) value(v reflect.Value, t types.Type) error {
	c := r.data[r.at]
	if c != '{' && c != '[' {
		return r.literal(r.skip(), v, t, false)
	}
	to := r.target(v, t, false)
	switch {
	case to.method == "UnmarshalJSON":
		return to.on.take(to.method, r.skip())
	case to.method != "":
		r.wrong(v, t, jsonWord(c), r.at+1)
		r.skip()
		return nil
	case isFolded(to.v, to.t):
		return r.folded(to.v, to.t, false, r.value)
	case to.native(r.im):
		start := r.at
		return r.leaf(to, r.skip(), start)
	}
	switch u := to.t.Underlying().(type) {
	case *types.Interface:
		if u.NumMethods() == 0 {
			start := r.at
			return r.anything(to.v, r.skip(), start)
		}
	case *types.Struct:
		if c == '{' {
			return r.structure(to.v, to.t)
		}
	case *types.Map:
		if c == '{' {
			return r.mapping(to.v, to.t)
		}
	case *types.Slice, *types.Array:
		if c == '[' {
			return r.list(to.v, to.t)
		}
	}
	r.wrong(to.v, to.t, jsonWord(c), r.at+1)
	r.skip()
	return nil
}

// folded fills what the engine keeps in an interface; see isFolded.
func (r *jsonReader) folded(v reflect.Value, t types.Type, null bool, f func(reflect.Value, types.Type) error) error {
	if null {
		v.SetZero()
		return nil
	}
	rt, err := r.foldedType(v, t)
	if err != nil {
		return err
	}
	held := reflect.New(rt).Elem()
	if !v.IsNil() {
		held.Set(v.Elem())
	}
	defer func() {
		if v.SetZero(); !held.IsNil() { // nil is kept as nil
			v.Set(held)
		}
	}()
	return f(held, t)
}

func (r *jsonReader) foldedType(v reflect.Value, t types.Type) (reflect.Type, error) {
	if !v.IsNil() {
		return v.Elem().Type(), nil
	}
	if rt := r.im.engineType(r.im.types.ofStatic(t)); rt != nil && rt.Kind() != reflect.Interface {
		return rt, nil
	}
	return nil, fmt.Errorf("json: the evaluator cannot make the %s that leads back to the type it is in: put a value there before", runtimeName(t))
}

// jsonPlace is where a part of the text goes: to a method, or to v.
type jsonPlace struct {
	method string
	on     typedValue
	v      reflect.Value
	t      types.Type // nil for values of the host
}

// native says whether package json can fill the place.
func (p *jsonPlace) native(im *Image) bool {
	if _, ok := types.Unalias(p.t).(*types.Basic); ok {
		return false // but it need not
	}
	return p.t == nil || im.jsonReads(p.t)
}

// target follows pointers, which it makes where there are none, and those in interfaces, up to a method that decodes or to a place. null stops at
// a pointer that can be set to nil.
func (r *jsonReader) target(v reflect.Value, t types.Type, null bool) jsonPlace {
	if _, ok := types.Unalias(t).(*types.Named); ok && v.Kind() != reflect.Pointer && v.CanAddr() {
		if p, ok := r.method(v.Addr(), r.im.jsonPointer(t), null); ok && p.on.T.takes(v) {
			return p
		}
	}
	for range maxNesting { // a pointer that points to itself has no end
		if v.Kind() == reflect.Interface && types.IsInterface(t) && !v.IsNil() {
			d, dt := r.im.opened(v.Interface())
			if d.Kind() == reflect.Pointer && !d.IsNil() && (!null || d.Elem().Kind() == reflect.Pointer) {
				if v, t = d, dt; t == nil {
					return jsonPlace{v: d.Elem()}
				}
			}
		}
		if v.Kind() != reflect.Pointer || null && v.CanSet() {
			break
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if p, ok := r.method(v, t, null); ok {
			return p
		}
		v, t = v.Elem(), heldOf(t)
		if r.im.jsonReads(t) && !isFolded(v, t) {
			break
		}
	}
	return jsonPlace{v: v, t: t}
}

// method gives the method by which what v points to decodes itself.
func (r *jsonReader) method(v reflect.Value, t types.Type, null bool) (jsonPlace, bool) {
	ti := r.im.types.ofStatic(t)
	if ti.host {
		return jsonPlace{}, false
	}
	for _, m := range []string{"UnmarshalJSON", "UnmarshalText"} {
		if ti.has(m) && (m == "UnmarshalJSON" || !null) {
			return jsonPlace{method: m, on: typedValue{ti, v.Interface()}}, true
		}
	}
	return jsonPlace{}, false
}

// leaf has package json fill a place.
func (r *jsonReader) leaf(to jsonPlace, raw []byte, start int) error {
	err := r.decode(raw, to.v.Addr().Interface())
	e, ok := err.(*json.UnmarshalTypeError)
	switch {
	case err == nil:
		return nil
	case ok:
		strct := e.Struct
		e.Offset += int64(start)
		if e.Type == to.v.Type() {
			e.Type = namedAs(e.Type, to.t)
		}
		if r.save(e); strct != "" {
			e.Struct = strct
		}
		return nil
	case goesOn(err):
		r.save(err)
		return nil
	}
	return err
}

func (r *jsonReader) decode(raw []byte, p any) error {
	if !r.numbers && !r.strict {
		return json.Unmarshal(raw, p)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if r.numbers {
		d.UseNumber()
	}
	if r.strict {
		d.DisallowUnknownFields()
	}
	return d.Decode(p)
}

// anything fills an interface that holds whatever the text says.
func (r *jsonReader) anything(v reflect.Value, raw []byte, start int) error {
	var x any
	err := r.leaf(jsonPlace{v: reflect.ValueOf(&x).Elem()}, raw, start)
	if err == nil && x != nil {
		v.Set(reflect.ValueOf(x))
	}
	return err
}

func (r *jsonReader) list(v reflect.Value, t types.Type) error {
	et, n := heldOf(t), 0
	r.at++
	for ; r.more(']', n); n++ {
		if v.Kind() == reflect.Slice && n >= v.Len() {
			if n >= v.Cap() {
				v.Grow(1)
			}
			v.SetLen(n + 1)
		}
		if n >= v.Len() {
			r.skip()
			continue
		}
		if err := r.value(v.Index(n), et); err != nil {
			return err
		}
	}
	switch {
	case v.Kind() == reflect.Array:
		for i := n; i < v.Len(); i++ {
			v.Index(i).SetZero()
		}
	case n == 0:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	default:
		v.SetLen(n)
	}
	return nil
}

func (r *jsonReader) mapping(v reflect.Value, t types.Type) error {
	kt, et := mapKeyType(t), heldOf(t)
	rk := v.Type().Key()
	texts := reflect.PointerTo(rk).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	if p := r.im.types.ofStatic(r.im.jsonPointer(kt)); !p.host {
		texts = p.has("UnmarshalText")
	}
	if k := rk.Kind(); !texts && k != reflect.String && (k < reflect.Int || k > reflect.Uintptr) {
		r.wrong(v, t, "object", r.at+1)
		r.skip()
		return nil
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	r.at++
	for n := 0; r.more('}', n); n++ {
		start := r.at
		key := r.key()
		elem := reflect.New(v.Type().Elem()).Elem()
		if err := r.value(elem, et); err != nil {
			return err
		}
		k := reflect.New(rk).Elem()
		switch ok := true; {
		case texts && r.im.jsonReads(kt):
			if err := k.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(key)); err != nil {
				return err
			}
		case texts:
			if err := r.literal(r.data[start:r.endOf(start)], k, kt, true); err != nil {
				return err
			}
		case k.Kind() == reflect.String:
			k.SetString(key)
		case k.CanInt():
			i, err := strconv.ParseInt(key, 10, 64)
			if ok = err == nil && !k.OverflowInt(i); ok {
				k.SetInt(i)
			}
			fallthrough
		default:
			if k.CanUint() {
				i, err := strconv.ParseUint(key, 10, 64)
				if ok = err == nil && !k.OverflowUint(i); ok {
					k.SetUint(i)
				}
			}
			if !ok {
				r.wrong(k, kt, "number "+key, start+1)
				continue
			}
		}
		v.SetMapIndex(k, elem)
	}
	return nil
}

func (r *jsonReader) structure(v reflect.Value, t types.Type) error {
	if st, ok := t.Underlying().(*types.Struct); !ok || st.NumFields() != v.NumField() {
		return fmt.Errorf("json: the evaluator cannot fill a %s", runtimeName(t))
	}
	s := r.im.jsonStructOf(t)
	depth, strct, in, name := len(r.path), r.strct, r.inField, namedAs(v.Type(), t).Name()
	r.at++
	for n := 0; r.more('}', n); n++ {
		key := r.key()
		f := s.named(key)
		if f == nil {
			if r.strict {
				r.save(fmt.Errorf("json: unknown field %q", key))
			}
			r.skip()
			continue
		}
		to, err := r.fieldOf(v, f)
		if err != nil {
			return err
		}
		r.path, r.inField, r.strct = append(r.path, f.name), true, name
		switch {
		case !to.IsValid():
			r.skip()
		case f.quoted:
			err = r.quoted(to, f.t)
		default:
			err = r.value(to, f.t)
		}
		if err != nil {
			return err
		}
		r.path, r.strct, r.inField = r.path[:depth], strct, in
	}
	return nil
}

// fieldOf is the field of v that f describes; it makes the structs on the way to it that are not there yet. It is invalid if one cannot be made.
func (r *jsonReader) fieldOf(v reflect.Value, f *jsonField) (reflect.Value, error) {
	for i, s := range f.path {
		v = v.Field(s.index)
		if i == len(f.path)-1 {
			break
		}
		r.path = append(r.path, s.v.Name())
		if isFolded(v, s.v.Type()) && v.IsNil() {
			if !s.v.Exported() {
				r.noEmbedded(s)
				return reflect.Value{}, nil
			}
			rt, err := r.foldedType(v, s.v.Type())
			if err != nil {
				return v, err
			}
			v.Set(reflect.New(rt.Elem()))
		}
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !s.v.Exported() {
					r.noEmbedded(s)
					return reflect.Value{}, nil
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
	}
	return v, nil
}

func (r *jsonReader) noEmbedded(s jsonStep) {
	r.save(fmt.Errorf("json: cannot set embedded pointer to unexported struct: %s", runtimeName(deref(s.v.Type()))))
}
