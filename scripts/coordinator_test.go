package scripts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// until types a line again and again, until it shows what is wanted.
func until(t *testing.T, n *node.Node, want, line string) {
	t.Helper()
	var got string
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if got = typed(context.Background(), n, scripts.Ask{}, nil, line)[0]; got == want {
			return
		}
	}
	t.Errorf("%s\nshows  %s\nwant   %s", line, got, want)
}

func TestConnections(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a, b, c := all[0], all[1], all[2]
	see(t, a, "nobody", "Leader()")
	see(t, a, "false", "IsLeader()")
	see(t, a, "a has no leader; Connect to one, or hold an election", "@leader 1")
	see(t, b, "failed: a does not lead, and knows of no leader", "Connect(a)")
	see(t, a, "a true []", `fmt.Sprint(Leader(), " ", IsLeader(), " ", Connections())`, "Lead()", `fmt.Sprint(Leader(), " ", IsLeader(), " ", Connections())`)
	see(t, b, "a", `Connect("a")`)
	see(t, b, "a", `Connect(a)`) // twice is once
	see(t, a, "[b]", "Connections()")
	see(t, c, "a", "Connect(b)") // b follows, and says whom
	see(t, a, "[b c]", "Connections()")
	see(t, c, "[b c]", "@leader Connections()")
	see(t, c, "b c", "@followers Self()")
	see(t, b, "nobody", "Disconnect()", "Leader()")
	see(t, a, "[c]", "Connections()")
	see(t, b, "a", "Rejoin()")
	see(t, a, "[b]", "Drop(c)", "Connections()")
	until(t, c, "nobody", "Leader()")
	see(t, c, "a", "Connect("+`"`+a.Addr()+`"`+")")
	see(t, a, "c", "Leave()") // hands over
	until(t, b, "c", "Leader()")
	see(t, a, "nobody", "Leader()")
	see(t, a, "failed: this node has left the cluster; Rejoin or Connect first", `ThreePhaseCommit("k", 1)`)
	see(t, b, "failed: a node is a name, a target or an address, such as \"b\", b or \"10.0.0.2:4040\"; this is int", "Connect(7)")
	see(t, b, "failed: Connect speaks to one node and all is 3; use RemoteAll, or Remote with First(..)", "Connect(All())")
}

// A leader that is dead is an outcome.
func TestConnectToADeadNode(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	see(t, all[0], "nobody", "Leader()") // there is b still
	all[1].Close()
	see(t, all[0], "unknown: b did not answer within 1s; it may have registered this node", `Connect("b")`)
}

func TestWatchers(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	a, b := all[0], all[1]
	see(t, a, "", `leaders := make(chan string, 9)
OnLeader(func(l Target) { panic("not the other's business") })
OnLeader(func(l Target) { leaders <- l.String() })
OnConnect(func(n Target) { leaders <- "+" + n.String(); ThreePhaseCommit("seen", n.String()) })`)
	see(t, a, "a", "Lead()", "<-leaders")
	see(t, b, "a", "Connect(a)")
	see(t, a, "+b", "<-leaders")
	until(t, b, `map[seen:"b"]`, "Data()") // what is told may call what tells
	see(t, a, "nobody", "Leave()", "<-leaders")
	see(t, a, "0", "OnLeader(nil)", "Lead()", "Leader()", "len(leaders)")
}

func TestElections(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a, b, c := all[0], all[1], all[2]
	see(t, b, "c", "BullyElection()")
	see(t, b, "c", "Leader()") // it is connected when the election has ended
	until(t, a, "c", "Leader()")
	until(t, a, "a a a", "@all FixedElection()") // again, where a bully election that was under way has been chosen after it
	until(t, a, "a a a", "@all func() Target { FixedElection(); return Leader() }()")
	see(t, c, "c", "Lead()", "BullyElection()")
	until(t, a, "c", "Leader()")
	see(t, b, "c", "Elect()")
	see(t, a, "c", "Lead()", "RingElection()")
	until(t, b, "c", "Leader()")
	see(t, a, "c", "@leader Self()")
	see(t, c, "c", "Elect()") // of the ring too
	c.Close()
	until(t, b, "b", "RingElection()") // the word that c leads may be on its way round yet
	until(t, a, "b", "@leader Self()")
}

// Who needs a leader where there is none has one elected, and a request finds it.
func TestAnElectionIsHeldWhenALeaderIsNeeded(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	for _, n := range all {
		until(t, n, `map[k:"2.5"]`, `if len(Data()) == 0 { Request3PC("k", 2.5) }
Data()`) // a busy machine may vote too late, and then it is aborted
	}
}

