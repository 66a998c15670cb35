package eval

// This file holds what overlays need of the host: functions and types that are visible to them alone.

import (
	"cmp"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"hash"
	"hash/maphash"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
	"weak"
)

// overlayParts are the host functions and types behind overlays, by import path. Those in lower case cannot be selected.
func overlayParts() map[string]map[string]any {
	canon := &canonicals{m: map[any]weak.Pointer[uniqueEntry]{}}
	return map[string]map[string]any{
		"crypto/hkdf":   {"extract": hkdf.Extract[hash.Hash], "expand": hkdf.Expand[hash.Hash], "key": hkdf.Key[hash.Hash]},
		"crypto/pbkdf2": {"key": pbkdf2.Key[hash.Hash]},
		"hash/maphash":  {"comparableAny": maphash.Comparable[any], "writeComparable": maphash.WriteComparable[any]},
		"iter":          {"pull": (*loader)(nil).pull}, // each engine has its own
		"slices":        {"sortBasic": sortBasic},
		"sync/atomic":   {"pointerCell": (*pointerCell)(nil)},
		"unique":        {"canonical": canon.entry, "uniqueEntry": (*uniqueEntry)(nil)},
		"weak":          {"makeWeak": makeWeak, "weakPointer": (*weakPointer)(nil)},
	}
}

// sortBasic is slices.Sort for a slice of any type that is ordered: it has one of the kinds below.
func sortBasic(s any) {
	v := reflect.ValueOf(s)
	switch v.Type().Elem().Kind() {
	case reflect.Int:
		sortAs[int](v)
	case reflect.Int8:
		sortAs[int8](v)
	case reflect.Int16:
		sortAs[int16](v)
	case reflect.Int32:
		sortAs[int32](v)
	case reflect.Int64:
		sortAs[int64](v)
	case reflect.Uint:
		sortAs[uint](v)
	case reflect.Uint8:
		sortAs[uint8](v)
	case reflect.Uint16:
		sortAs[uint16](v)
	case reflect.Uint32:
		sortAs[uint32](v)
	case reflect.Uint64:
		sortAs[uint64](v)
	case reflect.Uintptr:
		sortAs[uintptr](v)
	case reflect.Float32:
		sortAs[float32](v)
	case reflect.Float64:
		sortAs[float64](v)
	case reflect.String:
		sortAs[string](v)
	}
}

// sortAs sorts a slice whose elements are of T's kind, and so laid out as T is.
func sortAs[T cmp.Ordered](v reflect.Value) {
	slices.Sort(unsafe.Slice((*T)(v.UnsafePointer()), v.Len()))
}

func untyped(p any) *byte { return (*byte)(reflect.ValueOf(bare(p)).UnsafePointer()) }

// putPointer puts p where to, a pointer to a pointer, points: engines differ in the types that they make of one declaration.
func putPointer(to any, p *byte) { *(**byte)(unsafe.Pointer(untyped(to))) = p }

// pointerCell is an atomic.Pointer to a type that the host does not know. Its methods take pointers of one type, and put such where
// they are told.
type pointerCell struct{ p atomic.Pointer[byte] }

func (c *pointerCell) Load(to any)    { putPointer(to, c.p.Load()) }
func (c *pointerCell) Store(p any)    { c.p.Store(untyped(p)) }
func (c *pointerCell) Swap(p, to any) { putPointer(to, c.p.Swap(untyped(p))) }
func (c *pointerCell) CompareAndSwap(old, p any) bool {
	return c.p.CompareAndSwap(untyped(old), untyped(p))
}

// weakPointer is a weak.Pointer to a type that the host does not know.
type weakPointer struct{ p weak.Pointer[byte] }

func makeWeak(p any) weakPointer { return weakPointer{weak.Make(untyped(p))} }

// Value puts the pointer, or nil, where to points.
func (w weakPointer) Value(to any) { putPointer(to, w.p.Value()) }

// uniqueEntry holds a value that unique.Make was given. Its address stands for the value.
type uniqueEntry struct{ v reflect.Value }

// Value puts the value where to points.
func (e *uniqueEntry) Value(to any) {
	p := reflect.ValueOf(bare(to))
	p.Elem().Set(reinterpret(e.v, p.Type().Elem()))
}

// canonicals are the entries in use, by value.
type canonicals struct {
	mu sync.Mutex
	m  map[any]weak.Pointer[uniqueEntry]
}

func (c *canonicals) entry(v any) *uniqueEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.m[v].Value(); e != nil {
		return e
	}
	held := reflect.ValueOf(bare(v))
	e := &uniqueEntry{reflect.New(held.Type()).Elem()}
	e.v.Set(held)
	c.m[v] = weak.Make(e)
	runtime.AddCleanup(e, c.drop, v)
	return e
}

// drop forgets a value whose entry is gone, unless it has a new one.
func (c *canonicals) drop(v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m[v].Value() == nil {
		delete(c.m, v)
	}
}
