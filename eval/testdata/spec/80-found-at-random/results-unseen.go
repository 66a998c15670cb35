// A function's results are not seen before it returns

package main

import "fmt"

type S struct{ a, b int }

var gx, gy = 1, 2

func gf() (r int, s int) {
	r = 5
	s = gx
	return
}

func gr() (int, int) {
	return gx + 1, gx + 2
}

func one() (r int) {
	r = 50
	return gx + r
}

func main() {
	x, y := 1, 2
	f := func() (r int, s int) {
		r = 5
		s = x
		return
	}
	x, y = f()
	fmt.Println(x, y)
	x = 1
	h := func() (r int) { r = 5; r += x; return }
	x = h()
	fmt.Println(x)
	gx, gy = gf()
	fmt.Println(gx, gy)
	gx, gy = 1, 2
	gx, gy = gr()
	fmt.Println(gx, gy)
	u := func() (int, int) { return x + 1, x + 2 }
	x, y = u()
	fmt.Println(x, y)
	gx = 1
	gx = one()
	fmt.Println(gx)
	p := &x
	q := func() (int, int) { *p = 7; return *p + 1, *p + 2 }
	x, y = q()
	fmt.Println(x, y)
	pan := func() (r, s int) { defer func() { recover() }(); r = 9; panic("x") }
	x, y = pan()
	fmt.Println(x, y)
	func() {
		defer func() { fmt.Println(recover(), x) }()
		pan2 := func() (r, s int) { r = 9999; panic("x") }
		x, y = pan2()
	}()
	fmt.Println(x, y)
	st := S{1, 2}
	sf := func() (r S, e error) { r.a = 100; r.b = st.a; return }
	var err error
	st, err = sf()
	fmt.Println(st, err)
	st = func() (r S) { r.a = 100; r.b = st.a; return }()
	fmt.Println(st)
	arr := []int{1, 2}
	arr[0], arr[1] = func() (r, s int) { r = 100; s = arr[0]; return }()
	fmt.Println(arr)
}
