// A composite literal that is returned is what deferred functions see of a result, and change.
package main

import "fmt"

type pair struct{ x, y int }
type other struct{ x, y int }

func (p *pair) inc() { p.x++; p.y++ }

func closure() (p pair)      { defer func() { p.inc() }(); return pair{1, 1} }
func field() (p pair)        { defer func() { p.x += 5 }(); return pair{1, 1} }
func method() (p pair)       { defer p.inc(); return (pair{1, 1}) }
func pointer() (p pair)      { q := &p; defer func() { q.y = 7 }(); return pair{1, 1} }
func converted() (p pair)    { q := &p; defer func() { q.x++ }(); return pair(other{1, 1}) }
func array() (a [2]int)      { defer func() { a[0]++ }(); return [2]int{1, 1} }
func slice() (s []int)       { defer func() { s[0]++ }(); return []int{1, 1} }
func reference() (p *pair)   { defer func() { p.x++ }(); return &pair{1, 1} }
func inside() (x any)        { defer func() { x = fmt.Sprint(x, "!") }(); return pair{1, 1} }
func two() (p pair, n int)   { defer func() { p.x, n = n, p.x }(); return pair{1, 1}, 2 }
func assigned() (p pair)     { q := &p; p = pair{1, 1}; q.inc(); return }
func assignedFrom() (p pair) { q := &p; p = pair(other{1, 1}); q.inc(); return }
func over(f func(func() bool)) (p pair) {
	defer func() { p.x++ }()
	for range f {
		return pair{1, 1}
	}
	return pair{}
}

func main() {
	fmt.Println(closure(), field(), method(), pointer(), converted(), array(), slice(), *reference(), inside())
	fmt.Println(two())
	fmt.Println(assigned(), assignedFrom(), over(func(y func() bool) { y() }))
	f := func() (p pair) { defer func() { p.inc() }(); return pair{1, 1} }
	fmt.Println(f())
}
