package eval

// This file writes calls: of functions, built-ins, and of the few host functions that need a stand-in.

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// callee writes the function of a call.
func (e *emitter) callee(f ast.Expr) string {
	if s, ok := e.instance(f); ok {
		return s
	}
	t := e.typeOf(f)
	switch f := ast.Unparen(f).(type) {
	case *ast.Ident:
		return e.open(e.ident(f), t)
	case *ast.SelectorExpr:
		return e.variadicField(f, e.open(e.selector(f), t))
	default: // a literal without parentheses, or the engine makes its type at the first call, without a lock
		return e.opened(f)
	}
}

func (e *emitter) call(x *ast.CallExpr) string {
	if e.info.Types[x.Fun].IsType() {
		to := e.typeOf(x.Fun)
		if types.IsInterface(to) && !e.info.Types[x.Args[0]].IsNil() {
			from := defaultType(e.typeOf(x.Args[0]))
			if e.im.isFile(from) && onlyWrites(to) {
				return e.value(x.Args[0], to)
			}
			s := e.expr(x.Args[0])
			if c := e.convert(s, from, to); c != s {
				return c
			}
			return "(" + e.typ(to) + ")(" + s + ")" // the engine would take a variable for one of the narrower type
		}
		if e.folded(to) {
			if e.info.Types[x.Args[0]].IsNil() {
				return e.zero(to)
			}
			return e.fold("("+e.openType(to)+")("+e.opened(x.Args[0])+")", to)
		}
		return "(" + e.typ(to) + ")(" + e.opened(x.Args[0]) + ")"
	}
	if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok {
		if b, ok := e.objectOf(id).(*types.Builtin); ok {
			return e.builtin(b.Name(), x)
		}
	}
	if s, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok {
		if b, ok := e.info.Uses[s.Sel].(*types.Builtin); ok {
			return e.sizeOf(b.Name(), x)
		}
	}
	if s, ok := e.quoteCall(x); ok {
		return s
	}
	if s, ok := e.standIn(x); ok {
		return s
	}
	dots := ""
	if x.Ellipsis.IsValid() {
		dots = "..."
	}
	if f, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok && !e.spreads(x) {
		if recv, sig, ok := e.looseMethod(f); ok {
			a := e.args(x)
			return e.caller(f.Sel.Name, sig) + "(" + recv + prefixed(a) + dots + ")"
		}
	}
	return e.callee(x.Fun) + "(" + e.args(x) + dots + ")"
}

// spreads says whether the results of one call are all the arguments of another.
func (e *emitter) spreads(x *ast.CallExpr) bool {
	if len(x.Args) != 1 {
		return false
	}
	_, ok := e.info.TypeOf(x.Args[0]).(*types.Tuple)
	return ok
}

// args writes the arguments of a call.
func (e *emitter) args(x *ast.CallExpr) string {
	sig, _ := e.typeOf(x.Fun).Underlying().(*types.Signature)
	if sig == nil {
		return e.exprs(x.Args)
	}
	bare := e.looksInside(x.Fun)
	if e.spreads(x) {
		tu := e.info.TypeOf(x.Args[0]).(*types.Tuple)
		to := make([]types.Type, tu.Len())
		for i := range to {
			to[i] = paramAt(sig, i, false)
		}
		return e.spread(x.Args[0], to)
	}
	s := make([]string, 0, len(x.Args))
	for i, a := range x.Args {
		if x.Ellipsis.IsValid() && i == len(x.Args)-1 && e.info.Types[a].IsNil() { // the engine wants a slice
			s = append(s, e.zero(sig.Params().At(i).Type()))
			continue
		}
		s = append(s, e.arg(a, paramAt(sig, i, x.Ellipsis.IsValid()), bare))
	}
	if sig, ok := e.typeOf(x.Fun).Underlying().(*types.Signature); ok && sig.Variadic() && len(s) == sig.Params().Len() && !x.Ellipsis.IsValid() {
		last := len(s) - 1
		s[last] = e.onlyElement(sig.Params().At(last).Type(), x.Args, last, s[last])
	}
	return strings.Join(s, ", ")
}

