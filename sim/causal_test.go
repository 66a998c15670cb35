package sim

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// Clocks that differ do not let effects come before their causes.
func TestCausal(t *testing.T) {
	want := busy(t).Events
	if got := causal(want); !reflect.DeepEqual(got, want) {
		t.Error("the order of a simulation was changed")
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	skew := map[protocol.NodeID]time.Duration{}
	for range 100 {
		for _, id := range []protocol.NodeID{"n1", "n2", "n3", ""} {
			skew[id] = time.Duration(r.IntN(9)) * time.Millisecond
		}
		mixed := slices.Clone(want)
		for i := range mixed {
			mixed[i].At += skew[mixed[i].Node]
		}
		slices.SortStableFunc(mixed, func(x, y protocol.TraceEvent) int { return int(x.At - y.At) })
		got := causal(mixed)
		if len(got) != len(mixed) {
			t.Fatalf("seed %d: %d events of %d are left", seed, len(got), len(mixed))
		}
		sent := map[uint64]bool{}
		of := map[protocol.NodeID][]protocol.TraceEvent{}
		for _, e := range got {
			sent[e.ID] = sent[e.ID] || e.What == protocol.Sent
			if e.What == protocol.Received && !sent[e.ID] {
				t.Fatalf("seed %d: message %d arrives before it is sent", seed, e.ID)
			}
			of[e.Node] = append(of[e.Node], e)
		}
		for id, events := range of {
			own := slices.DeleteFunc(slices.Clone(mixed), func(e protocol.TraceEvent) bool { return e.Node != id })
			if !reflect.DeepEqual(events, own) {
				t.Fatalf("seed %d: the events of %s are in another order", seed, id)
			}
		}
		for _, a := range layout(protocol.Trace{Nodes: busy(t).Nodes, Events: mixed}).arrows {
			if a.y2 <= a.y1 {
				t.Fatalf("seed %d: an arrow goes from %d up to %d", seed, a.y1, a.y2)
			}
		}
	}
}

// Two messages each of which arrives before the other is sent cannot be; they are left as they are.
func TestCausalCircle(t *testing.T) {
	e := func(at protocol.NodeID, what protocol.Happening, id uint64) protocol.TraceEvent {
		return protocol.TraceEvent{Node: at, What: what, ID: id, Message: protocol.Message{Kind: "K", From: at, To: at}}
	}
	events := []protocol.TraceEvent{e("a", protocol.Received, 1), e("a", protocol.Sent, 2), e("b", protocol.Received, 2), e("b", protocol.Sent, 1)}
	trace := protocol.Trace{Nodes: []protocol.NodeID{"a", "b"}, Events: events}
	if got := causal(events); !reflect.DeepEqual(got, events) {
		t.Errorf("got %v", got)
	}
	if err := wellFormed(SVG(trace)); err != nil || strings.Count(ShiViz(trace), "\n") != 2+2*len(events) {
		t.Errorf("%v\n%s", err, ShiViz(trace))
	}
}
