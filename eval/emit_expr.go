package eval

// This file writes expressions.

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// constant writes a constant as a literal of its type: the engine never folds.
func (e *emitter) constant(t types.Type, v constant.Value) string {
	t = e.subst(t)
	u, ok := t.Underlying().(*types.Basic)
	if !ok { // a constant converted to an interface
		switch v.Kind() {
		case constant.Int:
			return v.ExactString()
		case constant.String:
			return strconv.Quote(constant.StringVal(v))
		case constant.Bool:
			return v.String()
		}
		u = types.Typ[types.UntypedFloat]
	}
	var s string
	switch info := u.Info(); {
	case info&types.IsBoolean != 0:
		s = v.String()
	case info&types.IsString != 0:
		s = strconv.Quote(constant.StringVal(v))
	case info&types.IsInteger != 0:
		s = constant.ToInt(v).ExactString()
	case info&types.IsFloat != 0:
		f, _ := constant.Float64Val(constant.ToFloat(v))
		s = floatText(f)
	case info&types.IsComplex != 0:
		re, _ := constant.Float64Val(constant.Real(constant.ToComplex(v)))
		imag, _ := constant.Float64Val(constant.Imag(constant.ToComplex(v)))
		return e.helper("complex", t, func(n, t string) string { // the engine cannot do with a complex constant as an operand
			return fmt.Sprintf("func %s(a, b float64) %s { return %s(complex(a, b)) }", n, t, t)
		}) + "(" + floatText(re) + ", " + floatText(imag) + ")"
	}
	if b, ok := types.Unalias(t).(*types.Basic); ok {
		switch {
		case b.Kind() == types.UntypedRune:
			return "rune(" + s + ")"
		case b.Kind() == types.Int, b.Kind() == types.String, b.Kind() == types.Bool, b.Kind() == types.Float64,
			b.Kind() == types.Complex128, b.Info()&types.IsUntyped != 0:
			return s
		}
	}
	if !ok {
		return s
	}
	return e.typ(t) + "(" + s + ")"
}

