// Declared numeric types with methods.
package main

import "fmt"

type meters float64
type count uint8
type id int64

func (m meters) feet() float64 { return float64(m) * 3.25 }
func (c *count) inc()          { *c++ }
func (i id) next() id          { return i + 1 }

func main() {
	m := meters(2)
	m *= 2
	fmt.Println(m.feet(), float64(m), float64(m+1))
	c := count(255)
	c.inc()
	fmt.Println(int(c))
	var i id
	fmt.Println(int64(i.next().next()), int64(id(5).next()))
	const k id = 40
	fmt.Println(int64(k.next() + 1))
	xs := []meters{1, 2, 3}
	var sum meters
	for _, x := range xs {
		sum += x
	}
	fmt.Println(float64(sum), sum.feet())
	type local int
	fmt.Println(int(local(3) + 4))
}