func TestTransactions(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a, b := all[0], all[1]
	typed(context.Background(), a, scripts.Ask{}, nil, "Lead()", "@b,c Connect(a)")
	see(t, a, "a.1.1", `ThreePhaseCommit("k", 1)`)
	see(t, a, "a.1.2", `TwoPhaseCommitAll(map[string]any{"x": "one", "y": true})`)
	for _, n := range all {
		until(t, n, `map[k:"1" x:"one" y:"true"]`, "Data()")
	}
	see(t, a, "a.1.3", `ThreePhaseCommitAll(map[string]any{"x": nil, "z": 9})`)
	see(t, b, "failed: b does not lead, a does; call ThreePhaseCommit there, or Request2PC or Request3PC here", `ThreePhaseCommit("k", 2)`)
	see(t, b, "", `OnCanCommit(func(k, v string) error {
	if v == "bad" {
		return errors.New("not in my house")
	}
	if v == "worse" {
		panic("worse")
	}
	return nil
})`)
	see(t, a, "failed: b voted no: not in my house", `ThreePhaseCommit("k", "bad")`)
	see(t, a, "failed: b voted no: 6:3: worse", `TwoPhaseCommit("k", "worse")`)
	see(t, b, "", "OnCanCommit(nil)")
	see(t, a, "a.1.6", `ThreePhaseCommit("k", "bad")`)
	see(t, a, "a.1.7", `Abort("z")`)
	for _, n := range all {
		until(t, n, `map[k:"bad" y:"true"]`, "Data()")
		until(t, n, "no transactions under way", "Transactions()")
	}
	for line, want := range map[string]string{
		`ThreePhaseCommit("k", []int{1})`:                                "failed: a value is text, a number or a bool, not []int",
		`TwoPhaseCommitAll(map[string]any{"k": struct{}{}})`:             `failed: "k": a value is text, a number or a bool, not struct`,
		`ThreePhaseCommit("k", strings.Repeat("x", 1<<17))`:              "65536",
		`Request2PC("k", strings.Repeat("x", 1<<17))`:                    "65536",
		`_, err := Start("2pc", All(), As("cluster")); fmt.Println(err)`: "",
	} {
		if got := typed(context.Background(), a, scripts.Ask{}, nil, line)[0]; !strings.Contains(got, want) {
			t.Errorf("%s\nshows  %s\nwant   .. %s ..", line, got, want)
		}
	}
}

// HeartBeat is a future that has a value once a beat is missed.
func TestHeartBeat(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	a := all[0]
	see(t, a, "failed: the heart beat was cancelled", "g := HeartBeat(b, time.Minute, nil)", "g.Cancel()", "g.Wait()")
	see(t, a, "false", `gone := make(chan string, 1)
f := HeartBeat(b, time.Second, func() { gone <- "b" })`, "f.Done()")
	see(t, a, "failed: a node that watches itself never misses a beat", "HeartBeat(a, 0, nil).Wait()")
	see(t, a, "failed: HeartBeat speaks to one node and all is 2; use RemoteAll, or Remote with First(..)", "HeartBeat(All(), 0, nil).Wait()")
	all[1].Close()
	see(t, a, "b true", "n, err := f.Wait()", `fmt.Sprintf("%s %v", <-gone, n >= 0 && err == nil)`)
}

// A client has no part in the cluster.
func TestAClientIsNoMember(t *testing.T) {
	home, err := node.HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	client, err := node.Start(context.Background(), node.Config{Name: protocol.NodeID("me"), Role: protocol.Operator, Home: home, Builtins: scripts.Builtins})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	see(t, client, "failed: Disconnect is of nodes of the cluster, and this is a client; say it at a node: @a Disconnect(..)", "Disconnect()")
}

// :trace shows what happened to a machine of the node.
func TestTrace(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	s := scripts.NewSession(a)
	trace := func(arg string) string {
		l := s.Command(context.Background(), scripts.CommandTrace, arg)
		if l.Failure != nil {
			return l.Failure.Error()
		}
		return l.Parts[0].Outcome.Values[0].Text
	}
	if got := trace(""); !strings.Contains(got, "no machines run here") {
		t.Errorf("without machines it shows %s", got)
	}
	see(t, a, "a", "Lead()", "Leader()")
	if got := trace(""); !strings.Contains(got, "  a   call 1 Lead\n") || !strings.HasSuffix(got, "  a   end 2 Leader: a") {
		t.Errorf("it shows %s", got)
	}
	if got := trace("cluster 2"); strings.Count(got, "\n") != 2 {
		t.Errorf("two events are %s", got)
	}
	if got := trace("3pc"); got != "no machine 3pc runs here; Machines() lists those that do" {
		t.Errorf("of a machine that there is not it shows %s", got)
	}
	see(t, a, "true", `_, err := Start("2pc", All())`, "err == nil")
	if got := trace(""); got != "of which machine? There are 2pc, cluster" {
		t.Errorf("of two machines it shows %s", got)
	}
}

// A goroutine that goes on when its line has ended can ask other nodes as the line could.
func TestAGoroutineAsksWhenItsLineHasEnded(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	see(t, a, "3 <nil>", `ended, said := make(chan bool), make(chan string)
go func() {
	<-ended
	v, err := Remote(b, Quote(1 + 2))
	said <- fmt.Sprint(v, " ", err)
}()`, "ended <- true; <-said")
}

// The machine that every node has starts again when it has ended, since nobody else starts it.
func TestTheNodesOwnMachineStartsAgain(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	see(t, a, "a", "Lead()", "Leader()")
	d, err := a.Machine("cluster")
	if err != nil {
		t.Fatal(err)
	}
	d.Close() // by itself, not as a machine that is stopped
	until(t, a, "nobody", "Leader()")
}
