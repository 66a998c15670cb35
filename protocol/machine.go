package protocol

import (
	"math/rand/v2"
	"time"
)

// Machine is one node's part of a protocol. Its state is plain data: fields of numbers, strings, bools, structs, pointers,
// slices and maps, and nothing else, so that it can be copied, compared, hashed and printed whole.
//
// Step is all that ever happens to it. It runs to its end, reads no clock, file or network, starts no goroutine, takes no lock,
// and what it returns depends on the state and the event alone: the same step done twice gives the same effects. It must
// not emit anything in the order of a map. What it returns belongs to the driver: a message is not changed after it was sent.
//
// The same machine is driven by package node live, by package sim in virtual time, and by its explorer through every schedule.
type Machine interface {
	Step(Event) Effects
}

// Fixed is what a machine holds and no step changes, and what machines may share, such as the code of one that is evaluated. It is not part of
// the state: drivers neither copy nor compare nor print it.
type Fixed struct{ Value any }

// EventKind says what happened.
type EventKind uint8

const (
	Start   EventKind = iota + 1 // the node starts, or starts again after a crash with what it had stored
	Receive                      // a message has come
	Timeout                      // a timer that the machine has set went off
	Request                      // somebody on this node calls an operation
	Learn                        // another machine of this node, or its driver, tells a fact
)

var eventKinds = [...]string{"none", "start", "receive", "timeout", "request", "learn"}

func (k EventKind) String() string {
	if int(k) < len(eventKinds) {
		return eventKinds[k]
	}
	return "unknown event"
}

// Event is one thing that happens to a machine.
type Event struct {
	Kind    EventKind
	At      time.Duration  // by the node's own clock, which only goes forward; it may be fast or slow, and says nothing about other nodes
	Seed    uint64         // of what this step leaves to chance; see Rand
	Message Message        // of Receive
	Timer   string         // of Timeout: its name
	Call    Call           // of Request
	Fact    Fact           // of Learn
	Stored  map[string]any // of Start: what the machine has persisted, by key; empty at the very first start
}

// Rand is where a step gets its random numbers. A second generator of the same event gives the same numbers again.
func (e *Event) Rand() *rand.Rand { return rand.New(rand.NewPCG(e.Seed, 0x9e3779b97f4a7c15)) }

// Message goes from a machine of one node to that of another, or to its own.
type Message struct {
	From, To NodeID
	Part     string // which machine of the node, where there are several; filled by Stack
	Kind     string // names the arrow in a trace, and what a machine switches on
	Body     any    // plain data of the type that the protocol's table has for the kind; nil for none
	Key      string // a newer message to the same node with the same key replaces this one while it is still queued; "" never
}

// Call is an operation that somebody on the node has asked for. It is answered by a Reply with its ID, in this step or a later one.
type Call struct {
	ID   uint64 // unique among the calls of a node, over its restarts too
	Op   string
	Args []any // as many and of such types as the table has for the operation
}

// Fact is what one machine of a node tells the others there, and whoever watches: who leads, who is connected.
type Fact struct {
	Name  string
	Value any // plain data
}

// Effects are what a step makes happen. The order of the fields is the contract: what is written is safe on disk, all of
// it or none, before any message leaves and before any call is answered.
type Effects struct {
	Writes   []Write
	Messages []Message
	Replies  []Reply
	Timers   []Timer
	Facts    []Fact
	Notes    []string // what a reader of the trace should know: "leads term 3"
}

// Write stores a value under a key, or removes the key if the value is nil.
type Write struct {
	Key   string
	Value any // plain data of the type that the protocol's table has for the key
}

// Reply ends a call.
type Reply struct {
	Call    uint64
	Verdict Verdict // OK; Failed: it certainly had no effect; Unknown: it may yet have one
	Value   any     // of OK: plain data; nil for none
	Text    string  // of Failed and Unknown: why, in one sentence
}

// Timer sets the timer of that name, in place of an earlier one, or stops it.
type Timer struct {
	Name  string
	After time.Duration // by the node's own clock; ignored by Stop
	Stop  bool
}

// Persist stores a value under a key. Nil removes the key.
func (x *Effects) Persist(key string, value any) { x.Writes = append(x.Writes, Write{key, value}) }

// Send sends a message.
func (x *Effects) Send(to NodeID, kind string, body any) {
	x.Messages = append(x.Messages, Message{To: to, Kind: kind, Body: body})
}

// SendEach sends a message to each of the nodes.
func (x *Effects) SendEach(to []NodeID, kind string, body any) {
	for _, id := range to {
		x.Send(id, kind, body)
	}
}

// Answer ends a call with a value; nil for none.
func (x *Effects) Answer(call uint64, value any) {
	x.Replies = append(x.Replies, Reply{Call: call, Value: value})
}

// Refuse ends a call that certainly had no effect.
func (x *Effects) Refuse(call uint64, why string) {
	x.Replies = append(x.Replies, Reply{Call: call, Verdict: Failed, Text: why})
}

// Doubt ends a call of which nobody here knows whether it had or will have its effect.
func (x *Effects) Doubt(call uint64, why string) {
	x.Replies = append(x.Replies, Reply{Call: call, Verdict: Unknown, Text: why})
}

// After sets a timer.
func (x *Effects) After(name string, d time.Duration) {
	x.Timers = append(x.Timers, Timer{Name: name, After: d})
}

// Stop stops a timer. One that is not set is left alone.
func (x *Effects) Stop(name string) { x.Timers = append(x.Timers, Timer{Name: name, Stop: true}) }

// Tell tells the other machines of the node, and whoever watches, a fact.
func (x *Effects) Tell(name string, value any) { x.Facts = append(x.Facts, Fact{name, value}) }

// Note leaves a line in the trace.
func (x *Effects) Note(text string) { x.Notes = append(x.Notes, text) }
