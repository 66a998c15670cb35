package zab_test

// Sessions of clients: whatever a client sends again, here or there, is done once and in order.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/txn/zab"
)

// with is zab with another default of a parameter.
func with(name string, value any) *protocol.Protocol {
	p := zab.Protocol()
	for i := range p.Params {
		if p.Params[i].Name == name {
			p.Params[i].Default = value
		}
	}
	return p
}

// do asks for a request of a session, and says what it came to.
func (c *cluster) request(node, session string, number int, op, name, value string) string {
	c.t.Helper()
	got := c.ask(node, fmt.Sprintf("Do %s %d %s %s %q", session, number, op, name, value))
	return strings.Trim(got, "{}")
}

func TestClientSession(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	s := c.ask("n1", "Open")
	for _, x := range []struct {
		node   string
		number int
		op     string
		value  string
		want   string
	}{
		{"n1", 1, "Create", "", "  false false"},
		{"n1", 2, "Append", "a", "  false false"},
		{"n2", 2, "Append", "a", "  false false"}, // the answer was lost
		{"n3", 2, "Append", "a", "  false false"},
		{"n3", 3, "Create", "", ` there is a file "f" already false false`},
		{"n1", 3, "Create", "", ` there is a file "f" already false false`},
		{"n1", 9, "Append", "b", "  false false"}, // it gave up what was between
		{"n2", 8, "Append", "x", " a later request of this session was done already false true"},
		{"n2", 0, "Read", "", "ab  false false"},
		{"n2", 10, "Delete", "", "  false false"},
		{"n1", 10, "Delete", "", "  false false"},
		{"n1", 0, "Read", "", ` there is no file "f" false false`},
		{"n1", 0, "Delete", "", " the requests of a session are numbered from 1 false true"},
		{"n1", 11, "Sync", "", ` "Sync" cannot be done in a session; Create, Delete, Append and Read can false true`},
	} {
		if got := c.request(x.node, s, x.number, x.op, "f", x.value); got != x.want {
			t.Errorf("%s %d %s: %q, want %q", x.node, x.number, x.op, got, x.want)
		}
	}
	c.ask("n3", "Close "+s)
	if got := c.request("n1", s, 12, "Create", "f", ""); got != " there is no such session any more; open another true false" {
		t.Error(got)
	}
	if other := c.ask("n1", "Open"); other == s {
		t.Errorf("the second session is %s too", s)
	}
}

// A request that was lost on its way, and comes when the client has gone on elsewhere, is not done.
func TestLateRequestOfAClient(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	s := c.ask("n1", "Open")
	c.request("n1", s, 1, "Create", "f", "")
	c.do(fmt.Sprintf("partition n2 n3 | n1\ncall n1 Do %s 2 Append f late\nrun 100ms", s))
	if got := c.request("n2", s, 2, "Append", "f", "late"); got != "  false false" {
		t.Error(got)
	}
	if got := c.request("n2", s, 3, "Append", "f", ",next"); got != "  false false" {
		t.Error(got)
	}
	c.do("heal\nrun 5s")
	c.all("f", "late,next")
}

// The leader that has done a request dies before it has answered, at each of its messages; the client asks another node.
func TestClientGoesOnWhenTheLeaderDies(t *testing.T) {
	for sent := 1; sent <= 8; sent++ {
		c := newCluster(t, zab.Protocol(), 3)
		s := c.ask("n1", "Open")
		c.request("n3", s, 1, "Create", "f", "")
		c.do(fmt.Sprintf("crash-at-send n3 %d\ncall n3 Do %s 2 Append f x\nrun 5s", sent, s))
		if got := c.request("n1", s, 2, "Append", "f", "x"); got != "  false false" {
			t.Errorf("after %d messages: %s", sent, got)
		}
		if c.World().Nodes[2].Up {
			c.do("crash n3")
		}
		c.do("recover n3\nrun 5s")
		c.all("f", "x")
	}
}

// There is room for so many sessions; the one that was not used for longest ends.
func TestSessionsEnd(t *testing.T) {
	c := newCluster(t, with("sessions", 2), 3)
	a, b := c.ask("n1", "Open"), c.ask("n1", "Open")
	c.request("n1", a, 1, "Create", "f", "")
	c.do("call n2 Open\ncall n3 Open\nrun 1s") // both at once: each ends one
	for i, s := range []string{a, b} {
		if got := c.request("n1", s, 7, "Create", fmt.Sprint("g", i), ""); !strings.HasSuffix(got, "true false") {
			t.Errorf("%s: %s", s, got)
		}
	}
	c.ask("n1", "Open")
	h := c.History()
	var left []string
	for _, op := range h {
		if op.Call.Op == "Open" && (op.Node == "n2" || op.Node == "n3") {
			left = append(left, c.request("n1", text(op), 1, "Create", "h"+text(op), ""))
		}
	}
	if fmt.Sprint(left) != "[  false false  there is no such session any more; open another true false]" { // that of n3, the leader, came first
		t.Errorf("%q", left)
	}
}

