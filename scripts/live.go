package scripts

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/node/drive"
	"parley/protocol"
)

// live is the machines of one protocol at several nodes, as a protocol.Cluster. What it does to them goes over the cluster's own
// connections, which the faults leave alone; the verdict is that of the run, made again from what the machines have recorded.
type live struct {
	n      *node.Node
	row    *protocol.Protocol
	name   string // of the machines
	ids    []protocol.NodeID
	params map[string]any
	began  time.Time

	mu      sync.Mutex
	history []*protocol.Operation // the last mostCalls
	calls   uint64
	open    map[uint64]begun // those that have not ended
	done    []deed           // what the script has done to them

	network sync.Mutex              // held while nodes are told; apart from mu, which is held for a moment only
	faults  map[[2]int]drive.Faults // of the channels from one node to another
}

var _ protocol.Cluster = (*live)(nil)

// callPatience bounds a call of a live script, unless it says how long it waits.
const callPatience = time.Minute

// mostCalls is how many calls are remembered. A service may call for years.
const mostCalls = 100_000

func newLive(n *node.Node, row *protocol.Protocol, name string, ids []protocol.NodeID, params map[string]any) *live {
	return &live{n: n, row: row, name: name, ids: ids, params: params, began: time.Now(), open: map[uint64]begun{}, faults: map[[2]int]drive.Faults{}}
}

func (l *live) Names() []protocol.NodeID { return l.ids }

func (l *live) id(node int) (protocol.NodeID, error) {
	if node < 1 || node > len(l.ids) {
		return "", fmt.Errorf("there is no node %d; there are 1 to %d (%s)", node, len(l.ids), joinNames(l.ids))
	}
	return l.ids[node-1], nil
}

func (l *live) Call(node int, op string, args ...any) error {
	_, err := l.begin(node, op, args, callPatience)
	return err
}

// begun is a call that was begun. done is closed when the operation has ended.
type begun struct {
	operation *protocol.Operation // to be read with mu held, or when it is done
	done      chan struct{}
}

// begin begins a call that may take so long, and notes how it ends.
func (l *live) begin(node int, op string, args []any, patience time.Duration) (begun, error) {
	id, err := l.id(node)
	if err != nil {
		return begun{}, err
	}
	codec, err := drive.NewCodec(l.row)
	if err != nil {
		return begun{}, err
	}
	values, err := codec.Args(op, args)
	if err != nil {
		return begun{}, err
	}
	l.mu.Lock()
	l.calls++
	o := &protocol.Operation{Node: id, Call: protocol.Call{ID: l.calls, Op: op, Args: values}, Start: time.Since(l.began)}
	l.history = append(l.history, o)
	if len(l.history) > mostCalls {
		l.history = slices.Delete(l.history, 0, mostCalls/4)
	}
	b := begun{o, make(chan struct{})}
	l.open[l.calls] = b
	l.mu.Unlock()
	go func() {
		defer close(b.done)
		ctx, stop := context.WithTimeout(context.WithoutCancel(l.n.Calling().Context), patience)
		defer stop()
		r := l.reply(ctx, codec, id, op, args)
		r.Call = o.Call.ID
		l.mu.Lock()
		defer l.mu.Unlock()
		o.Ended, o.End, o.Reply = true, time.Since(l.began), r
		delete(l.open, o.Call.ID)
	}()
	return b, nil
}

// reply is how a call ends.
func (l *live) reply(ctx context.Context, codec *drive.Codec, id protocol.NodeID, op string, args []any) protocol.Reply {
	v, err := l.n.CallMachine(ctx, id, l.name, op, args...)
	var oe *protocol.OutcomeError
	switch row, _ := l.row.Call(op); {
	case errors.As(err, &oe):
		return protocol.Reply{Verdict: effect(oe), Text: oe.Failure.Text}
	case err != nil:
		return protocol.Reply{Verdict: protocol.Failed, Text: err.Error()}
	case row.Result == nil || v == nil:
		return protocol.Reply{Value: v}
	}
	return protocol.Reply{Value: codec.Result(op, v)}
}

// effect is how a call ended whose answer is an error. What ran may have had its effect, though its value could not travel or it broke off; a judge of histories
// must not take it for a call that never was.
func effect(e *protocol.OutcomeError) protocol.Verdict {
	if k := e.Failure.Kind; k == protocol.FailValue || k == protocol.FailPanic {
		return protocol.Unknown
	}
	return e.Verdict
}

