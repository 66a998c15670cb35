package scripts

import (
	"testing"

	"parley/protocol"
)

// The calls of a live trace have numbers for people: those of the nodes, which begin anew with each life, may be the same.
func TestCallsOfALiveTrace(t *testing.T) {
	const life = 1 << 32
	called := func(at protocol.NodeID, id uint64) protocol.TraceEvent {
		return protocol.TraceEvent{Node: at, What: protocol.Called, Call: protocol.Call{ID: id}}
	}
	ended := func(at protocol.NodeID, id uint64) protocol.TraceEvent {
		return protocol.TraceEvent{Node: at, What: protocol.Ended, Reply: protocol.Reply{Call: id}}
	}
	events := []protocol.TraceEvent{called("a", life+1), called("b", life+1), {Node: "b", What: protocol.TimedOut}, ended("b", life+1), called("b", life+2), ended("a", life+1)}
	numberCalls(events)
	for i, want := range []uint64{1, 2, 0, 2, 3, 1} {
		if got := events[i].Call.ID + events[i].Reply.Call; got != want {
			t.Errorf("event %d is of call %d, want %d", i, got, want)
		}
	}
}
