// Elements of literals and operands of ranges with operators in them
package main

import "fmt"

func g(x, y int) int { return x + y }

func elements(p *int) {
	fmt.Println([]int{*p % (g(*p, 2) | 1)})
	for range []int{*p % (g(*p, 2) | 1)} {
		fmt.Println("x")
	}
	fmt.Println(map[string]int{"a": (*p % 7) % (g(*p, 2) | 1), "b": g(*p+1, *p)})
	fmt.Println([][]int{{(*p % 7) % (*p | 1)}, {2: -*p}}, [...]bool{*p > 3, !(*p > 3)})
}

func main() {
	n := 4
	elements(&n)
	m := map[int]int{4: 9}
	s := []int{n % 3, min(n, 2) % (n | 1), m[n] % (g(n, n) | 1), -n, n}
	fmt.Println(s)
	for i, x := range []int{n % 3, ((n % n) << (uint(n) & 7))} {
		fmt.Println(i, x)
	}
	for i, x := range map[string]int{"a": len(s) * n} {
		fmt.Println(i, x)
	}
	fmt.Println([]*int{&n}[0] == &n, []string{fmt.Sprint(n) + "!"}, []func() int{func() int { return n * 2 }}[0]())
}
