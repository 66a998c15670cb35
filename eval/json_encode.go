package eval

// This file writes evaluated values as package encoding/json writes values. It could not see their methods, nor their embedded fields, nor
// the types of what interfaces hold; it gets what needs none of that, and the text as a whole.

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// namedType is a type for messages, under the name that it has in the source.
type namedType struct {
	reflect.Type
	name string
}

func (n namedType) String() string { return n.name }

// Name is the name without the package, and none for types that have no name.
func (n namedType) Name() string {
	head, arguments, generic := strings.Cut(n.name, "[")
	i := strings.LastIndexByte(head, '.')
	switch {
	case i < 0 || strings.ContainsAny(head, "* {("):
		return ""
	case generic:
		return head[i+1:] + "[" + arguments
	}
	return head[i+1:]
}

// namedAs is t for messages; rt is what engines have for it.
func namedAs(rt reflect.Type, t types.Type) reflect.Type {
	if _, ok := types.Unalias(t).(*types.Basic); ok || t == nil {
		return rt
	}
	return namedType{rt, runtimeName(t)}
}

// maxJSONDepth is how deep package json goes before it looks for cycles.
const maxJSONDepth = 1000

func (im *Image) jsonMarshal(x any) ([]byte, error) { return im.jsonText(x, true) }

func (im *Image) jsonMarshalIndent(x any, prefix, indent string) ([]byte, error) {
	b, err := im.jsonText(x, true)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(json.RawMessage(b), prefix, indent)
}

func (im *Image) jsonEncode(e *json.Encoder, x any) error {
	var html bool
	err := jsonSetting(reflect.ValueOf(e).Elem(), "escapeHTML", &html)
	if err != nil {
		return err
	}
	b, err := im.jsonText(x, html)
	if err != nil {
		return err
	}
	return e.Encode(json.RawMessage(b))
}

// jsonSetting reads a setting that package json keeps to itself.
func jsonSetting(of reflect.Value, name string, to *bool) error {
	f := of.FieldByName(name)
	if f.Kind() != reflect.Bool {
		return fmt.Errorf("json: the evaluator does not find the setting %s", name)
	}
	*to = f.Bool()
	return nil
}

// MarshalJSON implements json.Marshaler, for values in interfaces in values of the host.
func (b typedValue) MarshalJSON() ([]byte, error) { return b.T.im.jsonMarshal(b) }

// jsonText is x as a JSON text.
func (im *Image) jsonText(x any, html bool) ([]byte, error) {
	v, t := im.opened(x)
	if !v.IsValid() {
		return []byte("null"), nil
	}
	w := &jsonWriter{im: im, html: html}
	if err := w.value(v, t, false); err != nil {
		return nil, err
	}
	return w.b.Bytes(), nil
}

type jsonWriter struct {
	im    *Image
	b     bytes.Buffer
	enc   *json.Encoder // writes to b
	html  bool
	depth int
	seen  map[any]bool
}

// value writes v, of the checked type t, which is nil for values of the host. quoted is the option string.
func (w *jsonWriter) value(v reflect.Value, t types.Type, quoted bool) error {
	if _, ok := types.Unalias(t).(*types.Basic); ok {
		return w.basic(v, t, quoted)
	}
	switch {
	case isFolded(v, t):
		return w.folded(v, t, quoted)
	case v.Kind() == reflect.Interface:
		return w.iface(v, t)
	case quoted && v.Kind() != reflect.Pointer:
		if n, ok := types.Unalias(t).(*types.Named); ok && w.im.types.ofStatic(n).host {
			return w.quotedLeaf(v)
		}
	case t == nil || !quoted && !w.im.jsonNeeds(t):
		return w.leaf(v)
	}
	if done, err := w.marshaled(v, t); done {
		return err
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return w.null()
		}
		return w.below(v, t, v.UnsafePointer(), func() error { return w.value(v.Elem(), heldOf(t), quoted) })
	case reflect.Struct:
		return w.structure(v, t)
	case reflect.Slice:
		switch {
		case v.IsNil():
			return w.null()
		case v.Type().Elem().Kind() == reflect.Uint8 && !w.im.encodesItself(heldOf(t)):
			w.b.WriteByte('"')
			w.b.Write(base64.StdEncoding.AppendEncode(w.b.AvailableBuffer(), v.Bytes()))
			return w.b.WriteByte('"')
		}
		return w.below(v, t, [2]any{v.UnsafePointer(), v.Len()}, func() error { return w.list(v, t) })
	case reflect.Array:
		return w.list(v, t)
	case reflect.Map:
		if !w.im.jsonKey(mapKeyType(t), v.Type().Key()) {
			return &json.UnsupportedTypeError{Type: namedAs(v.Type(), t)}
		}
		if v.IsNil() {
			return w.null()
		}
		return w.below(v, t, v.UnsafePointer(), func() error { return w.mapping(v, t) })
	}
	return w.basic(v, t, quoted)
}

