// Panics of indices: of every integer type, converted, and by way of a pointer to an array, which Go looks at first.
package main

import "fmt"

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	var q *[3]int
	arr := [3]int{1, 2, 3}
	i, u := 7, uint(9)
	try(func() { _ = q[i] })
	try(func() { _ = q[1] })
	q = &arr
	try(func() { _ = q[i] })
	try(func() { fmt.Println(q[i-6]) })
	try(func() { _ = q[i-8] })
	try(func() { q[u] = 1 })
	try(func() { q[u-8] = 1 })
	fmt.Println(arr[u-8], "abc"[uint64(u)-8])
	try(func() { _ = "abc"[u] })
	list, u8, i64, far := []int{1}, uint8(200), int64(-4), uint64(1)<<63
	try(func() { _ = list[u8] })
	try(func() { _ = list[i64] })
	try(func() { _ = list[far] })
	try(func() { _ = list[int(u8)] })
	try(func() { list[int(i64)]++ })
	try(func() { list[far+1] = 2 })
	type S struct{ a *[2]int }
	s := S{}
	try(func() { _ = s.a[i] })
	s.a = &[2]int{}
	try(func() { _ = s.a[i] })
	for k := range q {
		q[k] += k
	}
	fmt.Println(*q)
}
