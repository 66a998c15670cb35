package scripts

// RMap: the elements of a slice, evaluated by whichever node is idle.
//
// One loop, on the goroutine of the caller, owns all that is known: which elements were given to nobody yet, what each node
// works on, which elements have ended. What waits for a node runs beside it and ends in one event. Nothing is given to a node
// before the node is idle, so a slow node holds what it has begun and nothing else.

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
)

const (
	chunkTime  = 50 * time.Millisecond // that a chunk should take: long against a message, short for who waits or cancels
	chunkMost  = 16384                 // elements
	chunkBytes = 1 << 20               // of elements or values in one message, as far as earlier ones tell
	growth     = 4                     // how much larger a node's next chunk may be
	mapTick    = 100 * time.Millisecond
	lagging    = 4 * chunkTime // after which Again lets an idle node repeat a chunk
	mapTries   = 4             // of a node that takes nothing, or of a chunk that may have run
	mapRest    = 50 * time.Millisecond
	joinWait   = 2 * time.Second
	elementMax = 24 * time.Hour // of all elements of a chunk
)

// mapping is one call of RMap.
type mapping struct {
	h      *host
	spread spread
	caller node.Caller
	ctx    context.Context
	source Source // of the chunk function, lacking its last bind
	xs, ys reflect.Value
	each   time.Duration
	output node.OutputFunc
	bar    *bar

	nodes  []*mapNode
	todo   []span // given to nobody
	chunks []*chunk
	flying int // goroutines that will send an event
	events chan mapEvent
	gone   chan struct{} // closed when nobody waits for events any more
	left   int           // elements that have not ended
	failed []ElementError
	said   int // nodes of which it was said why they take no part
}

// span is elements that were not begun, or may be begun again.
type span struct{ from, to, tries int }

// mapNode is what is known of a node.
type mapNode struct {
	id    protocol.NodeID
	ready bool
	out   string // why it takes no part any more
	width int    // chunks at once
	busy  int
	tries int       // without having taken anything
	asked time.Time // for the first time to work
	took  bool      // it has worked
	grown int       // elements of its last chunk
	per   time.Duration
	bytes int // of one element or value
}

// chunk is elements that a node works on.
type chunk struct {
	span
	at      []*mapNode // more than one only with Again
	running int
	since   time.Time
	ended   bool
	ctx     context.Context
	stop    context.CancelFunc
}

// mapEvent is a node's answer for a chunk; without one, that it is there or is not.
type mapEvent struct {
	node  *mapNode
	chunk *chunk
	o     protocol.Outcome
	took  time.Duration
	width int
	err   error
}

// rmap is RMap by the name of the function that a node is asked for. ys points to the slice for the values.
func (h *host) rmap(name string, f Source, xs, ys any, opts []Option) error {
	s, err := gatherSpread(opts)
	if err != nil {
		return err
	}
	ids, err := h.n.Targets(s.on)
	if err != nil {
		return err
	}
	in, into := reflect.ValueOf(xs), reflect.ValueOf(ys)
	if in.Kind() != reflect.Slice || into.Kind() != reflect.Pointer {
		return errors.New("the type of the elements or of the values is an interface that is declared here, which no other node knows; take any, or a struct")
	}
	caller := h.n.Calling()
	m := &mapping{h: h, spread: s, caller: caller, each: s.each, xs: in, ys: into.Elem()}
	if m.each == 0 {
		m.each = h.n.Info().ConfiguredT
	}
	m.left = m.xs.Len()
	if m.left == 0 {
		return nil
	}
	// The function stands on lines of its own, so that places in it are easily told from those of what is around it.
	m.source = Source{Text: fmt.Sprintf("%s(\n%s, $%d)", name, f.Text, len(f.Binds)), Binds: f.Binds}
	var stop context.CancelFunc
	m.ctx, stop = context.WithCancel(caller.Context)
	defer stop() // what still runs for elements that have ended
	m.bar = newBar(caller, s.progress, m.left)
	m.output = m.bar.around(marked(caller.Stdout, caller.Stderr))
	m.todo = []span{{0, m.left, 0}}
	for _, id := range ids {
		m.nodes = append(m.nodes, &mapNode{id: id})
	}
	m.run()
	m.tell(true)
	if m.ctx.Err() != nil && len(m.failed) > 0 {
		m.bar.stopped(m.xs.Len() - len(m.failed))
	} else {
		m.bar.end(m.left, len(m.failed))
	}
	return mapError(m.xs.Len(), m.failed)
}