func (l *live) Advance(d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("time does not go back by %v", -d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	ctx := l.n.Calling().Context
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Run waits for the calls that have begun.
func (l *live) Run() error {
	l.mu.Lock()
	open := slices.Collect(maps.Values(l.open))
	l.mu.Unlock()
	ctx, stop := context.WithTimeout(l.n.Calling().Context, callPatience)
	defer stop()
	for _, b := range open { // any order: all are waited for
		select {
		case <-b.done:
		case <-ctx.Done():
			return fmt.Errorf("some calls have not ended: %w", context.Cause(ctx))
		}
	}
	return nil
}

// fault does something to the machine of one node.
func (l *live) fault(number int, f node.Fault) error {
	id, err := l.id(number)
	if err != nil {
		return err
	}
	if id == l.n.Name() {
		return l.n.DoFault(l.name, f)
	}
	return l.n.CallInto(l.n.Calling().Context, id, "machine.fault", nil, l.name, f)
}

func (l *live) Crash(n int) error    { return l.fault(n, node.Fault{Kind: "crash"}) }
func (l *live) Recover(n int) error  { return l.fault(n, node.Fault{Kind: "recover"}) }
func (l *live) Pause(n int) error    { return l.noted(n, node.Fault{Kind: "pause"}, protocol.Paused) }
func (l *live) Resume(n int) error   { return l.noted(n, node.Fault{Kind: "resume"}, protocol.Resumed) }
func (l *live) DiskFull(n int) error { return l.fault(n, node.Fault{Kind: "disk-full"}) }
func (l *live) DiskFree(n int) error { return l.fault(n, node.Fault{Kind: "disk-free"}) }
func (l *live) CrashAtWrite(n, k int, kept bool) error {
	return l.fault(n, node.Fault{Kind: "crash-at-write", K: k, Kept: kept})
}

func (l *live) Drift(int, float64) error {
	return errors.New("the clocks of live nodes are those of their machines; only a simulation can let them drift")
}

func (l *live) Capacity(int, int, int) error {
	return errors.New("the capacity of a channel is restricted in simulations only; Delay and Loss work live")
}

// link changes what is done to some channels. Who sends is told to cut, lose and delay; a node that cannot be told does not keep the others from it.
func (l *live) link(change func(from, to int, f *drive.Faults)) error {
	l.network.Lock()
	defer l.network.Unlock()
	var errs []error
nodes:
	for from := range l.ids {
		for to := range l.ids {
			if from == to {
				continue
			}
			f := l.faults[[2]int{from, to}]
			old := f
			change(from+1, to+1, &f)
			if f == old {
				continue
			}
			if err := f.Validate(); err != nil {
				return err
			}
			if err := l.fault(from+1, node.Fault{Kind: "link", Peer: l.ids[to], Faults: f}); err != nil {
				errs = append(errs, err)
				continue nodes
			}
			l.faults[[2]int{from, to}] = f
		}
	}
	return errors.Join(errs...)
}

func (l *live) Partition(groups ...[]int) error {
	if len(groups) == 0 {
		return errors.New("partition: name the nodes of at least one group")
	}
	group := map[int]int{}
	var words []string
	for i, nodes := range groups {
		if i > 0 {
			words = append(words, "|")
		}
		if len(nodes) == 0 {
			return fmt.Errorf("partition: group %d has no nodes; leave it out", i+1)
		}
		for _, n := range nodes {
			if _, err := l.id(n); err != nil {
				return err
			}
			if group[n] != 0 {
				return fmt.Errorf("partition: node %d is named twice", n)
			}
			group[n] = i + 1
			words = append(words, string(l.ids[n-1]))
		}
	}
	l.note("", protocol.Partitioned, "partition "+strings.Join(words, " "))
	return l.link(func(from, to int, f *drive.Faults) { f.CutTo = group[from] != group[to] || group[from] == 0 })
}

func (l *live) Cut(from, to int) error {
	return l.one("cut", from, to, func(f *drive.Faults) { f.CutTo = true })
}
func (l *live) Join(from, to int) error {
	return l.one("join", from, to, func(f *drive.Faults) { f.CutTo = false })
}

func (l *live) one(what string, from, to int, change func(*drive.Faults)) error {
	for _, n := range []int{from, to} {
		if _, err := l.id(n); err != nil {
			return err
		}
	}
	l.note("", protocol.Partitioned, fmt.Sprintf("%s %s to %s", what, l.ids[from-1], l.ids[to-1]))
	return l.link(func(a, b int, f *drive.Faults) {
		if a == from && b == to {
			change(f)
		}
	})
}

func (l *live) Heal() error {
	l.note("", protocol.Partitioned, "heal")
	l.network.Lock()
	defer l.network.Unlock()
	var errs []error
	for i := range l.ids { // each, whatever is known of it: another script may have cut it
		errs = append(errs, l.fault(i+1, node.Fault{Kind: "heal"}))
	}
	clear(l.faults)
	return errors.Join(errs...)
}

func (l *live) Loss(part float64) error {
	return l.link(func(_, _ int, f *drive.Faults) { f.Loss = part })
}

func (l *live) Duplicate(part float64) error {
	return l.link(func(_, _ int, f *drive.Faults) { f.Duplicate = part })
}

func (l *live) Reorder(may bool) error {
	return l.link(func(_, _ int, f *drive.Faults) { f.Reorder = may })
}

func (l *live) Delay(least, most time.Duration) error {
	if least < 0 || most < least {
		return fmt.Errorf("a delay of %v to %v makes no sense; the second is the longest", least, most)
	}
	return l.link(func(_, _ int, f *drive.Faults) { f.Delay, f.Jitter = least, most-least })
}

func (l *live) History() []protocol.Operation {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]protocol.Operation, len(l.history))
	for i, o := range l.history {
		all[i] = *o
	}
	return all
}
