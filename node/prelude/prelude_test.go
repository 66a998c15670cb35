package prelude_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/node/prelude"
	"parley/protocol"
)

func TestSplit(t *testing.T) {
	values := []protocol.Value{{Type: "int"}, {Type: "string"}}
	for _, x := range []struct{ source, want string }{
		{"// half divides.\nfunc half(n int) int { return n / 2 }", "half func // half divides.\nfunc half(n int) int { return n / 2 }"},
		{"func (p *Point[T]) Sum() int { return 0 }; type Point[T any] struct{}", "Point.Sum method func (p *Point[T]) Sum() int { return 0 } | Point type type Point[T any] struct{}"},
		{"const (\n\tA Kind = 1 << iota\n\tB\n\t_, C = iota, \"$0\"\n)", `an error: a const called "_" is nothing that nodes can have in common; give it another name`},
		{"const (\n\tA Kind = 1 << iota\n\tB\n)", "A const const A Kind = 1 << 0 | B const const B Kind = 1 << 1"},
		{"const (\n\t// A is first.\n\tA, B = iota, -iota\n\tC, D\n)", "A const // A is first.\nconst A = 0 | B const // A is first.\nconst B = -0 | C const const C = 1 | D const const D = -1"},
		{"var a, b = 1, 2\nvar c, d int", "a var var a = 1 | b var var b = 2 | c var var c int | d var var d int"},
		{"var s, n = $1, $0", "s var var s = $0 [string] | n var var n = $0 [int]"},
		{"var n = f(\"$5\", $0, $0)", "n var var n = f(\"$5\", $0, $1) [int int]"},
		{"import (\n\t\"strings\"\n\tr \"math/rand\"\n)", "import strings import import \"strings\" | import r import import r \"math/rand\""},
		{"var a, b = f()", "an error: a and b have their values from one call, and each name of the prelude is defined by itself; declare them one by one"},
		{"func f() {}\nfunc f() {}", "an error: f is declared twice"},
		{"func _() {}", `an error: a func called "_" is nothing that nodes can have in common; give it another name`},
		{"func f() {}\nfunc main() { f() }", "none"}, {"func init() {}", "none"},
		{"var n = $7", "an error: $7 stands for no value"},
		{"x := 1", "none"}, {"f()", "none"}, {"func() int { return 1 }()", "none"}, {"", "none"}, {"func f() {}; f()", "none"}, {"var x = $y", "none"},
	} {
		var got []string
		all, err := prelude.Split(x.source, values)
		for _, d := range all {
			s := d.Name + " " + d.Kind + " " + d.Source
			if len(d.Binds) > 0 {
				var types []string
				for _, b := range d.Binds {
					types = append(types, b.Type)
				}
				s += fmt.Sprint(" ", types)
			}
			got = append(got, s)
		}
		if errors.Is(err, prelude.ErrNoDeclarations) {
			got = []string{"none"}
		} else if err != nil {
			got = []string{"an error: " + err.Error()}
		}
		if s := strings.Join(got, " | "); s != x.want {
			t.Errorf("%q:\n%s\nwant\n%s", x.source, s, x.want)
		}
	}
}

