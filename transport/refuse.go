// What is done about a message that cannot be taken in, and about a handler that panics: one message is lost, not the link.

package transport

import (
	"runtime/debug"

	"parley/protocol"
)

// refusedLogged is how many refusals of one link are logged; the others are only counted, so that no peer can fill a disk.
const refusedLogged = 10

// refuse answers a message that cannot be taken, if enough of it can be read to know its id. What was an answer to a
// request of this end becomes a failed one, so that nobody waits for it in vain.
func (l *Link) refuse(h header, why error) {
	if n := l.stats.refused.Add(1); n <= refusedLogged {
		l.e.cfg.Logger.Warn("a message was refused", "peer", l.peer.ID, "id", h.id, "why", why, "count", n)
	}
	switch {
	case h.parts == 3 && h.form == FormReturn:
		l.handle(&Message{ID: h.id, Form: FormReturn, Outcome: protocol.Fail(protocol.FailValue,
			"the answer of %s cannot be taken in: %v", l.peer.ID, why)})
	case h.parts >= 2 && h.ret:
		l.owed.Add(1)
		err := l.Send(&Message{ID: h.id, Form: FormReturn, Outcome: protocol.Fail(protocol.FailRefused,
			"%s cannot take the message in: %v", l.e.cfg.Self, why)})
		if err != nil {
			l.e.cfg.Logger.Debug("a refusal was not sent", "peer", l.peer.ID, "id", h.id, "err", err)
		}
	}
}

// survive keeps a handler's panic from ending the process; a mistake there is to cost one message.
func (e *Endpoint) survive(what string) {
	if p := recover(); p != nil {
		e.cfg.Logger.Error("the handler of messages panicked", "in", what, "panic", p, "stack", string(debug.Stack()))
	}
}

// guard calls a handler's function.
func (e *Endpoint) guard(what string, f func()) {
	defer e.survive(what)
	f()
}
