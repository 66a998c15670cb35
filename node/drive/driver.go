package drive

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"parley/protocol"
)

// Config says what to drive.
type Config struct {
	Protocol *protocol.Protocol
	Self     protocol.NodeID
	Nodes    []protocol.NodeID // Self among them
	Params   map[string]any

	// Path is the file of the store.
	Path string

	// Send takes a message to another node, as far as it can: it must not wait, and may lose it.
	Send func(to protocol.NodeID, m protocol.Message, wire []byte)

	// Links are what is done to the channels to other nodes from the first message on; see SetFaults.
	Links map[protocol.NodeID]Faults

	// Tape is a file that gets every event, for the run to be made again from; "" for none.
	Tape string

	// Service is what the machine reaches as protocol.ServiceNode. It is called on a goroutine of its own; what it returns comes back as messages
	// from there. Nil: there is nothing, and messages to it are lost.
	Service func(protocol.Message) []protocol.Message

	// Point is called where a process may be killed with a difference: before a write and after it, and before each message. Nil: nothing is. It is there
	// for tests that end the process in it.
	Point func()

	// Inbox is how many events may wait; default 4096. Then messages are lost, as the network may do. Calls are refused when half of it is full, so that
	// however many there are messages find room.
	Inbox int

	// Trace is how many lines of what happened are kept; default 4096.
	Trace int

	// Logger gets what the operator should know; default: discarded.
	Logger *slog.Logger
}

