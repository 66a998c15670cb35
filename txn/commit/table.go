package commit

// The rows of the table of protocols: two-phase commit, three-phase commit, and both on one map.

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// Ballot is the body of Prepare and CanCommit.
type Ballot struct {
	Tx      TxID
	Members []protocol.NodeID // all that take part
	Writes  []KV
	Copy    bool // it brings a member up to date: it is not asked whether it can commit
	Done    Mark // all transactions of this coordinator up to here are over: their records may go
}

// About is the body of what only says which transaction it is about.
type About struct{ Tx TxID }

// Reason is the body of No and Abort.
type Reason struct {
	Tx  TxID
	Why string
}

// Undecided is the answer of a member that does not know the decision.
type Undecided struct {
	Tx        TxID
	State     State
	Recovered bool // it has crashed since it voted
}

// Wanted is the body of Request.
type Wanted struct {
	Rule   Rule
	Writes []KV
}

// Question is the value of the fact "can-commit?".
type Question struct {
	Tx     TxID
	Writes []KV
}

// TwoPhase is two-phase commit.
func TwoPhase() *protocol.Protocol {
	p := row("2pc", "two-phase commit: all nodes commit or none; who has voted yes waits for the coordinator",
		"Gray, Notes on data base operating systems (1978), section 5.8.3.3; Bernstein, Hadzilacos and Goodman (1987), section 7.4", Two)
	p.Calls = append(calls(Two), common(Two)...)
	p.Messages = messages(Two)
	p.Workload = workload("TwoPhaseCommit", "Request2PC")
	p.Explore = explore("TwoPhaseCommit")
	p.Optional = []protocol.Property{NonBlocking()} // where it breaks is the price of two phases
	p.About = "For a change that all nodes make or none does. The leader collects votes and decides alone; what it has decided it tells until everybody has confirmed. It survives every " +
		"fault that a simulation has: no two nodes decide differently. The price is that whoever has voted yes may not decide without the leader. If that dies just then, its followers wait, and the " +
		"keys stay locked, until it is back. With cooperative=true they ask each other, which helps as soon as one of them knows."
	p.Demos = []protocol.Demo{
		{Command: "check 2pc -n 2 --crashes 1 --require non-blocking", Breaks: NonBlocking().Name, Doc: "the coordinator dies after a node has voted yes, which then waits"},
		{Command: "sim 2pc --seeds 200 --faults all", Doc: "but whatever is done to it, nobody decides differently"},
	}
	return p
}

// ThreePhase is three-phase commit.
func ThreePhase() *protocol.Protocol {
	p := row("3pc", "three-phase commit: no node that is up waits for one that is down, as long as messages take a bounded time",
		"Skeen, Nonblocking commit protocols (1981); Bernstein, Hadzilacos and Goodman (1987), section 7.5", Three)
	p.Calls = append(calls(Three), common(Three)...)
	p.Messages = messages(Three)
	p.Invariants = append(p.Invariants, NonBlocking())
	p.About = "As 2pc, with one more round before the decision: all learn that all have voted yes. So when the leader dies those who are left can decide by themselves, and nobody waits. It survives " +
		"crashes of any number of nodes, as long as messages take a bounded time. It does not survive a network that is cut, or slower than its timeouts: then both sides decide by themselves, and may decide differently."
	p.Demos = []protocol.Demo{
		{Command: "check 3pc -n 2", Breaks: "AC1", Doc: "the shortest schedule in which timers end before messages come: one commits, one aborts"},
		{Command: "sim 3pc --seeds 1000 --faults partition", Breaks: "AC1", Doc: "a cut network does the same"},
		{Command: "sim 3pc --seeds 200 --faults crash", Doc: "crashes alone do not, and nobody waits"},
	}
	p.Workload = workload("ThreePhaseCommit", "Request3PC")
	p.Explore = explore("ThreePhaseCommit")
	p.Faults = crashesOnly()
	return p
}

