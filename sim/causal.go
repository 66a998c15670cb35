package sim

import "parley/protocol"

// causal is the events of a trace in an order in which each message is sent before it arrives, and the events of each node are in theirs. That
// of a simulation is such an order already. In a trace put together from those of live nodes, whose clocks differ, a message can
// seem to arrive before it was sent; then what that node did from there on is moved to after the sending.
func causal(events []protocol.TraceEvent) []protocol.TraceEvent {
	const never, later, done = 0, 1, 2
	sent := map[uint64]int{}
	early := false
	for _, e := range events {
		switch {
		case e.What == protocol.Sent:
			sent[e.ID] = later
		case arrives(e) && sent[e.ID] == never:
			early = true // or its sending is not in the trace
		}
	}
	if !early {
		return events
	}
	held := map[protocol.NodeID][]protocol.TraceEvent{}
	waits := map[uint64][]protocol.NodeID{} // nodes that are held up by a message
	out := make([]protocol.TraceEvent, 0, len(events))
	var put func(e protocol.TraceEvent)
	put = func(e protocol.TraceEvent) {
		if len(held[e.Node]) > 0 {
			held[e.Node] = append(held[e.Node], e)
			return
		}
		if arrives(e) && sent[e.ID] == later {
			held[e.Node] = []protocol.TraceEvent{e}
			waits[e.ID] = append(waits[e.ID], e.Node)
			return
		}
		out = append(out, e)
		if e.What != protocol.Sent {
			return
		}
		sent[e.ID] = done
		for _, id := range waits[e.ID] {
			all := held[id]
			held[id] = nil
			for _, e := range all {
				put(e)
			}
		}
		delete(waits, e.ID)
	}
	for _, e := range events {
		put(e)
	}
	if len(out) < len(events) {
		return events // messages that wait for each other: no order is better than another
	}
	return out
}

// arrives says whether a message comes to its receiver, up or down.
func arrives(e protocol.TraceEvent) bool {
	return e.What == protocol.Received || e.What == protocol.Dropped && opens(e)
}
