// A type must not contain itself.
package main

type t struct {
	a int
	t t
}

type x [2]x

type y struct{ z }
type z struct{ y }

type i interface{ i }

func main() {}
