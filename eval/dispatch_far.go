package eval

// This file finds the methods of what interfaces hold. An engine's own dispatch runs a method with the variables of the engine that it is
// called in. So it is used only for methods that this engine has itself; others are called by functions of the engine that has them.

import (
	"fmt"
	"reflect"
	"strconv"
	"unsafe"
)

// nodeOf is what an engine keeps beside a value in an interface.
type nodeOf struct {
	at  unsafe.Pointer
	t   reflect.Type // of the values, in that engine
	ld  *loader
	gen int64 // see typeInfo
}

// proto learns from an engine's interface, to which p points, how it finds the methods of a type.
func (ld *loader) proto(id int, p any) bool {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || !engineBox(v.Type().Elem()) {
		panic(fmt.Sprintf("the engine's interfaces are not what they were: %T", p))
	}
	m := (*methodValue)(v.UnsafePointer())
	ti := ld.im.types.at(id)
	n := &nodeOf{at: m.node, t: m.v.Type(), ld: ld, gen: int64(ld.im.genOf(ti.static())) + 1}
	ti.gen.Store(n.gen)
	ld.nodes.Store(ti, n)
	ti.node.Store(n)
	return true
}

// outdate forgets the methods from before a declaration of the type. The image's lock is held.
func (ti *typeInfo) outdate() {
	if ti.gen.Load() == 0 {
		return
	}
	g := int64(ti.im.genOf(ti.static())) + 1
	ti.gen.Store(g)
	if n := ti.node.Load(); n != nil && n.gen != g {
		ti.node.CompareAndSwap(n, nil)
	}
}

// nodeNow is how to find the type's methods. If the engine that knew is gone, another is told to find out.
func (ti *typeInfo) nodeNow() *nodeOf {
	if n := ti.node.Load(); n != nil {
		return n
	}
	ti.im.loadMethods(ti, "")
	return ti.node.Load()
}

// put makes the engine's interface at p hold x, so that a method can be called. It cannot if another engine has the methods.
func (ld *loader) put(p, x any) bool {
	m := (*methodValue)((*[2]unsafe.Pointer)(unsafe.Pointer(&p))[1])
	b, ok := x.(typedValue)
	if !ok {
		if b, ok = ld.im.typed(x); !ok { // a type of the host
			m.node, m.v = nil, reflect.ValueOf(ordinary(x))
			return true
		}
	}
	n := b.T.node.Load()
	if n == nil || n.ld != ld {
		if n = ld.ownNode(b.T); n == nil {
			return false
		}
	}
	m.set(n, b.V)
	return true
}

func (ld *loader) ownNode(ti *typeInfo) *nodeOf {
	if n, ok := ld.nodes.Load(ti); ok && n.(*nodeOf).gen == ti.gen.Load() {
		return n.(*nodeOf)
	}
	return nil
}

// typed is x with its type, if that is one of evaluated code.
func (im *Image) typed(x any) (typedValue, bool) {
	switch x = ordinary(x); y := x.(type) {
	case nil:
		panic(runtimeError{"runtime error: invalid memory address or nil pointer dereference"})
	case typedValue:
		return y, true
	}
	ti := im.types.known(reflect.TypeOf(x))
	return typedValue{ti, x}, ti != nil
}

// callerKey is under which an engine keeps a function that calls a method of that name and signature, or, without a name, one that
// finds an interface of the host.
func callerKey(method string, id int) string { return "far " + method + "#" + strconv.Itoa(id) }

// far puts a function where p points that calls a method of x, which another engine has.
func (ld *loader) far(p, x any, method string, id int) {
	to := reflect.ValueOf(p).Elem()
	to.Set(reinterpret(reflect.ValueOf(ld.im.farCaller(x, method, id)), to.Type()))
}

func (im *Image) farCaller(x any, method string, id int) any {
	b, ok := im.typed(x)
	if !ok {
		panic(fmt.Sprintf("the methods of a %T cannot be reached", x))
	}
	for _, anew := range []bool{false, true} {
		if anew {
			if method == "" {
				im.types.found.Store(id, true)
			}
			im.loadMethods(b.T, callerKey(method, id))
		}
		n := b.T.nodeNow()
		if n == nil {
			break
		}
		if f, ok := n.ld.calls.Load(callerKey(method, id)); ok {
			n.ld.busy.RLock() // a load that brought it may not have ended
			n.ld.busy.RUnlock()
			return f
		}
	}
	panic(fmt.Sprintf("method %s of %s cannot be reached", method, b.T.name))
}
