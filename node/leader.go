package node

import (
	"context"
	"fmt"
	"sync"
	"time"

	"parley/node/drive"
	"parley/protocol"
)

// This file finds who leads, as the machine tells it that every node has.

// leads is the leader that this node knows, or the leader's connections. A client has no such machine, and asks nodes.
func (n *Node) leads(followers bool) ([]protocol.NodeID, error) {
	n.machines.mu.Lock()
	name := n.machines.leads
	n.machines.mu.Unlock()
	if name == "" {
		return nil, fmt.Errorf("%s knows no leader, since it has no machine that tells", n.cfg.Name)
	}
	ctx, stop := context.WithTimeout(n.ctx, n.cfg.Timeout)
	defer stop()
	find := n.leaderElsewhere
	if n.member() {
		find = n.leaderHere
	}
	leader, err := find(ctx, name)
	if err != nil {
		return nil, err
	}
	if !followers {
		return []protocol.NodeID{leader}, nil
	}
	v, err := n.CallMachine(ctx, leader, name, "Connections")
	if err != nil {
		return nil, fmt.Errorf("the leader %s does not say who follows it: %w", leader, err)
	}
	switch all := v.(type) {
	case []protocol.NodeID:
		return all, nil
	case []any: // from another node
		var ids []protocol.NodeID
		for _, id := range all {
			if s, ok := id.(string); ok {
				ids = append(ids, protocol.NodeID(s))
			}
		}
		return ids, nil
	}
	return nil, nil
}

// noticeLeaders has people told who leads, each time that the machine says so.
func (n *Node) noticeLeaders(machine string) {
	var mu sync.Mutex
	var last protocol.NodeID
	n.OnMachine(machine, func(d *drive.Driver) {
		d.Watch(func(f protocol.Fact) {
			leader, ok := f.Value.(protocol.NodeID)
			if f.Name != protocol.FactLeader || !ok {
				return
			}
			mu.Lock()
			before := last
			last = leader
			mu.Unlock()
			switch {
			case leader == before:
			case leader == "":
				n.notify(Notice{Node: n.cfg.Name, Text: "has no leader any more"})
			default:
				n.notify(Notice{Node: leader, Text: "leads"})
			}
		})
	})
}

func (n *Node) leaderHere(_ context.Context, machine string) (protocol.NodeID, error) {
	d, err := n.Machine(machine)
	if err != nil {
		return "", err
	}
	v, _ := d.Fact(protocol.FactLeader)
	if leader, _ := v.(protocol.NodeID); leader != "" {
		return leader, nil
	}
	return "", fmt.Errorf("%s has no leader; Connect to one, or hold an election", n.cfg.Name)
}

// leaderElsewhere asks one node after the other, until one has a leader. None of them is given the time of all.
func (n *Node) leaderElsewhere(ctx context.Context, machine string) (protocol.NodeID, error) {
	peers := n.Peers()
	var failed error
	for _, p := range peers {
		one, stop := context.WithTimeout(ctx, n.cfg.Timeout/time.Duration(len(peers)))
		v, err := n.CallMachine(one, p.ID, machine, "Leader")
		stop()
		if err != nil {
			failed = err
			continue
		}
		if leader, _ := v.(string); leader != "" {
			return protocol.NodeID(leader), nil
		}
	}
	if failed != nil {
		return "", fmt.Errorf("no node says who leads: %w", failed)
	}
	return "", fmt.Errorf("none of %d nodes has a leader; let one Connect to another, or hold an election: @%s Elect()", len(peers), firstOf(peers))
}

// firstOf is a name to show how a node is asked.
func firstOf(peers []Peer) protocol.NodeID {
	if len(peers) == 0 {
		return "a"
	}
	return peers[0].ID
}
