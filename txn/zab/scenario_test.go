package zab_test

// Whole clusters: what happens when leaders and followers fail. n3 leads first, since of equal histories the greatest name wins. A message takes 1ms.

import (
	"fmt"
	"strings"
	"testing"

	"parley/coord/election"
	"parley/protocol"
	"parley/sim"
	"parley/txn/zab"
)

// cluster is one that has an established leader.
type cluster struct {
	*sim.Sim
	t *testing.T
}

func newCluster(t *testing.T, p *protocol.Protocol, nodes int) *cluster {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: nodes, Seed: 1, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{s, t}
	c.do("run 100ms")
	return c
}

func (c *cluster) do(script string) {
	c.t.Helper()
	if err := c.RunScript(script); err != nil {
		c.t.Fatal(err)
	}
	if err := c.Err(); err != nil {
		c.t.Fatalf("%v\n%s", err, sim.Text(c.Trace()))
	}
}

// ask calls an operation, gives it some time, and says how it ended.
func (c *cluster) ask(node, call string) string {
	c.t.Helper()
	c.do(fmt.Sprintf("call %s %s\nrun 1s", node, call))
	h := c.History()
	return text(h[len(h)-1])
}

func text(op protocol.Operation) string {
	switch {
	case !op.Ended:
		return "not answered"
	case op.Reply.Verdict != protocol.OK:
		return op.Reply.Verdict.String() + ": " + op.Reply.Text
	}
	return fmt.Sprint(op.Reply.Value)
}

// status is what a node says of itself.
func (c *cluster) status(node string) zab.Status {
	c.t.Helper()
	c.do("call " + node + " Status")
	h := c.History()
	return h[len(h)-1].Reply.Value.(zab.Status)
}

// all fails unless all nodes have that in a file.
func (c *cluster) all(file, want string) {
	c.t.Helper()
	for _, id := range c.Names() {
		if got := c.ask(string(id), "Read "+file); got != want {
			c.t.Errorf("%s has %q in %s, want %q\n%s", id, got, file, want, sim.Text(c.Trace()))
		}
	}
}

// notes are what the nodes noted.
func (c *cluster) notes() string {
	var all []string
	for _, e := range c.Trace().Events {
		if e.What == protocol.Noted {
			all = append(all, fmt.Sprintf("%s %s", e.Node, e.Text))
		}
	}
	return strings.Join(all, "; ")
}

func TestOneElectionAtTheStart(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 5)
	c.do("run 10s")
	if got := c.notes(); got != "n5 is elected in round 1; n5 leads epoch 1" {
		t.Errorf("%s", got)
	}
}

// Fast leader election: who has the most recent history is elected, not who has the greatest name. A leader that dies costs one epoch.
func TestLeaderDies(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	c.do("call n1 Create f\nrun 1s\ncrash n2")
	if got := c.ask("n1", "Append f x"); got != "<nil>" {
		t.Error(got)
	}
	c.do("crash n3\nrecover n2\nrun 5s")
	if s := c.status("n2"); s.Leader != "n1" || s.Epoch != 2 {
		t.Errorf("n2 is %+v", s)
	}
	c.do("recover n3\nrun 5s")
	if s := c.status("n3"); s.Leader != "n1" || s.Epoch != 2 || s.Role != "following" {
		t.Errorf("n3 is %+v", s)
	}
	c.all("f", "x")
}

// Who was away gets what it has missed, and nobody else notices.
func TestFollowerComesBack(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	c.do("crash n1\ncall n2 Create f\ncall n2 Append f 1\nrun 1s\ncall n3 Append f 2\nrun 1s\nrecover n1\nrun 5s")
	c.all("f", "12")
	if s := c.status("n1"); s.Epoch != 1 {
		t.Errorf("%+v", s)
	}
}

func TestAllCrash(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	c.do("call n2 Create f\ncall n2 Append f x\nrun 1s\ncrash n1\ncrash n2\ncrash n3\nrun 1s\nrecover n1\nrun 3s")
	if got := c.ask("n1", "Read f"); got != "not answered" {
		t.Errorf("one of three answers: %s", got)
	}
	c.do("recover n3\nrecover n2\nrun 3s")
	c.all("f", "x")
}

// With several changes under way when a primary crashes, what is left of them is a beginning.
func TestSeveralUnderWay(t *testing.T) {
	for sent := 1; sent <= 12; sent++ {
		c := newCluster(t, zab.Protocol(), 3)
		c.do("call n3 Create f\nrun 1s")
		c.do(fmt.Sprintf("crash-at-send n3 %d", sent))
		for i := range 5 {
			c.do(fmt.Sprintf("call n1 Append f %d", i))
		}
		c.do("run 10s\nrecover n3\nrun 5s")
		c.all("f", "01234") // n1 is up and sends them again; none twice
	}
	for sent := 1; sent <= 12; sent++ {
		c := newCluster(t, zab.Protocol(), 3)
		c.do("call n3 Create f\nrun 1s")
		c.do(fmt.Sprintf("crash-at-send n3 %d", sent))
		for i := range 6 {
			c.RunScript(fmt.Sprintf("call n3 Append f %d", i)) // refused once it is down
		}
		c.do("run 10s\nrecover n3\nrun 5s")
		got := c.ask("n1", "Read f")
		if !strings.HasPrefix("012345", got) {
			t.Errorf("after %d messages: %s", sent, got)
		}
		c.all("f", got)
	}
}

