// This file is the dumb election: a file that all nodes share names the leader.

package election

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// It is what is written when an election is needed by tomorrow. Read the file and try the leader that it names; if that one cannot be
// reached, delete the file and try again; if there is no file, create it and lead. The leader reads the file again at each beat, and
// stops leading when it is not named any more.
//
// It has no paper, and it is wrong. Between reading the name of a dead leader and deleting the file, another node may have
// deleted and created it: then a file that names a living leader is deleted, and two lead until the next beat of the first. A
// leader that is only slow to answer is deposed, and leads on meanwhile. It is kept as it is, for the simulator to show that; but it ends,
// after so many attempts, with an outcome.

// Dumb is a node's part in it.
type Dumb struct {
	cfg protocol.Config
	office
	does      task
	asked     uint64          // the number of the last question to the file or to a leader: answers to others do not count
	attempt   int             // of this election
	tries     protocol.NodeID // whom the file names
	followers []protocol.NodeID
	resign    []uint64 // calls of LeaveLeadership
}

// task is what a node does.
type task string

const (
	idle     task = ""
	reading  task = "reading"
	trying   task = "trying"
	deleting task = "deleting"
	creating task = "creating"
	checking task = "checking" // of a leader: does the file name it?
)

// The kinds of messages between nodes.
const (
	kindKnock = "Knock"
	kindHere  = "Here"
	kindMoved = "Moved"
)

// Knock is the body of that kind, and Here's.
type Knock struct{ ID uint64 }

// Moved is the body of that kind.
type Moved struct{ Leader protocol.NodeID }

// Names of timers.
const (
	timerStep = "step"
	timerBeat = "beat"
)

const opLeaveLeadership = "LeaveLeadership"

// DumbProtocol is the row.
func DumbProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:    "dumb",
		Summary: "a file that all nodes share names the leader; wrong on purpose: there may be two",
		About: "What one writes who has heard of no paper: who finds no file creates it with its own name and leads, and who cannot reach the leader that it names deletes it and tries again. " +
			"It works as long as nothing fails and all is on time. Between reading the file and acting on it the world changes: a leader that restarts, is slow or is cut off finds itself deposed only " +
			"when it reads the file again, and until then two lead.",
		Demos: []protocol.Demo{
			{Command: "sim dumb --seeds 200", Breaks: safety.Name, Doc: "a leader that was away for a moment comes back beside the next one"},
			{Command: "sim dumb --seeds 200 --faults none", Doc: "it works until something fails"},
		},
		New:     func(c protocol.Config) protocol.Machine { return &Dumb{cfg: c} },
		Service: func(c protocol.Config) protocol.Machine { return &file{Leader: protocol.NodeID(c.String("names"))} },
		Params: []protocol.Param{
			{Name: "timeout", Default: 300 * time.Millisecond, Min: time.Millisecond, Doc: "how long the file or a leader may take to answer; a leader that takes longer is deposed"},
			{Name: "every", Default: time.Second, Min: time.Millisecond, Doc: "how often the leader reads the file again; for so long there may be two"},
			{Name: "attempts", Default: 5, Min: 1, Doc: "how often an election begins anew before it is given up"},
			{Name: "names", Default: "", Doc: "whom the file names at the beginning; there is none if empty"},
		},
		Messages: []protocol.MessageType{
			{Kind: KindRead, Body: Read{}, Doc: "to the file: whom do you name?"},
			{Kind: KindContent, Body: Content{}, Doc: "from the file: that one"},
			{Kind: KindCreate, Body: Create{}, Doc: "to the file, if there is none: name me"},
			{Kind: KindCreated, Body: Created{}, Doc: "from the file: I do, or there is one already"},
			{Kind: KindDelete, Body: Delete{}, Doc: "to the file, if whom it names does not answer"},
			{Kind: KindDeleted, Body: Deleted{}, Doc: "from the file"},
			{Kind: kindKnock, Body: Knock{}, Doc: "to whom the file names: are you there?"},
			{Kind: kindHere, Body: Knock{}, Doc: "from that one: yes"},
			{Kind: kindMoved, Body: Moved{}, Doc: "from a leader that leads no more, to those that have knocked: that one does, or look yourselves"},
		},
		Calls: []protocol.CallType{elect,
			{Op: opLeaveLeadership, Result: protocol.NodeID(""), Doc: "stops leading, as a leader does that the file does not name any more; the result is whom it names, if anybody"}},
		Invariants: []protocol.Property{safety},
		Sometimes:  []protocol.Property{agreed},
		Workload: func(_ *protocol.World, _ protocol.NodeID, _ int, random func(int) int) (string, []any) {
			if random(8) == 0 {
				return opLeaveLeadership, nil
			}
			return elect.Op, nil
		},
		Explore: explore,
		Faults:  crashes(),
	}
}