// run ends when all elements have, which they do: each chunk has a timeout, and each node is tried a bounded number of times.
func (m *mapping) run() {
	m.events, m.gone = make(chan mapEvent), make(chan struct{})
	defer close(m.gone)
	for _, n := range m.nodes {
		m.join(n, 0)
	}
	tick := time.NewTicker(mapTick)
	defer tick.Stop()
	cancelled := m.ctx.Done()
	for m.left > 0 {
		m.assign()
		if m.flying == 0 {
			m.giveUp()
			return
		}
		select {
		case e := <-m.events:
			m.flying--
			m.take(e)
		case <-tick.C:
			m.tell(false)
			m.bar.show(m.left, len(m.failed), m.working())
		case <-cancelled:
			cancelled = nil // each of what is under way ends soon, and says how
		}
	}
}

// fly runs f beside the loop. Its event is lost if nobody waits for it any more.
func (m *mapping) fly(f func() mapEvent) {
	m.flying++
	go func() {
		e := f()
		select {
		case m.events <- e:
		case <-m.gone:
		}
	}()
}

// join asks a node whether it is there, after a rest, and how much it can do at once.
func (m *mapping) join(n *mapNode, rest time.Duration) {
	n.ready = false
	m.fly(func() mapEvent {
		if rest > 0 {
			t := time.NewTimer(rest)
			defer t.Stop()
			select {
			case <-t.C:
			case <-m.ctx.Done():
			}
		}
		var info node.Info
		if n.id == m.h.n.Name() {
			info = m.h.n.Info()
		} else if err := m.h.n.CallWith(m.ctx, n.id, "node.info", node.Options{Timeout: joinWait}, &info); err != nil {
			return mapEvent{node: n, err: err}
		}
		return mapEvent{node: n, width: max(1, info.NumCPU)}
	})
}

// assign gives idle nodes something to do: one chunk each, and again, so that nobody takes more than its share.
func (m *mapping) assign() {
	for given := true; given && m.ctx.Err() == nil; {
		given = false
		for _, n := range m.nodes {
			if !n.ready || n.busy >= n.width {
				continue
			}
			if c := m.next(n); c != nil {
				m.ask(n, c)
				given = true
			}
		}
	}
}

// next is a chunk for a node: of what was given to nobody, or with Again of what another has for long.
func (m *mapping) next(n *mapNode) *chunk {
	if len(m.todo) > 0 {
		s := &m.todo[0]
		c := &chunk{span: *s}
		if c.to = min(s.to, s.from+m.size(n)); c.to == s.to {
			m.todo = m.todo[1:]
		} else {
			s.from = c.to
		}
		c.ctx, c.stop = context.WithCancel(m.ctx)
		m.chunks = append(m.chunks, c)
		return c
	}
	if m.spread.again {
		for _, c := range m.chunks { // the oldest first
			if c.running == 1 && !slices.Contains(c.at, n) && time.Since(c.since) > lagging {
				return c
			}
		}
	}
	return nil
}

// size is how many elements a node gets next.
func (m *mapping) size(n *mapNode) int {
	if m.spread.chunk > 0 {
		return m.spread.chunk
	}
	k := max(1, n.grown*growth)
	if n.per > 0 {
		k = min(k, int(chunkTime/n.per))
	}
	if n.bytes > 0 {
		k = min(k, chunkBytes/n.bytes)
	}
	waiting, hands := 0, 0
	for _, s := range m.todo {
		waiting += s.to - s.from
	}
	for _, x := range m.nodes {
		if x.ready {
			hands += x.width
		}
	}
	return max(1, min(k, chunkMost, waiting/(2*hands))) // half of a fair share, so that all end at about the same time
}

