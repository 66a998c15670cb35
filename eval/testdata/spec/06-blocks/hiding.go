// Names hide those of outer blocks, also packages, types and built-ins.
//
// no prompt: a name that a later statement of the input defines hides another from its beginning
package main

import (
	"fmt"
	"strings"
)

type T struct{ a int }

func (T) name() string { return "package T" }

func g() int { return 1 }

func main() {
	{
		strings := []int{1, 2}
		fmt.Println(len(strings))
	}
	fmt.Println(strings.ToUpper("a"))
	{
		type T string
		var t T = "local"
		fmt.Println(string(t), len(t))
		{
			T := 5
			fmt.Println(T)
		}
	}
	fmt.Println(T{}.name())
	{
		g := func() int { return g() + 1 }
		fmt.Println(g())
	}
	len := func(int) string { return "my len" }
	fmt.Println(len(3))
	p := fmt.Println
	{
		fmt := 3
		p(fmt)
	}
	var err error
	if _, err := fmt.Sscan("x", new(int)); err != nil {
		p("inner", err != nil)
	}
	p("outer", err)
	a, b := 1, 2
	{
		a, b := b, a
		p(a, b)
		a, c := 9, 8
		p(a, c)
	}
	p(a, b)
}
