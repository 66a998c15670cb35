package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/eval"
	"parley/protocol"
	"parley/transport"
)

// serving is what this node does for others at the moment.
type serving struct {
	mu      sync.Mutex
	all     map[servedKey]*served
	of      map[protocol.NodeID]*shares // by peer, for it may have two connections
	calls   int                         // of all, those that are calls
	holders map[holderKey]*Holder       // of clients that have asked for something; nil until the first
	done    uint64                      // requests ended
	full    uint64                      // refused for lack of room
	closing bool                        // takes no more
}

// shares is how much of a node one peer uses.
type shares struct{ evaluations, calls int }

// One peer may take three quarters of the places for evaluations, so that others find some; calls have places of
// their own, so that a full node can still be looked at and stopped.
const (
	callPlaces      = 1024
	callPlacesOfOne = 256
)

type servedKey struct {
	link *transport.Link
	id   uint64
}

// served is one request of a peer, while it is worked on.
type served struct {
	node   *Node
	text   string // what is evaluated, for the log
	key    servedKey
	from   protocol.NodeID
	call   bool // rather than an evaluation
	want   bool // a Return is awaited
	idle   bool // it only listens, and nobody waits for its end
	print  bool
	out    *outflow
	ev     *eval.Evaluation   // of a quote
	stop   context.CancelFunc // of a call
	unhook func() bool        // of a call whose answer comes from elsewhere

	began   time.Time
	outcome protocol.Outcome // of an evaluation that has not failed
}

// admit takes a place for a request, or says in a sentence why there is none.
func (n *Node) admit(s *served) (why string) {
	sv := &n.serving
	sv.mu.Lock()
	defer sv.mu.Unlock()
	of := sv.of[s.from]
	if of == nil {
		of = &shares{}
	}
	evaluations, room := len(sv.all)-sv.calls, n.cfg.MaxEvaluations
	switch {
	case sv.closing:
		return fmt.Sprintf("%s is shutting down", n.cfg.Name)
	case sv.all[s.key] != nil:
		return fmt.Sprintf("request %d is under way already", s.key.id)
	case s.call && (sv.calls >= callPlaces || of.calls >= callPlacesOfOne):
		why = fmt.Sprintf("%s is full: it works on %d calls already; try again when some have ended", n.cfg.Name, sv.calls)
	case !s.call && (evaluations >= room || of.evaluations >= max(room*3/4, 1)):
		why = fmt.Sprintf("%s is full: it evaluates %d requests already, %d of them yours; try again when some have ended", n.cfg.Name, evaluations, of.evaluations)
	}
	if why != "" {
		sv.full++
		return why
	}
	sv.all[s.key], sv.of[s.from] = s, of
	if s.call {
		sv.calls, of.calls = sv.calls+1, of.calls+1
	} else {
		of.evaluations++
	}
	return ""
}

func (n *Node) leave(s *served) {
	sv := &n.serving
	sv.mu.Lock()
	defer sv.mu.Unlock()
	delete(sv.all, s.key)
	sv.done++
	of := sv.of[s.from]
	if s.call {
		sv.calls, of.calls = sv.calls-1, of.calls-1
	} else {
		of.evaluations--
	}
	if *of == (shares{}) {
		delete(sv.of, s.from)
	}
}

// awaited is how many requests are worked on that somebody waits for.
func (n *Node) awaited() int {
	n.serving.mu.Lock()
	defer n.serving.mu.Unlock()
	k := 0
	for _, s := range n.serving.all {
		if s.want && !s.idle {
			k++
		}
	}
	return k
}

// message is called by the link's reader for each message, in order; it must not wait.
func (n *Node) message(l *transport.Link, m *transport.Message) {
	who := l.Peer()
	at := n.record.add(in, who.ID, m)
	if asks := m.Form == transport.FormQuote || m.Form == transport.FormCall; asks && !n.member() {
		n.refuse(l, m, "%s is a client: it asks, and answers nobody", n.cfg.Name)
		return
	}
	switch m.Form {
	case transport.FormReturn:
		n.returns.fill(who.ID, m.ID, m.Outcome, m.Extra.Outputs)
	case transport.FormOutput:
		n.returns.piece(who.ID, m.ID, m.Stream, m.Bytes)
	case transport.FormQuote:
		n.serveQuote(l, who, m, at)
	case transport.FormCall:
		n.serveCall(l, who, m, at)
	case transport.FormCancel:
		n.serveCancel(servedKey{l, m.ID})
	}
}