func floatText(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func (e *emitter) exprs(l []ast.Expr) string {
	s := make([]string, 0, len(l))
	for _, x := range l {
		s = append(s, e.expr(x))
	}
	return strings.Join(s, ", ")
}

func (e *emitter) objectOf(id *ast.Ident) types.Object {
	if o := e.info.Uses[id]; o != nil {
		return o
	}
	return e.info.Defs[id]
}

// declOf is the declaration that an object stands for; nil for locals and host objects.
func (e *emitter) declOf(o types.Object) *decl {
	if e.c != nil {
		if d := e.c.own[o]; d != nil {
			return d
		}
	}
	return e.im.declOfObject(generic(o))
}

func (e *emitter) ident(id *ast.Ident) string {
	if id.Name == "_" {
		return "_"
	}
	o := e.objectOf(id)
	switch o := o.(type) {
	case *types.TypeName:
		return e.typ(o.Type())
	case *types.Nil:
		return "nil"
	case *types.Builtin:
		return o.Name()
	case *types.Func:
		if d := e.declOf(o); d != nil {
			var ta []types.Type
			if in, ok := e.info.Instances[id]; ok {
				ta = e.targs(in.TypeArgs)
			}
			return e.ld.needFunc(d, ta)
		}
		if o.Pkg() != nil && o.Pkg() != e.im.pkg { // a host function named without its package
			e.ld.noteSymbol(o)
			return e.ld.alias(o.Pkg().Path()) + "." + engineSymbol(o.Name())
		}
	case *types.Var:
		if d := e.declOf(o); d != nil {
			return e.ld.needVar(d)
		}
		if o.Pkg() != nil && o.Pkg() != e.im.pkg && o.Parent() == o.Pkg().Scope() {
			return e.hostVar(o)
		}
		return e.local(o)
	case nil:
		return id.Name
	}
	fail("cannot express the name %s", id.Name)
	return ""
}

// hostVar writes a variable of a package of the host, as one of the user's that has its cell there: by name, engines freeze such a
// variable where it is used, or copy it.
func (e *emitter) hostVar(o *types.Var) string {
	e.ld.noteSymbol(o)
	if e.im.kind.traits.wrapCells && types.IsInterface(o.Type()) {
		return e.ld.alias(o.Pkg().Path()) + "." + engineSymbol(o.Name())
	}
	d := e.im.hostVars[o]
	if d == nil {
		path := o.Pkg().Path()
		v := e.im.tables[path].syms[o.Name()]
		if !v.CanAddr() {
			fail("%s.%s is not a variable of this program", o.Pkg().Name(), o.Name())
		}
		d = &decl{name: o.Name(), pkg: path, obj: o, rdeps: map[*decl]bool{}, isVar: true, host: true, cell: v.Addr()}
		e.im.hostVars[o] = d
	}
	return e.ld.needVar(d)
}

// isLoaded says whether the engine has seen what a fresh name names.
func (ld *loader) isLoaded(name string) bool {
	n, err := strconv.Atoi(name[strings.LastIndexByte(name, '_')+1:])
	return err == nil && n <= ld.nLoaded
}

// fieldName is the name of a field of a struct of type owner in the engine, where embedded types may have other names.
func (e *emitter) fieldName(owner types.Type, v *types.Var) string {
	e.ld.noteMember(v)
	if !v.Embedded() || !e.embedsAs(owner, v) {
		return v.Name()
	}
	t := strings.TrimPrefix(e.typ(v.Type()), "*")
	if i := strings.LastIndex(t, "."); i >= 0 {
		t = t[i+1:]
	}
	return t
}

func (e *emitter) expr(x ast.Expr) string {
	if tv, ok := e.info.Types[x]; ok && tv.Value != nil {
		return e.constant(tv.Type, tv.Value)
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		if _, ok := ast.Unparen(x.X).(*ast.Ident); ok {
			return e.expr(x.X) // see logical
		}
		return "(" + e.expr(x.X) + ")"
	case *ast.Ident:
		if o, ok := e.info.Uses[x].(*types.Func); ok && o != nil {
			e.ld.escapes.Store(true) // a function used as a value
			if e.declOf(o) != nil {
				return e.funcValue(e.ident(x), e.typeOf(x))
			}
		}
		return e.ident(x)
	case *ast.BasicLit:
		return x.Value
	case *ast.SelectorExpr:
		if s := e.info.Selections[x]; s != nil && s.Kind() != types.FieldVal {
			e.ld.escapes.Store(true)
			if s.Kind() == types.MethodVal {
				return e.methodValue(x, s)
			}
			return e.funcValue(e.methodExpr(x, s), e.typeOf(x))
		}
		if o, ok := e.info.Uses[x.Sel].(*types.Func); ok && e.declOf(o) != nil {
			return e.funcValue(e.selector(x), e.typeOf(x))
		}
		return e.selector(x)
	case *ast.CallExpr:
		return e.call(x)
	case *ast.FuncLit:
		e.ld.escapes.Store(true)
		return e.literal(x)
	case *ast.CompositeLit:
		return e.composite(x)
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			e.noCut(x.X)
			if c, ok := ast.Unparen(x.X).(*ast.CompositeLit); ok {
				return e.addressOf(e.composite(c), e.typeOf(c))
			}
		}
		if x.Op == token.ARROW {
			return e.receive(x)
		}
		return "(" + x.Op.String() + e.expr(x.X) + ")"
	case *ast.BinaryExpr:
		if x.Op == token.LAND || x.Op == token.LOR {
			return e.logical(x)
		}
		if x.Op == token.SHL || x.Op == token.SHR {
			return "(" + e.expr(x.X) + " " + x.Op.String() + " " + e.shiftCount(x.Y) + ")"
		}
		if s, ok := e.sameValues(x); ok {
			return s
		}
		l, r := e.sameType(x)
		return "(" + l + " " + x.Op.String() + " " + r + ")"
	case *ast.StarExpr:
		if e.info.Types[x].IsType() {
			return e.typ(e.info.TypeOf(x))
		}
		return "(*" + e.opened(x.X) + ")"
	case *ast.IndexExpr:
		if s, ok := e.instance(x.X); ok {
			e.ld.escapes.Store(true)
			return e.funcValue(s, e.typeOf(x))
		}
		if e.info.Types[x].IsType() {
			return e.typ(e.info.TypeOf(x))
		}
		return e.opened(x.X) + "[" + e.index(x) + "]"
	case *ast.IndexListExpr:
		if s, ok := e.instance(x.X); ok {
			e.ld.escapes.Store(true)
			return e.funcValue(s, e.typeOf(x))
		}
		return e.typ(e.info.TypeOf(x))
	case *ast.SliceExpr:
		return e.slice(x)
	case *ast.TypeAssertExpr:
		_, two := e.info.TypeOf(x).(*types.Tuple)
		return e.assertion(x.X, e.typeOf(x.Type), two)
	case *ast.KeyValueExpr:
		return e.expr(x.Key) + ": " + e.expr(x.Value)
	case *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.FuncType, *ast.StructType, *ast.InterfaceType:
		return e.typ(e.info.TypeOf(x))
	}
	fail("cannot express %T", x)
	return ""
}

