// Variables and imports must be used.
package main

import (
	"fmt"
	"os"
	str "strings"
)

func f(unusedParameter int) (unusedResult int) { return }

func main() {
	a := 1
	var b int
	c, d := 1, 2
	fmt.Println(c)
	e := 3
	e = 4
	for i, v := range []int{} {
	}
	func() { g := 1 }()
	const unusedConstant = 1
	type unusedType int
	switch x := any(a).(type) {
	case int:
	}
}
