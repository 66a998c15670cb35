// Round trips, refusals and misfits of values between nodes.

package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"net"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/protocol"
)

type point struct{ X, Y int }

type nested struct {
	Name string
	At   *point
	Tags map[string][]point
	Any  any
	Err  error
	When time.Time
}

type list struct {
	V    int
	Next *list
}

type temperature float64

// userPoint is how a struct type of evaluated code looks to reflection.
var userPoint = reflect.StructOf([]reflect.StructField{
	{Name: "X", Type: reflect.TypeFor[int](), Tag: `p:"Point.2"`},
	{Name: "Xlabel", Type: reflect.TypeFor[string]()},
})

type knownTypes map[string]reflect.Type

func (k knownTypes) lookup(pkg, name string) (reflect.Type, bool) {
	if pkg == "" {
		pkg = "main"
	}
	t, ok := k[pkg+"."+name]
	return t, ok
}

var known = knownTypes{
	"main.Point": userPoint, "eval.point": reflect.TypeFor[point](), "eval.nested": reflect.TypeFor[nested](), "eval.list": reflect.TypeFor[list](),
	"eval.temperature": reflect.TypeFor[temperature](), "url.URL": reflect.TypeFor[url.URL](), "net.IP": reflect.TypeFor[net.IP](),
	"main.Pair[int,string]": reflect.TypeFor[point](), "eval.weekdays": reflect.TypeFor[weekdays](),
}

// roundTrip encodes x as its own type and decodes it into a new value of that type.
func roundTrip(t *testing.T, x any) any {
	t.Helper()
	v, err := Encode(reflect.ValueOf(x), "")
	if err != nil {
		t.Fatalf("encode %#v: %v", x, err)
	}
	into := reflect.New(reflect.TypeOf(x)).Elem()
	if err := decodeInto(v, into, known); err != nil {
		t.Fatalf("decode %#v (%s, %x): %v", x, v.Type, v.Data, err)
	}
	return into.Interface()
}

func TestRoundTrip(t *testing.T) {
	one, nilInts := 1, []int(nil)
	p := &one
	for _, x := range []any{
		0, 1, -1, 23, 24, -24, -25, 255, 256, 65535, 65536, math.MaxInt32, math.MaxInt64, math.MinInt64,
		int8(-128), int16(-32768), int32(math.MinInt32), uint8(255), uint16(65535), uint32(math.MaxUint32), uint64(math.MaxUint64), uint(7),
		true, false, 0.0, math.Copysign(0, -1), 1.5, math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64,
		float32(1.5), float32(math.MaxFloat32), complex(1, -2), complex64(complex(3, 4)),
		"", "a", "Größe 世界", strings.Repeat("x", 70000), "\x00\xff\xfe binary", 'r',
		[]byte{}, []byte{1, 2, 0xff}, []byte(nil), [4]byte{1, 2, 3, 4}, [0]byte{},
		[]int{}, nilInts, []int{1, 2, 3}, [3]string{"a", "", "c"}, [][]int{{1}, nil, {}}, []*int{nil, p}, &p, &nilInts,
		map[string]int{"b": 1, "a": 2}, map[string]int(nil), map[string]int{}, map[point]string{{1, 2}: "x"}, map[any]int{1: 1, "1": 2, 1.5: 3, point{1, 2}: 4},
		map[[2]int]bool{{1, 2}: true}, map[bool][]string{true: {"x"}},
		point{1, 2}, &point{1, 2}, (*point)(nil), []point{{1, 2}}, struct{}{}, struct{ A, B any }{nil, 1}, temperature(36.6),
		[]any{1, "a", nil, 2.5, []int{1}, []int(nil), (*int)(nil), map[string]any{"k": []any{true}}, point{1, 2}, &point{3, 4}, uint8(7), []byte("x"), 'x'},
		nested{Name: "n", At: &point{1, 2}, Tags: map[string][]point{"t": {{1, 2}}, "nil": nil}, Any: temperature(1), Err: io.EOF, When: time.Unix(1, 2).UTC()},
		list{1, &list{2, &list{3, nil}}},
		time.Duration(1500), time.Second, time.March, time.Date(2026, 11, 21, 1, 2, 3, 456789, time.UTC), time.Time{},
		net.IPv4(10, 0, 0, 1), url.URL{Scheme: "https", Host: "example.com", Path: "/x"},
	} {
		if got := roundTrip(t, x); !reflect.DeepEqual(got, x) {
			t.Errorf("%T: %#v came back as %#v", x, x, got)
		}
		// the same, carried by an interface
		v, err := Encode(reflect.ValueOf(x), "any")
		if err != nil {
			t.Errorf("encode %#v as any: %v", x, err)
			continue
		}
		got, err := decodeAny(v, known)
		if err != nil || !reflect.DeepEqual(got, x) {
			t.Errorf("%T through any: %#v came back as %#v, %v", x, x, got, err)
		}
	}
}

