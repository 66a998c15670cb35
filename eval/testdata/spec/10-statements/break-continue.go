// Break and continue with and without labels in loops, switches and selects, nested.
package main

import "fmt"

func main() {
	for i := 0; i < 5; i++ {
		switch i {
		case 1:
			continue
		case 3:
			break
		default:
			fmt.Print("d")
		}
		fmt.Print(i, " ")
	}
	fmt.Println()
outer:
	for i := 0; i < 3; i++ {
		for j := 0; ; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
sw:
	switch {
	default:
		for {
			break sw
		}
		fmt.Println("unreached")
	}
	c := make(chan int, 1)
	c <- 1
se:
	select {
	case <-c:
		for i := range 5 {
			if i == 2 {
				break se
			}
			fmt.Print(i)
		}
		fmt.Println("unreached")
	}
	fmt.Println()
	var fs []func()
rng:
	for i, s := range []string{"a", "b", "c", "d"} {
		fs = append(fs, func() { fmt.Print(i, s, " ") })
		for range 10 {
			switch s {
			case "b":
				continue rng
			case "c":
				break rng
			}
			break
		}
		fmt.Print("end ", s, " ")
	}
	for _, f := range fs {
		f()
	}
	fmt.Println()
	n := 0
lp:
	for i := 0; i < 4; i++ {
		f := func() int { return i }
		select {
		default:
			n += f()
			if i == 2 {
				continue lp
			}
		}
		n += 100
	}
	fmt.Println(n)
a:
	for {
	b:
		for {
			for {
				n++
				if n%2 == 0 {
					continue b
				}
				if n > 310 {
					break a
				}
			}
		}
	}
	fmt.Println(n)
	for i := range 3 {
		func() {
			for {
				break
			}
		}()
		if i == 1 {
			break
		}
		fmt.Println("i", i)
	}
}
