package eval

// This file is Go source for the generic parts of the standard library, which reflection cannot show. It is checked into the
// packages as the rest of them is imported, and emitted as the user's own generic code is, for the types in use. It is
// written for clarity: simple algorithms with the documented behaviour.

const overlayCmp = `package cmp

type Ordered interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64 | ~string
}

// A NaN is equal to itself here, and less than all else.
func Less[T Ordered](x, y T) bool { return x < y || x != x && y == y }

func Compare[T Ordered](x, y T) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == y:
		return 0
	case y == y:
		return -1
	case x == x:
		return 1
	}
	return 0
}

func Or[T comparable](vals ...T) T {
	var zero T
	for _, v := range vals {
		if v != zero {
			return v
		}
	}
	return zero
}
`

const overlayMaps = `package maps

import "iter"

func All[M ~map[K]V, K comparable, V any](m M) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, v := range m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func Keys[M ~map[K]V, K comparable, V any](m M) iter.Seq[K] {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func Values[M ~map[K]V, K comparable, V any](m M) iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

func Insert[M ~map[K]V, K comparable, V any](m M, seq iter.Seq2[K, V]) {
	for k, v := range seq {
		m[k] = v
	}
}

func Collect[K comparable, V any](seq iter.Seq2[K, V]) map[K]V {
	m := map[K]V{}
	for k, v := range seq {
		m[k] = v
	}
	return m
}

func Clone[M ~map[K]V, K comparable, V any](m M) M {
	if m == nil {
		return nil
	}
	c := make(M, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

func Copy[M1 ~map[K]V, M2 ~map[K]V, K comparable, V any](dst M1, src M2) {
	for k, v := range src {
		dst[k] = v
	}
}

func DeleteFunc[M ~map[K]V, K comparable, V any](m M, del func(K, V) bool) {
	for k, v := range m {
		if del(k, v) {
			delete(m, k)
		}
	}
}

func Equal[M1, M2 ~map[K]V, K, V comparable](a M1, b M2) bool {
	return EqualFunc(a, b, func(x, y V) bool { return x == y })
}

func EqualFunc[M1 ~map[K]V1, M2 ~map[K]V2, K comparable, V1, V2 any](a M1, b M2, eq func(V1, V2) bool) bool {
	if len(a) != len(b) {
		return false
	}
	for k, x := range a {
		y, ok := b[k]
		if !ok || !eq(x, y) {
			return false
		}
	}
	return true
}
`

const overlayErrors = `package errors

func AsType[E error](err error) (E, bool) {
	for err != nil {
		if e, ok := err.(E); ok {
			return e, true
		}
		var e E
		if a, ok := err.(interface{ As(any) bool }); ok && a.As(&e) {
			return e, true
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, x := range many.Unwrap() {
				if e, ok := AsType[E](x); ok {
					return e, true
				}
			}
			break
		}
		err = Unwrap(err)
	}
	var none E
	return none, false
}
`

const overlaySync = `package sync

func OnceValue[T any](f func() T) func() T {
	var once Once
	var v T
	var failed bool
	var reason any
	return func() T {
		once.Do(func() {
			failed = true
			defer func() {
				if failed {
					reason = recover()
				}
			}()
			v = f()
			failed = false
		})
		if failed {
			panic(reason)
		}
		return v
	}
}

type both[T1, T2 any] struct {
	a T1
	b T2
}

func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	get := OnceValue(func() *both[T1, T2] {
		a, b := f()
		return &both[T1, T2]{a, b}
	})
	return func() (T1, T2) {
		p := get()
		return p.a, p.b
	}
}
`
