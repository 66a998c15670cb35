// Variables are initialised by dependency, init functions follow in order, then main.
package main

import "fmt"

var (
	a = c + b
	b = f()
	c = 1
)

var x, y = pair()

var _ = side("blank")

var late = func() int { return dep }()

var dep = 42

var table = map[string]func() int{"late": func() int { return late }}

func f() int { fmt.Println("f"); c++; return c }

func pair() (int, int) { fmt.Println("pair", a); return a, b }

func side(s string) int { fmt.Println(s); return 0 }

func init() { fmt.Println("init 1", a, b, c) }

func init() { fmt.Println("init 2", x, y, late, table["late"]()) }

type T struct{ n int }

var t = New()

func New() *T { return &T{count()} }

func count() int { counter++; return counter }

var counter = 10

func init() { fmt.Println("init 3", t.n, counter) }

func main() { fmt.Println("main", a, b, c) }
