package eval

// This file asserts types of what interfaces hold, for evaluated code.

import (
	"fmt"
	"go/types"
	"log"
	"reflect"
)

// is says whether x is of type ti, which is no interface, and gives the value as the engines have it.
func (ti *typeInfo) is(x any) (any, bool) {
	switch b := ordinary(x).(type) {
	case nil:
		return nil, false
	case typedValue:
		return b.V, b.T == ti
	default:
		return b, !ti.lossy && ti.im.types.dynamicOf(b) == ti
	}
}

// get puts x where p points if it is of the type with that number.
func (im *Image) get(x any, id int, p any) bool {
	v, ok := im.types.at(id).is(x)
	if ok {
		store(p, v)
	}
	return ok
}

// must is get for an assertion that panics. from is the type of the interface.
func (im *Image) must(x any, id int, p any, from string) {
	if !im.get(x, id, p) {
		im.conversionFails(x, id, from)
	}
}

func store(p, v any) {
	switch p := p.(type) {
	case *int:
		if v, ok := v.(int); ok {
			*p = v
			return
		}
	case *string:
		if v, ok := v.(string); ok {
			*p = v
			return
		}
	}
	to := reflect.ValueOf(p).Elem()
	switch {
	case v == nil:
		to.SetZero()
	case to.Kind() == reflect.Interface: // see emit_fold.go
		if from := reflect.ValueOf(v); from.IsNil() {
			to.SetZero()
		} else {
			to.Set(from)
		}
	default:
		to.Set(reinterpret(reflect.ValueOf(v), to.Type()))
	}
}

// conversionFails panics as Go does when x is not of the type with that number.
func (im *Image) conversionFails(x any, id int, from string) {
	want, have := im.types.at(id), im.types.dynamicOf(x)
	isInterface := types.IsInterface(want.static())
	switch {
	case have == nil && isInterface:
		panic(runtimeError{"interface conversion: interface is nil, not " + want.name})
	case have == nil:
		panic(runtimeError{fmt.Sprintf("interface conversion: %s is nil, not %s", from, want.name)})
	case isInterface:
		panic(runtimeError{fmt.Sprintf("interface conversion: %s is not %s: missing method %s", have.name, want.name, im.types.missing(have, want))})
	case have.name == want.name && im.nameNow(have) == im.nameNow(want):
		panic(runtimeError{fmt.Sprintf("interface conversion: %s is %s, not %s (types from different scopes)", from, have.name, want.name)})
	case have.name == want.name:
		panic(runtimeError{fmt.Sprintf("interface conversion: %s is %s, not %s", from, im.nameNow(have), im.nameNow(want))})
	default:
		panic(runtimeError{fmt.Sprintf("interface conversion: %s is %s, not %s", from, have.name, want.name)})
	}
}

// nameNow is the name of a type, with a mark if it has been declared anew since.
func (im *Image) nameNow(ti *typeInfo) string {
	im.mu.Lock()
	defer im.mu.Unlock()
	n, ok := types.Unalias(deref(ti.static())).(*types.Named)
	if !ok {
		return ti.name
	}
	d := im.declOfObject(n.Origin().Obj())
	if d == nil || d.pkg != "" || im.cur[d.name] == d {
		return ti.name
	}
	return markName(ti.name, fmt.Sprintf("@%d", d.ver))
}

// fit gives x as the interface type with that number, which is one of evaluated code, if it implements it.
func (im *Image) fit(x any, id int) (any, bool) {
	have := im.types.dynamicOf(x)
	if have == nil || im.types.missing(have, im.types.at(id)) != "" {
		return nil, false
	}
	return ordinary(x), true
}

func (im *Image) mustFit(x any, id int, from string) any {
	v, ok := im.fit(x, id)
	if !ok {
		im.conversionFails(x, id, from)
	}
	return v
}

// choice is the number of the first case of a type switch that x matches, -1 if none does. The set holds nil for a case nil.
func (im *Image) choice(x any, set int) int {
	have := im.types.dynamicOf(x)
	for i, ti := range (*im.types.setList.Load())[set] {
		switch {
		case have == nil || ti == nil:
			if have == nil && ti == nil {
				return i
			}
		case have == ti:
			return i
		case ti.iface && im.types.missing(have, ti) == "":
			return i
		}
	}
	return -1
}

// What forHost says of a value on its way into an interface of the host.
const (
	fitsNot  = 0
	fitsNow  = 1 // it is there
	fitsWrap = 2 // the engine must wrap what it finds in its own interface
	fitsNil  = 3 // the engine must wrap it as a value that is nil
)

