// Operators on all kinds, and their precedence.
package main

import "fmt"

func main() {
	a, b := 17, 5
	fmt.Println(a+b, a-b, a*b, a/b, a%b, -a/b, -a%b, a/-b, a%-b)
	fmt.Println(a&b, a|b, a^b, a&^b, a<<2, a>>1, -a>>1, ^a, -a, +a)
	f, g := 7.5, 2.0
	fmt.Println(f+g, f-g, f*g, f/g, -f)
	c := complex(1, 2)
	fmt.Println(c*c, c/complex(0, 1), -c, c+1, c == complex(1, 2))
	fmt.Println(a+b*2, (a+b)*2, a-b-2, a*b%4, a<<1+1, a&b == b, !(a > b) || a < 100 && b > 0)
	fmt.Println(1+2<<3, 6|1&3, 2*3&^1, a > b == true, -a*-b)
	s := "x"
	s += "y" + s
	fmt.Println(s, "a"+"b" == "ab", "a" < "b", "Z" < "a", "ab" >= "a", "" < "a")
	var u8 uint8 = 200
	var i8 int8 = -128
	fmt.Println(u8+100, i8-1, -i8, u8*2, ^u8, u8<<1, u8>>1, i8>>1, i8/-1, i8*-1)
	var u32 uint32 = 1
	fmt.Println(u32-2, u32<<31, u32<<32>>32)
	x := 10
	x += 5
	x -= 3
	x *= 4
	x /= 5
	x %= 7
	x <<= 3
	x |= 1
	x ^= 3
	x &= 0xF
	x &^= 2
	x >>= 1
	fmt.Println(x)
	p, q := true, false
	fmt.Println(p && q, p || q, !p, p != q, p == !q)
	var i64 int64 = 1 << 62
	fmt.Println(i64*2, i64*4, uint64(i64)*2)
	var f32 float32 = 0.1
	fmt.Println(f32+0.2, float64(f32), f32*f32)
}