func (n *Node) serveQuote(l *transport.Link, who transport.Peer, m *transport.Message, at time.Time) {
	if who.Role < protocol.Operator {
		n.audit.refused(who, "evaluate", m.Source)
		n.refuse(l, m, "%s may not evaluate at %s: its role is %s and evaluating needs operator", who.ID, n.cfg.Name, who.Role)
		return
	}
	s := &served{node: n, key: servedKey{l, m.ID}, from: who.ID, text: m.Source, want: m.Return, print: m.Extra.Print, began: at}
	if why := n.admit(s); why != "" {
		n.refuse(l, m, "%s", why)
		return
	}
	r := eval.Request{File: m.Extra.File, Source: m.Source, Binds: m.Binds, Label: string(who.ID), Budget: n.cfg.Budgets[who.Role]}
	if h := n.holder(who, m.Extra.Session); h != nil {
		r.For, r.Late = h, h
	}
	if m.Extra.Deadline > 0 {
		r.Deadline = time.Now().Add(m.Extra.Deadline)
	}
	if m.Return {
		s.out = &outflow{link: l, id: m.ID, left: n.cfg.OutputCap}
		r.Stdout, r.Stderr = s.out.writer(Stdout), s.out.writer(Stderr)
	}
	r.Within = s.within
	ev := n.image.Begin(r, s.evaluated)
	if s.out != nil {
		s.out.ctx = ev.Context
	}
	n.serving.mu.Lock()
	s.ev = ev
	n.serving.mu.Unlock()
	n.audit.evaluation(who, m.Source)
	run := ev.Run
	if n.shared.coming.Load() > 0 {
		run = func() { n.shared.waitFor(n.ctx, who.ID); ev.Run() }
	}
	n.workers.run(run)
}

// within makes the outcome while the evaluation can still be stopped: values may have methods that do not end.
func (s *served) within(res eval.Result) {
	if s.want {
		s.outcome = outcomeFor(s.from, res, s.print, s.print)
	}
}

func (s *served) evaluated(res eval.Result) {
	defer s.node.leave(s)
	var o protocol.Outcome
	if !s.want {
		if res.Failure != nil {
			o = failedOutcome(res)
		}
		s.node.tallies.served.add(&o, time.Since(s.began))
		s.node.unasked(s.text)(res)
		return
	}
	if res.Failure != nil {
		o = failedOutcome(res)
	} else {
		o = s.outcome
	}
	if len(res.Notices) > 0 && o.Verdict == protocol.OK {
		for _, notice := range res.Notices {
			fmt.Fprintln(s.out.writer(Stderr), notice)
		}
	}
	s.node.tallies.served.add(&o, time.Since(s.began))
	s.node.answer(s.key.link, s.key.id, o, s.out.end(s.node.ctx, s.node.cfg.OutputCap))
}

// answerPatience is how long an answer waits for room in an outbox. An asker that has not read for so long is cut off.
const answerPatience = 10 * time.Second

// answer sends a Return the way the request came. A full outbox makes it wait, which holds its place: that is how a slow
// reader slows its own requests down and nobody else's.
func (n *Node) answer(l *transport.Link, id uint64, o protocol.Outcome, pieces uint32) {
	if m := n.answerNow(l, id, o, pieces); m != nil {
		n.answerLater(l, m)
	}
}

// answerNow is answer as far as it need not wait: it returns what must.
func (n *Node) answerNow(l *transport.Link, id uint64, o protocol.Outcome, pieces uint32) *transport.Message {
	m := &transport.Message{ID: id, Form: transport.FormReturn, Outcome: o}
	m.Extra.Outputs = pieces
	n.record.add(out, l.Peer().ID, m)
	err := l.Send(m)
	if errors.Is(err, transport.ErrTooLarge) {
		m.Outcome = protocol.Fail(protocol.FailValue, "the value was computed but is too large to send: %v", err)
		err = l.Send(m)
	}
	if errors.Is(err, transport.ErrFull) {
		return m
	}
	n.unsent(l, m, err)
	return nil
}

