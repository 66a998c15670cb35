package scripts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"parley/node/drive"
	"parley/protocol"
	"parley/sim"
)

// This file is load: callers at all nodes of a cluster at once, and what a judge makes of all that they were told.

// Load is what a load has shown.
type Load struct {
	Ops     []LoadOp
	Callers int
	Took    time.Duration // virtual time in a simulation
	Verdict string        // linearizable, not linearizable, or unknown: that was not found out in time, or the model panicked
	Why     string        // the first answer that was no value
	html    func(io.Writer) error
}

// LoadOp is the calls of one operation.
type LoadOp struct {
	Op                      string
	Calls                   int
	Values, Failed, Unknown int
	Median, Slow            time.Duration // of those with a value; Slow: 99 of 100 took less
}

// loadWait bounds a call of a load; loadRest is about the longest that a caller rests after calls without a value.
const (
	loadWait = 5 * time.Second
	loadRest = 100 * time.Millisecond
	mostLoad = 1_000_000
)

// Load lets callers at every node work at once, with n calls in all from each node, on keys of their own, and judges what they were told. What they call
// depends on the seed; live, how their calls meet does not.
func (c *Cluster) Load(n int, seed uint64) (*Load, error) {
	if c == nil {
		return nil, errNoCluster
	}
	if c.row.Load == nil || c.row.Model == nil {
		return nil, fmt.Errorf("%s has no load; only protocols whose calls a model judges do", c.row.Name)
	}
	if nodes := len(c.Names()); n < 1 || n > mostLoad/nodes {
		return nil, fmt.Errorf("%d calls from each node make no sense; 1 to %d do", n, mostLoad/nodes)
	}
	each := c.row.LoadCallers
	if each == 0 {
		each = 4
	}
	fresh := strconv.Itoa(len(c.Cluster.History())) // what a simulation does depends on nothing but its seed
	if _, ok := c.Cluster.(*live); ok {
		fresh = strconv.FormatInt(time.Now().UnixNano(), 36)
	}
	keys := make([]string, max(8, n*len(c.Names())/100))
	for i := range keys {
		keys[i] = fmt.Sprintf("load-%s-%d", fresh, i)
	}
	var callers []*caller
	for node := range c.Names() {
		for i := range each {
			r := rand.New(rand.NewPCG(seed, uint64(len(callers))))
			left := n / each
			if i < n%each {
				left++
			}
			callers = append(callers, &caller{node: node + 1, left: left, random: r.IntN, next: c.row.Load(len(callers), keys, r.IntN)})
		}
	}
	began := c.Now()
	history, err := c.work(callers)
	if err != nil {
		return nil, err
	}
	l := &Load{Ops: countOps(history), Callers: len(callers), Took: c.Now() - began}
	verdict, html := sim.CheckLinear(c.row.Model, history, 0)
	l.html = html
	l.Verdict = map[sim.LinearVerdict]string{sim.Linear: "linearizable", sim.NotLinear: "not linearizable", sim.LinearOpen: "unknown"}[verdict]
	slices.SortStableFunc(history, func(a, b protocol.Operation) int { return cmp.Compare(a.End, b.End) })
	if i := slices.IndexFunc(history, func(o protocol.Operation) bool { return o.Reply.Verdict != protocol.OK }); i >= 0 {
		o := history[i]
		l.Why = fmt.Sprintf("%s: %s: %s: %s", o.Node, o.Call.Op, o.Reply.Verdict, o.Reply.Text)
	}
	return l, nil
}

// caller calls one thing after another at one node.
type caller struct {
	node   int
	left   int
	random func(int) int
	rest   time.Duration // after the next call without a value
	next   func(protocol.Operation) (string, []any)
	last   protocol.Operation
	call   int // in a simulation: the place in History of what it waits for, plus 1; 0: it waits for nothing
}

