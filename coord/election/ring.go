// This file is the ring election: numbers go around a ring, and the highest comes back to its node.

package election

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/protocol"
)

// Each node sends its number to the next one of the ring. A number that comes to a higher node is stopped there ("selective message extinction"); the higher node sends
// its own, if it has not yet. One that comes to a lower node is passed on. So only the highest number gets all around, and whose number comes back leads. It tells the
// others in a second round (Elected). No node needs to know how many there are.
//
// The paper's ring has no failures: where the next node is down, the number is lost. With the parameter skip, which is not the paper's, who passes
// something on waits for a confirmation (Passed), and where none comes within "timeout" it tries the next but one, and so on. For that it has to know them all. Who finds that
// the node itself is down whose number it holds, drops it, or it would go around for ever. A number that is lost with a node that held it is sent
// again, when its own node or one that has given way to it has waited for long enough.
//
// A node that has let a higher number pass does not lead, though its own comes back: the higher node may have been down when that passed it, and up again since. With this, crashes
// alone make no two leaders: of two nodes, the number of the higher one passes the lower one, or that is down then; and that of the lower one does not pass the higher one unless that
// is down then, and so has not yet won. Where messages take longer than "timeout" a node that is up is skipped, and then there can be two.
//
// Who leads and is not the highest of all tells it again each time that "check" has passed, so that a higher one that was cut off hears of it and holds an election.

// Ring is a node's part in it.
type Ring struct {
	contest
	round   uint64          // of the node's own number: those of former rounds do not count
	by      protocol.NodeID // the highest number that this node has let pass since it began to wait
	telling bool            // this leader's Elected has not come around yet
	byHand  bool            // the leader was not elected
	passing []passed        // what is not confirmed yet
}

// Number is the body of the messages: whose number goes around, and for which time.
type Number struct {
	Of    protocol.NodeID
	Round uint64
}

// Passed is the body of that kind: what was passed on.
type Passed struct {
	Kind string
	Number
}

// passed is what a node has passed on, and to whom last.
type passed struct {
	Passed
	To protocol.NodeID
}

// The kinds of messages.
const (
	kindCandidate = "Candidate"
	kindElected   = "Elected"
	kindPassed    = "Passed"
)

// timerHop is the beginning of the names of the timers that end a wait for a confirmation.
const timerHop = "hop "

// RingProtocol is the row.
func RingProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:    "ring",
		Summary: "the highest number that gets around a ring of all nodes leads",
		About: "For nodes that each need to speak to their neighbour only. Each sends its number around a ring, higher nodes stop lower numbers, and whose number comes back leads. It takes n log n messages " +
			"in the mean, where the bully takes up to n². Nodes that are down are skipped, at the price of a confirmation for each message. It survives crashes and restarts of any nodes. It does not survive a network that is cut or slower than the " +
			"parameter timeout: there may be a leader on each side, until the cut is over and the parameter check has passed.",
		Demos: []protocol.Demo{
			{Command: "check ring -n 2", Breaks: safety.Name, Doc: "no confirmation within the timeout is taken for a crash"},
			{Command: "sim ring --seeds 100 --faults partition", Breaks: safety.Name, Doc: "a leader on each side"},
			{Command: "sim ring --seeds 200 --faults crash", Doc: "crashes alone make no two leaders"},
		},
		Source: "Chang and Roberts, An Improved Algorithm for Decentralized Extrema-Finding in Circular Configurations of Processes, Communications of the ACM 22(5), 1979, pages 281-283",
		New:    func(c protocol.Config) protocol.Machine { return &Ring{contest: contest{cfg: c}} },
		Params: []protocol.Param{
			{Name: "timeout", Default: 500 * time.Millisecond, Min: time.Millisecond, Doc: "in how much time every node that is up confirms; one that takes longer is skipped, and then there may be two leaders. Each node that is down costs so much for each time around"},
			{Name: "check", Default: 5 * time.Second, Min: time.Millisecond, Doc: "how often a leader that is not the highest node says that it leads: so long there may be two leaders after a network that was cut is whole again"},
			{Name: "order", Default: "", Doc: "the nodes in the order of the ring, with blanks between them; those that are not named come last, by their names. The election takes most messages if each node is followed by the next lower one"},
			{Name: "skip", Default: true, Doc: "whether nodes that are down are skipped. false is the paper's ring, without confirmations: while a node is down nobody is elected"},
		},
		Messages: []protocol.MessageType{
			{Kind: kindCandidate, Body: Number{}, Doc: "to the next node: this number wants to get around"},
			{Kind: kindElected, Body: Number{}, Doc: "to the next node: that one has come around, and leads"},
			{Kind: kindPassed, Body: Passed{}, Doc: "to the node before: I have it"},
		},
		Calls:      []protocol.CallType{elect},
		Invariants: []protocol.Property{safety, highestNumber},
		Sometimes:  []protocol.Property{agreed},
		Workload:   workload,
		Explore:    explore,
		Faults:     crashes(),
	}
}