// Both is two-phase and three-phase commit on one map: what a node offers live.
func Both() *protocol.Protocol {
	p := row("commit", "two-phase and three-phase commit on one map", "Gray (1978); Skeen (1981); Bernstein, Hadzilacos and Goodman (1987), chapter 7", Three)
	p.Calls = append(append(calls(Two), calls(Three)...), common(Three)...)
	p.Messages = messages(Two)
	for _, msg := range messages(Three) {
		if _, has := p.Message(msg.Kind); !has {
			p.Messages = append(p.Messages, msg)
		}
	}
	p.About = "What the built-ins TwoPhaseCommit, ThreePhaseCommit and Data of a live node run. A transaction survives what its own rule survives: see 2pc and 3pc. Two transactions " +
		"on one key wait for each other, whichever rules they have. A node that was away gets what it has missed from the leader. A leader that was away itself does not get it from the others until the key " +
		"is written again: who restarts a node that its election makes the leader again reads old values there."
	p.Demos = []protocol.Demo{{Command: "check commit -n 2", Breaks: "AC1", Doc: "the weakness of three phases, as in 3pc"}}
	p.Workload = workload("ThreePhaseCommit", "Request2PC")
	p.Explore = explore("ThreePhaseCommit")
	p.Faults = crashesOnly()
	return p
}

func row(name, summary, source string, rule Rule) *protocol.Protocol {
	return &protocol.Protocol{
		Name: name, Summary: summary, Source: source,
		Model:   Model(),
		Network: "set", // what is lost, late or doubled is nothing new to it, and repeated messages are no new states
		New:     func(c protocol.Config) protocol.Machine { return newMachine(c, rule) },
		Params: []protocol.Param{
			{Name: "timeout", Default: 500 * time.Millisecond, Min: time.Millisecond, Doc: "how long a coordinator waits for votes and answers; participants wait 2 or 3 times as long. 3PC is only right if it is longer than two messages and the work between them take"},
			{Name: "leader", Default: "", Doc: "who leads at the start: a node's name; empty: the first node; -: nobody, until the fact leader says so"},
			{Name: "limit", Default: 64 << 10, Min: 1, Doc: "the largest value in bytes; it goes to every node and stays in memory there"},
			{Name: "ask", Default: false, Doc: "before it votes, a node tells the fact can-commit? and waits for Vote"},
			{Name: "backup", Default: true, Doc: "3PC: when a coordinator has failed, a backup coordinator asks all who are up and decides; false: each decides alone by the timeout transitions, which is not enough if the coordinator dies between two messages"},
			{Name: "cooperative", Default: false, Doc: "2PC: who is in doubt asks all members, not the coordinator alone, and so waits less often"},
		},
		Stores: []protocol.StoreType{
			{Key: epochKey, Value: 0, Doc: "how often this node has begun to coordinate after a start"},
			{Key: dataKey, Value: "", Doc: "the map"},
			{Key: versionKey, Value: 0, Doc: "how many transactions have written a key, a removed one too"},
			{Key: txKey, Value: Record{}, Doc: "what this node has promised or decided about a transaction, until it is over everywhere"},
			{Key: doneKey, Value: Mark{}, Doc: "up to where the transactions of a coordinator are over and forgotten"},
		},
		Invariants: []protocol.Property{
			property("AC1", "all processes that reach a decision reach the same one", (*history).ac1),
			property("AC2", "a process cannot reverse its decision after it has reached one", (*history).ac2),
			property("AC3", "the commit decision can only be reached if all processes voted yes", (*history).ac3),
			property("nothing acknowledged is lost", "every node that has nothing open about a key has what was committed last under it, also on disk", (*history).data),
		},
		Sometimes: []protocol.Property{
			{Name: "a transaction commits", Doc: "at some node", Check: sometimes(Committed)},
			{Name: "a transaction aborts", Doc: "at some node", Check: sometimes(Aborted)},
		},
	}
}

func calls(r Rule) []protocol.CallType {
	op, request := "TwoPhaseCommit", "Request2PC"
	doc := "asks all for their votes, and commits if all say yes"
	if r == Three {
		op, request = "ThreePhaseCommit", "Request3PC"
		doc = "asks all whether they can commit, tells all that all can, and commits"
	}
	return []protocol.CallType{
		{Op: op, Names: []string{"key", "value"}, Args: []any{"", ""}, Result: "", Doc: "at the leader: " + doc + ". The answer is the transaction's name; failed: it is aborted, for that reason"},
		{Op: op + "All", Names: []string{"writes"}, Args: []any{[]KV(nil)}, Result: "", Doc: "the same for several keys in one transaction"},
		{Op: request, Names: []string{"key", "value"}, Args: []any{"", ""}, Result: "", Doc: "asks the leader to do so, and returns at once; whether it was done can be seen in Data"},
	}
}

