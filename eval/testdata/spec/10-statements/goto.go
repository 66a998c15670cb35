// Goto forward, backward, out of blocks, loops and switches, into the same block after declarations of blocks.
package main

import "fmt"

func back(n int) (s int) {
top:
	if n > 0 {
		s += n
		n--
		goto top
	}
	return
}

func out() string {
	for i := 0; ; i++ {
		for j := 0; ; j++ {
			switch {
			case i*j > 6:
				goto done
			case j > 4:
				goto next
			}
		}
	next:
	}
done:
	return "done"
}

func retry() (log []string) {
	tries := 0
retry:
	tries++
	for _, x := range []int{1, 2, 3} {
		if x == 2 && tries < 3 {
			log = append(log, fmt.Sprint("retry ", tries))
			goto retry
		}
	}
	log = append(log, "ok")
	return
}

func forward(x int) string {
	if x > 5 {
		goto big
	}
	return "small"
big:
	return "big"
}

func state(s string) (n int) {
	i := 0
start:
	if i == len(s) {
		goto end
	}
	switch s[i] {
	case 'a':
		goto inA
	case 'b':
		goto inB
	}
	i++
	goto start
inA:
	n += 1
	i++
	goto start
inB:
	n += 10
	i++
	goto start
end:
	return
}

func closures() []int {
	var fs []func() int
	i := 0
loop:
	j := i * i
	fs = append(fs, func() int { return j })
	i++
	if i < 4 {
		goto loop
	}
	var r []int
	for _, f := range fs {
		r = append(r, f())
	}
	return r
}

func inBlock() (s string) {
	{
		n := 0
	again:
		n++
		s += fmt.Sprint(n)
		if n < 3 {
			goto again
		}
	}
	if true {
		goto end
	}
	s += "skipped"
end:
	s += "!"
	return
}

func deferAndGoto() {
	n := 0
l:
	defer fmt.Print("d", n, " ")
	n++
	if n < 3 {
		goto l
	}
}

func selects() string {
	c := make(chan int, 1)
again:
	select {
	case v := <-c:
		if v == 1 {
			goto end
		}
	default:
		c <- 1
		goto again
	}
	return "no"
end:
	return "yes"
}

func types() string {
	x := any(1)
again:
	switch v := x.(type) {
	case int:
		x = fmt.Sprint("s", v)
		goto again
	case string:
		return v
	}
	return ""
}

func main() {
	fmt.Println(back(4), out(), retry(), forward(9), forward(1), state("abxab"))
	fmt.Println(closures(), inBlock())
	deferAndGoto()
	fmt.Println()
	fmt.Println(selects(), types())
}