// folded writes a value that the engine keeps in an interface.
func (w *jsonWriter) folded(v reflect.Value, t types.Type, quoted bool) error {
	ti := w.im.types.ofStatic(t)
	own := ti.has("MarshalJSON") || ti.has("MarshalText")
	if !own {
		if done, err := w.marshaled(v, t); done { // by the pointer to it
			return err
		}
	}
	if !v.IsNil() {
		return w.value(v.Elem(), t, quoted)
	}
	switch t.Underlying().(type) {
	case *types.Signature, *types.Chan:
		if !own {
			return &json.UnsupportedTypeError{Type: namedAs(v.Type(), t)}
		}
	}
	if own && !isPointer(t) {
		if rt := w.im.engineType(ti); rt != nil && rt.Kind() != reflect.Interface {
			return w.value(reflect.Zero(rt), t, quoted)
		}
	}
	return w.null()
}

// takes says whether the methods of the type, a pointer, take the address of v: of what is folded they take that of the interface.
func (ti *typeInfo) takes(v reflect.Value) bool {
	n := ti.nodeNow()
	return n != nil && (n.t.Kind() == reflect.Struct) == (v.Kind() == reflect.Interface)
}

// isFolded says whether the engine keeps a value in an interface although its type is none; see emit_cut.go.
func isFolded(v reflect.Value, t types.Type) bool {
	return v.Kind() == reflect.Interface && t != nil && !types.IsInterface(t)
}

func (w *jsonWriter) null() error {
	w.b.WriteString("null")
	return nil
}

// leaf has package json write a value of the host; by its address where it has one, because methods may want that.
func (w *jsonWriter) leaf(v reflect.Value) error {
	if v.CanAddr() && v.Kind() == reflect.Struct {
		v = v.Addr()
	}
	return w.encode(v.Interface())
}

func (w *jsonWriter) encode(x any) error {
	if w.enc == nil {
		w.enc = json.NewEncoder(&w.b)
		w.enc.SetEscapeHTML(w.html)
	}
	err := w.enc.Encode(x)
	if err == nil {
		w.b.Truncate(w.b.Len() - 1) // the end of the line
	}
	return err
}

// quotedLeaf is leaf for a field with the option string: what that means depends on the type.
func (w *jsonWriter) quotedLeaf(v reflect.Value) error {
	s := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: v.Type(), Tag: `json:",string"`}})).Elem()
	s.Field(0).Set(v)
	b, err := json.Marshal(s.Interface())
	if err == nil {
		w.b.Write(b[len(`{"V":`) : len(b)-1])
	}
	return err
}

// basic writes what is a number, a boolean or a string.
func (w *jsonWriter) basic(v reflect.Value, t types.Type, quoted bool) error {
	if quoted && v.Kind() != reflect.String {
		w.b.WriteByte('"')
		defer w.b.WriteByte('"')
	}
	switch k := v.Kind(); {
	case k == reflect.Bool:
		w.b.Write(strconv.AppendBool(w.b.AvailableBuffer(), v.Bool()))
	case v.CanInt():
		w.b.Write(strconv.AppendInt(w.b.AvailableBuffer(), v.Int(), 10))
	case v.CanUint():
		w.b.Write(strconv.AppendUint(w.b.AvailableBuffer(), v.Uint(), 10))
	case v.CanFloat():
		return w.encode(v.Interface())
	case k == reflect.String && quoted:
		b, err := json.Marshal(v.String())
		if err == nil && !w.html {
			b, err = unescaped(v.String())
		}
		if err != nil {
			return err
		}
		return w.text(string(b))
	case k == reflect.String:
		return w.text(v.String())
	default:
		return &json.UnsupportedTypeError{Type: namedAs(v.Type(), t)}
	}
	return nil
}

func unescaped(s string) ([]byte, error) {
	w := jsonWriter{}
	err := w.text(s)
	return w.b.Bytes(), err
}

// text writes a string.
func (w *jsonWriter) text(s string) error {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return w.encode(s)
		}
	}
	w.b.WriteByte('"')
	w.b.WriteString(s)
	return w.b.WriteByte('"')
}

// iface writes what an interface holds. If all that it can hold encode themselves, what it holds is asked to, even a nil pointer.
func (w *jsonWriter) iface(v reflect.Value, t types.Type) error {
	if v.IsNil() {
		return w.null()
	}
	d, dt := w.im.opened(v.Interface())
	if !d.IsValid() {
		return w.null()
	}
	if i, ok := t.Underlying().(*types.Interface); ok && i.NumMethods() > 0 && dt != nil {
		for _, method := range jsonMethods {
			if ti := w.im.types.ofStatic(t); ti.has(method) {
				return w.own(typedValue{w.im.types.ofStatic(dt), d.Interface()}, method, namedAs(v.Type(), t))
			}
		}
	}
	return w.value(d, dt, false)
}

var jsonMethods = []string{"MarshalJSON", "MarshalText"}

