// Break, continue, goto and return out of the body of a range over a function, through nested loops and labels.
package main

import "fmt"

func seq(name string, n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer fmt.Print("(", name, " done) ")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func find(n int) (int, bool) {
	for i := range seq("f", 10) {
		if i*i > n {
			return i, true
		}
	}
	return 0, false
}

func nested() (r string) {
	for i := range seq("a", 3) {
		for j := range seq("b", 3) {
			if i == 1 && j == 1 {
				return fmt.Sprint(i, j)
			}
		}
	}
	return "none"
}

func named() (a int, err error) {
	defer func() { a *= 2 }()
	for i := range seq("n", 5) {
		a = i
		if i == 3 {
			err = fmt.Errorf("at %d", i)
			return
		}
	}
	return
}

func gotos() int {
	n := 0
again:
	for i := range seq("g", 4) {
		n++
		if i == 1 && n < 4 {
			goto again
		}
		if i == 2 {
			goto out
		}
	}
	n += 100
out:
	return n
}

func mixed() {
outer:
	for i := 0; i < 3; i++ {
		for j := range seq("m", 4) {
			switch {
			case j == 1 && i == 0:
				continue outer
			case j == 2 && i == 1:
				break outer
			case j == 0:
				continue
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
}

func deep() int {
L1:
	for i := range seq("x", 3) {
	L2:
		for j := range seq("y", 3) {
			for k := range seq("z", 3) {
				fmt.Print(i, j, k, " ")
				if k == 0 && j == 0 && i == 0 {
					continue L2
				}
				if k == 0 && j == 1 {
					continue L1
				}
				if k == 1 {
					break L2
				}
				if i == 2 {
					break L1
				}
			}
		}
		if i == 1 {
			return 5
		}
	}
	return 6
}

func inSwitch(x int) string {
	switch x {
	case 1:
		for i := range seq("s", 3) {
			if i == 1 {
				break
			}
		}
		return "after break"
	case 2:
		for range seq("s", 3) {
			return "return"
		}
	}
	return "none"
}

func inSelect() int {
	c := make(chan int, 3)
	c <- 1
	c <- 2
	for range seq("c", 5) {
		select {
		case v := <-c:
			if v == 2 {
				return v * 10
			}
		default:
			return -1
		}
	}
	return 0
}

func closure() []int {
	var out []int
	for i := range seq("k", 4) {
		f := func() int {
			for j := range seq("l", 5) {
				if j == i {
					return j * j
				}
			}
			return -1
		}
		out = append(out, f())
	}
	return out
}

func main() {
	fmt.Println(find(20))
	fmt.Println(nested())
	fmt.Println(named())
	fmt.Println(gotos())
	mixed()
	fmt.Println(deep())
	fmt.Println(inSwitch(1), inSwitch(2), inSwitch(3))
	fmt.Println(inSelect())
	fmt.Println(closure())
}
