// Package encoding/asn1: a type whose name makes it a set.
// refused: reflection shows no names of declared types
package main

import (
	"encoding/asn1"
	"fmt"
)

type NumbersSET []int

func main() { fmt.Println(asn1.Marshal(NumbersSET{1, 2})) }
