// Values of types declared at one image arrive at another one as its own type of that name.

package eval

import (
	"bytes"
	"context"
	"reflect"
	"testing"
)

func TestValuesBetweenImages(t *testing.T) {
	const decls = "type Shape interface { Area() float64 }; type Square struct { Side float64; name string }; func (s Square) Area() float64 { return s.Side * s.Side }\n" +
		"type Pair[A, B any] struct { First A; second B }; type Boxed struct { Square; N int }; type Tree struct { V int; Kids []*Tree }; type Empty struct{}"
	newImage := func(sources ...string) *Image {
		im, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { im.Close() })
		for _, s := range sources {
			if r := im.Eval(context.Background(), Request{Source: s}); r.Failure != nil {
				t.Fatal(r.Failure)
			}
		}
		return im
	}
	here, there, stranger := newImage(decls), newImage("type Square struct { Old int }", decls), newImage()
	for _, c := range []struct{ expr, typ, print, far string }{
		{`Square{2, "s"}`, "", `Square{Side: 2, name: "s"}`, `Square{Side: 2, name: "s"}`},
		{`&Square{2, "s"}`, "", `&Square{Side: 2, name: "s"}`, `&Square{Side: 2, name: "s"}`},
		{`Shape(Square{2, "s"})`, "", `Square{Side: 2, name: "s"}`, `Square{Side: 2, name: "s"}`},
		{`[]any{Square{2, "s"}, 1, "a"}`, "", `[Square{Side: 2, name: "s"} 1 "a"]`, `[Square{Side: 2, name: "s"} 1 "a"]`},
		{`[]Shape{Square{2, "s"}, nil}`, "", `[Square{Side: 2, name: "s"} <nil>]`, `[Square{Side: 2, name: "s"} <nil>]`},
		{`map[string]Square{"k": {1, ""}}`, "", `map[k:Square{Side: 1, name: ""}]`, `map[k:Square{Side: 1, name: ""}]`},
		{`Pair[int, Square]{1, Square{2, "s"}}`, "", `Pair[int,Square]{First: 1, second: Square{Side: 2, name: "s"}}`, `Pair[int,Square]{First: 1, second: Square{Side: 2, name: "s"}}`},
		{`Boxed{Square{2, "s"}, 3}`, "", `Boxed{Square: Square{Side: 2, name: "s"}, N: 3}`, `Boxed{Square: Square{Side: 2, name: "s"}, N: 3}`},
		{`&Tree{1, []*Tree{{2, nil}}}`, "", `&Tree{V: 1, Kids: [&Tree{V: 2, Kids: []}]}`, `&Tree{V: 1, Kids: [&Tree{V: 2, Kids: []}]}`},
		{`Empty{}`, "", `Empty{}`, `Empty{}`},
	} {
		r := here.Eval(context.Background(), Request{Source: c.expr})
		if r.Failure != nil {
			t.Errorf("%s: %v", c.expr, r.Failure)
			continue
		}
		v := r.Values[0]
		var out bytes.Buffer
		if here.Print(&out, v, PrintOptions{}); out.String() != c.print {
			t.Errorf("%s prints %s, want %s", c.expr, &out, c.print)
		}
		enc, err := Encode(v.V, v.TypeString())
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
			continue
		}
		for _, at := range []struct {
			im   *Image
			want string
		}{{there, c.print}, {stranger, c.far}} {
			x, err := at.im.DecodeAny(enc)
			if out.Reset(); err != nil {
				t.Errorf("%s: %v", c.expr, err)
				continue
			}
			if at.im.Print(&out, hostValue(x), PrintOptions{}); out.String() != at.want {
				t.Errorf("%s (%s) arrives as %s (%T), want %s", c.expr, enc.Type, &out, x, at.want)
			}
		}
	}
}

func hostValue(x any) Value { return Value{V: reflect.ValueOf(x)} }