// When there is no room for more the operations say so, and so does what is sent again; what is deleted makes room.
func TestRoom(t *testing.T) {
	c := newCluster(t, with("room", 2*65+10), 3)
	s := c.ask("n1", "Open")
	const full = "there is no room for it; delete files, or see the parameter room"
	c.do("call n3 Create f\ncall n3 Append f 12345\ncall n3 Append f 67\ncall n3 Create g\ncall n3 Append g 89012\ncall n3 Append g 345\nrun 1s") // all of it under way at once
	var got []string
	for _, op := range c.History()[1:] {
		got = append(got, text(op))
	}
	if want := []string{"<nil>", "<nil>", "<nil>", "<nil>", "failed: " + full, "<nil>"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q", got)
	}
	for range 2 {
		if got := c.request("n2", s, 1, "Append", "f", "x"); got != " "+full+" false true" {
			t.Error(got)
		}
	}
	c.ask("n2", "Delete g")
	if got := c.request("n2", s, 1, "Append", "f", "x"); got != " "+full+" false true" { // it has its answer
		t.Error(got)
	}
	c.do("call n1 Snapshot\ncrash n1\nrecover n1\nrun 5s")
	if got := c.request("n1", s, 2, "Append", "f", "xyz"); got != "  false false" {
		t.Error(got)
	}
	c.do("call n1 Snapshot\ncall n2 Snapshot\ncall n3 Snapshot\ncrash n1\ncrash n2\ncrash n3\nrecover n1\nrecover n2\nrecover n3\nrun 5s")
	if got := c.request("n1", s, 3, "Append", "f", strings.Repeat("x", 70)); got != " "+full+" false true" {
		t.Error(got)
	}
	c.all("f", "1234567xyz")
}

// The model: what is done twice in one session is done once, and what is not is not.
func TestModelOfSessions(t *testing.T) {
	call := func(session string, number int, op, value string) protocol.Call {
		return protocol.Call{Op: "Do", Args: []any{session, number, op, "f", value}}
	}
	ok, exists := zab.Done{}, zab.Done{Err: "there is"}
	for _, x := range []struct {
		calls []protocol.Call
		done  []zab.Done
		want  sim.LinearVerdict
	}{
		{[]protocol.Call{call("s", 1, "Create", ""), call("s", 2, "Append", "a"), call("s", 2, "Append", "a"), call("s", 3, "Read", "")}, []zab.Done{ok, ok, ok, {Value: "a"}}, sim.Linear},
		{[]protocol.Call{call("s", 1, "Create", ""), call("s", 2, "Append", "a"), call("s", 2, "Append", "a"), call("s", 3, "Read", "")}, []zab.Done{ok, ok, ok, {Value: "aa"}}, sim.NotLinear},
		{[]protocol.Call{call("s", 1, "Create", ""), call("", 0, "Append", "a"), call("", 0, "Append", "a"), call("s", 3, "Read", "")}, []zab.Done{ok, ok, ok, {Value: "aa"}}, sim.Linear},
		{[]protocol.Call{call("s", 1, "Create", ""), call("r", 1, "Create", "")}, []zab.Done{ok, exists}, sim.Linear},
		{[]protocol.Call{call("s", 1, "Create", ""), call("r", 1, "Create", "")}, []zab.Done{ok, ok}, sim.NotLinear},
		{[]protocol.Call{call("s", 1, "Append", "")}, []zab.Done{ok}, sim.NotLinear},
		{[]protocol.Call{call("s", 1, "Create", "")}, []zab.Done{exists}, sim.NotLinear},
	} {
		var h []protocol.Operation
		for i := range x.calls {
			h = append(h, protocol.Operation{Node: "n1", Call: x.calls[i], Start: time.Duration(2 * i), End: time.Duration(2*i) + 1, Ended: true, Reply: protocol.Reply{Value: x.done[i]}})
		}
		if got, _ := sim.CheckLinear(zab.Model(), h, 0); got != x.want {
			t.Errorf("%v: %s, want %s", x.calls, got, x.want)
		}
	}
}
