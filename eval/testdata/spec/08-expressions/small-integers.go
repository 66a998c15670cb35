// Arithmetic of small integers wraps around in every kind of place.
package main

import "fmt"

func main() {
	var i8 int8 = 127
	var u8 uint8 = 255
	var i16 int16 = -32768
	var u16 uint16 = 0
	var i32 int32 = 1 << 30
	var u32 uint32 = 1 << 31
	var i64 int64 = 1 << 62
	var u64 uint64 = 1 << 63
	i8++
	u8++
	i16--
	u16--
	i32 *= 4
	u32 *= 2
	i64 *= 2
	u64 *= 2
	fmt.Println(i8, u8, i16, u16, i32, u32, i64, u64)
	var a int8 = -128
	fmt.Println(-a, a/-1, a*a, a-1, ^a, a>>1, a<<1, uint8(a), int16(a), uint16(a), uint64(a))
	var b uint8 = 200
	fmt.Println(b+100, b*2, b-201, -b, ^b, b<<1, b>>3, int8(b), b+b/2, (b+100)/2, b&^0xf, b^0xff)
	var c uint16 = 65535
	fmt.Println(c+1, c*c, -c, ^c, c<<8, int16(c), uint32(c)<<16, c>>15)
	var d int32 = -2147483648
	fmt.Println(-d, d-1, d/-1, d%-1, d*d, uint32(d), int64(d)-1, d>>31, d<<1)
	var e int64 = -9223372036854775808
	fmt.Println(-e, e-1, e/-1, e%-1, uint64(e), e>>63, int32(e), int8(e-1))
	f := 3.99
	fmt.Println(int(f), int(-f), uint8(f), int64(f*1e10), float32(f), float64(float32(0.1)))
	x := 300
	fmt.Println(uint8(x), int8(x), uint8(x+x), byte(x>>1), int8(x<<1), rune(x), string(rune(x)))
	s := uint(70)
	fmt.Println(uint(1)<<s == 0, uint32(1)<<s, int64(-1)>>s, int8(a)<<7, uint8(255)>>s)
	var sh uint8 = 200
	fmt.Println(int32(1)<<sh, int32(-1)>>sh, uint8(1)<<(sh&7))
	fmt.Println(7/-2, -7/2, 7%-2, -7%2, -7&3, -7|3, -7^3, 7&^5)
	var u uint = 0
	u--
	fmt.Println(u, u>>1, u+1, int(u))
	type M int8
	var mm M = 100
	mm += 100
	fmt.Println(mm, mm*2, M(127)+mm)
	arr := [2]uint8{250, 5}
	arr[0] += 10
	arr[1] -= 10
	fmt.Println(arr)
	st := struct {
		a int8
		b uint16
	}{127, 65535}
	st.a++
	st.b += 2
	fmt.Println(st)
	mp := map[string]uint8{"a": 255}
	mp["a"]++
	mp["b"]--
	fmt.Println(mp)
	p := &u8
	*p -= 1
	fmt.Println(*p)
	var g uint8 = 100
	g *= 3
	fmt.Println(g)
	g <<= 1
	fmt.Println(g, g+g, (g+g)>>1, uint(g)+uint(g), func(x uint8) uint8 { return x + 200 }(100))
	ret := func() (r int8) { r = 127; r++; return }
	fmt.Println(ret())
	var h float32 = 16777216
	fmt.Println(h+1, h+1 == h, float32(0.1)+float32(0.2), 0.1+0.2, float64(float32(0.1)*float32(3)))
	var cc complex64 = 1 + 2i
	fmt.Println(cc*cc, cc/2, real(cc), -cc, cc == 1+2i)
	const big = 1 << 100
	fmt.Println(big>>98, float64(big), big/3>>90)
	var i8b, i8c int8 = 100, 100
	fmt.Println(i8b+i8c, int(i8b)+int(i8c), i8b+i8c < 0, (i8b+i8c)/2, i8b*i8c, i8b-i8c-100-100)
	if v := i8b + i8c; v > 0 {
		fmt.Println("bad")
	}
	switch i8b + i8c {
	case -56:
		fmt.Println("ok")
	}
	for i := uint8(250); i >= 250; i++ {
		fmt.Print(i, " ")
	}
	fmt.Println()
	for i := int8(126); i > 0; i++ {
		fmt.Print(i, " ")
	}
	fmt.Println()
	fmt.Println(uint32(1<<32-1)+uint32(x), uint16(x)*uint16(x), int16(x)*int16(x))
	var idx uint8 = 255
	tbl := [256]int{}
	tbl[idx] = 7
	idx++
	fmt.Println(tbl[idx], tbl[idx-1])
}
