// Package bad does what a machine must not, for the test that refuses it: each such line says what it is refused for.
package bad

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os" // refused: import os
	"slices"
	"sync" // refused: import sync
	"time"

	. "parley/protocol"
)

type ask struct{ who NodeID }

type inner struct{ wake chan bool } // refused: use channels

type machine struct {
	Config
	lock  sync.Mutex // refused: have a sync.Mutex in its state
	votes map[NodeID]bool
	n     int
	order []NodeID
}

type funcs struct {
	Config
	then func() // refused: have a func in its state
}

type anything struct {
	last any // refused: have an interface, in which there may be anything in its state
}

type moments struct {
	began time.Time // refused: use time.Time
}

type deep struct {
	all map[NodeID][]inner
}

func (m *machine) Step(e Event) (x Effects)  { return m.step(e) }
func (m *funcs) Step(e Event) (x Effects)    { return x }
func (m *anything) Step(e Event) (x Effects) { return x }
func (m *moments) Step(e Event) (x Effects)  { return x }
func (m *deep) Step(e Event) (x Effects)     { return x }

var steps int
var log []string
var names = []string{"a", "b"}

// P is its row.
var P = Protocol{
	New: func(c Config) Machine {
		m := &machine{Config: c}
		m.votes = map[NodeID]bool{}
		return m
	},
	Messages: []MessageType{{Kind: "ask", Body: ask{}}, {Kind: "wait"}}, // refused: the field who
	Invariants: []Property{{Name: "none", Check: func(w *World) error {
		Machines(w, func(id NodeID, m *machine) {
			m.n++ // refused: be changed outside of its steps, as m.n is here
		})
		return nil
	}}},
}

func (m *machine) step(e Event) (x Effects) {
	now := time.Now()            // refused: use time.Now
	time.Sleep(time.Millisecond) // refused: use time.Sleep
	_ = now
	go m.step(e)           // refused: start a goroutine
	if rand.IntN(2) == 0 { // refused: use the generator of all
		steps++                  // refused: change the package's variable steps
		log = append(log, "one") // refused: change the package's variable log
	}
	names[0] = "c"  // refused: change the package's variable names
	p := &steps     // refused: change the package's variable steps
	clear(names)    // refused: change the package's variable names
	fmt.Println(*p) // refused: use fmt.Println
	os.Remove("f")
	x.Send(m.Self, "ask", ask{m.Self}) // refused: the field who
	for id := range m.votes {          // refused: range over a map
		x.Send(id, "hi", nil)
	}
	for id := range m.votes { // refused: range over a map
		m.order = append(m.order, id)
	}
	for _, id := range slices.Collect(maps.Keys(m.votes)) { // refused: go along a map
		x.Send(id, "hi", nil)
	}
	_ = names[1]
	_ = e.Rand().IntN(3)
	return x
}

func looks(w *World) error {
	for i, n := range w.Nodes {
		if m, ok := n.Machine.(*machine); ok { // refused: ask a Machine for its type
			_ = m.order
		}
		switch w.Nodes[i].Machine.(type) { // refused: ask a Machine for its type
		}
		_, _ = n.Stored["last"].(ask) // refused: ask a value of NodeState.Stored
		_, _ = n.Stored["name"].(string)
	}
	return nil
}
