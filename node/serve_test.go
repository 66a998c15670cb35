package node_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/transport"
)

// Ten thousand requests at once at a node that waits in each: what has no room is refused at once, and what was accepted
// is answered, every one.
func TestAFullNodeSaysSoAndLosesNothing(t *testing.T) {
	const requests, room = 10_000, 450 // of 600 places, those that one peer may take
	c := newCluster(t)
	a := c.start(node.Config{Name: "a"})
	b := c.start(node.Config{Name: "b", MaxEvaluations: 600})
	gate := make(chan struct{})
	if err := b.Bind("gate", gate); err != nil {
		t.Fatal(err)
	}
	var answered, refused, other atomic.Int64
	var all sync.WaitGroup
	for range requests {
		all.Go(func() {
			o := ask(a, "b", "<-gate; 7")
			switch {
			case text(o) == "7":
				answered.Add(1)
			case o.Verdict == protocol.Failed && o.Failure.Kind == protocol.FailRefused && strings.Contains(o.Failure.Text, "full"):
				refused.Add(1)
			default:
				if other.Add(1) == 1 {
					t.Log(text(o))
				}
			}
		})
	}
	eventually(t, "all that have no room were refused", func() bool { return refused.Load() >= requests-room })
	if got := b.Info(); got.Serving > room {
		t.Errorf("b works on %d requests at once, and may on %d", got.Serving, room)
	}
	close(gate)
	all.Wait()
	if answered.Load() != room || refused.Load() != requests-room || other.Load() != 0 {
		t.Errorf("%d answered, %d refused, %d neither; want %d, %d, 0", answered.Load(), refused.Load(), other.Load(), room, requests-room)
	}
}

// Every call of the table is refused to a lower role than it needs, before its arguments are read, and answered to one
// that has it.
func TestEveryCallNeedsItsRole(t *testing.T) {
	c := newCluster(t)
	b := c.start(node.Config{Name: "b"})
	clients := map[protocol.Role]*node.Node{}
	for _, role := range []protocol.Role{protocol.Observer, protocol.Operator} {
		clients[role] = c.start(node.Config{Role: role})
	}
	calls := b.Calls()
	if len(calls) < 5 {
		t.Fatalf("the table has only %d calls", len(calls))
	}
	for _, call := range calls {
		for role, client := range clients {
			if call.Name == "node.stop" && role >= call.Role {
				continue // it would
			}
			err := client.CallInto(context.Background(), "b", call.Name, nil, "no such argument", 1, 2, 3)
			refused := err != nil && strings.Contains(err.Error(), "its role is "+role.String())
			if want := role < call.Role; refused != want {
				t.Errorf("%s as %s: %v; to be refused is %v", call.Name, role, err, want)
			}
		}
	}
	if o := ask(clients[protocol.Observer], "b", "1"); o.Verdict != protocol.Failed || !strings.Contains(text(o), "may not evaluate") {
		t.Errorf("an observer that evaluates: %q", text(o))
	}
	if o := ask(clients[protocol.Operator], "b", "1"); text(o) != "1" {
		t.Errorf("an operator that evaluates: %q", text(o))
	}
	if err := clients[protocol.Operator].CallInto(context.Background(), "b", "no.such", nil); err == nil || !strings.Contains(err.Error(), `knows no call named "no.such"`) {
		t.Errorf("a call that is not there: %v", err)
	}
}

func TestALowestRoleForTheWholeNode(t *testing.T) {
	c := newCluster(t)
	c.start(node.Config{Name: "b", MinRole: protocol.Operator})
	o := ask(c.start(node.Config{Role: protocol.Observer}), "b", "1")
	if o.Verdict != protocol.Failed || o.Failure.Kind != protocol.FailUnreached || !strings.Contains(text(o), "role") {
		t.Errorf("an observer at a node for operators: %q", text(o))
	}
}

func TestForeignEvaluationsLeaveALine(t *testing.T) {
	var log lockedBuffer
	c := newCluster(t)
	b := c.start(node.Config{Name: "b", Logger: slog.New(slog.NewTextHandler(&log, nil))})
	a := c.start(node.Config{Name: "a"})
	ask(a, "b", "6 * 7")
	for range 9 {
		ask(a, "b", "6 * 7")
	}
	ask(c.start(node.Config{Role: protocol.Observer}), "b", "secret()")
	b.Close()
	got := log.String()
	for _, want := range []string{`msg=evaluation from=a role=member source="6 * 7"`, `msg="evaluation repeated" from=a role=member source="6 * 7" times=9`, `msg=refused`} {
		if !strings.Contains(got, want) {
			t.Errorf("the log lacks %s:\n%s", want, got)
		}
	}
}

