// A struct of one embedded type of the standard library has the methods of its own over those that are promoted.
package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

type Time struct{ time.Time }

func (t Time) MarshalJSON() ([]byte, error) { return []byte(strconv.Itoa(t.Year())), nil }
func (t Time) String() string               { return "own" }

type Two struct {
	N int
	time.Time
}

func (t Two) MarshalJSON() ([]byte, error) { return []byte(strconv.Itoa(t.Year())), nil }
func (t Two) String() string               { return "own" }

type S interface{ String() string }

func main() {
	t := Time{time.Unix(0, 0).UTC()}
	fmt.Println(t)
	fmt.Println([]Time{t})
	var s fmt.Stringer = t
	fmt.Println(s.String())
	var s2 S = t
	fmt.Println(s2.String())
	b, err := t.MarshalJSON()
	fmt.Println(string(b), err)
	b, err = json.Marshal(t)
	fmt.Println(string(b), err)
	w := Two{1, time.Unix(0, 0).UTC()}
	b, err = json.Marshal(w)
	fmt.Println(string(b), err)
	fmt.Println(w, []Two{w})
}