// forHost puts x into the host's interface to which p points, whose type has that number, or into the engine's interface to which s
// points.
func (ld *loader) forHost(x any, id int, p, s any) int {
	x = ordinary(x)
	if x == nil {
		return fitsNot
	}
	to := reflect.ValueOf(p).Elem()
	b, ok := x.(typedValue)
	if !ok {
		ti := ld.im.types.known(reflect.TypeOf(x))
		if ti == nil {
			v := reflect.ValueOf(x)
			if !v.Type().Implements(to.Type()) {
				return fitsNot
			}
			to.Set(v)
			return fitsNow
		}
		b = typedValue{ti, x}
	}
	if ld.im.types.missing(b.T, ld.im.types.at(id)) != "" {
		return fitsNot
	}
	if to.Type() == errorType {
		to.Set(reflect.ValueOf(b.err()))
		return fitsNow
	}
	if s == nil {
		return fitsNot
	}
	if isNil(reflect.ValueOf(b.V)) {
		return fitsNil
	}
	if ld.put(s, b) {
		return fitsWrap
	}
	to.Set(reflect.ValueOf(ld.im.farCaller(b, "", id)).Call([]reflect.Value{reflect.ValueOf(&x).Elem()})[0])
	return fitsNow
}

// err is the value as an error.
func (b typedValue) err() error {
	several, compares := b.T.shapeOf("Unwrap") != "" && b.T.has("Unwrap"), b.T.comparable()
	switch {
	case several && compares:
		return boxedErrors{boxedError{b}}
	case several:
		return incomparableErrors{boxedErrors: boxedErrors{boxedError{b}}}
	case compares:
		return boxedError{b}
	}
	return incomparableError{boxedError: boxedError{b}}
}

// hostSymbols are runtimeSymbols with those for values in interfaces.
func (ld *loader) hostSymbols() map[string]reflect.Value {
	syms := ld.runtimeSymbols()
	for n, f := range ld.typeSymbols() {
		syms[n] = reflect.ValueOf(f)
	}
	return syms
}

// typeSymbols are what emitted code calls for values in interfaces, and to print them.
func (ld *loader) typeSymbols() map[string]any {
	im := ld.im
	return map[string]any{
		"LogPrint":   im.logPrint,
		"LogPrintf":  im.logPrintf,
		"LogPrintln": im.logPrintln,
		"LogPanic":   func(l *log.Logger, a ...any) { panic(im.logPrint(l, a...)) },
		"LogPanicf":  func(l *log.Logger, f string, a ...any) { panic(im.logPrintf(l, f, a...)) },
		"LogPanicln": func(l *log.Logger, a ...any) { panic(im.logPrintln(l, a...)) },
		"LogFatal":   func(l *log.Logger, a ...any) { im.logPrint(l, a...); exitWith(1) },
		"LogFatalf":  func(l *log.Logger, f string, a ...any) { im.logPrintf(l, f, a...); exitWith(1) },
		"LogFatalln": func(l *log.Logger, a ...any) { im.logPrintln(l, a...); exitWith(1) },
		"Box":        func(id int, x any) any { return typedValue{im.types.at(id), x} },
		"Err":        func(id int, x any) error { return typedValue{im.types.at(id), x}.err() },
		"Open":       ordinary,
		"ErrorAs":    errorAs,
		"Bare":       bare,
		"BareAll":    bareAll,
		"Logged":     im.logValue,
		"LoggedAll":  im.logValues,
		"Put":        ld.put,
		"Proto":      ld.proto,
		"Made": func(id int, p any) bool {
			im.types.codecs.made.Store(im.types.at(id), reflect.TypeOf(p).Elem())
			return true
		},
		"Far":        ld.far,
		"Call":       func(name string, f any) bool { ld.calls.Store(name, f); return true },
		"Get":        im.get,
		"Reopen":     reopen,
		"Must":       im.must,
		"Fail":       im.conversionFails,
		"Fit":        im.fit,
		"MustFit":    im.mustFit,
		"Choice":     im.choice,
		"ForHost":    ld.forHost,
		"SameValues": im.sameValues,
		"Key":        mapKey,
		"KeyError":   func(err error) error { mapKey(err); return err },
		"Mark":       func(p any, x any) { im.markAs(p, x) },
	}
}

func (im *Image) markAs(p, x any) {
	switch b := ordinary(x).(type) {
	case typedValue:
		mark(p, b.T, b.V)
	case nil:
	default:
		if ti := im.types.known(reflect.TypeOf(b)); ti != nil {
			mark(p, ti, b)
		}
	}
}

// errorAs is errors.As for a target whose type only evaluated code knows: try asserts it, and stores it.
func errorAs(err error, target any, try func(any) bool) bool {
	if reflect.ValueOf(target).IsNil() {
		panic("errors: target cannot be nil")
	}
	for err != nil {
		if try(ordinary(err)) {
			return true
		}
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if e != nil && errorAs(e, target, try) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Chan, reflect.Func:
		return v.IsNil()
	}
	return false
}
