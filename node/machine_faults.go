package node

import (
	"errors"
	"fmt"
	"maps"
	"os"

	"parley/node/drive"
	"parley/protocol"
)

// Fault is something that is done to one machine of a node, for the sake of a test or a lesson. What it concerns is that machine's own
// messages and store; the node itself stays as it is.
type Fault struct {
	Kind   string          // crash, recover, pause, resume, disk-full, disk-free, crash-at-write, link, heal
	Peer   protocol.NodeID // of link: the other end
	Faults drive.Faults    // of link
	K      int             // of crash-at-write
	Kept   bool            // of crash-at-write
}

var errNoFaults = errors.New("faults are not allowed here; start the nodes with --faults to let scripts crash, cut and delay")

// DoFault does something to a machine of this node, if the node was started for that.
func (n *Node) DoFault(machine string, f Fault) error {
	if !n.cfg.Faults {
		return errNoFaults
	}
	switch f.Kind {
	case "crash":
		return n.CrashMachine(machine)
	case "recover":
		_, err := n.RestartMachine(machine)
		return err
	}
	n.machines.mu.Lock()
	d := n.machines.running[machine]
	_, ran := n.machines.specs[machine]
	n.machines.mu.Unlock()
	if ran && (f.Kind == "link" || f.Kind == "heal") {
		return n.faultOfLinks(machine, d, f)
	}
	if d == nil {
		return fmt.Errorf("no machine %s runs at %s; recover it first", machine, n.cfg.Name)
	}
	switch f.Kind {
	case "pause", "resume":
		d.Pause(f.Kind == "pause")
	case "disk-full", "disk-free":
		d.DiskFull(f.Kind == "disk-full")
	case "crash-at-write":
		return d.CrashAtWrite(f.K, f.Kept)
	default:
		return fmt.Errorf("%q is no fault that a machine can have", f.Kind)
	}
	return nil
}

// faultOfLinks changes what is done to the channels of a machine. The network does not wait for one that has crashed: it meets the faults when it recovers.
func (n *Node) faultOfLinks(machine string, d *drive.Driver, f Fault) error {
	if d != nil && f.Kind == "link" {
		if err := d.SetFaults(f.Peer, f.Faults); err != nil {
			return err
		}
	}
	if d != nil && f.Kind == "heal" {
		d.Heal()
	}
	n.machines.mu.Lock()
	defer n.machines.mu.Unlock()
	links := maps.Clone(n.machines.links[machine]) // a driver may have the old one
	if links == nil || f.Kind == "heal" {
		links = map[protocol.NodeID]drive.Faults{}
	}
	if f.Kind == "link" {
		links[f.Peer] = f.Faults
	}
	n.machines.links[machine] = links
	return nil
}

// Tape is what a machine of this node has recorded since its store was made, as drive.ReadTape reads it.
func (n *Node) Tape(machine string) ([]byte, error) {
	if !n.cfg.Faults {
		return nil, errNoFaults
	}
	if err := validMachineName(machine); err != nil {
		return nil, err
	}
	return os.ReadFile(n.tapeFile(machine))
}

func (n *Node) tapeFile(machine string) string { return n.machineFile(machine) + ".tape" }

func (n *Node) faultCalls() []Call {
	return []Call{
		{Name: "machine.fault", Role: protocol.Operator, Summary: "crashes, pauses, cuts off or delays a machine, at a node that was started for it",
			Func: func(a *Asked) (any, error) {
				var machine string
				var f Fault
				if err := a.Args(&machine, &f); err != nil {
					return nil, err
				}
				a.Audit(fmt.Sprintf("fault %s of %s", f.Kind, machine))
				return nil, n.DoFault(machine, f)
			}},
		{Name: "machine.tape", Role: protocol.Operator, Summary: "gives what a machine has recorded, at a node that was started for it",
			Func: func(a *Asked) (any, error) {
				var machine string
				if err := a.Args(&machine); err != nil {
					return nil, err
				}
				return n.Tape(machine)
			}},
	}
}
