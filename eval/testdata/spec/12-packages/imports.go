// Imports under their own names, other names, blank ones, and several at once; names that hide packages.
package main

import (
	"fmt"
	_ "image/png"
	m "math"
	str "strings"
)

import "os"

import (
	crand "crypto/rand"
	"math/rand"
)

func main() {
	fmt.Println(m.Sqrt(16), str.ToUpper("x"), len(os.Args) > 0)
	r := rand.New(rand.NewSource(1))
	fmt.Println(r.Intn(10) < 10)
	b := make([]byte, 4)
	n, err := crand.Read(b)
	fmt.Println(n, err)
	{
		fmt := "hidden"
		_ = fmt
		str := func(s string) string { return s + "!" }
		os.Stdout.WriteString(str(fmt) + "\n")
	}
	func() {
		type m struct{ x int }
		fmt.Println(m{3})
	}()
}
