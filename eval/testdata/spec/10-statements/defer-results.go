// Deferred functions read and change named results, also when panicking, and see them after return.
package main

import (
	"errors"
	"fmt"
)

func a() (n int)    { defer func() { n++ }(); return 41 }
func b() (n int)    { n = 1; defer func() { n += 10 }(); n = 2; return }
func c() (s string) { defer func() { s = "[" + s + "]" }(); defer func() { s += "!" }(); return "c" }
func d() (err error) {
	defer func() { err = errors.Join(err, errors.New("close")) }()
	return errors.New("main")
}
func e() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = -1, fmt.Errorf("caught: %v", r)
		}
	}()
	var m map[string]int
	m["x"] = 1
	return 1, nil
}
func f() (p *int) {
	n := 1
	defer func() { n = 7 }()
	return &n
}
func g() (n int) {
	defer func(m int) { n += m }(n)
	n = 5
	return n * 2
}
func h() (n int) {
	defer func() {
		defer func() { n *= 2 }()
		n += 3
	}()
	return 1
}
func i() (x []int) {
	for k := range 3 {
		defer func() { x = append(x, k) }()
	}
	return []int{100}
}
func j() (n int) {
	p := &n
	defer func() { *p += 1 }()
	return 10
}
func k() (n int) {
	for i := 0; i < 2; i++ {
		defer func() { n = n*10 + i }()
	}
	return 5
}
func l() (s struct{ a, b int }) {
	defer func() { s.b = s.a * 2 }()
	s.a = 4
	return
}
func m() (n int) {
	f := func() { n++ }
	defer f()
	defer f()
	return 1
}

func main() {
	fmt.Println(a(), b(), c())
	fmt.Println(d())
	fmt.Println(e())
	fmt.Println(*f(), g(), h(), i(), j(), k(), l(), m())
}
