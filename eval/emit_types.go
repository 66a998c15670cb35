package eval

// This file writes types, always from the checked type and never from syntax, and substitutes type parameters.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

func (e *emitter) typ(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			fail("unsafe.Pointer: values are not laid out here as the compiler does")
		}
		return types.Default(t).(*types.Basic).Name()
	case *types.Named:
		if e.folded(t) {
			return "interface{}"
		}
		return e.named(t)
	case *types.TypeParam:
		if r := e.env[t]; r != nil {
			return (&emitter{ld: e.ld, im: e.im, names: e.names}).typ(r)
		}
		fail("type parameter %s is not bound", t)
	case *types.Pointer:
		return "*" + e.typ(t.Elem())
	case *types.Slice:
		return "[]" + e.typ(t.Elem())
	case *types.Array:
		return "[" + strconv.FormatInt(t.Len(), 10) + "]" + e.typ(t.Elem())
	case *types.Map:
		return "map[" + e.typ(t.Key()) + "]" + e.typ(t.Elem())
	case *types.Chan:
		return e.chanType(t)
	case *types.Signature:
		return "func" + e.signature(t)
	case *types.Struct:
		return e.structType(e.subst(t), "")
	case *types.Interface:
		return "interface{}" // see emit_convert.go
	case *types.Tuple:
		var s []string
		for i := range t.Len() {
			s = append(s, e.typ(t.At(i).Type()))
		}
		return "(" + strings.Join(s, ", ") + ")"
	}
	fail("cannot express the type %v", t)
	return ""
}

func (e *emitter) chanType(t *types.Chan) string {
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- " + e.typ(t.Elem())
	case types.RecvOnly:
		return "<-chan " + e.typ(t.Elem())
	}
	if c, ok := types.Unalias(t.Elem()).(*types.Chan); ok && c.Dir() == types.RecvOnly {
		return "chan (" + e.typ(t.Elem()) + ")"
	}
	return "chan " + e.typ(t.Elem())
}

func (e *emitter) named(t *types.Named) string {
	o := t.Obj()
	if o.Pkg() == nil {
		return o.Name() // error, comparable
	}
	og := t.Origin().Obj()
	if e.im.imp.hosts[og] == nil && types.IsInterface(t) {
		return "interface{}"
	}
	if e.own[og] != nil {
		return e.named(e.subst(t).(*types.Named))
	}
	if n, ok := e.names[og]; ok {
		return n
	}
	if n, ok := e.ld.locals[og]; ok {
		return n
	}
	if g, ok := e.ld.generics[og]; ok {
		return g(e.targs(t.TypeArgs()))
	}
	if d := e.im.declOfObject(og); d != nil {
		if d.pkg == "iter" {
			return e.typ(e.subst(t).Underlying())
		}
		return e.ld.needType(d, e.targs(t.TypeArgs()))
	}
	if rt := e.im.imp.hosts[og]; rt != nil {
		return e.ld.hostType(rt)
	}
	if o.Pkg() == e.im.pkg {
		return e.typ(t.Underlying()) // a local type of another function: by its layout
	}
	return e.ld.alias(o.Pkg().Path()) + "." + o.Name()
}

// hostType names a type of the host: by the package that exports it, and otherwise through a package made for the purpose.
func (ld *loader) hostType(t reflect.Type) string {
	if n, ok := ld.hostNames[t]; ok {
		return n
	}
	var n string
	path, sym := t.PkgPath(), t.Name()
	if v, ok := ld.im.tables[path].syms[sym]; ok && v.Kind() == reflect.Pointer && v.Type().Elem() == t {
		n = ld.alias(path) + "." + engineSymbol(sym)
	} else {
		ld.n++
		path, sym = fmt.Sprintf("host%d", ld.n), "T"
		n = path + "__p." + sym
		if err := ld.eng.Provide(path, "host", map[string]reflect.Value{sym: reflect.Zero(reflect.PointerTo(t))}); err != nil {
			fail("%v", err)
		}
		if err := ld.eng.Import(path+"__p", path); err != nil {
			fail("%v", err)
		}
	}
	ld.hostNames[t] = n
	return n
}

// alias is the name under which the engine knows an imported package.
func (ld *loader) alias(path string) string {
	if a, ok := ld.aliases[path]; ok {
		return a
	}
	a := strings.Map(func(r rune) rune {
		if r < 0x80 && isIdentByte(byte(r)) {
			return r
		}
		return '_'
	}, path) + "__p"
	t, ok := ld.im.tables[path]
	if !ok {
		fail("package %s is not in this node", path)
	}
	if err := ld.eng.Provide(path, t.name, engineSymbols(ld.ownSymbols(path, t.syms))); err != nil {
		fail("%v", err)
	}
	if err := ld.eng.Import(a, path); err != nil {
		fail("%v", err)
	}
	ld.aliases[path] = a
	host := ld.im.isHostPackage(path)
	if spawns(path) || host {
		ld.spawns.Store(true)
	}
	if callsLater(path) && !host { // of packages of the host, only what is used counts
		ld.im.pool.later.Store(true)
	}
	return a
}

