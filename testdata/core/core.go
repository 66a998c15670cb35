// Package core does what the core of a protocol must not, for the test that refuses it: each such line says what it is refused for.
package core

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net" // refused: import net
	"os"  // refused: import os
	"slices"
	"sort"
	"sync" // refused: import sync
	"time"

	"parley/protocol"
)

type machine struct {
	votes map[string]int
	order []string
	lock  sync.Mutex
	wake  chan bool   // refused: use channels
	timer *time.Timer // refused: use time.Timer
	every time.Duration
}

var steps int

var known = map[string]bool{}

const patience = 3 * time.Second

func (m *machine) Step(e protocol.Event) (x protocol.Effects) {
	began := time.Now()               // refused: use time.Now; a step has Event.At
	time.Sleep(time.Millisecond)      // refused: use time.Sleep
	m.timer = time.NewTimer(patience) // refused: use time.NewTimer
	_ = time.After(patience)          // refused: use time.After
	_ = time.Since(began)             // refused: use time.Since
	m.every, _ = time.ParseDuration("3s")
	go m.count()   // refused: start a goroutine
	m.wake <- true // refused: send on a channel
	<-m.wake       // refused: receive from a channel
	select {}      // refused: wait by select
	return x
}

func (m *machine) count() (all []string) {
	steps++           // refused: change the package's variable steps; what is remembered is a field
	known["a"] = true // refused: change the package's variable known
	_ = rand.IntN(3)  // refused: use the generator of all, rand.IntN
	_ = rand.New(rand.NewPCG(1, 2)).IntN(3)
	fmt.Println("a") // refused: use fmt.Println
	print("b")       // refused: print
	_ = fmt.Sprint("c")
	_, _ = os.Getwd()
	_, _ = net.Dial("tcp", "")
	return all
}

func (m *machine) orders() (all []string) {
	for name := range m.votes { // refused: range over a map
		m.order = append(m.order, name)
	}
	for name := range maps.Keys(m.votes) { // refused: go along a map
		m.order = append(m.order, name)
	}
	m.order = slices.Collect(maps.Keys(m.votes)) // refused: go along a map
	for name, n := range m.votes {               // refused: range over a map
		if n > 1 {
			all = append(all, name)
		}
	}
	sort.Strings(m.order) // another slice than that which was filled

	// any order:
	for name := range m.votes { // refused: range over a map
		delete(m.votes, name)
	}
	return all
}

func (m *machine) fine() (all []string) {
	for _, name := range slices.Sorted(maps.Keys(m.votes)) {
		all = append(all, name)
	}
	for range m.votes {
		all = append(all, "")
	}
	for name, n := range m.votes {
		if n > 1 {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	sum := 0
	for _, n := range m.votes { // any order: a sum
		sum += n
	}
	// any order: all of them go
	for name := range m.votes {
		delete(m.votes, name)
	}
	for i, name := range all {
		m.votes[name] = i + sum
	}
	return all
}
