// Nil as a key of a map.
package main

import "fmt"

type T struct {
	t *T
	n int
}
type M map[*T]int
type N map[*T]M

func f(m M) M { return m }
func main() {
	m := M{nil: 1}
	fmt.Println(m[nil], f(m)[nil])
	m[nil] = 2
	f(m)[nil] = 3
	m[nil]++
	f(m)[nil]++
	fmt.Println(m[nil] == 5, f(m)[nil])
	delete(m, nil)
	_, ok := m[nil]
	_, ok2 := f(m)[nil]
	fmt.Println(ok, ok2)
	n := N{nil: {nil: 2}}
	fmt.Println(n[nil][nil])
}
