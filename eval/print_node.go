// From a value to the tree of pieces that the printer lays out.

package eval

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"go/types"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxPrintDepth = 32
	maxSortedMap  = 1 << 16 // a larger map shows some of its keys, not the smallest ones: sorting would take too long
)

// printNode is a piece of output: a text, or items between an opening and a closing.
type printNode struct {
	label, labelSep string // of a field or map element
	text            string
	style           style
	open, close     string
	sep             string
	items           []printNode
	columns         int // cached by width; 0: not yet known
}

// opened is what an interface holds, with its type if it is known.
func opened(v reflect.Value, t types.Type) (reflect.Value, types.Type) {
	inner := unwrap(v)
	if t != nil && types.IsInterface(t) && (!inner.IsValid() || inner.Type() != v.Type()) {
		t = nil // the static type is the interface's
	}
	if inner.IsValid() && inner.CanInterface() {
		x := inner.Interface()
		b, ok := x.(typedValue)
		if !ok {
			b, ok = errorInside(x)
		}
		if ok {
			return reflect.ValueOf(b.V), b.T.static()
		}
	}
	return inner, t
}

func textWidth(s string) int { return utf8.RuneCountInString(s) }

// width is how many columns n takes on one line.
func (n *printNode) width() int {
	if n.columns == 0 {
		n.columns = textWidth(n.label) + textWidth(n.text) + textWidth(n.open) + textWidth(n.close)
		if n.label != "" {
			n.columns += len(n.labelSep)
		}
		for i := range n.items {
			if i > 0 {
				n.columns += len(n.sep)
			}
			n.columns += n.items[i].width()
		}
	}
	return n.columns
}

// fills reports whether the items are small enough that many of them share a line.
func (n *printNode) fills() bool {
	return n.sep == " " && !slices.ContainsFunc(n.items, func(it printNode) bool { return it.items != nil || it.label != "" || it.width() > 24 })
}

// staticUnder is the static type below names, nil if unknown.
func staticUnder(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// elemType is the static type of what a pointer, slice, array or map holds; nil if unknown.
func elemType(t types.Type) types.Type {
	if e, ok := staticUnder(t).(interface{ Elem() types.Type }); ok {
		return e.Elem()
	}
	return nil
}

func (p *printer) leaf(s string, st style) printNode {
	p.left -= len(s) + 1
	return printNode{text: s, style: st}
}

// node is v inside something, or alone if it is no string.
func (p *printer) node(v reflect.Value, t types.Type, depth int) printNode {
	if v.IsValid() {
		v, t = opened(v, t)
	}
	if !v.IsValid() {
		return p.leaf("<nil>", styleFaint)
	}
	if depth > maxPrintDepth || p.left <= 0 {
		p.later(v, t, 0)
		return p.leaf("…", styleFaint)
	}
	if v.Type() == recordType && v.CanInterface() {
		return p.record(v, depth, 0)
	}
	if s, st, ok := p.spoken(v, t); ok {
		if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return p.quoted(s) // inside something, line breaks and escapes would only confuse
		}
		return printNode{text: p.cut(s, p.left), style: st}
	}
	switch k := v.Kind(); k {
	case reflect.Bool:
		return p.leaf(strconv.FormatBool(v.Bool()), styleNumber)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return p.leaf(strconv.FormatInt(v.Int(), 10), styleNumber)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return p.leaf(strconv.FormatUint(v.Uint(), 10), styleNumber)
	case reflect.Float32:
		return p.leaf(fmt.Sprint(float32(v.Float())), styleNumber)
	case reflect.Float64:
		return p.leaf(fmt.Sprint(v.Float()), styleNumber)
	case reflect.Complex64:
		return p.leaf(fmt.Sprint(complex64(v.Complex())), styleNumber)
	case reflect.Complex128:
		return p.leaf(fmt.Sprint(v.Complex()), styleNumber)
	case reflect.String:
		return p.quoted(v.String())
	case reflect.Uintptr:
		return p.leaf(fmt.Sprintf("0x%x", v.Uint()), styleNumber)
	case reflect.UnsafePointer, reflect.Chan, reflect.Func, reflect.Pointer, reflect.Map:
		if v.IsNil() && k != reflect.Map {
			return p.leaf("<nil>", styleFaint)
		}
	}
	return p.composite(v, t, depth)
}

func (p *printer) composite(v reflect.Value, t types.Type, depth int) printNode {
	switch v.Kind() {
	case reflect.UnsafePointer:
		return p.leaf(fmt.Sprintf("0x%x", v.Pointer()), styleNumber)
	case reflect.Func:
		return p.leaf(p.typeText(v, t), styleType)
	case reflect.Chan:
		return p.leaf(fmt.Sprintf("%s (len %d, cap %d)", p.typeText(v, t), v.Len(), v.Cap()), styleType)
	case reflect.Struct:
		return p.structure(v, t, depth, 0)
	case reflect.Array:
		return p.list(v, t, depth, 0)
	}
	seen := visit{v.UnsafePointer(), 0, v.Type()}
	if v.Kind() == reflect.Slice {
		seen.n = v.Len()
	}
	if slices.Contains(p.path, seen) && (v.Kind() != reflect.Slice || seen.n > 0) {
		return p.leaf("<cycle>", styleFaint)
	}
	p.path = append(p.path, seen)
	defer func() { p.path = p.path[:len(p.path)-1] }()
	switch v.Kind() {
	case reflect.Pointer:
		n := p.node(v.Elem(), elemType(t), depth+1)
		if n.open != "" {
			n.open = "&" + n.open
		} else {
			n.text = "&" + n.text
		}
		return n
	case reflect.Map:
		return p.mapping(v, t, depth, 0)
	default:
		return p.list(v, t, depth, 0)
	}
}

