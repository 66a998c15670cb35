package scripts

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
)

func TestOperationsByName(t *testing.T) {
	kv := Sim("raft", 3)
	if err := kv.Put("k", 1); err != nil {
		t.Fatal(err)
	}
	if v, there, err := kv.At(2).Get("k"); v != "1" || !there || err != nil {
		t.Errorf("k is %q, %v, %v, want 1", v, there, err)
	}
	if v, there, err := kv.Get("none"); v != "" || there || err != nil {
		t.Errorf("what is not there is %q, %v, %v", v, there, err)
	}
	if did, err := kv.Cas("k", 1, "two"); !did || err != nil {
		t.Errorf("Cas of 1 to two says %v, %v", did, err)
	}
	if did, err := kv.Cas("k", 1, "three"); did || err != nil {
		t.Errorf("Cas of what is not there any more says %v, %v", did, err)
	}
	if was, err := kv.At(3).Delete("k"); !was || err != nil {
		t.Errorf("Delete says %v, %v", was, err)
	}
	if was, err := kv.Delete("k"); was || err != nil {
		t.Errorf("Delete of nothing says %v, %v", was, err)
	}
	if st, err := kv.Status(); err != nil || st.Type != "raft.Status" || st.Fields["Leader"] == "" {
		t.Errorf("Status says %v, %v", st, err)
	}
	if leader, err := kv.At(2).Leader(); kv.Number(leader) == 0 || err != nil {
		t.Errorf("Leader says %q, %v", leader, err)
	}
	if _, err := Sim("dht", 3).Leader(); err == nil || err.Error() != "dht has no leader" {
		t.Errorf("the leader of dht: %v", err)
	}
	if err := kv.Lock(7); err == nil || !strings.Contains(err.Error(), "not a int") {
		t.Errorf("Lock(7): %v", err)
	}
	for want, err := range map[string]error{
		"raft has no operation Lock; it has Put, Get": kv.Lock(),
		"there is no node":                            kv.At(4).Put("k", 1),
		"raft has no operation Create":                kv.Create("f"),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// A lone server answers a read that came before it led again.
func TestReadOfALoneServer(t *testing.T) {
	kv := Sim("raft", 1)
	for _, err := range []error{kv.Put("k", 1), kv.Crash(1), kv.Recover(1)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if v, there, err := kv.Get("k"); v != "1" || !there || err != nil {
		t.Errorf("k is %q, %v, %v, want 1", v, there, err)
	}
}

func TestOperationsOfTheHashTable(t *testing.T) {
	for _, name := range []string{"dht", "dht-flood"} {
		d := Sim(name, 3)
		blob := []byte{0, 255, '\n'}
		if err := d.Put("k", blob); err != nil {
			t.Fatal(err)
		}
		if v, there, err := d.At(3).Get("k"); v != string(blob) || !there || err != nil {
			t.Errorf("%s: k is %q, %v, %v", name, v, there, err)
		}
		if at, err := d.Where("k"); d.Number(at) == 0 || err != nil {
			t.Errorf("%s: k is at %q, %v", name, at, err)
		}
		if err := d.Lock("k", "l", time.Second); err != nil {
			t.Fatal(err)
		}
		if d.Token("k") == 0 || d.Token("none") != 0 {
			t.Errorf("%s: tokens %d, %d", name, d.Token("k"), d.Token("none"))
		}
		if err := d.PutLocked("k", "mine"); err != nil {
			t.Errorf("%s: who holds the lock cannot write: %v", name, err)
		}
		if err := d.Unlock("k", "l"); err != nil {
			t.Error(err)
		}
		if err := d.PutLocked("k", "late"); err == nil {
			t.Errorf("%s: who has no lock could write", name)
		}
		if was, err := d.Delete("k"); !was || err != nil {
			t.Errorf("%s: Delete says %v, %v", name, was, err)
		}
	}
}

func TestOperationsOfTheFileSystem(t *testing.T) {
	fs := Sim("zab", 3)
	if err := fs.Create("f"); err != nil {
		t.Fatal(err)
	}
	if err := fs.Create("f"); err == nil {
		t.Error("a file was created twice")
	}
	if err := fs.Append("f", "hello"); err != nil {
		t.Error(err)
	}
	if s, err := fs.Read("f"); s != "hello" || err != nil {
		t.Errorf("f is %q, %v", s, err)
	}
	if was, err := fs.Delete("f"); !was || err != nil {
		t.Errorf("Delete says %v, %v", was, err)
	}
	if _, err := fs.Delete("f"); err == nil {
		t.Error("a file that is not there was deleted")
	}
}

func TestLoadOfASimulation(t *testing.T) {
	for _, name := range []string{"raft", "zab", "dht", "dht-flood", "central", "raymond"} {
		c := Sim(name, 3, Seed(7))
		l, err := c.Load(100, 3)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		calls, values := 0, 0
		for _, o := range l.Ops {
			calls, values = calls+o.Calls, values+o.Values
		}
		if l.Verdict != "linearizable" || calls != 300 || values < 150 || l.Took == 0 {
			t.Errorf("%s: %s", name, l)
		}
	}
	c, d := Sim("dht", 3), Sim("dht", 3)
	l, err := c.Load(20, 1)
	if err != nil {
		t.Fatal(err)
	}
	same, err := d.Load(20, 1)
	if err != nil || c.Trace().String() != d.Trace().String() || same.String() != l.String() {
		t.Errorf("the same load of the same seed is another run: %v\n%s\n%s", err, l, same)
	}
	if err := c.Advance(2 * simLoadRest); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Load(20, 1); err != nil {
		t.Errorf("a load of an old cluster: %v", err)
	}
	file := filepath.Join(t.TempDir(), "why.html")
	if err := l.Save(file); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "<html") {
		t.Errorf("the page is %d bytes, %v", len(b), err)
	}
	if _, err := c.Load(0, 1); err == nil {
		t.Error("a load of nothing")
	}
	if _, err := Sim("2pc", 3).Load(10, 1); err == nil || !strings.Contains(err.Error(), "2pc has no load") {
		t.Errorf("a load of 2pc: %v", err)
	}
	row := *c.row
	row.Model = nil
	c.row = &row
	if _, err := c.Load(10, 1); err == nil || !strings.Contains(err.Error(), "has no load") {
		t.Errorf("a load that nobody can judge: %v", err)
	}
}

// Operations that were called equally often are in one order too.
func TestLoadOpsHaveAnOrder(t *testing.T) {
	var history []protocol.Operation
	for _, op := range strings.Fields("Put Get Cas Delete Lock Unlock Get") {
		history = append(history, protocol.Operation{Call: protocol.Call{Op: op}})
	}
	var ops []string
	for _, o := range countOps(history) {
		ops = append(ops, o.Op)
	}
	if got := strings.Join(ops, " "); got != "Get Cas Delete Lock Put Unlock" {
		t.Error(got)
	}
}

// What ran at a node that could not send the value was no call without effect: a judge may find its effect in another call's answer.
func TestACallThatRanIsNeverSaidToHaveFailed(t *testing.T) {
	for kind, want := range map[protocol.FailKind]protocol.Verdict{protocol.FailValue: protocol.Unknown, protocol.FailPanic: protocol.Unknown, protocol.FailRefused: protocol.Failed} {
		var oe *protocol.OutcomeError
		if !errors.As(protocol.Fail(kind, "x").Err("b"), &oe) || effect(oe) != want {
			t.Errorf("a call that ended with %v is %v, want %v", kind, effect(oe), want)
		}
	}
}

func TestLockIsTakenBackAfterItsTime(t *testing.T) {
	m := Sim("ricart-agrawala", 3)
	if err := m.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := m.At(2).Lock(context.Background()); err == nil {
		t.Fatal("two have the lock")
	}
	before := m.Now()
	if err := m.At(2).Lock(300 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "not waited for any more") {
		t.Errorf("a short wait ends with: %v", err)
	}
	if took := m.Now() - before; took < 300*time.Millisecond || took > time.Second {
		t.Errorf("a wait of 300ms took %v", took)
	}
	if err := m.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := m.Advance(time.Second); err != nil {
		t.Fatal(err)
	}
	if err := m.At(3).Lock(); err != nil {
		t.Errorf("a lock that was given up is still waited for: %v", err)
	}
	if err := m.Lock(7); err == nil || !strings.Contains(err.Error(), "not a int") {
		t.Errorf("Lock(7): %v", err)
	}
}

// deaf answers nothing.
type deaf struct{}

func (*deaf) Step(protocol.Event) protocol.Effects { return protocol.Effects{} }

// A bound holds also where the node does not answer, which then may wait for the lock.
func TestLockOfANodeThatDoesNotAnswerEnds(t *testing.T) {
	row := &protocol.Protocol{Name: "deaf", New: func(protocol.Config) protocol.Machine { return &deaf{} }, Calls: []protocol.CallType{{Op: "Lock"}, {Op: "Withdraw"}}}
	s, err := sim.New(sim.Config{Protocol: row, Nodes: 1})
	if err != nil {
		t.Fatal(err)
	}
	m := simCluster(s, row, "")
	if err := m.Lock(300 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "may still wait for it") {
		t.Errorf("it ends with: %v", err)
	}
	if took := m.Now(); took > 300*time.Millisecond+withdrawPatience {
		t.Errorf("a wait of 300ms took %v", took)
	}
}
