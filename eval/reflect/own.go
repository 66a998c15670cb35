package reflect

// This file has the methods of Value that are Go's own, but for their panics and for what may not be set.

import (
	host "reflect"
	"unsafe"
)

// Panic is a panic with V, which the evaluator must not take for one of the engine's.
type Panic struct{ V any }

// exact keeps the words of a panic of Go's package reflect.
func exact() {
	switch r := recover().(type) {
	case nil:
	case string, *host.ValueError:
		panic(Panic{r})
	default:
		panic(r)
	}
}

func (v Value) Bool() bool          { defer exact(); return v.hostValue.Bool() }
func (v Value) Bytes() []byte       { defer exact(); return v.hostValue.Bytes() }
func (v Value) Cap() int            { defer exact(); return v.hostValue.Cap() }
func (v Value) Complex() complex128 { defer exact(); return v.hostValue.Complex() }
func (v Value) Float() float64      { defer exact(); return v.hostValue.Float() }
func (v Value) Int() int64          { defer exact(); return v.hostValue.Int() }
func (v Value) IsNil() bool         { defer exact(); return v.hostValue.IsNil() }
func (v Value) IsZero() bool        { defer exact(); return v.hostValue.IsZero() }
func (v Value) Len() int            { defer exact(); return v.hostValue.Len() }
func (v Value) NumField() int       { defer exact(); return v.hostValue.NumField() }
func (v Value) OverflowComplex(x complex128) bool {
	defer exact()
	return v.hostValue.OverflowComplex(x)
}
func (v Value) OverflowFloat(x float64) bool  { defer exact(); return v.hostValue.OverflowFloat(x) }
func (v Value) OverflowInt(x int64) bool      { defer exact(); return v.hostValue.OverflowInt(x) }
func (v Value) OverflowUint(x uint64) bool    { defer exact(); return v.hostValue.OverflowUint(x) }
func (v Value) Pointer() uintptr              { defer exact(); return v.hostValue.Pointer() }
func (v Value) Uint() uint64                  { defer exact(); return v.hostValue.Uint() }
func (v Value) UnsafeAddr() uintptr           { defer exact(); return v.hostValue.UnsafeAddr() }
func (v Value) UnsafePointer() unsafe.Pointer { defer exact(); return v.hostValue.UnsafePointer() }

func (v Value) SetBool(x bool)    { defer exact(); v.free("SetBool"); v.hostValue.SetBool(x) }
func (v Value) SetBytes(x []byte) { defer exact(); v.free("SetBytes"); v.hostValue.SetBytes(x) }
func (v Value) SetCap(n int)      { defer exact(); v.free("SetCap"); v.hostValue.SetCap(n) }
func (v Value) SetComplex(x complex128) {
	defer exact()
	v.free("SetComplex")
	v.hostValue.SetComplex(x)
}
func (v Value) SetFloat(x float64) { defer exact(); v.free("SetFloat"); v.hostValue.SetFloat(x) }
func (v Value) SetInt(x int64)     { defer exact(); v.free("SetInt"); v.hostValue.SetInt(x) }
func (v Value) SetLen(n int)       { defer exact(); v.free("SetLen"); v.hostValue.SetLen(n) }
func (v Value) SetPointer(x unsafe.Pointer) {
	defer exact()
	v.free("SetPointer")
	v.hostValue.SetPointer(x)
}
func (v Value) SetString(x string) { defer exact(); v.free("SetString"); v.hostValue.SetString(x) }
func (v Value) SetUint(x uint64)   { defer exact(); v.free("SetUint"); v.hostValue.SetUint(x) }
func (v Value) SetZero()           { defer exact(); v.free("SetZero"); v.hostValue.SetZero() }
func (v Value) Close()             { defer exact(); v.free("Close"); v.hostValue.Close() }
func (v Value) Clear()             { defer exact(); v.need("Clear"); v.hostValue.Clear() }
