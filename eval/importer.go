package eval

// This file makes go/types packages out of the symbol tables that the engine imports from, by reflection, one package at a
// time and only when it is asked for.

import (
	"errors"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"path"
	"reflect"
	"sort"
	"strings"
	"unsafe"

	"parley/eval/symbols"
)

// importer is not safe for concurrent use; the image's lock guards it.
type importer struct {
	tables symbolTables
	pkgs   map[string]*types.Package
	done   map[string]bool
	named  map[reflect.Type]*types.Named
	memo   map[reflect.Type]types.Type
	hosts  map[*types.TypeName]reflect.Type // the reverse of named
	late   []func()                         // methods of types seen, not yet added
	// overlay adds to a package what reflection cannot express; called once for each package.
	overlay func(*types.Package) error
}

func newImporter(tables symbolTables, overlay func(*types.Package) error) *importer {
	return &importer{tables: tables, overlay: overlay, pkgs: map[string]*types.Package{}, done: map[string]bool{},
		named: map[reflect.Type]*types.Named{}, memo: map[reflect.Type]types.Type{}, hosts: map[*types.TypeName]reflect.Type{}}
}

func (im *importer) pkg(p string) *types.Package {
	if q := im.pkgs[p]; q != nil {
		return q
	}
	name := path.Base(p)
	if t, ok := im.tables[p]; ok {
		name = t.name
	} else if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		name = path.Base(path.Dir(p))
	}
	q := types.NewPackage(p, name)
	im.pkgs[p] = q
	return q
}

// programMain is the path here of package main of the host program. What is evaluated is of a package main, too, and must not take the fields
// of the other for its own.
const programMain = "main of the program"

// hostPkg is the package of a host type or field.
func (im *importer) hostPkg(p string) *types.Package {
	if p != "main" {
		return im.pkg(p)
	}
	if im.pkgs[programMain] == nil {
		im.pkgs[programMain] = types.NewPackage(programMain, p)
	}
	return im.pkgs[programMain]
}

// Import implements types.Importer.
func (im *importer) Import(p string) (*types.Package, error) {
	q := im.pkg(p)
	if im.done[p] {
		return q, nil
	}
	t, ok := im.tables[p]
	if !ok {
		if why := refusal(p, ""); why != "" {
			return nil, errors.New(why)
		}
		return nil, fmt.Errorf("package %s is not in this node", p)
	}
	im.done[p] = true
	names := make([]string, 0, len(t.syms))
	for n := range t.syms {
		if !strings.HasPrefix(n, "_") { // those are the engine's interface wrappers
			names = append(names, n)
		}
	}
	sort.Strings(names)
	for _, n := range names {
		im.object(q, n, t.syms[n])
	}
	if p == "unsafe" { // what is constant
		for _, n := range []string{"Alignof", "Offsetof", "Sizeof"} {
			q.Scope().Insert(types.Unsafe.Scope().Lookup(n))
		}
	}
	im.flush()
	if err := im.overlay(q); err != nil {
		return nil, err
	}
	q.MarkComplete()
	return q, nil
}

func (im *importer) flush() {
	for len(im.late) > 0 {
		f := im.late[0]
		im.late = im.late[1:]
		f()
	}
}

func untypedOf(cv constant.Value) types.Type {
	switch cv.Kind() {
	case constant.Bool:
		return types.Typ[types.UntypedBool]
	case constant.String:
		return types.Typ[types.UntypedString]
	case constant.Int:
		return types.Typ[types.UntypedInt]
	case constant.Float:
		return types.Typ[types.UntypedFloat]
	}
	return types.Typ[types.UntypedComplex]
}

