package eval

// This file writes the types that functions declare. Each instance of a generic function has types of its own.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (e *emitter) localType(sp *ast.TypeSpec) string {
	if sp.Assign.IsValid() {
		return "" // an alias: types are written from what they are
	}
	t, ok := e.info.Defs[sp.Name].Type().(*types.Named)
	if !ok {
		fail("cannot express the type %s", sp.Name.Name)
	}
	t = e.ownType(t)
	o := t.Obj()
	if t.TypeParams().Len() > 0 {
		made := map[string]string{}
		e.ld.generics[o] = func(targs []types.Type) string {
			k := e.ld.instKey(targs)
			if made[k] == "" {
				made[k] = e.ld.fresh(sp.Name.Name)
				e.writeLocalType(e.ld.instance(t, targs), sp.Name.Name, o.Pos(), made[k], append(e.envArgs(), targs...))
			}
			return made[k]
		}
		return ""
	}
	n := e.ld.fresh(sp.Name.Name)
	e.ld.locals[o] = n
	e.writeLocalType(t, sp.Name.Name, o.Pos(), n, e.envArgs())
	return ""
}

// ownType is what a type declared in a function is in this instance of the function.
func (e *emitter) ownType(t *types.Named) *types.Named {
	args := e.envArgs()
	if len(args) == 0 {
		return t
	}
	o := t.Obj()
	if e.own == nil {
		e.own = map[types.Object]*types.Named{}
	}
	key := ""
	for _, a := range args {
		key += e.typeID(a) + ","
	}
	k := ownKey{o, key}
	if n := e.of.own[k]; n != nil {
		e.own[o] = n
		return n
	}
	var names []string
	for _, a := range args {
		names = append(names, argumentName(a))
	}
	n := types.NewNamed(types.NewTypeName(o.Pos(), o.Pkg(), o.Name()+"["+strings.Join(names, ",")+"]", nil), nil, nil)
	e.own[o] = n // before what it is made of: it may contain itself
	env := map[*types.TypeParam]types.Type{}
	for p, a := range e.env {
		env[p] = a
	}
	var params []*types.TypeParam
	for i := range t.TypeParams().Len() {
		p := t.TypeParams().At(i)
		q := types.NewTypeParam(types.NewTypeName(token.NoPos, o.Pkg(), p.Obj().Name(), nil), nil)
		env[p] = q
		params = append(params, q)
	}
	for i, q := range params {
		q.SetConstraint(substitute(t.TypeParams().At(i).Constraint(), env, e.own))
	}
	n.SetTypeParams(params)
	n.SetUnderlying(substitute(t.Underlying(), env, e.own))
	if e.of.own == nil {
		e.of.own = map[ownKey]*types.Named{}
	}
	e.of.own[k] = n
	return n
}

// ownKey is a type that a generic function declares, and the type arguments of an instance.
type ownKey struct {
	of    types.Object
	targs string
}

// writeLocalType writes the type that is declared by that name in a function, outside of it: helpers must see it.
func (e *emitter) writeLocalType(t types.Type, declared string, pos token.Pos, name string, targs []types.Type) {
	e.noCycle(t)
	text := ""
	if _, ok := t.Underlying().(*types.Struct); ok {
		text = e.structType(t, fmt.Sprintf(`p:"%s.0_%d#%s%s"`, declared, pos, e.typeID(t), tagArgs(targs)))
	} else {
		text = e.typ(t.Underlying())
	}
	e.ld.queue = append(e.ld.queue, func() { e.ld.out.WriteString("type " + name + " " + text + "\n") })
	e.forwardMethods(t, name)
}

// envArgs are the type arguments of the function under way.
func (e *emitter) envArgs() []types.Type {
	ts := make([]types.Type, len(e.env))
	for p, t := range e.env {
		ts[p.Index()] = t
	}
	return ts
}
