// Shifts: counts of all types, large counts, negative ones.
package main

import "fmt"

func try(f func()) {
	defer func() { fmt.Println(recover() != nil) }()
	f()
}

func main() {
	var n uint = 70
	x := 1
	var i8 int8 = -1
	var u8 uint8 = 255
	fmt.Println(x<<n, -x>>n, x>>n, i8<<7, i8>>100, u8<<4, u8>>4, u8<<8, i8<<n)
	var k int = 3
	var k8 int8 = 2
	fmt.Println(1<<k, 1.0<<k, uint8(1)<<k, int64(1)<<k8, -8>>k8)
	var s uint = 33
	var i = 1 << s
	var j int32 = 1 << s
	var l = uint64(1 << s)
	var m int = 1.0 << s
	var o = 1.0<<s == j
	fmt.Println(i, j, l, m, o)
	x <<= k
	x >>= 1
	fmt.Println(x, ^0<<2, uint32(1)<<31>>31)
	var neg = -1
	try(func() { fmt.Println(1 << neg) })
	try(func() { y := 1; y >>= neg; fmt.Println(y) })
	type num uint16
	var z num = 1
	fmt.Println(int(z<<15), int(z<<16), int(z<<k))
	const c = 1 << 10
	fmt.Println(c>>k, uint64(c)<<54)
	var u64 uint64 = 1
	fmt.Println(u64<<63, u64<<64, int64(u64<<63))
}
