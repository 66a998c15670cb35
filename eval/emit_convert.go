package eval

// This file writes conversions to interfaces, and assertions back. The evaluator keeps values in interfaces in a form of its own,
// always in an interface{} of the engine; see dispatch.go. Only interfaces of the host that have methods are what they are.

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// hostInterface says whether t is an interface with methods that the host declares.
func (im *Image) hostInterface(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || !types.IsInterface(n) {
		return false
	}
	if n.Obj().Pkg() == nil {
		return n.Obj().Name() == "error"
	}
	rt := im.imp.hosts[n.Obj()]
	return rt != nil && rt.NumMethod() > 0
}

// sealed says whether an interface of the host has methods that evaluated types cannot have, because they are unexported.
func (im *Image) sealed(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || im.imp.hosts[n.Obj()] == nil {
		return false
	}
	rt := im.imp.hosts[n.Obj()]
	for i := range rt.NumMethod() {
		if rt.Method(i).PkgPath != "" {
			return true
		}
	}
	return false
}

// loose says whether t is an interface that the engines have as interface{}.
func (e *emitter) loose(t types.Type) bool { return types.IsInterface(t) && !e.im.hostInterface(t) }

// typeID is the number by which emitted code names a type at run time.
func (e *emitter) typeID(t types.Type) string {
	return strconv.Itoa(e.im.types.of(e.subst(types.Unalias(t))).id)
}

// value writes x where a value of type to is needed: the one place where types become interfaces unasked.
func (e *emitter) value(x ast.Expr, to types.Type) string { return e.valueOf(x, e.expr(x), to) }

// valueOf is value for an expression that is written already, as s.
func (e *emitter) valueOf(x ast.Expr, s string, to types.Type) string {
	if to == nil {
		return s
	}
	tv := e.info.Types[x]
	if to = e.subst(to); tv.IsNil() {
		return s
	}
	from := e.typeOf(x)
	if !types.IsInterface(to) && !e.reforms(from, to) {
		return s
	}
	if from == nil || tv.Value != nil && types.IsInterface(from) {
		return s
	}
	if e.im.isFile(from) && onlyWrites(to) {
		if s = rtName + ".Stream(" + s + ")"; e.loose(to) {
			return rtName + ".Open(" + s + ")"
		}
		return s
	}
	return e.convert(s, defaultType(from), to)
}

// composed says whether the engine has a stand-in of its own for t as one of these interfaces, with a second method that the host
// may ask for.
func (e *emitter) composed(t types.Type, to *types.Named) bool {
	second := map[string]string{"io.Reader": "WriteTo", "io.Writer": "ReadFrom", "http.ResponseWriter": "Hijack"}[to.Obj().Pkg().Name()+"."+to.Obj().Name()]
	m, _, _ := types.LookupFieldOrMethod(t, false, e.im.pkg, second)
	_, ok := m.(*types.Func)
	return second != "" && ok
}

// isFile says whether t is *os.File, which may be one of the standard streams.
func (im *Image) isFile(t types.Type) bool {
	n, ok := types.Unalias(deref(t)).(*types.Named)
	return ok && n.Obj().Name() == "File" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "os"
}

// onlyWrites says whether any writer will do for the interface.
func onlyWrites(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() == 1 && i.Method(0).Name() == "Write"
}

// values writes expressions where values of the types are needed; a call may give several at once.
func (e *emitter) values(xs []ast.Expr, to []types.Type) string {
	if len(xs) == 1 && len(to) > 1 {
		return e.spread(xs[0], to)
	}
	s := make([]string, 0, len(xs))
	for i, x := range xs {
		var t types.Type
		if i < len(to) {
			t = to[i]
		}
		s = append(s, e.value(x, t))
	}
	return strings.Join(s, ", ")
}

// spread writes a call whose several results become values of the types.
func (e *emitter) spread(x ast.Expr, to []types.Type) string {
	s := e.expr(x)
	tu, ok := e.typeOf(x).(*types.Tuple)
	if !ok || tu.Len() != len(to) {
		return s
	}
	if _, isCall := ast.Unparen(x).(*ast.CallExpr); !isCall {
		return s
	}
	return e.spreader(s, tu, to)
}

