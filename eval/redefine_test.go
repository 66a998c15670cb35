package eval

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	seeds     = flag.Int("seeds", 60, "random sessions of redefinitions that TestRedefinitions runs")
	firstSeed = flag.Uint64("seed", 1, "the first of them")
)

const sessionSteps = 60

// TestRedefinitions runs random sessions of declarations, redefinitions and expressions against a model. The long form is
// `go test ./eval -run TestRedefinitions -seeds 100000 -timeout 1h`.
func TestRedefinitions(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+uint64(*seeds); seed++ {
		steps := randomSession(seed)
		at, _ := runSession(t, steps)
		if at < 0 {
			continue
		}
		steps = shrink(t, steps[:at+1])
		at, got := runSession(t, steps)
		var b strings.Builder
		for _, s := range steps {
			fmt.Fprintf(&b, "\t%s\n", strings.ReplaceAll(strings.TrimSpace(s.source), "\n", "\n\t"))
		}
		t.Fatalf("seed %d: the last of these is %q, want %q:\n%sagain: go test ./eval -run TestRedefinitions -seed %d -seeds 1", seed, got, steps[at].want, b.String(), seed)
	}
}

func randomSession(seed uint64) []step {
	s := &session{newModel(), rand.New(rand.NewPCG(seed, 0)), map[string]int{}}
	steps := []step{{"func twice[E int | string](e E) E { return e + e }", ""}}
	for range sessionSteps {
		steps = append(steps, s.step())
	}
	return steps
}

// runSession gives the number of the first step that does not do what it must, and what it does; -1 if all is well.
func runSession(t *testing.T, steps []step) (int, string) {
	im, err := New(Config{Engine: *engineFlag, Grace: 20 * time.Second}) // not newImage, which would keep each of them to the end of the test
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	im.kind.traits.loads = 7 // engines come and go
	im.pool.kind.traits.loads = 7
	im.cleanAt, im.leftovers = 0, -1<<20 // what is left over goes after each input
	for i, s := range steps {
		r := im.Eval(context.Background(), Request{Source: s.source})
		got := ""
		switch {
		case r.Failure != nil:
			got = "!" + r.Failure.Error()
		case len(r.Values) > 0:
			got = strings.Join(strings.Fields(im.Text(r.Values[0])), " ")
		}
		if strings.HasPrefix(s.want, "!") && strings.HasPrefix(got, "!") && strings.Contains(got, s.want[1:]) {
			continue
		}
		if got != s.want {
			return i, got
		}
	}
	return -1, ""
}

// shrink leaves out steps as long as the last one still fails. What the model foretold stands, so a session that was cut may
// fail for want of what was left out; such cuts are told by a failure that speaks of an undefined name.
func shrink(t *testing.T, steps []step) []step {
	_, was := runSession(t, steps)
	for i := len(steps) - 2; i >= 0; i-- {
		cut := slices.Delete(slices.Clone(steps), i, i+1)
		if at, got := runSession(t, cut); at == len(cut)-1 && got == was {
			steps = cut
		}
	}
	return steps
}

func TestOldTypesAreToldApart(t *testing.T) {
	im := newImage(t, Config{})
	run(t, im, `type P struct { X int; Y string }; type Q struct { P P }; p := P{1, "a"}; ps := []P{p}; q := Q{p}; func take(ps []P, q ...P) int { return len(ps) }; m := map[string]*P{"a": &p}`,
		`type P struct { X string; Z int }`)
	const differ = "\n\tP@1 is from before P was declared anew: it lacks Z; it has Y, which there is no longer; X was int and is string"
	for _, tc := range []struct{ src, want string }{
		{"take(ps)", "1:6: cannot use ps (variable of type []P@1) as []P value in argument to take" + differ},
		{"take(nil, p)", "1:11: cannot use p (variable of struct type P@1) as P value in argument to take" + differ},
		{"ps = []P{}", "1:6: cannot use []P{} (value of type []P) as []P@1 value in assignment" + differ},
		{"p == P{}", "1:6: invalid operation: p == P{} (mismatched types P@1 and P)" + differ},
		{`m["b"] = &P{}`, "1:10: cannot use &P{} (value of type *P) as *P@1 value in assignment" + differ},
		{"func f() P { return p }", "1:21: cannot use p (variable of struct type P@1) as P value in return statement" + differ},
		{"Q{P: p}", "1:6: cannot use p (variable of struct type P@1) as P value in struct literal" + differ},
		{"q", `Q@1{P: P@1{X: 1, Y: "a"}}`},
		{"m", `map[a:&P@1{X: 1, Y: "a"}]`},
		{"[]any{p, P{}}", `[P@1{X: 1, Y: "a"} P{X: "", Z: 0}]`},
		{"q.P.X + len(taek(ps))", "1:13: undefined: taek (did you mean take?)"},
		{"p = ps[0]; p.Y", "a"},
	} {
		r := im.Eval(t.Context(), Request{Source: tc.src})
		got := ""
		if r.Failure != nil {
			got = r.Failure.Error()
		} else if len(r.Values) > 0 {
			got = im.Text(r.Values[0])
		}
		if got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.src, got, tc.want)
		}
	}
}

// A variable that is declared again together with its type and a method follows methods that come later.
func TestVariableDeclaredAgainWithItsType(t *testing.T) {
	im := newImage(t, Config{})
	for i, want := range []string{"2", "11", "2", "12", "2"} {
		src := "type P struct { A int }\nfunc (p P) M() int { return p.A + 1 }\nvar p = P{A: 1}\np.M()"
		if i%2 == 1 {
			src = "func (p P) M() int { return p.A + " + strconv.Itoa(10+i/2) + " }; p.M()"
		}
		if r, v, _ := run(t, im, src); v != want {
			t.Errorf("step %d: got %s %v, want %s", i, v, r.Failure, want)
		}
	}
	if r, v, _ := run(t, im, "p.A = 7", "func (p P) N() int { return p.A }", "type P struct { A int }; func (p P) N() int { return -p.A }; var q = p; q.N() + p.N()"); v != "-14" {
		t.Errorf("got %s %v", v, r.Failure)
	}
}
