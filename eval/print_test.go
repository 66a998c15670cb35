// What the prompt prints, as a golden table, and what it bounds.

package eval

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type grumpy struct{ A int }

func (grumpy) String() string { panic("no") }

type loud struct{ A int }

func (l *loud) String() string { return fmt.Sprintf("loud %d", l.A) }

type hidden struct {
	when  time.Time
	took  time.Duration
	inner *point
	iface any
}

type ring struct {
	Name string
	Next *ring
}

// box and wrapper are shaped like what the engine puts around values of evaluated interface types.
type valueInterface struct {
	node  *int
	value reflect.Value
}

type _sort_Interface struct {
	IValue any
	WLen   func() int
}

func printed(x any, o PrintOptions) string {
	var b bytes.Buffer
	printValue(&b, reflect.ValueOf(x), nil, o)
	return b.String()
}

func goldenValues() []struct {
	name string
	x    any
} {
	r := &ring{Name: "a"}
	r.Next = &ring{Name: "b", Next: r}
	self := []any{1, nil}
	self[1] = self
	loop := map[string]any{"x": 1}
	loop["me"] = loop
	var nilPoint *point
	var nilMap map[string]int
	var nilFunc func()
	var nilChan chan int
	ch := make(chan int, 5)
	ch <- 1
	ints := make([]int, 1000)
	for i := range ints {
		ints[i] = i * i
	}
	points := make([]point, 12)
	user := reflect.New(userPoint).Elem()
	user.Field(0).SetInt(7)
	user.Field(1).SetString("seven")
	n := 3
	return []struct {
		name string
		x    any
	}{
		{"int", 3}, {"negative", int8(-3)}, {"uint64", uint64(math.MaxUint64)}, {"float", 1.5}, {"float32", float32(0.1)}, {"large float", 1e21}, {"NaN", math.NaN()},
		{"complex", complex(1, -2)}, {"bool", true}, {"rune", 'a'}, {"nil", nil}, {"uintptr", uintptr(255)}, {"unsafe", unsafe.Pointer(nil)},
		{"string", "a 4121"}, {"string of lines", "a\n\tb"}, {"empty string", ""}, {"string in any", any("a")},
		{"ints", []int{1, 2, 3}}, {"strings", []string{"a", "b c", "\x1b[31m", "\""}}, {"anys", []any{1, "1", nil, 1.5, []any{}}}, {"nil slice", []int(nil)}, {"array", [2]bool{true}},
		{"bytes", []byte("hello\n")}, {"raw bytes", []byte{0xde, 0xad, 0xbe, 0xef}}, {"one byte", []byte{'x'}}, {"no bytes", []byte(nil)}, {"byte array", [4]byte{1, 2, 3, 4}},
		{"many raw bytes", bytes.Repeat([]byte{0xff}, 100000)}, {"many bytes", bytes.Repeat([]byte("é"), 100000)},
		{"map", map[string]int{"b": 2, "a": 1, "with space": 3, "": 4}}, {"map by int", map[int]string{10: "x", 9: "y", -1: "z"}}, {"map by any", map[any]any{"a": 1, 2: "b", 1: nil, point{1, 2}: 3, nil: 4, 1.5: 5}},
		{"map by float", map[float64]int{math.NaN(): 1, 2: 2, -1: 3}}, {"nil map", nilMap}, {"map by bool", map[bool]int{true: 1, false: 0}}, {"map by duration", map[time.Duration]int{time.Second: 1, time.Millisecond: 2}},
		{"struct", point{1, 2}}, {"pointer", &point{1, 2}}, {"nil pointer", nilPoint}, {"pointer to int", &n}, {"pointers", []*point{{1, 2}, nil}}, {"pointer to slice", &[]int{1}},
		{"user struct", user.Interface()}, {"pointer to user struct", user.Addr().Interface()}, {"anonymous struct", struct {
			A int
			B string
		}{1, "x"}}, {"empty struct", struct{}{}},
		{"nested", map[string][]nested{"k": {{Name: "n", At: &point{1, 2}, Any: 1.5, Err: errors.New("boom"), When: time.Unix(0, 0).UTC()}}}},
		{"error", errors.New("boom")}, {"wrapped error", fmt.Errorf("reading: %w", os.ErrNotExist)}, {"errors", []error{errors.New("a\nb"), nil}},
		{"duration", 1500 * time.Millisecond}, {"time", time.Date(2026, 11, 21, 1, 2, 3, 4, time.UTC)}, {"month", time.March}, {"durations", []time.Duration{1, time.Hour}},
		{"big", big.NewInt(7)}, {"big value", *big.NewInt(7)}, {"url", url.URL{Scheme: "https", Host: "x"}}, {"regexp", regexp.MustCompile("a+")},
		{"panicking Stringer", grumpy{1}}, {"Stringer by pointer", []any{loud{1}, &loud{2}, (*loud)(nil)}}, {"nil Stringer", (*big.Int)(nil)},
		{"unexported", hidden{when: time.Unix(0, 0).UTC(), took: time.Second, inner: &point{1, 2}, iface: "x"}}, {"mutex", &sync.Mutex{}},
		{"func", func(int, ...string) (string, error) { return "", nil }}, {"nil func", nilFunc}, {"chan", ch}, {"nil chan", nilChan}, {"receive chan", []any{(<-chan int)(ch)}},
		{"ring", r}, {"cyclic slice", self}, {"cyclic map", loop}, {"box", valueInterface{value: reflect.ValueOf("a")}}, {"boxes", []valueInterface{{value: reflect.ValueOf(point{1, 2})}, {}}}, {"wrapper", _sort_Interface{IValue: []int{1}}},
		{"many ints", ints}, {"many points", points}, {"wide struct", struct {
			Name  string
			Elems []point
			Tags  map[string]string
		}{strings.Repeat("n", 60), points[:2], map[string]string{"a": strings.Repeat("x", 40), "b": strings.Repeat("y", 40)}}},
		{"strings wide", []string{strings.Repeat("a", 50), strings.Repeat("b", 50), strings.Repeat("c", 50)}},
	}
}

