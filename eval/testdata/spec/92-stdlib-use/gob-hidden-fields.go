// Package encoding/gob: fields that are not exported.
// refused: reflection shows the engine's fields, which are all exported; gob would send what it must not
package main

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

type Account struct {
	Name   string
	secret string
}

func main() {
	var b bytes.Buffer
	fmt.Println(gob.NewEncoder(&b).Encode(Account{"a", "s"}))
	var a Account
	fmt.Println(gob.NewDecoder(&b).Decode(&a), a.Name, a.secret == "")
}
