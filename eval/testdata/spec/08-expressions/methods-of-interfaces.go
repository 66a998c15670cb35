// Methods called by way of interfaces, that use variables of the package.
package main

import (
	"fmt"
)

var gv = 42
var ge error
var gf = func() int { return gv }

type i1 interface{ A() int }
type i2 interface{ B() error }
type i3 interface{ C() int }
type i4 interface{ D() int }
type file struct{ a int }
type file2 struct{ a int }
type file3 struct{ a int }
type file4 struct{ a int }

func helper(n int) int { gv += n; return gv }

func (file) A() int    { return gv }
func (file2) B() error { return ge }
func (file3) C() int   { return gf() }
func (file4) D() int   { return helper(1) }

func main() {
	var r1 i1 = file{1}
	var r2 i2 = file2{1}
	var r3 i3 = file3{1}
	var r4 i4 = file4{1}
	x := any(r1)
	fmt.Println(r1.A())
	fmt.Println(r2.B())
	fmt.Println(r3.C())
	fmt.Println(r4.D())
	fmt.Println(x.(i1).A())
}