// highestNumber is what the paper proves: one number gets around, and it is the highest.
var highestNumber = protocol.Property{
	Name: "Highest Number",
	Doc:  "who follows an elected leader is not higher itself",
	Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *Ring) {
			if r := m.rank(m.leader); r >= 0 && !m.byHand && r < m.rank(id) {
				err = fmt.Errorf("%s follows %s, which is lower", id, m.leader)
			}
		})
		return err
	},
}

// Step is all that happens to the node.
func (m *Ring) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		m.round = uint64(e.At.Milliseconds()) // more than before a restart
		m.enter(&x, starting, 1)              // so that those that start together with it are up
	case protocol.Receive:
		m.receive(&x, e.Message)
	case protocol.Timeout:
		m.timedOut(&x, e.Timer)
	case protocol.Request:
		m.request(&x, e.Call.ID, m)
	case protocol.Learn:
		m.byHand = m.byHand || e.Fact.Name == protocol.FactLeader
		m.learn(&x, e.Fact, m)
	}
	return x
}

// after is the next node of the ring.
func (m *Ring) after(id protocol.NodeID) protocol.NodeID {
	var ring []protocol.NodeID
	for _, name := range strings.Fields(m.cfg.String("order")) {
		if named := protocol.NodeID(name); m.rank(named) >= 0 && !slices.Contains(ring, named) {
			ring = append(ring, named)
		}
	}
	for _, other := range m.cfg.Nodes {
		if !slices.Contains(ring, other) {
			ring = append(ring, other)
		}
	}
	return ring[(slices.Index(ring, id)+1)%len(ring)]
}

// enter begins a phase that lasts so many timeouts at most.
func (m *Ring) enter(x *protocol.Effects, p phase, timeouts int) {
	m.telling = false
	m.contest.enter(x, p, timeouts)
}

// rest ends the election.
func (m *Ring) rest(x *protocol.Effects) {
	m.phase, m.by, m.rounds, m.telling = normal, "", 0, false
	x.Stop(timerElection)
}

// hold holds an election, unless one is on.
func (m *Ring) hold(x *protocol.Effects) {
	if m.phase == normal || m.phase == starting {
		m.ask(x)
	}
}

// ask sends this node's number around. It takes a timeout for each node that is down, and less than one for all the others.
func (m *Ring) ask(x *protocol.Effects) {
	m.begin(x, "no number comes around; call Elect to try again")
	m.by, m.round = "", m.round+1
	x.Note("holds an election")
	m.enter(x, asking, len(m.cfg.Nodes)+1)
	m.pass(x, passed{Passed{kindCandidate, Number{m.cfg.Self, m.round}}, m.cfg.Self})
}

// pass passes something on to the node after the one that it was passed to last.
func (m *Ring) pass(x *protocol.Effects, p passed) {
	before := p.To
	p.To = m.after(p.To)
	m.confirmed(x, p.Kind, p.Of)
	switch {
	case before == p.Of && before != m.cfg.Self: // it is down, and nobody else has a use for it
		x.Note(fmt.Sprintf("%s is down itself", p.Of))
		if p.Kind == kindCandidate && m.phase == waiting && m.by == p.Of {
			m.ask(x)
		}
	case p.To == m.cfg.Self: // all others are down
		m.around(x, p.Passed)
	default:
		x.Send(p.To, p.Kind, p.Number)
		if m.cfg.Bool("skip") {
			m.passing = append(m.passing, p)
			x.After(p.timer(), m.cfg.Duration("timeout"))
		}
	}
}

