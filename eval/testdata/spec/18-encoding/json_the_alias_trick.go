// Package json: the alias trick.
package main

import (
	"encoding/json"
	"fmt"
	"time"
)

type User struct {
	Name   string    `json:"name"`
	Born   time.Time `json:"born"`
	secret string
}

func (u User) MarshalJSON() ([]byte, error) {
	type Alias User
	return json.Marshal(&struct {
		Alias
		Born string `json:"born"`
		Age  int
	}{Alias(u), u.Born.Format("2006-01-02"), 3})
}
func (u *User) UnmarshalJSON(b []byte) error {
	type Alias User
	aux := &struct {
		*Alias
		Born string `json:"born"`
	}{Alias: (*Alias)(u)}
	if err := json.Unmarshal(b, aux); err != nil {
		return err
	}
	t, err := time.Parse("2006-01-02", aux.Born)
	u.Born = t
	return err
}
func main() {
	u := User{"bob", time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC), "s"}
	show(u)
	show([]*User{&u})
	show(map[string]User{"u": u})
	var v User
	fmt.Println(json.Unmarshal([]byte(`{"name":"al","born":"1999-12-31"}`), &v), v.Name, v.Born)
	fmt.Println(json.Unmarshal([]byte(`{"name":"al","born":"zzz"}`), &v))
	fmt.Println(json.Unmarshal([]byte(`{"name":1}`), &v))
	var vs []User
	fmt.Println(json.Unmarshal([]byte(`[{"name":"al","born":"1999-12-31"},{"name":"al","born":"x"}]`), &vs), len(vs))
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
