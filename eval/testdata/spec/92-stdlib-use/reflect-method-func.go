// Package reflect: the function of a method of a type.
// refused: what goes to a method as its receiver there has no place for its declared type; Value.Method and MethodByName do
package main

import (
	"fmt"
	"reflect"
)

type Celsius float64

func (c Celsius) Double() Celsius { return c * 2 }

func main() {
	m, _ := reflect.TypeFor[Celsius]().MethodByName("Double")
	fmt.Println(m.Name, m.Func.Call([]reflect.Value{reflect.ValueOf(Celsius(2))})[0].Float())
}