func common(r Rule) []protocol.CallType {
	return []protocol.CallType{
		{Op: "Abort", Names: []string{"key"}, Args: []any{""}, Result: "", Doc: fmt.Sprintf("at the leader: aborts what is open about a key and not yet sure to commit, and removes the key from all nodes by a transaction of its own (%s)", r)},
		{Op: "Vote", Names: []string{"tx", "ok", "reason"}, Args: []any{"", false, ""}, Doc: "the answer to the fact can-commit?, where the parameter ask is set"},
		{Op: "Get", Names: []string{"key"}, Args: []any{""}, Result: "", Doc: "what this node has under a key; failed: nothing"},
		{Op: "Read", Names: []string{"key"}, Args: []any{""}, Result: Item{}, Doc: "at the leader: what was committed last under a key, or that there is nothing"},
		{Op: "Data", Result: map[string]string(nil), Doc: "all that this node has"},
		{Op: "Transactions", Result: []Status(nil), Doc: "what this node knows of transactions that are not over everywhere"},
	}
}

func messages(r Rule) []protocol.MessageType {
	all := []protocol.MessageType{
		{Kind: r.ask(), Body: Ballot{}, Doc: "coordinator to all: here are the writes; can you commit them?"},
		{Kind: "Yes", Body: About{}, Doc: "to the coordinator: it can, whatever happens now; the writes are on disk"},
		{Kind: "No", Body: Reason{}, Doc: "to the coordinator: it cannot, and has aborted"},
		{Kind: r.decide(), Body: About{}, Doc: "the decision, from the coordinator until it is confirmed, and from members to who asks"},
		{Kind: r.confirm(), Body: About{}, Doc: "to the coordinator: the commit is on disk here"},
		{Kind: "Abort", Body: Reason{}, Doc: "the other decision; nobody confirms it"},
		{Kind: "Ask", Body: About{}, Doc: "who has voted yes and hears nothing asks for the decision"},
		{Kind: "Undecided", Body: Undecided{}, Doc: "to who asks: it is not known here"},
		{Kind: "Fetch", Body: Versions{}, Doc: "a member that was not connected to the leader, to it: what have I missed of this?"},
		{Kind: "Current", Doc: "to who fetches: nothing"},
		{Kind: "Request", Body: Wanted{}, Doc: "follower to leader: begin this"},
	}
	if r == Three {
		all = append(all,
			protocol.MessageType{Kind: "PreCommit", Body: About{}, Doc: "coordinator to all, backup coordinator to the uncertain: all have voted yes"},
			protocol.MessageType{Kind: "Ready", Body: About{}, Doc: "to the coordinator, or to the backup that has sent it: that is on disk here"},
			protocol.MessageType{Kind: "StateReq", Body: About{}, Doc: "backup coordinator to all: it takes over; in which state are you?"})
	}
	return all
}

// workload mixes commits of few keys, so that they meet, with wishes of followers and removals. Who is asked for a vote gives one now and then.
func workload(commit, request string) func(*protocol.World, protocol.NodeID, int, func(int) int) (string, []any) {
	return func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
		key := func() string { return string(rune('a' + random(3))) }
		value := fmt.Sprintf("v%d", n)
		if asked := asked(w, at); len(asked) > 0 && random(3) > 0 {
			return "Vote", []any{string(asked[random(len(asked))]), random(3) > 0, "drawn"}
		}
		if at != w.Nodes[0].ID {
			if random(4) == 0 {
				return "Get", []any{key()}
			}
			return request, []any{key(), value}
		}
		switch random(10) {
		case 0:
			return "Abort", []any{key()}
		case 1, 2:
			return commit + "All", []any{[]KV{{Key: "a", Value: value}, {Key: "b", Value: value}}}
		}
		return commit, []any{key(), value}
	}
}

// asked are the transactions that wait for a vote of a node.
func asked(w *protocol.World, at protocol.NodeID) (ids []TxID) {
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		for tx, t := range m.txs { // any order: they are sorted below
			if id == at && t.State == Asked {
				ids = append(ids, tx)
			}
		}
	})
	slices.Sort(ids)
	return ids
}

// explore is one commit by the leader: with it three nodes can be explored to the end.
func explore(commit string) func([]protocol.NodeID) []protocol.CallAt {
	return func(nodes []protocol.NodeID) []protocol.CallAt {
		return []protocol.CallAt{{Node: nodes[0], Op: commit, Args: []any{"k", "1"}}}
	}
}

// crashesOnly are the faults that three-phase commit is made for: nodes that stop, and a network that loses nothing and is as
// fast as it was said to be.
func crashesOnly() []string { return []string{"crash", "torn", "send", "disk", "duplicate", "reorder"} }
