package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"parley/node/drive"
	"parley/protocol"
	"parley/transport"
)

// callMessage is the call that carries a machine's message. The link's reader itself serves it, so that messages keep their order.
const callMessage = "machine.message"

// machines are those that run at this node.
type machines struct {
	mu      sync.Mutex
	rows    map[string]*protocol.Protocol
	always  map[string]MachineSpec // that start by themselves, by the first message or when they were there before
	running map[string]*drive.Driver
	specs   map[string]MachineSpec
	links   map[string]map[protocol.NodeID]drive.Faults // what scripts do to the channels of a machine; a crash of it mends nothing
	service func(protocol.Message) []protocol.Message
	started map[string][]func(*drive.Driver)
	told    map[string][]protocol.NodeID // which nodes there are, as those that every node has were told
	files   ownFiles
	leads   string // the machine that tells who leads
	closed  bool
}

// MachineSpec says what machine to start.
type MachineSpec struct {
	Name     string            // of the instance, the same at all its nodes; "" means that of the protocol
	Protocol string            // its row
	Nodes    []protocol.NodeID // that take part; empty means this node alone
	Params   map[string]any
	File     *protocol.File // that declares the protocol; nil: it is one of the program's
}

// MachineInfo is what a node says of one of its machines.
type MachineInfo struct {
	Name, Protocol string
	Nodes          []protocol.NodeID
	Params         map[string]any
	File           *protocol.File // of a protocol that is none of the program's
	Err            string         // why it does not run any more
}

func newMachines() machines {
	return machines{
		rows: map[string]*protocol.Protocol{}, running: map[string]*drive.Driver{}, specs: map[string]MachineSpec{},
		links: map[string]map[protocol.NodeID]drive.Faults{}, started: map[string][]func(*drive.Driver){}, told: map[string][]protocol.NodeID{},
	}
}

// add panics on a protocol that is there already: that is an error of the program, seen at its start.
func (ms *machines) add(rows []*protocol.Protocol, always []MachineSpec, leads string) {
	ms.leads = leads
	for _, p := range rows {
		if ms.rows[p.Name] != nil {
			panic(fmt.Sprintf("node: protocol %s is there twice", p.Name))
		}
		ms.rows[p.Name] = p
	}
	ms.always = map[string]MachineSpec{}
	for _, spec := range always {
		ms.always[spec.Name] = spec
	}
}