// A leader that no quorum hears gives up, and answers nobody; what only it has is cut off when it is back, and asked for again.
func TestCutOff(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	c.do("call n3 Create f\nrun 1s\npartition n1 n2 | n3\ncall n3 Append f a\nrun 3s")
	if s := c.status("n3"); s.Role != "looking" {
		t.Errorf("n3 is %+v", s)
	}
	if got := c.ask("n1", "Append f b"); got != "<nil>" {
		t.Error(got)
	}
	c.do("heal\nrun 3s")
	c.all("f", "ba")
	if !strings.Contains(c.notes(), "n3 cuts off 1 transactions after 1.1") {
		t.Error(c.notes())
	}
}

// What a primary has proposed in vain is not in the state that it executes in when it leads again.
func TestTipOfAnEarlierLeadership(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	c.do("loss n3 n1 1\nloss n3 n2 1\ncall n1 Create g\nadvance 2ms\ncrash n1\nrecover n1\nrun 5s\nheal\nrun 5s\ncrash n2\nrun 5s")
	if s := c.status("n3"); s.Role != "leading" || !strings.Contains(c.notes(), "n3 cuts off 1 transactions") {
		t.Fatalf("%+v: %s", s, c.notes())
	}
	if got := c.ask("n1", "Create g"); got != "<nil>" {
		t.Error(got)
	}
}

// Requests of a node are done in the order in which they were called, though their messages are lost, doubled and overtake each other; also its reads.
func TestFIFO(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	c.do("call n1 Create f\nrun 1s\nloss all all 0.2\nduplicate all all 0.3\nreorder all all yes\ndelay all all 1ms 30ms")
	want := ""
	var reads []string
	for i := range 30 {
		c.do(fmt.Sprintf("call n1 Append f %d,\ncall n1 Read f\nadvance 3ms", i))
		want += fmt.Sprintf("%d,", i)
		reads = append(reads, want)
	}
	c.do("run 8s\nheal\nrun 5s")
	c.all("f", want)
	for _, op := range c.History() {
		if op.Call.Op == "Read" && op.Node == "n1" && len(reads) > 0 {
			if got := text(op); got != reads[0] {
				t.Errorf("read %q, want %q", got, reads[0])
			}
			reads = reads[1:]
		}
	}
}

// Read may be behind; after Sync it is not, and ReadLatest never is.
func TestReads(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	c.do("call n2 Create f\nrun 1s\ndelay n3 n1 50ms\ncall n2 Append f x\nrun 20ms\ncall n1 Read f\ncall n1 ReadLatest f\ncall n1 Read f\nrun 1s")
	h := c.History()
	var got []string
	for _, op := range h[len(h)-3:] {
		got = append(got, text(op))
	}
	if strings.Join(got, ",") != ",x,x" {
		t.Errorf("%q", got)
	}
	c.do("call n2 Append f y\nrun 20ms\ncall n1 Read f\ncall n1 Sync\ncall n1 Read f\nrun 1s")
	h = c.History()
	if text(h[len(h)-3]) != "x" || text(h[len(h)-1]) != "xy" {
		t.Errorf("%v", h[len(h)-3:])
	}
}

func TestLimits(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 1)
	for call, want := range map[string]string{
		`Create ""`:                                   "failed: the name of a file has 1 to 255 bytes",
		"Create " + strings.Repeat("x", 256):          "failed: the name of a file has 1 to 255 bytes",
		"Append f " + strings.Repeat("x", 64<<10+1):   "failed: the value has 65537 bytes, and there may be 65536; see the parameter limit",
		"Read nothing":                                `failed: there is no file "nothing"`,
		"ReadLatest nothing":                          `failed: there is no file "nothing"`,
		"Append nothing " + strings.Repeat("x", 1000): `failed: there is no file "nothing"`,
	} {
		if got := c.ask("n1", call); got != want {
			t.Errorf("%.20s: %s", call, got)
		}
	}
	c.do("run 1s")
	p := zab.Protocol()
	for i := range p.Params {
		if p.Params[i].Name == "pending" {
			p.Params[i].Default = 2
		}
	}
	c = newCluster(t, p, 3)
	c.do("call n1 Create a\ncall n1 Create b\ncall n1 Create c\nrun 1s")
	if h := c.History(); text(h[1]) != "<nil>" || text(h[2]) != "failed: 2 requests of this node wait already; try again later" {
		t.Errorf("%v", h)
	}
}

// Any election of the interface names the leader; when it dies the election is asked for another.
func TestBullyBelow(t *testing.T) {
	c := newCluster(t, stacked(election.BullyProtocol()), 3)
	c.do("run 5s\ncall n1 Create f\nrun 1s\ncrash n3\nrun 20s")
	if got := c.ask("n1", "Append f x"); got != "<nil>" {
		t.Errorf("%s\n%s", got, sim.Text(c.Trace()))
	}
	if s := c.status("n1"); s.Leader != "n2" {
		t.Errorf("%+v", s)
	}
	c.do("recover n3\nrun 20s")
	c.all("f", "x")
}
