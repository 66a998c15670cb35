// Identifiers have letters of any script.
package main

import "fmt"

type größe struct{ Länge, _x9 int }

func ß(αβ int) int { return αβ * 2 }

func main() {
	_x := 1
	ThisVariableIsExported := 2
	αβ := 3
	変数 := 4
	g := größe{Länge: 5, _x9: 6}
	fmt.Println(_x, ThisVariableIsExported, αβ, 変数, g.Länge, g._x9, ß(7))
}
