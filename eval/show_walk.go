package eval

// This file walks a value of evaluated code for package fmt, which cannot see its types, and prints what fmt would.

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
)

// What package reflect allows with the value of a field: methods of unexported ones are not called.
type access uint8

const (
	accessFull     access = iota
	accessEmbedded        // an embedded field of an unexported type: its exported fields are free again
	accessNone
)

// maxWalk is how deep a value may be that package fmt prints.
const maxWalk = 10_000

// walker prints one argument. It is the fmt.State that Format methods of evaluated code get.
type walker struct {
	fmt.State
	im         *Image
	b          []byte
	flags      string // with the width and the precision, as leaves take them
	plusV      bool   // %+v
	sharpV     bool   // %#v
	complained bool   // of the verb: methods are not called any more
}

func (w *walker) Write(b []byte) (int, error) {
	w.b = append(w.b, b...)
	return len(b), nil
}

// show prints x.
func (im *Image) show(f fmt.State, verb rune, x any) {
	w := im.walkerFor(f, verb)
	w.arg(x, verb)
	f.Write(w.b)
}

func (im *Image) walkerFor(f fmt.State, verb rune) *walker {
	w := &walker{State: f, im: im}
	w.sharpV = verb == 'v' && f.Flag('#')
	w.plusV = verb == 'v' && f.Flag('+')
	for _, c := range "+-# 0" {
		if f.Flag(int(c)) && !(verb == 'v' && (c == '+' || c == '#')) {
			w.flags += string(c)
		}
	}
	if n, ok := f.Width(); ok {
		w.flags += fmt.Sprint(n)
	}
	if n, ok := f.Precision(); ok {
		w.flags += "." + fmt.Sprint(n)
	}
	return w
}

// arg prints what an interface holds.
func (w *walker) arg(x any, verb rune) {
	v, t := w.im.opened(x)
	switch {
	case !v.IsValid():
		w.leaf(nil, verb)
		return
	case verb == verbType:
		w.leaf(w.typeText(v, t), 's')
		return
	case verb == verbPointer:
		w.pointer(v, t, 'p')
		return
	case verb == verbWrap:
		w.badVerb(v, t, 'w')
		return
	}
	if w.methods(v, t, verb) {
		return
	}
	w.value(v, t, verb, 0, accessFull)
}

// opened is what an interface holds, and its type; that is nil for values of the host, whose own type is right.
func (im *Image) opened(x any) (reflect.Value, types.Type) {
	x = ordinary(x)
	if b, ok := x.(typedValue); ok {
		return reflect.ValueOf(b.V), b.T.static()
	}
	v := reflect.ValueOf(x)
	if x == nil || im.foreign(v.Type()) {
		return v, nil
	}
	return v, im.types.dynamicOf(x).static()
}

func (w *walker) typeText(v reflect.Value, t types.Type) string {
	if t == nil {
		return v.Type().String()
	}
	return runtimeName(t)
}

// leaf prints something that fmt knows all of.
func (w *walker) leaf(x any, verb rune) {
	flags := w.flags
	if verb == 'v' && w.sharpV {
		flags = "#" + flags
	}
	w.b = fmt.Appendf(w.b, "%"+flags+string(verb), x)
}

// methods lets a value print itself, if it has a method for that.
func (w *walker) methods(v reflect.Value, t types.Type, verb rune) bool {
	if w.complained {
		return false
	}
	if t == nil {
		return w.hostMethods(v, verb)
	}
	ti := w.im.types.ofStatic(t)
	switch {
	case ti.host:
		return w.hostMethods(v, verb)
	case ti.has("Format"):
		w.guard(v, verb, "Format", func() { ti.call("Format", v.Interface(), reflect.ValueOf(w), reflect.ValueOf(verb)) })
	case w.sharpV:
		if !ti.has("GoString") {
			return false
		}
		w.guard(v, verb, "GoString", func() { w.text(ti.call("GoString", v.Interface())[0].String()) })
	case !strings.ContainsRune("vsxXq", verb):
		return false
	case ti.has("Error"):
		w.guard(v, verb, "Error", func() { w.leaf(ti.call("Error", v.Interface())[0].String(), verb) })
	case ti.has("String"):
		w.guard(v, verb, "String", func() { w.leaf(ti.call("String", v.Interface())[0].String(), verb) })
	default:
		return false
	}
	return true
}

func (w *walker) text(s string) { w.b = fmt.Appendf(w.b, "%"+w.flags+"s", s) }

// hostMethods is methods for a type of the host.
func (w *walker) hostMethods(v reflect.Value, verb rune) bool {
	if !v.CanInterface() {
		return false
	}
	switch v.Interface().(type) {
	case fmt.Formatter:
	case fmt.GoStringer:
		if !w.sharpV {
			return w.hostText(v, verb)
		}
	default:
		return w.hostText(v, verb)
	}
	w.full(v.Interface(), verb)
	return true
}

