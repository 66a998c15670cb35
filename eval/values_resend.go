// Records on their way on: as the structs that they are where their type is known.

package eval

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"reflect"
	"slices"
	"strings"

	"parley/protocol"
)

// asRecord is the record that v is or points to, and the type that it stands for.
func asRecord(v reflect.Value) (r protocol.Record, typ string) {
	star := ""
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return r, "any"
		}
		v, star = v.Elem(), "*"
	}
	r = v.Interface().(protocol.Record)
	if r.Type == "" {
		return r, "any"
	}
	return r, star + r.Type
}

// record encodes the fields of a record; its type is written by the caller.
func (e *encoder) record(r protocol.Record) error {
	var exprs []ast.Expr
	if len(r.Types) == len(r.Names) {
		var b strings.Builder
		for i, t := range r.Types {
			x, err := parser.ParseExpr(t)
			if err != nil {
				return fmt.Errorf("a record of %s has a field of type %q, which is no type", orAny(r.Type), clip(t, 100))
			}
			exprs = append(exprs, x)
			b.WriteString(" " + r.Names[i] + " " + t + ";")
		}
		s := shape{strings.ReplaceAll(strings.ReplaceAll(r.Type, "main.", ""), " ", ""), "struct{" + strings.TrimSuffix(b.String(), ";") + " }"}
		if s.name != "" && len(e.defs) < maxShapes && !slices.Contains(e.defs, s) {
			e.defs = append(e.defs, s)
		}
	}
	if err := e.open(majorMap, len(r.Names)); err != nil {
		return err
	}
	for i, name := range r.Names {
		x, ok := r.Fields[name]
		if !ok || slices.Contains(r.Names[:i], name) {
			return fmt.Errorf("a record of %s has no field %s, or has it twice", orAny(r.Type), clip(name, 64))
		}
		e.buf = appendText(e.buf, name)
		var t ast.Expr
		if exprs != nil {
			t = exprs[i]
		}
		if err := e.as(t, reflect.ValueOf(x)); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
	}
	e.close()
	return nil
}

// as encodes what stands for a value of type t, as decoder.like made it. Without a type, and within what has one of its own, values
// go as they are.
func (e *encoder) as(t ast.Expr, v reflect.Value) error {
	v = unwrap(v)
	switch x := t.(type) {
	case *ast.ParenExpr:
		return e.as(x.X, v)
	case *ast.InterfaceType:
		return e.dynamic(v)
	case *ast.Ident:
		if x.Name == "any" || x.Name == "error" {
			return e.dynamic(v)
		}
	}
	if !v.IsValid() {
		e.buf = append(e.buf, cborNull)
		return nil
	}
	if p, ok := t.(*ast.StarExpr); ok && v.Kind() != reflect.Pointer || ok && v.Type().Elem() == recordType {
		return e.asPointer(p.X, v)
	}
	switch v.Type() {
	case reflect.PointerTo(recordType):
		if v.IsNil() {
			e.buf = append(e.buf, cborNull)
			return nil
		}
		return e.record(v.Elem().Interface().(protocol.Record))
	case recordType:
		return e.record(v.Interface().(protocol.Record))
	case reflect.TypeFor[keyText]():
		return errors.New("a key of it has arrived as text only; send it on from where it is known")
	case reflect.TypeFor[[]any]():
		elem := ast.Expr(nil)
		if a, ok := t.(*ast.ArrayType); ok {
			elem = a.Elt
		}
		return e.asList(elem, v)
	case reflect.TypeFor[map[string]any](), reflect.TypeFor[map[any]any]():
		m, _ := t.(*ast.MapType)
		return e.asMap(m, v)
	}
	if err, ok := asError(v); ok {
		return e.err(err)
	}
	return e.value(v)
}

func (e *encoder) asPointer(elem ast.Expr, v reflect.Value) error {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			e.buf = append(e.buf, cborNull)
			return nil
		}
		v = v.Elem()
	}
	if !boxed(elem) {
		return e.as(elem, v)
	}
	if err := e.open(majorArray, 1); err != nil {
		return err
	}
	defer e.close()
	return e.as(elem, v)
}

func (e *encoder) asList(elem ast.Expr, v reflect.Value) error {
	if v.IsNil() {
		e.buf = append(e.buf, cborNull)
		return nil
	}
	if err := e.enter(v.UnsafePointer(), v.Len(), v.Type()); err != nil && v.Len() > 0 {
		return err
	} else if err == nil {
		defer e.leave()
	}
	if err := e.open(majorArray, v.Len()); err != nil {
		return err
	}
	for i := range v.Len() {
		if err := e.as(elem, v.Index(i)); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	e.close()
	return nil
}

func (e *encoder) asMap(m *ast.MapType, v reflect.Value) error {
	if v.IsNil() {
		e.buf = append(e.buf, cborNull)
		return nil
	}
	if err := e.enter(v.UnsafePointer(), 0, v.Type()); err != nil {
		return err
	}
	defer e.leave()
	var key, elem ast.Expr
	if m != nil {
		key, elem = m.Key, m.Value
	}
	if err := e.open(majorMap, v.Len()); err != nil {
		return err
	}
	type pair struct{ key, all []byte }
	var pairs []pair
	from := len(e.buf)
	for it := v.MapRange(); it.Next(); {
		if err := e.as(key, it.Key()); err != nil {
			return fmt.Errorf("a key: %w", err)
		}
		mid := len(e.buf) - from
		if err := e.as(elem, it.Value()); err != nil {
			return fmt.Errorf("the value of a key: %w", err)
		}
		all := bytes.Clone(e.buf[from:])
		pairs = append(pairs, pair{all[:mid], all})
		e.buf = e.buf[:from]
	}
	slices.SortFunc(pairs, func(a, b pair) int { return bytes.Compare(a.key, b.key) })
	for _, p := range pairs {
		e.buf = append(e.buf, p.all...)
	}
	e.close()
	return nil
}

// boxed says whether a pointer to that type travels in an array of one, because what it points to may be null itself.
func boxed(elem ast.Expr) bool {
	switch x := elem.(type) {
	case *ast.ParenExpr:
		return boxed(x.X)
	case *ast.StarExpr, *ast.MapType, *ast.InterfaceType:
		return true
	case *ast.ArrayType:
		return x.Len == nil
	case *ast.Ident:
		return x.Name == "any" || x.Name == "error"
	}
	return false
}