// condition writes an expression that decides what runs. A constant becomes a variable: the engine leaves out what a constant keeps
// from running, and then misses its labels.
func (e *emitter) condition(x ast.Expr) string {
	if v := e.info.Types[x].Value; v != nil && v.Kind() == constant.Bool {
		if constant.BoolVal(v) {
			return "yes__"
		}
		return "no__"
	}
	return e.expr(x)
}

// literal writes a function literal. In two places it needs a frame of its own, made by an outer literal: in a loop, because
// the engine lets host functions call it with the loop's variables as they are by then; and in a function that defers,
// because a call of it locks the frame that made it, and a frame is locked while it runs what it has deferred.
func (e *emitter) literal(x *ast.FuncLit) string {
	sig := e.info.TypeOf(x).(*types.Signature)
	if e.fn != nil && (e.fn.defers || e.fn.loops()) {
		return "func() " + e.typ(sig) + " { return func" + e.fun(sig, x.Body) + " }()"
	}
	return "func" + e.fun(sig, x.Body)
}

// receive writes a receive expression, with its second value where the source takes it.
func (e *emitter) receive(x *ast.UnaryExpr) string {
	_, two := e.info.TypeOf(x).(*types.Tuple)
	return e.receiver(e.typeOf(x.X), two) + "(" + e.opened(x.X) + ")"
}

// receiver gives a function that receives from channels of type t. Waiting ends with the evaluation. The host waits,
// because the engine keeps the operands of a select in one place for all goroutines that execute it.
func (e *emitter) receiver(t types.Type, two bool) string {
	t = e.openable(t)
	el := e.typ(chanElem(t))
	if two {
		return e.helper("receive2", t, func(n, t string) string {
			return fmt.Sprintf("func %s(c %s) (%s, bool) { var v %s; ok := %s.Recv(c, &v); return v, ok }", n, t, el, el, rtName)
		})
	}
	return e.helper("receive", t, func(n, t string) string {
		return fmt.Sprintf("func %s(c %s) %s { var v %s; %s.Recv(c, &v); return v }", n, t, el, el, rtName)
	})
}

func chanElem(t types.Type) types.Type {
	c, ok := t.Underlying().(*types.Chan)
	if !ok {
		fail("%s is not a channel", t)
	}
	return c.Elem()
}

func (e *emitter) slice(x *ast.SliceExpr) string {
	s := e.opened(x.X) + "["
	if x.Low != nil {
		s += e.expr(x.Low)
	}
	s += ":"
	if x.High != nil {
		s += e.expr(x.High)
	}
	if x.Max != nil {
		s += ":" + e.expr(x.Max)
	}
	return e.fold(s+"]", e.typeOf(x))
}

