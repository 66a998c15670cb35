package protocol

import "time"

// Happening is what one line of a trace is about.
type Happening uint8

const (
	Started     Happening = iota + 1 // a node starts, the first time or again
	Crashed                          // a node loses all but what it has stored
	Paused                           // a node stands still
	Resumed                          // and goes on
	Called                           // an operation is called
	Ended                            // a call is answered
	Sent                             // a message leaves
	Received                         // and arrives
	Dropped                          // a message is lost
	Duplicated                       // a message will arrive twice
	TimedOut                         // a timer goes off
	Stored                           // something is on disk
	Told                             // a machine tells a fact
	Noted                            // a machine leaves a note
	Partitioned                      // the network changes: who reaches whom, or how well
	Violated                         // a property does not hold
)

var happenings = [...]string{"", "start", "crash", "pause", "resume", "call", "end", "send", "receive", "drop", "duplicate", "timer", "store", "tell", "note", "network", "violated"}

func (h Happening) String() string {
	if int(h) < len(happenings) {
		return happenings[h]
	}
	return "unknown"
}

// TraceEvent is one line of a trace: of a simulation, or of a recorded live run.
type TraceEvent struct {
	At      time.Duration // since the run began
	Node    NodeID        // "" for the network as a whole
	What    Happening
	ID      uint64  // of Sent, Received, Dropped and Duplicated: of the message; unique in the trace
	Message Message // of those
	Call    Call    // of Called
	Reply   Reply   // of Ended
	Timer   string  // of TimedOut
	Write   Write   // of Stored
	Fact    Fact    // of Told
	Text    string  // of the others; of Dropped: why
}

// Trace is what happened, in order.
type Trace struct {
	Protocol string
	Nodes    []NodeID
	Events   []TraceEvent
}

// Taped is one event of a machine, as a driver has recorded it. Since a step depends on the state and the event alone, the tape of a machine
// is all that is needed to make its steps again. A Start after other events means that the machine crashed or was stopped before.
type Taped struct {
	Node  NodeID
	Event Event
	ID    uint64    // of Receive: of the message, unique among those of its sender; of Start: that of the last message before the first that follows
	What  Happening // 0: this event. Crashed: the machine ended here, of which a killed process cannot tell; Dropped: the message ID of this node was lost. Then the event has only At
	Text  string    // of Crashed and Dropped: why; "" for a crash that was asked for
}
