// Rune literals with all escapes.
package main

import "fmt"

func main() {
	fmt.Println('a', 'ä', '本', '\t', '\000', '\007', '\377', '\x07', '\xff', '\u12e4', '\U00101234', '\'', '"')
	fmt.Println('\a', '\b', '\f', '\n', '\r', '\v', '\\')
	fmt.Println(string('a'), string('本'), 'a'+1, string('a'+1))
	r := 'x'
	fmt.Printf("%T %c %q %U\n", r, r, r, r)
}
