// Constraints: type sets, methods, comparable, pointers with methods, embedded interfaces, arithmetic on sets.
package main

import (
	"cmp"
	"fmt"
	"sort"
	"strconv"
)

type Number interface {
	~int | ~int64 | ~float64 | ~uint8
}

type Stringish interface {
	~string
	Len() int
}

type MyS string

func (m MyS) Len() int { return len(m) }

type Parser[T any] interface {
	*T
	Parse(string) error
}

type Int struct{ n int }

func (i *Int) Parse(s string) (err error) { i.n, err = strconv.Atoi(s); return }

func ParseAll[T any, P Parser[T]](ss ...string) ([]T, error) {
	var out []T
	for _, s := range ss {
		var t T
		if err := P(&t).Parse(s); err != nil {
			return out, err
		}
		out = append(out, t)
	}
	return out, nil
}

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func Avg[T Number](xs []T) float64 { return float64(Sum(xs...)) / float64(len(xs)) }

func Abs[T ~int | ~float64](x T) T {
	if x < 0 {
		return -x
	}
	return x
}

func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	ks := make([]K, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	sort.Slice(ks, func(i, j int) bool { return ks[i] < ks[j] })
	return ks
}

func Index[T comparable](xs []T, x T) int {
	for i, v := range xs {
		if v == x {
			return i
		}
	}
	return -1
}

func TotalLen[S Stringish](ss ...S) (n int) {
	for _, s := range ss {
		n += s.Len() + len(string(s))
	}
	return
}

type Ord[T any] interface{ Less(T) bool }

type Age int

func (a Age) Less(b Age) bool { return a < b }

func Min[T Ord[T]](a, b T) T {
	if b.Less(a) {
		return b
	}
	return a
}

func Convert[To, From Number](f From) To { return To(f) }

func Ptr[T any](v T) *T { return &v }

func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

type Celsius float64

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[uint8](200, 100), Sum[Celsius](1.5, 2.5))
	fmt.Println(Avg([]int{1, 2, 4}), Abs(-3), Abs(Celsius(-2.5)))
	is, err := ParseAll[Int]("1", "22")
	fmt.Println(is, err)
	_, err = ParseAll[Int]("1", "x")
	fmt.Println(err)
	fmt.Println(Keys(map[string]bool{"b": true, "a": false}), Keys(map[int]int{3: 1, 1: 1}))
	fmt.Println(Index([]string{"a", "b"}, "b"), Index([][2]int{{1, 2}}, [2]int{1, 2}), Index([]any{1, "x", nil}, any("x")))
	fmt.Println(TotalLen(MyS("ab"), MyS("c")))
	fmt.Println(int(Min(Age(3), Age(2))), Convert[int](3.9), Convert[float64](uint8(7)))
	fmt.Println(*Ptr("p"), Must(strconv.Atoi("12")))
	f := Sum[float64]
	fmt.Println(f(0.5, 0.25))
}
