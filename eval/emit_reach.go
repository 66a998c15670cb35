package eval

// This file tells the host how the engines find methods, so that what interfaces hold can be called; see dispatch.go.

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// maxReach bounds how deep a type is searched for types that have methods.
const maxReach = 8

// reachable makes the methods of t callable from interfaces, and from the host those of the types in it.
func (e *emitter) reachable(t types.Type) { e.reach(e.subst(t), 0) }

func (e *emitter) reach(t types.Type, depth int) {
	if depth > maxReach {
		return
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic, *types.Interface, *types.Signature:
		return
	case *types.Named:
		if !e.declared(t) {
			return
		}
	case *types.Pointer:
		if n, ok := types.Unalias(t.Elem()).(*types.Named); ok && !e.declared(n) {
			return
		}
	}
	name := e.methodsOf(t)
	if e.ld.reached[name] {
		return
	}
	e.ld.reached[name] = true
	if !types.IsInterface(t) {
		e.proto(t, name)
	}
	switch u := t.Underlying().(type) {
	case *types.Map:
		e.reach(u.Key(), depth+1)
		e.reach(u.Elem(), depth+1)
	case *types.Struct:
		for i := range u.NumFields() {
			e.reach(u.Field(i).Type(), depth+1)
		}
	case interface{ Elem() types.Type }:
		e.reach(u.Elem(), depth+1)
	}
}

// methodsOf is the engine's type that has the methods of t.
func (e *emitter) methodsOf(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok && e.folded(p.Elem()) && types.NewMethodSet(t).Len() > 0 {
		return e.pointerTo(p.Elem())
	}
	return e.openType(t)
}

// proto tells the host how the engine finds the methods of t, if it has any.
func (e *emitter) proto(t types.Type, name string) {
	ms := types.NewMethodSet(t)
	if ms.Len() == 0 {
		return
	}
	m := ms.At(0).Obj().(*types.Func)
	n, id, sig := e.ld.fresh("proto"), e.typeID(t), e.subst(ms.At(0).Type()).(*types.Signature)
	e.ld.protos = append(e.ld.protos, e.im.types.of(t))
	text := fmt.Sprintf("func %s() bool { var v %s; var s interface { %s%s } = v; return %s.Proto(%s, &s) }\nvar _ = %s()\n", n, name, m.Name(), e.signature(sig), rtName, id, n)
	e.ld.queue = append(e.ld.queue, func() { e.ld.last = append(e.ld.last, text) })
	for i := range ms.Len() {
		f, ok := ms.At(i).Obj().(*types.Func)
		if !ok || !f.Exported() {
			continue
		}
		s, _ := e.subst(ms.At(i).Type()).(*types.Signature)
		if k := f.Name() + signatureName(s); hostMethods[k] != "" {
			e.hostCaller(f.Name(), k, s)
		}
	}
}

// hostCaller gives the host a function by which it calls a method of any type.
func (e *emitter) hostCaller(name, k string, sig *types.Signature) {
	if _, ok := e.ld.helpers["host "+k]; ok {
		return
	}
	n := e.ld.fresh(viaName)
	e.ld.helpers["host "+k] = n
	if strings.HasSuffix(k, "[]error") {
		name += "s"
	}
	sig = types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), false)
	params, args := e.parameters(sig)
	method := strings.TrimSuffix(k, signatureName(sig))
	text := fmt.Sprintf("func %s(s interface { %s%s }%s) %s { return s.%s(%s) }\nvar _ = %s.Call(%q, %s)\n", n, method, e.signature(sig), params, e.results(sig), method, args, rtName, name, n)
	if sig.Results().Len() == 0 {
		text = strings.Replace(text, "{ return s.", "{ s.", 1)
	}
	e.ld.queue = append(e.ld.queue, func() { e.ld.out.WriteString(text) })
}

// maxFar is for how many types at once an engine is made to call methods for others.
const maxFar = 64

