// Comments, also in the middle of a line and over several.
package main

import "fmt" // a comment behind an import

/* a general comment
over lines */

func main() {
	a := 1 /* inside */ + 2
	// fmt.Println("not this")
	fmt.Println(a) /* a comment over two lines
	acts like a newline */
	fmt.Println("// in a string /* too */", `/* raw */`)
}