// spreader passes a call with several results through a function that converts them, where one must be.
func (e *emitter) spreader(s string, from *types.Tuple, to []types.Type) string {
	var params, results, vals []string
	needed := false
	for i := range from.Len() {
		f, p := e.subst(from.At(i).Type()), "a"+strconv.Itoa(i)
		t := f
		if to[i] != nil && (types.IsInterface(e.subst(to[i])) || e.reforms(f, e.subst(to[i]))) {
			t = e.subst(to[i])
		}
		v := e.convert(p, f, t)
		needed = needed || v != p
		params, results, vals = append(params, p+" "+e.typ(f)), append(results, e.typ(t)), append(vals, v)
	}
	if !needed {
		return s
	}
	k := "spread " + strings.Join(params, ",") + strings.Join(vals, ",")
	n, ok := e.ld.helpers[k]
	if !ok {
		n = e.ld.fresh(viaName)
		e.ld.helpers[k] = n
		e.ld.queue = append(e.ld.queue, func() {
			fmt.Fprintf(&e.ld.out, "func %s(%s) (%s) { return %s }\n", n, strings.Join(params, ", "), strings.Join(results, ", "), strings.Join(vals, ", "))
		})
	}
	return n + "(" + s + ")"
}

// viaName begins the names of functions that stand between the user's own: stacks leave them out.
const viaName = "via"

// convert writes the expression s, of type from, as a value of type to.
func (e *emitter) convert(s string, from, to types.Type) string {
	if !types.IsInterface(to) {
		if !e.reforms(from, to) {
			return s
		}
		if e.restructs(from, to) {
			return e.restructured(s, from, to)
		}
		return e.fold(e.open(s, from), to)
	}
	switch {
	case !types.IsInterface(from) && e.loose(to):
		return e.enclose(s, from)
	case !types.IsInterface(from):
		return e.forHost(s, from, to)
	case e.loose(from) && !e.loose(to):
		return e.toHost(s, to)
	case !e.loose(from) && e.loose(to):
		return rtName + ".Open(" + s + ")"
	}
	return s
}

// enclose writes a value as interfaces of evaluated code hold it.
func (e *emitter) enclose(s string, t types.Type) string {
	if b, ok := t.(*types.Basic); ok {
		if b.Kind() == types.UntypedNil {
			return "nil"
		}
		return s
	}
	e.reachable(t)
	if e.im.lossy(t) {
		return rtName + ".Box(" + e.typeID(t) + ", " + e.open(s, t) + ")"
	}
	if e.declared(t) {
		return rtName + ".Open(" + s + ")" // what comes from the host is never in an interface of the engine's own
	}
	return s
}

// declared says whether methods of t come from evaluated source.
func (e *emitter) declared(t types.Type) bool {
	if e.isImage(t) {
		return true
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Pkg() == e.im.pkg // a local type
	}
	_, ok := types.Unalias(t).(*types.Struct) // it may embed one
	return ok
}

// forHost writes a value as an interface of the host that has methods.
func (e *emitter) forHost(s string, t, to types.Type) string {
	if !e.declared(t) {
		return s
	}
	e.reachable(t)
	if n, ok := types.Unalias(to).(*types.Named); ok && n.Obj().Pkg() == nil {
		return rtName + ".Err(" + e.typeID(t) + ", " + s + ")"
	}
	if isPointer(t) && e.folded(deref(t)) {
		return e.toHost(e.enclose(s, t), to)
	}
	id, from := e.typeID(t), t
	it := e.typ(to)
	return e.helper(viaName+" iface "+it+" "+id, t, func(n, _ string) string {
		// A variable: in a conversion the engine forgets the type's methods.
		mark := fmt.Sprintf("%s.Mark(&r, %s.Box(%s, v))", rtName, rtName, id)
		guard := ""
		if nilable(e.subst(from)) && !e.im.sealed(to) {
			guard = fmt.Sprintf("if v == nil { return %s(%s.Box(%s, v)) }; ", e.nilForHost(to), rtName, id)
		}
		return fmt.Sprintf("func %s(v %s) %s { %svar r %s = v; %s; return r }", n, e.openType(from), it, guard, e.typ(e.widest(from, to)), mark)
	}) + "(" + e.open(s, from) + ")"
}

// widest is the interface beside to, in its package, that has its methods and the most others of those that t has: the host asks
// for them, and the engine's stand-in for a value has just the methods of one interface.
func (e *emitter) widest(t, to types.Type) types.Type {
	n, ok := types.Unalias(to).(*types.Named)
	if !ok || e.composed(t, n) {
		return to
	}
	best, most := to, to.Underlying().(*types.Interface).NumMethods()
	scope := n.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		o, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !o.Exported() || !e.im.hostInterface(o.Type()) {
			continue
		}
		i, ok := o.Type().Underlying().(*types.Interface)
		if ok && i.NumMethods() > most && types.Implements(t, i) && types.AssignableTo(o.Type(), to) {
			best, most = o.Type(), i.NumMethods()
		}
	}
	return best
}

