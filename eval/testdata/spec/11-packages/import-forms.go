// Imports: renamed, twice, blank, grouped.
package main

import "fmt"
import (
	f "fmt"
	"math/rand/v2"
	_ "sort"
	str "strings"
)

func main() {
	fmt.Println("a")
	f.Println(str.Repeat("b", 2))
	_ = rand.N(3)
}
