// Conversions between types of the same layout, of functions, channels, pointers, interfaces.
package main

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

type a struct {
	X int `json:"x"`
	Y string
}
type b struct {
	X int
	Y string `yaml:"y"`
}
type ints []int
type fn func(int) string
type dict map[string]int
type pipe chan int
type pa *a
type upper string

func (u upper) String() string { return strings.ToUpper(string(u)) }
func (s ints) sum() (t int) {
	for _, x := range s {
		t += x
	}
	return
}

type handler interface{ handle(string) string }
type handlerFunc func(string) string

func (f handlerFunc) handle(s string) string { return f(s) }

func main() {
	v := a{1, "y"}
	w := b(v)
	p := (*b)(&v)
	p.X = 7
	fmt.Println(w.X, v.X, a(w).Y, struct {
		X int
		Y string
	}(v).Y)
	fmt.Println(ints([]int{1, 2}).sum(), []int(ints{3})[0], fn(func(i int) string { return fmt.Sprint(i) })(4))
	c := pipe(make(chan int, 1))
	(chan<- int)(c) <- 5
	fmt.Println(<-(<-chan int)(c), dict(map[string]int{"k": 6})["k"])
	var q pa = &v
	fmt.Println((*a)(q).X, pa(&a{X: 8}).X)
	fmt.Println(handler(handlerFunc(strings.ToUpper)).handle("up"), handlerFunc(func(s string) string { return s + s }).handle("x"))
	fmt.Println(time.Duration(1500)*time.Millisecond, int64(time.Second), time.Month(3), sort.StringSlice{"b"}[0])
	r := io.Reader(strings.NewReader("x"))
	_, ok := r.(*strings.Reader)
	fmt.Println(ok, any(5) == any(5), error(nil) == nil, fmt.Stringer(upper("s")).String())
	s := []int{1, 2, 3, 4}
	arr := [4]int(s)
	ptr := (*[2]int)(s)
	ptr[0] = 10
	fmt.Println(arr[0], s[0], [0]int(s), len(ptr))
	sort.Sort(sort.Reverse(sort.IntSlice(s)))
	fmt.Println(s, ([]int)(ints(s))[0], (func())(nil) == nil)
	type local a
	fmt.Println(local(v).X, a(local{X: 3}).X)
	var e any = ints{1}
	fmt.Println(len(e.(ints)), []int(e.(ints)))
}
