// Matrices, two-dimensional arrays, grids, the game of life, primes, permutations, n queens.
package main

import (
	"fmt"
	"strings"
)

type Grid [5][5]bool

func (g *Grid) neighbours(r, c int) (n int) {
	for dr := -1; dr <= 1; dr++ {
		for dc := -1; dc <= 1; dc++ {
			if dr == 0 && dc == 0 {
				continue
			}
			rr, cc := (r+dr+5)%5, (c+dc+5)%5
			if g[rr][cc] {
				n++
			}
		}
	}
	return
}

func (g Grid) Next() (out Grid) {
	for r := range g {
		for c, alive := range g[r] {
			n := g.neighbours(r, c)
			out[r][c] = n == 3 || alive && n == 2
		}
	}
	return
}

func (g Grid) String() string {
	var b strings.Builder
	for _, row := range g {
		for _, x := range row {
			if x {
				b.WriteRune('#')
			} else {
				b.WriteRune('.')
			}
		}
		b.WriteRune('\n')
	}
	return b.String()
}

func transpose(m [][]int) [][]int {
	t := make([][]int, len(m[0]))
	for i := range t {
		t[i] = make([]int, len(m))
		for j := range m {
			t[i][j] = m[j][i]
		}
	}
	return t
}

func primes(n int) (ps []int) {
	sieve := make([]bool, n+1)
	for i := 2; i <= n; i++ {
		if !sieve[i] {
			ps = append(ps, i)
			for j := i * i; j <= n; j += i {
				sieve[j] = true
			}
		}
	}
	return
}

func permute(s []rune, f func(string)) {
	var rec func(int)
	rec = func(i int) {
		if i == len(s) {
			f(string(s))
			return
		}
		for j := i; j < len(s); j++ {
			s[i], s[j] = s[j], s[i]
			rec(i + 1)
			s[i], s[j] = s[j], s[i]
		}
	}
	rec(0)
}

func queens(n int) int {
	count := 0
	cols, d1, d2 := make([]bool, n), make([]bool, 2*n), make([]bool, 2*n)
	var place func(int)
	place = func(r int) {
		if r == n {
			count++
			return
		}
		for c := range n {
			if cols[c] || d1[r+c] || d2[r-c+n] {
				continue
			}
			cols[c], d1[r+c], d2[r-c+n] = true, true, true
			place(r + 1)
			cols[c], d1[r+c], d2[r-c+n] = false, false, false
		}
	}
	place(0)
	return count
}

func main() {
	var g Grid
	g[1][2], g[2][3], g[3][1], g[3][2], g[3][3] = true, true, true, true, true
	for range 4 {
		g = g.Next()
	}
	fmt.Print(g)
	fmt.Println(transpose([][]int{{1, 2, 3}, {4, 5, 6}}), primes(30))
	var ps []string
	permute([]rune("abc"), func(s string) { ps = append(ps, s) })
	fmt.Println(ps, queens(6))
	var cube [2][3][4]int
	for i := range cube {
		for j := range cube[i] {
			for k := range cube[i][j] {
				cube[i][j][k] = i * j * k
			}
		}
	}
	fmt.Println(cube[1], len(cube), len(cube[0][0]))
}
