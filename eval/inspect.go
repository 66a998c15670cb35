package eval

// This file lets somebody walk about in a value, a page at a time: what is looked at is printed, and the rest stays where it is.

import (
	"context"
	"encoding/hex"
	"fmt"
	"go/types"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"parley/protocol"
)

// Looked is one look at a place in a value.
type Looked struct {
	Type string
	Len  int    // of what has elements, fields or bytes; -1 of what has none
	Text string // of a value without parts, or a page of a string or of bytes
	Rows []LookedRow
	From int // the place of the first row or byte
	Left int // rows or bytes after the last
}

// LookedRow is a field or an element.
type LookedRow struct{ Name, Type, Text string } // Name as a path goes on: ".Field", "[3]", "[key]"

const (
	lookRows   = 20
	lookBytes  = 512
	lookText   = 2000
	lookGlance = 120
	maxThrough = 16 // pointers and interfaces in a row
)

// KeepView holds a value for a while so that Look can show parts of it. Only the last few are held for one holder.
func (im *Image) KeepView(v Value, holder protocol.NodeID) (protocol.Ref, error) {
	return im.keep(v, holder, heldCut)
}

// Look shows the place at a path, such as .Items[3].Name or [key], in a value that KeepView holds, from one of its parts on. It calls methods of
// evaluated types, so it is an evaluation of its own, cancelled with ctx; label says for whom.
func (im *Image) Look(ctx context.Context, ref protocol.Ref, path string, from int, label string) (Looked, error) {
	h, err := im.refs.find(ref)
	if err != nil {
		return Looked{}, err
	}
	im.refs.viewed(h)
	var l Looked
	r := im.Eval(ctx, Request{Label: label, Within: func(Result) { l, err = im.look(h.v, path, max(from, 0)) }})
	if r.Failure != nil {
		return Looked{}, r.Failure
	}
	return l, err
}

// viewed renews the lease of what is held to be looked at.
func (r *refs) viewed(h *heldValue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h.until = r.now().Add(min(r.lease, viewLease))
}

// pathStep is one step of a path.
var pathStep = regexp.MustCompile(`^(?:\.([\pL_][\pL\pN_]*)|\[("(?:[^"\\]|\\.)*"|[^\]]+)\])`)

func (im *Image) look(of Value, path string, from int) (Looked, error) {
	im.pool.world.RLock() // methods of evaluated types run in engines
	defer im.pool.world.RUnlock()
	v, t := of.V, of.T
	done := ""
	for rest := strings.TrimSpace(path); rest != ""; {
		m := pathStep.FindStringSubmatch(rest)
		if m == nil {
			return Looked{}, fmt.Errorf("%q is no path; write .Field, [3] or [key]", rest)
		}
		var err error
		if v, t, err = im.stepInto(v, t, m[1], m[2]); err != nil {
			return Looked{}, fmt.Errorf("%s%s: %w", done, m[0], err)
		}
		done, rest = done+m[0], rest[len(m[0]):]
	}
	return im.lookAt(v, t, from), nil
}

// through opens interfaces and follows pointers.
func through(v reflect.Value, t types.Type) (reflect.Value, types.Type) {
	for range maxThrough {
		if v.IsValid() {
			v, t = opened(v, t)
		}
		if !v.IsValid() || v.Kind() != reflect.Pointer || v.IsNil() {
			break
		}
		v, t = v.Elem(), elemType(t)
	}
	return v, t
}

func (im *Image) looking() *printer {
	p := &printer{o: PrintOptions{MaxBytes: lookGlance, MaxElems: 8, Width: math.MaxInt}, mark: im.versionMark, users: im}
	p.left = lookGlance
	return p
}

// glance is the beginning of a value on one line.
func (im *Image) glance(v reflect.Value, t types.Type) (s string) {
	defer func() {
		if e := recover(); e != nil {
			s = fmt.Sprintf("<cannot be printed: %v>", e)
		}
	}()
	l := layout{width: math.MaxInt, paint: painter(false)}
	l.write(im.looking().node(v, t, 0), 0, 0)
	return strings.ReplaceAll(l.b.String(), "\n", " ")
}

// lookType is the type of a value, in the words of whom it belongs to.
func (im *Image) lookType(v reflect.Value, t types.Type) string {
	if !v.IsValid() {
		return "nil"
	}
	p := im.looking()
	if v.Kind() == reflect.Struct {
		if name := p.structName(v, t); name != "" {
			return name
		}
	}
	return p.typeText(v, t)
}

// part is a field or an element on the way to a row or a step.
type lookedPart struct {
	name string
	v    reflect.Value
	t    types.Type
}

