// A struct may embed an interface, whose methods it then has.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type speaker interface{ speak() string }

type dog struct{ n string }

func (d dog) speak() string { return d.n + " barks" }

type loud struct{ speaker }

func (l loud) speak() string { return strings.ToUpper(l.speaker.speak()) }

type plain struct {
	speaker
	n int
}

type reverse struct{ sort.Interface }

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

func main() {
	fmt.Println(loud{dog{"rex"}}.speak(), plain{dog{"bo"}, 1}.speak())
	var s speaker = loud{plain{dog{"deep"}, 2}}
	fmt.Println(s.speak())
	xs := []int{2, 3, 1}
	sort.Sort(reverse{sort.IntSlice(xs)})
	fmt.Println(xs)
	var r strings.Reader
	_ = r
	type rw struct{ *strings.Builder }
	w := rw{&strings.Builder{}}
	w.WriteString("built")
	fmt.Fprintf(w, " %d", 3)
	fmt.Println(w.String(), w.Len())
}