// loadMethods makes the methods of a type callable, at run time: what an interface holds may come from an engine that is gone. With a
// callerKey other engines can call them, too; then so they can those of other types, lest each take an engine of its own.
func (im *Image) loadMethods(ti *typeInfo, key string) {
	im.mu.Lock()
	defer im.mu.Unlock()
	tis := []*typeInfo{ti}
	if n := ti.node.Load(); n != nil {
		if _, ok := n.ld.calls.Load(key); ok || key == "" {
			return
		}
	}
	if key != "" {
		for _, o := range *im.types.list.Load() {
			if o != ti && o.gen.Load() != 0 && len(tis) < maxFar {
				tis = append(tis, o)
			}
		}
	}
	if !im.loadAll(tis, key != "") && len(tis) > 1 {
		im.loadAll(tis[:1], true)
	}
}

func (im *Image) loadAll(tis []*typeInfo, far bool) (ok bool) {
	ld, done, err := im.pool.take()
	if err != nil {
		return false
	}
	defer done()
	defer func() {
		if recover() != nil {
			im.pool.retire(ld)
		}
	}()
	ld.lateMethods()
	e := &emitter{ld: ld, im: im}
	for _, ti := range tis {
		t := im.current(ti.static())
		delete(ld.reached, e.methodsOf(t))
		e.reachable(t)
		if ms := types.NewMethodSet(t); far {
			for i := range ms.Len() {
				e.farCaller(ms.At(i).Obj().Name(), e.subst(ms.At(i).Type()).(*types.Signature))
			}
		}
	}
	if far {
		im.types.found.Range(func(id, _ any) bool {
			t := im.current(im.types.at(id.(int)).static())
			e.farFunction(callerKey("", id.(int)), e.hostFinder(t))
			return true
		})
	}
	if err := ld.flush(); err != nil {
		im.pool.retire(ld)
		return false
	}
	return true
}

// farCaller gives other engines a function that calls a method of that name and signature.
func (e *emitter) farCaller(name string, sig *types.Signature) {
	sig = types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	e.farFunction(callerKey(name, e.im.types.of(sig).id), e.caller(name, sig))
}

func (e *emitter) farFunction(key, f string) {
	if e.ld.helpers[key] == "" {
		e.ld.helpers[key] = f
		e.ld.queue = append(e.ld.queue, func() { fmt.Fprintf(&e.ld.out, "var _ = %s.Call(%q, %s)\n", rtName, key, f) })
	}
}

// engineType is the type that engines have for values of the type that are not folded; nil if none can say so.
func (im *Image) engineType(ti *typeInfo) reflect.Type {
	if rt, ok := im.types.codecs.made.Load(ti); ok {
		return rt.(reflect.Type)
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	ld, done, err := im.pool.take()
	if err != nil {
		return nil
	}
	defer done()
	func() {
		defer func() {
			if recover() != nil {
				im.pool.retire(ld)
			}
		}()
		ld.lateMethods()
		e := &emitter{ld: ld, im: im}
		n := ld.fresh("made")
		text := fmt.Sprintf("func %s() bool { var v %s; return %s.Made(%d, &v) }\nvar _ = %s()\n", n, e.openType(im.current(ti.static())), rtName, ti.id, n)
		ld.queue = append(ld.queue, func() { ld.last = append(ld.last, text) })
		if err := ld.flush(); err != nil {
			im.pool.retire(ld)
		}
	}()
	rt, _ := im.types.codecs.made.Load(ti)
	t, _ := rt.(reflect.Type)
	return t
}

// dropProtos forgets what an engine said of types, so that its memory can be freed.
func (ld *loader) dropProtos() {
	for _, ti := range ld.protos {
		if n := ti.node.Load(); n != nil && n.ld == ld {
			ti.node.CompareAndSwap(n, nil)
		}
	}
	ld.protos = slices.Clip(ld.protos[:0])
}
