package eval

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// atHome is an image named b with a clock of the test.
func atHome(t *testing.T, conf Config) (*Image, func(time.Duration)) {
	t.Helper()
	conf.Name = "b"
	im := newImage(t, conf)
	now := time.Now()
	im.refs.now = func() time.Time { return now }
	return im, func(d time.Duration) { now = now.Add(d) }
}

func declare(t *testing.T, im *Image, sources ...string) {
	t.Helper()
	for _, src := range sources {
		if r := im.Eval(t.Context(), Request{Source: src}); r.Failure != nil {
			t.Fatalf("%s: %v", src, r.Failure)
		}
	}
}

// answer is what a peer named a gets for src.
func answer(t *testing.T, im *Image, src string, print bool, binds ...protocol.Value) protocol.Outcome {
	t.Helper()
	var o protocol.Outcome
	r := im.Eval(t.Context(), Request{Source: src, Binds: binds, Within: func(r Result) { o = r.OutcomeFor("a", print) }})
	if r.Failure != nil {
		return protocol.Outcome{Verdict: protocol.Failed, Failure: r.Failure}
	}
	return o
}

func one(t *testing.T, o protocol.Outcome) protocol.Value {
	t.Helper()
	if o.Verdict != protocol.OK || len(o.Values) != 1 {
		t.Fatalf("no value: %+v", o)
	}
	return o.Values[0]
}

func TestWhatCannotTravelIsHeldAndUsedAtHome(t *testing.T) {
	home, _ := atHome(t, Config{})
	declare(t, home, `type Counter struct { mu sync.Mutex; n int }
		func (c *Counter) Add(k int) int { c.mu.Lock(); defer c.mu.Unlock(); c.n += k; return c.n }
		type Ring struct { N int; Next *Ring }
		func ring() *Ring { r := &Ring{N: 7}; r.Next = r; return r }
		type Op func(int) int
		func twice(n int) int { return 2*n }`)
	away := newImage(t, Config{Name: "a"})
	for _, c := range []struct{ src, typ, use, want string }{
		{"twice", "func(n int) int", "$0(21)", "42"},
		{"Op(twice)", "Op", "$0(4) + Op($0)(1)", "10"},
		{"any(strings.ToUpper)", "func(string) string", `$0("x")`, "X"},
		{"make(chan int, 2)", "chan int", "func() int { $0 <- 5; return <-$0 }()", "5"},
		{"&Counter{n: 1}", "*Counter", "func() int { $0.n = 1; return $0.Add(2) + $0.Add(3) }()", "9"},
		{"ring()", "*Ring", "$0.Next.Next.N", "7"},
		{"os.Stdout", "*os.File", "$0.Name()", "/dev/stdout"},
		{"map[string]func() int{\"k\": func() int { return 3 }}", "map[string]func() int", `$0["k"]()`, "3"},
	} {
		v := one(t, answer(t, home, c.src, false))
		ref, ok := RefOf(v)
		if !ok || ref.Node != "b" || v.Type != c.typ || ref.Type != c.typ {
			t.Errorf("%s came as %+v, a reference %v %v", c.src, v, ok, ref)
			continue
		}
		x, err := away.DecodeAny(v)
		if err != nil || x != ref {
			t.Errorf("%s is %#v away from home, %v", c.src, x, err)
			continue
		}
		for _, static := range []string{"any", "protocol.Ref"} {
			bind, err := Encode(reflect.ValueOf(x), static)
			if err != nil || bind.Type != c.typ {
				t.Errorf("%s goes back as %+v, %v", c.src, bind, err)
			}
			if got := one(t, answer(t, home, c.use, true, bind)); got.Text != c.want {
				t.Errorf("%s of %s is %+v, want %s", c.use, c.src, got, c.want)
			}
		}
	}
}

