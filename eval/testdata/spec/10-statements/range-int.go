// Range over integers of all types: limit evaluated once, variable types, zero and negative.
package main

import "fmt"

type N int8

const K = 3

func lim() int { fmt.Print("lim "); return 3 }

func main() {
	for i := range lim() {
		fmt.Print(i, " ")
	}
	fmt.Println()
	for i := range uint8(3) {
		fmt.Printf("%T%d ", i, i)
	}
	for i := range N(2) {
		fmt.Print(int(i)+10, " ")
	}
	for i := range K {
		fmt.Printf("%T%d ", i, i)
	}
	fmt.Println()
	for range 0 {
		fmt.Println("never")
	}
	for range -5 {
		fmt.Println("never")
	}
	n := 3
	for i := range n {
		n = 10
		i += 5
		fmt.Print(i, " ")
	}
	fmt.Println(n)
	var j int64
	for j = range 4 {
	}
	fmt.Println(j)
	a := [1]int{}
	for a[0] = range 3 {
	}
	fmt.Println(a)
	sum := 0
	for i := range 1 << 4 {
		if i%2 == 0 {
			continue
		}
		if i > 10 {
			break
		}
		sum += i
	}
	fmt.Println(sum)
	count := 0
	for i := range uint8(255) {
		count += int(i) & 1
	}
	fmt.Println(count)
	for i := range 'c' {
		if i > 1 {
			break
		}
		fmt.Printf("%T ", i)
	}
	fmt.Println()
	for i := range len("abc") {
		fmt.Print(i)
	}
	fmt.Println()
	const big = 1 << 40
	for i := range int64(big) {
		if i == 2 {
			break
		}
	}
	var u uint = 2
	for i := range u {
		for j := range i + 1 {
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
}
