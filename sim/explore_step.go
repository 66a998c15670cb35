package sim

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"parley/protocol"
)

// This file makes the successors of a state: an event at one node, or a fault.

// expand finds the successors of a state.
func (x *explorer) expand(s *state) {
	defer func() {
		if r := recover(); r != nil && x.checking != nil {
			x.violate(ruleProperties, panicked(x.checking.Name+" panicked", r))
		} else if r != nil { // by what is copied and hashed
			x.violate(rulePlain, unplain(x.names[x.now.node], r))
		}
	}()
	x.deliveries(s)
	first := s.firstAlarm()
	for i, l := range s.locals {
		if l.machine == nil {
			t := s.successor()
			x.makeStep(s, t, step{kind: stepRecover, node: int16(i)}, protocol.Event{Kind: protocol.Start, Stored: plainCopy(l.disk)})
			continue
		}
		for k, due := range l.timers {
			if x.cfg.Network == Timely && (len(s.letters) > 0 || due.left > first) {
				continue
			}
			t := s.successor()
			x.pass(t, first)
			own := t.own(i)
			own.timers = slices.Delete(own.timers, k, k+1)
			x.makeStep(s, t, step{kind: stepFire, node: int16(i), what: uint64(due.number)}, protocol.Event{Kind: protocol.Timeout, Timer: x.timers[due.number]})
		}
	}
	for k, call := range x.calls {
		i := x.callAt[k]
		if s.called&(1<<k) != 0 || s.locals[i].machine == nil {
			continue
		}
		t := s.successor()
		t.called |= 1 << k
		id := x.before + uint64(k+1)
		own := t.own(i)
		own.open = append(own.open, id)
		args := plainCopy(call.Args)
		x.makeStep(s, t, step{kind: stepCall, node: int16(i), what: uint64(k)}, protocol.Event{Kind: protocol.Request, Call: protocol.Call{ID: id, Op: call.Op, Args: args}})
	}
	if int(s.crashes) < x.cfg.Crashes {
		for i, l := range s.locals[:x.nodes] {
			if l.machine != nil {
				t := s.successor()
				t.crashes++
				x.down(t, i)
				x.reach(s, t, step{kind: stepCrash, node: int16(i)}, nil)
			}
		}
	}
}

// firstAlarm is how long it is until a timer goes off.
func (s *state) firstAlarm() time.Duration {
	first := time.Duration(math.MaxInt64)
	for _, l := range s.locals {
		for _, t := range l.timers {
			first = min(first, t.left)
		}
	}
	return first
}

// pass lets time pass, where there is any.
func (x *explorer) pass(t *state, d time.Duration) {
	if d == 0 {
		return
	}
	for i, l := range t.locals {
		if len(l.timers) > 0 {
			own := t.own(i)
			for k := range own.timers {
				own.timers[k].left -= d
			}
			x.seal(i, own)
		}
	}
}

// deliveries are the successors by what is on its way.
func (x *explorer) deliveries(s *state) {
	for k, l := range s.letters {
		lossy := l.from < x.nodes && l.to < x.nodes
		same := func(m *letter) bool { return m.hash == l.hash }
		if x.cfg.Network == Ordered {
			same = func(m *letter) bool { return m.from == l.from && m.to == l.to }
		}
		if x.violation != nil || slices.ContainsFunc(s.letters[:k], same) {
			continue
		}
		rest := s.letters
		if x.cfg.Network != Set {
			rest = slices.Delete(slices.Clone(s.letters), k, k+1)
			if lossy && int(s.drops) < x.cfg.Drops {
				t := s.successor()
				t.letters, t.drops = rest, s.drops+1
				x.reach(s, t, step{kind: stepDrop, node: int16(l.to), what: l.hash}, nil)
			}
		}
		t := s.successor()
		t.letters = rest
		kind := stepDeliver
		if x.cfg.Network == Set {
			kind = stepAgain
		}
		if s.locals[l.to].machine == nil {
			x.reach(s, t, step{kind: kind, node: int16(l.to), what: l.hash}, nil) // there is nobody: it is lost
			continue
		}
		x.makeStep(s, t, step{kind: kind, node: int16(l.to), what: l.hash}, l.event())
		if lossy && int(s.duplicates) < x.cfg.Duplicates && x.cfg.Network != Set {
			t := s.successor()
			t.duplicates++
			x.makeStep(s, t, step{kind: stepAgain, node: int16(l.to), what: l.hash}, l.event())
		}
	}
}

