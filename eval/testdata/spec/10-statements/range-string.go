// Range over strings: runes, byte offsets, invalid encodings, named strings, the string expression evaluated once.
package main

import "fmt"

type Name string

func main() {
	for i, r := range "aé世\U0001F600" {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println()
	for i, r := range "a\xff\xc0z" {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	for i := range Name("né") {
		fmt.Print(i, " ")
	}
	for _, c := range Name("né") {
		fmt.Printf("%T ", c)
	}
	fmt.Println()
	s := "abc"
	for i, c := range s {
		s = "xyz"
		fmt.Print(i, string(c))
	}
	fmt.Println(s)
	n := 0
	for range "héé" {
		n++
	}
	fmt.Println(n)
	for range "" {
		fmt.Println("never")
	}
	var i int
	var r rune
	for i, r = range "xy" {
	}
	fmt.Println(i, r)
	counts := map[rune]int{}
	for _, c := range "mississippi" {
		counts[c]++
	}
	fmt.Println(counts['s'], counts['i'], counts['z'])
	for _, w := range []string{"ab", "cd"} {
		for _, c := range w {
			fmt.Print(string(c - 32))
		}
	}
	fmt.Println()
}
