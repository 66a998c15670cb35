package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// Puts: Raft on three nodes, each a process with its journal on disk. Who asks is a process of its own, as the clients of a server are, or is in the process
// of the leader, as the users of a library are.

// puts measures them from a process that is no node.
func puts(length time.Duration) error {
	ctx := context.Background()
	n, err := node.Start(ctx, node.Config{Role: protocol.Operator, Timeout: 30 * time.Second})
	if err != nil {
		return err
	}
	defer n.Close()
	if err := meet(ctx, n, commitNodes); err != nil {
		return err
	}
	if err := startAt(ctx, n, commitNodes, node.MachineSpec{Protocol: "raft", Nodes: commitNodes}); err != nil {
		return err
	}
	return measurePuts("raft_puts", n, commitNodes[0], length)
}

// putsInside is one of the three nodes.
func putsInside(length time.Duration) error {
	ctx := context.Background()
	n, err := node.Start(ctx, node.Config{Name: commitNodes[0], Timeout: 30 * time.Second, Builtins: scripts.Builtins})
	if err != nil {
		return err
	}
	defer n.Close()
	if err := meet(ctx, n, commitNodes[1:]); err != nil {
		return err
	}
	spec := node.MachineSpec{Protocol: "raft", Nodes: commitNodes}
	if _, err := n.StartMachine(spec); err != nil {
		return err
	}
	if err := startAt(ctx, n, commitNodes[1:], spec); err != nil {
		return err
	}
	return measurePuts("raft_inside", n, commitNodes[0], length)
}

// measurePuts lets one of the nodes lead and asks it.
func measurePuts(name string, n *node.Node, leader protocol.NodeID, length time.Duration) error {
	ctx := context.Background()
	value := strings.Repeat("v", 64)
	var count atomic.Int64
	put := func() error {
		_, err := n.CallMachine(ctx, leader, "raft", "Put", fmt.Sprintf("k%d", count.Add(1)%64), value)
		return err
	}
	if err := put(); err != nil { // there is a leader
		return err
	}
	if _, err := n.CallMachine(ctx, leader, "raft", "Transfer", leader); err != nil {
		return err
	}
	if err := latency(name+"_x1", length, put); err != nil {
		return err
	}
	return load(name+"_x64", 64, length, 0, put)
}
