// Type arguments that cannot be inferred, or do not fit.
package main

func id[T any](x T) T               { return x }
func two[A any](a, b A) A           { return a }
func none[T any]() (t T)            { return }
func num[T ~int](x T) T             { return x }
func fn[A, B any](f func(A) B, a A) {}

func main() {
	_ = none()
	_ = two(1, "a")
	_ = num("s")
	fn(func(s string) int { return 0 }, 1)
	_ = id[int]("s")
	_ = id[int, string](1)
	var f func(int) string = id
	_ = f
	g := id
	_ = g
}
