// Each instance of a generic function has types of its own, as its declarations.
package main

import "fmt"

func mk[T any](x T) any {
	type L struct{ V T }
	return L{x}
}
func mk2[T any](x T) any {
	type L struct{ N int }
	return L{1}
}
func is[T any](x any) bool {
	type L struct{ N int }
	_, ok := x.(L)
	return ok
}
func both[T any](x any) (any, bool) {
	type L struct{ N int }
	if x == nil {
		return L{3}, true
	}
	switch v := x.(type) {
	case L:
		return v.N, true
	case *L:
		return v.N, true
	}
	return nil, false
}
func mkN[T any](x T) any {
	type K int
	return K(5)
}
func asN[T any](x any) (any, bool) {
	type K int
	if x == nil {
		return K(5), true
	}
	k, ok := x.(K)
	return k, ok
}
func ptr[T any]() any {
	type P struct {
		next *P
		v    T
	}
	return &P{}
}
func gen[T any](x T) any {
	type Pair[U any] struct {
		A T
		B U
	}
	return Pair[string]{x, "a"}
}

type Box[T any] struct{ v T }

func (b Box[T]) inner() any {
	type In struct{ x T }
	return In{b.v}
}
func (b Box[T]) isInner(x any) bool {
	type In struct{ x T }
	_, ok := x.(In)
	return ok
}
func (b Box[T]) same(x any) (any, bool) {
	type In struct{ n int }
	if x == nil {
		return In{1}, true
	}
	v, ok := x.(In)
	return v, ok
}
func nested[T any]() []any {
	var out []any
	for range 2 {
		type N struct{ t int }
		out = append(out, N{1})
	}
	f := func() any { type N struct{ t int }; return N{1} }
	return append(out, f())
}
func emb[T any](x T) any {
	type Base struct{ T T }
	type D struct {
		Base
		n int
	}
	return D{Base{x}, 1}
}

type Str interface{ String() string }
type E struct{ n int }

func (e E) String() string { return fmt.Sprint("E", e.n) }
func withM[T any](n int) any {
	type W struct{ E }
	return W{E{n}}
}

func plain() any  { type L struct{ N int }; return L{1} }
func plain2() any { type L struct{ N int }; return L{1} }

func main() {
	fmt.Printf("%T %T %v\n", mk(1), mk("a"), mk(1) == mk(1))
	fmt.Printf("%T %T\n", mk2(1), mk2("a"))
	fmt.Println(mk2(1) == mk2("a"), mk2(1) == mk2(2))
	a, _ := both[int](nil)
	b, _ := both[string](nil)
	fmt.Println(a == b)
	fmt.Println(both[int](a))
	fmt.Println(both[string](a))
	fmt.Println(both[int](b))
	fmt.Println(both[string](b))
	fmt.Println(is[int](a), is[int](mk2(1)))
	fmt.Printf("%T %T %v\n", mkN(1), mkN("a"), mkN(1) == mkN("a"))
	x, _ := asN[int](nil)
	fmt.Println(asN[int](x))
	fmt.Println(asN[string](x))
	fmt.Printf("%T %T\n", ptr[int](), ptr[[]string]())
	fmt.Printf("%T %T\n", gen(1), gen(Box[int]{}))
	b1, b2 := Box[int]{1}, Box[string]{"a"}
	fmt.Printf("%T %T %v\n", b1.inner(), b2.inner(), b1.inner() == b1.inner())
	fmt.Println(b1.isInner(b1.inner()), b1.isInner(b2.inner()))
	s, _ := b1.same(nil)
	_, ok1 := b1.same(s)
	_, ok2 := b2.same(s)
	fmt.Println(ok1, ok2)
	n := nested[int]()
	m := nested[string]()
	fmt.Println(n[0] == n[1], n[0] == n[2], n[0] == m[0])
	fmt.Printf("%T %T %+v\n", n[0], n[2], emb(3))
	fmt.Printf("%T %T\n", emb(3), emb(map[string]int{}))
	fmt.Println(withM[int](3), withM[int](3).(Str).String(), withM[int](3) == withM[string](3))
	fmt.Printf("%T %T %v\n", plain(), plain2(), plain() == plain2())
	mm := map[any]int{mk2(1): 1, mk2("a"): 2, mk2(2.0): 3, mkN(1): 4, mkN("a"): 5}
	fmt.Println(len(mm), mm[mk2("b")])
	defer func() { fmt.Println(recover()) }()
	type Loc struct{ n int }
	_ = s.(Loc)
}
