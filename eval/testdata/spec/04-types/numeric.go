// Numeric types keep their sizes.
package main

import "fmt"

func main() {
	var i8 int8 = 127
	var i16 int16 = 32767
	var i32 int32 = 2147483647
	var i64 int64 = 9223372036854775807
	var u8 uint8 = 255
	var u16 uint16 = 65535
	var u32 uint32 = 4294967295
	var u64 uint64 = 18446744073709551615
	i8++
	i16++
	i32++
	i64++
	u8++
	u16++
	u32++
	u64++
	fmt.Println(i8, i16, i32, i64, u8, u16, u32, u64)
	u8--
	i8--
	fmt.Println(u8, i8)
	var f32 float32 = 16777216
	f32 += 1
	var f64 float64 = 16777216
	f64 += 1
	fmt.Println(f32, f64)
	var b byte = 'a'
	var r rune = 'b'
	b, r = b+1, r+1
	fmt.Println(b, r)
	var c64 complex64 = complex(float32(0.1), 1)
	fmt.Println(c64, real(c64) == 0.1, imag(c64))
	var up uintptr = 5
	fmt.Println(up << 2)
}
