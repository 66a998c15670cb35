package scripts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/protocol"
	"parley/sim"
)

// Cluster is the machines of one protocol, simulated or live, as scripts see them: the methods of protocol.Cluster, and what is
// shown to people. Nodes are numbered from 1.
type Cluster struct {
	protocol.Cluster
	row   *protocol.Protocol
	world func() (*protocol.World, error) // the machines as they are now
	met   func() []bool
	now   func() time.Duration
	stop  func() error // nil: there is nothing to stop
	again string       // the line that repeats it; "" if nothing does

	node  int       // where operations are asked; 0: here, or at the first
	locks *sync.Map // key -> token of the locks that Lock got
}

func simCluster(s *sim.Sim, row *protocol.Protocol, again string) *Cluster {
	return &Cluster{Cluster: s, row: row, again: again, locks: &sync.Map{}, met: s.Met, now: s.Now, world: func() (*protocol.World, error) { return s.World(), nil }}
}

// String says what it is, so that a variable that is looked at does not show its insides.
func (c *Cluster) String() string {
	return fmt.Sprintf("%s on %s", c.row.Name, joinNames(c.Names()))
}

func joinNames(ids []protocol.NodeID) string {
	var words []string
	for _, id := range ids {
		words = append(words, string(id))
	}
	return strings.Join(words, " ")
}

// Stop ends the machines of a live cluster, and with them what was done to their network; what they have stored and recorded stays.
func (c *Cluster) Stop() error {
	if c.stop == nil {
		return nil
	}
	return c.stop()
}

// Do does the lines of a script with a simulated cluster: those of a counter-example, or others such as "crash-at-send n1 4", of which there are more than methods.
func (c *Cluster) Do(lines string) error {
	s, ok := c.Cluster.(*sim.Sim)
	if !ok {
		return errors.New("lines of a script are for a simulated cluster, as Sim makes it; nodes that run cannot be made to do just that")
	}
	return s.RunScript(lines)
}

// Now is the time since the run began: virtual time in a simulation.
func (c *Cluster) Now() time.Duration { return c.now() }

// Number is the number of the node of that name, which may be the answer of a call; 0 if there is none.
func (c *Cluster) Number(name any) int {
	for i, id := range c.Names() {
		if string(id) == fmt.Sprint(name) {
			return i + 1
		}
	}
	return 0
}

// Trace is what happened so far: printed one line an event, and saved as text, JSON, a ShiViz log or a picture.
func (c *Cluster) Trace() Trace { return Trace{c.Cluster.Trace()} }

