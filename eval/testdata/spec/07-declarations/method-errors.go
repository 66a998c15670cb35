// Methods belong to types of the package that are neither pointers nor interfaces.
package main

type p *int
type i interface{ m() }
type st struct{ f int }

func (p) a()           {}
func (i) b()           {}
func (int) c()         {}
func (*[]int) d()      {}
func (st) f()          {}
func (x undefined) g() {}

func main() {
	st{}.nothing()
	st.nothing(st{})
	(*st).zero()
	var x st
	x.F = 1
}
