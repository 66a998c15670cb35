// Package fmt: own Scanners.
package main

import "fmt"

type pair struct{ a, b int }

func (p *pair) Scan(s fmt.ScanState, verb rune) error {
	_, err := fmt.Fscanf(s, "%d/%d", &p.a, &p.b)
	return err
}

func main() {
	var q pair
	n, err := fmt.Sscan("3/4", &q)
	fmt.Println(n, err, q.a, q.b)
	var w string
	n, err = fmt.Sscan("5/6 word", &q, &w)
	fmt.Println(n, err, q.a, q.b, w)
	_, err = fmt.Sscan("x", &q)
	fmt.Println(err != nil)
}