func TestRoundTripByValue(t *testing.T) {
	if f := roundTrip(t, math.NaN()).(float64); !math.IsNaN(f) {
		t.Errorf("NaN came back as %v", f)
	}
	if m := roundTrip(t, map[float64]int{math.NaN(): 1}).(map[float64]int); len(m) != 1 {
		t.Errorf("a NaN key came back as %v", m)
	}
	at := time.Date(2026, 11, 21, 1, 2, 3, 456789123, time.FixedZone("", 19800))
	got := roundTrip(t, at).(time.Time)
	if _, off := got.Zone(); !got.Equal(at) || off != 19800 {
		t.Errorf("%v came back as %v", at, got)
	}
	n, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
	if got := roundTrip(t, n).(*big.Int); got.Cmp(n) != 0 {
		t.Errorf("%v came back as %v", n, got)
	}
	if got := roundTrip(t, *n).(big.Int); got.Cmp(n) != 0 {
		t.Errorf("%v came back as %v", n, &got)
	}
	if got := roundTrip(t, (*big.Int)(nil)).(*big.Int); got != nil {
		t.Errorf("nil came back as %v", got)
	}
	if got := roundTrip(t, big.NewRat(1, 3)).(*big.Rat); got.Cmp(big.NewRat(1, 3)) != 0 {
		t.Errorf("1/3 came back as %v", got)
	}
	f := new(big.Float).SetPrec(300).Quo(big.NewFloat(1), big.NewFloat(3))
	if got := roundTrip(t, f).(*big.Float); got.Cmp(f) != 0 || got.Prec() != 300 {
		t.Errorf("%v came back as %v", f, got)
	}
	shared := &point{1, 2}
	pair := roundTrip(t, []*point{shared, shared}).([]*point)
	if pair[0] == pair[1] || *pair[0] != *shared || *pair[1] != *shared {
		t.Error("shared pointers must come back as equal copies")
	}
}

func TestErrorsKeepTheirIdentity(t *testing.T) {
	for _, k := range wellKnown {
		for _, err := range []error{k.err, fmt.Errorf("reading: %w", k.err), errors.Join(errors.New("x"), k.err)} {
			v, e := Encode(reflect.ValueOf(&err).Elem(), "error")
			if e != nil {
				t.Fatal(e)
			}
			var got error
			if e := Decode(v, reflect.ValueOf(&got).Elem()); e != nil {
				t.Fatal(e)
			}
			if got.Error() != err.Error() || !errors.Is(got, k.err) {
				t.Errorf("%v came back as %v", err, got)
			}
			again, e := Encode(reflect.ValueOf(got), "any") // and once more, to a third node
			if e != nil {
				t.Fatal(e)
			}
			if x, e := decodeAny(again, nil); e != nil || !errors.Is(x.(error), k.err) {
				t.Errorf("%v did not survive a second trip: %v, %v", err, x, e)
			}
		}
	}
	_, err := os.Open("/does/not/exist")
	v, _ := Encode(reflect.ValueOf(&err).Elem(), "error")
	got, e := decodeAny(v, nil)
	if e != nil || !errors.Is(got.(error), os.ErrNotExist) || errors.Is(got.(error), io.EOF) {
		t.Errorf("%v came back as %v, %v", err, got, e)
	}
	var none error
	v, _ = Encode(reflect.ValueOf(&none).Elem(), "error")
	got = context.Canceled
	if e := Decode(v, reflect.ValueOf(&none).Elem()); e != nil || none != nil {
		t.Errorf("a nil error came back as %v, %v", none, e)
	}
	if v, err := Encode(reflect.Value{}, "error"); err != nil || v.Data[0] != cborNull {
		t.Errorf("a nil error encodes as %x, %v", v.Data, err)
	}
}

type panics struct{ A int }

func (panics) MarshalText() ([]byte, error) { panic("in MarshalText") }
func (*panics) UnmarshalText([]byte) error  { panic("in UnmarshalText") }

