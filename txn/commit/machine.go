package commit

// The machine of one node: what it knows, and what it does with each event. The algorithms are in twophase.go and threephase.go.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/protocol"
)

// Machine is one node's part of the transactions: always a participant, and the coordinator of those that began here.
type Machine struct {
	cfg  protocol.Config
	rule Rule // of Abort

	leader  protocol.NodeID   // "" if nobody is known to lead
	members []protocol.NodeID // who takes part in what begins now, sorted
	parked  []protocol.Call   // calls that wait for a leader
	left    bool              // the node has left the cluster, and waits for none

	last     Mark // of what this node has begun; its epoch is on disk
	opened   bool // the epoch is this life's
	data     map[string]string
	versions map[string]int  // of keys, those that were removed too; see copy.go
	fetches  int             // how often it will still ask for what it may have missed
	locks    map[string]TxID // of keys, by transactions that have them
	queue    []TxID          // of those that wait for keys, in the order in which they came
	txs      map[TxID]*tx
	led      map[TxID]*led // what this node coordinates and has not finished
	done     map[protocol.NodeID]Mark
	forget   []TxID // decided everywhere; removed with the next write
}

// led is what a coordinator knows of a transaction beside its own tx.
type led struct {
	Call    uint64 // 0: nobody waits for the end
	Phase   Phase
	Missing []protocol.NodeID // those whose answer of this phase has not come
}

// Phase is where a coordinator is with a transaction.
type Phase uint8

// The phases.
const (
	Locking    Phase = iota + 1 // its own keys first; nobody else has heard of the transaction
	Voting                      // w1: votes are awaited
	Preparing                   // p1: answers to PreCommit are awaited (3PC)
	Recovering                  // p1 after a crash: only the others, or the silence of all, can tell the decision (3PC)
	Finishing                   // c1: confirmations are awaited
)

var phases = [...]string{"none", "locking", "voting", "preparing", "recovering", "finishing"}

func (p Phase) String() string {
	if int(p) < len(phases) {
		return phases[p]
	}
	return "unknown phase"
}

// Status is one transaction as Transactions lists it.
type Status struct {
	Tx    TxID
	Rule  string   // "2PC" or "3PC"
	State string   // at this node: queued, asked, waiting, prepared, committed or aborted
	Phase string   // at its coordinator: locking, voting, preparing, recovering or finishing; else ""
	Keys  []string // that it writes
	Doubt bool     // this node has voted yes and does not know the decision
}

func newMachine(cfg protocol.Config, rule Rule) *Machine {
	return &Machine{
		cfg: cfg, rule: rule, members: slices.Sorted(slices.Values(cfg.Nodes)),
		data: map[string]string{}, versions: map[string]int{}, locks: map[string]TxID{}, txs: map[TxID]*tx{}, led: map[TxID]*led{}, done: map[protocol.NodeID]Mark{},
	}
}

// Step makes one event happen.
func (m *Machine) Step(e protocol.Event) (x protocol.Effects) {
	due := len(m.forget)
	switch e.Kind {
	case protocol.Start:
		m.start(&x, e.Stored)
	case protocol.Receive:
		m.receive(&x, e.Message)
	case protocol.Timeout:
		m.timeout(&x, e.Timer)
	case protocol.Request:
		m.request(&x, e.Call)
	case protocol.Learn:
		m.learn(&x, e.Fact)
	}
	m.clear(&x, due)
	return x
}

// start goes on where the disk says that the node was.
func (m *Machine) start(x *protocol.Effects, stored map[string]any) {
	switch name := protocol.NodeID(m.cfg.String("leader")); name {
	case "":
		m.leader = m.cfg.Nodes[0]
	case nobody:
	default:
		m.leader = name
	}
	m.restore(stored)
	for _, id := range slices.Sorted(maps.Keys(m.txs)) {
		if m.txs[id].State.promised() {
			m.hold(id)
		}
		if id.coordinator() == m.cfg.Self {
			m.resume(x, id)
		} else if m.txs[id].State.promised() {
			x.Note(fmt.Sprintf("recovers %s in %s: only others can tell the decision", id, m.txs[id].State))
			m.askOthers(x, id)
		}
	}
}