// arg writes one argument for a parameter of type to. bare
// says that the function is of the host and looks at what interfaces hold.
func (e *emitter) arg(x ast.Expr, to types.Type, bare string) string {
	if bare == scans {
		if t := e.im.scanner(); t != nil && types.Implements(e.typeOf(x), t.Underlying().(*types.Interface)) {
			return e.value(x, t)
		}
		bare = "ForScan"
		if t := e.typeOf(x); !types.IsInterface(t) && !e.im.lossy(t) {
			bare = ""
		}
	}
	if s := e.value(x, to); bare == "" || to == nil || e.info.Types[x].IsNil() {
		return s
	} else if t := e.typeOf(x); types.IsInterface(to) && e.loose(to) && (bare != "Bare" || types.IsInterface(t) || e.im.lossy(t)) {
		return rtName + "." + bare + "(" + s + ")"
	} else if sl, ok := to.Underlying().(*types.Slice); ok && types.IsInterface(sl.Elem()) && e.loose(sl.Elem()) {
		return rtName + "." + bare + "All(" + s + ")"
	} else {
		return s
	}
}

// standIn writes calls of host functions that would get out of hand as they are: see contain.go for the others, which are replaced
// in the symbol tables.
func (e *emitter) standIn(x *ast.CallExpr) (string, bool) {
	s, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	f, ok := e.info.Uses[s.Sel].(*types.Func)
	if !ok {
		return "", false
	}
	if n := methodStandIn(f); n != "" {
		a := e.receiverPointer(s)
		if len(x.Args) > 0 {
			a += ", " + e.args(x)
		}
		if x.Ellipsis.IsValid() {
			a += "..."
		}
		return rtName + "." + n + "(" + a + ")", true
	}
	switch f.FullName() {
	case "errors.As":
		p, ok := e.typeOf(x.Args[1]).Underlying().(*types.Pointer)
		if !ok || x.Ellipsis.IsValid() {
			break
		}
		if t := p.Elem(); e.declared(t) || types.IsInterface(t) || e.im.lossy(t) {
			// reflection on the host cannot see what an emitted type implements
			h := e.helper(viaName+" as "+e.typeID(t), t, func(n, ts string) string {
				return fmt.Sprintf("func %s(err error, t *%s) bool { return %s.ErrorAs(err, t, func(x interface{}) bool { v, ok := %s; if ok { *t = v }; return ok }) }",
					n, ts, rtName, e.assert("x", "error", t, true))
			})
			return h + "(" + e.value(x.Args[0], types.Universe.Lookup("error").Type()) + ", " + e.expr(x.Args[1]) + ")", true
		}
	}
	return "", false
}