func TestRefusals(t *testing.T) {
	cycle := &list{V: 1}
	cycle.Next = cycle
	self := []any{nil}
	self[0] = self
	loop := map[string]any{}
	loop["x"] = loop
	type pp *pp
	var ring pp
	ring = &ring
	deep := &list{}
	for range 100 {
		deep = &list{Next: deep}
	}
	for _, c := range []struct {
		x    any
		want string
	}{
		{make(chan int), "a chan int cannot travel between nodes; receive from it where it is"},
		{func(int) string { return "" }, "a func(int) string cannot travel between nodes; declare it by func f(..) and Everywhere(f), and quote a call of it"},
		{uintptr(1), "a uintptr cannot travel"},
		{struct{ C chan<- bool }{}, "field C: a chan<- bool cannot travel"},
		{[]any{1, func() {}}, "element 1: a func() cannot travel"},
		{&sync.Mutex{}, "a sync.Mutex cannot travel between nodes: its field "},
		{map[string]any{"a": struct{ M sync.Once }{}}, "the value of a key: field M: a sync.Once cannot travel"},
		{cycle, "contains itself"},
		{self, "contains itself"},
		{loop, "contains itself"},
		{ring, "contains itself"},
		{deep, "nests more than 64"},
		{panics{}, "in MarshalText"},
	} {
		v, err := Encode(reflect.ValueOf(c.x), "")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: error %v, want %q", c.x, err, c.want)
		}
		if len(v.Data) > 0 {
			t.Errorf("%T: data beside an error", c.x)
		}
	}
	into := new(panics)
	err := Decode(protocol.Value{Type: "x", Data: []byte{0x61, 'a'}}, reflect.ValueOf(into).Elem())
	if err == nil || !strings.Contains(err.Error(), "in UnmarshalText") {
		t.Errorf("a panic of an unmarshaler gave %v", err)
	}
}

func TestSharedPointersDoNotMultiplyWithoutEnd(t *testing.T) {
	wide := &struct{ L, R any }{}
	for range 30 {
		wide = &struct{ L, R any }{wide, wide}
	}
	e := encoder{limit: 1 << 16}
	if err := e.value(reflect.ValueOf(wide)); err == nil || !strings.Contains(err.Error(), "more than 64 KiB; send it in parts") {
		t.Errorf("error %v", err)
	}
}

func TestDeepestValueTravels(t *testing.T) {
	var l *list
	for range maxNesting {
		l = &list{Next: l}
	}
	if got := roundTrip(t, l); !reflect.DeepEqual(got, l) {
		t.Error("the deepest list that is encoded is not decoded")
	}
}

func TestMisfits(t *testing.T) {
	enc := func(x any) protocol.Value {
		v, err := Encode(reflect.ValueOf(x), "")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	type pointZ struct{ X, Z int }
	for _, c := range []struct {
		from any
		into any // pointer to what is there before
		want string
	}{
		{300, ptr(int8(1)), "cannot use int as int8: the number 300 does not fit into int8"},
		{-1, ptr(uint(1)), "the number -1 does not fit into uint"},
		{uint64(math.MaxUint64), ptr(int64(1)), "cannot use uint64 as int64: the number 18446744073709551615"},
		{"a", ptr(1), "cannot use string as int: a string of 1 bytes"},
		{1, ptr(1.5), "cannot use int as float64"},
		{1.5, ptr(1), "cannot use float64 as int: a float"},
		{0.1, ptr(float32(1)), "without loss"},
		{[]int{1, 2}, ptr([3]int{9}), "a list of 2 does not fit into [3]int"},
		{[]any{1, "a"}, ptr([]int{9}), "cannot use []interface {} as []int: element 0"},
		{point{1, 2}, ptr(pointZ{9, 9}), "eval.pointZ has X, Z here and X, Y where it comes from"},
		{struct{ X int }{1}, ptr(point{9, 9}), "eval.point has X, Y here and X where it comes from"},
		{[]byte("abc"), ptr("x"), "cannot use []uint8 as string"},
		{"abc", ptr([]byte("x")), "cannot use string as []uint8"},
		{point{1, 2}, ptr[fmt.Stringer](time.Second), "does not implement fmt.Stringer"},
		{true, ptr(sync.Mutex{}), "a sync.Mutex cannot travel"},
	} {
		into := reflect.ValueOf(c.into).Elem()
		before := fmt.Sprintf("%#v", c.into)
		err := decodeInto(enc(c.from), into, known)
		want := strings.ReplaceAll(c.want, "[]interface {}", "[]any")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T into %s: error %v, want %q", c.from, into.Type(), err, want)
		}
		if after := fmt.Sprintf("%#v", c.into); after != before {
			t.Errorf("%T into %s: failed, but left %s", c.from, into.Type(), after)
		}
	}
	if err := Decode(enc(1), reflect.ValueOf(1)); err == nil {
		t.Error("decoding into what cannot be set must fail")
	}
	if err := Decode(protocol.Value{Type: "chan int", Text: "0xc000"}, reflect.ValueOf(new(any)).Elem()); err == nil || !strings.Contains(err.Error(), "0xc000") {
		t.Errorf("a value that did not travel gave %v", err)
	}
}