func (im *importer) object(q *types.Package, n string, v reflect.Value) {
	t := v.Type()
	sc := q.Scope()
	if t.Implements(reflect.TypeFor[constant.Value]()) {
		cv := v.Interface().(constant.Value)
		ty := untypedOf(cv)
		if symbols.IsRune(q.Path() + "." + n) {
			ty = types.Typ[types.UntypedRune]
		}
		sc.Insert(types.NewConst(token.NoPos, q, n, ty, cv))
		return
	}
	switch {
	case v.CanAddr():
		sc.Insert(types.NewVar(token.NoPos, q, n, im.Type(t)))
	case t.Kind() == reflect.Func:
		sc.Insert(types.NewFunc(token.NoPos, q, n, im.signature(t, nil)))
	case t.Kind() == reflect.Pointer && v.IsNil():
		e := t.Elem()
		ty := im.Type(e)
		if e.PkgPath() == q.Path() && e.Name() == n {
			return // namedType has put it there
		}
		sc.Insert(types.NewTypeName(token.NoPos, q, n, ty))
	default:
		sc.Insert(types.NewConst(token.NoPos, q, n, im.Type(t), constantOf(v)))
	}
}

func constantOf(v reflect.Value) constant.Value {
	switch v.Kind() {
	case reflect.Bool:
		return constant.MakeBool(v.Bool())
	case reflect.String:
		return constant.MakeString(v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return constant.MakeInt64(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return constant.MakeUint64(v.Uint())
	case reflect.Float32, reflect.Float64:
		return constant.MakeFloat64(v.Float())
	}
	return constant.MakeUnknown()
}

var basicKinds = map[reflect.Kind]types.BasicKind{
	reflect.Bool: types.Bool, reflect.String: types.String, reflect.UnsafePointer: types.UnsafePointer,
	reflect.Int: types.Int, reflect.Int8: types.Int8, reflect.Int16: types.Int16, reflect.Int32: types.Int32, reflect.Int64: types.Int64,
	reflect.Uint: types.Uint, reflect.Uint8: types.Uint8, reflect.Uint16: types.Uint16, reflect.Uint32: types.Uint32,
	reflect.Uint64: types.Uint64, reflect.Uintptr: types.Uintptr, reflect.Float32: types.Float32, reflect.Float64: types.Float64,
	reflect.Complex64: types.Complex64, reflect.Complex128: types.Complex128,
}

// Type is the static type of host values of type t.
func (im *importer) Type(t reflect.Type) types.Type {
	switch {
	case t == reflect.TypeFor[error]():
		return types.Universe.Lookup("error").Type()
	case t == reflect.TypeFor[any]():
		return types.Universe.Lookup("any").Type()
	case t == reflect.TypeFor[unsafe.Pointer]():
		return types.Typ[types.UnsafePointer]
	case t.Name() != "" && t.PkgPath() != "":
		return im.namedType(t)
	}
	if m := im.memo[t]; m != nil {
		return m
	}
	m := im.literal(t)
	im.memo[t] = m
	return m
}

// TypeNow is Type with all methods in place, for use outside of Import.
func (im *importer) TypeNow(t reflect.Type) types.Type {
	r := im.Type(t)
	im.flush()
	return r
}

func (im *importer) literal(t reflect.Type) types.Type {
	if k, ok := basicKinds[t.Kind()]; ok {
		return types.Typ[k]
	}
	switch t.Kind() {
	case reflect.Pointer:
		return types.NewPointer(im.Type(t.Elem()))
	case reflect.Slice:
		return types.NewSlice(im.Type(t.Elem()))
	case reflect.Array:
		return types.NewArray(im.Type(t.Elem()), int64(t.Len()))
	case reflect.Map:
		return types.NewMap(im.Type(t.Key()), im.Type(t.Elem()))
	case reflect.Chan:
		return types.NewChan(chanDir(t.ChanDir()), im.Type(t.Elem()))
	case reflect.Func:
		return im.signature(t, nil)
	case reflect.Struct:
		return im.structType(t)
	case reflect.Interface:
		return im.interfaceType(t)
	}
	return types.Typ[types.Invalid]
}

func chanDir(d reflect.ChanDir) types.ChanDir {
	switch d {
	case reflect.RecvDir:
		return types.RecvOnly
	case reflect.SendDir:
		return types.SendOnly
	}
	return types.SendRecv
}

func (im *importer) structType(t reflect.Type) types.Type {
	var fs []*types.Var
	var tags []string
	for i := range t.NumField() {
		f := t.Field(i)
		var p *types.Package
		if f.PkgPath != "" {
			p = im.hostPkg(f.PkgPath)
		} else if t.PkgPath() != "" {
			p = im.hostPkg(t.PkgPath())
		}
		fs = append(fs, types.NewField(token.NoPos, p, f.Name, im.Type(f.Type), f.Anonymous))
		tags = append(tags, string(f.Tag))
	}
	return types.NewStruct(fs, tags)
}

// interfaceType leaves unexported methods out: reflection does not show them on the types that have them, so with them an
// interface such as ast.Expr would have no implementers at all.
func (im *importer) interfaceType(t reflect.Type) types.Type {
	var ms []*types.Func
	for i := range t.NumMethod() {
		if m := t.Method(i); m.PkgPath == "" {
			ms = append(ms, types.NewFunc(token.NoPos, nil, m.Name, im.signature(m.Type, nil)))
		}
	}
	return types.NewInterfaceType(ms, nil).Complete()
}

func (im *importer) namedType(t reflect.Type) types.Type {
	if n := im.named[t]; n != nil {
		return n
	}
	name := t.Name()
	if r := im.instance(t); r != nil {
		return r
	}
	q := im.hostPkg(t.PkgPath())
	obj := types.NewTypeName(token.NoPos, q, name, nil)
	n := types.NewNamed(obj, nil, nil)
	im.named[t] = n
	im.hosts[obj] = t
	if !strings.Contains(name, "[") && !im.replaced(t) {
		q.Scope().Insert(obj) // unexported ones too: they cannot be selected
	}
	n.SetUnderlying(im.literal(t)) // in place: cycles end at im.named
	if t.Kind() != reflect.Interface {
		im.late = append(im.late, func() { im.methods(n, t, q) })
	}
	return n
}

// replaced says whether evaluated code has another type by the name of t.
func (im *importer) replaced(t reflect.Type) bool {
	v, ok := im.tables[t.PkgPath()].syms[t.Name()]
	return ok && v.Kind() == reflect.Pointer && v.IsNil() && v.Type().Elem() != t
}

// instance gives iter.Seq[T] and iter.Seq2[K, V], whose arguments can be read off the function type below them, as
// instances of the overlay's generic types.
func (im *importer) instance(t reflect.Type) types.Type {
	base, _, ok := strings.Cut(t.Name(), "[")
	if !ok || t.PkgPath() != "iter" {
		return nil
	}
	g, err := im.Import("iter")
	if err != nil {
		return nil
	}
	o := g.Scope().Lookup(base)
	if o == nil {
		return nil
	}
	yield := t.In(0)
	var args []types.Type
	for i := range yield.NumIn() {
		args = append(args, im.Type(yield.In(i)))
	}
	r, err := types.Instantiate(nil, o.Type(), args, false)
	if err != nil {
		return nil
	}
	return r
}

func (im *importer) methods(n *types.Named, t reflect.Type, q *types.Package) {
	have := map[string]bool{}
	add := func(rt reflect.Type, recv types.Type) {
		for i := range rt.NumMethod() {
			m := rt.Method(i)
			if have[m.Name] {
				continue
			}
			have[m.Name] = true
			n.AddMethod(types.NewFunc(token.NoPos, q, m.Name, im.signature(m.Type, types.NewParam(token.NoPos, q, "", recv))))
		}
	}
	add(t, n)
	add(reflect.PointerTo(t), types.NewPointer(n)) // what the value has not, the pointer declares
}

func (im *importer) signature(t reflect.Type, recv *types.Var) *types.Signature {
	var in, out []*types.Var
	first := 0
	if recv != nil {
		first = 1
	}
	for i := first; i < t.NumIn(); i++ {
		in = append(in, types.NewParam(token.NoPos, nil, "", im.Type(t.In(i))))
	}
	for i := range t.NumOut() {
		out = append(out, types.NewParam(token.NoPos, nil, "", im.Type(t.Out(i))))
	}
	return types.NewSignatureType(recv, nil, nil, types.NewTuple(in...), types.NewTuple(out...), t.IsVariadic())
}