// ask gives a chunk to a node.
func (m *mapping) ask(n *mapNode, c *chunk) {
	if n.busy++; n.asked.IsZero() {
		n.asked = time.Now()
	}
	c.running++
	c.since = time.Now()
	c.at = append(c.at, n)
	v, err := node.Encode("", m.xs.Slice(c.from, c.to).Interface())
	if err != nil {
		m.fly(func() mapEvent { return mapEvent{node: n, chunk: c, o: protocol.Fail(protocol.FailValue, "%v", err)} })
		return
	}
	n.bytes = len(v.Data)/(c.to-c.from) + 1
	s := Source{Text: m.source.Text, Binds: append(slices.Clip(slices.Clone(m.source.Binds)), v)}
	o := node.Options{Timeout: elementMax, Output: m.output}
	if each := m.each; each < elementMax/time.Duration(c.to-c.from) {
		o.Timeout = each * time.Duration(c.to-c.from)
	}
	m.fly(func() mapEvent {
		begun := time.Now()
		return mapEvent{node: n, chunk: c, o: m.h.n.Ask(c.ctx, n.id, s, o), took: time.Since(begun)}
	})
}

func (m *mapping) take(e mapEvent) {
	switch {
	case e.chunk != nil:
		m.answered(e)
	case e.err != nil:
		why := e.err.Error()
		var oe *protocol.OutcomeError
		if errors.As(e.err, &oe) {
			why = oe.Failure.Text
		}
		m.rest(e.node, why)
	default:
		e.node.ready, e.node.width = true, e.width
	}
}

// rest has a node left alone for a while, or for good.
func (m *mapping) rest(n *mapNode, why string) {
	if n.tries++; n.tries > mapTries || !m.h.n.Known(n.id) {
		m.drop(n, why)
		return
	}
	m.join(n, mapRest<<n.tries)
}

func (m *mapping) drop(n *mapNode, why string) { n.ready, n.out = false, why }

// answered takes the outcome of a chunk.
func (m *mapping) answered(e mapEvent) {
	n, c, o := e.node, e.chunk, e.o
	n.busy--
	c.running--
	if c.ended { // by another node's answer
		return
	}
	if o.Verdict == protocol.OK {
		n.took, n.tries, n.grown, n.per = true, 0, c.to-c.from, max(1, e.took/time.Duration(c.to-c.from))
		if err := m.values(n, c, o); err == nil {
			m.end(c)
			return
		} else {
			o = protocol.Fail(protocol.FailValue, "%v", err)
		}
	}
	o.Failure = m.placed(o.Failure)
	o = knownHere(m.h.n, o, "Unquote(%s)")
	if m.ctx.Err() == nil {
		switch {
		case didNotRun(o):
			m.refused(n, c, o)
			return
		case o.Verdict == protocol.Unknown && n.ready:
			m.join(n, 0) // it gets no more before it has shown that it is there
		}
		if m.retried(c, o) {
			return
		}
	}
	if c.running > 0 { // another node may still answer
		return
	}
	if c.to-c.from > 1 && o.Failure.Kind != protocol.FailValue && !didNotRun(o) {
		o = protocol.Lost(o.Failure.Kind, "%s: %s; that ended a chunk of %d elements, of which each may or may not have been evaluated", n.id, strings.TrimSpace(o.Failure.Error()), c.to-c.from)
	}
	for i := c.from; i < c.to; i++ {
		m.failed = append(m.failed, ElementError{i, string(n.id), o.Err(n.id)})
	}
	m.end(c)
}

// didNotRun says whether it is certain that nothing was evaluated.
func didNotRun(o protocol.Outcome) bool {
	if o.Verdict != protocol.Failed {
		return false
	}
	switch o.Failure.Kind {
	case protocol.FailRefused, protocol.FailUnreached, protocol.FailCompile:
		return true
	}
	return false
}

