// Conversions to and from strings.
package main

import "fmt"

type text string
type bytes []byte
type runes []rune
type myByte byte
type myRune rune
type myBytes []myByte

func conv[T ~string | ~[]byte](x T) string { return string(x) }
func to[T ~[]byte](s string) T             { return T(s) }

func main() {
	fmt.Println(string('a'), string(rune(0x65e5)), string(rune(-1)), string(rune(0x110000)) == "\uFFFD")
	fmt.Println(string([]byte{'h', 'e', 'l'}), string([]byte(nil)) == "", string(bytes{'x'}), string(myBytes{'y'}))
	fmt.Println(string([]rune{0x767d, 'b'}), string(runes{'z'}), string([]rune{0x110000}) == "\uFFFD")
	fmt.Println([]byte("hé"), bytes("ab"), len([]byte("")), []byte("") == nil)
	fmt.Println([]rune("hé\xff"), runes("日"), len([]rune("")))
	s := "immutable"
	b := []byte(s)
	b[0] = 'I'
	fmt.Println(s, string(b))
	t := text("abc")
	fmt.Println(string(t)+"d", text(s[:3])+t, []byte(t), conv(t), conv(b), string(to[bytes]("q")))
	r := myRune('r')
	fmt.Println(string(r), string(rune(r)), string(myByte(66)))
	m := map[string]int{"k": 1}
	fmt.Println(m[string([]byte{'k'})])
	for i, c := range []byte("ab") {
		fmt.Print(i, c, " ")
	}
	for i, c := range []rune("äb") {
		fmt.Print(i, string(c), " ")
	}
	fmt.Println(string([]byte("a")) == "a", len(string([]rune("ää"))))
}
