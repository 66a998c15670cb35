// Tags are a part of a struct's type, and can be read.
package main

import (
	"encoding/json"
	"fmt"
	"reflect"
)

type item struct {
	Name  string `json:"name"`
	Price int    `json:"price,omitempty" xml:"p"`
	skip  int
	Tags  []string `json:"tags"`
	In    *item    `json:"in,omitempty"`
}

func main() {
	b, err := json.Marshal(item{Name: "x", skip: 3, In: &item{Price: 2}})
	fmt.Println(string(b), err)
	var it item
	fmt.Println(json.Unmarshal([]byte(`{"name":"y","price":5,"tags":["a"],"in":{"name":"z"}}`), &it))
	fmt.Println(it.Name, it.Price, it.Tags, it.In.Name)
	f, ok := reflect.TypeOf(it).FieldByName("Price")
	fmt.Println(f.Tag.Get("xml"), f.Name, ok, reflect.TypeOf(it).NumField())
	a := struct {
		X int `a:"1"`
	}{1}
	bb := struct {
		X int `b:"2"`
	}(a)
	fmt.Println(bb.X)
}
