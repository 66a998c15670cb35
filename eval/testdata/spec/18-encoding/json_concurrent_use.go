// Package json: concurrent use.
package main

import (
	"encoding/json"
	"fmt"
	"sync"
)

type T struct {
	A  int
	S  string
	In struct{ L []int }
	M  map[string]*T
}

func (t T) IsZero() bool { return t.A == 0 }
func main() {
	var wg sync.WaitGroup
	out := make([]string, 16)
	for i := range out {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range 20 {
				b, _ := json.Marshal(T{A: i, S: "x", M: map[string]*T{"k": {A: j}}})
				var t T
				if err := json.Unmarshal(b, &t); err != nil {
					panic(err)
				}
				out[i] = fmt.Sprint(t.A, t.M["k"].A)
			}
		}()
	}
	wg.Wait()
	fmt.Println(out)
}
