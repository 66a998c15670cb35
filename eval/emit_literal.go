package eval

// This file writes composite literals.

import (
	"go/ast"
	"go/types"
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
	for i, v := range x.Elts {
		kv, keyed := v.(*ast.KeyValueExpr)
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
			el = append(el, e.value(kv.Key, mapKeyType(t))+": "+e.valueOf(kv.Value, e.settled(kv.Value, e.expr(kv.Value)), heldType(t)))
		default:
			el = append(el, e.valueOf(v, e.settled(v, e.expr(v)), heldType(t)))
		}
	}
	return amp + e.typ(t) + "{" + strings.Join(el, ", ") + "}"
}

// element writes the value of field i in a literal of struct type t.
func (e *emitter) element(t types.Type, i int, x ast.Expr) string {
	st := t.Underlying().(*types.Struct)
	v := e.value(x, st.Field(i).Type())
	if e.cut(t, i) && !e.info.Types[x].IsNil() {
		v = e.cutValue(v, e.subst(st.Field(i).Type()))
	}
	return e.fieldName(st, st.Field(i)) + ": " + v
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
