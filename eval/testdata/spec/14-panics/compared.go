// What does not compare, and is no key, by its declared type.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

type list []int
type holder struct{ s []int }
type table map[string]int
type call func()
type many []string

func (e many) Error() string { return strings.Join(e, ",") }

type one struct{ n int }

func (*one) Write(p []byte) (int, error) { return len(p), nil }

func try(name string, f func() bool) {
	defer func() {
		if r := recover(); r != nil {
			_, is := r.(interface{ RuntimeError() })
			fmt.Println(name, is, r)
		}
	}()
	fmt.Println(name, f())
}

func equal(a, b any) bool { return a == b }

func key(x any) bool { m := map[any]int{1: 1}; m[x] = 1; return true }

func main() {
	try("list", func() bool { return equal(list{}, list{}) })
	try("holder", func() bool { return equal(holder{}, holder{}) })
	try("pointers", func() bool { return equal(&holder{}, &holder{}) })
	try("table", func() bool { return equal(table{}, table{}) })
	try("table and list", func() bool { return equal(table{}, list{}) })
	try("call", func() bool { return equal(call(nil), call(nil)) })
	try("slice", func() bool { return equal([]int{}, []int{}) })
	try("func", func() bool { return equal(func(int) string { return "" }, func(int) string { return "" }) })
	try("switch", func() bool {
		var a any = list{}
		switch a {
		case 1:
			return false
		case any(list{}):
			return true
		}
		return false
	})
	try("error", func() bool { var a, b error = many{}, many{}; return a == b })
	try("errors.Is", func() bool { return errors.Is(many{"a"}, many{"a"}) })
	try("not", func() bool { var a, b any = list{}, list{}; return a != b })
	try("declared bool", func() bool {
		type answer bool
		var a, b any = 1, 1
		var ans answer = a == b
		return bool(ans)
	})
	try("writers", func() bool {
		x := &one{}
		var a, b io.Writer = x, x
		var c io.Writer = &one{}
		return a == b && a != c && a == x && x == b && c != io.Discard && io.Discard == io.Discard
	})
	try("mixed", func() bool { var a io.Writer = &one{}; var b any = a; return a == b && b == a && b != io.EOF })
	try("key list", func() bool { return key(list{}) })
	try("key holder", func() bool { return key(holder{}) })
	try("key table", func() bool { return key(table{}) })
	try("key func", func() bool { return key(func() {}) })
	try("key pointer", func() bool { return key(&holder{}) })
	try("key error", func() bool { m := map[error]int{io.EOF: 1}; m[many{}] = 1; return true })
	try("key literal", func() bool { return len(map[any]int{list{}: 1}) == 1 })
	try("key deleted", func() bool { m := map[any]int{1: 1}; delete(m, any(1)); return len(m) == 0 })
	try("bounds of bytes", func() bool { s, i := []int{1}, uint8(200); return s[i] == 0 })
	try("bounds of int8", func() bool { s, i := [3]int{}, int8(-2); return s[i] == 0 })
	try("three bounds", func() bool { s, i := []int{1, 2}, 5; return len(s[1:2:i]) == 0 })
	try("three bounds, high", func() bool { s, i := []int{1, 2}, 2; return len(s[1:i:1]) == 0 })
	try("three bounds, low", func() bool { s, i := []int{1, 2}, 2; return len(s[i:1:2]) == 0 })
	try("three bounds, negative", func() bool { s, i := []int{1, 2}, -2; return len(s[0:1:i]) == 0 })
	try("bounds of an array", func() bool { p, i := &[3]int{}, 4; return len(p[:i]) == 0 })
	try("bounds behind a pointer", func() bool { p, i := &[3]int{}, 4; return len(p[i:]) == 0 })
}
