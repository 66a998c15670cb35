// Scopes of names in all kinds of blocks; shadowing of parameters, results, packages, types and built-ins.
package main

import "fmt"

type T int

func f(x int) (r int) {
	{
		x := x + 1
		r := x
		_ = r
	}
	if x := x * 10; x > 5 {
		x := x + 1
		return x
	} else if y := x; y == 0 {
		return x + y
	}
	return
}

func shadow(len int, nil int) int { return len + nil }

func types() string {
	type T string
	var t T = "local"
	{
		type T struct{ a int }
		t := T{1}
		_ = t
	}
	return string(t)
}

func loops() (out []int) {
	i := 100
	for i := 0; i < 2; i++ {
		i := i * 2
		out = append(out, i)
	}
	for i := range 2 {
		i := i + 50
		out = append(out, i)
	}
	return append(out, i)
}

func cases(x any) string {
	switch x := x.(type) {
	case int:
		x++
		return fmt.Sprint(x)
	case string:
		y := x + "!"
		return y
	}
	switch x := 5; {
	case x > 3:
		x := "inner"
		return x
	}
	return ""
}

func consts() int {
	const a = 1
	const (
		b = iota + a
		c
	)
	{
		const a = 100
	}
	return a + b + c
}

var v = 1

func global() int {
	v := v + 1
	func() { v *= 10 }()
	return v
}

func builtins() int {
	true := false
	if !true {
		append := func(a, b int) int { return a * b }
		max := 3
		return append(max, 4)
	}
	return 0
}

func multi() (int, error) { return 7, nil }

func redeclare() string {
	a, err := multi()
	b, err := multi()
	if c, err := multi(); err == nil {
		a, err := c+1, fmt.Errorf("inner")
		_, _ = a, err
	}
	return fmt.Sprint(a, b, err)
}

func labels() (n int) {
x:
	for x := 0; x < 5; x++ {
		if x == 3 {
			break x
		}
		n += x
	}
	return
}

func main() {
	fmt.Println(f(1), f(0), shadow(1, 2), types(), loops(), cases(1), cases("s"), cases(nil), consts(), global(), v, builtins(), redeclare(), labels())
	int := 3
	fmt.Println(int, T(4))
	func() {
		fmt := "fmt"
		_ = fmt
	}()
}
