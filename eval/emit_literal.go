package eval

// This file writes composite literals.

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strconv"
	"strings"
)

// composite writes a composite literal; of structs always with keys.
func (e *emitter) composite(x *ast.CompositeLit) string {
	t := e.typeOf(x)
	amp := ""
	if p, ok := t.Underlying().(*types.Pointer); ok {
		amp, t = "&", p.Elem()
	}
	var el []string
	st, isStruct := t.Underlying().(*types.Struct)
	numbered, index := e.numbered(t, x.Elts), int64(-1)
	for i, v := range x.Elts {
		kv, keyed := v.(*ast.KeyValueExpr)
		index++
		switch {
		case isStruct && keyed:
			el = append(el, e.element(t, fieldIndex(st, kv.Key.(*ast.Ident).Name), kv.Value))
		case isStruct:
			if st.Field(i).Name() == "_" { // it counts in no comparison, except in the engine
				if _, isName := v.(*ast.Ident); isName || e.info.Types[v].Value != nil {
					continue
				}
			}
			el = append(el, e.element(t, i, v))
		case keyed:
			el = append(el, e.key(kv.Key, mapKeyType(t))+": "+e.valueOf(kv.Value, e.expr(kv.Value), heldType(t)))
			if numbered {
				index, _ = constant.Int64Val(constant.ToInt(e.info.Types[kv.Key].Value))
			}
		default:
			s := e.valueOf(v, e.expr(v), heldType(t))
			if numbered {
				s = strconv.FormatInt(index, 10) + ": " + s
			}
			el = append(el, s)
		}
	}
	s := e.fold(e.openType(t)+"{"+strings.Join(el, ", ")+"}", t)
	if amp != "" {
		return e.addressOf(s, t)
	}
	return s
}

// element writes the value of field i in a literal of struct type t.
func (e *emitter) element(t types.Type, i int, x ast.Expr) string {
	st := t.Underlying().(*types.Struct)
	v := e.value(x, st.Field(i).Type())
	if e.cut(t, i) && !e.info.Types[x].IsNil() {
		v = e.cutValue(v, e.subst(st.Field(i).Type()))
	}
	return e.fieldName(t, st.Field(i)) + ": " + v
}

func fieldIndex(st *types.Struct, name string) int {
	for i := range st.NumFields() {
		if st.Field(i).Name() == name {
			return i
		}
	}
	fail("no field %s", name)
	return 0
}

// numbered says whether the elements of a literal of type t must be written with their indices. The engine asks for the type of an
// element without an index before it has looked at its parts, and then takes *p for a pointer to p.
func (e *emitter) numbered(t types.Type, elements []ast.Expr) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Array:
	default:
		return false
	}
	for _, x := range elements {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			x = kv.Value
		}
		switch y := ast.Unparen(x).(type) {
		case *ast.BasicLit, *ast.CompositeLit, *ast.FuncLit:
			continue
		case *ast.Ident:
			if v, ok := e.objectOf(y).(*types.Var); !ok || e.declOf(v) == nil {
				continue
			}
		}
		if e.info.Types[x].Value == nil {
			return true
		}
	}
	return false
}
