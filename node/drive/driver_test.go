package drive

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/protocol"
)

const patience = 30 * time.Second

// cluster is drivers whose messages go from one to the other within this process.
type cluster struct {
	t    *testing.T
	dir  string
	ids  []protocol.NodeID
	mu   sync.Mutex
	node map[protocol.NodeID]*Driver
}

func newCluster(t *testing.T, n int) *cluster {
	c := &cluster{t: t, dir: t.TempDir(), node: map[protocol.NodeID]*Driver{}}
	for i := range n {
		c.ids = append(c.ids, protocol.NodeID(fmt.Sprintf("n%d", i+1)))
	}
	for _, id := range c.ids {
		c.start(id)
	}
	t.Cleanup(func() {
		for _, id := range c.ids {
			if d := c.at(id); d != nil {
				d.Close()
			}
		}
	})
	return c
}

func (c *cluster) at(id protocol.NodeID) *Driver {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.node[id]
}

func (c *cluster) start(id protocol.NodeID) *Driver {
	c.t.Helper()
	d, err := Start(Config{
		Protocol: ledgerProtocol(), Self: id, Nodes: c.ids, Path: filepath.Join(c.dir, string(id)+".db"), Tape: filepath.Join(c.dir, string(id)+".tape"),
		Send: func(to protocol.NodeID, m protocol.Message, wire []byte) {
			if d := c.at(to); d != nil {
				d.Receive(id, wire)
			}
		},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	c.node[id] = d
	c.mu.Unlock()
	return d
}

func call(t *testing.T, d *Driver, op string, args ...any) any {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	v, err := d.Call(ctx, op, args...)
	if err != nil {
		t.Fatalf("%s: %v", op, err)
	}
	return v
}

func TestWhatIsAnsweredIsStored(t *testing.T) {
	c := newCluster(t, 3)
	call(t, c.at("n1"), "Add", 5)
	call(t, c.at("n2"), "Add", 2)
	c.at("n3").Crash()
	if _, err := c.at("n3").Call(t.Context(), "Sum"); err == nil || !strings.Contains(err.Error(), "does not run any more: it has crashed; start it again") {
		t.Errorf("got %v", err)
	}
	c.start("n3")
	if v := call(t, c.at("n3"), "Sum"); v != 7 {
		t.Errorf("after the crash: %v", v)
	}
	if v := call(t, c.at("n1"), "Add", 1); v != 8 {
		t.Errorf("afterwards: %v", v)
	}
}

func TestOutcomesOfCalls(t *testing.T) {
	c := newCluster(t, 1)
	d := c.at("n1")
	for _, bad := range []struct {
		op   string
		args []any
		says string
	}{
		{"Nothing", nil, "ledger has no operation Nothing; it has Add, Sum"},
		{"Add", nil, "Add takes 1 arguments (n), not 0"},
		{"Add", []any{"x"}, "Add: n is a int, not a string"},
	} {
		if _, err := d.Call(t.Context(), bad.op, bad.args...); err == nil || !strings.Contains(err.Error(), bad.says) {
			t.Errorf("%s: got %v", bad.op, err)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	_, err := d.Call(ctx, "Never")
	var oe *protocol.OutcomeError
	if !errors.As(err, &oe) || oe.Verdict != protocol.Unknown {
		t.Errorf("got %v", err)
	}
	waiting := make(chan error, 1)
	go func() {
		_, err := d.Call(context.Background(), "Never")
		waiting <- err
	}()
	for d.waiting() == 0 {
	}
	if _, err := d.Call(t.Context(), "Panic"); err == nil || !strings.Contains(err.Error(), "its machine panicked on a request: as asked") {
		t.Errorf("got %v", err)
	}
	if err := <-waiting; !errors.As(err, &oe) || oe.Verdict != protocol.Unknown {
		t.Errorf("who waited got %v", err)
	}
	if d.Err() == nil {
		t.Error("it runs still")
	}
}

func (d *Driver) waiting() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.calls)
}

// What cannot be stored is never answered, and ends the machine.
func TestStoreFails(t *testing.T) {
	c := newCluster(t, 1)
	d := c.at("n1")
	call(t, d, "Add", 1)
	d.store.file.Close()
	_, err := d.Call(t.Context(), "Add", 1)
	var oe *protocol.OutcomeError
	if !errors.As(err, &oe) || oe.Verdict != protocol.Unknown || !strings.Contains(err.Error(), "its store cannot be written") {
		t.Errorf("got %v", err)
	}
	<-d.done
	c.start("n1")
	if v := call(t, c.at("n1"), "Sum"); v != 1 {
		t.Errorf("afterwards %v", v)
	}
	if _, err := c.at("n1").Call(t.Context(), "Wrong"); err == nil || !strings.Contains(err.Error(), `stores under "nothing", which is not in its table`) {
		t.Errorf("got %v", err)
	}
}

// Calls without end fill half of the inbox: the rest is for messages.
func TestCallsLeaveRoomForMessages(t *testing.T) {
	c := newCluster(t, 2)
	a, b := c.at("n1"), c.at("n2")
	call(t, a, "Add", 1)
	b.Pause(true)
	refused := make(chan error, 1)
	many := 0
	for ; len(refused) == 0; many++ {
		b.Begin("Add", []any{1}, func(_ any, err error) {
			select {
			case refused <- err:
			default: // it has ended with the test
			}
		})
	}
	if err := <-refused; many != b.cfg.Inbox/2+1 || !strings.Contains(err.Error(), "has no room for another call; try again when some have ended") {
		t.Errorf("call %d is refused: %v", many, err)
	}
	wire, err := a.codec.Message(1, protocol.Message{Kind: "Have", Body: entry{}})
	if err != nil {
		t.Fatal(err)
	}
	before := b.lost
	for range b.cfg.Inbox / 2 {
		b.Receive("n1", wire)
	}
	if b.lost != before {
		t.Errorf("%d messages are lost", b.lost-before)
	}
	if b.Receive("n1", wire); b.lost != before+1 {
		t.Error("it has room for ever")
	}
}

// Many calls share a transaction.
func TestGroupCommit(t *testing.T) {
	c := newCluster(t, 1)
	d := c.at("n1")
	d.Pause(true)
	var all sync.WaitGroup
	const calls = 200
	for range calls {
		all.Go(func() { call(t, d, "Add", 1) })
	}
	for d.waiting() < calls {
	}
	before := d.store.records
	d.Pause(false)
	all.Wait()
	if v := call(t, d, "Sum"); v != calls {
		t.Errorf("the sum is %v", v)
	}
	if n := d.store.records - before; n > 20 {
		t.Errorf("%d writes for %d calls that came at once", n, calls)
	}
}

func TestFaultsOnRequest(t *testing.T) {
	c := newCluster(t, 2)
	a, b := c.at("n1"), c.at("n2")
	a.SetFaults("n2", Faults{CutTo: true})
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if _, err := a.Call(ctx, "Add", 1); err == nil {
		t.Error("it was answered through a cut channel")
	}
	if a.FaultsOf("n2") != (Faults{CutTo: true}) {
		t.Errorf("got %v", a.FaultsOf("n2"))
	}
	a.SetFaults("n2", Faults{Delay: time.Millisecond, Jitter: time.Millisecond, Loss: 0.3})
	call(t, a, "Add", 1)
	a.Heal()
	b.SetFaults("n1", Faults{CutFrom: true})
	go func() {
		for _, e := range b.Trace() {
			_ = e
		}
	}()
	b.Heal()
	call(t, a, "Add", 1)
	var dropped bool
	for _, e := range a.Trace() {
		dropped = dropped || e.What == protocol.Dropped
	}
	if !dropped {
		t.Error("the trace does not say that messages were dropped")
	}
}

func TestDiskFaultsOnRequest(t *testing.T) {
	c := newCluster(t, 1)
	ends := func(says string, sum int) {
		t.Helper()
		_, err := c.at("n1").Call(t.Context(), "Add", 1)
		var oe *protocol.OutcomeError
		if !errors.As(err, &oe) || oe.Verdict != protocol.Unknown || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v", err)
		}
		<-c.at("n1").done
		if v := call(t, c.start("n1"), "Sum"); v != sum {
			t.Errorf("the sum is %v, not %d", v, sum)
		}
	}
	c.at("n1").DiskFull(true)
	ends("the disk is full", 0)
	c.at("n1").CrashAtWrite(2, false)
	call(t, c.at("n1"), "Add", 1)
	ends("it has crashed", 1)
	c.at("n1").CrashAtWrite(1, true)
	ends("it has crashed", 2)
	if err := c.at("n1").CrashAtWrite(0, true); err == nil {
		t.Error("there is no write number 0")
	}
	if err := c.at("n1").SetFaults("n2", Faults{Loss: 2}); err == nil {
		t.Error("more than all is lost")
	}
}

func TestWatch(t *testing.T) {
	c := newCluster(t, 1)
	d := c.at("n1")
	facts := make(chan any, 10)
	stop := d.Watch(func(f protocol.Fact) {
		facts <- f.Value
		if f.Value == 1 {
			panic("its own")
		}
	})
	for want := 1; want <= 3; want++ {
		call(t, d, "Add", 1)
		if got := <-facts; got != want {
			t.Errorf("got %v, want %d", got, want)
		}
	}
	stop()
	if v, ok := d.Fact("sum"); !ok || v != 3 {
		t.Errorf("the last fact is %v", v)
	}
}

func TestWhoIsAnsweredFindsTheFacts(t *testing.T) {
	d := newCluster(t, 1).at("n1")
	found := make(chan any, 1)
	d.Begin("Add", []any{4}, func(any, error) { // on the goroutine of the machine
		v, _ := d.Fact("sum")
		found <- v
	})
	if v := <-found; v != 4 {
		t.Errorf("the fact is %v", v)
	}
}

// childEnv makes the test binary a driver that adds until it is killed, and prints what was answered.
const childEnv = "PARLEY_DRIVE_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		d, err := Start(Config{Protocol: ledgerProtocol(), Self: "n1", Nodes: []protocol.NodeID{"n1"}, Path: path, Send: func(protocol.NodeID, protocol.Message, []byte) {}})
		for err == nil {
			var v any
			v, err = d.Call(context.Background(), "Add", 1)
			fmt.Println(v)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// A process that is killed has stored all that it has answered.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n1.db")
	for range 5 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+path)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 20 {
			if !lines.Scan() {
				t.Fatal("the process ended by itself")
			}
		}
		cmd.Process.Kill()
		last := 0
		for fmt.Sscan(lines.Text(), &last); lines.Scan(); {
			fmt.Sscan(lines.Text(), &last)
		}
		cmd.Wait()
		codec, err := NewCodec(ledgerProtocol())
		if err != nil {
			t.Fatal(err)
		}
		s, err := OpenStore(path, codec)
		if err != nil {
			t.Fatal(err)
		}
		stored, err := s.Load()
		s.Close()
		if sum, _ := stored["sum"].(int); err != nil || sum < last {
			t.Errorf("%d was answered, and %v is stored (%v)", last, stored["sum"], err)
		}
	}
}
