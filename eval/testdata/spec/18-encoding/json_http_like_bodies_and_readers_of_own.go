// Package json: hTTP-like bodies and readers of own.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

type slow struct {
	s string
	n int
}

func (s *slow) Read(b []byte) (int, error) {
	if s.n >= len(s.s) {
		return 0, io.EOF
	}
	b[0] = s.s[s.n]
	s.n++
	return 1, nil
}

type Req struct {
	User struct {
		Name  string `json:"name"`
		Roles []string
	} `json:"user"`
	Opts map[string]any `json:"opts"`
}
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("broken pipe") }
func main() {
	d := json.NewDecoder(&slow{s: `{"user":{"name":"x","Roles":["a","b"]},"opts":{"k":1}}  {"user":{"name":1}} {"user":`})
	for range 5 {
		var r Req
		err := d.Decode(&r)
		fmt.Println(r, err, d.More(), d.InputOffset())
	}
	var r Req
	fmt.Println(json.NewDecoder(failing{}).Decode(&r))
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetIndent("", "  ")
	r.User.Name = "<n>"
	r.User.Roles = []string{}
	fmt.Println(e.Encode(r), e.Encode(&r.User), buf.String())
}
