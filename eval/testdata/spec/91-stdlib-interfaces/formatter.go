// Package fmt: own Stringers, Formatters and GoStringers.
package main

import (
	"fmt"
	"strings"
)

type point struct{ X, Y int }

func (p point) String() string { return fmt.Sprintf("(%d,%d)", p.X, p.Y) }

type hexed int

func (h hexed) Format(s fmt.State, verb rune) {
	w, ok := s.Width()
	fmt.Fprintf(s, "<%c %d %v %v>", verb, w, ok, s.Flag('+'))
}

type goish struct{}

func (goish) GoString() string { return "goish{}!" }

type failing struct{}

func (failing) Error() string { return "failing" }

func main() {
	p := point{1, 2}
	fmt.Println(p, &p)
	fmt.Printf("%v %s %d %+v\n", p, p, p, p)
	fmt.Println(fmt.Sprint(p), fmt.Sprintf("%10s|", p))
	fmt.Printf("%v %+5d\n", hexed(3), hexed(4))
	fmt.Printf("%#v\n", goish{})
	fmt.Println(failing{}, fmt.Errorf("w: %v", failing{}))
	var a int
	var s string
	n, err := fmt.Sscanf("7-abc", "%d-%s", &a, &s)
	fmt.Println(n, err, a, s)
	fmt.Fscan(strings.NewReader("8 word"), &a, &s)
	fmt.Println(a, s)
	fmt.Printf("%[2]v %[1]v %d%% %x %q %08.3f %t %p\n", 1, 2, 3, "hi", 'x', 3.14159, true, nil)
	fmt.Printf("%!|%d %s\n", "str", 5)
	fmt.Println(fmt.Append(nil, 1, "a"), fmt.Sprintln("x", 1))
	var st fmt.Stringer = p
	fmt.Println(st.String(), st)
}