func (w *walker) hostText(v reflect.Value, verb rune) bool {
	if w.sharpV || !strings.ContainsRune("vsxXq", verb) {
		return false
	}
	switch v.Interface().(type) {
	case error, fmt.Stringer:
		w.full(v.Interface(), verb)
		return true
	}
	return false
}

// full prints with all flags.
func (w *walker) full(x any, verb rune) {
	flags := w.flags
	if w.plusV {
		flags = "+" + flags
	}
	if w.sharpV {
		flags = "#" + flags
	}
	w.b = fmt.Appendf(w.b, "%"+flags+string(verb), x)
}

// guard calls a method and shows its panic in place.
func (w *walker) guard(v reflect.Value, verb rune, method string, f func()) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if v.Kind() == reflect.Pointer && v.IsNil() {
			w.b = append(w.b, "<nil>"...)
			return
		}
		if s := currentSlot(); s != nil {
			s.resetTrace()
		}
		flags, plus, sharp := w.flags, w.plusV, w.sharpV
		w.flags, w.plusV, w.sharpV = "", false, false
		w.b = append(w.b, "%!"+string(verb)+"(PANIC="+method+" method: "...)
		w.arg(asRuntimeError(plainPanic(r)), 'v')
		w.b = append(w.b, ')')
		w.flags, w.plusV, w.sharpV = flags, plus, sharp
	}()
	f()
}

// badVerb says that a value has no such form.
func (w *walker) badVerb(v reflect.Value, t types.Type, verb rune) {
	w.complained = true
	w.b = append(w.b, "%!"+string(verb)+"("...)
	if v.IsValid() {
		w.b = append(w.b, w.typeText(v, t)+"="...)
		w.value(v, t, 'v', 0, accessNone)
	} else {
		w.b = append(w.b, "<nil>"...)
	}
	w.b = append(w.b, ')')
	w.complained = false
}

// basicVerbs are the verbs of each kind.
func basicVerbs(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "tv"
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return "vbgGxXfFeE"
	case reflect.String:
		return "vsxXq"
	}
	return "vdboOxXcqU"
}

// value prints v, of type t (nil: of the host).
func (w *walker) value(v reflect.Value, t types.Type, verb rune, depth int, a access) {
	if depth > maxWalk {
		panic(runtimeError{"stack overflow: the value contains itself"}) // in Go it ends the process
	}
	if v.IsValid() && v.Kind() == reflect.Interface && t != nil && !types.IsInterface(t) { // see emit_fold.go
		w.cutField(v.Elem(), t, verb, depth, a)
		return
	}
	if depth > 0 && v.IsValid() && a == accessFull && v.Kind() != reflect.Interface && w.methods(v, t, verb) {
		return
	}
	if t != nil {
		t = types.Unalias(t)
	}
	switch k := v.Kind(); k {
	case reflect.Invalid:
		if verb == 'v' {
			w.b = append(w.b, "<nil>"...)
		} else {
			w.badVerb(v, t, verb)
		}
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16,
		reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128, reflect.String:
		if !strings.ContainsRune(basicVerbs(k), verb) {
			w.badVerb(v, t, verb)
			return
		}
		w.leaf(basic(v), verb)
	case reflect.Map:
		w.mapping(v, t, verb, depth, a)
	case reflect.Struct:
		w.structure(v, t, verb, depth, a)
	case reflect.Interface:
		w.iface(v, t, verb, depth, a)
	case reflect.Array, reflect.Slice:
		w.list(v, t, verb, depth, a)
	case reflect.Pointer:
		if depth == 0 && !v.IsNil() {
			switch k := v.Elem().Kind(); {
			case k == reflect.Array, k == reflect.Slice, k == reflect.Struct, k == reflect.Map, k == reflect.Interface && foldedList(heldOf(t)):
				w.b = append(w.b, '&')
				w.value(v.Elem(), heldOf(t), verb, depth+1, sticky(a))
				return
			}
		}
		w.pointer(v, t, verb)
	default:
		w.pointer(v, t, verb)
	}
}

// basic is v as fmt knows it without methods.
func basic(v reflect.Value) any {
	switch {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return v.Uint()
	case v.Kind() == reflect.Float32:
		return float32(v.Float())
	case v.CanFloat():
		return v.Float()
	case v.Kind() == reflect.Complex64:
		return complex64(v.Complex())
	case v.CanComplex():
		return v.Complex()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	}
	return v.String()
}

func sticky(a access) access {
	if a != accessFull {
		return accessNone
	}
	return a
}

func heldOf(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return heldType(t)
}

