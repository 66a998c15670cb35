// Declared types of all kinds in interfaces, switches, keys of maps and package fmt.
package main

import "fmt"

type Kind uint8

const (
	KA Kind = iota
	KB
)

func (k Kind) String() string { return [...]string{"KA", "KB"}[k] }

type Tok struct {
	K Kind
	S string
}
type Err string

func (e Err) Error() string { return "err:" + string(e) }

type Temp float64
type ID [2]byte

func (i ID) String() string { return fmt.Sprintf("%x", i[:]) }

type Set map[string]struct{}

func (s Set) Add(k string) Set  { s[k] = struct{}{}; return s }
func (s Set) Has(k string) bool { _, ok := s[k]; return ok }

type Fn func(int) int

func (f Fn) Then(g Fn) Fn { return func(x int) int { return g(f(x)) } }

type Chain []Fn

func (c Chain) Run(x int) int {
	for _, f := range c {
		x = f(x)
	}
	return x
}

type Ch chan int

func (c Ch) Send(x int) { c <- x }

type PP *int
type Iface interface{ String() string }
type Rec struct {
	Kind
	ID
	n int
}

func (r Rec) String() string { return r.Kind.String() + r.ID.String() }

type Alias = Tok
type B bool
type R rune
type S string

func (s S) Len() int { return len(s) }

func chk(x any) string {
	switch v := x.(type) {
	case Kind:
		return "Kind" + v.String()
	case uint8:
		return "uint8"
	case Err:
		return "Err"
	case error:
		return "error"
	case string:
		return "string"
	case S:
		return fmt.Sprint("S", v.Len())
	case Set:
		return "Set"
	case map[string]struct{}:
		return "map"
	case Fn:
		return fmt.Sprint("Fn", v(1))
	case func(int) int:
		return "func"
	case ID:
		return "ID"
	case [2]byte:
		return "arr"
	case *Kind:
		return "*Kind"
	case []Kind:
		return "[]Kind"
	case []uint8:
		return "bytes"
	case Chain:
		return "Chain"
	case []Fn:
		return "[]Fn"
	case map[Kind]Temp:
		return "map[Kind]Temp"
	case map[uint8]float64:
		return "map8"
	case Ch:
		return "Ch"
	case chan int:
		return "chan"
	case PP:
		return "PP"
	case *int:
		return "*int"
	case B:
		return "B"
	case bool:
		return "bool"
	case R:
		return "R"
	case rune:
		return "rune"
	case struct{ A Kind }:
		return "structKind"
	case struct{ A uint8 }:
		return "structuint8"
	case func(Kind):
		return "func(Kind)"
	case func(uint8):
		return "func(uint8)"
	case [1]Err:
		return "[1]Err"
	case *Tok:
		return "*Tok"
	case Tok:
		return "Tok"
	case Iface:
		return "Iface"
	case nil:
		return "nil"
	}
	return fmt.Sprintf("? %T", x)
}

func main() {
	k := KB
	var i int
	for _, x := range []any{KA, uint8(1), Err("x"), fmt.Errorf("y"), "s", S("ss"), Set{}, map[string]struct{}{}, Fn(func(i int) int { return i + 1 }),
		func(i int) int { return i }, ID{1, 2}, [2]byte{}, &k, []Kind{}, []byte{}, Chain{}, []Fn{}, map[Kind]Temp{}, map[uint8]float64{}, make(Ch), make(chan int),
		PP(&i), &i, B(true), true, R('x'), 'x', struct{ A Kind }{}, struct{ A uint8 }{}, func(Kind) {}, func(uint8) {}, [1]Err{}, &Tok{}, Tok{}, Alias{}, Rec{}, nil,
		[]Err{}, map[string]Kind{}, &Rec{}, [][]Kind{}, func() Kind { return 0 }} {
		fmt.Print(chk(x), " ")
	}
	fmt.Println()
	fmt.Println(k, []Kind{KA, KB}, map[Kind]Temp{KB: 1.5}, Tok{KA, "x"}, &Tok{KB, "y"}, Rec{KB, ID{1, 255}, 3}, ID{3}, [2]Kind{}, struct{ K Kind }{1}, []any{k, Err("e")})
	fmt.Printf("%v %d %s %x %+v %#v %T %q\n", k, k, k, k, k, k, k, k)
	fmt.Printf("%v %+v %#v %T\n", Tok{KB, "a"}, Tok{KB, "a"}, Tok{KB, "a"}, Tok{})
	fmt.Printf("%v %T %v %T\n", Set{}.Add("q"), Set{}, Chain{}, Fn(nil))
	fmt.Println(Set{}.Add("a").Add("b").Has("b"), Fn(func(x int) int { return x + 1 }).Then(func(x int) int { return x * 10 })(1), Chain{func(x int) int { return x + 1 }}.Run(4))
	c := make(Ch, 1)
	c.Send(4)
	fmt.Println(<-c, any(KA) == any(uint8(0)), any(KA) == any(Kind(0)), any(S("a")) == any("a"), any(Alias{}) == any(Tok{}))
	m := map[any]string{KA: "kind", uint8(0): "u8", S("a"): "S", "a": "str", ID{}: "id", [2]byte{}: "arr", Tok{}: "tok", 0: "int", int8(0): "i8", 0.0: "f", Temp(0): "temp", nil: "nil", true: "t", B(true): "B"}
	fmt.Println(len(m), m[KA], m[uint8(0)], m[S("a")], m["a"], m[ID{}], m[[2]byte{}], m[Tok{}], m[0], m[int8(0)], m[0.0], m[Temp(0)], m[nil], m[true], m[B(true)])
	var e error = Err("q")
	_, ok1 := e.(Err)
	_, ok2 := any(e).(Iface)
	_, ok3 := any(k).(Iface)
	_, ok4 := any(&k).(Iface)
	_, ok5 := any(uint8(3)).(Iface)
	fmt.Println(ok1, ok2, ok3, ok4, ok5, e == Err("q"), e == error(Err("z")))
	var t Temp = 3
	t /= 2
	fmt.Println(t, Temp(2)*t, int(t), float32(t), t > 1, -t)
	var arr [3]Kind
	arr[KB] = KB
	fmt.Println(arr, len(arr), arr[KA:KB+1], "abc"[KB], []int{5, 6}[KB])
	for i := range KB + 2 {
		fmt.Printf("%T%v ", i, i)
	}
	fmt.Println()
	const cc Kind = 1
	switch k {
	case cc:
		fmt.Println("cc", cc)
	}
	p := (*int)(PP(&i))
	*p = 9
	fmt.Println(i, S("x")+"y", string(S("z")), []byte(S("ab")), []rune(S("é")))
	x := struct {
		Kind
		*Tok
	}{KB, &Tok{S: "emb"}}
	fmt.Println(x.Kind, x.S, x.Tok.S, x.String())
}
