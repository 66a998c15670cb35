// Closures over the variables of all kinds of loops.
package main

import "fmt"

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
		i := i + 100
		fs = append(fs, func() int { i++; return i })
	}
	for i, j := 0, 10; i < j; i, j = i+1, j-3 {
		fs = append(fs, func() int { return i*100 + j })
	}
	for i := 0; i < 6; i++ {
		f := func() { i += 2 }
		f()
		fs = append(fs, func() int { return i })
	}
	for i := 0; i < 4; i++ {
		if i == 1 {
			continue
		}
		p := &i
		fs = append(fs, func() int { *p += 5; return *p })
	}
	for i := range 3 {
		defer func() { fmt.Print("d", i, " ") }()
		fs = append(fs, func() int { i += 7; return i })
	}
	for _, v := range []int{4, 5} {
		fs = append(fs, func() int { v++; return v })
	}
	for k, v := range map[string]int{"a": 1} {
		fs = append(fs, func() int { return len(k) + v })
	}
	for i, r := range "ab" {
		fs = append(fs, func() int { return i + int(r) })
	}
	c := make(chan int, 2)
	c <- 1
	c <- 2
	close(c)
	for v := range c {
		fs = append(fs, func() int { v += 3; return v })
	}
	var x int
	for x = 0; x < 2; x++ {
		fs = append(fs, func() int { return x })
	}
	for x = range 5 {
		fs = append(fs, func() int { return x })
	}
	i := 0
loop:
	if i < 3 {
		j := i
		fs = append(fs, func() int { j++; return j*1000 + i })
		i++
		goto loop
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
	acc := 0
	add := func(n int) func() int { acc += n; return func() int { n++; acc += n; return acc } }
	a, b := add(1), add(10)
	fmt.Println(a(), b(), a(), acc)
	var rec func(int) int
	rec = func(n int) int {
		if n == 0 {
			return 0
		}
		return n + rec(n-1)
	}
	fmt.Println(rec(10))
	counter := func() (func(), func() int) { n := 0; return func() { n++ }, func() int { return n } }
	inc, get := counter()
	inc()
	inc()
	fmt.Println(get())
	if v := 5; v > 3 {
		defer func() { fmt.Print("v", v, " ") }()
		v = 6
	}
	switch v := 3; {
	case v > 2:
		v := v * 2
		defer func() { fmt.Print("s", v, " ") }()
	}
	y := 1
	{
		y := y + 1
		y++
		_ = y
	}
	func(y int) { y = 100 }(y)
	fmt.Println(y)
	var err error
	if _, err := fmt.Sscan("x", new(int)); err != nil {
		_ = err
	}
	fmt.Println(err)
	for i := 0; i < 2; i++ {
		for i := 0; i < 2; i++ {
			fmt.Print(i)
		}
		fmt.Print(":", i, " ")
	}
	fmt.Println()
	st := struct{ f func() int }{}
	for i := 0; i < 2; i++ {
		if st.f == nil {
			st.f = func() int { return i }
		}
	}
	fmt.Println(st.f())
}
