package eval

// This file runs mutated programs in child processes: none may end the process, hang past its deadline, or disturb an innocent
// evaluation that runs beside.

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/scanner"
	"go/token"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	mutants     = flag.Int("mutants", 200, "mutated programs that TestMutants runs")
	mutantSeed  = flag.Uint64("mutantseed", 1, "what they are made from")
	firstMutant = flag.Int("firstmutant", 0, "the number of the first of them")
)

// mutantDeadline is how long an input of a mutant may run.
const mutantDeadline = 100 * time.Millisecond

// corpus is what mutants are made of.
type corpus struct {
	programs [][]string // inputs
	tokens   []string
}

func readCorpus(t testing.TB) *corpus {
	c := &corpus{}
	b, err := os.ReadFile("testdata/language.json")
	if err != nil {
		t.Fatal(err)
	}
	var probes []struct{ Input []string }
	if err := json.Unmarshal(b, &probes); err != nil {
		t.Fatal(err)
	}
	for _, p := range probes {
		c.programs = append(c.programs, p.Input)
	}
	for _, p := range readProbes(t) {
		text, err := programText(p.file, p.source)
		if err == nil && len(text) < 8000 && !strings.Contains(text, "Stdin") {
			c.programs = append(c.programs, []string{text})
		}
	}
	for _, src := range runaway {
		c.programs = append(c.programs, []string{src})
	}
	for _, inputs := range nasty() {
		for _, in := range inputs {
			if len(in) < 500 {
				c.programs = append(c.programs, []string{in})
			}
		}
	}
	seen := map[string]bool{}
	for _, inputs := range c.programs {
		for _, in := range inputs {
			for _, tok := range tokensOf(in) {
				if !seen[tok] {
					seen[tok] = true
					c.tokens = append(c.tokens, tok)
				}
			}
		}
	}
	c.tokens = append(c.tokens, "1<<62", "1<<40", "-1", "nil", "1e300", "'\\x00'", "\"\\xff\"", "_", "...", "<-", ":=", "[0]", "[-1]", "struct{}{}", "any(nil)", "[]", "map[string]int{}",
		"goto", "fallthrough", "defer", "go", "select {}", "for {", "recover()", "panic(1)", "make(chan int)", "func() {", "}()", "type", "interface{", "~", "$0", "$x")
	return c
}

// tokensOf cuts source into tokens, each with what separates it from the next.
func tokensOf(text string) (toks []string) {
	var s scanner.Scanner
	f := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(f, []byte(text), func(token.Position, string) {}, 0)
	last := -1
	for {
		pos, tok, lit := s.Scan()
		at := f.Offset(pos)
		if last >= 0 && at > last {
			toks = append(toks, text[last:at])
			last = -1
		}
		if tok == token.EOF {
			return toks
		}
		if tok != token.SEMICOLON || lit == ";" {
			last = at
		}
	}
}

// mutant makes the program of a seed and a number.
func (c *corpus) mutant(seed uint64, number int) []string {
	r := rand.New(rand.NewPCG(seed, uint64(number)))
	pick := func() []string { return c.programs[r.IntN(len(c.programs))] }
	inputs := append([]string(nil), pick()...)
	if r.IntN(4) == 0 { // two that know nothing of each other
		inputs = append(inputs, pick()...)
	}
	for n := 1 + r.IntN(3); n > 0; n-- {
		i := r.IntN(len(inputs))
		toks := tokensOf(inputs[i])
		if len(toks) == 0 {
			continue
		}
		for k := 1 + r.IntN(4); k > 0 && len(toks) > 0; k-- {
			toks = c.mutate(r, toks, pick)
		}
		inputs[i] = strings.Join(toks, "")
	}
	return inputs
}

func (c *corpus) mutate(r *rand.Rand, toks []string, pick func() []string) []string {
	at := r.IntN(len(toks))
	other := func() string { return c.tokens[r.IntN(len(c.tokens))] + " " }
	switch r.IntN(8) {
	case 0: // without it
		return append(toks[:at:at], toks[at+1:]...)
	case 1: // twice
		return append(toks[:at:at], append([]string{toks[at]}, toks[at:]...)...)
	case 2: // another's place
		to := r.IntN(len(toks))
		out := append([]string(nil), toks...)
		out[at], out[to] = out[to], out[at]
		return out
	case 3, 4: // something else
		out := append([]string(nil), toks...)
		out[at] = other()
		return out
	case 5: // more
		return append(toks[:at:at], append([]string{other()}, toks[at:]...)...)
	case 6: // a part again
		to := at + r.IntN(min(20, len(toks)-at)+1)
		return append(toks[:to:to], toks[at:]...)
	default: // the end of another
		in := pick()
		if rest := tokensOf(in[r.IntN(len(in))]); len(rest) > 0 {
			return append(toks[:at:at], rest[r.IntN(len(rest)):]...)
		}
		return toks
	}
}

func TestMutants(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a child needs inherited pipes")
	}
	c := readCorpus(t)
	var next, values, failures, deadlines, bad atomic.Int64
	next.Store(int64(*firstMutant))
	last := int64(*firstMutant + *mutants)
	began := time.Now()
	var wg sync.WaitGroup
	for range max(1, min(4, runtime.GOMAXPROCS(0))) {
		wg.Go(func() {
			var p *child
			defer func() {
				if p != nil {
					p.end()
				}
			}()
			for n := next.Add(1) - 1; n < last; n = next.Add(1) - 1 {
				if p == nil {
					p = startChild(t)
				}
				j := job{Inputs: c.mutant(*mutantSeed, int(n)), Deadline: mutantDeadline, Budget: Budget{Memory: 256 << 20, Output: 1 << 20}}
				r, err := p.do(j)
				if err != nil || r.Wrong != "" {
					t.Errorf("mutant %d: %v %s\nrun it again with go test ./eval -run TestMutants -mutants 1 -mutantseed %d -firstmutant %d; it is\n%s", n, err, r.Wrong, *mutantSeed, n, j.show())
					if bad.Add(1) > 50 {
						return
					}
				}
				if err != nil {
					p = nil
				}
				for _, f := range r.Failures {
					switch {
					case f == "":
						values.Add(1)
					case strings.Contains(f, "the deadline passed"):
						deadlines.Add(1)
					default:
						failures.Add(1)
					}
				}
				if done := n - int64(*firstMutant) + 1; done%10_000 == 0 {
					fmt.Printf("%d mutants in %v: %d inputs ended in a value, %d in an error, %d at their deadline; %d programs misbehaved\n",
						done, time.Since(began).Round(time.Second), values.Load(), failures.Load(), deadlines.Load(), bad.Load())
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d mutants: %d inputs ended in a value, %d in an error, %d at their deadline; %d programs misbehaved", *mutants, values.Load(), failures.Load(), deadlines.Load(), bad.Load())
	if values.Load() == 0 || failures.Load() == 0 {
		t.Error("mutants do not do what they are for")
	}
}