// Sets that heard of the same definitions, in whatever order and as often as it may be, are equal: also those that got them by asking.
func TestSetsBecomeEqual(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	for range 200 {
		var all []prelude.Entry
		for i := range 1 + r.IntN(12) {
			e := prelude.Entry{Stamp: prelude.Stamp{Name: fmt.Sprint("f", r.IntN(3)), Version: 1 + r.Uint64N(3), By: protocol.NodeID(rune('a' + r.IntN(2))), When: int64(i)}}
			if r.IntN(4) > 0 {
				e.Source = fmt.Sprint("func f", i, "() {}")
			}
			all = append(all, e)
		}
		sets := make([]*prelude.Set, 4)
		for i := range sets {
			sets[i] = &prelude.Set{}
			for _, k := range r.Perm(len(all)) {
				if i == 0 || r.IntN(3) == 0 {
					if _, err := sets[i].Put(all[k]); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		for range 2 { // what one has got others may get from it
			for _, k := range r.Perm(len(sets)) {
				from := sets[(k+1)%len(sets)]
				for _, e := range from.Lacking(sets[k].Stamps()) {
					if took, err := sets[k].Put(e); !took || err != nil {
						t.Fatalf("what it lacks is not taken: %v (PARLEY seed %d)", err, seed)
					}
				}
			}
		}
		for k := range sets {
			for _, e := range sets[0].Lacking(sets[k].Stamps()) {
				sets[k].Put(e)
			}
			if got, want := fmt.Sprint(sets[k].Entries()), fmt.Sprint(sets[0].Entries()); got != want {
				t.Fatalf("sets differ with seed %d:\n%s\n%s", seed, got, want)
			}
		}
	}
}

func entry(name, source string, version uint64) prelude.Entry {
	return prelude.Entry{Stamp: prelude.Stamp{Name: name, Version: version, By: "a", When: int64(version)}, Source: source}
}

func TestBounds(t *testing.T) {
	s := &prelude.Set{}
	for i := range prelude.MaxEntries {
		if _, err := s.Put(entry(fmt.Sprint("f", i), "func f() {}", 1)); err != nil {
			t.Fatal(err)
		}
	}
	one := []prelude.Entry{entry("more", "func more() {}", 1)}
	if err := s.Room(one); err == nil || err.Error() != "the prelude would have 1001 names, and has at most 1000; Nowhere(names...) removes some" {
		t.Errorf("one more: %v", err)
	}
	if err := s.Room([]prelude.Entry{entry("f7", "func f7() {}", 2)}); err != nil {
		t.Errorf("one of those again: %v", err)
	}
	if _, err := s.Put(one[0]); err != nil {
		t.Errorf("one more that another node has taken: %v", err)
	}
	for _, n := range []string{"f1", "f2"} {
		if took, err := s.Put(entry(n, "", 2)); !took || err != nil {
			t.Errorf("removed: %v", err)
		}
	}
	if err := s.Room([]prelude.Entry{entry("other", "func other() {}", 1)}); err != nil {
		t.Errorf("after a removal: %v", err)
	}
	large := entry("g", strings.Repeat("x", prelude.MaxEntry), 1)
	if _, err := s.Put(large); err == nil || !strings.Contains(err.Error(), "an entry of the prelude at most 262144; send what is large with Push") {
		t.Errorf("a large one: %v", err)
	}
	full := &prelude.Set{}
	var err error
	for i := 0; err == nil && i < 1000; i++ {
		e := []prelude.Entry{entry(fmt.Sprint("f", i), strings.Repeat("x", prelude.MaxEntry-100), 1)}
		if err = full.Room(e); err == nil {
			full.Put(e[0])
		}
	}
	if err == nil || !strings.Contains(err.Error(), "bytes, and has at most 4194304") || full.Live() > 17 {
		t.Errorf("%d large ones: %v", full.Live(), err)
	}
}

func TestKeeping(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "a.json")
	s, err := prelude.Load(path)
	if err != nil || s.Live() != 0 {
		t.Fatal(s, err)
	}
	e := entry("n", "var n = $0", 3)
	e.Binds = []protocol.Value{{Type: "string", Data: []byte{0xff, 0}}}
	for _, x := range []prelude.Entry{e, entry("gone", "", 2)} {
		if _, err := s.Put(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	again, err := prelude.Load(path)
	if err != nil || !slices.EqualFunc(again.Entries(), s.Entries(), func(a, b prelude.Entry) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) || again.Live() != 1 {
		t.Errorf("%v, %v", again, err)
	}
	for text, want := range map[string]string{"{": "is damaged", `{"Format": 9}`: "is of format 9, and this version knows 1", `{"Format": 1, "Entries": [{}]}`: "without a name"} {
		os.WriteFile(path, []byte(text), 0o600)
		if _, err := prelude.Load(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