func (p *printer) typeText(v reflect.Value, t types.Type) string {
	if t != nil {
		return types.TypeString(t, func(pkg *types.Package) string {
			if pkg.Path() == "main" || pkg.Name() == "main" {
				return ""
			}
			return pkg.Name()
		})
	}
	return strings.ReplaceAll(typeName(v.Type()), "main.", "")
}

// structName is what stands before the braces.
func (p *printer) structName(v reflect.Value, t types.Type) string {
	if v.Type().Name() != "" {
		return v.Type().String()
	}
	if name, ok := userType(v.Type()); ok {
		name = strings.ReplaceAll(name, "main.", "")
		if p.mark != nil {
			name = markName(name, p.mark(v.Type()))
		}
		return name
	}
	if n, ok := t.(interface{ Obj() *types.TypeName }); ok {
		return n.Obj().Name()
	}
	return ""
}

func (p *printer) structure(v reflect.Value, t types.Type, depth, from int) printNode {
	if !v.CanAddr() && v.CanInterface() { // addressable fields can be looked at, exported or not
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	n := printNode{open: p.structName(v, t) + "{", close: "}", sep: ", "}
	p.left -= len(n.open) + 1
	static, _ := staticUnder(t).(*types.Struct)
	if static != nil && static.NumFields() != v.NumField() {
		static = nil
	}
	for i := from; i < v.NumField(); i++ {
		if p.left <= 0 && i > from {
			p.later(v, t, i)
			n.items = append(n.items, p.leaf(fmt.Sprintf("… %d more", v.NumField()-i), styleFaint))
			break
		}
		name, ft := fieldName(v.Type(), v.Type().Field(i).Name), types.Type(nil)
		if name == "_" {
			continue
		}
		if static != nil {
			name, ft = static.Field(i).Name(), static.Field(i).Type()
		}
		p.left -= len(name) + 3
		p.where = append(p.where, printStep{name: name})
		it := p.node(v.Field(i), ft, depth+1)
		p.where = p.where[:len(p.where)-1]
		it.label, it.labelSep = name, ": "
		n.items = append(n.items, it)
	}
	return n
}

func (p *printer) list(v reflect.Value, t types.Type, depth, from int) printNode {
	if isByte(v.Type().Elem()) && v.Type().Elem().Name() == "uint8" {
		return p.bytes(v, from)
	}
	n := printNode{open: "[", close: "]", sep: " "}
	p.left -= 2
	et := elemType(t)
	for i := from; i < v.Len(); i++ {
		if i-from >= p.o.MaxElems || p.left <= 0 && i > from {
			p.later(v, t, i)
			n.items = append(n.items, p.leaf(fmt.Sprintf("… %d more", v.Len()-i), styleFaint))
			break
		}
		p.where = append(p.where, printStep{i: i})
		n.items = append(n.items, p.node(v.Index(i), et, depth+1))
		p.where = p.where[:len(p.where)-1]
	}
	return n
}

// bytes is a byte slice or array: text if it is that, else hexadecimal, and always its length.
func (p *printer) bytes(v reflect.Value, from int) printNode {
	left := v.Len() - from
	b := make([]byte, min(left, max(p.left/2, 16)))
	for i := range b {
		b[i] = byte(v.Index(from + i).Uint())
	}
	text := b
	for cut := 0; cut < utf8.UTFMax && len(b) < left && !utf8.Valid(text); cut++ {
		text = text[:len(text)-1] // the limit may be inside a rune
	}
	var s string
	shown := len(text)
	if utf8.Valid(text) && !strings.ContainsFunc(string(text), func(r rune) bool { return !unicode.IsPrint(r) && !strings.ContainsRune("\n\t\r", r) }) {
		s = strconv.Quote(string(text))
	} else {
		shown = min(len(b), p.o.MaxElems, max(p.left/4, 8))
		s = "0x" + hex.EncodeToString(b[:shown])
	}
	if shown < left {
		p.later(v, nil, from+shown)
		s += "…"
	}
	unit := "bytes"
	if v.Len() == 1 {
		unit = "byte"
	}
	return p.leaf(fmt.Sprintf("%s (%d %s)", s, v.Len(), unit), styleString)
}

func (p *printer) quoted(s string) printNode {
	limit := max(16, p.left/2)
	if len(s) <= limit {
		return p.leaf(strconv.Quote(s), styleString)
	}
	for limit > 0 && s[limit]&0xc0 == 0x80 {
		limit--
	}
	p.later(reflect.ValueOf(s), nil, limit)
	return p.leaf(fmt.Sprintf("%s… %d more bytes", strconv.Quote(s[:limit]), len(s)-limit), styleString)
}

func (p *printer) mapping(v reflect.Value, t types.Type, depth, from int) printNode {
	n := printNode{open: "map[", close: "]", sep: " "}
	p.left -= 5
	var kt types.Type
	if m, ok := staticUnder(t).(*types.Map); ok {
		kt = m.Key()
	}
	for i, e := range p.pairs(v) {
		if i < from {
			continue
		}
		if i-from >= p.o.MaxElems || p.left <= 0 && i > from {
			p.later(v, t, i)
			n.items = append(n.items, p.leaf(fmt.Sprintf("… %d more", v.Len()-i), styleFaint))
			return n
		}
		label := p.label(e.key, kt)
		p.left -= len(label) + 1
		p.where = append(p.where, printStep{name: label, key: true})
		it := p.node(e.value, elemType(t), depth+1)
		p.where = p.where[:len(p.where)-1]
		it.label, it.labelSep = label, ":"
		n.items = append(n.items, it)
	}
	return n
}

// label is a key on one line; a string that looks like a word needs no quotes.
func (p *printer) label(k reflect.Value, t types.Type) string {
	if k = unwrap(k); k.IsValid() && k.Kind() == reflect.String {
		if s := k.String(); s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./", r)
		}) {
			return s
		}
	}
	l := layout{width: math.MaxInt, paint: painter(false)}
	l.write(p.node(k, t, maxPrintDepth-2), 0, 0)
	return l.b.String()
}