func TestReferencesInsideOthersAreWhatTheyStandForAtHome(t *testing.T) {
	home, _ := atHome(t, Config{})
	declare(t, home, `func twice(n int) int { return 2*n }`)
	x, err := newImage(t, Config{Name: "a"}).DecodeAny(one(t, answer(t, home, "twice", false)))
	if err != nil {
		t.Fatal(err)
	}
	bind, err := Encode(reflect.ValueOf([]any{x, 1}), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := one(t, answer(t, home, "$0[0].(func(int) int)($0[1].(int))", true, bind)); got.Text != "2" {
		t.Errorf("got %+v", got)
	}
	third := newImage(t, Config{Name: "c"})
	if got := one(t, answer(t, third, "$0[0]", true, bind)); got.Text != "b#1 func(n int) int" {
		t.Errorf("at another node it is %+v", got)
	}
}

func TestReferencesThatDoNotHold(t *testing.T) {
	home, pass := atHome(t, Config{RefLease: time.Minute, MaxRefs: 2})
	declare(t, home, "type T struct { f func() int }; var old = T{func() int { return 1 }}; func f() int { return 1 }")
	fails := func(what string, im *Image, src string, v protocol.Value, says string) {
		t.Helper()
		if o := answer(t, im, src, false, v); o.Failure == nil || !strings.Contains(o.Failure.Text, says) {
			t.Errorf("%s: %+v %v, want in it %q", what, o, o.Failure, says)
		}
	}
	v := one(t, answer(t, home, "f", false))
	fails("elsewhere", newImage(t, Config{Name: "c"}), "$0()", v, "b#1 is a value at b and can be used only there")
	again, _ := atHome(t, Config{})
	fails("after a restart", again, "$0()", v, "b#1 is gone: b has been started anew since")
	var g func() int
	if err := Decode(v, reflect.ValueOf(&g).Elem()); err == nil || !strings.Contains(err.Error(), "it stays at b, as b#1") {
		t.Errorf("as a func elsewhere: %v", err)
	}
	var s string
	if err := home.Decode(v, reflect.ValueOf(&s).Elem()); err == nil || !strings.Contains(err.Error(), "a string is wanted and it is a func() int") {
		t.Errorf("as a string at home: %v", err)
	}
	if err := home.Decode(v, reflect.ValueOf(&g).Elem()); err != nil || g() != 1 {
		t.Errorf("as a func at home: %v", err)
	}

	for range 10 { // use renews the lease
		pass(50 * time.Second)
		if got := one(t, answer(t, home, "$0()", true, v)); got.Text != "1" {
			t.Fatalf("got %+v", got)
		}
	}
	one(t, answer(t, home, "make(chan int)", false))
	o := answer(t, home, "make(chan int)", false)
	if o.Failure == nil || o.Failure.Kind != protocol.FailValue || !strings.Contains(o.Failure.Text, "b holds 2 values for a already") {
		t.Errorf("a third one: %+v %v", o, o.Failure)
	}
	if got := one(t, answer(t, home, "make(chan int)", true)); len(got.Data) != 0 || !strings.Contains(got.Text, "chan int (len 0, cap 0) (b holds 2 values for a already") {
		t.Errorf("a third one to be looked at: %+v", got)
	}
	if n := len(home.Refs()); n != 2 {
		t.Errorf("%d are held", n)
	}
	pass(61 * time.Second)
	fails("after its lease", home, "$0()", v, "b#1 is gone: it was released, or not used for 1m0s")
	if n := len(home.Refs()); n != 0 {
		t.Errorf("%d are held after the lease", n)
	}

	for range 5 { // what was only looked at makes room
		v = one(t, answer(t, home, "make(chan int)", true))
	}
	ref, ok := RefOf(v)
	if !ok || !strings.HasPrefix(v.Text, ref.Name()+" chan int") || len(home.Refs()) != 2 {
		t.Errorf("%+v; %d are held", v, len(home.Refs()))
	}
	if home.Release(ref, "other") || !home.Release(ref, "a") || home.Release(ref, "a") {
		t.Error("a reference is released by its holder, once")
	}
	home.ReleaseAll("a", 0)
	if n := len(home.Refs()); n != 0 {
		t.Errorf("%d are held after all were released", n)
	}
}

// A type that was declared again is another type: a value of the old one must not be taken for one of the new.
func TestReferencesKeepTheirVersionOfAType(t *testing.T) {
	home, _ := atHome(t, Config{})
	declare(t, home, "type T struct { A string; f func() }", `old := T{A: "old"}`)
	old := one(t, answer(t, home, "&old", false))
	declare(t, home, "type T struct { N, M int; f func() }", "cur := T{N: 4}")
	cur := one(t, answer(t, home, "&cur", false))
	for range 2 {
		if got := one(t, answer(t, home, "$0.A", true, old)); got.Text != "old" {
			t.Errorf("old: %+v", got)
		}
		if got := one(t, answer(t, home, "$0.N", true, cur)); got.Text != "4" {
			t.Errorf("new: %+v", got)
		}
	}
	if o := answer(t, home, "$0.N", true, old); o.Failure == nil || o.Failure.Kind != protocol.FailCompile {
		t.Errorf("a field of the new type in the old value: %+v", o)
	}
}

func TestTheRestOfACutValue(t *testing.T) {
	home, _ := atHome(t, Config{})
	declare(t, home, `type Box struct { Name string; Items []int; Next *Box }`)
	all := func(src string) (pages []string) {
		t.Helper()
		v := one(t, answer(t, home, src, true))
		pages = append(pages, v.Text)
		for ref, left := v.More, 1; ref.ID != 0 && left > 0; {
			p, err := home.More(context.Background(), ref, "a")
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, p.Text)
			left = p.Left
		}
		return pages
	}
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	pages := all("func() (s []int) { for i := range 250 { s = append(s, i) }; return }()")
	if len(pages) != 3 || !strings.HasSuffix(flat(pages[0]), "99 … 150 more ]") || !strings.HasPrefix(flat(pages[1]), "[ 100 101") || !strings.HasSuffix(flat(pages[2]), "248 249 ]") {
		t.Errorf("a long slice: %q", pages)
	}
	pages = all(`strings.Repeat("abcdefgh", 5000)`)
	whole := ""
	for _, p := range pages {
		p, _, _ = strings.Cut(p, "…")
		whole += p
	}
	if whole != strings.Repeat("abcdefgh", 5000) {
		t.Errorf("a long string: %d bytes in %d pages", len(whole), len(pages))
	}
	pages = all(`&Box{"b", make([]int, 101), &Box{Name: "inner", Items: make([]int, 102)}}`)
	if len(pages) != 3 || pages[1] != ".Items: [0]" || pages[2] != ".Next.Items: [0 0]" {
		t.Errorf("slices in structs: %q", pages)
	}
	pages = all(`func() map[int]string { m := map[int]string{}; for i := range 130 { m[i] = "v" }; return m }()`)
	if len(pages) != 2 || !strings.HasPrefix(flat(pages[1]), `map[ 100: "v"`) && !strings.HasPrefix(pages[1], `map[100:"v"`) {
		t.Errorf("a long map: %q", pages)
	}
	if v := one(t, answer(t, home, "[]int{1, 2}", true)); v.More != (protocol.Ref{}) {
		t.Errorf("there is more of what was not cut: %+v", v)
	}
	if err := home.Bind("big", make([]byte, 2<<20)); err != nil {
		t.Fatal(err)
	}
	if v := one(t, answer(t, home, "big", true)); len(v.Data) > 1000 {
		t.Errorf("%d bytes went along with the text", len(v.Data))
	} else if _, ok := RefOf(v); !ok {
		t.Errorf("no reference stands for what stayed: %+v", v)
	}
	var last protocol.Value
	first := one(t, answer(t, home, "make([]int, 101)", true))
	for i := range 20 {
		last = one(t, answer(t, home, fmt.Sprintf("make([]int, %d)", 200+i), true))
	}
	if _, err := home.More(context.Background(), last.More, "a"); err != nil {
		t.Error(err)
	}
	if _, err := home.More(context.Background(), first.More, "a"); err == nil {
		t.Error("the rest of all that was ever looked at is kept")
	}
}
