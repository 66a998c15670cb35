// Structs of types that are declared at one node and not at another: their definitions travel with their values, and where
// the type is not known they arrive as records.

package eval

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"

	"parley/protocol"
)

// shape is a declared struct: its name, as in "Point" or "Pair[int,string]", and its fields, as in "struct{ X int; Y int }".
type shape struct{ name, text string }

const maxShapes = 256 // that travel with one value

// shapes holds, for each type, the declared structs that it is made of. The same answer for the same type for ever.
var shapes sync.Map // reflect.Type -> []shape

// shapesOf lists the declared structs in t, each once.
func shapesOf(t reflect.Type) []shape {
	if s, ok := shapes.Load(t); ok {
		return s.([]shape)
	}
	var list []shape
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		if seen[t] || len(list) >= maxShapes {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(t.Elem())
		case reflect.Map:
			walk(t.Key())
			walk(t.Elem())
		case reflect.Struct:
			if planFor(t).form != formFields {
				return
			}
			name, declared := userType(t)
			var b strings.Builder
			if err := (&typeWriter{b: &b, within: t}).write(t, 0); declared && err == nil && b.Len() <= maxTypeText {
				list = append(list, shape{strings.ReplaceAll(name, "main.", ""), b.String()})
			}
			for i := range t.NumField() {
				walk(t.Field(i).Type)
			}
		}
	}
	walk(t)
	shapes.Store(t, list)
	return list
}

// define notes the declared structs of a type that a value of it is about to be encoded of.
func (e *encoder) define(t reflect.Type, typ string) {
	if k := t.Kind(); k <= reflect.Complex128 || k == reflect.String {
		return
	}
	list := shapesOf(t)
	if typ = strings.TrimPrefix(typ, "main."); t.Kind() == reflect.Struct && t.NumField() == 0 && token.IsIdentifier(typ) {
		list = []shape{{typ, "struct{}"}} // there is no field to carry its name
	}
	for _, s := range list {
		if len(e.defs) < maxShapes && !slices.Contains(e.defs, s) {
			e.defs = append(e.defs, s)
		}
	}
}

// defined is what was encoded, with its definitions if it has any.
func (e *encoder) defined() []byte {
	if len(e.defs) == 0 {
		return e.buf
	}
	b := append(make([]byte, 0, len(e.buf)+64*len(e.defs)), typesHead...)
	b = appendHead(b, majorMap, uint64(len(e.defs)))
	for _, s := range e.defs {
		b = appendText(appendText(b, s.name), s.text)
	}
	return append(b, e.buf...)
}

// skipTypes moves behind the definitions that a value may begin with.
func (d *decoder) skipTypes() {
	if typ, parts, ok := d.peekObject(); ok && typ == "types" && parts == 3 {
		d.object()
		d.defs = d.off
		d.skip()
	}
}

// definition is the struct that a name stands for where the value comes from; nil if that did not come along.
func (d *decoder) definition(name string) *ast.StructType {
	if d.defs == 0 {
		return nil
	}
	if d.known == nil {
		d.known = map[string]*ast.StructType{}
		q := *d
		q.off = d.defs
		n, ok := q.count(majorMap)
		for i := 0; ok && i < min(n, maxShapes); i++ {
			name, ok1 := q.payload(majorText)
			text, ok2 := q.payload(majorText)
			if ok = ok1 && ok2; ok {
				d.known[string(name)] = structOf(string(text))
			}
		}
	}
	return d.known[name]
}

// structOf reads the source of a struct type; nil if it is none.
func structOf(text string) *ast.StructType {
	if len(text) > maxTypeText {
		return nil
	}
	x, err := parser.ParseExpr(text)
	if err != nil {
		return nil
	}
	s, _ := x.(*ast.StructType)
	return s
}

// unknown decodes the next item, of a type that is not known here, as far as its definition says what is in it.
func (d *decoder) unknown(typ string) (any, error) {
	if d.defs == 0 || len(typ) > maxTypeText {
		return d.plain()
	}
	x, err := parser.ParseExpr(typ)
	if err != nil {
		return d.plain()
	}
	return d.like(x)
}

// like decodes the next item by the Go source of its type.
func (d *decoder) like(x ast.Expr) (any, error) {
	if d.deep++; d.deep > 4*maxNesting {
		return nil, errors.New("it nests too deep")
	}
	defer func() { d.deep-- }()
	if t := d.typeHere(x); t != nil {
		if err := d.take(int(t.Size())); err != nil {
			return nil, err
		}
		v := reflect.New(t).Elem()
		if err := d.value(v); err != nil {
			return nil, err
		}
		return unwrapped(v), nil
	}
	if d.atNull() {
		d.off++
		switch x.(type) {
		case *ast.ArrayType:
			return []any(nil), nil
		case *ast.MapType:
			return map[string]any(nil), nil
		}
		return nil, nil
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return d.like(x.X)
	case *ast.StarExpr:
		return d.likePointer(x.X)
	case *ast.StructType:
		return d.likeStruct("", x)
	case *ast.ArrayType:
		return d.likeList(x.Elt)
	case *ast.MapType:
		return d.likeMap(x)
	case *ast.InterfaceType, *ast.FuncType, *ast.ChanType:
		return d.plain()
	}
	name := strings.ReplaceAll(strings.ReplaceAll(exprText(x), " ", ""), "main.", "")
	if s := d.definition(name); s != nil {
		return d.likeStruct(name, s)
	}
	return d.plain()
}

