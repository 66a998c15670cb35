// What interfaces hold: types, equality, keys, assertions and their failures.
package main

import (
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
)

type C int
type D int
type S []int
type Shape interface{ Area() int }
type Named interface{ Name() string }
type Both interface {
	Shape
	Named
}

func (c C) Area() int     { return int(c) }
func (c *C) Name() string { return "c" }

type Sq struct{ A int }

func (s Sq) Area() int       { return s.A * s.A }
func (s Sq) Name() string    { return "sq" }
func (s *Sq) Scale(n int)    { s.A *= n }
func (s *Sq) String() string { return "Sq*" }

type Wrap struct {
	Shape
	n int
}
type Node struct {
	V    int
	Next *Node
}
type E struct{ code int }

func (e E) Error() string   { return fmt.Sprint("E", e.code) }
func (e E) Is(t error) bool { return t == io.EOF && e.code == 7 }
func (e E) Unwrap() error {
	if e.code > 100 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

type PE struct{}

func (p *PE) Error() string { return "PE" }

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func typedNil(bad bool) error {
	var p *PE
	if bad {
		return p
	}
	return nil
}

type list []C

func (l list) Len() int           { return len(l) }
func (l list) Less(i, j int) bool { return l[i] < l[j] }
func (l list) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

type upper struct{ r io.Reader }

func (u upper) Read(b []byte) (int, error) {
	n, err := u.r.Read(b)
	copy(b, strings.ToUpper(string(b[:n])))
	return n, err
}

func gen[T any](v T) any { return v }

func kind(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int:
		return "int"
	case C, D:
		return fmt.Sprintf("%T", v)
	case []C:
		return "[]C"
	case []int:
		return "[]int"
	case S:
		return "S"
	case map[C]D:
		return "map"
	case func(C):
		return "func(C)"
	case chan C:
		return "chan C"
	case *Node:
		return "*Node"
	case struct{ x int }:
		return "struct"
	case Both:
		return "Both " + v.Name()
	case Shape:
		return "Shape"
	case error:
		return "error " + v.Error()
	case fmt.Stringer:
		return "Stringer"
	}
	return "other"
}

func main() {
	c := C(1)
	for _, x := range []any{nil, 1, c, D(1), []C{1}, []int{1}, S{1}, map[C]D{}, func(C) {}, func(D) {}, make(chan C), &Node{}, struct{ x int }{1}, struct{ X int }{1}, &c, Sq{1}, &Sq{1}, Wrap{c, 1}, E{1}, &PE{}, 1.5} {
		fmt.Println(kind(x))
	}
	var x, y any = C(1), D(1)
	fmt.Println(x == y, x == any(C(1)), x == C(1), x == 1, y == D(1), any(1) == x)
	m := map[any]string{C(1): "C", D(1): "D", 1: "int", "1": "string", Sq{1}: "Sq", [1]C{1}: "arr"}
	fmt.Println(len(m), m[C(1)], m[D(1)], m[1], m[Sq{1}], m[[1]C{1}], m[[1]D{1}])
	delete(m, C(1))
	fmt.Println(len(m))
	var s Shape = c
	var s2 Shape = C(1)
	fmt.Println(s == s2, s == c, s != Shape(Sq{1}), map[Shape]int{s: 1}[C(1)], s == Shape(Sq{1}))
	_, ok := x.(int)
	_, ok2 := x.(C)
	_, ok3 := x.(Shape)
	_, ok4 := x.(Named)
	_, ok5 := any(&c).(Both)
	_, ok6 := any(Sq{}).(fmt.Stringer)
	_, ok7 := any(&Sq{}).(fmt.Stringer)
	_, ok8 := s.(Named)
	_, ok9 := s.(C)
	fmt.Println(ok, ok2, ok3, ok4, ok5, ok6, ok7, ok8, ok9)
	try("1", func() { _ = x.(int) })
	try("2", func() { _ = x.(string) })
	try("3", func() { _ = x.(Named) })
	try("4", func() { var n any; _ = n.(C) })
	try("5", func() { var n any; _ = n.(Shape) })
	try("6", func() { _ = s.(Sq) })
	try("7", func() { _ = any("s").(Shape) })
	try("8", func() { _ = any(Sq{}).(fmt.Stringer) })
	try("9", func() { _ = x.([]C) })
	try("10", func() { var n Shape; n.Area() })
	try("12", func() { panic(C(3)) })
	try("13", func() { panic(E{3}) })
	try("14", func() { panic(fmt.Sprint(Sq{3})) })
	w := Wrap{Sq{3}, 1}
	fmt.Println(w.Area(), Shape(w).Area(), any(w).(Shape).Area(), w == Wrap{Sq{3}, 1}, w == Wrap{C(9), 1})
	f := s.Area
	g := Shape.Area
	s = Sq{5}
	fmt.Println(f(), g(s), s.Area())
	err := typedNil(true)
	fmt.Println(err == nil, typedNil(false) == nil, err.(*PE) == nil)
	e := error(E{7})
	fmt.Println(e == E{7}, errors.Is(e, io.EOF), errors.Is(E{8}, io.EOF), errors.Is(E{101}, io.ErrUnexpectedEOF))
	var ee E
	fmt.Println(errors.As(fmt.Errorf("x: %w", E{4}), &ee), ee.code)
	var sh Shape
	fmt.Println(errors.As(errors.Join(io.EOF, E{5}), &ee), ee.code, sh == nil)
	l := list{3, 1, 2}
	sort.Sort(sort.Reverse(l))
	fmt.Println(l)
	b, _ := io.ReadAll(upper{strings.NewReader("abc")})
	fmt.Println(string(b))
	var r io.Reader = upper{nil}
	_, isUpper := r.(upper)
	_, isStringer := r.(fmt.Stringer)
	fmt.Println(isUpper, isStringer)
	var sm sync.Map
	sm.Store(C(1), D(2))
	v, _ := sm.Load(C(1))
	_, none := sm.Load(D(1))
	fmt.Printf("%T %v %v\n", v, v.(D), none)
	fmt.Printf("%T %T %T\n", gen(C(1)), gen([]C{1}), gen[any](D(1)))
	ch := make(chan any, 2)
	ch <- C(4)
	ch <- Sq{4}
	fmt.Printf("%T %T\n", <-ch, <-ch)
	var arr [2]any
	arr[0], arr[1] = C(1), arr[0]
	fmt.Printf("%T %v\n", arr[0], arr[1])
	for k, v := range map[any]any{C(1): D(2)} {
		fmt.Printf("%T %T\n", k, v)
	}
	st := struct {
		A any
		B Shape
	}{C(1), C(2)}
	fmt.Printf("%+v %v\n", st, st == struct {
		A any
		B Shape
	}{C(1), C(2)})
	var n any = &Node{1, &Node{2, nil}}
	fmt.Println(n.(*Node).Next.V, n == n)
	func(xs ...any) { fmt.Printf("%T %T %T\n", xs...) }(C(1), nil, s)
	defer func(x any) { fmt.Printf("%T\n", x) }(C(9))
}