// toHost writes what an interface of evaluated code holds as an interface of the host, which it is known to implement.
func (e *emitter) toHost(s string, to types.Type) string {
	f := e.hostFinder(to)
	return e.helper(viaName+" tohost", to, func(n, t string) string {
		return fmt.Sprintf("func %s(x interface{}) %s { r, _ := %s(x); return r }", n, t, f)
	}) + "(" + s + ")"
}

// hostFinder gives a function that asserts an interface of the host: func(interface{}) (T, bool).
func (e *emitter) hostFinder(to types.Type) string {
	id := e.typeID(to)
	u := to.Underlying().(*types.Interface)
	im := e.methodsType(u)
	if e.im.sealed(to) {
		return e.helper(viaName+" find", to, func(n, t string) string {
			return fmt.Sprintf("func %s(x interface{}) (%s, bool) { var r %s; k := %s.ForHost(x, %s, &r, nil); return r, k == %d }", n, t, t, rtName, id, fitsNow)
		})
	}
	wrap := e.helper(viaName+" wrap", to, func(n, t string) string {
		return fmt.Sprintf("func %s(s %s) %s { return s }", n, im, t)
	})
	empty := e.nilForHost(to)
	return e.helper(viaName+" find", to, func(n, t string) string {
		return fmt.Sprintf("func %s(x interface{}) (%s, bool) { var r %s; var s %s; k := %s.ForHost(x, %s, &r, &s); "+
			"if k == %d { r = %s(s); %s.Mark(&r, x) }; if k == %d { r = %s(x) }; return r, k != %d }",
			n, t, t, im, rtName, id, fitsWrap, wrap, rtName, fitsNil, empty, fitsNot)
	})
}

// methodsType is an interface as the engine itself would have it.
func (e *emitter) methodsType(u *types.Interface) string {
	var b strings.Builder
	b.WriteString("interface { ")
	for i := range u.NumMethods() {
		m := u.Method(i)
		b.WriteString(m.Name() + e.signature(m.Signature()) + "; ")
	}
	b.WriteString("}")
	return b.String()
}

// assertion writes x.(t); two says whether the second value is wanted, too.
func (e *emitter) assertion(x ast.Expr, t types.Type, two bool) string {
	from := e.typeOf(x)
	s := e.convert(e.expr(x), from, types.Universe.Lookup("any").Type())
	return e.assert(s, runtimeName(from), t, two)
}

// assert writes the assertion of an expression that is an interface of evaluated code. from is what messages call its type.
func (e *emitter) assert(s, from string, t types.Type, two bool) string {
	id, quoted := e.typeID(t), strconv.Quote(from)
	switch {
	case e.loose(t) && two:
		return rtName + ".Fit(" + s + ", " + id + ")"
	case e.loose(t):
		return rtName + ".MustFit(" + s + ", " + id + ", " + quoted + ")"
	case types.IsInterface(t):
		f := e.hostFinder(t)
		if two {
			return f + "(" + s + ")"
		}
		return e.helper(viaName+" mustfind "+from, t, func(n, t string) string {
			return fmt.Sprintf("func %s(x interface{}) %s { r, ok := %s(x); if !ok { %s.Fail(x, %s, %s) }; return r }", n, t, f, rtName, id, quoted)
		}) + "(" + s + ")"
	}
	if b, ok := types.Unalias(t).(*types.Basic); ok && b.Kind() != types.UnsafePointer {
		if two {
			return e.helper(viaName+" assert2 "+id, t, func(n, t string) string {
				return fmt.Sprintf("func %s(x interface{}) (%s, bool) { v, ok := x.(%s); return v, ok }", n, t, t)
			}) + "(" + s + ")"
		}
		return e.helper(viaName+" assert "+id+from, t, func(n, t string) string {
			return fmt.Sprintf("func %s(x interface{}) %s { v, ok := x.(%s); if !ok { %s.Fail(x, %s, %s) }; return v }", n, t, t, rtName, id, quoted)
		}) + "(" + s + ")"
	}
	if two {
		return e.helper(viaName+" assert2 "+id, t, func(n, t string) string {
			return fmt.Sprintf("func %s(x interface{}) (%s, bool) { var v %s; ok := %s.Get(x, %s, &v); return v, ok }", n, t, t, rtName, id)
		}) + "(" + s + ")"
	}
	return e.helper(viaName+" assert "+id+from, t, func(n, t string) string {
		return fmt.Sprintf("func %s(x interface{}) %s { var v %s; %s.Must(x, %s, &v, %s); return v }", n, t, t, rtName, id, quoted)
	}) + "(" + s + ")"
}

