package eval

// This file compares what interfaces hold, for evaluated code, and looks at keys of maps.

import (
	"go/types"
	"reflect"
)

// sameValues is a == b.
func (im *Image) sameValues(a, b any) bool {
	a, b = ordinary(a), ordinary(b)
	if x, ok := a.(typedValue); ok {
		if y, ok := b.(typedValue); ok && x.T == y.T && !x.T.comparable() {
			panic(runtimeError{"runtime error: comparing uncomparable type " + x.T.name})
		}
	}
	return a == b
}

// mapKey is x as a key of a map whose keys are interfaces.
func mapKey(x any) any {
	if b, ok := ordinary(x).(typedValue); ok && !b.T.comparable() {
		panic(runtimeError{"runtime error: hash of unhashable type " + b.T.name})
	}
	return x
}

// comparable says whether values of the type compare, as far as the type alone says.
func (ti *typeInfo) comparable() bool { return types.Comparable(ti.static()) }

// incomparableError is boxedError for types whose values do not compare: package errors asks the type.
type incomparableError struct {
	boxedError
	incomparable
}

// incomparableErrors is the same for types that wrap several errors.
type incomparableErrors struct {
	boxedErrors
	incomparable
}

type incomparable [0]func()

// errorInside is the value in what makes an error of it for the host.
func errorInside(x any) (typedValue, bool) {
	switch b := x.(type) {
	case boxedError:
		return b.typedValue, true
	case boxedErrors:
		return b.typedValue, true
	case incomparableError:
		return b.typedValue, true
	case incomparableErrors:
		return b.typedValue, true
	}
	return typedValue{}, false
}

func isBoxed(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[typedValue](), reflect.TypeFor[boxedError](), reflect.TypeFor[boxedErrors](),
		reflect.TypeFor[incomparableError](), reflect.TypeFor[incomparableErrors]():
		return true
	}
	return false
}
