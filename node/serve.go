package node

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/eval"
	"parley/protocol"
	"parley/transport"
)

// serving is what this node does for others at the moment.
type serving struct {
	mu   sync.Mutex
	all  map[servedKey]*served
	done uint64 // evaluations ended
	full uint64 // refused for lack of room
}

type servedKey struct {
	link *transport.Link
	id   uint64
}

// served is one request of a peer, while it is worked on.
type served struct {
	node  *Node
	key   servedKey
	want  bool // a Return is awaited
	print bool
	out   *outflow
	ev    *eval.Evaluation   // of a quote
	stop  context.CancelFunc // of a call
}

// admit takes a place for a request, or says that there is none.
func (n *Node) admit(s *served) bool {
	n.serving.mu.Lock()
	defer n.serving.mu.Unlock()
	if len(n.serving.all) >= n.cfg.MaxEvaluations || n.serving.all[s.key] != nil {
		n.serving.full++
		return false
	}
	n.serving.all[s.key] = s
	return true
}

func (n *Node) leave(s *served) {
	n.serving.mu.Lock()
	defer n.serving.mu.Unlock()
	delete(n.serving.all, s.key)
	n.serving.done++
}

// message is called by the link's reader for each message, in order; it must not wait.
func (n *Node) message(l *transport.Link, m *transport.Message) {
	who := l.Peer()
	n.record.add(in, who.ID, m)
	switch m.Form {
	case transport.FormReturn:
		n.returns.fill(who.ID, m.ID, m.Outcome, m.Extra.Outputs)
	case transport.FormOutput:
		n.returns.piece(who.ID, m.ID, m.Stream, m.Bytes)
	case transport.FormQuote:
		n.serveQuote(l, who, m)
	case transport.FormCall:
		n.serveCall(l, who, m)
	case transport.FormCancel:
		n.serveCancel(servedKey{l, m.ID})
	}
}

func (n *Node) serveQuote(l *transport.Link, who transport.Peer, m *transport.Message) {
	if who.Role < protocol.Operator {
		n.audit.refused(who, "evaluate", m.Source)
		n.refuse(l, m, "%s may not evaluate at %s: its role is %s and evaluating needs operator", who.ID, n.cfg.Name, who.Role)
		return
	}
	s := &served{node: n, key: servedKey{l, m.ID}, want: m.Return, print: m.Extra.Print}
	if !n.admit(s) {
		n.refuse(l, m, "%s is full: it works on %d requests already; try again when some have ended", n.cfg.Name, n.cfg.MaxEvaluations)
		return
	}
	r := eval.Request{File: m.Extra.File, Source: m.Source, Binds: m.Binds}
	if m.Extra.Deadline > 0 {
		r.Deadline = time.Now().Add(m.Extra.Deadline)
	}
	if m.Return {
		s.out = &outflow{link: l, id: m.ID, left: n.cfg.OutputCap}
		r.Stdout, r.Stderr = s.out.writer(Stdout), s.out.writer(Stderr)
	}
	ev := n.image.Begin(r, s.evaluated)
	if s.out != nil {
		s.out.ctx = ev.Context
	}
	n.serving.mu.Lock()
	s.ev = ev
	n.serving.mu.Unlock()
	n.audit.evaluation(who, m.Source)
	n.workers.run(ev.Run)
}

func (s *served) evaluated(res eval.Result) {
	defer s.node.leave(s)
	if !s.want {
		s.node.unasked("")(res)
		return
	}
	o := outcomeThere(res, s.print)
	if len(res.Notices) > 0 && o.Verdict == protocol.OK {
		for _, notice := range res.Notices {
			fmt.Fprintln(s.out.writer(Stderr), notice)
		}
	}
	s.node.answer(s.key.link, s.key.id, o, s.out.end(s.node.ctx, s.node.cfg.OutputCap))
}

// answer sends a Return the way the request came. A full outbox makes it wait, which holds its place: that is how a slow
// reader slows its own requests down and nobody else's.
func (n *Node) answer(l *transport.Link, id uint64, o protocol.Outcome, pieces uint32) {
	m := &transport.Message{ID: id, Form: transport.FormReturn, Outcome: o}
	m.Extra.Outputs = pieces
	n.record.add(out, l.Peer().ID, m)
	err := l.Send(m)
	if errors.Is(err, transport.ErrFull) {
		err = l.SendWait(n.ctx, m)
	}
	if errors.Is(err, transport.ErrTooLarge) {
		m.Outcome = protocol.Fail(protocol.FailValue, "the value was computed but is too large to send: %v", err)
		err = l.SendWait(n.ctx, m)
	}
	if err != nil {
		n.cfg.Logger.Debug("an answer could not be sent", "to", l.Peer().ID, "id", id, "err", err)
	}
}