// typeHere is the type that x is here; nil if it is not known. The answer is kept, because elements of a list ask again and again.
func (d *decoder) typeHere(x ast.Expr) reflect.Type {
	t, ok := d.here[x]
	if !ok {
		p := typeParser{types: d.types}
		t, _ = p.expr(x, 0)
		if d.here == nil {
			d.here = map[ast.Expr]reflect.Type{}
		}
		d.here[x] = t
	}
	return t
}

// unwrapped is the value of v as an `any` holds it.
func unwrapped(v reflect.Value) any {
	if !v.CanInterface() {
		return nil
	}
	return v.Interface()
}

// likePointer decodes what a pointer points to. A pointer to something that may be null itself came in an array of one.
func (d *decoder) likePointer(elem ast.Expr) (any, error) {
	if boxed(elem) {
		if n, ok := d.count(majorArray); !ok || n != 1 {
			return d.plain()
		}
	}
	v, err := d.like(elem)
	if r, ok := v.(protocol.Record); ok && err == nil {
		return &r, nil
	}
	return v, err
}

func (d *decoder) likeStruct(name string, s *ast.StructType) (any, error) {
	n, ok := d.count(majorMap)
	if !ok {
		return d.plain()
	}
	fields := map[string]ast.Expr{}
	for _, f := range s.Fields.List {
		ids := f.Names
		if len(ids) == 0 {
			ids = []*ast.Ident{embeddedName(f.Type)}
		}
		for _, id := range ids {
			if id != nil {
				fields[id.Name] = f.Type
			}
		}
	}
	if err := d.take(n * int(anyType.Size()+2*reflect.TypeFor[string]().Size())); err != nil {
		return nil, err
	}
	r := protocol.Record{Fields: make(map[string]any, min(n, 64))}
	if name != "" {
		r.Type = "main." + name
	}
	for range n {
		b, ok := d.payload(majorText)
		if !ok {
			return nil, fmt.Errorf("a field of %s has no name", orAny(r.Type))
		}
		field := string(b)
		if _, twice := r.Fields[field]; twice {
			return nil, fmt.Errorf("field %s is there twice", clip(field, 64))
		}
		var x any
		var err error
		if t := fields[field]; t != nil {
			x, err = d.like(t)
		} else {
			x, err = d.plain()
		}
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", clip(field, 64), err)
		}
		r.Names = append(r.Names, field)
		if t := fields[field]; t != nil && len(r.Types) == len(r.Names)-1 {
			r.Types = append(r.Types, types.ExprString(t))
		}
		r.Fields[field] = x
	}
	return r, nil
}

func (d *decoder) likeList(elem ast.Expr) (any, error) {
	n, ok := d.count(majorArray)
	if !ok {
		return d.plain()
	}
	if err := d.take(n * int(anyType.Size())); err != nil {
		return nil, err
	}
	list := make([]any, n)
	for i := range list {
		x, err := d.like(elem)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
		list[i] = x
	}
	return list, nil
}

func (d *decoder) likeMap(t *ast.MapType) (any, error) {
	n, ok := d.count(majorMap)
	if !ok {
		return d.plain()
	}
	if err := d.take(n * 2 * int(anyType.Size())); err != nil {
		return nil, err
	}
	byName, byAny := map[string]any{}, map[any]any{}
	for range n {
		k, err := d.like(t.Key)
		if err != nil {
			return nil, fmt.Errorf("a key: %w", err)
		}
		x, err := d.like(t.Value)
		if err != nil {
			return nil, fmt.Errorf("the value of a key: %w", err)
		}
		if s, ok := k.(string); ok {
			byName[s] = x
			continue
		}
		if k != nil && !reflect.ValueOf(k).Comparable() {
			k = keyText(flatText(reflect.ValueOf(k))) // a struct as a key arrives as a record, which cannot be one
		}
		byAny[k] = x
	}
	if len(byAny) == 0 {
		return byName, nil
	}
	for k, x := range byName {
		byAny[k] = x
	}
	return byAny, nil
}

// keyText is what a key prints as that cannot be one here.
type keyText string

func (k keyText) String() string { return string(k) }

// flatText is how a value prints on one line.
func flatText(v reflect.Value) string {
	var b strings.Builder
	printValue(&b, v, nil, PrintOptions{MaxBytes: 1024, Width: math.MaxInt})
	return b.String()
}

// recordInto decodes into a record: what came as one, or any struct.
func (d *decoder) recordInto(into reflect.Value) error {
	var x any
	if err := d.dynamic(reflect.ValueOf(&x).Elem()); err != nil {
		return err
	}
	switch r := x.(type) {
	case protocol.Record:
		into.Set(reflect.ValueOf(r))
		return nil
	case *protocol.Record:
		into.Set(reflect.ValueOf(*r))
		return nil
	case map[string]any:
		rec := protocol.Record{Fields: r}
		for name := range r {
			rec.Names = append(rec.Names, name)
		}
		slices.Sort(rec.Names)
		into.Set(reflect.ValueOf(rec))
		return nil
	}
	return fmt.Errorf("a %T is no record", x)
}
