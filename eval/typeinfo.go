package eval

// This file gives every type that meets an interface one description for the whole image, whatever engine its values come
// from: the engine's own types do not tell `type C int` from int.

import (
	"fmt"
	"go/types"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// typeInfo is one type at run time. Two are the same type exactly if they are the same pointer.
type typeInfo struct {
	id    int
	name  string // as %T writes it
	lossy bool   // its values carry it in interfaces; see Image.lossy
	iface bool
	host  bool // declared by the host, or a pointer to such
	im    *Image
	typ   atomic.Pointer[typeNow]
	known atomic.Pointer[map[string]bool] // see methods
	node  atomic.Pointer[nodeOf]          // how an engine finds its methods; see dispatch_far.go
	gen   atomic.Int64                    // of the declaration, plus one; 0 until an engine has found its methods
}

// typeNow is the checked type: a declaration that was checked again has a new one.
type typeNow struct{ types.Type }

func (ti *typeInfo) static() types.Type { return ti.typ.Load().Type }

// typeRegistry holds the types of an image that its emitted code names.
type typeRegistry struct {
	im        *Image
	mu        sync.Mutex
	byKey     map[string]*typeInfo
	ids       map[any]int // of declarations and local types, for keys
	list      atomic.Pointer[[]*typeInfo]
	sets      [][]*typeInfo // the cases of type switches
	setList   atomic.Pointer[[][]*typeInfo]
	setIDs    map[string]int
	image     sync.Map // reflect.Type -> *typeInfo, nil for types of the host
	dynamic   sync.Map // reflect.Type -> *typeInfo: what values in interfaces are without saying so
	plain     sync.Map // reflect.Type -> bool: see foreign
	statics   sync.Map // types.Type -> *typeInfo
	texts     sync.Map // string -> *typeInfo: of values from other nodes
	codecs    jsonTypes
	found     sync.Map // int -> true: interfaces of the host that were asked of engines by others; see dispatch_far.go
	reflected sync.Map // *typeInfo -> reflect.Type; see reflect_world.go
	fits      sync.Map // [2]*typeInfo -> string: the method that the first lacks to implement the second
}

func (r *typeRegistry) init(im *Image) {
	r.im, r.byKey, r.ids, r.setIDs = im, map[string]*typeInfo{}, map[any]int{}, map[string]int{}
	r.list.Store(&[]*typeInfo{})
	r.setList.Store(&[][]*typeInfo{})
}

// of gives the description of t, which must be free of type parameters. The image's lock is held.
func (r *typeRegistry) of(t types.Type) *typeInfo {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.key(t)
	ti := r.byKey[k]
	if ti != nil {
		if ti.static() != t {
			ti.typ.Store(&typeNow{t}) // as checked last
		}
		return ti
	}
	old := *r.list.Load()
	ti = &typeInfo{im: r.im, id: len(old), name: runtimeName(t), lossy: r.im.lossy(t), iface: types.IsInterface(t), host: r.im.ofHost(t)}
	ti.typ.Store(&typeNow{t})
	r.byKey[k] = ti
	list := append(old[:len(old):len(old)], ti)
	r.list.Store(&list)
	return ti
}

// ofStatic is of for a type that is in use already.
func (r *typeRegistry) ofStatic(t types.Type) *typeInfo {
	if ti, ok := r.statics.Load(t); ok {
		return ti.(*typeInfo)
	}
	r.im.mu.Lock()
	ti := r.of(r.im.current(t))
	r.im.mu.Unlock()
	r.statics.Store(t, ti)
	return ti
}

// ofHost says whether the host declares t, or what it points to. The image's lock is held.
func (im *Image) ofHost(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		_, ok = types.Unalias(t).(*types.Basic)
		return ok
	}
	return n.Obj().Pkg() == nil || im.imp.hosts[n.Obj()] != nil
}

// at is the type with that number.
func (r *typeRegistry) at(id int) *typeInfo { return (*r.list.Load())[id] }

// set gives a number to the cases of a type switch.
func (r *typeRegistry) set(tis []*typeInfo) int {
	var b strings.Builder
	for _, ti := range tis {
		if ti != nil {
			b.WriteString(strconv.Itoa(ti.id))
		}
		b.WriteByte(',')
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if n, ok := r.setIDs[b.String()]; ok {
		return n
	}
	n := len(r.sets)
	r.sets = append(r.sets, tis)
	r.setIDs[b.String()] = n
	sets := append([][]*typeInfo(nil), r.sets...)
	r.setList.Store(&sets)
	return n
}

// genOf is the gen of a declared type, or of the one that t points to.
func (im *Image) genOf(t types.Type) int {
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return 0
	}
	if d := im.declOfObject(n.Origin().Obj()); d != nil {
		return d.gen
	}
	return 0
}

// changed forgets what followed from declarations that may have changed.
func (r *typeRegistry) changed() {
	for _, m := range []*sync.Map{&r.fits, &r.dynamic, &r.statics, &r.texts} {
		m.Clear()
	}
	r.codecs.clear()
	for _, ti := range *r.list.Load() {
		ti.known.Store(nil)
		ti.outdate()
	}
}

