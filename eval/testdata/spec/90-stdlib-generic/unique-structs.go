// Unique values of structs that refer to themselves.
package main

import (
	"fmt"
	"unique"
)

type R struct{ p *R }
type Q struct {
	p *R
	n int
}

func main() {
	x := unique.Make(R{}).Value()
	fmt.Println(x.p == nil)
	fmt.Println(unique.Make(R{}).Value().p == nil)
	r := R{}
	y := unique.Make(R{&r}).Value()
	fmt.Println(y.p == &r, y.p.p == nil)
	z := unique.Make(Q{&r, 2}).Value()
	fmt.Println(z.p == &r, z.n, z.p.p == nil)
}