func TestWhatAnInterfaceHeldFitsItsType(t *testing.T) {
	v, err := Encode(reflect.ValueOf(point{1, 2}), "any")
	if err != nil {
		t.Fatal(err)
	}
	var p point
	if err := Decode(v, reflect.ValueOf(&p).Elem()); err != nil || p != (point{1, 2}) {
		t.Errorf("%v, %v", p, err)
	}
	v, _ = Encode(reflect.ValueOf("\xff"), "any")
	var s string
	if err := Decode(v, reflect.ValueOf(&s).Elem()); err != nil || s != "\xff" {
		t.Errorf("%q, %v", s, err)
	}
	v, _ = Encode(reflect.ValueOf(io.EOF), "any")
	if err := Decode(v, reflect.ValueOf(&s).Elem()); err == nil || !strings.Contains(err.Error(), "a value of type error does not fit into string") {
		t.Errorf("an error into a string: %v", err)
	}
	for _, typ := range []string{"untyped nil", "main.Gone", "any", ""} {
		x := any(1)
		if err := Decode(protocol.Value{Type: typ, Data: []byte{cborNull}}, reflect.ValueOf(&x).Elem()); err != nil || x != nil {
			t.Errorf("nil of type %q: %v, %v", typ, x, err)
		}
	}
}

func ptr[T any](x T) *T { return &x }

func TestUserTypes(t *testing.T) {
	v := reflect.New(userPoint).Elem()
	v.Field(0).SetInt(7)
	v.Field(1).SetString("seven")
	enc, err := Encode(v, "")
	if err != nil || enc.Type != "main.Point" {
		t.Fatalf("%v, %v", enc, err)
	}
	x, err := decodeAny(enc, known)
	if err != nil || reflect.TypeOf(x) != userPoint || !reflect.DeepEqual(x, v.Interface()) {
		t.Errorf("known here: %#v, %v", x, err)
	}
	x, err = decodeAny(enc, nil)
	point := protocol.Record{Type: "main.Point", Names: []string{"X", "label"}, Types: []string{"int", "string"}, Fields: map[string]any{"X": 7, "label": "seven"}}
	if want := point; err != nil || !reflect.DeepEqual(x, want) {
		t.Errorf("unknown here: %#v, %v; want %#v", x, err, want)
	}
	many := reflect.MakeSlice(reflect.SliceOf(userPoint), 1, 1)
	many.Index(0).Set(v)
	enc, _ = Encode(many, "any")
	x, err = decodeAny(enc, nil)
	if want := []any{point}; err != nil || !reflect.DeepEqual(x, want) {
		t.Errorf("unknown in a slice: %#v, %v", x, err)
	}
	into := struct {
		Xlabel string
		X      int
	}{}
	enc, _ = Encode(v, "")
	if err := Decode(enc, reflect.ValueOf(&into).Elem()); err != nil || into.X != 7 || into.Xlabel != "seven" {
		t.Errorf("into a struct of the same fields: %+v, %v", into, err)
	}
}