// number tells declarations and local types apart.
func (r *typeRegistry) number(x any) string {
	n, ok := r.ids[x]
	if !ok {
		n = len(r.ids)
		r.ids[x] = n
	}
	return strconv.Itoa(n)
}

// key is the same text for identical types, and another for all others. Declarations count by what they declare: their objects
// change when they are checked again.
func (r *typeRegistry) key(t types.Type) string {
	var b strings.Builder
	r.write(&b, t)
	return b.String()
}

func (r *typeRegistry) write(b *strings.Builder, t types.Type) {
	list := func(tu *types.Tuple) {
		b.WriteByte('(')
		for i := range tu.Len() {
			r.write(b, tu.At(i).Type())
			b.WriteByte(',')
		}
		b.WriteByte(')')
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		b.WriteString("b" + strconv.Itoa(int(t.Kind())))
	case *types.Named:
		o := t.Origin().Obj()
		switch d := r.im.declOfObject(o); {
		case d != nil:
			b.WriteString("d" + r.number(d))
		case o.Pkg() == nil || r.im.imp.hosts[o] != nil:
			b.WriteString("h" + types.TypeString(t, nil))
		default:
			b.WriteString("l" + r.number(o))
		}
		if n := t.TypeArgs().Len(); n > 0 {
			b.WriteByte('[')
			for i := range n {
				r.write(b, t.TypeArgs().At(i))
				b.WriteByte(',')
			}
			b.WriteByte(']')
		}
	case *types.Pointer:
		b.WriteByte('*')
		r.write(b, t.Elem())
	case *types.Slice:
		b.WriteString("[]")
		r.write(b, t.Elem())
	case *types.Array:
		b.WriteString("[" + strconv.FormatInt(t.Len(), 10) + "]")
		r.write(b, t.Elem())
	case *types.Map:
		b.WriteString("m[")
		r.write(b, t.Key())
		b.WriteByte(']')
		r.write(b, t.Elem())
	case *types.Chan:
		b.WriteString("c" + strconv.Itoa(int(t.Dir())))
		r.write(b, t.Elem())
	case *types.Signature:
		b.WriteByte('f')
		if t.Variadic() {
			b.WriteString("...")
		}
		list(t.Params())
		list(t.Results())
	case *types.Struct:
		b.WriteString("s{")
		for i := range t.NumFields() {
			f := t.Field(i)
			if f.Embedded() {
				b.WriteByte('!')
			}
			b.WriteString(f.Name() + " ")
			r.write(b, f.Type())
			b.WriteString(strconv.Quote(t.Tag(i)) + ";")
		}
		b.WriteByte('}')
	case *types.Interface:
		b.WriteString("i{")
		ms := make([]string, 0, t.NumMethods())
		for i := range t.NumMethods() {
			m := t.Method(i)
			ms = append(ms, m.Name()+r.signatureKey(m.Signature()))
		}
		sort.Strings(ms)
		b.WriteString(strings.Join(ms, ";") + "}")
	case *types.TypeParam:
		b.WriteString("p" + r.number(t))
	case *types.Tuple:
		list(t)
	default:
		fmt.Fprintf(b, "?%T", t)
	}
}

// signatureKey is key of a method without its receiver.
func (r *typeRegistry) signatureKey(s *types.Signature) string {
	return r.key(types.NewSignatureType(nil, nil, nil, s.Params(), s.Results(), s.Variadic()))
}

// runtimeName is the type as package reflect would name it.
func runtimeName(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		n := t.Obj().Name()
		if p := t.Obj().Pkg(); p != nil {
			n = p.Name() + "." + n
		}
		if t.TypeArgs().Len() > 0 {
			var as []string
			for i := range t.TypeArgs().Len() {
				as = append(as, argumentName(t.TypeArgs().At(i)))
			}
			if outer, ok := strings.CutSuffix(n, "]"); ok { // declared in a generic function
				return outer + ";" + strings.Join(as, ",") + "]"
			}
			n += "[" + strings.Join(as, ",") + "]"
		}
		return n
	case *types.Basic:
		return basicName(t)
	case *types.Pointer:
		return "*" + runtimeName(t.Elem())
	case *types.Slice:
		return "[]" + runtimeName(t.Elem())
	case *types.Array:
		return "[" + strconv.FormatInt(t.Len(), 10) + "]" + runtimeName(t.Elem())
	case *types.Map:
		return "map[" + runtimeName(t.Key()) + "]" + runtimeName(t.Elem())
	case *types.Chan:
		e := runtimeName(t.Elem())
		switch t.Dir() {
		case types.SendOnly:
			return "chan<- " + e
		case types.RecvOnly:
			return "<-chan " + e
		}
		if strings.HasPrefix(e, "<-") {
			return "chan (" + e + ")"
		}
		return "chan " + e
	case *types.Signature:
		return "func" + signatureName(t)
	case *types.Struct:
		if t.NumFields() == 0 {
			return "struct {}"
		}
		var fs []string
		for i := range t.NumFields() {
			f := t.Field(i)
			s := runtimeName(f.Type())
			if !f.Embedded() {
				s = f.Name() + " " + s
			}
			if tag := t.Tag(i); tag != "" {
				s += " " + strconv.Quote(tag)
			}
			fs = append(fs, s)
		}
		return "struct { " + strings.Join(fs, "; ") + " }"
	case *types.Interface:
		if t.NumMethods() == 0 {
			return "interface {}"
		}
		var ms []string
		for i := range t.NumMethods() {
			n := t.Method(i).Name()
			if !t.Method(i).Exported() {
				n = "main." + n
			}
			ms = append(ms, n+signatureName(t.Method(i).Signature()))
		}
		return "interface { " + strings.Join(ms, "; ") + " }"
	}
	return t.String()
}