// Ask calls an operation of one node's machine and waits for its answer: in a simulation, time passes until it is there, for a minute at most.
func (c *Cluster) Ask(node int, op string, args ...any) (any, error) {
	if c == nil {
		return nil, errNoCluster
	}
	if l, ok := c.Cluster.(*live); ok {
		b, err := l.begin(node, op, args, callPatience)
		if err != nil {
			return nil, err
		}
		ctx := l.n.Calling().Context
		select {
		case <-b.done:
			return answer(*b.operation)
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	i, err := c.await(time.Minute, node, op, args)
	if err != nil {
		return nil, err
	}
	return answer(c.Cluster.History()[i])
}

// await calls an operation in a simulation, lets time pass until it has ended, and says where it is in History. It is there too when the error is that this
// took longer than most.
func (c *Cluster) await(most time.Duration, node int, op string, args []any) (i int, err error) {
	i = len(c.Cluster.History())
	if err := c.Call(node, op, args...); err != nil {
		return i, err
	}
	const step = 10 * time.Millisecond
	for waited := time.Duration(0); ; waited += step {
		if err := c.Err(); err != nil {
			return i, err
		}
		all := c.Cluster.History()
		if i >= len(all) {
			return i, fmt.Errorf("the call %s has not begun", op)
		}
		if all[i].Ended {
			return i, nil
		}
		if waited >= most {
			return i, protocol.Lost(protocol.FailTimeout, "%s has not ended after %v", op, most).Err(c.Names()[node-1])
		}
		if err := c.Advance(min(step, most-waited)); err != nil {
			return i, err
		}
	}
}

// answer is what a call that has ended gave.
func answer(o protocol.Operation) (any, error) {
	switch o.Reply.Verdict {
	case protocol.OK:
		return o.Reply.Value, nil
	case protocol.Failed:
		return nil, protocol.Fail(protocol.FailError, "%s", o.Reply.Text).Err(o.Node)
	default:
		return nil, protocol.Lost(protocol.FailLost, "%s", o.Reply.Text).Err(o.Node)
	}
}

// Calls lists the calls so far, with their answers.
func (c *Cluster) Calls() Table {
	t := Table{Empty: "no calls yet"}
	for _, op := range c.Cluster.History() {
		t.Rows = append(t.Rows, []string{sim.OperationText(op)})
	}
	return t
}

// State is the machine of each node, on one line; of the nodes given, or of all.
func (c *Cluster) State(nodes ...int) (Text, error) {
	w, err := c.world()
	if err != nil {
		return "", err
	}
	var t Table
	for i, n := range w.Nodes {
		if len(nodes) == 0 || slices.Contains(nodes, i+1) {
			t.Rows = append(t.Rows, []string{string(n.ID), sim.StateText(n)})
		}
	}
	return Text(t.String()), nil
}

// Violated is the name of the property that does not hold; "" if all do. It panics where nobody can know: live, with nodes that record nothing.
func (c *Cluster) Violated() string {
	err := c.Err()
	var v *sim.Violation
	switch {
	case err == nil:
		return ""
	case errors.As(err, &v):
		return v.Property
	}
	panic(err)
}

// Verdict says whether the protocol's properties have held.
func (c *Cluster) Verdict() Text {
	err := c.Err()
	if errors.Is(err, errNoTape) {
		return Text("unknown: " + err.Error())
	}
	if err != nil {
		s := "violated: " + err.Error()
		if c.again != "" {
			s += "\nagain: " + c.again
		}
		return Text(s)
	}
	var names, missing []string
	for _, p := range c.row.Invariants {
		names = append(names, p.Name)
	}
	met := c.met()
	for i, p := range c.row.Sometimes {
		if i < len(met) && !met[i] {
			missing = append(missing, p.Name)
		}
	}
	s := "holds: " + strings.Join(names, ", ")
	if missing != nil {
		s += "\nhas not happened yet: " + strings.Join(missing, ", ")
	}
	return Text(s)
}

// Trace is what happened, in order.
type Trace struct{ trace protocol.Trace }

// Len is the number of events.
func (t Trace) Len() int { return len(t.trace.Events) }

// String is one line an event.
func (t Trace) String() string { return strings.TrimRight(sim.Text(t.trace), "\n") }

// Last is the last k events.
func (t Trace) Last(k int) Trace {
	t.trace.Events = t.trace.Events[max(0, len(t.trace.Events)-k):]
	return t
}

// Without leaves out events of some kinds: "store", "send", "receive", "timer", "tell", .. It panics with all of them where it is given another word.
func (t Trace) Without(kinds ...string) Trace {
	var known []string
	for what := protocol.Started; what <= protocol.Violated; what++ {
		known = append(known, what.String())
	}
	for _, kind := range kinds {
		if !slices.Contains(known, kind) {
			panic(fmt.Errorf("there are no events of the kind %q; there are %s", kind, strings.Join(known, ", ")))
		}
	}
	t.trace.Events = slices.DeleteFunc(slices.Clone(t.trace.Events), func(e protocol.TraceEvent) bool {
		return slices.Contains(kinds, e.What.String())
	})
	return t
}

// SVG is the space-time diagram.
func (t Trace) SVG() Text { return Text(sim.SVG(t.trace)) }

// Save writes the trace into a file, in the form that its name says: .txt, .json, .shiviz or .svg.
func (t Trace) Save(file string) error {
	text, err := traceAs(t.trace, strings.TrimPrefix(filepath.Ext(file), "."))
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// TraceForms are the forms that a trace can have.
const TraceForms = "text, json, shiviz or svg"

// TraceAs is a trace in one of TraceForms.
func TraceAs(t protocol.Trace, form string) (string, error) { return traceAs(t, form) }

func traceAs(t protocol.Trace, form string) (string, error) {
	switch form {
	case "text", "txt":
		return sim.Text(t), nil
	case "json":
		return sim.JSON(t), nil
	case "shiviz", "log":
		return sim.ShiViz(t), nil
	case "svg":
		return sim.SVG(t), nil
	}
	if form == "" {
		return "", errors.New("the name of the file says what form the trace is to have, and this one does not: end it in .txt, .json, .shiviz or .svg")
	}
	return "", fmt.Errorf("a trace cannot be had as %q; choose %s", form, TraceForms)
}

var errNoTape = errors.New("nothing is recorded; start the nodes with --faults to have runs recorded, checked and drawn")