// work lets the callers work until they are done.
func (c *Cluster) work(callers []*caller) ([]protocol.Operation, error) {
	if l, ok := c.Cluster.(*live); ok {
		return l.work(callers)
	}
	var history []protocol.Operation
	ended := c.Now()
	for left := -1; left != 0; {
		left = 0
		all := c.Cluster.History()
		for _, w := range callers {
			if w.call > 0 && all[w.call-1].Ended {
				w.last, w.call, ended = all[w.call-1], 0, c.Now()
				history = append(history, w.last)
			}
			if w.call == 0 && w.left > 0 {
				op, args := w.next(w.last)
				w.left--
				if err := c.Call(w.node, op, args...); err == nil { // else the node is down, and there is nothing to judge
					w.call = len(c.Cluster.History())
				}
			}
			if w.call > 0 || w.left > 0 {
				left++
			}
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		if err := c.Advance(time.Millisecond); err != nil {
			return nil, err
		}
		if c.Now() > ended+simLoadRest {
			return nil, fmt.Errorf("no call of the load has ended for %v of virtual time; Calls() shows what waits", simLoadRest)
		}
	}
	return history, nil
}

// simLoadRest is how long a simulated load goes on though none of its calls ends.
const simLoadRest = time.Minute

func (l *live) work(callers []*caller) ([]protocol.Operation, error) {
	codec, err := drive.NewCodec(l.row)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancelCause(l.n.Calling().Context)
	defer stop(nil)
	var all sync.WaitGroup
	histories := make([][]protocol.Operation, len(callers))
	for i, w := range callers {
		all.Go(func() {
			for ; w.left > 0 && ctx.Err() == nil; w.left-- {
				op, args := w.next(w.last)
				if _, err := codec.Args(op, args); err != nil {
					stop(err)
					return
				}
				o := protocol.Operation{Node: l.ids[w.node-1], Call: protocol.Call{Op: op, Args: args}, Start: time.Since(l.began)}
				within, end := context.WithTimeout(ctx, loadWait)
				o.Reply = l.reply(within, codec, o.Node, op, args)
				end()
				o.Ended, o.End = true, time.Since(l.began)
				w.last = o
				histories[i] = append(histories[i], o)
				if o.Reply.Verdict == protocol.OK {
					w.rest = 0
					continue
				}
				w.rest = min(max(2*w.rest, time.Millisecond), loadRest) // what is in the way of one call is in the way of the next one
				select {
				case <-time.After(w.rest/2 + time.Duration(w.random(int(w.rest)))):
				case <-ctx.Done():
				}
			}
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return slices.Concat(histories...), nil
}

// countOps counts a history, by operation.
func countOps(history []protocol.Operation) []LoadOp {
	took, ops := map[string][]time.Duration{}, map[string]*LoadOp{}
	for _, o := range history {
		c := ops[o.Call.Op]
		if c == nil {
			c = &LoadOp{Op: o.Call.Op}
			ops[c.Op] = c
		}
		c.Calls++
		switch o.Reply.Verdict {
		case protocol.OK:
			c.Values++
			took[c.Op] = append(took[c.Op], o.End-o.Start)
		case protocol.Failed:
			c.Failed++
		default:
			c.Unknown++
		}
	}
	var all []LoadOp
	for name, c := range ops {
		if d := took[name]; len(d) > 0 {
			slices.Sort(d)
			c.Median, c.Slow = d[len(d)/2], d[min(len(d)-1, len(d)*99/100)]
		}
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b LoadOp) int { return cmp.Or(b.Calls-a.Calls, strings.Compare(a.Op, b.Op)) })
	return all
}

// String is a table of the operations, and the verdict.
func (l *Load) String() string {
	t := Table{Head: []string{"operation", "calls", "values", "failed", "unknown", "median", "99%"}}
	calls := 0
	for _, o := range l.Ops {
		calls += o.Calls
		t.Rows = append(t.Rows, []string{o.Op, strconv.Itoa(o.Calls), strconv.Itoa(o.Values), strconv.Itoa(o.Failed), strconv.Itoa(o.Unknown), short(o.Median), short(o.Slow)})
	}
	s := t.String()
	if s != "" && s[len(s)-1] != '\n' {
		s += "\n"
	}
	s += fmt.Sprintf("%d calls of %d callers in %s; ", calls, l.Callers, short(l.Took))
	switch l.Verdict {
	case "unknown":
		s += "whether they are linearizable was not found out in time, or the model panicked; try fewer calls"
	case "not linearizable":
		s += `they are NOT linearizable: Save("why.html") shows where`
	default:
		s += "they are linearizable"
	}
	if l.Why != "" {
		s += "\nthe first that gave no value: " + l.Why
	}
	return s
}

// short is a duration with three digits.
func short(d time.Duration) string {
	for unit := time.Second; unit > 1; unit /= 10 {
		if d >= unit*100 {
			return d.Round(unit).String()
		}
	}
	return d.String()
}

// Save writes the history into a file, as a page that shows an order of the calls that explains all answers, or how far there is one.
func (l *Load) Save(file string) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return l.html(f)
}
