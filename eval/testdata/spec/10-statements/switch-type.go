// Type switches: lists, nil, binding, interfaces, pointers, unnamed types, init, break, duplicates of layout.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

type A struct{ x int }
type B struct{ x int }
type F func(int) int
type Sh interface{ Area() float64 }
type Sq float64

func (s Sq) Area() float64 { return float64(s) * float64(s) }

func what(x any) string {
	switch v := x.(type) {
	case nil:
		return fmt.Sprint("nil ", v == nil)
	case int, int8:
		return fmt.Sprint("int or int8 ", v)
	case string:
		return "string " + v
	case A:
		return fmt.Sprint("A ", v.x)
	case B:
		return fmt.Sprint("B ", v.x)
	case *A:
		v.x++
		return fmt.Sprint("*A ", v.x)
	case []int:
		return fmt.Sprint("[]int ", len(v))
	case map[string]int:
		return fmt.Sprint("map ", v["a"])
	case func(int) int:
		return fmt.Sprint("func ", v(1))
	case F:
		return fmt.Sprint("F ", v(1))
	case chan int:
		return fmt.Sprint("chan ", cap(v))
	case struct{ a int }:
		return fmt.Sprint("struct ", v.a)
	case [3]int:
		return fmt.Sprint("array ", v[2])
	case Sh:
		return fmt.Sprint("Sh ", v.Area())
	case error:
		return "error " + v.Error()
	case io.Reader:
		b, _ := io.ReadAll(v)
		return "reader " + string(b)
	case interface{ Foo() }:
		return "foo"
	default:
		return fmt.Sprintf("default %v", v)
	}
}

func main() {
	fmt.Println(what(nil))
	fmt.Println(what(1), what(int8(2)), what(int16(3)), what("s"))
	fmt.Println(what(A{1}), what(B{2}), what(&A{3}), what(&B{4}) != "")
	fmt.Println(what([]int{1, 2}), what(map[string]int{"a": 5}), what(make(chan int, 3)))
	fmt.Println(what(func(i int) int { return i + 1 }), what(F(func(i int) int { return i + 2 })))
	fmt.Println(what(struct{ a int }{6}), what([3]int{1, 2, 3}), what(Sq(2)), what(errors.New("e")), what(strings.NewReader("abc")))
	fmt.Println(what(1.5), what(true))
	var s Sh = Sq(3)
	switch s := s.(type) {
	case Sq:
		fmt.Println(float64(s))
	}
	switch y := 5; x := any(y).(type) {
	case int:
		if x == 5 {
			break
		}
		fmt.Println("unreached")
	}
	switch any(s).(type) {
	case fmt.Stringer:
		fmt.Println("stringer")
	case Sh:
		fmt.Println("sh")
	}
	var e error
	switch e.(type) {
	case nil:
		fmt.Println("nil error")
	case error:
		fmt.Println("error")
	}
}
