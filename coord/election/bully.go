// This file is the bully election: the highest node that is up leads.

package election

import (
	"slices"
	"time"

	"parley/protocol"
)

// The paper's assumptions (section III) are ours: nodes crash and come back with nothing but their names, and do nothing else wrong; messages arrive
// unchanged, in order, and within a bounded time, and nodes answer at once, so that who does not answer within "timeout" is down.
// A network that is cut or too slow is outside of them, and then there can be two leaders: one in each part.
//
// Of the paper's two parts of an election we keep both, since the halting is what makes it safe at each moment, and not only in the end:
// a candidate first asks all higher nodes whether they are up (Election, the paper's AreYouUp), and gives way to any that is
// (Answer). Then it halts all lower ones (Halt, the paper's EnterElection), so that none of them leads any more, and only when each has confirmed
// (Halted) or is down it leads, and tells them (Coordinator, the paper's SetCoordinator and SetState in one).
//
// A leader asks the higher nodes from time to time, as coordinators of the paper's second algorithm do (section IV, Check), so that leaders of
// parts that were cut off from each other become one again.
//
// A node that comes up waits for one timeout before it does anything, so that no answer to its former life counts in this one, and then holds an
// election. The paper leaves that to messages with numbers.

// Bully is a node's part in it.
type Bully struct {
	contest
	by      protocol.NodeID   // who has halted this node
	halting []protocol.NodeID // who has not confirmed yet that it has halted
}

// The kinds of messages.
const (
	kindElection    = "Election"
	kindAnswer      = "Answer"
	kindHalt        = "Halt"
	kindHalted      = "Halted"
	kindCoordinator = "Coordinator"
)

// patience is how many timeouts a node waits for another to lead: one of that to come up, one for it to ask, one to halt, and one for the ways.
const patience = 4

// BullyProtocol is the row.
func BullyProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:    "bully",
		Summary: "the highest node that is up leads",
		About: "For a small cluster in which messages take a bounded time. Who misses the leader asks all nodes with a greater name; if none of them answers in time it leads, and " +
			"tells all with a smaller name. It survives crashes and restarts of any nodes. It does not survive a network that is cut or slower than the parameter timeout: there may be a leader on each side, until the cut is over and the parameter check has passed.",
		Demos: []protocol.Demo{
			{Command: "check bully -n 2", Breaks: safety.Name, Doc: "no answer within the timeout is taken for a crash"},
			{Command: "sim bully --seeds 100 --faults partition", Breaks: safety.Name, Doc: "a leader on each side"},
			{Command: "sim bully --seeds 200 --faults crash", Doc: "crashes alone make no two leaders"},
		},
		Source: "Garcia-Molina, Elections in a Distributed Computing System, IEEE Transactions on Computers C-31, 1982, section III",
		New:    func(c protocol.Config) protocol.Machine { return &Bully{contest: contest{cfg: c}} },
		Params: []protocol.Param{
			{Name: "timeout", Default: 500 * time.Millisecond, Min: time.Millisecond, Doc: "in how much time every node that is up answers; if one takes longer there may be two leaders"},
			{Name: "check", Default: 5 * time.Second, Min: time.Millisecond, Doc: "how often a leader looks whether a higher node is up after all: so long there may be two leaders after a network that was cut is whole again"},
		},
		Messages: []protocol.MessageType{
			{Kind: kindElection, Doc: "to all higher nodes: I hold an election"},
			{Kind: kindAnswer, Doc: "from a higher one: leave it to me"},
			{Kind: kindHalt, Doc: "to all lower nodes: nobody leads until I say who"},
			{Kind: kindHalted, Doc: "from a lower one: I do not"},
			{Kind: kindCoordinator, Doc: "from the leader: I lead"},
		},
		Calls:      []protocol.CallType{elect},
		Invariants: []protocol.Property{safety},
		Sometimes:  []protocol.Property{agreed},
		Workload:   workload,
		Explore:    explore,
		Faults:     crashes(),
	}
}