// receive hands a message to its handler. What a node cannot know a transaction by, it leaves alone.
func (m *Machine) receive(x *protocol.Effects, msg protocol.Message) {
	from := msg.From
	switch b := msg.Body.(type) {
	case Ballot:
		if at := b.Tx.mark(); at.N < 1 || b.Tx.coordinator() != from {
			return
		}
		m.onBallot(x, from, msg.Kind, b)
	case About:
		switch msg.Kind {
		case "Yes":
			m.onYes(x, from, b.Tx)
		case "PreCommit":
			m.onPreCommit(x, from, b.Tx)
		case "Ready":
			m.onReady(x, from, b.Tx)
		case "Commit":
			m.onCommit(x, from, Two, b.Tx)
		case "DoCommit":
			m.onCommit(x, from, Three, b.Tx)
		case "Committed", "HaveCommitted":
			m.onConfirm(x, from, b.Tx)
		case "Ask":
			m.onAsk(x, from, b.Tx)
		case "StateReq":
			m.onStateReq(x, from, b.Tx)
		}
	case Reason:
		if msg.Kind == "No" {
			m.onNo(x, from, b.Tx, b.Why)
		} else {
			m.onAbort(x, from, b.Tx, b.Why)
		}
	case Versions:
		m.onFetch(x, from, b)
	case nil:
		if msg.Kind == "Current" && from == m.leader {
			m.fetches = 0
			x.Stop("fetch")
		}
	case Undecided:
		m.onUndecided(x, from, b)
	case Wanted:
		if m.leader != m.cfg.Self {
			x.Note(fmt.Sprintf("%s asks for a transaction, and this node does not lead", from))
			return
		}
		m.begin(x, 0, b.Rule, b.Writes)
	}
}

// timeout hands a timer to its handler: its name is what it is about and the transaction.
func (m *Machine) timeout(x *protocol.Effects, timer string) {
	what, tx, _ := strings.Cut(timer, ":")
	id := TxID(tx)
	switch what {
	case "leader":
		m.giveUpLeader(x)
		return
	case "fetch":
		m.fetchAgain(x)
		return
	}
	if m.txs[id] == nil {
		return
	}
	switch what {
	case "votes":
		m.missingVotes(x, id)
	case "acks":
		m.missingAcks(x, id)
	case "resend":
		m.resend(x, id)
	case "veto":
		m.notVoted(x, id)
	case "wait":
		m.waitingTimeout(x, id)
	case "ready":
		m.preparedTimeout(x, id)
	case "end":
		m.silence(x, id)
	case "ask":
		m.askOthers(x, id)
	}
}

// nobody is the value of the parameter leader that says that nobody leads at the start.
const nobody = "-"

// request begins an operation.
func (m *Machine) request(x *protocol.Effects, c protocol.Call) {
	switch c.Op {
	case "TwoPhaseCommit":
		m.lead(x, c, Two, []KV{{Key: c.Args[0].(string), Value: c.Args[1].(string)}})
	case "ThreePhaseCommit":
		m.lead(x, c, Three, []KV{{Key: c.Args[0].(string), Value: c.Args[1].(string)}})
	case "TwoPhaseCommitAll":
		m.lead(x, c, Two, slices.Clone(c.Args[0].([]KV)))
	case "ThreePhaseCommitAll":
		m.lead(x, c, Three, slices.Clone(c.Args[0].([]KV)))
	case "Request2PC":
		m.ask(x, c, Two)
	case "Request3PC":
		m.ask(x, c, Three)
	case "Abort":
		m.abortKey(x, c)
	case "Vote":
		m.driverVotes(x, c)
	case "Get":
		k := c.Args[0].(string)
		if v, ok := m.data[k]; ok {
			x.Answer(c.ID, v)
		} else {
			x.Refuse(c.ID, fmt.Sprintf("there is nothing under %q at %s", k, m.cfg.Self))
		}
	case "Read":
		if m.leads(x, c) {
			v, there := m.data[c.Args[0].(string)]
			x.Answer(c.ID, Item{v, there})
		}
	case "Data":
		x.Answer(c.ID, maps.Clone(m.data))
	case "Transactions":
		x.Answer(c.ID, m.transactions())
	}
}