// fieldsOf are the fields of a struct, unexported ones too.
func fieldsOf(v reflect.Value, t types.Type) (parts []lookedPart) {
	if v.Type() == recordType && v.CanInterface() {
		r := v.Interface().(protocol.Record)
		for _, n := range r.Names {
			parts = append(parts, lookedPart{n, reflect.ValueOf(r.Fields[n]), nil})
		}
		return parts
	}
	if !v.CanAddr() && v.CanInterface() {
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	static, _ := staticUnder(t).(*types.Struct)
	if static != nil && static.NumFields() != v.NumField() {
		static = nil
	}
	for i := range v.NumField() {
		x := lookedPart{name: fieldName(v.Type(), v.Type().Field(i).Name), v: v.Field(i)}
		if static != nil {
			x.name, x.t = static.Field(i).Name(), static.Field(i).Type()
		}
		if x.name != "_" {
			parts = append(parts, x)
		}
	}
	return parts
}

func isBytes(v reflect.Value) bool {
	return (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) && v.Type().Elem().Kind() == reflect.Uint8
}

// lookAt shows a page of one place.
func (im *Image) lookAt(v reflect.Value, t types.Type, from int) Looked {
	head := v
	if v.IsValid() {
		head, _ = opened(v, t)
	}
	inner, it := through(v, t)
	l := Looked{Type: im.lookType(inner, it), Len: -1, From: from}
	if head.IsValid() && head.Kind() == reflect.Pointer {
		l.Type = "*" + l.Type
	}
	if !inner.IsValid() || inner.Kind() == reflect.Pointer {
		l.Text = "<nil>"
		return l
	}
	if s, _, ok := im.looking().spoken(v, t); ok { // an error, a time ...: what it says of itself comes first
		l.Text = s
	}
	page := func(n, size int, row func(i int) LookedRow) {
		l.Len = n
		l.From = min(from, n)
		end := min(l.From+size, n)
		for i := l.From; row != nil && i < end; i++ {
			l.Rows = append(l.Rows, row(i))
		}
		l.Left = n - end
	}
	row := func(name string, v reflect.Value, t types.Type) LookedRow {
		x, xt := v, t
		if v.IsValid() {
			x, xt = opened(v, t)
		}
		return LookedRow{name, im.lookType(x, xt), im.glance(v, t)}
	}
	switch k := inner.Kind(); {
	case k == reflect.Struct:
		fields := fieldsOf(inner, it)
		page(len(fields), lookRows, func(i int) LookedRow { return row("."+fields[i].name, fields[i].v, fields[i].t) })
	case k == reflect.String:
		page(inner.Len(), lookText, nil)
		l.Text = strings.ToValidUTF8(inner.String()[l.From:inner.Len()-l.Left], "")
	case isBytes(inner):
		page(inner.Len(), lookBytes, nil)
		b := make([]byte, inner.Len()-l.Left-l.From)
		for i := range b {
			b[i] = byte(inner.Index(l.From + i).Uint())
		}
		l.Text = strings.TrimRight(hex.Dump(b), "\n")
	case k == reflect.Slice || k == reflect.Array:
		page(inner.Len(), lookRows, func(i int) LookedRow { return row("["+strconv.Itoa(i)+"]", inner.Index(i), elemType(it)) })
	case k == reflect.Map:
		p := im.looking()
		p.o.MaxElems = from + lookRows // a map that is too large to be sorted is read no further
		pairs, kt := p.pairs(inner), keysOf(it)
		page(inner.Len(), lookRows, nil)
		for i := l.From; i < min(l.From+lookRows, len(pairs)); i++ {
			l.Rows = append(l.Rows, row("["+im.looking().label(pairs[i].key, kt)+"]", pairs[i].value, elemType(it)))
		}
	case l.Text == "":
		l.Text = im.glance(v, t)
	}
	return l
}

func keysOf(t types.Type) types.Type {
	if m, ok := staticUnder(t).(*types.Map); ok {
		return m.Key()
	}
	return nil
}

// stepInto goes to a field, or to the element of an index or key.
func (im *Image) stepInto(v reflect.Value, t types.Type, field, index string) (reflect.Value, types.Type, error) {
	v, t = through(v, t)
	switch {
	case !v.IsValid() || v.Kind() == reflect.Pointer:
		return v, t, fmt.Errorf("there is nothing: it is nil")
	case field != "":
		if v.Kind() != reflect.Struct {
			return v, t, fmt.Errorf("a %s has no fields", im.lookType(v, t))
		}
		for _, f := range fieldsOf(v, t) {
			if f.name == field {
				return f.v, f.t, nil
			}
		}
		names := map[string]string{}
		for _, f := range fieldsOf(v, t) {
			names[f.name] = ""
		}
		return v, t, unknown(fmt.Sprintf("%s has no field %s", im.lookType(v, t), field), field, names)
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Array || v.Kind() == reflect.String:
		i, err := strconv.Atoi(index)
		if err != nil || i < 0 || i >= v.Len() {
			return v, t, fmt.Errorf("there are %d elements, from 0 on", v.Len())
		}
		if v.Kind() == reflect.String {
			return reflect.ValueOf(v.String()[i]), nil, nil
		}
		return v.Index(i), elemType(t), nil
	case v.Kind() == reflect.Map:
		want := index
		if s, err := strconv.Unquote(index); err == nil {
			want = s
		}
		for it := v.MapRange(); it.Next(); {
			k := unwrap(it.Key())
			if k.IsValid() && k.Kind() == reflect.String && k.String() == want || k.IsValid() && k.Kind() != reflect.String && im.looking().label(k, keysOf(t)) == index {
				return it.Value(), elemType(t), nil
			}
		}
		return v, t, fmt.Errorf("there is no such key")
	}
	return v, t, fmt.Errorf("a %s has no elements", im.lookType(v, t))
}