// refuse answers without having run anything. It is called by the reader, so it never waits: with a full outbox the peer
// gets nothing and its own timeout ends the wait.
func (n *Node) refuse(l *transport.Link, m *transport.Message, format string, args ...any) {
	if !m.Return {
		return
	}
	a := &transport.Message{ID: m.ID, Form: transport.FormReturn, Outcome: protocol.Fail(protocol.FailRefused, format, args...)}
	n.record.add(out, l.Peer().ID, a)
	l.Send(a)
}

func (n *Node) serveCall(l *transport.Link, who transport.Peer, m *transport.Message) {
	call, ok := n.calls.find(m.Name)
	if !ok {
		n.refuse(l, m, "%s knows no call named %q; it may run another version", n.cfg.Name, brief(m.Name))
		return
	}
	if who.Role < call.Role {
		n.audit.refused(who, "call", m.Name)
		n.refuse(l, m, "%s may not call %s at %s: its role is %s and the call needs %s", who.ID, call.Name, n.cfg.Name, who.Role, call.Role)
		return
	}
	ctx, stop := context.WithCancel(n.ctx)
	if m.Extra.Deadline > 0 {
		ctx, stop = context.WithTimeout(n.ctx, m.Extra.Deadline)
	}
	s := &served{node: n, key: servedKey{l, m.ID}, want: m.Return, stop: stop}
	s.out = &outflow{link: l, id: m.ID, left: n.cfg.OutputCap, ctx: func() context.Context { return ctx }}
	if !n.admit(s) {
		stop()
		n.refuse(l, m, "%s is full: it works on %d requests already; try again when some have ended", n.cfg.Name, n.cfg.MaxEvaluations)
		return
	}
	n.workers.run(func() {
		defer n.leave(s)
		defer stop()
		o := call.answer(&Asked{Context: ctx, Node: n, From: who, Stdout: s.out.writer(Stdout), Stderr: s.out.writer(Stderr), raw: m.Args})
		if s.want {
			n.answer(l, m.ID, o, s.out.end(n.ctx, n.cfg.OutputCap))
		}
	})
}

// answer runs the call; what panics in it is an error of this request alone.
func (c *Call) answer(a *Asked) (o protocol.Outcome) {
	defer func() {
		if p := recover(); p != nil {
			o = protocol.Fail(protocol.FailPanic, "%s: %v", c.Name, p)
		}
	}()
	v, err := c.Func(a)
	if err != nil {
		var oe *protocol.OutcomeError
		if errors.As(err, &oe) {
			return protocol.Outcome{Verdict: oe.Verdict, Failure: &oe.Failure}
		}
		return protocol.Fail(protocol.FailRefused, "%s: %v", c.Name, err)
	}
	data, err := cbor.Marshal(v)
	if err != nil {
		return protocol.Fail(protocol.FailValue, "%s: its answer cannot travel: %v", c.Name, err)
	}
	return protocol.Outcome{Values: []protocol.Value{{Type: "cbor", Data: data}}}
}

func (n *Node) serveCancel(key servedKey) {
	n.serving.mu.Lock()
	s := n.serving.all[key]
	n.serving.mu.Unlock()
	if s != nil {
		s.cancel("cancelled by its asker")
	}
}

func (s *served) cancel(why string) {
	s.node.serving.mu.Lock()
	ev := s.ev
	s.node.serving.mu.Unlock()
	if ev != nil {
		ev.Cancel(protocol.FailCancelled, why)
	} else if s.stop != nil {
		s.stop()
	}
}

// dropServed cancels what is evaluated for an asker who is gone. What was sent for its effect alone goes on.
func (n *Node) dropServed(l *transport.Link) {
	n.serving.mu.Lock()
	var gone []*served
	for key, s := range n.serving.all {
		if key.link == l && s.want {
			gone = append(gone, s)
		}
	}
	n.serving.mu.Unlock()
	for _, s := range gone {
		s.cancel("the connection to its asker was lost")
	}
}