func TestMessagesAreRecorded(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	ask(a, "b", "6 * 7")
	all := a.Messages(0) // nodes speak about the prelude, too
	i := slices.IndexFunc(all, func(m node.Recorded) bool { return m.Text == "6 * 7" })
	if i < 0 || !all[i].Sent || all[i].Form != "quote" {
		t.Fatalf("the messages are %v", all)
	}
	of := slices.DeleteFunc(all[i+1:], func(m node.Recorded) bool { return m.Sent || m.ID != all[i].ID || m.Form != "return" })
	if len(of) != 1 || of[0].Text != "value int" {
		t.Errorf("the return is %v", of)
	}
	eventually(t, "nothing is waited for", func() bool { return len(a.Waiting()) == 0 })
	go ask(a, "b", "time.Sleep(time.Hour)")
	eventually(t, "the sleep is waited for", func() bool {
		w := a.Waiting()
		return len(w) == 1 && w[0].To == "b" && w[0].About == "time.Sleep(time.Hour)"
	})
}

// Values whose CBOR is hostile are refused one by one, and nothing else is harmed.
func TestHostileBindsAreRefused(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	deep := bytes.Repeat([]byte{0x81}, 100_000)
	for name, v := range map[string]protocol.Value{
		"100,000 deep":            {Type: "any", Data: append(deep, 0x01)},
		"1 GiB that is not there": {Type: "[]byte", Data: []byte{0x5a, 0x40, 0, 0, 0, 1}},
		"4 billion elements":      {Type: "[]int", Data: []byte{0x9b, 0, 0, 0, 1, 0, 0, 0, 0, 1}},
		"cut off":                 {Type: "string", Data: []byte{0x65, 'a'}},
		"no data":                 {Type: "int"},
		"another type":            {Type: "int", Data: []byte{0x61, 'a'}},
		"a type that is no type":  {Type: "func(", Data: []byte{1}},
		"a type that is code":     {Type: "[func() int { panic(1) }()]int", Data: []byte{0x80}},
		"a type of huge size":     {Type: "[1000000000000]int", Data: []byte{0x80}},
		"a type nobody knows":     {Type: "no.Such", Data: []byte{1}},
		"deep types":              {Type: strings.Repeat("[]", 50_000) + "int", Data: []byte{0x80}},
	} {
		o := a.Ask(context.Background(), "b", node.Source{Text: "$0", Binds: []protocol.Value{v}}, node.Options{Print: true})
		if o.Verdict != protocol.Failed {
			t.Errorf("%s: %v %.100s", name, o.Verdict, text(o))
		}
	}
	if o := ask(a, "b", "1 + 1"); text(o) != "2" {
		t.Errorf("afterwards b says %q", text(o))
	}
}

// A late return finds nobody and harms nobody.
func TestLateReturnsAreCounted(t *testing.T) {
	c := newCluster(t)
	nodes := c.nodes("a", "b")
	a, b := nodes[0], nodes[1]
	gate := make(chan struct{})
	if err := b.Bind("gate", gate); err != nil {
		t.Fatal(err)
	}
	a.Ask(context.Background(), "b", node.Source{Text: "func() { defer func() { <-gate }(); for {} }()"}, node.Options{Timeout: 50 * time.Millisecond})
	close(gate)
	eventually(t, "the late return was counted", func() bool { return a.Info().Late > 0 })
}

func TestManyAskersOfOneNode(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	ask(a, "b", "base := 1000")
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			for k := range 20 {
				s, err := node.Src("base + $0", i*100+k)
				if err != nil {
					t.Error(err)
					return
				}
				if o := a.Ask(context.Background(), "b", s, node.Options{Print: true}); text(o) != fmt.Sprint(1000+i*100+k) {
					t.Errorf("caller %d got %q", i, text(o))
					return
				}
			}
		})
	}
	all.Wait()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// What a peer's evaluation may use depends on the peer's role; the failure says what ran out.
