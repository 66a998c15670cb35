package scripts

// What RMap is told beside the function and the elements.

import (
	"fmt"
	"time"

	"parley/node"
)

// spread is how the elements are spread over the nodes.
type spread struct {
	on       Target
	chunk    int           // elements in one message; 0: as many as a node seems to need chunkTime for
	again    bool          // what may have run may be tried again
	progress *bool         // nil: a bar at a terminal, else nothing
	each     time.Duration // for one element; 0 is the node's Config.Timeout
}

// On says which nodes take part; without it all do.
func On(target Target) Option { return Option{spread: func(s *spread) { s.on = target }} }

// Chunk is how many elements travel in one message.
func Chunk(n int) Option {
	if n < 1 {
		panic(fmt.Errorf("a chunk of %d elements makes no sense; give a number from 1, or no Chunk at all", n))
	}
	return Option{spread: func(s *spread) { s.chunk = n }}
}

// Again allows that an element is evaluated more than once.
func Again() Option { return Option{spread: func(s *spread) { s.again = true }} }

// Progress says whether it is shown how far the work is.
func Progress(on bool) Option { return Option{spread: func(s *spread) { s.progress = &on }} }

func gatherSpread(opts []Option) (spread, error) {
	s := spread{on: Target{Set: "all"}}
	for _, o := range opts {
		if o.timeout < 0 {
			return s, fmt.Errorf("a timeout of %v makes no sense; give a time for one element", o.timeout)
		}
		if o.timeout > 0 {
			s.each = o.timeout
		}
		if o.spread != nil {
			o.spread(&s)
		}
	}
	if s.on.Policy != node.WaitAll {
		return s, fmt.Errorf("RMap waits for every element, so @%s is no target for it; name nodes, or all, others or self", s.on)
	}
	return s, nil
}
