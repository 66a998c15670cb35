package drive

import (
	"context"
	"fmt"

	"parley/protocol"
)

// pending is a call whose answer somebody waits for.
type pending struct {
	op   string
	done func(protocol.Reply)
}

// Call calls an operation of the machine and waits for its answer, or for ctx. The error is a *protocol.OutcomeError: Failed had
// certainly no effect, of Unknown nobody knows.
func (d *Driver) Call(ctx context.Context, op string, args ...any) (any, error) {
	type outcome struct {
		value any
		err   error
	}
	ended := make(chan outcome, 1)
	giveUp := d.Begin(op, args, func(v any, err error) { ended <- outcome{v, err} })
	select {
	case o := <-ended:
		return o.value, o.err
	case <-ctx.Done():
		giveUp()
		o := <-ended
		return o.value, o.err
	}
}

// Begin is Call for who does not wait: done is called once, with what Call returns, and must not wait either. It may be before Begin returns. Who has waited long
// enough gives the call up, and done is called at once, if it was not yet.
func (d *Driver) Begin(op string, args []any, done func(any, error)) (giveUp func()) {
	values, err := d.codec.Args(op, args)
	if err != nil {
		done(nil, err)
		return func() {}
	}
	p := &pending{op: op, done: func(r protocol.Reply) {
		switch r.Verdict {
		case protocol.OK:
			done(r.Value, nil)
		case protocol.Failed:
			done(nil, protocol.Fail(protocol.FailError, "%s", r.Text).Err(d.cfg.Self))
		default:
			done(nil, protocol.Lost(protocol.FailLost, "%s", r.Text).Err(d.cfg.Self))
		}
	}}
	d.mu.Lock()
	if d.ended != nil || len(d.inbox) >= d.cfg.Inbox/2 {
		why := d.ended
		d.mu.Unlock()
		if why != nil {
			done(nil, protocol.Fail(protocol.FailRefused, "%s does not run any more: %v; start it again", d.cfg.Protocol.Name, why).Err(d.cfg.Self))
		} else {
			done(nil, protocol.Fail(protocol.FailRefused, "%s has no room for another call; try again when some have ended", d.cfg.Protocol.Name).Err(d.cfg.Self))
		}
		return func() {}
	}
	d.nextID++
	id := d.nextID
	d.calls[id] = p
	d.inbox = append(d.inbox, input{event: protocol.Event{Kind: protocol.Request, Call: protocol.Call{ID: id, Op: op, Args: values}}})
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
	return func() {
		d.mu.Lock()
		p := d.calls[id]
		delete(d.calls, id)
		d.mu.Unlock()
		if p != nil {
			done(nil, protocol.Lost(protocol.FailTimeout, "%s did not answer %s in time; it may still have its effect", d.cfg.Protocol.Name, op).Err(d.cfg.Self))
		}
	}
}

// reply gives an answer to who waits for it. Who has given up gets none.
func (d *Driver) reply(r protocol.Reply) {
	d.mu.Lock()
	p := d.calls[r.Call]
	delete(d.calls, r.Call)
	d.mu.Unlock()
	if p != nil {
		d.ring.add(protocol.TraceEvent{At: d.now(), What: protocol.Ended, Call: protocol.Call{ID: r.Call, Op: p.op}, Reply: r})
		p.done(r)
	}
}

// Watch has f called for each fact that the machine tells from now on, one after the other, on a goroutine of the driver's. What it has told before
// is in Fact. It ends by the function that is returned.
func (d *Driver) Watch(f func(protocol.Fact)) (stop func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.nextW++
	id := d.nextW
	d.watch[id] = f
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.watch, id)
	}
}

// Fact is the last value that the machine has told under a name.
func (d *Driver) Fact(name string) (any, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.facts[name]
	return v, ok
}

// tell passes a fact on to the watchers.
func (d *Driver) tell(f protocol.Fact) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.facts[f.Name] = f.Value
	if len(d.watch) == 0 {
		return
	}
	d.told = append(d.told, f)
	if !d.telling {
		d.telling = true
		go d.tellAll()
	}
}

func (d *Driver) tellAll() {
	for {
		d.mu.Lock()
		if len(d.told) == 0 {
			d.telling = false
			d.mu.Unlock()
			return
		}
		f := d.told[0]
		d.told = d.told[1:]
		var watchers []func(protocol.Fact)
		for id := 1; id <= d.nextW; id++ {
			if w := d.watch[id]; w != nil {
				watchers = append(watchers, w)
			}
		}
		d.mu.Unlock()
		for _, w := range watchers {
			d.watched(w, f)
		}
	}
}

// watched calls a watcher, whose panics are its own.
func (d *Driver) watched(w func(protocol.Fact), f protocol.Fact) {
	defer func() {
		if r := recover(); r != nil {
			d.cfg.Logger.Error("a watcher panicked", "fact", f.Name, "panic", fmt.Sprint(r))
		}
	}()
	w(f)
}
