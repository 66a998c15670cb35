// JSON round trips: tags, omitempty, nested, maps, slices, embedded, any, custom marshalers, errors.
package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

type Address struct {
	Street string `json:"street"`
	Zip    string `json:"zip,omitempty"`
}

type Meta struct {
	Created time.Time `json:"created"`
	Tags    []string  `json:"tags"`
}

type User struct {
	Name    string         `json:"name"`
	Age     int            `json:"age"`
	Email   *string        `json:"email"`
	Addr    Address        `json:"addr"`
	Extra   map[string]any `json:"extra,omitempty"`
	Skip    string         `json:"-"`
	private int
	Scores  map[string][]int `json:"scores"`
	Raw     json.RawMessage  `json:"raw,omitempty"`
	Friends []*User          `json:"friends,omitempty"`
	F       float64          `json:"f,string"`
	Meta
}

func main() {
	e := "a@b.c"
	u := User{Name: "Ann", Age: 30, Email: &e, Addr: Address{"Main", ""}, Scores: map[string][]int{"x": {1, 2}}, Raw: json.RawMessage(`{"k":1}`), F: 1.5, Skip: "skip"}
	u.Created = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	u.Friends = []*User{{Name: "Bob"}}
	b, err := json.Marshal(u)
	fmt.Println(string(b), err)
	var v User
	if err := json.Unmarshal(b, &v); err != nil {
		fmt.Println(err)
	}
	fmt.Println(v.Name, v.Age, *v.Email, v.Addr.Street, v.Scores["x"], string(v.Raw), v.F, v.Friends[0].Name, v.Created.Year(), v.Skip == "")
	var a any
	json.Unmarshal([]byte(`{"n":1.5,"s":[1,"x",null,true],"o":{"k":"v"}}`), &a)
	m := a.(map[string]any)
	fmt.Println(m["n"].(float64), len(m["s"].([]any)), m["o"].(map[string]any)["k"], a)
	out, _ := json.MarshalIndent(map[string]any{"b": []int{1}, "a": nil}, "", "  ")
	fmt.Println(string(out))
	fmt.Println(json.Unmarshal([]byte(`{"age":"x"}`), &v))
	fmt.Println(json.Unmarshal([]byte(`{bad`), &v))
	d := json.NewDecoder(strings.NewReader(`{"name":"x","unknown":1}`))
	d.DisallowUnknownFields()
	fmt.Println(d.Decode(&v))
	var s struct {
		A int
		B string `json:"bee"`
	}
	fmt.Println(json.Unmarshal([]byte(`{"a":1,"bee":"z"}`), &s), s.A, s.B)
	b, _ = json.Marshal([]struct{ X, y int }{{1, 2}})
	fmt.Println(string(b), json.Valid([]byte("{}")))
	dec := json.NewDecoder(strings.NewReader(`{"a":1} {"a":2}`))
	for dec.More() {
		var x struct{ A int }
		dec.Decode(&x)
		fmt.Print(x.A, " ")
	}
	fmt.Println()
}
