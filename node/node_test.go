package node_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// cluster is nodes of one home in this process.
type cluster struct {
	t    *testing.T
	home node.Home
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	home, err := node.HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{t, home}
}

func (c *cluster) start(cfg node.Config) *node.Node {
	c.t.Helper()
	cfg.Home, cfg.Builtins = c.home, scripts.Builtins
	if cfg.Timeout == 0 {
		cfg.Timeout = 30 * time.Second // so that only the tests of timeouts are about time
	}
	if cfg.Stray == nil {
		cfg.Stray = &output{}
	}
	n, err := node.Start(context.Background(), cfg)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { n.Close() })
	return n
}

func (c *cluster) nodes(names ...protocol.NodeID) []*node.Node {
	var all []*node.Node
	for _, name := range names {
		all = append(all, c.start(node.Config{Name: name}))
	}
	for _, n := range all {
		for _, name := range names {
			if err := n.CallInto(context.Background(), name, "node.ping", nil); err != nil && name != n.Name() {
				c.t.Fatal(err)
			}
		}
	}
	return all
}

// output gathers what arrives, with who sent it.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

func (o *output) piece(from protocol.NodeID, stream uint8, b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	fmt.Fprintf(&o.b, "%s%d %s", from, stream, b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func text(o protocol.Outcome) string {
	if err := o.Err(""); err != nil {
		return err.Error()
	}
	var s []string
	for _, v := range o.Values {
		s = append(s, v.Text)
	}
	return strings.Join(s, ", ")
}

func ask(n *node.Node, to protocol.NodeID, source string) protocol.Outcome {
	return n.Ask(context.Background(), to, node.Source{Text: source}, node.Options{Print: true})
}

func TestAskEndsInOneOfThreeWays(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	for _, q := range []struct{ source, want string }{ // a failure says at least this, a value is this
		{"1 + 1", "2"},
		{"x := 20", ""},
		{"x * 2 + 2", "42"},
		{`"a", 2`, "syntax error"},
		{"nobody + 1", "failed: 1:1: undefined: nobody"},
		{`panic("boom")`, "failed: 1:1: boom"},
		{`[]int{1}[x]`, "index out of range"},
		{`strconv.Atoi("12")`, "12"},
		{`strconv.Atoi("twelve")`, `failed: strconv.Atoi: parsing "twelve": invalid syntax`},
		{"os.Exit(3)", "exit status 3"},
		{"runtime.Goexit()", "Goexit"},
	} {
		for _, to := range []protocol.NodeID{"b", "a"} {
			o := ask(a, to, q.source)
			if got := text(o); got != q.want && (o.Verdict != protocol.Failed || q.want == "" || !strings.Contains(got, q.want)) {
				t.Errorf("%s at %s: %q, want %q", q.source, to, got, q.want)
			}
		}
	}
}

func TestAValueThatCannotTravel(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	o := a.Ask(context.Background(), "b", node.Source{Text: "make(chan int)"}, node.Options{})
	var n int
	if o.Verdict != protocol.OK || len(o.Values) != 1 {
		t.Errorf("asked for the value: %q", text(o))
	} else if err := a.Decode(o.Values[0], &n); err == nil || !strings.Contains(err.Error(), "it stays at b, as b#1") {
		t.Errorf("decoded: %v", err)
	}
	if o := ask(a, "b", "make(chan int)"); o.Verdict != protocol.OK || !strings.Contains(text(o), "chan int") {
		t.Errorf("asked to see it: %q", text(o))
	}
}

func TestABindKeepsItsTypeAndValue(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	for _, v := range []any{1, "s", 2.5, true, []string{"x", "y"}, map[string]int{"k": 1}, time.Second, []byte{0, 1, 255}, int8(-3)} {
		s, err := node.Src("$0", v)
		if err != nil {
			t.Fatal(err)
		}
		var got any
		o := a.Ask(context.Background(), "b", s, node.Options{})
		if err := o.Err("b"); err != nil {
			t.Errorf("%T: %v", v, err)
			continue
		}
		if err := a.Decode(o.Values[0], &got); err != nil || fmt.Sprintf("%T %v", got, got) != fmt.Sprintf("%T %v", v, v) {
			t.Errorf("%T %v came back as %T %v, %v", v, v, got, got, err)
		}
	}
	if _, err := node.Src("$0", make(chan int)); err == nil || !strings.Contains(err.Error(), "$0") {
		t.Errorf("a channel as a bind: %v", err)
	}
}

func TestOutputArrivesInOrderBeforeTheReturn(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	var out output
	o := a.Ask(context.Background(), "b", node.Source{Text: `for i := range 200 { fmt.Println("line", i) }; strings.Repeat("v", 200_000)`}, node.Options{Output: out.piece})
	if err := o.Err("b"); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for i := range 200 {
		fmt.Fprintf(&want, "line %d\n", i)
	}
	if got := strings.ReplaceAll(out.String(), "b1 ", ""); got != want.String() {
		t.Errorf("before the return came %q", got)
	}
}

func TestOutputHasACap(t *testing.T) {
	c := newCluster(t)
	a := c.start(node.Config{Name: "a"})
	c.start(node.Config{Name: "b", OutputCap: 1000})
	var out output
	o := a.Ask(context.Background(), "b", node.Source{Text: `for range 100 { fmt.Print("0123456789abcdefghijklmnopqrstuvwxyz") }; 5`}, node.Options{Output: out.piece})
	if err := o.Err("b"); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "(2600 more bytes of output were dropped: one evaluation may print 1000 bytes)") {
		t.Errorf("of 3600 bytes came %q", got)
	}
}

func TestATimeoutIsUnknownAndStopsTheWork(t *testing.T) {
	c := newCluster(t)
	nodes := c.nodes("a", "b")
	a, b := nodes[0], nodes[1]
	for _, to := range []protocol.NodeID{"b", "a"} {
		o := a.Ask(context.Background(), to, node.Source{Text: "for {}"}, node.Options{Timeout: 100 * time.Millisecond})
		if got, want := text(o), string("unknown: "+to)+" did not answer within 100ms and was told to stop; it may still be running there"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	eventually(t, "b has stopped", func() bool { return b.Info().Serving == 0 })
}

func TestATimeoutCountedInSilenceLetsAWorkerThatPrintsGoOn(t *testing.T) {
	c := newCluster(t)
	a := c.start(node.Config{Name: "a", Timeout: time.Second})
	c.start(node.Config{Name: "b"})
	if o := ask(a, "b", `for range 15 { fmt.Println("."); time.Sleep(100*time.Millisecond) }; 7`); text(o) != "7" {
		t.Errorf("printing every 100 ms for 1.5 s under a timeout of 1 s: %q", text(o))
	}
	if o := ask(a, "b", "time.Sleep(time.Hour)"); o.Verdict != protocol.Unknown {
		t.Errorf("silent for an hour under a timeout of 1 s: %q", text(o))
	}
}

func TestACancelledContextCancelsThere(t *testing.T) {
	c := newCluster(t)
	nodes := c.nodes("a", "b")
	a, b := nodes[0], nodes[1]
	for _, source := range []string{`fmt.Println("begun"); for {}`, `fmt.Println("begun"); time.Sleep(time.Hour)`, `fmt.Println("begun"); select {}`} {
		ctx, cancel := context.WithCancel(context.Background())
		o := a.Ask(ctx, "b", node.Source{Text: source}, node.Options{Output: func(protocol.NodeID, uint8, []byte) { cancel() }})
		if o.Verdict != protocol.Failed || o.Failure.Kind != protocol.FailCancelled {
			t.Errorf("%s: %q, want that it was cancelled", source, text(o))
		}
	}
	if o := ask(a, "b", "1 + 1"); text(o) != "2" {
		t.Errorf("afterwards b says %q", text(o))
	}
	eventually(t, "b is idle", func() bool { return b.Info().Serving == 0 })
}

func TestFanOut(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b", "c")[0]
	for _, id := range []protocol.NodeID{"b", "c"} {
		ask(a, id, "only := 1")
	}
	all := func(target node.Target, source string) node.Report {
		t.Helper()
		r, err := a.AskAll(context.Background(), target, node.Source{Text: source}, node.Options{Print: true})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	show := func(r node.Report) string {
		var s []string
		for _, x := range r.Answers {
			s = append(s, string(x.Node)+"="+x.Outcome.Verdict.String())
		}
		return strings.Join(s, " ")
	}
	r := all(node.Target{Set: "all"}, "only")
	if got := show(r); got != "a=failed b=value c=value" {
		t.Error(got)
	}
	if err := r.Err(); err == nil || !strings.Contains(err.Error(), "2 of 3 answered with a value, 3 needed: a: failed: 1:1: undefined: only") {
		t.Error(err)
	}
	if err := all(node.Target{Set: "others"}, "only").Err(); err != nil {
		t.Error(err)
	}
	if err := all(node.Target{Set: "all", Policy: node.WaitSettle}, "only").Err(); err != nil {
		t.Error(err)
	}
	if err := all(node.Target{Set: "all", Policy: node.WaitQuorum}, "only").Err(); err != nil {
		t.Error(err)
	}
	if err := all(node.Target{Set: "all", Policy: node.WaitQuorum, K: 3}, "only").Err(); err == nil {
		t.Error("three values were wanted and two can be had, and that is no error")
	}
	// The first value ends the waiting: the others sleep for an hour.
	r = all(node.Target{Set: "all", Policy: node.WaitFirst}, `if Self().String() != "b" { time.Sleep(time.Hour) }; Self().String()`)
	if got := show(r); r.Err() != nil || got != "a=failed b=value c=failed" {
		t.Error(got, r.Err())
	}
	if _, err := a.AskAll(context.Background(), node.Target{Nodes: []protocol.NodeID{"b"}, Policy: node.WaitQuorum, K: 2}, node.Source{Text: "1"}, node.Options{}); err == nil {
		t.Error("a quorum of 2 of one node was not refused")
	}
}

func TestATargetThatIsNotThere(t *testing.T) {
	c := newCluster(t)
	nodes := c.nodes("a", "b")
	if o := ask(nodes[0], "zed", "1"); o.Verdict != protocol.Failed || !strings.Contains(text(o), "no node named zed is known") {
		t.Error(text(o))
	}
	nodes[1].Close()
	eventually(t, "a has seen b go", func() bool { return !nodes[0].Known("b") })
	if o := ask(nodes[0], "b", "1"); o.Verdict != protocol.Failed || o.Failure.Kind != protocol.FailUnreached {
		t.Errorf("of a node that left: %q", text(o))
	}
	c.start(node.Config{Name: "b"})
	if o := ask(nodes[0], "b", "1"); text(o) != "1" {
		t.Errorf("of a node that came back: %q", text(o))
	}
}

// eventually waits for something that another goroutine brings about. It fails after a time that only a hang takes.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	late := time.After(30 * time.Second)
	for !f() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
