// This file has what the elections of several steps have in common: the bully and the ring.

package election

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// contest is a node's part in one.
type contest struct {
	cfg protocol.Config
	office
	phase  phase
	rounds int // elections that this node has held since there was a leader
}

// phase is what a node does.
type phase string

const (
	normal   phase = "normal"   // no election is on
	starting phase = "starting" // it has come up just now
	asking   phase = "asking"   // are higher nodes up?
	waiting  phase = "waiting"  // for a higher one that is up
	halts    phase = "halting"  // no higher node is up, and the lower ones are halted
	halted   phase = "halted"   // a higher node is about to lead
	away     phase = "away"     // it has left the cluster
)

// Names of timers.
const (
	timerElection = "election" // ends each phase but normal
	timerCheck    = "check"    // a leader looks whether a higher node is up
)

// maxRounds is how many elections a call waits for.
const maxRounds = 5

// contender is what differs.
type contender interface {
	hold(*protocol.Effects)  // holds an election, unless one is on
	rest(*protocol.Effects)  // ends it
	tell(*protocol.Effects)  // tells others that this node leads
	check(*protocol.Effects) // lets a leader look again later whether there is a higher node
}

// rank is the place of a node: a higher one wins.
func (c *contest) rank(id protocol.NodeID) int { return slices.Index(c.cfg.Nodes, id) }

// enter begins a phase that lasts so many timeouts at most.
func (c *contest) enter(x *protocol.Effects, p phase, timeouts int) {
	c.phase = p
	c.within(x, timeouts)
}

func (c *contest) within(x *protocol.Effects, timeouts int) {
	x.After(timerElection, time.Duration(timeouts)*c.cfg.Duration("timeout"))
}

// begin counts an election. After so many who has asked for a leader is told why there is none.
func (c *contest) begin(x *protocol.Effects, why string) {
	c.rounds++
	if c.rounds > maxRounds {
		c.failed(x, fmt.Sprintf("%d elections in a row had no result: %s", maxRounds, why))
		c.rounds = 1
	}
}

// request is the call Elect.
func (c *contest) request(x *protocol.Effects, call uint64, m contender) {
	switch {
	case c.left:
		x.Refuse(call, whyLeft)
	case c.leader == c.cfg.Self:
		m.tell(x) // somebody may have been told by hand to lead
		x.Answer(call, c.leader)
	default:
		c.calls = append(c.calls, call)
		m.hold(x)
	}
}

// learn hears from the other machines of the node.
func (c *contest) learn(x *protocol.Effects, f protocol.Fact, m contender) {
	switch f.Name {
	case protocol.FactNodes:
		c.cfg.Nodes = f.Value.([]protocol.NodeID)
	case protocol.FactLeader:
		c.leader = f.Value.(protocol.NodeID)
		if c.leader == c.cfg.Self && c.phase != away {
			m.rest(x)
			m.check(x)
		}
	case protocol.FactNeedLeader:
		m.hold(x)
	case protocol.FactLeft:
		c.left = f.Value.(bool)
		m.rest(x)
		if c.left {
			c.phase = away
			c.failed(x, whyLeft)
		}
	}
}