func (n *Node) answerLater(l *transport.Link, m *transport.Message) {
	ctx, stop := context.WithTimeout(n.ctx, answerPatience)
	defer stop()
	err := l.SendWait(ctx, m)
	if errors.Is(err, context.DeadlineExceeded) {
		l.Cut(fmt.Errorf("%s did not take its answers for %v", l.Peer().ID, answerPatience))
	}
	n.unsent(l, m, err)
}

func (n *Node) unsent(l *transport.Link, m *transport.Message, err error) {
	if err != nil {
		n.cfg.Logger.Debug("an answer could not be sent", "to", l.Peer().ID, "id", m.ID, "err", err)
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

func (n *Node) serveCall(l *transport.Link, who transport.Peer, m *transport.Message, at time.Time) {
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
	if call.quick {
		if o := call.answer(&Asked{Context: n.ctx, Node: n, From: who, Stdout: io.Discard, Stderr: io.Discard, raw: m.Args}); o.Verdict != protocol.OK {
			n.cfg.Logger.Debug("a message was not taken", "from", who.ID, "err", o.Failure)
		}
		return
	}
	ctx, stop := context.WithCancel(n.ctx)
	if m.Extra.Deadline > 0 {
		ctx, stop = within(ctx, stop, m.Extra.Deadline)
	}
	s := &served{node: n, key: servedKey{l, m.ID}, from: who.ID, call: true, want: m.Return, stop: stop, began: at}
	s.out = &outflow{link: l, id: m.ID, left: n.cfg.OutputCap, ctx: func() context.Context { return ctx }}
	if why := n.admit(s); why != "" {
		stop()
		n.refuse(l, m, "%s", why)
		return
	}
	if call.begin != nil {
		giveUp := call.starts(&Asked{Context: ctx, Node: n, From: who, Stdout: io.Discard, Stderr: io.Discard, raw: m.Args}, func(v any, err error) {
			n.begun(s, call.outcome(v, err))
		})
		unhook := context.AfterFunc(ctx, giveUp)
		n.serving.mu.Lock()
		s.unhook = unhook
		n.serving.mu.Unlock()
		return
	}
	n.workers.run(func() {
		defer n.leave(s)
		defer stop()
		o := call.answer(&Asked{Context: ctx, Node: n, From: who, Stdout: s.out.writer(Stdout), Stderr: s.out.writer(Stderr), raw: m.Args, served: s})
		n.tallies.served.add(&o, time.Since(s.began))
		if s.want {
			n.answer(l, m.ID, o, s.out.end(n.ctx, n.cfg.OutputCap))
		}
	})
}

// begun ends a call whose answer came from elsewhere.
func (n *Node) begun(s *served, o protocol.Outcome) {
	n.tallies.served.add(&o, time.Since(s.began))
	end := func() {
		n.leave(s)
		n.serving.mu.Lock()
		unhook := s.unhook
		n.serving.mu.Unlock()
		if unhook != nil {
			unhook()
		}
		s.stop()
	}
	if s.want {
		if m := n.answerNow(s.key.link, s.key.id, o, 0); m != nil {
			n.workers.run(func() {
				defer end()
				n.answerLater(s.key.link, m)
			})
			return
		}
	}
	end()
}

// within bounds ctx by a time; the one stop ends both.
func within(ctx context.Context, stop context.CancelFunc, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, stop2 := context.WithTimeout(ctx, d)
	return ctx, func() { stop2(); stop() }
}

// answer runs the call; what panics in it is an error of this request alone.
func (c *Call) answer(a *Asked) (o protocol.Outcome) {
	defer func() {
		if p := recover(); p != nil {
			o = protocol.Fail(protocol.FailPanic, "%s: %v", c.Name, p)
		}
	}()
	return c.outcome(c.Func(a))
}

// starts begins the call; what panics in it is an error of this request alone.
func (c *Call) starts(a *Asked, done func(any, error)) (giveUp func()) {
	defer func() {
		if p := recover(); p != nil {
			done(nil, protocol.Fail(protocol.FailPanic, "%s: %v", c.Name, p).Err(a.Node.cfg.Name))
			giveUp = func() {}
		}
	}()
	return c.begin(a, done)
}

// outcome is the answer, as it travels.
func (c *Call) outcome(v any, err error) protocol.Outcome {
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