// printPair is an element of a map with what it is sorted by.
type printPair struct {
	key, value reflect.Value
	rank       int // nil, numbers, strings, the rest
	float      float64
	int        int64
	uint       uint64
	text       string
}

// pairs are the elements of a map in the order of print: numbers, then strings, then the rest by its text.
func (p *printer) pairs(m reflect.Value) []printPair {
	all := m.Len() <= maxSortedMap
	var pairs []printPair
	for it := m.MapRange(); it.Next() && (all || len(pairs) <= p.o.MaxElems); {
		e := printPair{key: it.Key(), value: it.Value()}
		switch u := unwrap(e.key); {
		case !u.IsValid():
			e.rank = -1
		case u.CanInt():
			e.int, e.float = u.Int(), float64(u.Int())
		case u.CanUint():
			e.uint, e.float = u.Uint(), float64(u.Uint())
		case u.CanFloat():
			e.float = u.Float()
		case u.Kind() == reflect.String:
			e.rank, e.text = 1, u.String()
		default:
			q := printer{o: PrintOptions{MaxBytes: 1024, MaxElems: 16, Width: math.MaxInt}, left: 1024}
			e.rank, e.text = 2, q.label(u, nil)
		}
		pairs = append(pairs, e)
	}
	slices.SortFunc(pairs, func(a, b printPair) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.float, b.float), cmp.Compare(a.int, b.int), cmp.Compare(a.uint, b.uint),
			strings.Compare(a.text, b.text))
	})
	return pairs
}

// spoken is what a value says of itself: Error, String, or the user's own methods of these names.
func (p *printer) spoken(v reflect.Value, t types.Type) (s string, st style, ok bool) {
	if p.users != nil {
		isError := false
		if s, ok := p.guard(func() (s string, ok bool) { s, isError, ok = p.users.userString(v, t); return s, ok }); ok {
			if isError {
				return s, styleError, true
			}
			return s, stylePlain, true
		}
	}
	if !v.CanInterface() {
		if !v.CanAddr() || !harmless(v.Type()) {
			return "", 0, false
		}
		v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
	}
	switch k := v.Kind(); {
	case k == reflect.Pointer && v.IsNil():
		return "", 0, false // the method would most likely panic
	case k == reflect.Struct && v.Type().Name() != "" && !v.Type().Implements(errorType) && !v.Type().Implements(stringerType):
		if pt := reflect.PointerTo(v.Type()); pt.Implements(stringerType) { // a big.Int, url.URL ... that is no pointer
			c := reflect.New(v.Type())
			c.Elem().Set(v)
			v = c
		}
	}
	switch x := v.Interface().(type) {
	case error:
		s, ok = p.guard(func() (string, bool) { return x.Error(), true })
		return s, styleError, ok
	case fmt.Stringer:
		s, ok = p.guard(func() (string, bool) { return x.String(), true })
		return s, stylePlain, ok
	}
	return "", 0, false
}

var stringerType = reflect.TypeFor[fmt.Stringer]()

// harmless types may be asked for their text even in an unexported field: nothing guards them.
func harmless(t reflect.Type) bool {
	return t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[time.Duration]()
}

func (p *printer) guard(f func() (string, bool)) (s string, ok bool) {
	defer func() {
		if e := recover(); e != nil {
			s, ok = fmt.Sprintf("<its text method panicked: %v>", e), true
		}
	}()
	return f()
}
