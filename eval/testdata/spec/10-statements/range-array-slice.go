// Range over arrays, slices and pointers to arrays: copies, changes while ranging, nil, forms of the left side.
package main

import "fmt"

type S struct {
	i int
	v string
}

func calls() []int { fmt.Println("called"); return []int{1, 2} }

func main() {
	a := [3]int{1, 2, 3}
	for i, v := range a {
		a[2] = 10
		fmt.Print(i, v, " ")
	}
	fmt.Println(a)
	a = [3]int{1, 2, 3}
	for i, v := range &a {
		a[2] = 10
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	s := []int{1, 2, 3}
	for i, v := range s {
		s[2] = 10
		if i == 0 {
			s = append(s, 4)
		}
		fmt.Print(i, v, " ")
	}
	fmt.Println(s)
	for i := range s[:2] {
		fmt.Print(i, " ")
	}
	for range s {
		fmt.Print("x")
	}
	fmt.Println()
	for _, v := range calls() {
		fmt.Print(v, " ")
	}
	var st S
	for st.i, st.v = range []string{"a", "b"} {
	}
	fmt.Println(st)
	m := map[string]int{}
	for m["i"], m["v"] = range []int{7, 8} {
	}
	fmt.Println(m)
	var x any
	for _, x = range []int{1, 2} {
	}
	fmt.Println(x)
	var p *[4]int
	for i := range p {
		fmt.Print(i)
	}
	fmt.Println(len(p))
	for range (*[2]int)(nil) {
		fmt.Print(".")
	}
	fmt.Println()
	var ns []int
	for range ns {
		fmt.Println("never")
	}
	for i, row := range [][]int{{1}, {2, 3}, nil} {
		for j := range row {
			row[j] += i
		}
		fmt.Print(row)
	}
	fmt.Println()
	ss := []S{{1, "a"}, {2, "b"}}
	for _, e := range ss {
		e.i = 100
	}
	for i := range ss {
		ss[i].v += "!"
	}
	fmt.Println(ss)
	var i int
	for i = range ss {
	}
	fmt.Println(i)
	for i, ss[0].i = range []int{5, 6} {
	}
	fmt.Println(i, ss)
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		for i, v := range p {
			fmt.Println(i, v)
		}
	}()
	for i, b := range []byte("hi") {
		fmt.Print(i, b, " ")
	}
	fmt.Println()
}
