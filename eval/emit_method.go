package eval

// This file writes methods that are used as values. The engine binds the receiver of a method value when it is called, and
// takes only receivers of exactly the method's own type; both are settled by a function of our own.

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// methodValue writes x.m, not called: the receiver is evaluated and copied now.
func (e *emitter) methodValue(x *ast.SelectorExpr, s *types.Selection) string {
	f, ok := s.Obj().(*types.Func)
	if !ok {
		fail("%s is no method", x.Sel.Name)
	}
	if recv, sig, ok := e.looseMethod(x); ok {
		return e.binder(x.Sel.Name, sig) + "(" + recv + ")"
	}
	recv, t := e.boundReceiver(x, s, f)
	e.ld.noteMember(f)
	h := e.helper("bind_"+f.Name(), t, func(n, rt string) string {
		params, args, results, ret := e.forward(e.subst(s.Type()).(*types.Signature))
		guard := ""
		if types.IsInterface(t) {
			guard = "if r == nil { " + rtName + ".NilCall() }; "
		}
		return fmt.Sprintf("func %s(r %s) func(%s) %s { %sreturn func(%s) %s { %s%s } }", n, rt, params, results, guard, params, results, ret, e.methodCall("r", t, f, args))
	})
	return h + "(" + recv + ")"
}

// methodExpr writes T.m: a function that takes the receiver first.
func (e *emitter) methodExpr(x *ast.SelectorExpr, s *types.Selection) string {
	f, ok := s.Obj().(*types.Func)
	if !ok {
		fail("%s is no method", x.Sel.Name)
	}
	e.ld.noteMember(f)
	if r := e.subst(s.Recv()); types.IsInterface(r) && e.loose(r) {
		return e.caller(f.Name(), e.subst(f.Type()).(*types.Signature))
	}
	sig := e.subst(s.Type()).(*types.Signature)
	without := types.NewSignatureType(nil, nil, nil, types.NewTuple(tupleVars(sig.Params())[1:]...), sig.Results(), sig.Variadic())
	return e.helper("expr_"+f.Name(), e.subst(s.Recv()), func(n, t string) string {
		params, args, results, ret := e.forward(without)
		from, ft := e.along("r", e.subst(s.Recv()), s.Index()[:len(s.Index())-1])
		call := e.methodCall(from, ft, f, args)
		return fmt.Sprintf("func %s(r %s, %s) %s { %s%s }", n, t, params, results, ret, call)
	})
}

// funcValue writes a declared function as a value. The engine cannot return those that it has yet to see, or store them everywhere.
func (e *emitter) funcValue(name string, t types.Type) string {
	e.ld.escapes.Store(true)
	if e.ld.isLoaded(name) {
		return name
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		fail("%s is no function", name)
	}
	return e.helper("value_"+name, sig, func(n, t string) string {
		params, args, results, ret := e.forward(sig)
		return fmt.Sprintf("func %s() %s { return func(%s) %s { %s%s(%s) } }", n, t, params, results, ret, name, args)
	}) + "()"
}

// methodCall writes a call of a method of r, which is of type t, or of its stand-in.
func (e *emitter) methodCall(r string, t types.Type, f *types.Func, args string) string {
	if isPointer(t) && e.folded(deref(t)) {
		r, t = "(*"+r+")", deref(t)
	}
	if n := methodStandIn(f); n != "" {
		if !isPointer(t) && !types.IsInterface(t) {
			r = "&" + r
		}
		if args != "" {
			args = ", " + args
		}
		return rtName + "." + n + "(" + r + args + ")"
	}
	if types.IsInterface(t) && e.loose(t) {
		return e.caller(f.Name(), e.subst(f.Type()).(*types.Signature)) + "(" + r + prefixed(args) + ")"
	}
	return e.open(r, t) + "." + f.Name() + "(" + args + ")"
}

// forward writes the parameters and results of a function that passes its arguments on.
func (e *emitter) forward(s *types.Signature) (params, args, results, ret string) {
	var ps, as []string
	for i := range s.Params().Len() {
		p := fmt.Sprintf("a%d", i)
		ps = append(ps, p+" "+e.paramType(s, i))
		if s.Variadic() && i == s.Params().Len()-1 {
			p += "..."
		}
		as = append(as, p)
	}
	if s.Results().Len() > 0 {
		results, ret = e.typ(s.Results()), "return "
	}
	return strings.Join(ps, ", "), strings.Join(as, ", "), results, ret
}

func tupleVars(t *types.Tuple) []*types.Var {
	var vs []*types.Var
	for i := range t.Len() {
		vs = append(vs, t.At(i))
	}
	return vs
}

// boundReceiver writes the receiver that method f of x.f has, by way of embedded fields, as the type that f declares.
func (e *emitter) boundReceiver(x *ast.SelectorExpr, s *types.Selection, f *types.Func) (string, types.Type) {
	r, t := e.holder(x, s)
	_, isPtr := t.Underlying().(*types.Pointer)
	wantPtr := false
	if rv := f.Signature().Recv(); rv != nil {
		_, wantPtr = rv.Type().(*types.Pointer)
	}
	switch {
	case types.IsInterface(t) || isPtr == wantPtr:
		return r, t
	case wantPtr:
		return "&" + r, types.NewPointer(t)
	}
	return "*" + r, deref(t)
}

// method is a method by the emitted name of the type that has it.
type method struct{ typ, name string }

// settleMethods writes, after all else of a load, a function that nobody calls and that mentions each method of the load: see
// traits.settle. A call before the method's declaration, or one through an interface, does not settle its type.
func (ld *loader) settleMethods() {
	ms := ld.unsettled
	ld.unsettled = nil
	if len(ms) == 0 || !ld.im.kind.traits.settle {
		return
	}
	fmt.Fprintf(&ld.out, "func %s() {\n", ld.fresh("settle"))
	of := map[string]string{}
	for _, m := range ms {
		v := of[m.typ]
		if v == "" {
			v = ld.fresh("r")
			of[m.typ] = v
			fmt.Fprintf(&ld.out, "var %s *%s\n", v, m.typ)
		}
		fmt.Fprintf(&ld.out, "_ = %s.%s\n", v, m.name)
	}
	ld.out.WriteString("}\n")
}
