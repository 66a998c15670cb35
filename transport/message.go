// The message of the wire, [return, id, fn], and what travels beside it.

package transport

import (
	"fmt"
	"time"

	"parley/protocol"
)

// Form says what the third part of a message is.
type Form uint8

// The forms, as they stand on the wire.
const (
	FormQuote  Form = iota // [0, source, binds]: Go source to evaluate, with the values that were unquoted into it
	FormCall               // [1, name, args]: a named function of the node
	FormReturn             // [2, outcome]: how a request ended
	FormOutput             // [3, stream, bytes]: a piece of what a request prints
	FormCancel             // [4]: stop a request
	formCount
)

func (f Form) String() string {
	switch f {
	case FormQuote:
		return "quote"
	case FormCall:
		return "call"
	case FormReturn:
		return "return"
	case FormOutput:
		return "output"
	case FormCancel:
		return "cancel"
	}
	return fmt.Sprintf("form(%d)", uint8(f))
}

// The streams of an Output.
const (
	Stdout uint8 = 1
	Stderr uint8 = 2
)

// Message is one message between two nodes. The id in a Quote, Call or Cancel is its sender's; in a Return or Output it
// is the receiver's own, from the request that it answers. Whoever is handed a Message owns it and all that it holds.
type Message struct {
	Return  bool // the sender waits for a Return
	ID      uint64
	Form    Form
	Stream  uint8            // Output: Stdout or Stderr
	Control bool             // not on the wire: goes ahead of client work in the outbox
	Source  string           // Quote
	Binds   []protocol.Value // Quote; at most MaxBinds
	Name    string           // Call
	Args    []byte           // Call: raw CBOR of one array; empty means no arguments
	Bytes   []byte           // Output
	Outcome protocol.Outcome // Return
	Extra   Extra
	Moved   func(done, total int) // not on the wire: told how many bytes of a message with a stream of its own have gone, by the goroutine that writes them
	Key     string                // not on the wire: a newer message with this key to the same peer replaces one that is still queued
}

// Extra is the optional fourth part of a message: a map with integer keys, of which only those that are set travel.
// A key that this version does not know is ignored.
type Extra struct {
	Deadline time.Duration // 1: time left to the request when it was sent; 0 is none
	Print    bool          // 2: the answer's values should carry their printed form
	File     string        // 3: what positions in the source call their file
	Outputs  uint32        // 4: Return: how many Outputs came before it, for a large Return may overtake them
	Session  string        // 5
	Trace    string        // 6
	// 7: of a Return, protocol.Value.More of its values: [place among the values, node, number, instance] for each that has
	// one. It is read from and written to the values, and so is no field.
}

// The bounds of a message, beside its bytes. They hold when it is sent and when it is received.
const (
	MaxBinds    = 256     // values in one Quote or one Return
	MaxDepth    = 32      // nested levels in the arguments of a Call
	MaxElements = 1 << 17 // elements of one array, pairs of one map, in the arguments of a Call
)

// inlineMax is the longest message that travels on the shared stream, in bytes of CBOR. A longer one would keep the small
// ones waiting, and so gets a stream of its own.
const inlineMax = 64 << 10

// String is the line that logs and tests print; of long text only the beginning.
func (m *Message) String() string {
	switch m.Form {
	case FormQuote:
		return fmt.Sprintf("quote %d return=%t %.60q binds=%d", m.ID, m.Return, m.Source, len(m.Binds))
	case FormCall:
		return fmt.Sprintf("call %d return=%t %.60s args=%dB", m.ID, m.Return, m.Name, len(m.Args))
	case FormReturn:
		return fmt.Sprintf("return %d %s values=%d", m.ID, m.Outcome.Verdict, len(m.Outcome.Values))
	case FormOutput:
		return fmt.Sprintf("output %d stream=%d %dB", m.ID, m.Stream, len(m.Bytes))
	}
	return fmt.Sprintf("%s %d", m.Form, m.ID)
}