func (w *walker) mapping(v reflect.Value, t types.Type, verb rune, depth int, a access) {
	open, sep, end := "map[", " ", "]"
	if w.sharpV {
		w.b = append(w.b, w.typeText(v, t)...)
		if v.IsNil() {
			w.b = append(w.b, "(nil)"...)
			return
		}
		open, sep, end = "{", ", ", "}"
	}
	var kt types.Type
	if t != nil {
		kt = mapKeyType(t)
	}
	w.b = append(w.b, open...)
	for i, k := range orderedKeys(v) {
		if i > 0 {
			w.b = append(w.b, sep...)
		}
		w.value(k, kt, verb, depth+1, sticky(a))
		w.b = append(w.b, ':')
		w.value(v.MapIndex(k), heldOf(t), verb, depth+1, sticky(a))
	}
	w.b = append(w.b, end...)
}

func (w *walker) structure(v reflect.Value, t types.Type, verb rune, depth int, a access) {
	sep := " "
	if w.sharpV {
		w.b = append(w.b, w.typeText(v, t)...)
		sep = ", "
	}
	st, _ := staticUnder(t).(*types.Struct)
	if st != nil && (st.NumFields() != v.NumField() || w.im.types.ofStatic(t).host) {
		st = nil
	}
	w.b = append(w.b, '{')
	for i := range v.NumField() {
		if i > 0 {
			w.b = append(w.b, sep...)
		}
		name, ft, fa := v.Type().Field(i).Name, types.Type(nil), sticky(a)
		if a == accessEmbedded {
			fa = accessFull
		}
		if st != nil {
			f := st.Field(i)
			name, ft = f.Name(), f.Type()
			switch {
			case f.Exported() || fa == accessNone:
			case f.Embedded():
				fa = accessEmbedded
			default:
				fa = accessNone
			}
		}
		if w.plusV || w.sharpV {
			w.b = append(w.b, name+":"...)
		}
		f := v.Field(i)
		if f.Kind() == reflect.Interface && ft != nil && !types.IsInterface(ft) { // a field that is cut; see emit_cut.go
			w.cutField(f.Elem(), ft, verb, depth+1, fa)
			continue
		}
		if f.Kind() == reflect.Interface && !f.IsNil() {
			w.held(f, verb, depth+1, fa)
			continue
		}
		w.value(f, ft, verb, depth+1, fa)
	}
	w.b = append(w.b, '}')
}

// held prints what the interface v holds.
func (w *walker) held(v reflect.Value, verb rune, depth int, a access) {
	if v.CanInterface() {
		d, t := w.im.opened(v.Interface())
		w.value(d, t, verb, depth, sticky(a))
		return
	}
	w.value(v.Elem(), nil, verb, depth, sticky(a))
}

func (w *walker) iface(v reflect.Value, t types.Type, verb rune, depth int, a access) {
	switch {
	case !v.IsNil():
		w.held(v, verb, depth+1, a)
	case w.sharpV:
		w.b = append(w.b, w.typeText(v, t)+"(nil)"...)
	default:
		w.b = append(w.b, "<nil>"...)
	}
}

func (w *walker) list(v reflect.Value, t types.Type, verb rune, depth int, a access) {
	if strings.ContainsRune("sqxX", verb) && v.Type().Elem().Kind() == reflect.Uint8 {
		b := make([]byte, v.Len())
		for i := range b {
			b[i] = byte(v.Index(i).Uint())
		}
		w.leaf(b, verb)
		return
	}
	open, sep, end := "[", " ", "]"
	if w.sharpV {
		w.b = append(w.b, w.typeText(v, t)...)
		if v.Kind() == reflect.Slice && v.IsNil() {
			w.b = append(w.b, "(nil)"...)
			return
		}
		open, sep, end = "{", ", ", "}"
	}
	w.b = append(w.b, open...)
	for i := range v.Len() {
		if i > 0 {
			w.b = append(w.b, sep...)
		}
		w.value(v.Index(i), heldOf(t), verb, depth+1, sticky(a))
	}
	w.b = append(w.b, end...)
}

// pointer prints an address.
func (w *walker) pointer(v reflect.Value, t types.Type, verb rune) {
	switch v.Kind() {
	case reflect.Chan, reflect.Func, reflect.Map, reflect.Pointer, reflect.Slice, reflect.UnsafePointer:
	default:
		w.badVerb(v, t, verb)
		return
	}
	u := uint64(v.Pointer())
	switch verb {
	case 'v':
		switch {
		case w.sharpV && u == 0:
			w.b = append(w.b, "("+w.typeText(v, t)+")(nil)"...)
		case w.sharpV:
			w.b = fmt.Appendf(w.b, "(%s)(0x%x)", w.typeText(v, t), u)
		case u == 0:
			w.text("<nil>")
		default:
			w.b = fmt.Appendf(w.b, "%#"+w.flags+"x", u)
		}
	case 'p':
		if strings.Contains(w.flags, "#") {
			w.b = fmt.Appendf(w.b, "%"+strings.ReplaceAll(w.flags, "#", "")+"x", u)
		} else {
			w.b = fmt.Appendf(w.b, "%#"+w.flags+"x", u)
		}
	case 'b', 'o', 'd', 'x', 'X':
		w.leaf(u, verb)
	default:
		w.badVerb(v, t, verb)
	}
}