func (e *emitter) receiverPointer(s *ast.SelectorExpr) string {
	x, t := e.expr(s.X), e.typeOf(s.X)
	if sel := e.info.Selections[s]; sel != nil {
		x, t = e.holder(s, sel)
	}
	if isPointer(t) || types.IsInterface(t) {
		return x
	}
	return "(&" + x + ")"
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func (e *emitter) builtin(n string, x *ast.CallExpr) string {
	switch n {
	case "min", "max":
		if b, ok := e.typeOf(x).Underlying().(*types.Basic); ok && b.Info()&types.IsFloat != 0 {
			return e.floatMin(n, x) // not by a function of the engine's: it loses the sign of a zero that is passed
		}
		op := "<"
		if n == "max" {
			op = ">"
		}
		h := e.helper(n, e.typeOf(x), func(n, t string) string {
			return fmt.Sprintf("func %s(a, b %s) %s { if b %s a { return b }; return a }", n, t, t, op)
		})
		s := e.expr(x.Args[0])
		for _, a := range x.Args[1:] {
			s = h + "(" + s + ", " + e.expr(a) + ")"
		}
		return s
	case "clear":
		t := e.openable(e.typeOf(x.Args[0]))
		if sl, ok := t.Underlying().(*types.Slice); ok {
			el := e.typ(sl.Elem())
			return e.helper("clear", t, func(n, t string) string {
				return fmt.Sprintf("func %s(m %s) { var z %s; for k := range m { m[k] = z } }", n, t, el)
			}) + "(" + e.opened(x.Args[0]) + ")"
		}
		return e.helper("clear", t, func(n, t string) string {
			return fmt.Sprintf("func %s(m %s) { %s.ClearMap(m) }", n, t, rtName)
		}) + "(" + e.opened(x.Args[0]) + ")"
	case "new":
		if e.info.Types[x.Args[0]].IsType() {
			return "new(" + e.typ(e.info.TypeOf(x.Args[0])) + ")"
		}
		of := defaultType(e.typeOf(x.Args[0]))
		return e.helper("new", of, func(n, t string) string {
			if hasFloats(of, 0) {
				return fmt.Sprintf("func %s(v ...%s) *%s { return &v[0] }", n, t, t)
			}
			return fmt.Sprintf("func %s(v %s) *%s { return &v }", n, t, t)
		}) + "(" + e.expr(x.Args[0]) + ")"
	case "append":
		if len(x.Args) == 1 || x.Ellipsis.IsValid() && e.info.Types[x.Args[1]].IsNil() {
			return e.expr(x.Args[0])
		}
		if sl, ok := e.typeOf(x).Underlying().(*types.Slice); ok && e.refoldsAppend(x, sl.Elem()) {
			s := n + "(" + e.opened(x.Args[0])
			for _, a := range x.Args[1:] {
				if x.Ellipsis.IsValid() {
					s += ", " + e.opened(a) + "..."
				} else {
					s += ", " + e.value(a, sl.Elem())
				}
			}
			return e.fold(s+")", e.typeOf(x))
		} else if ok && types.IsInterface(sl.Elem()) {
			s := n + "(" + e.expr(x.Args[0])
			for _, a := range x.Args[1:] {
				if x.Ellipsis.IsValid() {
					s += ", " + e.expr(a) + "..."
				} else {
					s += ", " + e.onlyElement(e.typeOf(x.Args[0]), x.Args, 1, e.value(a, sl.Elem()))
				}
			}
			return s + ")"
		} else if ok {
			s := n + "(" + e.expr(x.Args[0])
			for _, a := range x.Args[1:] {
				if s += ", " + e.expr(a); e.info.Types[a].IsNil() { // to the engine, a nil interface
					s = strings.TrimSuffix(s, "nil") + "(" + e.typ(sl.Elem()) + ")(nil)"
				}
			}
			if x.Ellipsis.IsValid() {
				s += "..."
			}
			return s + ")"
		}
	case "make":
		t := e.typeOf(x.Args[0])
		c, oneWay := t.Underlying().(*types.Chan)
		oneWay = oneWay && c.Dir() != types.SendRecv
		s := "make("
		if oneWay { // reflection makes only channels of both directions
			s += e.typ(types.NewChan(types.SendRecv, c.Elem()))
		} else {
			s += e.openType(t)
		}
		for _, a := range x.Args[1:] {
			s += ", " + e.makeSize(x, a)
		}
		if oneWay {
			return e.fold("("+e.openType(t)+")("+s+"))", t)
		}
		return e.fold(s+")", t)
	case "recover":
		if e.rangeFrame(len(e.fn.frames)-1) != nil { // the compiler makes a function of the loop's body
			return rtName + ".NotDeferred()"
		}
		return e.fn.recoverer + "()"
	case "panic":
		return "panic(" + e.value(x.Args[0], types.Universe.Lookup("any").Type()) + ")"
	case "delete":
		return "delete(" + e.opened(x.Args[0]) + ", " + e.key(x.Args[1], mapKeyType(e.typeOf(x.Args[0]))) + ")"
	case "print", "println":
		return rtName + "." + strings.ToUpper(n[:1]) + n[1:] + "(" + e.exprs(x.Args) + ")"
	}
	dots := ""
	if x.Ellipsis.IsValid() {
		dots = "..."
	}
	args := make([]string, 0, len(x.Args))
	for _, a := range x.Args {
		args = append(args, e.opened(a))
	}
	return n + "(" + strings.Join(args, ", ") + dots + ")"
}

// floatMin writes min and max of floating-point numbers.
func (e *emitter) floatMin(n string, x *ast.CallExpr) string {
	t := e.typ(e.typeOf(x))
	s := "float64(" + e.expr(x.Args[0]) + ")"
	for _, a := range x.Args[1:] {
		s = fmt.Sprintf("%s.%sFloat(%s, float64(%s))", rtName, strings.ToUpper(n[:1])+n[1:], s, e.expr(a))
	}
	return t + "(" + s + ")"
}

// sizeOf writes a call of a function of package unsafe that only the type arguments make constant.
func (e *emitter) sizeOf(n string, x *ast.CallExpr) string {
	sizes := types.SizesFor("gc", "amd64") // as the check has them
	switch n {
	case "Sizeof":
		return fmt.Sprintf("uintptr(%d)", sizes.Sizeof(e.typeOf(x.Args[0])))
	case "Alignof":
		return fmt.Sprintf("uintptr(%d)", sizes.Alignof(e.typeOf(x.Args[0])))
	}
	fail("unsafe.%s of a value whose type is a type parameter", n)
	return ""
}

func defaultType(t types.Type) types.Type {
	if b, ok := t.(*types.Basic); ok {
		return types.Default(b)
	}
	return t
}

// hoist evaluates what a go or defer statement must evaluate now: the function value and the arguments. It gives the
// statements that do so, and the call that is left.
func (e *emitter) hoist(c *ast.CallExpr) (pre, call string) {
	temp := func(v string) string {
		n := e.tmp()
		pre += n + " := " + v + "\n"
		return n
	}
	f := ""
	if e.standInReceiver(c.Fun, func(s string) string { return s }) == "" {
		f = e.hoistCallee(c.Fun, temp)
	}
	more, list := e.hoistArgs(c)
	pre += more
	if recv := e.standInReceiver(c.Fun, temp); recv != "" {
		f = rtName + "." + methodStandIn(e.info.Uses[ast.Unparen(c.Fun).(*ast.SelectorExpr).Sel].(*types.Func))
		if len(c.Args) > 0 {
			list = "(" + recv + ", " + list[1:]
		} else {
			list = "(" + recv + ")"
		}
	}
	return pre, f + list
}

// hoistArgs evaluates the arguments of a call. It gives the statements that do so, and the list of what they are then.
func (e *emitter) hoistArgs(c *ast.CallExpr) (pre, list string) {
	var args []string
	temp := func(v string) string {
		n := e.tmp()
		pre += n + " := " + v + "\n"
		return n
	}
	sig, _ := e.typeOf(c.Fun).Underlying().(*types.Signature)
	bare := e.looksInside(c.Fun)
	for i, a := range c.Args {
		if tv := e.info.Types[a]; tv.Value != nil || tv.IsNil() || tv.IsType() {
			if sig != nil && !tv.IsType() {
				args = append(args, e.value(a, paramAt(sig, i, c.Ellipsis.IsValid())))
			} else {
				args = append(args, e.expr(a))
			}
			continue
		}
		if tu, ok := e.info.TypeOf(a).(*types.Tuple); ok {
			var ns []string
			for range tu.Len() {
				ns = append(ns, e.tmp())
			}
			to := make([]types.Type, len(ns))
			for k := range to {
				if sig != nil {
					to[k] = paramAt(sig, k, false)
				}
			}
			pre += strings.Join(ns, ", ") + " := " + e.spread(a, to) + "\n"
			args = append(args, ns...)
			continue
		}
		var to types.Type
		if sig != nil {
			to = paramAt(sig, i, c.Ellipsis.IsValid())
		} else if id, ok := ast.Unparen(c.Fun).(*ast.Ident); ok && id.Name == "panic" {
			to = types.Universe.Lookup("any").Type()
		}
		args = append(args, temp(e.arg(a, to, bare)))
	}
	dots := ""
	if c.Ellipsis.IsValid() {
		dots = "..."
	}
	return pre, "(" + strings.Join(args, ", ") + dots + ")"
}

// standInReceiver gives the receiver of a method that has a stand-in, "" for others.
func (e *emitter) standInReceiver(f ast.Expr, temp func(string) string) string {
	s, ok := ast.Unparen(f).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	m, ok := e.info.Uses[s.Sel].(*types.Func)
	if !ok || methodStandIn(m) == "" {
		return ""
	}
	return temp(e.receiverPointer(s))
}

func (e *emitter) hoistCallee(f ast.Expr, temp func(string) string) string {
	if s, ok := e.instance(f); ok {
		return s
	}
	switch f := ast.Unparen(f).(type) {
	case *ast.FuncLit:
		return e.expr(f)
	case *ast.Ident:
		switch o := e.objectOf(f).(type) {
		case *types.Builtin:
			if o.Name() == "print" || o.Name() == "println" {
				return rtName + "." + strings.ToUpper(o.Name()[:1]) + o.Name()[1:]
			}
			return o.Name()
		case *types.Var:
			return temp(e.open(e.ident(f), o.Type()))
		}
		return e.ident(f)
	case *ast.SelectorExpr:
		s := e.info.Selections[f]
		if s == nil || s.Kind() == types.MethodExpr {
			return e.selector(f)
		}
		if s.Kind() == types.FieldVal {
			return temp(e.variadicField(f, e.open(e.selector(f), e.typeOf(f))))
		}
		if _, _, ok := e.looseMethod(f); ok {
			return temp(e.selector(f))
		}
		recv, _ := e.holder(f, s)
		if m, ok := s.Obj().(*types.Func); ok {
			recv, _ = e.boundReceiver(f, s, m) // a copy of what a pointer points to, if that is the receiver
		}
		return temp(recv) + "." + f.Sel.Name
	}
	return temp(e.opened(f))
}
