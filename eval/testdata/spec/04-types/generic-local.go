// Types declared in functions, also in generic ones.
package main

import "fmt"

func pairs[T any](xs []T) any {
	type pair struct{ a, b T }
	var out []pair
	for i := 0; i+1 < len(xs); i += 2 {
		out = append(out, pair{xs[i], xs[i+1]})
	}
	if len(out) > 0 {
		return out[0].b
	}
	return nil
}

func sameType() bool {
	type t struct{ n int }
	mk := func() any { return t{1} }
	_, ok := mk().(t)
	return ok
}

func f(shadow bool) any {
	type t struct{ n int }
	if shadow {
		type t struct{ n int }
		return t{1}
	}
	return t{1}
}

func main() {
	fmt.Println(pairs([]int{1, 2}), pairs([]string{"a", "b", "c"}), pairs([]bool{}))
	fmt.Println(sameType(), f(true) == f(false), f(true) == f(true))
	type list struct {
		v    int
		next *list
	}
	l := &list{1, &list{2, nil}}
	fmt.Println(l.next.v)
	type size int
	const small size = 3
	fmt.Println(int(small) + 1)
}
