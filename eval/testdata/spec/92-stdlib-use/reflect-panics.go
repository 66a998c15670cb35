// Package reflect: what panics, in whose words.
package main

import (
	"fmt"
	"reflect"
)

type Celsius float64

type Room struct {
	Temp  Celsius
	inner int
}

func try(f func()) {
	defer func() {
		r := recover()
		fmt.Printf("%T %v\n", r, r)
	}()
	f()
}

func main() {
	r := Room{1, 2}
	v := reflect.ValueOf(r)
	try(func() { v.Field(0).SetFloat(1) })
	try(func() { v.Field(5) })
	try(func() { v.Field(0).Int() })
	try(func() { v.Field(0).Elem() })
	try(func() { v.Elem() })
	try(func() { v.Field(1).Interface() })
	try(func() { reflect.Value{}.Type() })
	try(func() { reflect.Value{}.Int() })
	try(func() { v.Type().Elem() })
	try(func() { v.Type().Key() })
	try(func() { v.Field(0).Type().Field(0) })
	try(func() { v.Type().In(0) })
	try(func() { v.Addr() })
	try(func() { reflect.ValueOf(&r).Elem().Field(0).Set(reflect.ValueOf("x")) })
	try(func() { reflect.ValueOf(func(Celsius) {}).Call(nil) })
	try(func() { v.Field(0).Convert(v.Type()) })
	try(func() { v.Type().Implements(v.Type()) })
	try(func() { reflect.Copy(reflect.ValueOf([]Celsius{1}), reflect.ValueOf([]float64{1})) })
	try(func() { reflect.ValueOf(func() { panic("reflect on this") }).Call(nil) })
	try(func() { v.Method(0) })
}
