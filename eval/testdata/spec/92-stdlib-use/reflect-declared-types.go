// Package reflect on declared types.
package main

import (
	"fmt"
	"reflect"
)

type Celsius float64

type Point struct {
	X, Y int `json:"x"`
	note string
}

func (p Point) Sum() int { return p.X + p.Y }

func main() {
	t := reflect.TypeOf(Point{})
	fmt.Println(t.Name(), t.String(), t, t.NumMethod(), t.Kind(), t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag, f.Tag.Get("json"), f.IsExported())
	}
	v := reflect.ValueOf(Point{1, 2, "n"})
	fmt.Println(v.Field(0).Int(), v.FieldByName("Y").Interface(), v.NumField(), reflect.DeepEqual(Point{1, 2, ""}, Point{1, 2, ""}))
	fmt.Println(reflect.TypeOf(Celsius(1)).Name(), reflect.TypeOf(Celsius(1)), reflect.TypeOf([]Celsius{}), v.MethodByName("Sum").IsValid())
}
