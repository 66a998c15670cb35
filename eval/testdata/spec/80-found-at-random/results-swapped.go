// Results that depend on what they are assigned to

package main

import "fmt"

var gx, gy = 1, 2

type S struct{ a, b int }

func sw() (int, int) { return gy, gx }
func sw2() (r, s int) {
	defer func() { s++ }()
	return gy, gx
}

func main() {
	gx, gy = sw()
	fmt.Println(gx, gy)
	gx, gy = sw2()
	fmt.Println(gx, gy)
	x, y := 1, 2
	f := func() (int, int) { return y, x }
	x, y = f()
	fmt.Println(x, y)
	s := S{1, 2}
	g := func() (int, int) { return s.b, s.a }
	s.a, s.b = g()
	fmt.Println(s)
	t := S{3, 4}
	h := func() (S, S) { return t, s }
	s, t = h()
	fmt.Println(s, t)
	var fs []func() int
	for i := 0; i < 3; i++ {
		x := i
		fs = append(fs, func() int { x++; return x })
	}
	for i := 0; i < 3; i++ {
		x := func() int {
			if len(fs) > 3 {
				return fs[len(fs)-1]()
			}
			return i
		}()
		fs = append(fs, func() int { x++; return x })
	}
	for _, f := range fs {
		fmt.Println(f(), f())
	}
	m := map[int]int{}
	m[1], m[2] = func() (r, q int) { r = 5; q = len(m); return }()
	fmt.Println(m)
	p := &gx
	*p, gy = func() (r, q int) { r = 50; q = gx; return }()
	fmt.Println(gx, gy)
	p2 := &s
	*p2 = func() (r S) { r.a = 50; r.b = s.a; return }()
	fmt.Println(s)
	p2.a = func() (r int) { r = 70; r += p2.a; return }()
	fmt.Println(s)
}