func TestPrintGolden(t *testing.T) {
	var b strings.Builder
	for _, c := range goldenValues() {
		out := printed(c.x, PrintOptions{MaxBytes: 2000, MaxElems: 40, Width: 100})
		fmt.Fprintf(&b, "%s\n----\n%s\n\n", c.name, out)
	}
	path := filepath.Join("testdata", "print", "values.txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, golden := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(golden)) {
		if i >= len(got) || i >= len(golden) || got[i] != golden[i] {
			t.Fatalf("%s:%d differs: now %q\nmend: go test ./eval -run %s -update", path, i+1, append(got, "")[min(i, len(got))], t.Name())
		}
	}
}

// The static type knows the names that the engine's types have lost.
func TestPrintStaticTypes(t *testing.T) {
	const src = "package main\ntype Empty struct{}\ntype Pt struct { Xmin int; label string; next *Pt }\ntype F func(Pt) error\nvar pts []*Pt; var e Empty; var f F; var m map[string]Pt"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("main", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	type pt = struct {
		Xmin   int
		Xlabel string
		Xnext  *struct{ A int }
	}
	for name, c := range map[string]struct {
		x    any
		want string
	}{
		"pts": {[]*pt{{Xmin: 1, Xlabel: "a"}}, `[&Pt{Xmin: 1, label: "a", next: <nil>}]`},
		"e":   {struct{}{}, "Empty{}"},
		"f":   {func(pt) error { return nil }, "F"},
		"m":   {map[string]pt{"k": {}}, `map[k:Pt{Xmin: 0, label: "", next: <nil>}]`},
	} {
		var b bytes.Buffer
		new(Image).Print(&b, Value{V: reflect.ValueOf(c.x), T: pkg.Scope().Lookup(name).Type()}, PrintOptions{})
		if b.String() != c.want {
			t.Errorf("%s: %s, want %s", name, &b, c.want)
		}
	}
}

func TestPrintIsBounded(t *testing.T) {
	deep := any(1)
	for range 10000 {
		deep = []any{deep}
	}
	wide := &struct{ L, R any }{}
	for range 60 {
		wide = &struct{ L, R any }{wide, wide}
	}
	huge := map[int]string{}
	for i := range 100000 {
		huge[i] = "value"
	}
	for name, x := range map[string]any{
		"string": strings.Repeat("é", 1<<20), "strings": []string{strings.Repeat("\x00", 1<<20), strings.Repeat("b", 1<<20)}, "bytes": make([]byte, 1<<20), "ints": make([]int, 1<<20),
		"deep": deep, "shared": wide, "map": huge, "rows": make([][100]int, 10000), "empties": make([]struct{}, 1<<20), "key": map[string]int{strings.Repeat("k", 1<<20): 1},
		"error": errors.New(strings.Repeat("e", 1<<20)), "keys": map[any]int{[10000]int{}: 1},
	} {
		for _, o := range []PrintOptions{{}, {MaxBytes: 1}, {MaxBytes: 1000, MaxElems: 10, Width: 20}, {MaxElems: 1 << 30, MaxBytes: 5000}, {Width: 1}} {
			out := printed(x, o)
			o.validate()
			if limit := 8*o.MaxBytes + 4096; len(out) > limit {
				t.Errorf("%s with %+v: %d bytes", name, o, len(out))
			}
			if !strings.Contains(out, "…") || !utf8.ValidString(out) {
				t.Errorf("%s with %+v: does not say that it was cut: %.100q", name, o, out)
			}
		}
	}
	if out := printed(make([]int, 1000), PrintOptions{MaxElems: 10}); out != "[0 0 0 0 0 0 0 0 0 0 … 990 more]" {
		t.Errorf("got %s", out)
	}
}

func TestPrintColour(t *testing.T) {
	x := []any{1, "a", nil, point{1, 2}, errors.New("boom")}
	plain := printed(x, PrintOptions{})
	colour := printed(x, PrintOptions{Color: true})
	if strings.Contains(plain, "\x1b") || !strings.Contains(colour, "\x1b") {
		t.Errorf("plain %q, colour %q", plain, colour)
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colour, ""); got != plain {
		t.Errorf("without its colours %q, want %q", got, plain)
	}
}
