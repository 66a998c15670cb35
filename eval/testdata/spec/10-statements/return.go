// Return: naked, named, multiple, from calls, order of evaluation, changed by defer, conversions.
package main

import (
	"errors"
	"fmt"
)

type E struct{}

func (E) Error() string { return "E" }

func naked(n int) (a, b int) {
	a = n
	if n > 1 {
		b = 2
		return
	}
	return b, a
}

func pass() (int, int)                  { return naked(3) }
func variadic(xs ...int) int            { return len(xs) }
func deferred() (n int)                 { defer func() { n *= 3 }(); return 2 }
func deferredUnnamed() int              { n := 2; defer func() { n = 100 }(); return n }
func conv() (any, error, float64)       { return 1, E{}, 2 }
func nilErr() error                     { return nil }
func typedNil() error                   { var p *E; return p }
func swap(a, b int) (x, y int)          { x, y = a, b; return y, x }
func swapNamed(x, y int) (a, b int)     { a, b = x, y; return b, a }
func blank() (_ int, s string)          { s = "blank"; return }
func fn() func() (int, error)           { return func() (int, error) { return 7, nil } }
func side(s *[]string, n string) string { *s = append(*s, n); return n }
func order(s *[]string) (a, b, c string) {
	return side(s, "1"), side(s, "2"), side(s, "3")
}
func recovered() (s string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("r: %v", r)
		}
	}()
	s = "partial"
	panic("p")
}
func shadow() (err error) {
	if err := errors.New("inner"); err != nil {
		return err
	}
	return
}
func ptr() *int   { n := 5; return &n }
func arr() [2]int { a := [2]int{1, 2}; return a }
func closure() (f func() int) {
	n := 0
	f = func() int { n++; return n }
	return
}

func main() {
	fmt.Println(naked(1))
	fmt.Println(naked(2))
	fmt.Println(pass())
	fmt.Println(variadic(pass()))
	fmt.Println(deferred(), deferredUnnamed())
	fmt.Println(conv())
	fmt.Println(nilErr() == nil, typedNil() == nil)
	fmt.Println(swap(1, 2))
	fmt.Println(swapNamed(1, 2))
	fmt.Println(blank())
	fmt.Println(fn()())
	var s []string
	fmt.Println(order(&s))
	fmt.Println(s)
	fmt.Println(recovered())
	fmt.Println(shadow())
	fmt.Println(*ptr(), arr())
	f := closure()
	f()
	fmt.Println(f())
}
