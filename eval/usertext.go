package eval

// This file asks values of evaluated types for their text: by the String and Error methods that evaluated code gave them, which
// reflection cannot see.

import (
	"go/types"
	"reflect"
	"strings"
)

// userTexts is the userStringer of one printing. It remembers which types have something to say.
type userTexts struct {
	im   *Image
	memo map[any]string // types.Type or reflect.Type -> source of the call; "" if there is none
}

func (u *userTexts) userString(v reflect.Value, t types.Type) (string, bool) {
	if !v.CanInterface() {
		return "", false
	}
	switch k := v.Kind(); {
	case t == nil && k != reflect.Struct && k != reflect.Pointer:
		return "", false // only structs carry their names
	case k == reflect.Pointer && v.IsNil():
		return "", false // the method would most likely panic
	}
	static, call := u.call(v.Type(), t)
	if call == "" {
		return "", false
	}
	return u.im.textCall(call, Value{V: v, T: static})
}

// call finds the type to use and the call that gives its text.
func (u *userTexts) call(rt reflect.Type, t types.Type) (types.Type, string) {
	key := any(rt)
	if t != nil {
		key = t
	}
	if c, ok := u.memo[key]; ok && (t != nil || c == "") {
		return t, c
	}
	u.im.mu.Lock()
	defer u.im.mu.Unlock()
	if t == nil {
		t = u.im.declaredType(rt)
	}
	c := u.im.textMethod(t)
	if u.memo == nil {
		u.memo = map[any]string{}
	}
	u.memo[key] = c
	return t, c
}

// declaredType is the type, or pointer to a type, of this image that an engine's struct type stands for; nil if it is none, or
// generic. The image's lock is held.
func (im *Image) declaredType(rt reflect.Type) types.Type {
	if rt.Kind() == reflect.Pointer {
		if t := im.declaredType(rt.Elem()); t != nil {
			return types.NewPointer(t)
		}
		return nil
	}
	name, ok := userType(rt)
	if !ok || strings.Contains(name, "[") || im.versionMark(rt) != "" {
		return nil
	}
	d := im.cur[name]
	if d == nil {
		return nil
	}
	if o, ok := d.obj.(*types.TypeName); ok {
		return o.Type()
	}
	return nil
}

// textMethod is the call that gives the text of a value of type t: "$0.Error()", "$0.String()", or none. The image's lock is held.
func (im *Image) textMethod(t types.Type) string {
	if t == nil {
		return ""
	}
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || n.Obj().Pkg() != im.pkg || types.IsInterface(n) {
		return ""
	}
	ms := types.NewMethodSet(t)
	for _, name := range []string{"Error", "String"} {
		s := ms.Lookup(im.pkg, name)
		if s == nil {
			continue
		}
		sig, ok := s.Type().(*types.Signature)
		if ok && sig.Params().Len() == 0 && sig.Results().Len() == 1 && sig.Results().At(0).Type() == types.Typ[types.String] {
			return "$0." + name + "()"
		}
	}
	return ""
}

// textCall calls a method of v. It is part of the evaluation that prints; outside of one it calls nothing, because nothing could
// stop it there.
func (im *Image) textCall(call string, v Value) (string, bool) {
	if Current() == nil {
		return "", false
	}
	r := Request{Source: call, live: []Value{v}}
	h, fail := im.handleFor(&r)
	if fail != nil || h.ld == nil {
		return "", false
	}
	defer im.pool.leave(h.ld)
	arg := reflect.New(h.fn.Type().In(0)).Elem()
	if setHeld(arg, v.V) != nil {
		return "", false
	}
	out := h.fn.Call([]reflect.Value{arg})
	if len(out) != 1 || out[0].Kind() != reflect.String {
		return "", false
	}
	return out[0].String(), true
}
