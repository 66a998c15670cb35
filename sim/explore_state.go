package sim

import (
	"slices"
	"time"

	"parley/protocol"
)

// This file says what a state of the explorer is. States share what did not change from one to the next.

// explorer is an exploration on its way.
type explorer struct {
	cfg      Exploration
	protocol *protocol.Protocol
	names    []protocol.NodeID
	nodes    int               // of the names; the protocol's service comes after them
	configs  []protocol.Config // of the nodes
	seeds    []uint64          // of their steps
	calls    []protocol.CallAt
	callAt   []int  // the nodes of the calls
	before   uint64 // how many calls there were before those
	kinds    map[string]bool

	timers      []string // those that were ever set, by their numbers
	timerNumber map[string]int

	first *state
	seen  map[uint64]struct{} // the hashes of all states
	tried map[uint64]struct{} // those of states before the properties remember what they see, with what was remembered and answered
	steps []step              // how each was reached, by the number of the state
	next  []*state            // those whose successors are not known yet, one deeper than what is expanded

	world     protocol.World
	watch     watchdog
	now       step               // what is being done
	checking  *protocol.Property // that is being looked at; nil: none is
	last      step               // what led to the violation
	full      bool               // there are more states than there may be
	violation *Violation
	found     Explored
}

// state is all nodes, all that is on its way, and what is left to do. What it points to is shared with other states and never changed.
type state struct {
	number    int32
	locals    []*local
	letters   []*letter // in the order in which they were sent
	called    uint64    // a bit for each of the explorer's calls
	ghost     map[string]any
	ghostHash uint64 // 0 if there is none

	crashes, drops, duplicates uint8 // so far
}

// local is the state of one node.
type local struct {
	machine  protocol.Machine // nil while it is down
	disk     map[string]any
	diskHash uint64
	timers   []alarm  // sorted by their numbers
	open     []uint64 // calls that were not answered yet
	hash     uint64   // of all of it, and of which node it is
}

// alarm is a timer that is set.
type alarm struct {
	number int
	left   time.Duration // in a Timely network: until it goes off
}

// letter is a message on its way.
type letter struct {
	from, to int
	message  protocol.Message
	flat     bool   // nobody who gets it can change it
	hash     uint64 // of all of it
}

// step is how a state was reached.
type step struct {
	from int32
	kind stepKind
	torn bool   // the node crashed after its first write
	sent uint8  // and, if not 0, after so many of its messages
	node int16  // that it happened at
	what uint64 // the hash of the letter, or the number of the call or timer
}

type stepKind uint8

const (
	stepDeliver stepKind = iota + 1
	stepAgain
	stepFire
	stepCall
	stepCrash
	stepRecover
	stepDrop
)

func newLetter(from, to int, m protocol.Message) *letter {
	return &letter{from: from, to: to, message: m, flat: sharesNothing(m.Body), hash: letterHash(from, to, m)}
}

func letterHash(from, to int, m protocol.Message) uint64 {
	h := mix(plainHash(m.Body), uint64(from)<<32|uint64(to))
	h = hashString(hashString(h, m.Part), m.Kind)
	return final(h)
}

func (s *state) has(hash uint64) bool {
	return slices.ContainsFunc(s.letters, func(l *letter) bool { return l.hash == hash })
}

// timer is the number of a timer.
func (x *explorer) timer(name string) int {
	n, ok := x.timerNumber[name]
	if !ok {
		n = len(x.timers)
		x.timers = append(x.timers, name)
		x.timerNumber[name] = n
	}
	return n
}

// alarm is a timer that has just been set.
func (x *explorer) alarm(name string, after time.Duration) alarm {
	if x.cfg.Network != Timely {
		after = 0
	}
	return alarm{x.timer(name), max(after, 0)}
}

// seal gives a node's state its hash: it will not change any more.
func (x *explorer) seal(node int, l *local) {
	h := mix(l.diskHash, uint64(node)+1)
	if l.machine != nil {
		slices.SortFunc(l.timers, func(a, b alarm) int { return a.number - b.number })
		h = mix(h, plainHash(l.machine))
		for _, t := range l.timers {
			h = mix(mix(h, uint64(t.number)), uint64(t.left))
		}
		h = mix(h, uint64(len(l.timers)))
		slices.Sort(l.open)
		for _, c := range l.open {
			h = mix(h, c)
		}
	}
	l.hash = final(h)
}

// hash is a hash of all of a state.
func (x *explorer) hash(s *state) uint64 {
	h := mix(s.called, uint64(s.crashes)|uint64(s.drops)<<8|uint64(s.duplicates)<<16)
	for _, l := range s.locals {
		h = mix(h, l.hash)
	}
	if x.cfg.Network == Ordered {
		h = mix(h, orderedHash(s.letters, len(s.locals)))
	} else {
		var sum uint64
		for _, l := range s.letters {
			sum += l.hash
		}
		h = mix(h, sum)
	}
	return final(mix(h, s.ghostHash))
}

// orderedHash depends on the order of the letters within each channel, and not on that of different channels.
func orderedHash(letters []*letter, nodes int) uint64 {
	var sum uint64
	channels := map[int]uint64{}
	for _, l := range letters {
		c := l.from*nodes + l.to
		h := channels[c]
		sum -= h
		h = final(mix(h, l.hash))
		sum += h
		channels[c] = h
	}
	return sum
}

// final spreads what a hash depends on over all of its bits, so that hashes can be added.
func final(h uint64) uint64 { return mix(mix(h, 0x452821e638d01377), h>>32) }
