// CBOR by hand: the heads of data items, and the fast paths for basic values.

package eval

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"unicode/utf8"
)

const (
	majorUint   = 0
	majorNint   = 1
	majorBytes  = 2
	majorText   = 3
	majorArray  = 4
	majorMap    = 5
	majorTag    = 6
	majorSimple = 7

	cborFalse   = 0xf4
	cborTrue    = 0xf5
	cborNull    = 0xf6
	cborUndef   = 0xf7
	cborFloat16 = 0xf9
	cborFloat32 = 0xfa
	cborFloat64 = 0xfb
)

var errShort = errors.New("the data ends in the middle of a value")

func appendHead(b []byte, major byte, arg uint64) []byte {
	major <<= 5
	switch {
	case arg < 24:
		return append(b, major|byte(arg))
	case arg <= math.MaxUint8:
		return append(b, major|24, byte(arg))
	case arg <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(arg))
	case arg <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(arg))
	default:
		return binary.BigEndian.AppendUint64(append(b, major|27), arg)
	}
}

func appendInt(b []byte, n int64) []byte {
	if n < 0 {
		return appendHead(b, majorNint, uint64(^n))
	}
	return appendHead(b, majorUint, uint64(n))
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, cborTrue)
	}
	return append(b, cborFalse)
}

func appendFloat32(b []byte, f float32) []byte {
	return binary.BigEndian.AppendUint32(append(b, cborFloat32), math.Float32bits(f))
}

func appendFloat64(b []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(append(b, cborFloat64), math.Float64bits(f))
}

func appendText(b []byte, s string) []byte {
	return append(appendHead(b, majorText, uint64(len(s))), s...)
}

func appendBytes(b, p []byte) []byte {
	return append(appendHead(b, majorBytes, uint64(len(p))), p...)
}

// readHead reads the head of the item at the start of b: its major type, its argument and the length of the head. For
// majorSimple, the argument is the raw bits of a float. n is 0 if b does not start with a head of definite length.
func readHead(b []byte) (major byte, arg uint64, n int) {
	if len(b) == 0 {
		return 0, 0, 0
	}
	major, info := b[0]>>5, b[0]&31
	switch {
	case info < 24:
		return major, uint64(info), 1
	case info == 24 && len(b) >= 2:
		return major, uint64(b[1]), 2
	case info == 25 && len(b) >= 3:
		return major, uint64(binary.BigEndian.Uint16(b[1:])), 3
	case info == 26 && len(b) >= 5:
		return major, uint64(binary.BigEndian.Uint32(b[1:])), 5
	case info == 27 && len(b) >= 9:
		return major, binary.BigEndian.Uint64(b[1:]), 9
	}
	return 0, 0, 0
}

// readFloat reads the float at the start of b; n is 0 if there is none.
func readFloat(b []byte) (f float64, n int) {
	major, arg, n := readHead(b)
	if n == 0 || major != majorSimple {
		return 0, 0
	}
	switch b[0] {
	case cborFloat64:
		return math.Float64frombits(arg), n
	case cborFloat32:
		return float64(math.Float32frombits(uint32(arg))), n
	case cborFloat16:
		return halfFloat(uint16(arg)), n
	}
	return 0, 0
}

// halfFloat widens an IEEE 754 half float, which we never write but other encoders choose where it is exact.
func halfFloat(h uint16) float64 {
	exp, frac := int(h>>10&31), float64(h&0x3ff)
	var f float64
	switch {
	case exp == 0:
		f = math.Ldexp(frac, -24)
	case exp < 31:
		f = math.Ldexp(frac+1024, exp-25)
	case frac == 0:
		f = math.Inf(1)
	default:
		f = math.NaN()
	}
	if h&0x8000 != 0 {
		f = math.Copysign(f, -1)
	}
	return f
}

// encodeBasic is the fast path for the types that nearly all messages carry. It is nil for everything else.
func encodeBasic(v reflect.Value, typ string) []byte {
	if !v.IsValid() {
		return nil
	}
	switch k := v.Kind(); typ {
	case "int":
		if k == reflect.Int {
			return appendInt(make([]byte, 0, 9), v.Int())
		}
	case "string":
		if k == reflect.String {
			if s := v.String(); utf8.ValidString(s) {
				return appendText(make([]byte, 0, len(s)+9), s)
			}
		}
	case "bool":
		if k == reflect.Bool {
			return appendBool(make([]byte, 0, 1), v.Bool())
		}
	case "float64":
		if k == reflect.Float64 {
			return appendFloat64(make([]byte, 0, 9), v.Float())
		}
	case "[]byte", "[]uint8":
		if k == reflect.Slice && v.Type() == bytesType && !v.IsNil() {
			b := v.Bytes()
			return appendBytes(make([]byte, 0, len(b)+9), b)
		}
	case "int64", "int32", "rune", "int16", "int8":
		if k >= reflect.Int8 && k <= reflect.Int64 {
			return appendInt(make([]byte, 0, 9), v.Int())
		}
	case "uint64", "uint32", "uint16", "uint8", "byte", "uint":
		if k >= reflect.Uint && k <= reflect.Uint64 {
			return appendHead(make([]byte, 0, 9), majorUint, v.Uint())
		}
	}
	return nil
}

// decodeBasic is the fast path for the other direction. It reports whether data is exactly one basic value that fits into;
// all errors are left to the full decoder, which words them.
func decodeBasic(data []byte, into reflect.Value) bool {
	t := into.Type()
	if t.PkgPath() != "" || len(data) == 0 {
		return false // a named type may have its own way
	}
	major, arg, n := readHead(data)
	if n == 0 {
		return false
	}
	switch k := into.Kind(); k {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		x := int64(arg)
		if n != len(data) || major > majorNint || x < 0 {
			return false
		}
		if major == majorNint {
			x = ^x
		}
		if into.OverflowInt(x) {
			return false
		}
		into.SetInt(x)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if n != len(data) || major != majorUint || into.OverflowUint(arg) {
			return false
		}
		into.SetUint(arg)
	case reflect.String:
		if major != majorText || arg != uint64(len(data)-n) {
			return false
		}
		into.SetString(string(data[n:]))
	case reflect.Bool:
		if len(data) != 1 || data[0] != cborTrue && data[0] != cborFalse {
			return false
		}
		into.SetBool(data[0] == cborTrue)
	case reflect.Float64:
		if n != len(data) || data[0] != cborFloat64 {
			return false
		}
		into.SetFloat(math.Float64frombits(arg))
	case reflect.Slice:
		if t != bytesType || major != majorBytes || arg != uint64(len(data)-n) {
			return false
		}
		into.SetBytes(append(make([]byte, 0, arg), data[n:]...))
	default:
		return false
	}
	return true
}