// looseMethod says whether f selects a method of a value in an interface of evaluated code, and gives that value.
func (e *emitter) looseMethod(f *ast.SelectorExpr) (recv string, sig *types.Signature, ok bool) {
	sel := e.info.Selections[f]
	if sel == nil || sel.Kind() != types.MethodVal {
		return "", nil, false
	}
	path := sel.Index()[:len(sel.Index())-1]
	if _, t := e.along("", e.typeOf(f.X), path); !types.IsInterface(t) || !e.loose(t) {
		return "", nil, false
	}
	recv, _ = e.holder(f, sel)
	sig, ok = e.subst(sel.Obj().Type()).(*types.Signature)
	return recv, sig, ok
}

// caller gives a function that calls a method of what an interface of evaluated code holds: func(interface{}, parameters) results.
func (e *emitter) caller(name string, sig *types.Signature) string {
	sig = types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	params, args := e.parameters(sig)
	ret, end := "return ", ""
	if sig.Results().Len() == 0 {
		ret, end = "", "; return"
	}
	far := e.helper(viaName+" far "+name, sig, func(n, _ string) string {
		return fmt.Sprintf("func %s(x interface{}%s) %s { var f func(interface{}%s) %s; %s.Far(&f, x, %q, %s); %sf(x%s) }",
			n, params, e.results(sig), e.unnamed(sig), e.results(sig), rtName, name, e.typeID(sig), ret, prefixed(args))
	})
	return e.helper(viaName+" call "+name, sig, func(n, _ string) string {
		return fmt.Sprintf("func %s(x interface{}%s) %s { var s interface { %s%s }; if %s.Put(&s, x) { %ss.%s(%s)%s }; %s%s(x%s) }",
			n, params, e.results(sig), name, e.signature(sig), rtName, ret, name, args, end, ret, far, prefixed(args))
	})
}

// unnamed writes the types of parameters after the first.
func (e *emitter) unnamed(sig *types.Signature) (s string) {
	for i := range sig.Params().Len() {
		s += ", " + e.paramType(sig, i)
	}
	return s
}

// parameters writes the parameters of a helper after its first, and the arguments that pass them on.
func (e *emitter) parameters(sig *types.Signature) (params, args string) {
	var as []string
	for i := range sig.Params().Len() {
		p := "a" + strconv.Itoa(i)
		params += ", " + p + " " + e.paramType(sig, i)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			p += "..."
		}
		as = append(as, p)
	}
	return params, strings.Join(as, ", ")
}

func (e *emitter) results(sig *types.Signature) string {
	if sig.Results().Len() == 0 {
		return ""
	}
	return e.typ(sig.Results())
}

// binder gives a function that makes a method value of what an interface of evaluated code holds.
func (e *emitter) binder(name string, sig *types.Signature) string {
	sig = types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	call := e.caller(name, sig)
	return e.helper(viaName+" bind "+name, sig, func(n, t string) string {
		params, args := e.parameters(sig)
		ret := ""
		if sig.Results().Len() > 0 {
			ret = "return "
		}
		return fmt.Sprintf("func %s(x interface{}) %s { var s interface { %s%s }; %s.Put(&s, x); return func(%s) %s { %s%s(x%s) } }",
			n, t, name, e.signature(sig), rtName, strings.TrimPrefix(params, ", "), e.results(sig), ret, call, prefixed(args))
	})
}

func prefixed(args string) string {
	if args == "" {
		return ""
	}
	return ", " + args
}

// index writes what is between the brackets of an index expression.
func (e *emitter) index(x *ast.IndexExpr) string { return e.key(x.Index, mapKeyType(e.typeOf(x.X))) }

// key writes a key for a map; t is nil for an index of something else. One that cannot be a key must not get to the map, which knows no
// declared types.
func (e *emitter) key(x ast.Expr, t types.Type) string {
	if t != nil && e.info.Types[x].IsNil() && !types.IsInterface(t) {
		return e.zero(t) // the engine would take it for that of an interface
	}
	s := e.value(x, t)
	if t == nil || !types.IsInterface(t) || e.wraps(t) || e.info.Types[x].IsNil() {
		return s
	}
	if !e.loose(t) {
		return rtName + ".KeyError(" + s + ")"
	}
	if from := e.typeOf(x); !types.IsInterface(from) && isBasic(from) {
		return s
	}
	return rtName + ".Key(" + s + ")"
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// mapKeyType is the type of the keys of a map; nil for other types.
func mapKeyType(t types.Type) types.Type {
	if m, ok := t.Underlying().(*types.Map); ok {
		return m.Key()
	}
	return nil
}

// heldType is the type of the elements of a slice, array, map or channel; nil for other types.
func heldType(t types.Type) types.Type {
	if h, ok := t.Underlying().(interface{ Elem() types.Type }); ok {
		return h.Elem()
	}
	return nil
}
