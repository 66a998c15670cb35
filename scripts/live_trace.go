package scripts

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/node"
	"parley/node/drive"
	"parley/protocol"
	"parley/sim"
)

// This file is what a live run was: made again from what its machines have recorded, with what the script did to them in its place.

// deed is one thing that the script did, by the clock of its machine.
type deed struct {
	at    time.Time
	event protocol.TraceEvent
}

// note keeps what the script does, for the trace.
func (l *live) note(at protocol.NodeID, what protocol.Happening, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = append(l.done, deed{time.Now(), protocol.TraceEvent{Node: at, What: what, Text: text}})
}

// noted is a fault of one node that no record tells of.
func (l *live) noted(n int, f node.Fault, what protocol.Happening) error {
	err := l.fault(n, f)
	if err == nil {
		l.note(l.ids[n-1], what, "")
	}
	return err
}

// again makes the run again. Its time began at the first event, at begin by the clock of the node.
func (l *live) again() (s *sim.Sim, begin time.Duration, err error) {
	codec, err := drive.NewCodec(l.row)
	if err != nil {
		return nil, 0, err
	}
	begin = math.MaxInt64
	tapes := map[protocol.NodeID][]protocol.Taped{}
	for _, id := range l.ids {
		var b []byte
		if id == l.n.Name() {
			b, err = l.n.Tape(l.name)
		} else {
			err = l.n.CallInto(l.n.Calling().Context, id, "machine.tape", &b, l.name)
		}
		if err != nil && strings.Contains(err.Error(), "--faults") { // as the node says, which may be elsewhere
			return nil, 0, errNoTape
		}
		if err != nil {
			return nil, 0, fmt.Errorf("what %s has recorded cannot be had: %w", id, err)
		}
		if tapes[id], err = drive.ReadTape(b, codec, id); err != nil {
			return nil, 0, err
		}
		if len(tapes[id]) > 0 {
			begin = min(begin, tapes[id][0].Event.At)
		}
	}
	s, err = sim.Replay(l.row, l.params, tapes)
	return s, begin, err
}

func (l *live) Err() error {
	s, _, err := l.again()
	if err != nil {
		return err
	}
	return s.Err()
}

func (l *live) Trace() protocol.Trace {
	s, begin, err := l.again()
	if err != nil {
		return protocol.Trace{Protocol: l.row.Name, Nodes: l.ids, Events: []protocol.TraceEvent{{What: protocol.Noted, Text: err.Error()}}}
	}
	t := s.Trace()
	t.Events = slices.Clone(t.Events)
	numberCalls(t.Events)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.done {
		e := d.event
		e.At = max(time.Duration(d.at.UnixNano())-begin, 0)
		// Before the first event that is later. What is later than all of them has made no difference; and after a violation there is nothing.
		if i := slices.IndexFunc(t.Events, func(x protocol.TraceEvent) bool { return x.At > e.At }); i >= 0 {
			t.Events = slices.Insert(t.Events, i, e)
		}
	}
	return t
}

// numberCalls gives the calls numbers for people, from 1 and unique in the trace, as a simulation does: each node has its own, and begins each life with
// a great one.
func numberCalls(events []protocol.TraceEvent) {
	type call struct {
		at protocol.NodeID
		id uint64
	}
	numbers := map[call]uint64{}
	for i := range events {
		e := &events[i]
		for _, id := range []*uint64{&e.Call.ID, &e.Reply.Call} {
			if *id == 0 {
				continue
			}
			c := call{e.Node, *id}
			if numbers[c] == 0 {
				numbers[c] = uint64(len(numbers) + 1)
			}
			*id = numbers[c]
		}
	}
}

// lastEvents is how much of a trace is shown where nobody says how much.
const lastEvents = 40

// lives masks from a number how often the machine had started when it was given.
const lives = 1<<32 - 1

// trace shows the last of what happened to a machine of this node, at times since the first event that is shown.
func (h *host) trace(arg string) (string, error) {
	name, last := "", lastEvents
	for _, word := range strings.Fields(arg) {
		if k, err := strconv.Atoi(word); err == nil && k > 0 {
			last = k
		} else {
			name = word
		}
	}
	if name == "" {
		var names []string
		for _, m := range h.n.Machines() {
			names = append(names, m.Name)
		}
		switch len(names) {
		case 0:
			return "", errors.New("no machines run here; Start begins those of a protocol, and Connect or an election the node's own")
		case 1:
			name = names[0]
		default:
			return "", fmt.Errorf("of which machine? There are %s", strings.Join(names, ", "))
		}
	}
	if !slices.ContainsFunc(h.n.Machines(), func(m node.MachineInfo) bool { return m.Name == name }) {
		return "", fmt.Errorf("no machine %s runs here; Machines() lists those that do", name)
	}
	d, err := h.n.Machine(name)
	if err != nil {
		return "", err
	}
	events := d.Trace()
	if len(events) > last {
		events = events[len(events)-last:]
	}
	if len(events) == 0 {
		return "nothing has happened yet", nil
	}
	first := events[0].At
	for i := range events {
		e := &events[i]
		e.At -= first
		e.ID, e.Call.ID, e.Reply.Call = e.ID&lives, e.Call.ID&lives, e.Reply.Call&lives
	}
	at := time.Unix(0, 0).Add(first).Format("15:04:05.000")
	return "from " + at + " on\n" + strings.TrimRight(sim.Text(protocol.Trace{Nodes: []protocol.NodeID{d.Self()}, Events: events}), "\n"), nil
}
