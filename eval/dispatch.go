package eval

// This file holds values in interfaces at run time: what type they are, what that type can do, and how its methods are
// called. The engine's own interfaces are used only to call methods: they do not compare, and their types are not exact.

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"unsafe"
)

// typedValue is a value in an interface together with its type, which the engine's type of it does not show. Equal values of equal type
// are equal, so interfaces compare as they should.
type typedValue struct {
	T *typeInfo
	V any
}

// loose is the value as interfaces of evaluated code hold it.
func (b typedValue) loose() any {
	if b.T.lossy {
		return b
	}
	return b.V
}

// boxedError is a value of an evaluated type as an error for the host. It compares as the value does.
type boxedError struct{ typedValue }

func (b boxedError) Error() string {
	s, _ := b.T.call("Error", b.V)[0].Interface().(string)
	return s
}

func (b boxedError) Unwrap() error {
	if !b.T.has("Unwrap") {
		return nil
	}
	err, _ := b.T.call("Unwrap", b.V)[0].Interface().(error)
	return err
}

func (b boxedError) Is(target error) bool {
	return b.T.has("Is") && b.T.call("Is", b.V, reflect.ValueOf(&target).Elem())[0].Bool()
}

func (b boxedError) As(target any) bool {
	return b.T.has("As") && b.T.call("As", b.V, reflect.ValueOf(&target).Elem())[0].Bool()
}

// boxedErrors is boxedError for types that wrap several errors.
type boxedErrors struct{ boxedError }

func (b boxedErrors) Unwrap() []error {
	errs, _ := b.T.call("Unwrap", b.V)[0].Interface().([]error)
	return errs
}

// hostMethods are the methods that the host calls by name on values of evaluated types, by their signatures.
var hostMethods = map[string]string{
	"String() string": "String", "Error() string": "Error", "GoString() string": "GoString", "Format(fmt.State, int32)": "Format",
	"Unwrap() error": "Unwrap", "Unwrap() []error": "Unwrap", "Is(error) bool": "Is", "As(interface {}) bool": "As",
	"MarshalJSON() ([]uint8, error)": "MarshalJSON", "MarshalText() ([]uint8, error)": "MarshalText",
	"UnmarshalJSON([]uint8) error": "UnmarshalJSON", "UnmarshalText([]uint8) error": "UnmarshalText", "IsZero() bool": "IsZero", "LogValue() slog.Value": "LogValue",
}

// hostMethod is the method of that name in t's method set that the host would call; nil if there is none.
func (im *Image) hostMethod(t types.Type, name string) *types.Func {
	o, _, _ := types.LookupFieldOrMethod(t, false, im.pkg, name)
	f, ok := o.(*types.Func)
	if !ok || hostMethods[name+signatureName(f.Signature())] == "" {
		return nil
	}
	return f
}

// has says whether the host can call the method.
func (ti *typeInfo) has(method string) bool { return ti.methods()[method] }

// methods are those of hostMethods that the type has.
func (ti *typeInfo) methods() map[string]bool {
	if m := ti.known.Load(); m != nil {
		return *m
	}
	im := ti.im
	im.mu.Lock()
	defer im.mu.Unlock()
	m := map[string]bool{}
	t := im.current(ti.static())
	for _, name := range hostMethods {
		if im.hostMethod(t, name) != nil {
			m[name] = true
		}
	}
	ti.known.Store(&m)
	return m
}

// call calls a method that has says is there.
func (ti *typeInfo) call(method string, v any, args ...reflect.Value) []reflect.Value {
	n := ti.nodeNow()
	if n == nil {
		panic(fmt.Sprintf("the methods of %s cannot be reached", ti.name))
	}
	f, ok := n.ld.calls.Load(method + ti.shapeOf(method))
	if !ok {
		panic(fmt.Sprintf("method %s of %s cannot be reached", method, ti.name))
	}
	fn := reflect.ValueOf(f)
	recv := reflect.New(fn.Type().In(0))
	(*methodValue)(recv.UnsafePointer()).set(n, v)
	return fn.Call(append([]reflect.Value{recv.Elem()}, args...))
}

