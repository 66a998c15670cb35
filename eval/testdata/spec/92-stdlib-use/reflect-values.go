// Package reflect on values of declared types: fields, methods, elements, setting and calling.
package main

import (
	"fmt"
	"reflect"
	"sort"
)

type Celsius float64

func (c Celsius) String() string { return fmt.Sprintf("%.1fC", float64(c)) }

type Level int

type Shape interface{ Area() float64 }

type Square struct{ Side float64 }

func (s Square) Area() float64    { return s.Side * s.Side }
func (s *Square) Grow(by float64) { s.Side += by }

type Base struct{ ID int }

func (b Base) Ident() string { return fmt.Sprint("#", b.ID) }

type inner struct{ Deep int }

type Room struct {
	Base
	inner
	Temp   Celsius `unit:"C"`
	Levels []Level
	Names  map[Level]Celsius
	Any    any
	Shape  Shape
	Err    error
	Next   *Room
	hidden Level
	do     func(Level) Celsius
}

func main() {
	r := Room{Base: Base{7}, inner: inner{3}, Temp: 21.5, Levels: []Level{1, 2}, Names: map[Level]Celsius{3: 4}, Any: Level(9), Shape: Square{2}, hidden: 5}
	v := reflect.ValueOf(r)
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(i, f.Name, f.Type, f.Tag, f.PkgPath, f.Anonymous, f.Index, v.Field(i).Kind(), v.Field(i).CanInterface(), v.Field(i).Type() == f.Type)
	}
	fmt.Println(v.FieldByName("Temp"), v.FieldByName("Temp").Float(), v.FieldByName("Temp").Interface(), v.FieldByName("ID"), v.FieldByName("Deep").Interface())
	_, isC := v.FieldByName("Temp").Interface().(Celsius)
	fmt.Printf("%v %T %s\n", isC, v.FieldByName("Temp").Interface(), v.Field(3).Index(1).Type())
	fmt.Println(v.FieldByName("Any").Kind(), v.FieldByName("Any").Elem().Type(), v.FieldByName("Shape").Elem().Type(), v.FieldByName("Err").IsNil())
	for _, k := range v.FieldByName("Names").MapKeys() {
		fmt.Println(k.Type(), k.Int(), v.FieldByName("Names").MapIndex(k), v.FieldByName("Names").MapIndex(k).Type())
	}
	for it := v.FieldByName("Names").MapRange(); it.Next(); {
		fmt.Println(it.Key().Type(), it.Value().Interface())
	}
	p := reflect.ValueOf(&r).Elem()
	p.FieldByName("Temp").SetFloat(30)
	p.FieldByName("Levels").Set(reflect.Append(p.FieldByName("Levels"), reflect.ValueOf(Level(8))))
	p.FieldByName("Shape").Set(reflect.ValueOf(&Square{3}))
	p.FieldByName("Any").Set(reflect.ValueOf(Celsius(1)))
	p.FieldByName("Names").SetMapIndex(reflect.ValueOf(Level(5)), reflect.ValueOf(Celsius(6)))
	p.FieldByName("Next").Set(reflect.New(p.Type()))
	fmt.Println(r.Temp, r.Levels, r.Shape.Area(), r.Any, r.Names, r.Next.Temp, p.FieldByName("hidden").CanSet(), p.FieldByName("hidden"))
	func() {
		defer func() { fmt.Println(recover()) }()
		p.FieldByName("Temp").Set(reflect.ValueOf(1.5))
	}()
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		p.FieldByName("hidden").SetInt(1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = p.FieldByName("hidden").Interface()
	}()
	s := reflect.ValueOf(&Square{3})
	for i := range s.NumMethod() {
		m := s.Type().Method(i)
		fmt.Println(m.Name, m.Type, m.Index)
	}
	s.MethodByName("Grow").Call([]reflect.Value{reflect.ValueOf(1.0)})
	out := s.MethodByName("Area").Call(nil)
	fmt.Println(out[0].Float(), out[0].Type(), s.Elem().NumMethod(), s.Elem().MethodByName("Grow").IsValid())
	fmt.Println(v.MethodByName("Ident").Call(nil)[0], t.NumMethod(), v.FieldByName("Temp").Method(0).Call(nil)[0])
	area := reflect.TypeFor[Shape]()
	fmt.Println(area, area.Kind(), reflect.TypeFor[Square]().Implements(area), reflect.TypeFor[Room]().Implements(area), reflect.TypeOf(0).Implements(area),
		reflect.TypeFor[Celsius]().Implements(reflect.TypeFor[fmt.Stringer]()), reflect.TypeFor[Celsius]().ConvertibleTo(reflect.TypeFor[int]()), reflect.TypeFor[Celsius]().AssignableTo(reflect.TypeFor[float64]()))
	fmt.Println(reflect.ValueOf(3).Convert(reflect.TypeFor[Celsius]()), reflect.ValueOf(Celsius(3.7)).Convert(reflect.TypeOf(0)))
	z := reflect.New(reflect.TypeFor[Celsius]()).Elem()
	z.SetFloat(12)
	fmt.Printf("%T %v %v\n", z.Interface(), z, z.String())
	sl := reflect.MakeSlice(reflect.TypeFor[[]Celsius](), 1, 2)
	sl.Index(0).Set(z)
	m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[Level](), reflect.TypeFor[Celsius]()))
	m.SetMapIndex(reflect.ValueOf(Level(1)), z)
	fmt.Printf("%T %v %T %v\n", sl.Interface(), sl.Interface(), m.Interface(), m.Interface())
	half := reflect.ValueOf(func(c Celsius, more ...Level) Celsius { return c / Celsius(len(more)+1) })
	fmt.Println(half.Type(), half.Call([]reflect.Value{z, reflect.ValueOf(Level(1))})[0], half.Type().In(0), half.Type().IsVariadic())
	double := reflect.MakeFunc(reflect.TypeFor[func(Celsius) Celsius](), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(in[0].Interface().(Celsius) * 2)}
	}).Interface().(func(Celsius) Celsius)
	fmt.Println(double(4))
	names := []string{}
	for _, f := range reflect.VisibleFields(t) {
		names = append(names, f.Name)
	}
	sort.Strings(names)
	fmt.Println(names, reflect.TypeOf(r) == reflect.TypeOf(Room{}), reflect.TypeOf(Level(1)) == reflect.TypeOf(1))
	byType := map[reflect.Type]string{reflect.TypeFor[Level](): "level", reflect.TypeFor[Celsius](): "celsius", reflect.TypeFor[int](): "int"}
	fmt.Println(byType[reflect.TypeOf(r.Any)], byType[reflect.TypeOf(3)], byType[p.FieldByName("hidden").Type()])
	fmt.Println(reflect.DeepEqual(Level(1), Level(1)), reflect.DeepEqual(Level(1), 1), reflect.DeepEqual([]any{Level(1)}, []any{1}), reflect.DeepEqual(r, r))
	fmt.Println(reflect.Zero(t).FieldByName("Temp"), reflect.Indirect(reflect.ValueOf(&r)).Type(), reflect.TypeOf(&r), reflect.PointerTo(t).Elem() == t, t.PkgPath())
	fmt.Printf("%v %+v %d %T %T\n", reflect.ValueOf(Square{1}), reflect.ValueOf(Square{1}), reflect.ValueOf(Level(4)), reflect.ValueOf(1), reflect.TypeFor[Level]())
	if c, ok := reflect.TypeAssert[Celsius](z); ok {
		fmt.Println(c)
	}
	var nilShape Shape
	fmt.Println(reflect.TypeOf(nilShape), reflect.ValueOf(nilShape).IsValid(), reflect.ValueOf(&nilShape).Elem().Type(), reflect.ValueOf(nilShape))
}
