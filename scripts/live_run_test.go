package scripts

import (
	"errors"
	"io"
	"sync"
	"testing"

	"parley/node"
	"parley/protocol"
)

// Some may wait for calls to end while others begin more.
func TestRunWhileCallsBegin(t *testing.T) {
	home, err := node.HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Start(t.Context(), node.Config{Name: "a", Home: home, Builtins: Builtins, Stray: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if _, err := n.StartMachine(node.MachineSpec{Protocol: "raft"}); err != nil {
		t.Fatal(err)
	}
	row, err := FindProtocol("raft")
	if err != nil {
		t.Fatal(err)
	}
	l := newLive(n, row, "raft", []protocol.NodeID{"a"}, nil)
	var errs [4]error
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			for range 200 {
				errs[i] = errors.Join(errs[i], l.Call(1, "Status"), l.Run())
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Error(err)
	}
	for _, o := range l.History() {
		if !o.Ended {
			t.Fatalf("%v has not ended", o)
		}
	}
}
