package scripts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/coord"
	"parley/node"
	"parley/protocol"
)

// start starts the machines of a protocol at all nodes of a target.
func (h *host) start(of any, at Target, with ...Setting) (*Cluster, error) {
	row, set, err := chosen(of, with)
	if err != nil {
		return nil, err
	}
	ids, err := h.n.Targets(at)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	if set.name == "" {
		set.name = row.Name
	}
	if set.name == coord.ClusterName {
		return nil, fmt.Errorf("the machine %s is there already, for Connect and the like; take another name with As", set.name)
	}
	params := map[string]any{}
	for key, v := range set.params {
		params[key] = fmt.Sprint(v) // as text it travels with its meaning
	}
	if _, err := row.Configure(ids[0], ids, params); err != nil {
		return nil, err
	}
	spec := node.MachineSpec{Name: set.name, Protocol: row.Name, Nodes: ids, Params: params, File: row.File}
	if set.fresh {
		if err := h.each(ids, func(ctx context.Context, id protocol.NodeID) error {
			h.machineCall(ctx, id, "machine.stop", set.name) // it may not run
			return h.machineCall(ctx, id, "machine.forget", set.name)
		}); err != nil {
			return nil, err
		}
	}
	err = h.each(ids, func(ctx context.Context, id protocol.NodeID) error {
		return h.machineCall(ctx, id, "machine.start", spec)
	})
	if err != nil {
		if _, there := h.running(set.name); there == nil {
			err = fmt.Errorf("%w; Running(%q) has those that run", err, set.name)
		}
		return nil, err
	}
	return h.cluster(newLive(h.n, row, set.name, ids, params)), nil
}

// running is the machines of a name that run here already.
func (h *host) running(name string) (*Cluster, error) {
	var names []string
	for _, m := range h.n.Machines() {
		names = append(names, m.Name)
		if m.Name != name {
			continue
		}
		row, err := h.n.OwnProtocol(m.File)
		if m.File == nil {
			row, err = FindProtocol(m.Protocol)
		}
		if err != nil {
			return nil, err
		}
		return h.cluster(newLive(h.n, row, name, m.Nodes, m.Params)), nil
	}
	if names == nil {
		return nil, fmt.Errorf("no machines run at %s; Start begins those of a protocol", h.n.Name())
	}
	return nil, fmt.Errorf("no machine %s runs at %s; there are %s", name, h.n.Name(), strings.Join(names, ", "))
}

// cluster is live machines as scripts see them.
func (h *host) cluster(l *live) *Cluster {
	return &Cluster{Cluster: l, row: l.row, locks: &sync.Map{}, now: func() time.Duration { return time.Since(l.began) },
		stop: func() error {
			return h.each(l.ids, func(ctx context.Context, id protocol.NodeID) error {
				if err := h.machineCall(ctx, id, "machine.stop", l.name); err != nil && !strings.Contains(err.Error(), "no machine") {
					return err
				}
				return nil // one that has crashed has stopped
			})
		},
		world: func() (*protocol.World, error) {
			s, _, err := l.again()
			if err != nil {
				return nil, err
			}
			return s.World(), nil
		},
		met: func() []bool {
			if s, _, err := l.again(); err == nil {
				return s.Met()
			}
			return nil
		}}
}

// each does something about all nodes at once.
func (h *host) each(ids []protocol.NodeID, do func(context.Context, protocol.NodeID) error) error {
	ctx := h.n.Calling().Context // of whoever calls now, which may be another line of a prompt
	errs := make([]error, len(ids))
	done := make(chan struct{})
	for i, id := range ids {
		go func() {
			errs[i] = do(ctx, id)
			done <- struct{}{}
		}()
	}
	for range ids {
		<-done
	}
	return errors.Join(errs...)
}

// machineCall is a call about a machine, at this node or another.
func (h *host) machineCall(ctx context.Context, at protocol.NodeID, call string, arg any) error {
	if at != h.n.Name() {
		return h.n.CallInto(ctx, at, call, nil, arg)
	}
	var err error
	switch call {
	case "machine.start":
		h.n.Reach(ctx, arg.(node.MachineSpec).Nodes)
		_, err = h.n.StartMachine(arg.(node.MachineSpec))
	case "machine.stop":
		err = h.n.StopMachine(arg.(string))
	case "machine.forget":
		err = h.n.ForgetMachine(arg.(string))
	}
	return err
}

// machines lists the machines of this node.
func (h *host) machines() Table {
	t := Table{Head: []string{"name", "protocol", "nodes", ""}, Empty: "no machines run here"}
	for _, m := range h.n.Machines() {
		t.Rows = append(t.Rows, []string{m.Name, m.Protocol, joinNames(m.Nodes), m.Err})
	}
	return t
}
