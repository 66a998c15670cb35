// Package json: big structs in slices.
package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

type Row struct {
	ID   int               `json:"id"`
	Name string            `json:"name"`
	Tags []string          `json:"tags"`
	Ext  map[string]string `json:"ext,omitempty"`
	Sub  *Row              `json:"sub,omitempty"`
}

func main() {
	var rows []Row
	for i := range 200 {
		rows = append(rows, Row{i, strings.Repeat("x", i%5), []string{strconv.Itoa(i)}, nil, &Row{ID: -i}})
	}
	b, err := json.Marshal(rows)
	fmt.Println(len(b), err)
	var back []Row
	fmt.Println(json.Unmarshal(b, &back), len(back), back[199].Sub.ID, back[7].Tags)
	b[len(b)-30] = '"'
	fmt.Println(json.Unmarshal(b, &back))
}
