// New of types and of values.
package main

import "fmt"

type T struct {
	a int
	b []string
}

func two() int { fmt.Print("once "); return 2 }

func ptr[X any](x X) *X { return new(x) }

type Opt struct {
	N *int
	S *string
}

func main() {
	p := new(int)
	*p += 3
	q := new(T)
	q.a = 1
	q.b = append(q.b, "x")
	fmt.Println(*p, *q)
	r := new(5)
	*r++
	s := new("str")
	f := new(two() * 2)
	fmt.Println(*r, *s, *f)
	t := T{a: 7}
	u := new(t)
	u.a = 8
	fmt.Println(t.a, u.a)
	o := Opt{N: new(3), S: new("opt")}
	fmt.Println(*o.N, *o.S)
	a := new([3]int)
	a[1] = 4
	fmt.Println(*a, len(a))
	m := new(map[string]int)
	fmt.Println(*m == nil)
	pp := new(new(1))
	**pp = 9
	fmt.Println(**pp, *ptr(3.5), new(int) == new(int))
	var i8 int8 = 5
	fmt.Printf("%T %T %T %T\n", new(i8), new(1.5), new('a'), new(error(nil)))
	fn := new(func() int { return 6 })
	fmt.Println((*fn)())
}