// shapeOf tells the two signatures of Unwrap apart.
func (ti *typeInfo) shapeOf(method string) string {
	if method != "Unwrap" {
		return ""
	}
	o, _, _ := types.LookupFieldOrMethod(ti.static(), false, nil, method)
	if f, ok := o.(*types.Func); ok && strings.HasPrefix(signatureName(f.Signature()), "() []") {
		return "s"
	}
	return ""
}

// methodValue is what the engine's interfaces hold: the syntax that has the type, and the value. See proto, which checks that.
type methodValue struct {
	node unsafe.Pointer
	v    reflect.Value
}

func (m *methodValue) set(n *nodeOf, x any) {
	m.node = n.at
	m.v = reinterpret(reflect.ValueOf(x), n.t)
}

// reinterpret gives v the type t, which another engine has for the same thing. Reflection must not compare the two: on types that
// contain themselves that never ends.
func reinterpret(v reflect.Value, t reflect.Type) reflect.Value {
	if v.Type() == t {
		return v
	}
	if v.Type().Size() != t.Size() {
		panic(fmt.Sprintf("a %v is no %v", v.Type(), t))
	}
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	return reflect.NewAt(t, c.UnsafePointer()).Elem()
}

// ordinary takes off what makes a value of an evaluated type fit an interface of the host.
func ordinary(x any) any {
	switch b := x.(type) {
	case typedValue:
		return x
	case boxedError:
		return b.loose()
	case boxedErrors:
		return b.loose()
	case incomparableError:
		return b.loose()
	case incomparableErrors:
		return b.loose()
	case loggedError:
		return ordinary(b.error)
	case loggedValuer:
		return b.loose()
	case nil, int, string, bool, float64:
		return x
	}
	v := reflect.ValueOf(x)
	if v.Kind() == reflect.Struct && (engineBox(v.Type()) || engineWrapper(v.Type())) {
		v = unwrapOne(v)
		if !v.IsValid() {
			return nil
		}
		x = v.Interface()
		if b, ok := x.(typedValue); ok {
			return b.loose()
		}
	}
	return x
}

func unwrapOne(v reflect.Value) reflect.Value {
	if engineBox(v.Type()) {
		return unwrap(v)
	}
	return v.Field(0).Elem()
}

// mark notes in the engine's wrapper that p points to which type of evaluated code is in it.
func mark(p any, ti *typeInfo, x any) {
	i := reflect.ValueOf(p).Elem()
	if i.IsNil() || !engineWrapper(i.Elem().Type()) {
		return
	}
	w := reflect.New(i.Elem().Type()).Elem()
	w.Set(i.Elem())
	w.Field(0).Set(reflect.ValueOf(typedValue{ti, x}))
	i.Set(w)
}

// known is the type of evaluated code that has t in the engines, nil if it is none of theirs.
func (r *typeRegistry) known(t reflect.Type) *typeInfo {
	if ti, ok := r.image.Load(t); ok {
		ti, _ := ti.(*typeInfo)
		return ti
	}
	var ti *typeInfo
	e := t
	if t.Kind() == reflect.Pointer {
		e = t.Elem()
	}
	if id, ok := tagID(e); ok && id < len(*r.list.Load()) {
		ti = r.at(id)
		if e != t {
			r.im.mu.Lock()
			ti = r.of(types.NewPointer(r.im.current(ti.static())))
			r.im.mu.Unlock()
		}
	}
	r.image.Store(t, ti)
	return ti
}

// dynamicOf is the type of what an interface holds; nil for nil.
func (r *typeRegistry) dynamicOf(x any) *typeInfo {
	x = ordinary(x)
	if x == nil {
		return nil
	}
	if b, ok := x.(typedValue); ok {
		return b.T
	}
	t := reflect.TypeOf(x)
	if ti, ok := r.dynamic.Load(t); ok {
		return ti.(*typeInfo)
	}
	r.im.mu.Lock()
	ti := r.of(r.goType(t))
	r.im.mu.Unlock()
	r.dynamic.Store(t, ti)
	return ti
}