// spawns says whether functions of a package start goroutines that call back into evaluated code.
func spawns(path string) bool {
	return strings.HasPrefix(path, "net") || strings.HasPrefix(path, "os/") || path == "context" || path == "time" || callsLater(path)
}

// structType writes the struct type that owner is or declares.
func (e *emitter) structType(owner types.Type, tag string) string {
	t := owner.Underlying().(*types.Struct)
	var b strings.Builder
	b.WriteString("struct { ")
	for i := range t.NumFields() {
		f := t.Field(i)
		if e.cut(owner, i) {
			b.WriteString(e.fieldName(owner, f) + " interface{}")
		} else if f.Embedded() && e.embedsAs(owner, f) {
			b.WriteString(e.typ(f.Type()))
		} else {
			b.WriteString(f.Name() + " " + e.typ(f.Type()))
		}
		tg := t.Tag(i)
		if !f.Exported() && !f.Embedded() { // the engine exports it, and what looks at exported fields must not see it
			tg = strings.TrimSpace(tg + ` json:"-" xml:"-"`)
		}
		if i == 0 && tag != "" {
			tg = strings.TrimSpace(tg + " " + tag)
		}
		if tg != "" {
			b.WriteString(" " + tagLiteral(tg))
		}
		b.WriteString("; ")
	}
	b.WriteString("}")
	return b.String()
}

// tagLiteral quotes a tag as most source does: not every engine takes the other form.
func tagLiteral(tag string) string {
	if strconv.CanBackquote(tag) {
		return "`" + tag + "`"
	}
	return strconv.Quote(tag)
}

func (e *emitter) signature(s *types.Signature) string {
	var in []string
	for i := range s.Params().Len() {
		in = append(in, e.paramType(s, i))
	}
	r := "(" + strings.Join(in, ", ") + ")"
	if s.Results().Len() > 0 {
		r += " " + e.typ(s.Results())
	}
	return r
}

func (e *emitter) targs(l *types.TypeList) []types.Type {
	var r []types.Type
	for i := range l.Len() {
		r = append(r, e.subst(l.At(i)))
	}
	return r
}

func (e *emitter) typeOf(x ast.Expr) types.Type { return e.subst(e.info.TypeOf(x)) }

func (e *emitter) subst(t types.Type) types.Type {
	if len(e.env) == 0 || t == nil {
		return t
	}
	return substitute(t, e.env, e.own)
}

// substitute replaces type parameters, and the types that a function declares with own, which it has in their stead.
func substitute(t types.Type, env map[*types.TypeParam]types.Type, own map[types.Object]*types.Named) types.Type {
	re := func(t types.Type) types.Type { return substitute(t, env, own) }
	tuple := func(p *types.Tuple) *types.Tuple {
		var vs []*types.Var
		for i := range p.Len() {
			vs = append(vs, types.NewParam(token.NoPos, nil, p.At(i).Name(), re(p.At(i).Type())))
		}
		return types.NewTuple(vs...)
	}
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		if r := env[t]; r != nil {
			return r
		}
		return t
	case *types.Pointer:
		return types.NewPointer(re(t.Elem()))
	case *types.Slice:
		return types.NewSlice(re(t.Elem()))
	case *types.Array:
		return types.NewArray(re(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(re(t.Key()), re(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), re(t.Elem()))
	case *types.Named:
		origin := t.Origin()
		if n := own[origin.Obj()]; n != nil {
			origin = n
		}
		if t.TypeArgs().Len() == 0 {
			return origin
		}
		var as []types.Type
		for i := range t.TypeArgs().Len() {
			as = append(as, re(t.TypeArgs().At(i)))
		}
		r, err := types.Instantiate(nil, origin, as, false)
		if err != nil {
			fail("%v", err)
		}
		return r
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, tuple(t.Params()), tuple(t.Results()), t.Variadic())
	case *types.Struct:
		var fs []*types.Var
		var tags []string
		for i := range t.NumFields() {
			f := t.Field(i)
			fs = append(fs, types.NewField(token.NoPos, f.Pkg(), f.Name(), re(f.Type()), f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		return types.NewStruct(fs, tags)
	case *types.Tuple:
		return tuple(t)
	case *types.Interface:
		if t.NumMethods() == 0 {
			return t
		}
		var ms []*types.Func
		for i := range t.NumMethods() {
			m := t.Method(i)
			ms = append(ms, types.NewFunc(token.NoPos, m.Pkg(), m.Name(), re(m.Type()).(*types.Signature)))
		}
		return types.NewInterfaceType(ms, nil).Complete()
	default:
		return t
	}
}

// isImage says whether t, or what it points to, is a type that evaluated source declared.
func (e *emitter) isImage(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && e.im.declOfObject(n.Origin().Obj()) != nil
}
