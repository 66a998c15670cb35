// A dot import makes the names of a package the file's own.
package main

import (
	. "fmt"
	. "strings"
	. "time"
	. "unicode/utf8"
)

type twice struct{ Builder }

func (b twice) twice() string { return b.String() + b.String() }

func main() {
	Println(ToUpper("up"), RuneLen('ä'), RuneSelf)
	var b twice
	b.WriteString("x")
	Println(b.twice(), Duration(2)*Second)
	Println(Sprint("a", 1), len(Fields("a b")))
	r := NewReplacer("a", "b")
	Println(r.Replace("aa"), March)
	var s Stringer = Second
	Println(s.String())
}
