// An initialisation cycle is an error.
package main

var a = b
var b = f()

func f() int { return a }

var x = func() int { return x }()

func main() {}