// instance writes a generic function with its type arguments, if x names one.
func (e *emitter) instance(x ast.Expr) (string, bool) {
	switch x := ast.Unparen(x).(type) {
	case *ast.IndexExpr:
		return e.instance(x.X)
	case *ast.IndexListExpr:
		return e.instance(x.X)
	case *ast.Ident:
		if _, ok := e.info.Instances[x]; ok {
			if _, ok := e.objectOf(x).(*types.Func); ok {
				return e.ident(x), true
			}
		}
	case *ast.SelectorExpr:
		if _, ok := e.info.Instances[x.Sel]; ok {
			if _, ok := e.objectOf(x.Sel).(*types.Func); ok {
				return e.selector(x), true
			}
		}
	}
	return "", false
}

func (e *emitter) selector(x *ast.SelectorExpr) string {
	if id, ok := x.X.(*ast.Ident); ok {
		if pn, ok := e.info.Uses[id].(*types.PkgName); ok {
			o := e.info.Uses[x.Sel]
			switch o := o.(type) {
			case *types.Func:
				if e.declOf(o) != nil {
					return e.ident(x.Sel)
				}
			case *types.TypeName:
				return e.typ(o.Type())
			case *types.Var:
				if e.declOf(o) != nil {
					return e.ident(x.Sel)
				}
				return e.hostVar(o)
			}
			e.ld.noteSymbol(o)
			return e.ld.alias(pn.Imported().Path()) + "." + engineSymbol(x.Sel.Name)
		}
	}
	s := e.info.Selections[x]
	if s == nil {
		fail("cannot express the selector %s", x.Sel.Name)
	}
	if x.Sel.Name == "Func" && s.Kind() == types.FieldVal && runtimeName(deref(s.Recv())) == "reflect.Method" {
		fail("field Func of reflect.Method: call the method of a reflect.Value")
	}
	if s.Kind() == types.MethodExpr {
		return e.methodExpr(x, s)
	}
	e.ld.noteMember(s.Obj())
	if s.Kind() == types.FieldVal {
		from, _ := e.along(e.expr(x.X), e.typeOf(x.X), s.Index())
		return from
	}
	if recv, sig, ok := e.looseMethod(x); ok {
		return e.binder(x.Sel.Name, sig) + "(" + recv + ")"
	}
	from, t := e.holder(x, s)
	recv := s.Obj().(*types.Func).Signature().Recv()
	if _, ok := t.Underlying().(*types.Signature); ok && e.isField(x.X) && recv != nil && !isPointer(recv.Type()) {
		from = "(" + e.openType(t) + ")(" + from + ")" // of a field that holds a function the engine forgets the declared type
	}
	if m, ok := s.Obj().(*types.Func); ok && !isPointer(t) && isPointer(m.Signature().Recv().Type()) && e.declOf(m) != nil {
		// Given the struct itself, the engine would read all of it to find out whether it holds another value.
		from = "(&" + from + ")"
	}
	return from + "." + x.Sel.Name
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// logical writes && and ||. The engine takes what is evaluated first for a boolean variable if it has nothing to do at run time, such as
// a type in parentheses.
func (e *emitter) logical(x *ast.BinaryExpr) string {
	return "(" + e.beginning(x.X, e.condition(x.X)) + " " + x.Op.String() + " " + e.condition(x.Y) + ")"
}

// beginning writes the first operand x, whose text is s, of && or ||.
func (e *emitter) beginning(x ast.Expr, s string) string {
	if e.plainOperand(x) {
		return s
	}
	return "(yes__ && " + s + ")"
}

// plainOperand says whether x has nothing but names, constants, operators and calls.
func (e *emitter) plainOperand(x ast.Expr) bool {
	plain := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				return false // it sees to itself
			}
		case *ast.CompositeLit, *ast.FuncLit, *ast.TypeAssertExpr, *ast.SliceExpr:
			plain = false
		case *ast.CallExpr:
			plain = plain && !e.info.Types[n.Fun].IsType()
		case *ast.ArrayType, *ast.StructType, *ast.FuncType, *ast.InterfaceType, *ast.MapType, *ast.ChanType:
			plain = false
		}
		return plain
	})
	return plain
}

func (e *emitter) conditions(l []ast.Expr) string {
	s := make([]string, 0, len(l))
	for _, x := range l {
		s = append(s, e.condition(x))
	}
	return strings.Join(s, ", ")
}