func (m *Machine) transactions() []Status {
	list := []Status{}
	for _, id := range slices.Sorted(maps.Keys(m.txs)) {
		t := m.txs[id]
		s := Status{Tx: id, Rule: t.Rule.String(), State: t.State.String(), Doubt: t.State.promised() && m.led[id] == nil}
		for _, w := range t.Writes {
			s.Keys = append(s.Keys, w.Key)
		}
		if l := m.led[id]; l != nil {
			s.Phase = l.Phase.String()
		}
		list = append(list, s)
	}
	return list
}

// lead begins a transaction if this node leads.
func (m *Machine) lead(x *protocol.Effects, c protocol.Call, rule Rule, writes []KV) {
	if err := m.fits(writes, false); err != nil {
		x.Refuse(c.ID, err.Error())
		return
	}
	if m.leads(x, c) {
		m.begin(x, c.ID, rule, writes)
	}
}

// leads says whether this node leads. If not, the call is refused with who does, or waits until somebody does.
func (m *Machine) leads(x *protocol.Effects, c protocol.Call) bool {
	if m.leader != m.cfg.Self && m.leader != "" {
		x.Refuse(c.ID, fmt.Sprintf("%s does not lead, %s does; call %s there, or Request2PC or Request3PC here", m.cfg.Self, m.leader, c.Op))
	}
	if m.leader == "" {
		m.park(x, c)
	}
	return m.leader == m.cfg.Self
}

// ask passes a wish on to the leader.
func (m *Machine) ask(x *protocol.Effects, c protocol.Call, rule Rule) {
	writes := []KV{{Key: c.Args[0].(string), Value: c.Args[1].(string)}}
	if err := m.fits(writes, false); err != nil {
		x.Refuse(c.ID, err.Error())
		return
	}
	switch m.leader {
	case "":
		m.park(x, c)
		return
	case m.cfg.Self:
		m.begin(x, 0, rule, writes)
	default:
		x.Send(m.leader, "Request", Wanted{rule, writes})
	}
	x.Answer(c.ID, "asked "+string(m.leader))
}

// park keeps a call until somebody leads.
func (m *Machine) park(x *protocol.Effects, c protocol.Call) {
	if m.left {
		x.Refuse(c.ID, whyLeft)
		return
	}
	if len(m.parked) >= maxQueue {
		x.Refuse(c.ID, fmt.Sprintf("%d calls wait for a leader already", maxQueue))
		return
	}
	m.parked = append(m.parked, c)
	x.Tell("need-leader", true)
	x.After("leader", leaderPatience*m.cfg.Duration("timeout"))
}

// leaderPatience is how many times the parameter "timeout" a call waits for a leader: an election takes several rounds.
const leaderPatience = 5

const whyLeft = "this node has left the cluster; Rejoin or Connect first"

func (m *Machine) giveUpLeader(x *protocol.Effects) {
	for _, c := range m.parked {
		x.Refuse(c.ID, "nobody leads, and nobody was elected in time; hold an election and try again")
	}
	m.parked = nil
}

// learn takes over who leads and who takes part. What has begun goes on as it began.
func (m *Machine) learn(x *protocol.Effects, f protocol.Fact) {
	switch f.Name {
	case "leader":
		before := m.leader
		m.leader, _ = f.Value.(protocol.NodeID)
		if m.leader != before && m.leader != "" && m.leader != m.cfg.Self {
			m.fetch(x) // what was committed before it was connected
		}
		if m.leader == "" || len(m.parked) == 0 {
			return
		}
		x.Stop("leader")
		calls := m.parked
		m.parked = nil
		for _, c := range calls {
			m.request(x, c)
		}
	case "left":
		if m.left, _ = f.Value.(bool); m.left {
			x.Stop("leader")
			for _, c := range m.parked {
				x.Refuse(c.ID, whyLeft)
			}
			m.parked = nil
		}
	case "members":
		if all, ok := f.Value.([]protocol.NodeID); ok && len(all) > 0 { // empty: this node does not lead, and begins nothing
			m.members = slices.Compact(slices.Sorted(slices.Values(all)))
		}
	}
}