func (c *Config) validate() error {
	if c.Protocol == nil || c.Path == "" || c.Send == nil {
		return errors.New("a driver needs a protocol, a path for its store and a way to send")
	}
	for _, f := range c.Links {
		if err := f.Validate(); err != nil {
			return err
		}
	}
	if c.Inbox < 0 || c.Trace < 0 {
		return fmt.Errorf("driver of %s: Inbox and Trace must not be negative", c.Protocol.Name)
	}
	if c.Inbox == 0 {
		c.Inbox = 4096
	}
	if c.Trace == 0 {
		c.Trace = 4096
	}
	if c.Point == nil {
		c.Point = func() {}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

// maxBatch is how many events are written to disk together at most.
const maxBatch = 512

// Driver runs one machine. Its methods may be called from several goroutines at once.
type Driver struct {
	cfg     Config
	codec   *Codec
	store   *Store
	machine protocol.Machine // of the goroutine
	undone  int              // of the goroutine: events of the last batch, whose effects did not happen
	sent    bool             // of the goroutine: messages, since the last write
	began   time.Time

	mu      sync.Mutex
	inbox   []input
	wake    chan struct{} // of one place
	timers  map[string]*timer
	calls   map[uint64]*pending
	nextID  uint64
	nextMsg uint64
	paused  bool
	ended   error // why it takes no more events
	lost    uint64
	facts   map[string]any
	watch   map[int]func(protocol.Fact)
	nextW   int
	told    []protocol.Fact // that watchers have not seen
	telling bool

	tape   *tape
	ring   ring
	faults faults
	disk   diskFaults
	done   chan struct{}
}

// input is an event on its way to the machine.
type input struct {
	event protocol.Event
	id    uint64 // of a message, for the trace
	timer *timer // of Timeout, to know one that was set again
}

type timer struct{ t *time.Timer }

// Errors that end a driver.
var (
	ErrClosed  = errors.New("it was stopped")
	ErrCrashed = errors.New("it has crashed")

	errDiskFull = errors.New("its store cannot be written: the disk is full")
)

// Start opens the store and starts the machine from what is in it.
func Start(c Config) (*Driver, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	pc, err := c.Protocol.Configure(c.Self, c.Nodes, c.Params)
	if err != nil {
		return nil, err
	}
	codec, err := NewCodec(c.Protocol)
	if err != nil {
		return nil, err
	}
	store, err := OpenStore(c.Path, codec)
	if err != nil {
		return nil, err
	}
	stored, err := store.Load()
	if err != nil {
		store.Close()
		return nil, err
	}
	tape, err := openTape(c.Tape, codec)
	if err != nil {
		store.Close()
		return nil, err
	}
	d := &Driver{
		tape: tape, cfg: c, codec: codec, store: store, machine: c.Protocol.New(pc), began: time.Now(),
		wake: make(chan struct{}, 1), timers: map[string]*timer{}, calls: map[uint64]*pending{},
		facts: map[string]any{}, watch: map[int]func(protocol.Fact){}, done: make(chan struct{}),
		nextID: store.Epoch << 32, nextMsg: store.Epoch << 32,
	}
	d.ring.size = c.Trace
	d.faults.links = map[protocol.NodeID]*linkFaults{}
	for peer, f := range c.Links {
		d.faults.links[peer] = &linkFaults{Faults: f}
	}
	d.inbox = []input{{event: protocol.Event{Kind: protocol.Start, Stored: stored}, id: d.nextMsg}}
	d.wake <- struct{}{}
	go d.run()
	return d, nil
}

// Protocol is the row that is driven.
func (d *Driver) Protocol() *protocol.Protocol { return d.cfg.Protocol }

// Self is the node that the machine is of.
func (d *Driver) Self() protocol.NodeID { return d.cfg.Self }

// Nodes are those that the machine was started with.
func (d *Driver) Nodes() []protocol.NodeID { return d.cfg.Nodes }

// now is the node's clock: it goes forward over restarts too, as far as the machine's does.
func (d *Driver) now() time.Duration {
	return time.Duration(d.began.UnixNano()) + time.Since(d.began)
}

// put puts an event into the inbox. It says whether there was room.
func (d *Driver) put(in input, always bool) bool {
	d.mu.Lock()
	if d.ended != nil || !always && len(d.inbox) >= d.cfg.Inbox {
		d.lost++
		d.mu.Unlock()
		return false
	}
	d.inbox = append(d.inbox, in)
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
	return true
}

// take takes what waits, maxBatch events at most, and says whether the driver still runs.
func (d *Driver) take(into []input) ([]input, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended != nil {
		return nil, false
	}
	if d.paused {
		return into[:0], true
	}
	k := min(len(d.inbox), maxBatch)
	into = append(into[:0], d.inbox[:k]...)
	d.inbox = d.inbox[:copy(d.inbox, d.inbox[k:])]
	return into, true
}

func (d *Driver) run() {
	defer close(d.done)
	defer d.store.Close()
	defer func() { d.tape.close(d.now(), d.Err(), d.undone) }()
	var batch []input
	for range d.wake {
		for {
			var alive bool
			if batch, alive = d.take(batch); !alive {
				return
			}
			if len(batch) == 0 {
				break
			}
			if err := d.steps(batch); err != nil {
				d.cfg.Logger.Error("a machine has stopped", "protocol", d.cfg.Protocol.Name, "why", err)
				d.end(err)
				return
			}
		}
	}
}

// steps makes the steps of some events, then their effects.
func (d *Driver) steps(batch []input) error {
	var all []protocol.Effects
	var writes []protocol.Write
	var failed error
	d.undone = 0
	for i := range batch {
		in := &batch[i]
		if in.timer != nil && !d.due(in.event.Timer, in.timer) {
			continue
		}
		in.event.At, in.event.Seed = d.now(), rand.Uint64()
		d.ring.input(in)
		if err := d.tape.event(in.id, in.event); err != nil {
			return err
		}
		d.undone++
		x, err := d.step(in.event)
		if err != nil {
			failed = err // what the steps before have promised still happens
			break
		}
		// Timers are those of the machine's last word: an event of this batch that is later must know that its timer was stopped.
		d.setTimers(x.Timers)
		d.ring.effects(in.event.At, x)
		all, writes = append(all, x), append(writes, x.Writes...)
	}
	if len(writes) > 0 {
		if d.sent {
			d.sent = false
			runtime.Gosched() // what was sent before leaves now, and not when the disk is done
		}
		if err := d.write(writes); err != nil {
			return err
		}
	}
	if d.crashed() {
		return ErrCrashed
	}
	d.undone = 0
	for _, x := range all {
		for _, f := range x.Facts { // before who is answered, here or elsewhere, can ask for them
			d.tell(f)
		}
		for _, m := range x.Messages {
			m.From = d.cfg.Self
			if err := d.send(m); err != nil {
				return err
			}
			d.sent = true
		}
		for _, r := range x.Replies {
			d.reply(r)
		}
	}
	return failed
}

func (d *Driver) crashed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended != nil
}

// step makes one step; a panic is an error.
func (d *Driver) step(e protocol.Event) (x protocol.Effects, err error) {
	defer func() {
		if r := recover(); r != nil {
			stack := string(debug.Stack())
			if w, ok := r.(interface{ Where() string }); ok { // of evaluated code
				stack = w.Where()
			}
			d.cfg.Logger.Error("a machine panicked", "protocol", d.cfg.Protocol.Name, "event", e.Kind, "panic", r, "stack", stack)
			err = fmt.Errorf("its machine panicked on a %s: %v", e.Kind, r)
		}
	}()
	return d.machine.Step(e), nil
}

func (d *Driver) setTimers(timers []protocol.Timer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range timers {
		if old := d.timers[t.Name]; old != nil {
			old.t.Stop()
			delete(d.timers, t.Name)
		}
		if t.Stop || d.ended != nil {
			continue
		}
		set := &timer{}
		d.timers[t.Name] = set
		set.t = time.AfterFunc(max(t.After, 0), func() {
			d.put(input{event: protocol.Event{Kind: protocol.Timeout, Timer: t.Name}, timer: set}, true)
		})
	}
}

// due says whether a timer that went off is still the one of its name, and forgets it.
func (d *Driver) due(name string, t *timer) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timers[name] != t {
		return false
	}
	delete(d.timers, name)
	return true
}