// Protocols are the rows that this node can start, by name.
func (n *Node) Protocols() []*protocol.Protocol {
	n.machines.mu.Lock()
	defer n.machines.mu.Unlock()
	var all []*protocol.Protocol
	for _, p := range n.machines.rows {
		all = append(all, p)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// StartMachine starts a machine at this node, from what its store holds, and again with the node until it is stopped. One that runs already so is left
// alone.
func (n *Node) StartMachine(spec MachineSpec) (*drive.Driver, error) {
	return n.startMachine(spec, false)
}

// startMachine leaves what is done to the channels of the machine as it is, if it is one that has crashed.
func (n *Node) startMachine(spec MachineSpec, crashed bool) (*drive.Driver, error) {
	if spec.Name == "" {
		spec.Name = spec.Protocol
	}
	if err := validMachineName(spec.Name); err != nil {
		return nil, err
	}
	if len(spec.Nodes) == 0 {
		spec.Nodes = []protocol.NodeID{n.cfg.Name}
	}
	spec.Nodes = slices.Sorted(slices.Values(spec.Nodes))
	row, err := n.rowOf(spec) // which may take a while
	ms := &n.machines
	ms.mu.Lock()
	defer ms.mu.Unlock()
	if ms.closed || !n.member() {
		return nil, fmt.Errorf("%s runs no machines", n.cfg.Name)
	}
	if d := ms.running[spec.Name]; d != nil && d.Err() == nil {
		old := ms.specs[spec.Name]
		if _, always := ms.always[spec.Name]; always {
			return d, nil // somebody else was first
		}
		if err := spec.otherwise(old, n.cfg.Name); err != nil {
			return nil, err
		}
		return d, nil
	}
	if err != nil {
		return nil, err
	}
	if !crashed {
		delete(ms.links, spec.Name)
	}
	tape := ""
	if n.cfg.Faults {
		tape = n.tapeFile(spec.Name)
	}
	d, err := drive.Start(drive.Config{
		Tape: tape, Links: ms.links[spec.Name],
		Protocol: row, Self: n.cfg.Name, Nodes: spec.Nodes, Params: spec.Params, Path: n.machineFile(spec.Name), Logger: n.cfg.Logger,
		Send:    func(to protocol.NodeID, m protocol.Message, wire []byte) { n.sendMachine(spec.Name, to, m, wire) },
		Service: ms.service,
	})
	if err != nil {
		return nil, err
	}
	if _, always := ms.always[spec.Name]; !always {
		if err := n.keepSpec(spec); err != nil {
			d.Close()
			return nil, err
		}
	}
	ms.running[spec.Name], ms.specs[spec.Name] = d, spec
	for _, f := range ms.started[spec.Name] {
		f(d)
	}
	return d, nil
}

// OnMachine has f called for the machine of that name each time that it starts, and now if it runs. It must not wait.
func (n *Node) OnMachine(name string, f func(*drive.Driver)) {
	ms := &n.machines
	ms.mu.Lock()
	defer ms.mu.Unlock()
	ms.started[name] = append(ms.started[name], f)
	if d := ms.running[name]; d != nil {
		f(d)
	}
}

// members are the nodes of the cluster that this one knows, itself among them, sorted.
func (n *Node) members() []protocol.NodeID {
	var ids []protocol.NodeID
	for _, p := range n.Peers() {
		ids = append(ids, p.ID)
	}
	return ids
}

// tellMembers tells the machines that every node has which nodes there are.
func (n *Node) tellMembers() {
	ids := n.members()
	ms := &n.machines
	ms.mu.Lock()
	defer ms.mu.Unlock()
	for name := range ms.always {
		if d := ms.running[name]; d != nil && !slices.Equal(ms.told[name], ids) {
			ms.told[name] = ids
			d.Learn(protocol.Fact{Name: protocol.FactNodes, Value: slices.Clone(ids)})
		}
	}
}

func validMachineName(name string) error {
	if protocol.NodeID(name).Validate() != nil && !(name != "" && '0' <= name[0] && name[0] <= '9' && protocol.NodeID("x"+name).Validate() == nil) {
		return fmt.Errorf("%q cannot name a machine; use letters, digits, '_' or '-'", name)
	}
	return nil
}

func (n *Node) machineFile(name string) string {
	return filepath.Join(n.cfg.Home.State, "machines", fileOfName(n.cfg.Name), fileOfName(protocol.NodeID(name))+".db")
}

// Machine is the machine of that name at this node.
func (n *Node) Machine(name string) (*drive.Driver, error) {
	ms := &n.machines
	ms.mu.Lock()
	d := ms.running[name]
	spec, always := ms.always[name]
	ms.mu.Unlock()
	if d != nil && (d.Err() == nil || !always) {
		return d, nil
	}
	if always { // also again, if it ended: nobody else starts it
		spec.Nodes = n.members()
		d, err := n.StartMachine(spec)
		if err == nil {
			n.tellMembers() // one may have come meanwhile
		}
		return d, err
	}
	return nil, fmt.Errorf("no machine %s runs at %s; start it first", name, n.cfg.Name)
}

// StopMachine ends a machine, which does not start with the node any more. What it has stored stays.
func (n *Node) StopMachine(name string) error {
	return errors.Join(n.dropSpec(name), n.endMachine(name, (*drive.Driver).Close))
}

// CrashMachine ends a machine as a crash would: nothing leaves any more, and only what it has stored stays.
func (n *Node) CrashMachine(name string) error { return n.endMachine(name, (*drive.Driver).Crash) }

func (n *Node) endMachine(name string, end func(*drive.Driver)) error {
	ms := &n.machines
	ms.mu.Lock()
	d := ms.running[name]
	ms.mu.Unlock()
	if d == nil {
		return fmt.Errorf("no machine %s runs at %s", name, n.cfg.Name)
	}
	end(d)
	ms.mu.Lock()
	defer ms.mu.Unlock()
	if ms.running[name] == d {
		delete(ms.running, name)
	}
	return nil
}

// RestartMachine starts a machine again that was stopped or has crashed, as it was started before.
func (n *Node) RestartMachine(name string) (*drive.Driver, error) {
	n.machines.mu.Lock()
	spec, ok := n.machines.specs[name]
	n.machines.mu.Unlock()
	if !ok {
		return nil, fmt.Errorf("no machine %s has run at %s", name, n.cfg.Name)
	}
	return n.startMachine(spec, true)
}

// ForgetMachine removes what a machine that does not run has stored.
func (n *Node) ForgetMachine(name string) error {
	n.machines.mu.Lock()
	defer n.machines.mu.Unlock()
	if d := n.machines.running[name]; d != nil && d.Err() == nil {
		return fmt.Errorf("%s runs at %s; stop it first", name, n.cfg.Name)
	}
	for _, file := range []string{n.machineFile(name), n.tapeFile(name)} {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Machines lists the machines of this node, by name.
func (n *Node) Machines() []MachineInfo {
	n.machines.mu.Lock()
	defer n.machines.mu.Unlock()
	var all []MachineInfo
	for name, d := range n.machines.running {
		info := MachineInfo{Name: name, Protocol: d.Protocol().Name, Nodes: d.Nodes(), Params: n.machines.specs[name].Params, File: n.machines.specs[name].File}
		if err := d.Err(); err != nil {
			info.Err = err.Error()
		}
		all = append(all, info)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

func (n *Node) closeMachines() {
	n.machines.mu.Lock()
	n.machines.closed = true
	all := n.machines.running
	n.machines.running = map[string]*drive.Driver{}
	n.machines.mu.Unlock()
	for _, d := range all {
		d.Close()
	}
}

// sendMachine sends a machine's message if there is a connection. Otherwise it is lost, as messages may be.
func (n *Node) sendMachine(machine string, to protocol.NodeID, m protocol.Message, wire []byte) {
	l := n.end.Link(to)
	if l == nil {
		n.Known(to) // it is dialled from now on, if it is one of this machine
		return
	}
	args, err := cbor.Marshal([]any{machine, wire})
	if err != nil {
		n.cfg.Logger.Error("a message cannot be written", "machine", machine, "err", err)
		return
	}
	out := &transport.Message{ID: n.nextID.Add(1), Form: transport.FormCall, Name: callMessage, Args: args, Control: true}
	if m.Key != "" {
		out.Key = machine + "/" + m.Key
	}
	if err := l.Send(out); err != nil {
		n.cfg.Logger.Debug("a machine's message was lost", "machine", machine, "to", to, "kind", m.Kind, "err", err)
	}
}

// machineCalls are what other nodes may ask of this one's machines.
func (n *Node) machineCalls() []Call {
	named := func(a *Asked, f func(name string) (any, error)) (any, error) {
		var name string
		if err := a.Args(&name); err != nil {
			return nil, err
		}
		return f(name)
	}
	return []Call{
		{Name: callMessage, Role: protocol.Member, Summary: "takes a message for a machine", quick: true,
			Func: func(a *Asked) (any, error) {
				var name string
				var wire []byte
				if err := a.Args(&name, &wire); err != nil {
					return nil, err
				}
				d, err := n.Machine(name)
				if err != nil {
					return nil, err
				}
				if _, always := n.machines.always[name]; !always && !slices.Contains(d.Nodes(), a.From.ID) {
					return nil, fmt.Errorf("%s is none of the nodes of %s: it was started with others there", a.From.ID, name)
				}
				return nil, d.Receive(a.From.ID, wire)
			}},
		{Name: "machine.start", Role: protocol.Operator, Summary: "starts a machine of a protocol, from what it has stored",
			Func: func(a *Asked) (any, error) {
				var spec MachineSpec
				if err := a.Args(&spec); err != nil {
					return nil, err
				}
				if spec.File != nil {
					a.Audit(spec.File.Text)
				}
				n.Reach(a, spec.Nodes) // a message to a node that is not met yet would be lost
				_, err := n.StartMachine(spec)
				return nil, err
			}},
		{Name: "machine.call", Role: protocol.Operator, Summary: "calls an operation of a machine",
			begin: func(a *Asked, done func(any, error)) (giveUp func()) {
				var name, op string
				var args []any
				if err := a.Args(&name, &op, &args); err != nil {
					done(nil, err)
					return func() {}
				}
				d, err := n.Machine(name)
				if err != nil {
					done(nil, err)
					return func() {}
				}
				return d.Begin(op, args, done)
			}},
		{Name: "machine.stop", Role: protocol.Operator, Summary: "ends a machine; what it has stored stays",
			Func: func(a *Asked) (any, error) {
				return named(a, func(name string) (any, error) { return nil, n.StopMachine(name) })
			}},
		{Name: "machine.crash", Role: protocol.Operator, Summary: "ends a machine as a crash would",
			Func: func(a *Asked) (any, error) {
				return named(a, func(name string) (any, error) { return nil, n.CrashMachine(name) })
			}},
		{Name: "machine.restart", Role: protocol.Operator, Summary: "starts a machine again that was stopped or has crashed",
			Func: func(a *Asked) (any, error) {
				return named(a, func(name string) (any, error) {
					_, err := n.RestartMachine(name)
					return nil, err
				})
			}},
		{Name: "machine.forget", Role: protocol.Operator, Summary: "removes what a stopped machine has stored",
			Func: func(a *Asked) (any, error) {
				return named(a, func(name string) (any, error) { return nil, n.ForgetMachine(name) })
			}},
		{Name: "machine.list", Role: protocol.Observer, Summary: "lists the machines of the node",
			Func: func(*Asked) (any, error) { return n.Machines(), nil }},
	}
}

// machineTimeout bounds calls to machines of other nodes that have no deadline of their own.
const machineTimeout = 30 * time.Second

// CallMachine calls an operation of a machine at this or another node.
func (n *Node) CallMachine(ctx context.Context, at protocol.NodeID, machine, op string, args ...any) (any, error) {
	if at == n.cfg.Name && n.member() {
		d, err := n.Machine(machine)
		if err != nil {
			return nil, err
		}
		return d.Call(ctx, op, args...)
	}
	o := Options{Timeout: machineTimeout}
	if deadline, ok := ctx.Deadline(); ok {
		o.Timeout = time.Until(deadline)
	}
	var v any
	if args == nil {
		args = []any{}
	}
	err := n.CallWith(ctx, at, "machine.call", o, &v, machine, op, asBytes(args))
	return v, err
}

// asBytes has those arguments that are no text in CBOR's sense, which is UTF-8, as bytes. Who reads them makes strings of them again.
func asBytes(args []any) []any {
	args = slices.Clone(args)
	for i, a := range args {
		switch a := a.(type) {
		case string:
			if !utf8.ValidString(a) {
				args[i] = []byte(a)
			}
		case []string:
			if slices.ContainsFunc(a, func(s string) bool { return !utf8.ValidString(s) }) {
				all := make([][]byte, len(a))
				for k := range a {
					all[k] = []byte(a[k])
				}
				args[i] = all
			}
		}
	}
	return args
}
