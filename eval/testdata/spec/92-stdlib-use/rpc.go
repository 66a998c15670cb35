// Package net/rpc: a service.
// refused: the package finds methods by reflection, which shows none of those of evaluated types
package main

import (
	"fmt"
	"net"
	"net/rpc"
)

type Args struct{ A, B int }

type Arith struct{}

func (*Arith) Mul(a *Args, r *int) error { *r = a.A * a.B; return nil }

func main() {
	s := rpc.NewServer()
	fmt.Println(s.Register(new(Arith)))
	a, b := net.Pipe()
	go s.ServeConn(a)
	c := rpc.NewClient(b)
	var r int
	fmt.Println(c.Call("Arith.Mul", &Args{3, 4}, &r), r)
}
