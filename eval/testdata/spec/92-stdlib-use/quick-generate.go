// Package testing/quick: a type that generates its values.
// refused: the package finds the method by reflection, which shows none of those of evaluated types
package main

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing/quick"
)

type Even int

func (Even) Generate(r *rand.Rand, _ int) reflect.Value {
	return reflect.ValueOf(Even(2 * r.Intn(100)))
}

func main() { fmt.Println(quick.Check(func(e Even) bool { return e%2 == 0 }, nil)) }