func (p Passed) timer() string { return timerHop + p.Kind + " " + string(p.Of) }

// confirmed ends the wait for a confirmation, if there is one.
func (m *Ring) confirmed(x *protocol.Effects, kind string, of protocol.NodeID) {
	for i, p := range m.passing {
		if p.Kind == kind && p.Of == of {
			x.Stop(p.timer())
			m.passing = slices.Delete(slices.Clone(m.passing), i, i+1)
			break
		}
	}
	if len(m.passing) == 0 {
		m.passing = nil // one state has one form
	}
}

// around is that something of this node's own has come around.
func (m *Ring) around(x *protocol.Effects, p Passed) {
	switch {
	case p.Of != m.cfg.Self || p.Round != m.round:
	case p.Kind == kindElected:
		if m.telling {
			m.telling = false
			x.Stop(timerElection)
		}
	case m.phase == asking:
		m.lead(x)
	}
}

// lead makes the node the leader.
func (m *Ring) lead(x *protocol.Effects) {
	m.rest(x)
	m.follow(x, m.cfg.Self)
	x.Note("leads")
	m.tell(x)
}

// follow is that an election has ended.
func (m *Ring) follow(x *protocol.Effects, id protocol.NodeID) {
	m.byHand = false
	m.elected(x, id)
}

// tell sends around that this node leads; again if that does not come back, since it may have been lost with a node that had it.
func (m *Ring) tell(x *protocol.Effects) {
	m.telling = true
	m.within(x, len(m.cfg.Nodes)+1)
	m.check(x)
	m.pass(x, passed{Passed{kindElected, Number{m.cfg.Self, m.round}}, m.cfg.Self})
}

// check lets a leader say later that it leads, if there is a higher node.
func (m *Ring) check(x *protocol.Effects) {
	if m.rank(m.cfg.Self) < len(m.cfg.Nodes)-1 {
		x.After(timerCheck, m.cfg.Duration("check"))
	}
}

func (m *Ring) timedOut(x *protocol.Effects, timer string) {
	leads := m.leader == m.cfg.Self && m.phase == normal
	i := slices.IndexFunc(m.passing, func(p passed) bool { return p.timer() == timer })
	switch {
	case i >= 0:
		x.Note(fmt.Sprintf("%s does not answer", m.passing[i].To))
		m.pass(x, m.passing[i])
	case timer == timerCheck && leads, timer == timerElection && leads && m.telling:
		m.tell(x)
	case timer != timerElection:
	case m.phase == starting, m.phase == asking, m.phase == waiting:
		m.ask(x)
	}
}

func (m *Ring) receive(x *protocol.Effects, msg protocol.Message) {
	if p, is := msg.Body.(Passed); is {
		if slices.Contains(m.passing, passed{p, msg.From}) { // else it was for an earlier one
			m.confirmed(x, p.Kind, p.Of)
		}
		return
	}
	p := Passed{msg.Kind, msg.Body.(Number)}
	if m.cfg.Bool("skip") {
		x.Send(msg.From, kindPassed, p)
	}
	switch {
	case p.Of == m.cfg.Self:
		m.around(x, p)
	case m.phase == away:
		m.pass(x, passed{p, m.cfg.Self})
	case m.rank(p.Of) < m.rank(m.cfg.Self): // it ends here
		if m.leader == m.cfg.Self {
			m.tell(x)
		} else {
			m.hold(x)
		}
	case p.Kind == kindCandidate:
		m.giveWay(x, p.Of)
		m.pass(x, passed{p, m.cfg.Self})
	default: // a higher one that has passed this node, and lives, will tell that it leads after this
		m.rest(x)
		m.follow(x, p.Of)
		m.pass(x, passed{p, m.cfg.Self})
	}
}

// giveWay is that a higher number passes this node, which therefore does not lead.
func (m *Ring) giveWay(x *protocol.Effects, of protocol.NodeID) {
	if m.leader == m.cfg.Self {
		m.rest(x)
		m.set(x, "")
	}
	if m.rank(of) > m.rank(m.by) {
		m.by = of
	}
	m.enter(x, waiting, 2*len(m.cfg.Nodes)+1) // until that has been around, and the news of it
}
