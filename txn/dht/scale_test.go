package dht_test

// What an operation costs, in messages and in time, from 3 to 1000 nodes. The figures are in the package's doc; `go test ./txn/dht -run Scale -update` writes them.

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/txn/dht"
)

// cost is what many operations of a kind took.
type cost struct {
	messages, ops int
	time          time.Duration
}

func (c cost) String() string {
	return fmt.Sprintf("%7.1f %5.1fms", float64(c.messages)/float64(c.ops), float64(c.time.Microseconds())/float64(c.ops)/1000)
}

// costs measures new keys that are put, and read again elsewhere, one after the other; a message takes 1ms.
func costs(t *testing.T, p *protocol.Protocol, nodes int, params map[string]any) (put, get cost) {
	t.Helper()
	p.Invariants, p.Sometimes = nil, nil // which look at all nodes after each step
	s, err := sim.New(sim.Config{Protocol: p, Nodes: nodes, Seed: 1, Params: params})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	one := func(c *cost, line string) {
		before := len(s.Trace().Events)
		if err := s.RunScript(line + "\nadvance 100ms"); err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Trace().Events[before:] {
			if e.What == protocol.Sent {
				c.messages++
			}
		}
		o := s.History()[len(s.History())-1]
		if !o.Ended || o.Reply.Verdict != protocol.OK {
			t.Fatalf("%d nodes: %s: %+v", nodes, line, o)
		}
		c.ops++
		c.time += o.End - o.Start
	}
	for i := range 12 {
		one(&put, fmt.Sprintf("call %d Put key%d v", 1+r.IntN(nodes), i))
		one(&get, fmt.Sprintf("call %d Get key%d", 1+r.IntN(nodes), i))
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return put, get
}

var scale = flag.Int("scale", 100, "how many nodes TestScale goes to; the table has 1000")

// The table is of what is measured, as far as it is measured.
func TestScale(t *testing.T) {
	sizes := []int{3, 10, 30, 100, 300, 1000}
	if i := slices.IndexFunc(sizes, func(n int) bool { return n > *scale }); i >= 0 && !*update {
		sizes = sizes[:i]
	}
	var b strings.Builder
	b.WriteString("//\tnodes   flood: put new   get              ring: put        get              one copy: put    get\n")
	last := 0.0
	for _, n := range sizes {
		fput, fget := costs(t, dht.Flood(), n, nil)
		rput, rget := costs(t, dht.OnRing(), n, nil)
		oput, oget := costs(t, dht.OnRing(), n, map[string]any{"replicas": 1})
		fmt.Fprintf(&b, "//\t%5d  %s  %s  %s  %s  %s  %s\n", n, fput, fget, rput, rget, oput, oget)
		if fput.messages != fput.ops*2*(n-1) {
			t.Errorf("%d nodes: the flood asks all, and all answer: %d messages for %d puts", n, fput.messages, fput.ops)
		}
		if extra := rget.messages - oget.messages; extra != rget.ops*4 {
			t.Errorf("%d nodes: the home asks two copies, and they answer: %d messages more for %d gets", n, extra, rget.ops)
		}
		if extra := rput.messages - oput.messages; extra != rput.ops*8 {
			t.Errorf("%d nodes: a new key is prepared and accepted by two copies: %d messages more for %d puts", n, extra, rput.ops)
		}
		last = float64(oget.messages) / float64(oget.ops)
	}
	if last > 12 {
		t.Errorf("%d nodes: %.1f messages for a get on the ring, which is more than half of the logarithm of 4000 points, and 3", sizes[len(sizes)-1], last)
	}
	const file = "doc.go"
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?m)^//\tnodes.*\n(//\t.*\n)*`)
	doc := table.ReplaceAllString(string(old), b.String())
	if *update {
		if err := os.WriteFile(file, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !strings.Contains(string(old), b.String()) {
		t.Errorf("the table in %s is not what is measured; run go test ./txn/dht -run Scale -update. It is\n%s", file, b.String())
	}
}