func TestUserNames(t *testing.T) {
	for tag, want := range map[string]string{"Point.2": "Point", "Pair.1,int,string": "Pair[int,string]", "Box.3,encoding/json.Number": "Box[json.Number]",
		"Set.1,map[string]main.Point": "Set[map[string]main.Point]", "": "", "x": "", ".1": ""} {
		typ := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[int](), Tag: reflect.StructTag(fmt.Sprintf("p:%q", tag))}})
		if got, ok := userType(typ); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", tag, got, ok, want)
		}
	}
	anonymous := reflect.TypeFor[struct{}]()
	for name, want := range map[string]string{"X": "X", "Xabc": "abc", "XY": "XY", "Name": "Name", "Point__v2_0": "Point", "Xpoint__12": "point", "__": "__", "X_": "_"} {
		if got := fieldName(anonymous, name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := fieldName(reflect.TypeFor[point](), "Xabc"); got != "Xabc" {
		t.Errorf("a field of a host type became %q", got)
	}
}

func TestTypeText(t *testing.T) {
	for _, c := range []struct {
		text string
		want reflect.Type // nil: an error
	}{
		{"int", reflect.TypeFor[int]()}, {"interface{}", reflect.TypeFor[any]()}, {"[]byte", reflect.TypeFor[[]byte]()},
		{"map[string][]*time.Time", reflect.TypeFor[map[string][]*time.Time]()}, {"[3]map[any]error", reflect.TypeFor[[3]map[any]error]()},
		{"struct{ A, B int; C string }", reflect.TypeFor[struct {
			A, B int
			C    string
		}]()},
		{"struct{ a int }", reflect.TypeFor[struct{ Xa int }]()}, {"(*int)", reflect.TypeFor[*int]()}, {"main.Point", userPoint}, {"Point", userPoint},
		{"[]main.Pair[int, string]", reflect.TypeFor[[]point]()}, {"struct{}", reflect.TypeFor[struct{}]()}, {"[0x10]int8", reflect.TypeFor[[16]int8]()},
		{"main.Gone", nil}, {"chan int", nil}, {"func()", nil}, {"[", nil}, {"1+1", nil}, {"map[[]int]int", nil}, {"[1000000000000]int", nil},
		{"[99999][99999]int", nil}, {"struct{ A int; A int }", nil}, {"", nil}, {strings.Repeat("*", 5000) + "int", nil}, {strings.Repeat("[]", 100) + "int", nil},
	} {
		for range 2 { // the second time from the cache
			got, err := parseType(c.text, known)
			if got != c.want || (err == nil) != (c.want != nil) {
				t.Errorf("%q: %v, %v; want %v", clip(c.text, 50), got, err, c.want)
			}
		}
	}
	for i := range 3 * maxTypeCache {
		if _, err := parseType(fmt.Sprintf("[%d]int", i), nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(typeCache.m); n > maxTypeCache {
		t.Errorf("%d texts in the cache", n)
	}
	for _, x := range []any{func(...int) (string, error) { return "", nil }, make(chan (<-chan int)), struct {
		A int
		B []string
	}{}, map[string]*[2]any{}} {
		s, err := typeText(reflect.TypeOf(x))
		want := strings.NewReplacer("interface {}", "any", "struct {", "struct{").Replace(reflect.TypeOf(x).String())
		if err != nil || s != want {
			t.Errorf("%q, %v; want %q", s, err, want)
		}
	}
}

func TestForeignDataIsBounded(t *testing.T) {
	claims := func(head ...byte) []byte { return head }
	for name, data := range map[string][]byte{
		"empty":             {},
		"array of 2^32":     claims(0x9a, 0xff, 0xff, 0xff, 0xff),
		"string of 2^60":    claims(0x7b, 0x10, 0, 0, 0, 0, 0, 0, 0),
		"indefinite":        {0x9f, 0x01, 0xff},
		"nested too deep":   slices.Concat(slices.Repeat([]byte{0x81}, 1000), []byte{1}),
		"extra bytes":       {0x01, 0x02},
		"malformed object":  {0xd8, 27, 0x82, 0x01, 0x02},
		"object of 9 parts": {0xd8, 27, 0x83, 0x63, 'i', 'n', 't', 1, 2},
		"unknown tag":       {0xc1, 0x01},
	} {
		for _, typ := range []string{"any", "int", "[]int", "string", "map[string]any", "struct{ A int }"} {
			if x, err := decodeAny(protocol.Value{Type: typ, Data: data}, nil); err == nil {
				t.Errorf("%s as %s gave %v", name, typ, x)
			}
		}
	}
	// a few bytes that ask for a type of a gigabyte
	if _, err := decodeAny(protocol.Value{Type: "[]*[100000000]int", Data: []byte{0x81, 0x01}}, nil); err == nil || !strings.Contains(err.Error(), "memory") {
		t.Errorf("a large type gave %v", err)
	}
}
