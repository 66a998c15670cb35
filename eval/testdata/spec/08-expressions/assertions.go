// Type assertions, with one and two values.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

type st struct{ n int }

func (s st) get() int { return s.n }

type getter interface{ get() int }

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			_, isErr := r.(error)
			fmt.Println("panics", isErr)
		}
	}()
	f()
}

func main() {
	var x any = 7
	i := x.(int)
	s, ok := x.(string)
	fmt.Println(i, s == "", ok)
	x = st{3}
	v := x.(st)
	g := x.(getter)
	_, isStr := x.(fmt.Stringer)
	fmt.Println(v.n, g.get(), isStr, x.(st).n, x.(getter).get())
	x = &st{4}
	fmt.Println(x.(*st).n, x.(getter).get())
	_, ok = x.(st)
	fmt.Println(ok)
	x = []int{1}
	fmt.Println(x.([]int)[0])
	x = map[string]int{"a": 5}
	fmt.Println(x.(map[string]int)["a"])
	x = func(n int) int { return n * 2 }
	fmt.Println(x.(func(int) int)(4))
	x = [2]int{1, 2}
	_, ok = x.([3]int)
	_, ok2 := x.([2]int)
	fmt.Println(ok, ok2)
	x = errors.New("e")
	fmt.Println(x.(error).Error())
	var r io.Reader = strings.NewReader("abc")
	_, isW := r.(io.Writer)
	_, isS := r.(io.Seeker)
	fmt.Println(isW, isS, r.(*strings.Reader).Len())
	x = nil
	_, ok = x.(any)
	_, ok2 = x.(int)
	fmt.Println(ok, ok2)
	x = int64(5)
	_, ok = x.(int)
	fmt.Println(ok, x.(int64)+1)
	try(func() { fmt.Println(x.(string)) })
	try(func() { fmt.Println(x.(fmt.Stringer)) })
	try(func() { var n any; fmt.Println(n.(int)) })
	try(func() { var n getter; fmt.Println(n.(st)) })
	var e any = struct{ a int }{1}
	fmt.Println(e.(struct{ a int }).a)
	if n, ok := any(st{9}).(getter); ok {
		fmt.Println(n.get())
	}
	type local struct{ a string }
	e = local{"l"}
	_, ok = e.(struct{ a string })
	fmt.Println(e.(local).a, ok)
}
