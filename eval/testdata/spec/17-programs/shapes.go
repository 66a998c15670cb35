// Interfaces, Stringers inside of slices and maps, embedded interfaces, type switches, method values.
package main

import (
	"fmt"
	"math"
	"sort"
)

type Shape interface {
	Area() float64
	Perimeter() float64
}

type Named interface{ Name() string }

type NamedShape interface {
	Shape
	Named
}

type Circle struct{ R float64 }
type Rect struct{ W, H float64 }
type Square struct{ Rect }

func (c Circle) Area() float64      { return math.Pi * c.R * c.R }
func (c Circle) Perimeter() float64 { return 2 * math.Pi * c.R }
func (c Circle) Name() string       { return "circle" }
func (r Rect) Area() float64        { return r.W * r.H }
func (r Rect) Perimeter() float64   { return 2 * (r.W + r.H) }
func (r Rect) Name() string         { return "rect" }
func (s Square) Name() string       { return "square" }
func (r Rect) String() string       { return fmt.Sprintf("%gx%g", r.W, r.H) }

type Weekday int

const (
	Sunday Weekday = iota
	Monday
)

func (d Weekday) String() string { return [...]string{"Sun", "Mon"}[d] }

func total(ss ...Shape) (t float64) {
	for _, s := range ss {
		t += s.Area()
	}
	return
}

func main() {
	shapes := []Shape{Circle{1}, Rect{2, 3}, Square{Rect{2, 2}}}
	fmt.Printf("%.2f\n", total(shapes...))
	sort.Slice(shapes, func(i, j int) bool { return shapes[i].Area() < shapes[j].Area() })
	for _, s := range shapes {
		if n, ok := s.(Named); ok {
			fmt.Print(n.Name(), " ")
		}
		switch v := s.(type) {
		case Circle:
			fmt.Print("r=", v.R, " ")
		case Rect:
			fmt.Print("w=", v.W, " ")
		}
	}
	fmt.Println()
	fmt.Println(Rect{1, 2}, &Rect{3, 4}, []Rect{{5, 6}}, map[string]Rect{"k": {7, 8}}, Monday, []Weekday{Sunday, Monday})
	fmt.Printf("%v %s %d %+v\n", Monday, Sunday, Monday, struct {
		D Weekday
		R Rect
	}{Monday, Rect{1, 1}})
	var ns NamedShape = Square{Rect{3, 3}}
	area := ns.Area
	fmt.Println(area(), ns.Name(), ns.(Square).W)
	var s Shape
	fmt.Println(s == nil)
	s = Circle{2}
	c, ok := s.(Circle)
	fmt.Println(c.R, ok, s == Circle{2}, s != Shape(Circle{3}))
	m := map[Shape]string{Circle{1}: "one", Rect{1, 2}: "rect"}
	fmt.Println(m[Circle{1}], m[Rect{1, 2}], len(m))
}
