// Loop variables are new in each iteration: in closures, by address, changed in the body, condition and post.
package main

import "fmt"

type T struct{ n int }

func (t *T) get() int { return t.n }

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
	var ps []*int
	for i := 0; i < 3; i++ {
		ps = append(ps, &i)
	}
	for _, p := range ps {
		fmt.Print(*p, " ")
	}
	fmt.Println()
	for i, f := 0, (func() int)(nil); i < 3; i++ {
		if f == nil {
			f = func() int { return i }
		}
		fmt.Print(f(), " ")
	}
	fmt.Println()
	fs = nil
	for i := 0; i < 6; i++ {
		fs = append(fs, func() int { return i })
		i++
		if i == 3 {
			continue
		}
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	fs = nil
	for i := 0; func() bool { fs = append(fs, func() int { return i }); return i < 2 }(); func() { i++ }() {
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	fs = nil
	for _, s := range []string{"a", "bb", "ccc"} {
		fs = append(fs, func() int { return len(s) })
	}
	for i := range 3 {
		fs = append(fs, func() int { return i })
	}
	for k, v := range map[string]int{"x": 5} {
		fs = append(fs, func() int { return len(k) + v })
	}
	for i, c := range "hé" {
		fs = append(fs, func() int { return i + int(c) })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	var gets []func() int
	for t := (T{1}); t.n < 4; t.n++ {
		gets = append(gets, t.get)
	}
	for _, g := range gets {
		fmt.Print(g(), " ")
	}
	fmt.Println()
	for i := 0; i < 2; i++ {
		i := i * 10
		defer func() { fmt.Println("deferred", i) }()
	}
	done := make(chan int, 3)
	for i := 0; i < 3; i++ {
		go func() { done <- i }()
	}
	fmt.Println(<-done + <-done + <-done)
outer:
	for i := 0; i < 3; i++ {
		f := func() int { return i }
		for j := 0; j < 3; j++ {
			if j == 1 {
				continue outer
			}
			fmt.Print(f(), j, " ")
		}
	}
	fmt.Println()
	var arr []*[2]int
	for a := [2]int{}; a[0] < 3; a[0]++ {
		arr = append(arr, &a)
	}
	fmt.Println(*arr[0], *arr[1], *arr[2])
	var sl [][]int
	for a := [2]int{}; a[0] < 3; a[0]++ {
		sl = append(sl, a[:])
	}
	fmt.Println(sl)
}
