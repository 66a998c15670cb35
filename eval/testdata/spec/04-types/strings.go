// Strings are immutable sequences of bytes.
package main

import "fmt"

type text string

func (t text) twice() text { return t + t }

func main() {
	s := "héllo"
	fmt.Println(len(s), s[0], s[1], s[2], s[1:3], s[:1]+s[3:])
	t := s
	s += "!"
	fmt.Println(s, t, s > t, s != t)
	for i, r := range "aé" {
		fmt.Print(i, ":", string(r), " ")
	}
	for i := range "日本" {
		fmt.Print(i, " ")
	}
	for i, r := range "a\xffb" {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	var x text = "ab"
	fmt.Println(string(x.twice()), len(x), string(x[1:]), x[0])
	b := []byte(s)
	b[0] = 'J'
	fmt.Println(string(b), s)
	var e string
	fmt.Println(e == "", len(e), e+"x")
}
