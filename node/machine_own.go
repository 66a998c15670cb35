package node

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"parley/own"
	"parley/protocol"
)

// This file is protocols that are no part of the program: whoever starts a machine of one sends its file along, and each node evaluates it for itself.

// ownFiles are those that were evaluated last, by their text. Machines hold what they need, so one may be dropped at any time.
type ownFiles struct {
	mu    sync.Mutex
	files []*own.File // the one that was needed last is the last
}

// mostOwnFiles are kept although no machine may need them.
const mostOwnFiles = 4

// OwnProtocol is the protocol that a file declares. Nil has none.
func (n *Node) OwnProtocol(f *protocol.File) (*protocol.Protocol, error) {
	if f == nil {
		return nil, nil
	}
	o := &n.machines.files
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.files, func(x *own.File) bool { return x.Source == f.Text && x.Name == f.Name })
	if i >= 0 {
		x := o.files[i]
		o.files = append(slices.Delete(o.files, i, i+1), x)
		return x.Protocol(f.Variable)
	}
	x, err := own.Load(f.Name, f.Text)
	if err != nil {
		return nil, err
	}
	if o.files = append(o.files, x); len(o.files) > mostOwnFiles {
		o.files = slices.Delete(o.files, 0, 1)
	}
	return x.Protocol(f.Variable)
}

// rowOf is the protocol of a machine.
func (n *Node) rowOf(spec MachineSpec) (*protocol.Protocol, error) {
	if spec.File != nil {
		row, err := n.OwnProtocol(spec.File)
		if err == nil && row.Name != spec.Protocol {
			err = fmt.Errorf("%s declares %s, and not %s", spec.File.Name, row.Name, spec.Protocol)
		}
		return row, err
	}
	ms := &n.machines
	ms.mu.Lock()
	defer ms.mu.Unlock()
	if row := ms.rows[spec.Protocol]; row != nil {
		return row, nil
	}
	var names []string
	for name := range ms.rows {
		names = append(names, name)
	}
	slices.Sort(names)
	return nil, fmt.Errorf("%s knows no protocol %q; it knows %s", n.cfg.Name, spec.Protocol, strings.Join(names, ", "))
}