// event is the arrival of a letter.
func (l *letter) event() protocol.Event {
	m := l.message
	if !l.flat {
		m.Body = plainCopy(m.Body)
	}
	return protocol.Event{Kind: protocol.Receive, Message: m}
}

// successor is a state that is still like s.
func (s *state) successor() *state {
	t := *s
	t.locals = slices.Clone(s.locals)
	return &t
}

// own gives the state its own version of a node, to change.
func (s *state) own(i int) *local {
	l := *s.locals[i]
	l.timers = slices.Clone(l.timers)
	l.open = slices.Clone(l.open)
	s.locals[i] = &l
	return &l
}

// down takes from a node all but its disk.
func (x *explorer) down(s *state, i int) {
	l := &local{disk: s.locals[i].disk, diskHash: s.locals[i].diskHash}
	x.seal(i, l)
	s.locals[i] = l
}

// makeStep gives an event to a machine, and its effects to the state t that follows s.
func (x *explorer) makeStep(s, t *state, by step, e protocol.Event) {
	if x.violation != nil {
		return
	}
	i := int(by.node)
	by.from = s.number
	x.now = by
	own := t.locals[i]
	if own == s.locals[i] {
		own = t.own(i)
	}
	e.Seed = x.seeds[i]
	effects, ok := x.run(i, own, e)
	if !ok {
		return
	}
	if len(effects.Writes) > 0 {
		if !x.write(i, own, effects.Writes) {
			return
		}
		// A crash before the write would lead to where a crash before the event leads.
		if i < x.nodes && int(s.crashes) < x.cfg.Crashes {
			torn := *t
			torn.locals = slices.Clone(t.locals)
			torn.crashes++
			x.down(&torn, i)
			lost := by
			lost.torn = true
			x.reach(s, &torn, lost, nil)
		}
	}
	before := len(t.letters)
	if !x.apply(t, i, own, effects) {
		return
	}
	if x.cfg.Network == Timely && i < x.nodes && int(s.crashes) < x.cfg.Crashes {
		for k := 1; k < len(effects.Messages) && k < math.MaxUint8; k++ {
			cut := *t
			cut.locals, cut.letters = slices.Clone(t.locals), slices.Clone(t.letters[:before+k])
			cut.crashes++
			x.down(&cut, i)
			lost := by
			lost.sent = uint8(k)
			x.reach(s, &cut, lost, nil)
		}
	}
	x.seal(i, own)
	x.reach(s, t, by, effects.Replies)
}

// run makes a step of a copy of a machine.
func (x *explorer) run(i int, own *local, e protocol.Event) (effects protocol.Effects, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			x.watch.since.Store(0)
			x.violate(rulePanics, panicked(fmt.Sprintf("%s panicked on %s", x.names[i], eventText(e)), r))
		}
	}()
	if own.machine == nil {
		own.machine = x.protocol.New(x.configs[i])
	} else {
		own.machine = plainCopy(own.machine)
	}
	x.watch.begin()
	effects = own.machine.Step(e)
	x.watch.end()
	return effects, true
}

// write puts something on a node's disk.
func (x *explorer) write(i int, own *local, writes []protocol.Write) bool {
	own.disk = maps.Clone(own.disk)
	if own.disk == nil {
		own.disk = map[string]any{}
	}
	for _, w := range writes {
		if _, known := x.protocol.Store(w.Key); !known {
			x.violate(ruleKnown, fmt.Errorf("%s stores under %q", x.names[i], w.Key))
			return false
		}
		if w.Value == nil {
			delete(own.disk, w.Key)
		} else {
			own.disk[w.Key] = w.Value
		}
	}
	own.diskHash = plainHash(own.disk)
	return true
}

