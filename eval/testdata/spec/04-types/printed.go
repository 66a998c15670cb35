// Declared types in package fmt: every verb, at every depth.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

type C int
type S string
type F float64
type B bool
type Bytes []byte
type L []C
type M map[S]C
type Fn func(C) C
type Ch chan C
type Arr [2]C
type P struct {
	X int
	y S
	z *P
}
type E struct{}
type Emb struct {
	P
	N *C
}
type Pair[A, B any] struct {
	First  A
	Second B
}
type Named C

func (n Named) String() string { return fmt.Sprintf("Named(%d)", int(n)) }

type Ptr struct{ N int }

func (p *Ptr) String() string { return fmt.Sprint("Ptr#", p.N) }

type Err struct{ Code int }

func (e Err) Error() string { return fmt.Sprint("err ", e.Code) }

type Gs struct{ A int }

func (g Gs) GoString() string { return "Gs!" }

type Fm int

func (f Fm) Format(s fmt.State, v rune) {
	w, ok := s.Width()
	fmt.Fprintf(s, "<%c %d %v %v>", v, w, ok, s.Flag('+'))
}

type Bad int

func (b Bad) String() string { panic("bad " + fmt.Sprint(int(b))) }

type Shape interface{ Area() int }

func (c C) Area() int { return int(c) }

type Tree struct {
	V    int
	L, R *Tree
}
type hidden struct {
	n Named
	N Named
}

func main() {
	c := C(5)
	for _, v := range []any{c, S("s"), F(1.5), B(true), Bytes("hi"), L{1, 2}, M{"b": 2, "a": 1}, Arr{3, 4}, P{1, "q", nil}, &P{2, "w", nil}, E{}, &E{},
		Emb{P{1, "x", nil}, nil}, Pair[int, C]{1, 2}, Pair[S, []C]{"k", []C{1}}, Named(3), []Named{1, 2}, map[Named]Named{1: 2}, &Ptr{4}, Ptr{5}, []*Ptr{nil}, Err{6}, []Err{{7}},
		[]error{Err{8}, nil}, Gs{1}, []Gs{{2}}, Fm(1), []Fm{2}, struct {
			A C
			B Named
		}{1, 2}, [][]C{{1}, {2, 3}}, []any{c, Named(1), nil, "s", Err{1}}, map[string]any{"a": c, "b": Named(2)}, Shape(c), []Shape{c, nil}, hidden{1, 2}, L(nil), M(nil), (*P)(nil),
		[]Bytes{Bytes("x")}, struct{ T time.Duration }{time.Second}, errors.New("e"), &c == nil} {
		fmt.Printf("%T|%v|%+v|%#v|%d|%s|%x|%q\n", v, v, v, v, v, v, v, v)
	}
	fmt.Println(c, L{1}, Named(1), []Named{2}, Err{3}, &Ptr{4}, P{1, "a", &P{}}.z == nil)
	fmt.Print(c, S("a"), S("b"), 1, 2, "x", Named(1), Named(2), "\n")
	fmt.Printf("%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%U\n", c, c, c, c, C(255), C(255), c, c, C(65), C(65))
	fmt.Printf("%6.2f|%-8s|%8s|%.1s|%q|%t|%v\n", F(3.14159), S("ab"), Named(7), S("xyz"), S("q"), B(true), F(2))
	fmt.Printf("%[2]d %[1]v %[2]T %[1]T\n", Named(1), c)
	fmt.Printf("%*d|%-*d|\n", 5, c, 4, c)
	fmt.Printf("%!|%z|%d\n", c, S("x"))
	fmt.Printf("%d %d\n", c)
	fmt.Printf("%d\n", c, Named(2), S("y"), nil, 4)
	fmt.Printf("%v %s %d\n", Bad(1), []Bad{2}, Bad(3))
	fmt.Printf("%v\n", (*Ptr)(nil))
	fmt.Printf("%s\n", []any{(*Ptr)(nil)})
	fmt.Printf("%v %+v\n", &Tree{1, nil, nil}, Tree{V: 2})
	fmt.Printf("%v\n", &[]C{1})
	fmt.Printf("%v\n", &map[S]L{"a": {1}})
	fmt.Printf("%8.3v|%-10v|%10v|\n", F(1), Named(1), P{1, "a", nil})
	fmt.Printf("%T %T %T %T %T %T\n", Fn(nil), Ch(nil), &c, []*P{}, map[C][]Named{}, func(C, ...S) (L, error) { return nil, nil })
	fmt.Printf("%T %T %T %T\n", struct {
		X C `json:"x"`
		P
	}{}, [3]Named{}, Pair[Pair[int, C], []S]{}, (<-chan C)(nil))
	fmt.Printf("%#v %#v %#v\n", Fn(nil), Ch(nil), []any{nil, c})
	fmt.Printf("%v %d\n", map[C]string{3: "c", 1: "a"}, map[F]C{2.5: 1, -1: 2})
	fmt.Println(strings.Repeat("-", 3), fmt.Sprint(c), fmt.Sprintln(Named(1)), fmt.Sprintf("%v", L{9}))
	err := fmt.Errorf("wrapped: %w", Err{9})
	var e Err
	fmt.Println(err, errors.As(err, &e), e.Code, errors.Is(err, Err{9}), errors.Is(err, Err{8}), errors.Unwrap(err) == Err{9})
	err2 := fmt.Errorf("%w and %w", Err{1}, os.ErrNotExist)
	fmt.Println(err2, errors.Is(err2, os.ErrNotExist), errors.Is(err2, Err{1}))
	fmt.Println(fmt.Errorf("%w", c), fmt.Errorf("%v %T", Err{1}, Err{1}))
	fmt.Printf("%s %v\n", error(Err{5}), error(&Err{6}))
	b := fmt.Appendf(nil, "%v", L{1})
	b = fmt.Append(b, c, Named(3))
	b = fmt.Appendln(b, S("z"))
	os.Stdout.Write(b)
	fmt.Fprintf(os.Stdout, "%T %v\n", b, Bytes(b))
	var nilShape Shape
	fmt.Printf("%v %T\n", nilShape, nilShape)
}
