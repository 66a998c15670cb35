// Package encoding/gob: registering a type that is no struct.
// refused: gob would register what the type is made of
package main

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

type Level int

type Any struct{ V any }

func main() {
	gob.Register(Level(0))
	var b bytes.Buffer
	fmt.Println(gob.NewEncoder(&b).Encode(Any{Level(3)}))
	var a Any
	fmt.Println(gob.NewDecoder(&b).Decode(&a))
	fmt.Printf("%T %v\n", a.V, a.V)
}
