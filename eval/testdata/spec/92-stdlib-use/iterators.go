// Functions of the standard library that give iterators.
package main

import (
	"bytes"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

func main() {
	for s := range strings.SplitSeq("a,b,c", ",") {
		fmt.Print(s, ";")
		if s == "b" {
			break
		}
	}
	fmt.Println(slices.Collect(strings.FieldsSeq("  x  y ")), slices.Collect(strings.SplitAfterSeq("1-2", "-")))
	for l := range strings.Lines("one\ntwo\nthree") {
		fmt.Printf("%q ", l)
	}
	for f := range strings.FieldsFuncSeq("a1b2c", func(r rune) bool { return r < 'a' }) {
		fmt.Print(f)
	}
	fmt.Println()
	for b := range bytes.SplitSeq([]byte("p q"), []byte(" ")) {
		fmt.Print(string(b), "|")
	}
	for b := range bytes.Lines([]byte("l1\nl2")) {
		fmt.Print(len(b), "|")
	}
	fmt.Println()
	for v := range reflect.ValueOf([]string{"r", "s"}).Seq() {
		fmt.Print(v, " ")
	}
	for k, v := range reflect.ValueOf(map[string]int{"k": 7}).Seq2() {
		fmt.Print(k, v, " ")
	}
	for i := range reflect.ValueOf(3).Seq() {
		fmt.Print(i.Int(), " ")
	}
	fmt.Println()
	t := types.NewTuple(types.NewParam(token.NoPos, nil, "a", types.Typ[types.Int]), types.NewParam(token.NoPos, nil, "b", types.Typ[types.String]))
	for v := range t.Variables() {
		fmt.Print(v.Name(), " ", v.Type(), " ")
	}
	for s := range reflect.TypeFor[struct{ A, B int }]().Fields() {
		fmt.Print(s.Name, " ")
	}
	fmt.Println()
	counts := map[string]int{}
	for w := range strings.FieldsSeq("the cat the dog the end") {
		counts[w]++
	}
	for _, k := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return counts[b]*100 - counts[a]*100 + strings.Compare(a, b) }) {
		fmt.Print(k, counts[k], " ")
	}
	fmt.Println(regexp.MustCompile("o").FindAllStringIndex("foo", -1))
	labels := func() (n int) {
	outer:
		for a := range strings.SplitSeq("1 2 3", " ") {
			for b := range strings.SplitSeq("x y", " ") {
				if a == "2" {
					continue outer
				}
				if a == "3" && b == "y" {
					return n
				}
				n++
			}
		}
		return -1
	}
	fmt.Println(labels())
}