// goType is the checked type of values that have t in the engines. The image's lock is held.
func (r *typeRegistry) goType(t reflect.Type) types.Type {
	if id, ok := tagID(t); ok && id < len(*r.list.Load()) {
		return r.im.current(r.at(id).static())
	}
	if t.Name() != "" {
		return r.im.imp.TypeNow(t)
	}
	tuple := func(n int, at func(int) reflect.Type) *types.Tuple {
		var vs []*types.Var
		for i := range n {
			vs = append(vs, types.NewParam(0, nil, "", r.goType(at(i))))
		}
		return types.NewTuple(vs...)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return types.NewPointer(r.goType(t.Elem()))
	case reflect.Slice:
		return types.NewSlice(r.goType(t.Elem()))
	case reflect.Array:
		return types.NewArray(r.goType(t.Elem()), int64(t.Len()))
	case reflect.Map:
		return types.NewMap(r.goType(t.Key()), r.goType(t.Elem()))
	case reflect.Func:
		return types.NewSignatureType(nil, nil, nil, tuple(t.NumIn(), t.In), tuple(t.NumOut(), t.Out), t.IsVariadic())
	case reflect.Struct:
		var fs []*types.Var
		var tags []string
		for i := range t.NumField() {
			f := t.Field(i)
			fs = append(fs, types.NewField(0, r.im.pkg, f.Name, r.goType(f.Type), false))
			tags = append(tags, string(f.Tag))
		}
		return types.NewStruct(fs, tags)
	case reflect.Chan:
		return types.NewChan(chanDir(t.ChanDir()), r.goType(t.Elem()))
	}
	return r.im.imp.TypeNow(t)
}

// missing is the first method that x lacks to implement the interface type i, "" if it has all.
func (r *typeRegistry) missing(x, i *typeInfo) string {
	k := [2]*typeInfo{x, i}
	if s, ok := r.fits.Load(k); ok {
		return s.(string)
	}
	r.im.mu.Lock()
	s := r.firstMissing(r.im.current(x.static()), r.im.current(i.static()))
	r.im.mu.Unlock()
	r.fits.Store(k, s)
	return s
}

func (r *typeRegistry) firstMissing(t, iface types.Type) string {
	if r.im.sealed(iface) {
		rt, it := r.im.reflected(t), r.im.reflected(iface)
		if rt != nil && rt.Implements(it) {
			return ""
		}
		for i := range it.NumMethod() {
			if m := it.Method(i); m.PkgPath != "" {
				return m.Name
			}
		}
	}
	u, _ := iface.Underlying().(*types.Interface)
	for i := range u.NumMethods() {
		m := u.Method(i)
		o, _, _ := types.LookupFieldOrMethod(t, false, m.Pkg(), m.Name())
		f, ok := o.(*types.Func)
		if !ok || r.signatureKey(f.Signature()) != r.signatureKey(m.Signature()) {
			return m.Name()
		}
	}
	return ""
}

// reflected is the type of the host that t, or what t points to, stands for; nil if the host declares none.
func (im *Image) reflected(t types.Type) reflect.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		if e := im.reflected(t.Elem()); e != nil {
			return reflect.PointerTo(e)
		}
	case *types.Named:
		return im.imp.hosts[t.Obj()]
	}
	return nil
}

// current is t with the object that its declaration has now. The image's lock is held.
func (im *Image) current(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		if e := im.current(t.Elem()); e != t.Elem() {
			return types.NewPointer(e)
		}
	case *types.Named:
		d := im.declOfObject(t.Origin().Obj())
		if d == nil || d.obj == nil || d.obj == t.Origin().Obj() {
			return t
		}
		n := d.obj.Type()
		if t.TypeArgs().Len() == 0 {
			return n
		}
		var as []types.Type
		for i := range t.TypeArgs().Len() {
			as = append(as, t.TypeArgs().At(i))
		}
		if r, err := types.Instantiate(nil, n, as, false); err == nil {
			return r
		}
	}
	return t
}
