// Package reflect on generic types, local types, types that refer to themselves, embedded interfaces, and a printer that walks any value.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"sort"
	"strings"
	"time"
)

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) Swap() Pair[string, K] { return Pair[string, K]{"k", p.Key} }

type List struct {
	Head int
	Tail *List
}

type ID string

type Event interface {
	Name() string
	private()
}

type Opened struct{ At time.Time }

func (Opened) Name() string { return "opened" }
func (*Opened) private()    {}

type Op func(a, b ID) (ID, error)

type Color int

const (
	Red Color = iota
	Green
)

func (c Color) String() string { return [...]string{"red", "green"}[c] }

type Matrix [2][2]Color

func walk(v reflect.Value, depth int) {
	pad := strings.Repeat("  ", depth)
	switch v.Kind() {
	case reflect.Invalid:
		fmt.Println(pad + "nil")
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			fmt.Println(pad+"nil", v.Type())
			return
		}
		fmt.Println(pad+v.Kind().String(), v.Type())
		walk(v.Elem(), depth+1)
	case reflect.Struct:
		fmt.Println(pad+"struct", v.Type(), v.NumMethod())
		for i := range v.NumField() {
			fmt.Println(pad + " ." + v.Type().Field(i).Name)
			walk(v.Field(i), depth+1)
		}
	case reflect.Slice, reflect.Array:
		fmt.Println(pad+v.Kind().String(), v.Type(), v.Len())
		for i := range v.Len() {
			walk(v.Index(i), depth+1)
		}
	case reflect.Map:
		keys := v.MapKeys()
		sort.Slice(keys, func(i, k int) bool { return keys[i].String() < keys[k].String() })
		for _, k := range keys {
			fmt.Println(pad+"key", k, k.Type())
			walk(v.MapIndex(k), depth+1)
		}
	case reflect.Func, reflect.Chan:
		fmt.Println(pad+v.Kind().String(), v.Type(), v.IsNil())
	default:
		fmt.Println(pad+v.Type().String(), v.Kind(), v)
	}
}

type Holder struct {
	io.Writer
	Colors map[ID]Color
	Ops    []Op
	Grid   Matrix
	When   time.Duration
	Errs   []error
	Any    []any
	C      chan Color
	low    map[string]Color
	Anon   struct {
		A Color
		b ID
	}
}

func main() {
	p := Pair[ID, Color]{"a", Green}
	t := reflect.TypeOf(p)
	fmt.Println(t, t.Name(), t.NumMethod(), t.Method(0).Type)
	fmt.Println(reflect.ValueOf(p).Method(0).Call(nil)[0].Interface())
	type local struct{ X ID }
	fmt.Println(reflect.TypeOf(local{}), reflect.TypeOf(local{}).Field(0).Type, reflect.ValueOf(local{"q"}).Field(0))
	l := reflect.TypeOf(List{})
	fmt.Println(l.Field(1).Type.Elem() == l, l.Field(1).Type)
	walk(reflect.ValueOf(&List{1, &List{2, nil}}), 0)
	ev := reflect.TypeFor[Event]()
	fmt.Println(ev.NumMethod(), ev.Method(0).Name, ev.Method(1).Name, ev.Method(1).PkgPath, reflect.TypeOf(Opened{}).Implements(ev), reflect.TypeOf(&Opened{}).Implements(ev))
	op := reflect.TypeFor[Op]()
	fmt.Println(op, op.NumIn(), op.In(1), op.Out(1), op.Kind(), op.Name())
	h := Holder{Writer: os.Stdout, Colors: map[ID]Color{"x": Red, "y": Green}, Ops: []Op{nil}, Grid: Matrix{{Red, Green}}, When: time.Second,
		Errs: []error{errors.New("e"), nil}, Any: []any{1, Green, ID("i"), nil, &p, []Color{1}, map[string]any{"k": Red}}, low: map[string]Color{"z": 1}}
	h.Anon.A, h.Anon.b = Green, "bb"
	walk(reflect.ValueOf(h).FieldByName("Colors"), 0)
	for _, n := range []string{"Ops", "Grid", "When", "Any", "C", "low", "Anon"} {
		fmt.Println(n)
		walk(reflect.ValueOf(h).FieldByName(n), 1)
	}
	e := reflect.ValueOf(h).FieldByName("Errs")
	fmt.Println(e.Index(0).Elem().Type(), e.Index(1).IsNil(), e.Type())
	fmt.Println(reflect.TypeOf(h).Field(0).Type, reflect.TypeOf(h).Field(0).Anonymous)
	c := reflect.ValueOf(make(chan Color, 1))
	c.Send(reflect.ValueOf(Green))
	x, ok := c.Recv()
	fmt.Println(x, x.Type(), ok, c.Type())
	ft := reflect.FuncOf([]reflect.Type{reflect.TypeFor[ID]()}, []reflect.Type{reflect.TypeFor[Color]()}, false)
	fmt.Println(ft, ft == reflect.TypeFor[func(ID) Color](), reflect.SliceOf(t), reflect.ArrayOf(2, l), reflect.ChanOf(reflect.RecvDir, l))
	sw := []Pair[ID, int]{{"b", 2}, {"a", 1}}
	reflect.Swapper(sw)(0, 1)
	fmt.Println(sw, reflect.DeepEqual(sw, []Pair[ID, int]{{"a", 1}, {"b", 2}}), reflect.DeepEqual(&List{1, nil}, &List{1, nil}))
	swap := reflect.New(l)
	swap.Elem().Field(0).SetInt(4)
	swap.Elem().Field(1).Set(reflect.ValueOf(&List{5, nil}))
	got := swap.Interface().(*List)
	fmt.Println(got.Head, got.Tail.Head)
	for i := range reflect.ValueOf([]Color{0, 1}).Seq() {
		fmt.Print(i, " ")
	}
	for f, fv := range reflect.ValueOf(p).Fields() {
		fmt.Print(f.Name, "=", fv, " ")
	}
	fmt.Println()
	switch v := reflect.ValueOf(h.Any[1]).Interface().(type) {
	case Color:
		fmt.Println("color", v)
	default:
		fmt.Printf("%T\n", v)
	}
}