// Step is all that happens to the node.
func (m *Bully) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		m.enter(&x, starting, 1)
	case protocol.Receive:
		m.receive(&x, e.Message.Kind, e.Message.From)
	case protocol.Timeout:
		m.timedOut(&x, e.Timer)
	case protocol.Request:
		m.request(&x, e.Call.ID, m)
	case protocol.Learn:
		m.learn(&x, e.Fact, m)
	}
	return x
}

func (m *Bully) lower() []protocol.NodeID  { return m.cfg.Nodes[:m.rank(m.cfg.Self)] }
func (m *Bully) higher() []protocol.NodeID { return m.cfg.Nodes[m.rank(m.cfg.Self)+1:] }

// rest ends the election.
func (m *Bully) rest(x *protocol.Effects) {
	m.phase, m.by, m.halting, m.rounds = normal, "", nil, 0
	x.Stop(timerElection)
}

// hold holds an election, unless one is on.
func (m *Bully) hold(x *protocol.Effects) {
	if m.phase == normal {
		m.ask(x)
	}
}

// ask asks all higher nodes whether they are up.
func (m *Bully) ask(x *protocol.Effects) {
	m.begin(x, "higher nodes answer, and none of them comes to lead")
	m.by = ""
	if len(m.higher()) == 0 {
		m.halt(x)
		return
	}
	x.Note("holds an election")
	x.SendEach(m.higher(), kindElection, nil)
	m.enter(x, asking, 1)
}

// halt makes sure that no lower node leads.
func (m *Bully) halt(x *protocol.Effects) {
	m.set(x, "")
	m.halting = slices.Clone(m.lower())
	if len(m.halting) == 0 {
		m.lead(x)
		return
	}
	x.SendEach(m.halting, kindHalt, nil)
	m.enter(x, halts, 1)
}

// lead makes the node the leader.
func (m *Bully) lead(x *protocol.Effects) {
	m.rest(x)
	m.tell(x)
	m.elected(x, m.cfg.Self)
	x.Note("leads")
	m.check(x)
}

// tell tells that the node leads.
func (m *Bully) tell(x *protocol.Effects) { x.SendEach(m.lower(), kindCoordinator, nil) }

// check lets a leader look again later whether a higher node is up.
func (m *Bully) check(x *protocol.Effects) {
	if len(m.higher()) > 0 {
		x.After(timerCheck, m.cfg.Duration("check"))
	}
}

func (m *Bully) timedOut(x *protocol.Effects, timer string) {
	if timer == timerCheck {
		if m.leader == m.cfg.Self && m.phase == normal {
			x.SendEach(m.higher(), kindElection, nil)
			m.check(x)
		}
		return
	}
	switch m.phase {
	case starting, waiting, halted:
		m.ask(x)
	case asking:
		m.halt(x) // no higher node is up
	case halts:
		m.lead(x) // those that have not confirmed are down
	}
}

func (m *Bully) receive(x *protocol.Effects, kind string, from protocol.NodeID) {
	above := m.rank(from) > m.rank(m.cfg.Self)
	if m.phase == away {
		if kind == kindHalt {
			x.Send(from, kindHalted, nil) // it does not lead, and nobody is to wait for it
		}
		return
	}
	switch kind {
	case kindElection:
		if m.leader == m.cfg.Self {
			m.tell(x) // to all: who asks may have led others, in a part of the network that was cut off
			return
		}
		x.Send(from, kindAnswer, nil)
		m.hold(x)
	case kindAnswer:
		if m.phase == asking {
			m.enter(x, waiting, patience)
		}
	case kindHalt:
		if !above { // it took this node for down
			x.Send(from, kindAnswer, nil)
			m.hold(x)
			return
		}
		m.set(x, "")
		m.by, m.halting = from, nil
		x.Send(from, kindHalted, nil)
		m.enter(x, halted, patience)
	case kindHalted:
		if m.phase != halts {
			return
		}
		m.halting = slices.DeleteFunc(m.halting, func(id protocol.NodeID) bool { return id == from })
		if len(m.halting) == 0 {
			m.lead(x)
		}
	case kindCoordinator:
		if above && m.rank(m.by) <= m.rank(from) {
			m.rest(x)
			m.elected(x, from)
		}
	}
}
