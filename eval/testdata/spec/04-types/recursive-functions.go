// Function types that refer to themselves.
package main

import "fmt"

type state func(*lexer) state

type lexer struct {
	in  string
	pos int
	out []string
}

func text(l *lexer) state {
	if l.pos >= len(l.in) {
		return nil
	}
	if l.in[l.pos] == '0' {
		return digit
	}
	l.out = append(l.out, "t")
	l.pos++
	return text
}

func digit(l *lexer) state {
	l.out = append(l.out, "d")
	l.pos++
	return text
}

type step func(int) (step, int)

func up(n int) (step, int) {
	if n > 2 {
		return nil, n
	}
	return up, n + 1
}

type fix func(fix, int) int

func main() {
	l := &lexer{in: "a0b"}
	for s := state(text); s != nil; {
		s = s(l)
	}
	fmt.Println(l.out, l.pos)
	st, n := up(0)
	for st != nil {
		st, n = st(n)
	}
	fmt.Println(n)
	var fac fix = func(f fix, n int) int {
		if n == 0 {
			return 1
		}
		return n * f(f, n-1)
	}
	fmt.Println(fac(fac, 5))
	type fn func(fn) int
	var g fn = func(h fn) int {
		if h == nil {
			return 7
		}
		return h(nil)
	}
	fmt.Println(g(g))
}
