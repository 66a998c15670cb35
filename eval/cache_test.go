package eval

import (
	"fmt"
	"strings"
	"testing"

	"parley/protocol"
)

// The same text is the same source only where it means the same, and is at the same place.
func TestWhatMakesSourcesTheSame(t *testing.T) {
	value := any(7)
	im := newImage(t, Config{Resolve: func(name string) (any, bool) { return value, name == "peer" && value != nil }})
	for _, c := range []struct {
		now  any
		want string
	}{{7, "8"}, {20, "21"}, {nil, ""}, {3, "4"}} {
		value = c.now
		r, got, _ := run(t, im, "peer + 1")
		if got != c.want || (r.Failure != nil) != (c.now == nil) {
			t.Errorf("with %v: %q, %v; want %q", c.now, got, r.Failure, c.want)
		}
	}
	for _, file := range []string{"one.go", "two.go", "one.go"} {
		r := im.Eval(t.Context(), Request{File: file, Source: `panic("here")`})
		if r.Failure == nil || !strings.HasPrefix(r.Failure.Pos, file+":1:") {
			t.Errorf("%s: %+v", file, r.Failure)
		}
	}
	run(t, im, "type A int; type BC int; type AB int; type C int")
	for _, types := range [][2]string{{"main.A", "main.BC"}, {"main.AB", "main.C"}, {"int", "string"}, {"string", "int"}} {
		var binds []protocol.Value
		for _, typ := range types {
			data := []byte{1}
			if typ == "string" {
				data = []byte{0x61, 'x'}
			}
			binds = append(binds, protocol.Value{Type: typ, Data: data})
		}
		r := im.Eval(t.Context(), Request{Source: "_ = []any{$0, $1}; $0", Binds: binds})
		if r.Failure != nil || r.Values[0].TypeString() != strings.TrimPrefix(types[0], "main.") {
			t.Errorf("%v: %+v %v", types, r.Values, r.Failure)
		}
	}
}

// A method does not make the type of its name a second version.
func TestMethodsHaveTheirOwnVersions(t *testing.T) {
	im := newImage(t, Config{})
	r, v, _ := run(t, im, "type T struct{}", "func (t T) P() int { return 1 }", "func (t T) P() int { return 2 }", "type P struct{ X int }",
		"type E struct { P; Y int }", `fmt.Sprintf("%+v %d", E{P{1}, 2}, T{}.P())`)
	if v != "{P:{X:1} Y:2} 2" {
		t.Errorf("got %q, %v", v, r.Failure)
	}
}

// A constant that a type is made of changes the type, and with it all that names the type.
func TestWhatATypeIsMadeOf(t *testing.T) {
	for _, c := range []struct {
		inputs []string
		want   string
	}{
		{[]string{"const N = 3", "type Arr [N]int", "func length(a Arr) int { return len(a) }", "func mk() Arr { return Arr{} }", "length(mk())", "const N = 5",
			"fmt.Sprint(length(mk()), length(Arr{}), len(mk()))"}, "5 5 5"},
		{[]string{"type A struct{ X int }; type B struct{ A A }", "b := B{A{1}}", "type A struct{ X, Y int }; type B struct{ A A }", "B{A{1, 2}}.A.Y"}, "2"},
		{[]string{"type A struct{ X int }", "type B struct{ A A }", "func y(b B) int { return b.A.X }", "type A struct{ X, Y int }", "y(B{A{7, 2}})"}, "7"},
		{[]string{"type A int", "type M map[A]string", "func get(m M, a A) string { return m[a] }", "type A string", `get(M{"k": "v"}, "k")`}, "v"},
	} {
		im := newImage(t, Config{})
		if r, v, _ := run(t, im, c.inputs...); v != c.want {
			t.Errorf("%q: %q, %v; want %q", c.inputs, v, r.Failure, c.want)
		}
	}
}

// What waits for a name goes on waiting when a chunk that would have given it is refused, for whatever reason.
func TestRefusalsKeepWhatWaits(t *testing.T) {
	for _, refused := range []string{"func b() int { var x [1 << 40]int; return len(x) }", "func b() int { return undefined1 + \"s\" * 2 }", "func b() string { return 1 }", "var b = 3"} {
		im := newImage(t, Config{})
		if r, _, _ := run(t, im, "func a() int { return b() + 1 }"); r.Failure != nil || len(r.Notices) == 0 {
			t.Fatalf("%+v", r)
		}
		if r, _, _ := run(t, im, refused); r.Failure == nil && len(r.Notices) == 0 {
			t.Fatalf("%s was taken", refused)
		}
		if r, v, _ := run(t, im, "func b() int { return 4 }", "a()"); v != "5" {
			t.Errorf("after %s: %q, %v", refused, v, r.Failure)
		}
	}
}

// A name that the host binds again means the new object, also in sources seen before.
func TestBoundAgain(t *testing.T) {
	im := newImage(t, Config{})
	for _, v := range []any{1, 2, "s", []int{3}, 4} {
		if err := im.Bind("live", v); err != nil {
			t.Fatal(err)
		}
		if r, got, _ := run(t, im, "live"); got != fmt.Sprint(v) {
			t.Errorf("%v: %q, %v", v, got, r.Failure)
		}
	}
}

// Types of the host implement its interfaces with unexported methods, which reflection does not show on them.
func TestInterfacesWithUnexportedMethods(t *testing.T) {
	im := newImage(t, Config{})
	r, v, _ := run(t, im, `var e ast.Expr = &ast.Ident{Name: "a"}`, `e.(*ast.Ident).Name`)
	if v != "a" {
		t.Errorf("%q, %v", v, r.Failure)
	}
}