func TestBudgetsOfRoles(t *testing.T) {
	c := newCluster(t)
	b := node.Budget{Memory: 64 << 20, Time: 50 * time.Millisecond}
	c.start(node.Config{Name: "b", Budgets: map[protocol.Role]node.Budget{protocol.Operator: b}})
	member, operator := c.start(node.Config{Name: "a"}), c.start(node.Config{Name: "o", Role: protocol.Operator})
	for source, want := range map[string]string{
		"n := 100 << 20; len(make([]byte, n))":                           "used more than 64 MiB of memory",
		"s := 0; for i := 0; i < 20_000_000; i++ { s++ }; len(\"done\")": "ran for more than 50ms",
	} {
		if o := ask(operator, "b", source); o.Verdict != protocol.Failed || o.Failure.Kind != protocol.FailBudget || !strings.Contains(o.Failure.Text, want) {
			t.Errorf("operator: %s: %s", source, text(o))
		}
		if strings.HasPrefix(source, "n") {
			if o := ask(member, "b", source); o.Verdict != protocol.OK {
				t.Errorf("member: %s: %s", source, text(o))
			}
		}
	}
	if _, err := node.Start(t.Context(), node.Config{Name: "x", Budgets: map[protocol.Role]node.Budget{protocol.Operator: {Memory: -1}}}); err == nil {
		t.Error("a negative budget is taken")
	}
}

// A client is held to the role that it asked for, whatever its certificate allows.
func TestAClientThatAsksForLess(t *testing.T) {
	c := newCluster(t)
	c.start(node.Config{Name: "a"})
	authority, err := transport.LoadOrCreateAuthority(c.home.Keys)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := authority.Issue("eve", protocol.Operator, 0)
	if err == nil {
		err = mine.WriteFiles(c.home.Keys)
	}
	if err != nil {
		t.Fatal(err)
	}
	eve := c.start(node.Config{Name: "eve", Role: protocol.Observer})
	if o := ask(eve, "a", "1"); !strings.Contains(text(o), "its role is observer and evaluating needs operator") {
		t.Errorf("it evaluates: %s", text(o))
	}
	if err := eve.CallInto(context.Background(), "a", "node.stats", nil); err != nil {
		t.Error(err)
	}
	eve.Close()
	eve = c.start(node.Config{Name: "eve", Role: protocol.Operator})
	if o := ask(eve, "a", "1 + 1"); text(o) != "2" {
		t.Errorf("with all that its certificate allows: %s", text(o))
	}
	eve.Close()
	if _, err := node.Start(context.Background(), node.Config{Name: "eve", Home: c.home, Role: protocol.Member}); err == nil || !strings.Contains(err.Error(), "is for role operator, and role member is needed") {
		t.Errorf("with more: %v", err)
	}
}

// A large value on its way is told of, and what is asked meanwhile is answered before it is there.
func TestALargeValueKeepsNobodyWaiting(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	const bytes = 16 << 20
	big, err := node.Src("len($0)", make([]byte, bytes))
	if err != nil {
		t.Fatal(err)
	}
	type step struct{ done, total int }
	var mu sync.Mutex
	var gone, come []step
	o := node.Options{Print: true, Moved: func(at protocol.NodeID, sent bool, done, total int) {
		if at != "b" {
			t.Errorf("it is on its way to or from %s", at)
		}
		mu.Lock()
		defer mu.Unlock()
		if !sent {
			come = append(come, step{done, total})
			return
		}
		if gone = append(gone, step{done, total}); len(gone) == 3 { // it stands still until this is answered
			if got := text(ask(a, "b", "6 * 7")); got != "42" || done == total {
				t.Errorf("asked meanwhile: %s, with %d of %d gone", got, done, total)
			}
		}
	}}
	if got := text(a.Ask(context.Background(), "b", big, o)); got != fmt.Sprint(bytes) {
		t.Fatal(got)
	}
	if len(come) != 0 {
		t.Errorf("a small answer: %v", come)
	}
	o.Print = false
	if out := a.Ask(context.Background(), "b", node.Source{Text: fmt.Sprintf("make([]byte, %d)", bytes)}, o); out.Verdict != protocol.OK {
		t.Fatal(text(out))
	}
	mu.Lock()
	defer mu.Unlock()
	if last := come[len(come)-1]; last.done != last.total {
		t.Errorf("the last that came is %v", last)
	}
	for _, way := range [][]step{gone, come} {
		if len(way) < 4 || way[0].total < bytes {
			t.Errorf("%d steps: %v", len(way), way)
		}
		for i := 1; i < len(way); i++ {
			if way[i].done <= way[i-1].done {
				t.Errorf("it goes back from %v to %v", way[i-1], way[i])
			}
		}
	}
}
