package eval

// This file writes interfaces of the host that hold a nil pointer, map, slice, channel or function of an evaluated type. The engine takes
// such a value for an interface that is nil, or looks for methods behind the pointer.

import (
	"fmt"
	"go/types"
	"strings"
)

// nilable says whether values of type t can be nil, and are no interfaces.
func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Chan, *types.Signature:
		return true
	}
	return false
}

// nilForHost gives a function that makes an interface of the host of a nil value, as interfaces of evaluated code hold it: by way of a
// type that has the interface's methods and calls those of the value.
func (e *emitter) nilForHost(to types.Type) string {
	u := to.Underlying().(*types.Interface)
	return e.helper(viaName+" nil", to, func(n, t string) string {
		holder := e.ld.fresh(viaName)
		var b strings.Builder
		fmt.Fprintf(&b, "type %s struct { x interface{} }\n", holder)
		for i := range u.NumMethods() {
			m := u.Method(i)
			sig := e.subst(m.Signature()).(*types.Signature)
			params, args, results, ret := e.forward(sig)
			fmt.Fprintf(&b, "func (h %s) %s(%s) %s { %s%s(h.x%s) }\n", holder, m.Name(), params, results, ret, e.caller(m.Name(), sig), prefixed(args))
			e.ld.unsettled = append(e.ld.unsettled, method{holder, m.Name()})
		}
		fmt.Fprintf(&b, "func %s(x interface{}) %s { var r %s = %s{x}; %s.Mark(&r, x); return r }", n, t, t, holder, rtName)
		return b.String()
	})
}