// marshaled lets a value encode itself, if it has a method for that.
func (w *jsonWriter) marshaled(v reflect.Value, t types.Type) (done bool, err error) {
	for _, method := range jsonMethods {
		on, ti := w.im.methodOn(v, t, method)
		if ti == nil {
			continue
		}
		if on.Kind() == reflect.Pointer && on.IsNil() {
			return true, w.null()
		}
		return true, w.own(typedValue{ti, on.Interface()}, method, namedAs(v.Type(), t))
	}
	return false, nil
}

// own writes what a method makes of a value.
func (w *jsonWriter) own(x typedValue, method string, t reflect.Type) error {
	b, err := x.bytes(method)
	if err == nil && method == "MarshalText" {
		return w.text(string(b))
	}
	if err == nil {
		var c bytes.Buffer
		if err = json.Compact(&c, b); err == nil && w.html {
			json.HTMLEscape(&w.b, c.Bytes())
		} else if err == nil {
			w.b.Write(c.Bytes())
		}
	}
	if err == nil {
		return nil
	}
	e := &json.MarshalerError{Type: t, Err: err}
	if f := reflect.ValueOf(e).Elem().FieldByName("sourceFunc"); f.IsValid() && f.Kind() == reflect.String {
		*(*string)(f.Addr().UnsafePointer()) = method
	}
	return e
}

// methodOn is what has the method that package json would call for v: v itself, or the pointer to it; nil if neither has.
func (im *Image) methodOn(v reflect.Value, t types.Type, method string) (reflect.Value, *typeInfo) {
	ti := im.types.ofStatic(t)
	if ti.host {
		return v, nil
	}
	if ti.has(method) {
		return v, ti
	}
	if v.CanAddr() && v.Kind() != reflect.Pointer {
		if p := im.types.ofStatic(im.jsonPointer(t)); p.has(method) && p.takes(v) {
			return v.Addr(), p
		}
	}
	return v, nil
}

// encodesItself says whether t, or the pointer to it, has a method to encode itself.
func (im *Image) encodesItself(t types.Type) bool {
	p := im.types.ofStatic(im.jsonPointer(t))
	return !p.host && (p.has("MarshalJSON") || p.has("MarshalText"))
}

// below writes what is behind a pointer, unless that has been met on the way to it.
func (w *jsonWriter) below(v reflect.Value, t types.Type, key any, f func() error) error {
	w.depth++
	defer func() { w.depth-- }()
	if w.depth > maxJSONDepth {
		if w.seen[key] {
			return &json.UnsupportedValueError{Value: v, Str: "encountered a cycle via " + runtimeName(t)}
		}
		if w.seen == nil {
			w.seen = map[any]bool{}
		}
		w.seen[key] = true
		defer delete(w.seen, key)
	}
	return f()
}

func (w *jsonWriter) list(v reflect.Value, t types.Type) error {
	et := heldOf(t)
	w.b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			w.b.WriteByte(',')
		}
		if err := w.value(v.Index(i), et, false); err != nil {
			return err
		}
	}
	return w.b.WriteByte(']')
}

func (w *jsonWriter) mapping(v reflect.Value, t types.Type) error {
	type entry struct {
		key string
		v   reflect.Value
	}
	entries := make([]entry, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		k, err := w.key(it.Key(), mapKeyType(t))
		if err != nil {
			return fmt.Errorf("json: encoding error for type %q: %q", runtimeName(t), err.Error())
		}
		entries = append(entries, entry{k, it.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	w.b.WriteByte('{')
	for i, e := range entries {
		if i > 0 {
			w.b.WriteByte(',')
		}
		if err := w.text(e.key); err != nil {
			return err
		}
		w.b.WriteByte(':')
		if err := w.value(e.v, heldOf(t), false); err != nil {
			return err
		}
	}
	return w.b.WriteByte('}')
}

// jsonKey says whether package json takes keys of the type.
func (im *Image) jsonKey(t types.Type, rt reflect.Type) bool {
	switch k := rt.Kind(); {
	case k == reflect.String || k >= reflect.Int && k <= reflect.Uintptr:
		return true
	}
	if ti := im.types.ofStatic(t); !ti.host || ti.iface {
		return ti.has("MarshalText")
	}
	return rt.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

func (w *jsonWriter) key(k reflect.Value, t types.Type) (string, error) {
	if k.Kind() == reflect.String {
		return k.String(), nil
	}
	if k.Kind() == reflect.Interface {
		if k.IsNil() {
			return "", nil
		}
		if k, t = w.im.opened(k.Interface()); t == nil {
			t = w.im.types.dynamicOf(k.Interface()).static()
		}
	}
	if k.Kind() == reflect.Pointer && k.IsNil() {
		return "", nil
	}
	if ti := w.im.types.ofStatic(t); !ti.host && ti.has("MarshalText") {
		b, err := typedValue{ti, k.Interface()}.bytes("MarshalText")
		return string(b), err
	}
	if m, ok := k.Interface().(encoding.TextMarshaler); ok {
		b, err := m.MarshalText()
		return string(b), err
	}
	if k.CanInt() {
		return strconv.FormatInt(k.Int(), 10), nil
	}
	return strconv.FormatUint(k.Uint(), 10), nil
}
