package eval

// This file is Go source for generic parts of the standard library that need the host, by the functions and types of
// overlay_host.go; see overlay_std.go for the others.

const overlayIter = `package iter

type Seq[V any] func(yield func(V) bool)

type Seq2[K, V any] func(yield func(K, V) bool)

func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	var v V
	resume, stop := pull(func(yield func() bool) {
		seq(func(x V) bool {
			v = x
			return yield()
		})
	})
	return func() (V, bool) {
		var x, zero V
		if !resume() {
			return zero, false
		}
		x, v = v, zero
		return x, true
	}, stop
}

func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var k K
	var v V
	resume, stop := pull(func(yield func() bool) {
		seq(func(x K, y V) bool {
			k, v = x, y
			return yield()
		})
	})
	return func() (K, V, bool) {
		var x, zero K
		var y, none V
		if !resume() {
			return zero, none, false
		}
		x, k = k, zero
		y, v = v, none
		return x, y, true
	}, stop
}
`

const overlayAtomic = `package atomic

type Pointer[T any] struct {
	c pointerCell
}

func (x *Pointer[T]) Load() (p *T) { x.c.Load(&p); return p }

func (x *Pointer[T]) Store(p *T) { x.c.Store(p) }

func (x *Pointer[T]) Swap(p *T) (old *T) { x.c.Swap(p, &old); return old }

func (x *Pointer[T]) CompareAndSwap(old, p *T) bool { return x.c.CompareAndSwap(old, p) }
`

const overlayUnique = `package unique

type Handle[T comparable] struct {
	e *uniqueEntry
}

// An entry is for a value of one type, also where two types have the same values.
type uniqueKey[T comparable] struct {
	v T
}

func Make[T comparable](v T) Handle[T] { return Handle[T]{e: canonical(uniqueKey[T]{v: v})} }

func (h Handle[T]) Value() T {
	var k uniqueKey[T]
	h.e.Value(&k)
	return k.v
}
`

const overlayWeak = `package weak

type Pointer[T any] struct {
	p weakPointer
}

func Make[T any](p *T) Pointer[T] { return Pointer[T]{p: makeWeak(p)} }

func (p Pointer[T]) Value() (v *T) { p.p.Value(&v); return v }
`

const overlayReflect = `package reflect

func TypeFor[T any]() Type { return TypeOf((*T)(nil)).Elem() }

func TypeAssert[T any](v Value) (T, bool) {
	x, ok := v.Interface().(T)
	return x, ok
}
`

const overlayRand = `package rand

type intType interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

func N[Int intType](n Int) Int {
	if n <= 0 {
		panic("invalid argument to N")
	}
	return Int(Uint64N(uint64(n)))
}
`

const overlayHkdf = `package hkdf

import "hash"

func Extract[H hash.Hash](h func() H, secret, salt []byte) ([]byte, error) {
	return extract(func() hash.Hash { return h() }, secret, salt)
}

func Expand[H hash.Hash](h func() H, pseudorandomKey []byte, info string, keyLength int) ([]byte, error) {
	return expand(func() hash.Hash { return h() }, pseudorandomKey, info, keyLength)
}

func Key[H hash.Hash](h func() H, secret, salt []byte, info string, keyLength int) ([]byte, error) {
	return key(func() hash.Hash { return h() }, secret, salt, info, keyLength)
}
`

const overlayPbkdf2 = `package pbkdf2

import "hash"

func Key[Hash hash.Hash](h func() Hash, password string, salt []byte, iter, keyLength int) ([]byte, error) {
	return key(func() hash.Hash { return h() }, password, salt, iter, keyLength)
}
`

const overlayMaphash = `package maphash

func Comparable[T comparable](seed Seed, v T) uint64 { return comparableAny(seed, v) }

func WriteComparable[T comparable](h *Hash, x T) { writeComparable(h, x) }
`
