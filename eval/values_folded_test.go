package eval

// Values of types that lead back to themselves travel like others, and are of use where they arrive.

import (
	"reflect"
	"strings"
	"testing"

	"parley/protocol"
)

const foldedTypes = `type tree []tree; func (t tree) size() int { n := 1; for _, c := range t { n += c.size() }; return n }
type dict map[string]dict; type state func() state; type ring *ring; type chain chan chain
type list[T any] []list[T]; type mixed []map[string]mixed; type keyed map[key]keyed; type key struct { A int; p *key }
type holder struct { T tree; D dict; P *tree; M map[string]tree; L []tree; A any; S state }
type node struct { N int; Next *node; Kids map[string][]*node; Own []holder; Other *other }
type other struct { N *node; By map[string]*other; F func() *node }
func (n *node) sum() int { if n == nil { return 0 }; s := n.N + n.Next.sum(); for _, ks := range n.Kids { for _, k := range ks { s += k.sum() } }; if n.Other != nil { s += n.Other.N.sum() }; return s }`

func TestFoldedValuesTravel(t *testing.T) {
	here, there, stranger := newImage(t, Config{}), newImage(t, Config{}), newImage(t, Config{})
	declare(t, here, foldedTypes)
	declare(t, there, "type tree struct { Old int }")
	declare(t, there, foldedTypes)
	for _, c := range []struct{ expr, use, want string }{
		{`tree{{}, nil, {{}}}`, `[]int{$0.size(), len($0), len($0[2])}`, "[5 3 1]"},
		{`tree(nil)`, `$0 == nil`, "true"},
		{`&tree{{}}`, `append(*$0, nil).size()`, "3"},
		{`dict{"a": {"b": nil}, "c": {}}`, `[]bool{$0["a"]["b"] == nil, $0["c"] == nil}`, "[true false]"},
		{`[]tree{{{}}, nil}`, `[]int{$0[0].size(), $0[1].size()}`, "[2 1]"},
		{`any(tree{nil})`, `$0.(tree).size()`, "2"},
		{`[]any{tree{{}}, dict{}, 3}`, `[]any{$0[0].(tree).size(), len($0[1].(dict)), $0[2]}`, "[2 0 3]"},
		{`list[int]{{}, nil}`, `len($0[0]) + len($0)`, "2"},
		{`mixed{{"a": mixed{nil, {}}}}`, `len($0[0]["a"])`, "2"},
		{`keyed{key{A: 1}: {key{A: 2}: nil}}`, `len($0[key{A: 1}])`, "1"},
		{`holder{tree{{}}, dict{"x": nil}, &tree{nil}, map[string]tree{"a": {nil}}, []tree{{}}, tree{nil}, nil}`,
			`[]any{$0.T.size(), len($0.D), $0.P.size(), $0.M["a"].size(), $0.L[0].size(), $0.A.(tree).size(), $0.S == nil}`, "[2 1 2 2 1 2 true]"},
		{`&node{N: 1, Next: &node{N: 2}, Kids: map[string][]*node{"k": {{N: 4}, nil}}, Own: []holder{{T: tree{nil}}}, Other: &other{N: &node{N: 8}, By: map[string]*other{"o": nil}}}`,
			`[]int{$0.sum(), len($0.Kids["k"]), $0.Own[0].T.size(), len($0.Other.By)}`, "[15 2 2 1]"},
		{`state(func() state { return nil })`, ``, "!a func() any cannot travel"},
		{`holder{S: func() state { return nil }}`, ``, "!field S: a func() any cannot travel"},
		{`func() ring { var r ring; r = &r; return r }()`, ``, "!contains itself"},
		{`func() tree { t := tree{nil}; t[0] = t; return t }()`, ``, "!contains itself"},
		{`make(chain)`, ``, "!a chan any cannot travel"},
	} {
		r := here.Eval(t.Context(), Request{Source: c.expr})
		if r.Failure != nil {
			t.Errorf("%s: %v", c.expr, r.Failure)
			continue
		}
		enc, err := Encode(r.Values[0].V, r.Values[0].TypeString())
		if why, ok := strings.CutPrefix(c.want, "!"); ok || err != nil {
			if !ok || err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%s travels as %+v, %v; want %s", c.expr, enc, err, c.want)
			}
			continue
		}
		if r = there.Eval(t.Context(), Request{Source: c.use, Binds: []protocol.Value{enc}}); r.Failure != nil {
			t.Errorf("%s: %v", c.expr, r.Failure)
		} else if got := there.Text(r.Values[0]); got != c.want {
			t.Errorf("%s gives %s, want %s", c.expr, got, c.want)
		}
		x, err := stranger.DecodeAny(enc)
		if err != nil {
			t.Errorf("%s where its type is not known: %v", c.expr, err)
			continue
		}
		if got, want := stranger.Text(hostValue(x)), here.Text(hostValue(here.Eval(t.Context(), Request{Source: c.expr}).Values[0].V.Interface())); x != nil && !strings.HasPrefix(c.expr, "&tree") && got != want {
			t.Errorf("%s arrives as %s where its type is not known, want %s", c.expr, got, want)
		}
	}
}

// What arrived can be sent on, and is what it was.
func TestFoldedValuesGoOn(t *testing.T) {
	here, there := newImage(t, Config{}), newImage(t, Config{})
	declare(t, here, foldedTypes)
	declare(t, there, foldedTypes)
	r := here.Eval(t.Context(), Request{Source: `&node{N: 1, Kids: map[string][]*node{"k": {{N: 4}}}, Own: []holder{{T: tree{nil}, A: dict{}}}}`})
	if r.Failure != nil {
		t.Fatal(r.Failure)
	}
	enc, err := Encode(r.Values[0].V, r.Values[0].TypeString())
	if err != nil {
		t.Fatal(err)
	}
	x, err := there.DecodeAny(enc)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Encode(reflect.ValueOf(x), "any")
	if err != nil {
		t.Fatal(err)
	}
	r = here.Eval(t.Context(), Request{Source: `n := $0.(*node); []int{n.sum(), n.Own[0].T.size(), len(n.Own[0].A.(dict))}`, Binds: []protocol.Value{again}})
	if r.Failure != nil || here.Text(r.Values[0]) != "[5 2 0]" {
		t.Errorf("%v %v", r.Values, r.Failure)
	}
}
