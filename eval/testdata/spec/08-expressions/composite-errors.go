// Composite literals that are not well formed.
package main

type st struct{ a, b int }

func main() {
	_ = st{1}
	_ = st{1, 2, 3}
	_ = st{a: 1, 2}
	_ = st{c: 1}
	_ = st{a: 1, a: 2}
	_ = []int{0: 1, 0: 2}
	_ = map[string]int{"a": 1, "a": 2}
	_ = [2]int{1, 2, 3}
	_ = []int{"x"}
}
