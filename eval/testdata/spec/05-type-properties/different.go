// Declared types differ from what they are made of, and from each other.
package main

type a struct{ x int }
type b struct{ x int }
type ints []int
type more []int
type num int

func main() {
	var va a
	var vb b = va
	var m more = ints{1}
	var i int = num(1)
	var n num = i
	var f func(num) = func(int) {}
	var c chan int = (<-chan int)(nil)
	var arr [2]int = [3]int{}
	var p *int = new(num)
	_, _, _, _, _, _, _, _ = vb, m, i, n, f, c, arr, p
}