// send takes a message on its way.
func (d *Driver) send(m protocol.Message) error {
	d.mu.Lock()
	d.nextMsg++
	id := d.nextMsg
	d.mu.Unlock()
	wire, err := d.codec.Message(id, m)
	if err != nil {
		return err
	}
	d.cfg.Point()
	d.ring.message(d.now(), protocol.Sent, id, m, "")
	if m.To == protocol.ServiceNode {
		if d.cfg.Service == nil {
			return nil
		}
		go func() {
			for _, answer := range d.cfg.Service(m) {
				answer.From, answer.To, answer.Part = m.To, d.cfg.Self, m.Part
				d.put(input{event: protocol.Event{Kind: protocol.Receive, Message: answer}}, true)
			}
		}()
		return nil
	}
	if m.To == d.cfg.Self {
		_, m, err = d.codec.ReadMessage(wire) // a copy, as from elsewhere
		m.From, m.To = d.cfg.Self, d.cfg.Self
		d.put(input{event: protocol.Event{Kind: protocol.Receive, Message: m}, id: id}, true)
		return err
	}
	d.through(m.To, func() { d.cfg.Send(m.To, m, wire) }, func(why string) {
		d.ring.message(d.now(), protocol.Dropped, id, m, why)
		err = d.tape.dropped(d.now(), id, why)
	})
	return err
}

// Receive takes a message that has come from another node.
func (d *Driver) Receive(from protocol.NodeID, wire []byte) error {
	id, m, err := d.codec.ReadMessage(wire)
	if err != nil {
		return err
	}
	m.From, m.To = from, d.cfg.Self
	if d.cutFrom(from) {
		d.ring.message(d.now(), protocol.Dropped, id, m, "there is no connection")
		return nil
	}
	if !d.put(input{event: protocol.Event{Kind: protocol.Receive, Message: m}, id: id}, false) {
		d.ring.message(d.now(), protocol.Dropped, id, m, "there is no room")
	}
	return nil
}

// Learn tells the machine a fact.
func (d *Driver) Learn(f protocol.Fact) {
	d.put(input{event: protocol.Event{Kind: protocol.Learn, Fact: f}}, true)
}

// end stops taking events, and tells all who wait.
func (d *Driver) end(why error) {
	d.mu.Lock()
	if d.ended == nil {
		d.ended = why
	}
	for name, t := range d.timers {
		t.t.Stop()
		delete(d.timers, name)
	}
	waiting := d.calls
	d.calls = map[uint64]*pending{}
	d.inbox = nil
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
	for _, p := range waiting {
		p.done(protocol.Reply{Verdict: protocol.Unknown, Text: fmt.Sprintf("%s at %s: %v", d.cfg.Protocol.Name, d.cfg.Self, why)})
	}
}

// Crash ends the machine at once: what it has not stored is gone, and nothing leaves any more.
func (d *Driver) Crash() {
	d.ring.add(protocol.TraceEvent{At: d.now(), What: protocol.Crashed})
	d.end(ErrCrashed)
	<-d.done
}

// Close ends the machine and lets go of its store.
func (d *Driver) Close() {
	d.end(ErrClosed)
	<-d.done
}

// Err is why the driver takes no more events; nil while it runs.
func (d *Driver) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended
}

// Pause lets the machine stand still: events wait, as far as there is room.
func (d *Driver) Pause(paused bool) {
	d.mu.Lock()
	d.paused = paused
	d.mu.Unlock()
	what := protocol.Paused
	if !paused {
		what = protocol.Resumed
	}
	d.ring.add(protocol.TraceEvent{At: d.now(), What: what})
	select {
	case d.wake <- struct{}{}:
	default:
	}
}
