// The static type of a variable, and the dynamic type of what an interface holds.
package main

import "fmt"

type T struct{ n int }

func (t *T) Error() string { return fmt.Sprint("T", t.n) }

func main() {
	var x any
	var v *T
	fmt.Println(x == nil, v == nil)
	x = 42
	fmt.Println(x)
	x = v
	fmt.Println(x == nil, x == (*T)(nil))
	var err error
	fmt.Println(err == nil)
	err = v
	fmt.Println(err == nil, err == (*T)(nil))
	err = &T{3}
	fmt.Println(err)
	x = err
	_, ok := x.(*T)
	fmt.Println(ok)
}
