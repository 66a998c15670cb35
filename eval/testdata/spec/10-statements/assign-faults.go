// What is assigned has been evaluated before the place of it is found to be none.
package main

import (
	"errors"
	"fmt"
	"sync"
)

var log []string

func l(s string) { log = append(log, s) }
func flush()     { fmt.Println(log); log = nil }

type T struct {
	m map[string]int
	a [3]int
	s []int
	p *T
}

func (t *T) get(s string) *T  { l(s); return t }
func idx(s string, i int) int { l(s); return i }
func val(s string, i int) int { l(s); return i }
func key(s string) string     { l("k" + s); return s }

func main() {
	t := &T{m: map[string]int{}, s: []int{1, 2, 3}}
	t.get("g1").m[key("a")] += val("v", 5)
	t.get("g2").m[key("a")]++
	t.get("g3").a[idx("i", 1)] -= val("v2", 3)
	t.get("g4").s[idx("i2", 2)] <<= uint(val("v3", 2))
	t.get("g5").p = t.get("g6")
	flush()
	fmt.Println(t.m, t.a, t.s, t.p == t)
	i := 0
	next := func() int { i++; return i }
	arr := [5]int{}
	arr[next()] = next()
	arr[next()], arr[next()] = next(), next()
	fmt.Println(arr, i)
	m := map[int]int{}
	m[next()] = next()
	m[next()] += next()
	fmt.Println(m)
	x := []int{next(), next()}
	y := map[int]int{next(): next()}
	z := [...]int{2: next(), 0: next()}
	fmt.Println(x, y, z)
	s := struct{ a, b int }{b: next(), a: next()}
	fmt.Println(s)
	fmt.Println(next(), next()+next()*next(), -next())
	f := func(a, b int, c ...int) []int { return append([]int{a, b}, c...) }
	fmt.Println(f(next(), next(), next(), next()))
	g := func() func(int) int { l("g"); return func(x int) int { l("gx"); return x } }
	_ = g()(val("arg", 1)) + g()(val("arg2", 2))
	flush()
	var e error
	func() {
		defer func() { e = fmt.Errorf("w: %v", recover()) }()
		var mm map[string]int
		mm[key("x")] = val("evaluated", 1)
	}()
	flush()
	fmt.Println(e)
	func() {
		defer func() { recover() }()
		var p *T
		p.a[idx("np", 1)] = val("npv", 1)
	}()
	flush()
	func() {
		defer func() { recover() }()
		t.s[idx("oob", 10)] = val("oobv", 1)
	}()
	flush()
	func() {
		defer func() { recover() }()
		var fn func(int)
		fn(val("nilfn", 1))
	}()
	flush()
	b := true
	if v := val("if", 1); v > 0 && (b || val("no", 1) > 0) && !(val("yes", 0) > 0) {
		l("in")
	}
	flush()
	for i, v := range []int{val("r1", 1), val("r2", 2)} {
		l(fmt.Sprint(i, v))
	}
	flush()
	switch v := val("sw", 2); v {
	case val("c1", 1), val("c2", 2):
		l("hit")
	case val("c3", 3):
	}
	flush()
	ch := make(chan int, 3)
	chf := func(s string) chan int { l(s); return ch }
	chf("send") <- val("sv", 1)
	select {
	case chf("s1") <- val("s1v", 2):
	case chf("s2") <- val("s2v", 3):
	}
	flush()
	var mu sync.Mutex
	res := make([]string, 4)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if r := recover(); r != nil {
					mu.Lock()
					defer mu.Unlock()
					res[i] = fmt.Sprint("rec ", r)
				}
			}()
			if i%2 == 0 {
				panic(errors.New("p" + fmt.Sprint(i)))
			}
			res[i] = "ok"
		}()
	}
	wg.Wait()
	fmt.Println(res)
	type E struct {
		any
		n int
	}
	fmt.Println(E{1, 2} == E{1, 2}, E{"a", 2} == E{1, 2}, E{nil, 0} == E{}, E{[1]int{1}, 0} == E{[1]int{1}, 0}, E{&i, 0} == E{&i, 0})
	type D struct {
		e error
		s fmt.Stringer
	}
	e1 := errors.New("q")
	fmt.Println(D{e1, nil} == D{e1, nil}, D{errors.New("q"), nil} == D{e1, nil})
	var a1, a2 any = int32(1), int64(1)
	fmt.Println(a1 == a2, a1 == any(int32(1)), a2 == 1, a1 != nil)
	arrs := map[[2]any]int{{1, "a"}: 1, {1, nil}: 2}
	fmt.Println(arrs[[2]any{1, "a"}], arrs[[2]any{1, nil}], arrs[[2]any{}])
	var np *int
	var n1, n2 any = np, (*string)(nil)
	fmt.Println(n1 == nil, n1 == n2, n1 == any((*int)(nil)), n1 == np)
	func() {
		defer func() {
			fmt.Println("outer", recover())
		}()
		defer func() {
			defer func() { fmt.Println("inner", recover()); panic("third") }()
			panic("second")
		}()
		panic("first")
	}()
	func() (err error) {
		defer func() { fmt.Println("err is", err) }()
		defer func() { err = errors.Join(err, errors.New("j")) }()
		return errors.New("base")
	}()
	q := []func(){}
	for i := 0; i < 3; i++ {
		q = append(q, func() { fmt.Print(i, " "); i *= 2 })
		if i == 1 {
			i++
		}
	}
	for _, f := range q {
		f()
		f()
	}
	fmt.Println()
	type node struct {
		next *node
		v    int
	}
	var head *node
	for i := range 3 {
		head = &node{head, i}
	}
	for p := &head; *p != nil; {
		if (*p).v == 1 {
			*p = (*p).next
		} else {
			p = &(*p).next
		}
	}
	for n := head; n != nil; n = n.next {
		fmt.Print(n.v, " ")
	}
	fmt.Println()
	h, k := 1, 2
	h, k = k, h
	px, py := &h, &k
	*px, *py = *py, *px
	px, py = py, px
	*px = 100
	fmt.Println(h, k)
	sl := []int{0, 1, 2, 3}
	j := 1
	j, sl[j] = 3, 77
	sl[0], j = j, sl[j]
	fmt.Println(sl, j)
}