// Step is all that happens to the node.
func (m *Dumb) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		m.asked = uint64(e.At.Milliseconds()) // more than before a restart
		m.hold(&x)
	case protocol.Receive:
		m.receive(&x, e.Message)
	case protocol.Timeout:
		m.timedOut(&x, e.Timer)
	case protocol.Request:
		switch {
		case m.left:
			x.Refuse(e.Call.ID, whyLeft)
		case e.Call.Op == opLeaveLeadership && m.leader != m.cfg.Self:
			x.Refuse(e.Call.ID, "this node does not lead")
		case e.Call.Op == opLeaveLeadership:
			m.resign = append(m.resign, e.Call.ID)
			m.look(&x, checking)
		case m.leader == m.cfg.Self:
			x.Answer(e.Call.ID, m.leader)
		default:
			m.calls = append(m.calls, e.Call.ID)
			m.hold(&x)
		}
	case protocol.Learn:
		m.learn(&x, e.Fact)
	}
	return x
}

// hold holds an election, unless one is on.
func (m *Dumb) hold(x *protocol.Effects) {
	if m.does == idle && !m.left {
		m.attempt = 1
		m.look(x, reading)
	}
}

// ask begins a task: its question has a number of its own, and a time in which it is to be answered.
func (m *Dumb) ask(x *protocol.Effects, t task) uint64 {
	m.does = t
	m.asked++
	x.After(timerStep, m.cfg.Duration("timeout"))
	return m.asked
}

// look reads the file.
func (m *Dumb) look(x *protocol.Effects, t task) {
	x.Send(protocol.ServiceNode, KindRead, Read{m.ask(x, t)})
}

// rest ends a task.
func (m *Dumb) rest(x *protocol.Effects) {
	m.does, m.tries = idle, ""
	x.Stop(timerStep)
}

// again begins the election anew, or gives it up.
func (m *Dumb) again(x *protocol.Effects) {
	if m.attempt++; m.attempt <= m.cfg.Int("attempts") {
		m.look(x, reading)
		return
	}
	m.rest(x)
	why := fmt.Sprintf("no leader was found in %d attempts; call Elect to try again", m.cfg.Int("attempts"))
	m.failed(x, why)
	x.Note(why)
	if m.leader == "" {
		x.Tell(protocol.FactLeader, m.leader) // the result: none. Who needs one asks again
	}
}

func (m *Dumb) timedOut(x *protocol.Effects, timer string) {
	switch {
	case timer == timerBeat && m.does != idle:
		x.After(timerBeat, m.cfg.Duration("every"))
	case timer == timerBeat && m.leader == m.cfg.Self:
		m.look(x, checking)
	case timer == timerBeat && m.leader == "":
		m.hold(x)
	case timer != timerStep:
	case m.does == trying:
		x.Note(fmt.Sprintf("%s does not answer", m.tries))
		x.Send(protocol.ServiceNode, KindDelete, Delete{m.ask(x, deleting)})
	case m.does == checking:
		m.checked(x, m.cfg.Self) // nobody can say otherwise
	case m.does != idle:
		m.again(x)
	}
}