// refused gives a chunk that certainly did not run to somebody else.
func (m *mapping) refused(n *mapNode, c *chunk, o protocol.Outcome) {
	switch {
	case o.Failure.Kind == protocol.FailCompile: // it would say so each time
		m.drop(n, o.Failure.Error())
	case n.ready:
		m.rest(n, o.Failure.Error())
	}
	if c.running == 0 {
		m.todo = append(m.todo, c.span)
		m.forget(c)
	}
}

// retried begins a chunk that may have run once more, if that is allowed and may help.
func (m *mapping) retried(c *chunk, o protocol.Outcome) bool {
	if !m.spread.again || c.running > 0 || o.Failure.Kind == protocol.FailValue {
		return false
	}
	s := c.span
	switch k := s.to - s.from; {
	case o.Verdict == protocol.Failed && k > 1: // one of its elements ends every evaluation that it is in: find it
		m.todo = append(m.todo, span{s.from, s.from + k/2, s.tries}, span{s.from + k/2, s.to, s.tries})
	case s.tries+1 < mapTries:
		s.tries++
		m.todo = append(m.todo, s)
	default:
		return false
	}
	m.forget(c)
	return true
}

// values puts the values of a chunk in their places, and notes the elements that have none.
func (m *mapping) values(n *mapNode, c *chunk, o protocol.Outcome) error {
	part := reflect.New(m.ys.Type())
	var without []int
	var why []string
	if len(o.Values) != 3 {
		return fmt.Errorf("%s answered in a form that this version does not know", n.id)
	}
	for i, into := range []any{part.Interface(), &without, &why} {
		if err := m.h.n.DecodeFrom(n.id, o.Values[i], into); err != nil {
			return err
		}
	}
	if part.Elem().Len() != c.to-c.from || len(without) != len(why) {
		return fmt.Errorf("%s answered with %d values for %d elements", n.id, part.Elem().Len(), c.to-c.from)
	}
	n.bytes = max(n.bytes, len(o.Values[0].Data)/(c.to-c.from)+1)
	reflect.Copy(m.ys.Slice(c.from, c.to), part.Elem())
	for i, k := range without {
		if k >= 0 && k < c.to-c.from {
			m.failed = append(m.failed, ElementError{c.from + k, string(n.id), protocol.Fail(protocol.FailError, "%s", why[i]).Err(n.id)})
		}
	}
	return nil
}

// end is when the elements of a chunk have ended.
func (m *mapping) end(c *chunk) {
	m.left -= c.to - c.from
	m.forget(c)
}

func (m *mapping) forget(c *chunk) {
	c.ended = true
	c.stop()
	m.chunks = slices.DeleteFunc(m.chunks, func(x *chunk) bool { return x == c })
}

// giveUp ends the elements that nobody is left to take.
func (m *mapping) giveUp() {
	o := protocol.Fail(protocol.FailCancelled, "cancelled before it was begun")
	if m.ctx.Err() == nil {
		var why []string
		for _, n := range m.nodes {
			why = append(why, string(n.id)+": "+n.out)
		}
		o = protocol.Fail(protocol.FailUnreached, "it did not run, because no node takes it (%s)", strings.Join(why, "; "))
	}
	for _, s := range m.todo {
		for i := s.from; i < s.to; i++ {
			m.failed = append(m.failed, ElementError{Index: i, Err: o.Err("")})
		}
		m.left -= s.to - s.from
	}
	m.todo = nil
}

// placed is a failure whose places are those of the function's own text.
func (m *mapping) placed(f *protocol.Failure) *protocol.Failure {
	if f == nil {
		return &protocol.Failure{Text: "no reason given"}
	}
	g := *f
	line, rest, ok := strings.Cut(g.Pos, ":")
	if k, err := strconv.Atoi(line); ok && err == nil {
		if g.Pos = ""; k > 1 {
			g.Pos = fmt.Sprintf("%d:%s", k-1, rest)
		}
	}
	return &g
}
