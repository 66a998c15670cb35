package scripts

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"parley/coord"
	"parley/node"
	"parley/protocol"
	"parley/sim"
	"parley/txn"
)

// Catalog is all that can be simulated, checked and started, by name.
func Catalog() []*protocol.Protocol {
	all := append(coord.Protocols(), txn.Protocols()...)
	slices.SortFunc(all, func(a, b *protocol.Protocol) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// FindProtocol finds one of Catalog.
func FindProtocol(name string) (*protocol.Protocol, error) {
	var names []string
	for _, p := range Catalog() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return nil, fmt.Errorf("there is no protocol %q; there are %s", name, strings.Join(names, ", "))
}

// usualSeed is that of simulations that are given none.
var usualSeed atomic.Uint64

// SetSeed makes n the seed of the simulations of this process that are given none, from now on; at first it is 0. A test is run with many seeds by it.
func SetSeed(n uint64) { usualSeed.Store(n) }

// Simulate is Sim with an error instead of a panic.
func Simulate(of any, n int, with ...Setting) (*Cluster, error) {
	row, set, err := chosen(of, with)
	if err != nil {
		return nil, err
	}
	s, err := sim.New(sim.Config{Protocol: row, Nodes: n, Seed: set.seed, Params: set.params, Strict: true, Done: node.Stopped})
	if err != nil {
		return nil, err
	}
	return simCluster(s, row, ""), nil
}
