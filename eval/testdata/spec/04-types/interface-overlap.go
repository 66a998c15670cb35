// Embedded interfaces may share methods.
package main

import "fmt"

type reader interface {
	read() string
	close()
}
type writer interface {
	write(string)
	close()
}
type readWriter interface {
	reader
	writer
	close()
}

type buf struct{ s []string }

func (b *buf) read() string   { return b.s[len(b.s)-1] }
func (b *buf) write(s string) { b.s = append(b.s, s) }
func (b *buf) close()         { b.s = nil }

func main() {
	var rw readWriter = &buf{}
	rw.write("a")
	rw.write("b")
	fmt.Println(rw.read())
	var r reader = rw
	var w writer = r.(writer)
	w.write("c")
	fmt.Println(r.read())
	w.close()
	fmt.Println(len(rw.(*buf).s))
}
