package sim

import (
	"testing"
	"time"

	"parley/protocol"
)

func TestDescribe(t *testing.T) {
	p := &protocol.Protocol{
		Name: "2pc", Summary: "all do it or none", Source: "Gray 1978, section 5.8.3.3", MinNodes: 2,
		About: "All of them write or none does, which takes two rounds of messages and a leader, and so it waits for the leader.",
		Demos: []protocol.Demo{{Command: "check 2pc", Breaks: "atomicity", Doc: "two decide"}, {Command: "sim 2pc", Doc: "none does"}},
		Messages: []protocol.MessageType{
			{Kind: "Prepare", Body: put{}, Doc: "to each participant"},
			{Kind: "Votes", Body: map[protocol.NodeID][]bool{}, Doc: "back"},
			{Kind: "Done"},
		},
		Calls: []protocol.CallType{
			{Op: "Commit", Names: []string{"key", "wait"}, Args: []any{"", time.Second}, Result: []byte{}, Doc: "begins"},
			{Op: "Abort", Doc: "ends"},
		},
		Params:     []protocol.Param{{Name: "timeout", Default: 50 * time.Millisecond, Doc: "for a vote"}, {Name: "path", Default: "", Doc: "of the file"}},
		Stores:     []protocol.StoreType{{Key: "tx/", Value: &put{}, Doc: "the decision"}},
		Invariants: []protocol.Property{{Name: "atomicity", Doc: "no two decide differently"}},
		Sometimes:  []protocol.Property{{Name: "commits", Doc: "something is committed"}},
		Faults:     []string{"loss", "crash"},
		Model:      &protocol.Model{},
	}
	want := `2pc: all do it or none
source: Gray 1978, section 5.8.3.3
nodes: 2 to 100

All of them write or none does, which takes two rounds of messages and a leader, and so it waits for
the leader.

to try:
  parley check 2pc  violates atomicity: two decide
  parley sim 2pc    none does

messages:
  Prepare  {Key string, Value int}  to each participant
  Votes    {map[NodeID][]bool}      back
  Done

calls:
  Commit(key string, wait time.Duration) []byte
        begins
  Abort()  ends

parameters, with their defaults:
  timeout=50ms  for a vote
  path=""       of the file

stored:
  tx/..  *put  the decision

always true:
  atomicity  no two decide differently

true at some time:
  commits  something is committed

faults that random runs draw: loss crash

histories of its calls are judged: they must be linearizable
`
	if got := Describe(p); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := Describe(&protocol.Protocol{Name: "x", Summary: "y"}); got != "x: y\nnodes: 1 to 100\n" {
		t.Errorf("got\n%s", got)
	}
}