// apply makes the effects that follow the writes happen.
func (x *explorer) apply(t *state, i int, own *local, effects protocol.Effects) bool {
	if len(effects.Messages) > 0 {
		t.letters = slices.Clip(t.letters)
	}
	for _, m := range effects.Messages {
		m.From = x.names[i]
		to := slices.Index(x.names, m.To)
		kind := m.Kind
		if m.Part != "" {
			kind = m.Part + "." + kind
		}
		if !x.kinds[kind] || to < 0 {
			x.violate(ruleKnown, fmt.Errorf("%s sends %s to %s", x.names[i], kind, m.To))
			return false
		}
		if l := newLetter(i, to, m); x.cfg.Network != Set || !t.has(l.hash) {
			t.letters = append(t.letters, l)
		}
	}
	for _, r := range effects.Replies {
		k := slices.Index(own.open, r.Call)
		if k < 0 {
			x.violate(ruleAnswers, fmt.Errorf("%s answers call %d, which waits for no answer", x.names[i], r.Call))
			return false
		}
		own.open = slices.Delete(own.open, k, k+1)
	}
	for _, timer := range effects.Timers {
		set := x.alarm(timer.Name, timer.After)
		k := slices.IndexFunc(own.timers, func(a alarm) bool { return a.number == set.number })
		switch {
		case timer.Stop && k >= 0:
			own.timers = slices.Delete(own.timers, k, k+1)
		case !timer.Stop && k >= 0:
			own.timers[k] = set
		case !timer.Stop:
			own.timers = append(own.timers, set)
		}
	}
	return true
}

func (x *explorer) violate(property string, err error) {
	if x.violation == nil {
		x.violation, x.last = &Violation{Property: property, Err: err}, x.now
	}
}

// reach looks at a state that was reached from s: whether it is new, and whether the properties hold in it.
func (x *explorer) reach(s, t *state, by step, ended []protocol.Reply) {
	if x.violation != nil {
		return
	}
	by.from = s.number
	x.now = by
	x.found.Transitions++
	h, before := x.hash(t), len(t.ghost) > 0
	if !before && len(ended) == 0 {
		if _, old := x.seen[h]; old {
			return // it was looked at, and nothing is remembered from before
		}
	} else {
		tried := mix(h, plainHash(ended)) // all that the properties see: what they remember from before too
		if _, old := x.tried[tried]; old {
			return
		}
		x.tried[tried] = struct{}{}
	}
	if !x.check(t, ended) {
		return
	}
	if before || len(t.ghost) > 0 {
		if len(t.ghost) > 0 {
			t.ghostHash = plainHash(t.ghost)
		}
		h = x.hash(t)
	}
	if _, old := x.seen[h]; old {
		return
	}
	if x.found.States == x.cfg.MaxStates {
		x.full = true
		return
	}
	for i := range x.protocol.Sometimes {
		if x.checking = &x.protocol.Sometimes[i]; !x.found.Met[i] && x.checking.Check(&x.world) == nil {
			x.found.Met[i] = true
		}
	}
	x.checking = nil
	x.seen[h] = struct{}{}
	t.number = int32(len(x.steps))
	x.steps = append(x.steps, by)
	x.next = append(x.next, t)
	x.found.States++
	if x.cfg.Progress != nil && x.found.States%1000 == 0 {
		x.cfg.Progress(x.found.States, x.found.Depth+1)
	}
}

// check looks at the invariants.
func (x *explorer) check(t *state, ended []protocol.Reply) bool {
	w := &x.world
	w.Ended = ended
	if len(t.ghost) > 0 {
		w.Ghost = plainCopy(t.ghost)
	} else if w.Ghost == nil || len(w.Ghost) > 0 {
		w.Ghost = map[string]any{}
	}
	for i, l := range t.locals[:x.nodes] {
		n := &w.Nodes[i]
		n.Up, n.Machine, n.Stored = l.machine != nil, l.machine, l.disk
	}
	x.watch.begin()
	defer x.watch.end()
	for i := range x.protocol.Invariants {
		x.checking = &x.protocol.Invariants[i]
		if err := x.checking.Check(w); err != nil {
			x.violate(x.checking.Name, err)
			return false
		}
	}
	x.checking = nil
	t.ghost, t.ghostHash = nil, 0
	if !empty(w.Ghost) {
		t.ghost = w.Ghost
	}
	return true
}

// empty says whether properties remember nothing: the parts of a stack have a map each from the beginning.
func empty(ghost map[string]any) bool {
	for _, v := range ghost {
		if m, ok := v.(map[string]any); !ok || len(m) > 0 {
			return false
		}
	}
	return true
}
