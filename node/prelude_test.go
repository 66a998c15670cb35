package node_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parley/node"
	"parley/protocol"
)

func define(t *testing.T, n *node.Node, source string) node.Defined {
	t.Helper()
	d, err := n.Define(context.Background(), node.Definition{Source: node.Source{Text: source}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// everywhere is a definition that must come to all that are there.
func everywhere(t *testing.T, n *node.Node, source string) {
	t.Helper()
	d := define(t, n, source)
	if d.Failure != nil || d.Unkept != "" {
		t.Fatal(d.Failure, d.Unkept)
	}
	for _, a := range d.Answers {
		if err := a.Outcome.Err(a.Node); err != nil {
			t.Fatal(err)
		}
	}
}

func says(t *testing.T, n *node.Node, at protocol.NodeID, source, want string) {
	t.Helper()
	if got := text(ask(n, at, source)); got != want {
		t.Errorf("%s at %s: %q, want %q", source, at, got, want)
	}
}

// preludeOf is what a node says of it: name, version, who took it.
func preludeOf(t *testing.T, n *node.Node) string {
	t.Helper()
	es, err := n.Prelude(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var s []string
	for _, e := range es {
		s = append(s, fmt.Sprintf("%s %d %s", e.Stamp.Name, e.Stamp.Version, e.Stamp.By))
	}
	return strings.Join(s, ", ")
}

func missing(t *testing.T, n *node.Node) string {
	t.Helper()
	m, err := n.Missing(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var s []string
	for _, l := range m.Lacks {
		s = append(s, fmt.Sprintf("%s %s %d/%d %s", l.Node, l.Name, l.Has, l.Version, l.Why))
	}
	return strings.Join(s, "\n")
}

func TestDefinitionsReachNodesThatComeLater(t *testing.T) {
	c := newCluster(t)
	all := c.nodes("a", "b", "c")
	a := all[0]
	everywhere(t, a, "import m \"math/bits\"\n// Kind is one of two.\ntype Kind int\nconst (\n\tOdd Kind = iota + 1\n\tEven\n)\nvar zero, one = 0, 1\nfunc (k Kind) Twice() Kind { return 2 * k }\nfunc length(n uint) int { return m.Len(n) }")
	for _, at := range []protocol.NodeID{"a", "b", "c"} {
		says(t, a, at, "int(Even.Twice()) + length(8) + one", "9")
	}
	everywhere(t, all[1], "func length(n uint) int { return 100 }")
	d := c.start(node.Config{Name: "d"})
	says(t, a, "d", "int(Even.Twice()) + length(8) + one", "105")
	if o, _ := d.Evaluate(context.Background(), "length(8)", node.Here{}); text(o) != "100" {
		t.Errorf("at its own prompt: %s", text(o))
	}
	if got := missing(t, a); got != "" {
		t.Errorf("missing:\n%s", got)
	}
	want := "Even 1 a, Kind 1 a, Kind.Twice 1 a, Odd 1 a, import m 1 a, length 2 b, one 1 a, zero 1 a"
	for _, n := range append(all, d) {
		if got := preludeOf(t, n); got != want {
			t.Errorf("%s has\n%s, want\n%s", n.Name(), got, want)
		}
	}
	// A variable is one of the node: what it was set to is not lost by what is defined later.
	says(t, a, "b", "one = 7", "")
	everywhere(t, a, "func length(n uint) int { return one }")
	says(t, a, "b", "length(1)", "7")
	says(t, a, "c", "length(1)", "1")
}

func TestDefinitionsOutliveTheirNodes(t *testing.T) {
	c := newCluster(t)
	all := c.nodes("a", "b", "c")
	everywhere(t, all[0], "func f() int { return 1 }")
	all[2].Close() // it is away while f is defined anew, and g for the first time
	everywhere(t, all[0], "func f() int { return 2 }")
	everywhere(t, all[1], "func g() int { return f() + 1 }")
	c1 := c.start(node.Config{Name: "c"})
	says(t, all[0], "c", "g()", "3")
	if _, err := all[0].Remove(context.Background(), "", "g"); err != nil {
		t.Fatal(err)
	}
	all[0].Close()
	all[1].Close()
	c1.Close()
	// Nobody is there any more who could give it; what each has comes from its own disk.
	b := c.start(node.Config{Name: "b"})
	says(t, b, "b", "f()", "2")
	if got := text(ask(b, "b", "g()")); !strings.Contains(got, "undefined: g") {
		t.Errorf("what was removed: %s", got)
	}
	says(t, b, "b", "1", "1")
	x := c.start(node.Config{Name: "x"})
	says(t, b, "x", "f()", "2")
	if got := preludeOf(t, x); got != "f 2 a" {
		t.Errorf("the prelude is %s", got)
	}
	if _, err := x.Remove(context.Background(), "", "g"); err == nil || err.Error() != "the prelude has no g; Prelude() lists what it has" {
		t.Errorf("removed twice: %v", err)
	}
}

// apart is a node that nobody finds unless it is told of it: the keys alone are those of the cluster.
func (c *cluster) apart(name protocol.NodeID) *node.Node {
	c.t.Helper()
	home, err := node.HomeAt(c.t.TempDir())
	if err != nil {
		c.t.Fatal(err)
	}
	home.Keys = c.home.Keys
	far := &cluster{c.t, home}
	return far.start(node.Config{Name: name})
}

func meet(t *testing.T, n, other *node.Node) {
	t.Helper()
	if _, err := n.Meet(context.Background(), other.Addr()); err != nil {
		t.Fatal(err)
	}
	says(t, n, other.Name(), "1", "1") // what is evaluated waits for the definitions
	says(t, other, n.Name(), "1", "1")
}

func TestDefinitionsThatDidNotKnowOfEachOther(t *testing.T) {
	c := newCluster(t)
	a, b := c.apart("a"), c.apart("b")
	everywhere(t, a, "func f() string { return `a` }")
	everywhere(t, b, "func f() string { return `b` }")
	everywhere(t, a, "func g() string { return `first at a` }")
	everywhere(t, a, "func g() string { return `a` }")
	everywhere(t, b, "func g() string { return `b` }")
	meet(t, a, b)
	for _, n := range []*node.Node{a, b} {
		if got := preludeOf(t, n); got != "f 1 b, g 2 a" {
			t.Errorf("%s has %s", n.Name(), got)
		}
		for _, at := range []protocol.NodeID{"a", "b"} {
			says(t, n, at, "f() + g()", "ba")
		}
	}
	everywhere(t, a, "func f() string { return `again` }")
	says(t, a, "b", "f()", "again")
}

func TestADefinitionAboveOneThatItsNodeDidNotKnow(t *testing.T) {
	c := newCluster(t)
	a, between, y := c.apart("a"), c.apart("between"), c.apart("y")
	meet(t, a, between)
	meet(t, between, y) // a does not know y
	everywhere(t, y, "func f() int { return 1 }")
	everywhere(t, y, "func f() int { return 2 }")
	everywhere(t, a, "func f() int { return 3 }")
	says(t, a, "between", "f()", "3")
	says(t, a, "a", "f()", "3")
	if got := preludeOf(t, between); got != "f 3 a" {
		t.Errorf("between has %s", got)
	}
}

func TestWhatIsMissingAndWhy(t *testing.T) {
	c := newCluster(t)
	a, b := c.nodes("a", "b")[0], c.start(node.Config{Name: "x"})
	shop := struct{ N int }{7}
	for _, n := range []*node.Node{a, b} {
		if err := n.Bind("shop", &shop); err != nil {
			t.Fatal(err)
		}
	}
	d := define(t, a, "var n = shop.N\nfunc f() int { return shop.N }")
	var got []string
	for _, x := range d.Answers {
		if err := x.Outcome.Err(""); err != nil {
			got = append(got, string(x.Node)+": "+err.Error())
		}
	}
	if strings.Join(got, "; ") != "b: failed: n cannot be declared there: undefined: shop" {
		t.Errorf("defined: %q", got)
	}
	if got, want := missing(t, b), "b f 0/1 waits there for names that nobody has declared\nb n 0/1 does not compile there: undefined: shop"; got != want {
		t.Errorf("missing:\n%s\nwant\n%s", got, want)
	}
	everywhere(t, a, "type shopping struct{}")
	says(t, a, "b", "shop := &struct{ N int }{8}", "")
	define(t, a, "func g() int { return 1 }")
	says(t, a, "b", "n + f()", "16") // what did not compile was tried again
	says(t, a, "x", "func g() int { return 2 }", "")
	if got, want := missing(t, b), "x g 0/1 it was declared anew there, for that node alone"; got != want {
		t.Errorf("missing:\n%s\nwant\n%s", got, want)
	}
	d, err := a.Define(context.Background(), node.Definition{Source: node.Source{Text: "func h() int { return `x` }"}})
	if err != nil || d.Failure == nil || preludeOf(t, b) != preludeOf(t, a) || strings.Contains(preludeOf(t, a), "h 1") {
		t.Errorf("what does not compile at its own node: %v, %v, and the prelude is %s", err, d.Failure, preludeOf(t, a))
	}
}

func TestWhoMayDefine(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	everywhere(t, a, "func f() int { return 1 }")
	looker, operator := c.start(node.Config{Role: protocol.Observer}), c.start(node.Config{Role: protocol.Operator})
	if _, err := looker.Define(context.Background(), node.Definition{Source: node.Source{Text: "func f() int { return 2 }"}}); err == nil || !strings.Contains(err.Error(), "its role is observer and the call needs operator") {
		t.Errorf("an observer defines: %v", err)
	}
	if _, err := looker.Remove(context.Background(), "", "f"); err == nil {
		t.Error("an observer removes")
	}
	for _, call := range []string{"prelude.put", "prelude.pull"} { // with these one could take any version
		if err := operator.CallInto(context.Background(), "a", call, nil, []any{}); err == nil || !strings.Contains(err.Error(), "needs member") {
			t.Errorf("an operator calls %s: %v", call, err)
		}
	}
	if got := preludeOf(t, looker); got != "f 1 a" {
		t.Errorf("an observer sees %s", got)
	}
	everywhere(t, operator, "func f() int { return 3 }")
	says(t, a, "b", "f()", "3")
	if es, err := operator.Prelude(context.Background()); err != nil || len(es) != 1 || es[0].Who != string(operator.Name()) || es[0].Stamp.By != "a" {
		t.Errorf("it is noted as %v, %v", es, err)
	}
	// Nothing of it is declared at a client.
	if o, _ := operator.Evaluate(context.Background(), "f()", node.Here{}); !strings.Contains(text(o), "undefined: f") {
		t.Errorf("at the client: %s", text(o))
	}
}

// Whoever defines what, when and where: as soon as all have been told what became of it, all nodes have the same, and it is what they evaluate.
func TestManyDefineAtOnce(t *testing.T) {
	c := newCluster(t)
	all := c.nodes("a", "b", "c")
	client := c.start(node.Config{Role: protocol.Operator})
	var wg sync.WaitGroup
	for i := range 24 {
		n := append(all, client)[i%4]
		wg.Go(func() {
			name := fmt.Sprint("f", i%3)
			d, err := n.Define(context.Background(), node.Definition{Source: node.Source{Text: fmt.Sprintf("func %s() int { return %d }", name, i)}})
			if err != nil || d.Failure != nil {
				t.Errorf("%s: %v, %v", name, err, d.Failure)
			}
			for _, a := range d.Answers {
				if f := a.Outcome.Failure; f != nil && !strings.Contains(f.Text, "was defined at the same time at") {
					t.Errorf("%s at %s: %s", name, a.Node, f.Text)
				}
			}
		})
	}
	wg.Wait()
	es, err := all[0].Prelude(context.Background())
	if err != nil || len(es) != 3 {
		t.Fatal(es, err)
	}
	for _, n := range all {
		if got, want := preludeOf(t, n), preludeOf(t, all[0]); got != want {
			t.Errorf("%s has %s, and a %s", n.Name(), got, want)
		}
		for _, e := range es {
			want := strings.TrimSuffix(e.Source[strings.Index(e.Source, "return ")+len("return "):], " }")
			says(t, all[0], n.Name(), e.Stamp.Name+"()", want)
		}
	}
	if got := missing(t, all[2]); got != "" {
		t.Errorf("missing:\n%s", got)
	}
	late := c.start(node.Config{Name: "late"})
	says(t, all[0], "late", "f0() + f1() + f2() - f0() - f1() - f2()", "0")
	if got, want := preludeOf(t, late), preludeOf(t, all[0]); got != want {
		t.Errorf("who is late has %s, and a %s", got, want)
	}
}

// A node whose file cannot be read has what the others have, says that it keeps nothing, and leaves the file to who can mend it.
func TestADamagedPrelude(t *testing.T) {
	c := newCluster(t)
	all := c.nodes("a", "b")
	everywhere(t, all[0], "func f() int { return 1 }")
	all[1].Close()
	file := filepath.Join(c.home.State, "prelude", "b.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := c.start(node.Config{Name: "b"})
	says(t, all[0], "b", "f()", "1")
	d := define(t, b, "func g() int { return 2 }")
	if !strings.Contains(d.Unkept, "b.json is damaged") || !strings.Contains(d.Unkept, "move the file away") {
		t.Errorf("kept: %q", d.Unkept)
	}
	says(t, b, "a", "g()", "2")
	if got, err := os.ReadFile(file); string(got) != "{" {
		t.Errorf("the file is %q, %v", got, err)
	}
}
