// The shapes that the engine gives to interface values of the user are recognised for what they are.

package eval

import (
	"bytes"
	"reflect"
	"testing"

	"parley/protocol"
)

func TestEngineShapes(t *testing.T) {
	b := newEngine(t)
	b.importStandard(t, "fmt", "errors")
	const src = "type Shape interface { Area() float64 }\n" +
		"type Square struct { Side float64 `p:\"Square.1\"`; name string }\n" +
		"func (s Square) Area() float64 { return s.Side * s.Side }\n" +
		"type Bad struct { N int `p:\"Bad.1\"` }\nfunc (b Bad) Error() string { return fmt__p.Sprint(\"bad \", b.N) }\n" +
		"type Tree struct { V int `p:\"Tree.1\"`; Kids []*Tree }\n" +
		"func shape() Shape { return Square{2, \"s\"} }\nfunc none() Shape { return nil }\nfunc shapes() []Shape { return []Shape{Square{1, \"a\"}, nil} }\n" +
		"func anys() []any { return []any{Square{3, \"b\"}, shape(), 1, nil} }\nfunc bad() error { return Bad{4} }\nfunc plain() error { return errors__p.New(\"x\") }\n" +
		"func tree() *Tree { return &Tree{1, []*Tree{{2, nil}, nil}} }"
	b.load(t, src)
	square := func(side float64, name string) protocol.Record {
		return protocol.Record{Type: "main.Square", Names: []string{"Side", "name"}, Types: []string{"float64", "string"}, Fields: map[string]any{"Side": side, "name": name}}
	}
	for _, c := range []struct {
		call, typ, print string
		plain            any // at a node that knows none of the types
	}{
		{"shape", "main.Shape", `Square{Side: 2, name: "s"}`, square(2, "s")},
		{"none", "main.Shape", "<nil>", nil},
		{"shapes", "[]main.Shape", `[Square{Side: 1, name: "a"} <nil>]`, []any{square(1, "a"), nil}},
		{"anys", "[]any", `[Square{Side: 3, name: "b"} Square{Side: 2, name: "s"} 1 <nil>]`,
			[]any{square(3, "b"), square(2, "s"), 1, nil}},
		{"bad", "error", "bad 4", rebuildError("bad 4", nil)},
		{"plain", "error", "x", rebuildError("x", nil)},
		{"tree", "*main.Tree", "&Tree{V: 1, Kids: [&Tree{V: 2, Kids: []} <nil>]}",
			&protocol.Record{Type: "main.Tree", Names: []string{"V", "Kids"}, Types: []string{"int", "[]*main.Tree"}, Fields: map[string]any{"V": 1, "Kids": []any{
				&protocol.Record{Type: "main.Tree", Names: []string{"V", "Kids"}, Types: []string{"int", "[]*main.Tree"}, Fields: map[string]any{"V": 2, "Kids": []any(nil)}}, nil}}}},
	} {
		b.load(t, "var _ = rt__.Reg(\""+c.call+"\", "+c.call+")\n")
		v := reflect.ValueOf(b.regs[c.call]).Call(nil)[0]
		var out bytes.Buffer
		if printValue(&out, v, nil, PrintOptions{}); out.String() != c.print {
			t.Errorf("%s (%s) prints %s, want %s", c.call, v.Type(), &out, c.print)
		}
		enc, err := Encode(v, c.typ)
		if err != nil {
			t.Errorf("%s: %v", c.call, err)
			continue
		}
		if x, err := decodeAny(enc, nil); err != nil || !reflect.DeepEqual(x, c.plain) {
			t.Errorf("%s arrives as %#v, %v; want %#v", c.call, x, err, c.plain)
		}
	}
}