func basicName(t *types.Basic) string {
	if t.Kind() == types.UnsafePointer {
		return "unsafe.Pointer"
	}
	return types.Typ[types.Default(t).(*types.Basic).Kind()].Name() // uint8 for byte
}

func signatureName(s *types.Signature) string {
	var in, out []string
	for i := range s.Params().Len() {
		t := s.Params().At(i).Type()
		if s.Variadic() && i == s.Params().Len()-1 {
			in = append(in, "..."+strings.TrimPrefix(runtimeName(t), "[]"))
			continue
		}
		in = append(in, runtimeName(t))
	}
	for i := range s.Results().Len() {
		out = append(out, runtimeName(s.Results().At(i).Type()))
	}
	n := "(" + strings.Join(in, ", ") + ")"
	switch len(out) {
	case 0:
	case 1:
		n += " " + out[0]
	default:
		n += " (" + strings.Join(out, ", ") + ")"
	}
	return n
}

// tagID is the number in the tag of an emitted struct type.
func tagID(t reflect.Type) (int, bool) {
	if t.Kind() != reflect.Struct || t.Name() != "" || t.NumField() == 0 {
		return 0, false
	}
	tag, ok := t.Field(0).Tag.Lookup("p")
	if !ok {
		return 0, false
	}
	_, tag, ok = strings.Cut(tag, "#")
	if !ok {
		return 0, false
	}
	tag, _, _ = strings.Cut(tag, ",")
	n, err := strconv.Atoi(tag)
	return n, err == nil
}

// lossy says whether values of type t must carry their type in an interface, because the engine's type of them does not
// determine it. Types of structs with fields say themselves which they are, in a tag.
func (im *Image) lossy(t types.Type) bool { return im.loses(t, nil) }

func (im *Image) loses(t types.Type, under []*types.Named) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		for _, n := range under {
			if n.Origin() == t.Origin() {
				return true // it contains itself: no two engines have the same type for it
			}
		}
		o := t.Origin().Obj()
		if o.Pkg() == nil || im.imp.hosts[o] != nil {
			return false
		}
		if types.IsInterface(t) {
			return true
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok || s.NumFields() == 0 {
			return true
		}
		under = append(under, t)
		for i := range s.NumFields() {
			if im.contains(s.Field(i).Type(), under) {
				return true
			}
		}
		return false
	case *types.Pointer:
		return im.loses(t.Elem(), under)
	case *types.Slice:
		return im.loses(t.Elem(), under)
	case *types.Array:
		return im.loses(t.Elem(), under)
	case *types.Chan:
		return im.loses(t.Elem(), under)
	case *types.Map:
		return im.loses(t.Key(), under) || im.loses(t.Elem(), under)
	case *types.Signature:
		for _, tu := range []*types.Tuple{t.Params(), t.Results()} {
			for i := range tu.Len() {
				if im.loses(tu.At(i).Type(), under) {
					return true
				}
			}
		}
	case *types.Struct:
		for i := range t.NumFields() {
			f := t.Field(i)
			if f.Embedded() || !f.Exported() || im.loses(f.Type(), under) {
				return true
			}
		}
	case *types.Interface:
		return t.NumMethods() > 0
	}
	return false
}

// contains says whether t is made of one of the types in under.
func (im *Image) contains(t types.Type, under []*types.Named) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		for _, n := range under {
			if n.Origin() == t.Origin() {
				return true
			}
		}
		o := t.Origin().Obj()
		if o.Pkg() == nil || im.imp.hosts[o] != nil || types.IsInterface(t) || im.folds(t) {
			return false
		}
		return im.contains(t.Underlying(), append(under, t))
	case *types.Map:
		return im.contains(t.Key(), under) || im.contains(t.Elem(), under)
	case *types.Signature:
		for _, tu := range []*types.Tuple{t.Params(), t.Results()} {
			for i := range tu.Len() {
				if im.contains(tu.At(i).Type(), under) {
					return true
				}
			}
		}
	case *types.Struct:
		for i := range t.NumFields() {
			if im.contains(t.Field(i).Type(), under) {
				return true
			}
		}
	case interface{ Elem() types.Type }:
		return im.contains(t.Elem(), under)
	}
	return false
}