func (m *Dumb) receive(x *protocol.Effects, msg protocol.Message) {
	switch b := msg.Body.(type) {
	case Content:
		switch {
		case b.ID != m.asked:
		case m.does == checking:
			m.checked(x, b.Leader)
		case m.does != reading:
		case b.Leader == "":
			x.Send(protocol.ServiceNode, KindCreate, Create{m.ask(x, creating), m.cfg.Self})
		case b.Leader == m.cfg.Self: // from before it was down
			m.lead(x)
		default:
			m.tries = b.Leader
			x.Send(b.Leader, kindKnock, Knock{m.ask(x, trying)})
		}
	case Created:
		switch {
		case b.ID != m.asked || m.does != creating:
		case b.OK:
			m.lead(x)
		default:
			m.again(x)
		}
	case Deleted:
		if b.ID == m.asked && m.does == deleting {
			m.again(x)
		}
	case Knock:
		if msg.Kind == kindKnock {
			m.knocked(x, msg.From, b)
		} else if b.ID == m.asked && m.does == trying && m.tries == msg.From {
			m.rest(x)
			m.elected(x, msg.From)
		}
	case Moved:
		switch {
		case m.leader != msg.From:
		case b.Leader == "" || b.Leader == m.cfg.Self: // it may have been on its way for long: the file says whether it is so
			m.set(x, "")
			m.hold(x)
		default:
			m.set(x, b.Leader)
		}
	}
}

// knocked answers who was sent here by the file. If this node did not know that it is named, it looks.
func (m *Dumb) knocked(x *protocol.Effects, from protocol.NodeID, b Knock) {
	if m.left {
		return
	}
	if !slices.Contains(m.followers, from) {
		m.followers = append(m.followers, from)
	}
	x.Send(from, kindHere, b)
	if m.leader != m.cfg.Self {
		m.hold(x)
	}
}

// lead makes the node the leader.
func (m *Dumb) lead(x *protocol.Effects) {
	m.rest(x)
	m.elected(x, m.cfg.Self)
	x.After(timerBeat, m.cfg.Duration("every"))
	x.Note("leads")
}

// checked is what the file says to its leader, at a beat or when it wants to leave.
func (m *Dumb) checked(x *protocol.Effects, named protocol.NodeID) {
	m.rest(x)
	resign := m.resign
	m.resign = nil
	if m.leader != m.cfg.Self { // it leads no more for another reason
		for _, call := range resign {
			x.Answer(call, m.leader)
		}
		return
	}
	if named == m.cfg.Self {
		if resign == nil {
			x.After(timerBeat, m.cfg.Duration("every"))
			return
		}
		named = ""
		m.asked++
		x.Send(protocol.ServiceNode, KindDelete, Delete{m.asked})
	}
	m.leaveLeadership(x, named)
	m.set(x, named)
	for _, call := range resign {
		x.Answer(call, named)
	}
	x.After(timerBeat, m.cfg.Duration("every")) // without a leader it looks again by then
}

// leaveLeadership tells the followers.
func (m *Dumb) leaveLeadership(x *protocol.Effects, next protocol.NodeID) {
	x.SendEach(m.followers, kindMoved, Moved{next})
	m.followers = nil
	x.Note("leads no more")
}

// learn hears from the other machines of the node.
func (m *Dumb) learn(x *protocol.Effects, f protocol.Fact) {
	switch f.Name {
	case protocol.FactNodes:
		m.cfg.Nodes = f.Value.([]protocol.NodeID)
	case protocol.FactLeader:
		id, led := f.Value.(protocol.NodeID), m.leader == m.cfg.Self
		m.leader = id
		switch {
		case led && id == "":
			m.followers = nil // who has taken its leadership from it tells them more
		case led && id != m.cfg.Self:
			m.leaveLeadership(x, id)
		case !led && id == m.cfg.Self && !m.left: // by somebody's hand: the file is to say so too
			m.attempt = 1
			x.After(timerBeat, m.cfg.Duration("every"))
			x.Send(protocol.ServiceNode, KindDelete, Delete{m.ask(x, deleting)})
		}
	case protocol.FactNeedLeader:
		m.hold(x)
	case protocol.FactLeft:
		m.left = f.Value.(bool)
		if m.left {
			m.rest(x)
			x.Stop(timerBeat)
			m.failed(x, whyLeft)
		}
	}
}
