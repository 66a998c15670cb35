package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"

	"parley/node"
	"parley/protocol"
)

// Commits: three nodes, each a process with its journal on disk, and a client that asks one of them. What they stand on is the disk: how long
// it takes until a few bytes are safe is measured in between.

var commitNodes = []protocol.NodeID{"b", "c", "d"}

// beside starts nodes and runs the phase against them.
func (b *bench) beside(phase string, nodes ...protocol.NodeID) error {
	for _, id := range nodes {
		srv := exec.Command(b.parley, "node", "--name", string(id), "--with-parent")
		stdin, err := srv.StdinPipe()
		if err != nil {
			return err
		}
		if err := srv.Start(); err != nil {
			return err
		}
		defer srv.Wait()
		defer stdin.Close()
	}
	return b.alone(phase)
}

// commits measures commits per second of one client and of 64.
func commits(length time.Duration) error {
	home, err := os.MkdirTemp(os.Getenv("PARLEY_HOME"), "fsync")
	if err != nil {
		return err
	}
	ctx := context.Background()
	n, err := node.Start(ctx, node.Config{Role: protocol.Operator, Timeout: 30 * time.Second})
	if err != nil {
		return err
	}
	defer n.Close()
	if err := meet(ctx, n, commitNodes); err != nil {
		return err
	}
	for _, row := range []struct{ protocol, op string }{{"2pc", "TwoPhaseCommit"}, {"3pc", "ThreePhaseCommit"}} {
		if err := startAt(ctx, n, commitNodes, node.MachineSpec{Protocol: row.protocol, Nodes: commitNodes, Params: map[string]any{"timeout": "5s"}}); err != nil {
			return err
		}
		var count atomic.Int64
		commit := func() error {
			_, err := n.CallMachine(ctx, commitNodes[0], row.protocol, row.op, fmt.Sprintf("k%d", count.Add(1)%1024), "a value of some twenty bytes")
			return err
		}
		for _, callers := range []int{1, 64} {
			if err := fsyncs(home, length/4); err != nil {
				return err
			}
			if err := load(fmt.Sprintf("commit_%s_x%d", row.protocol, callers), callers, length, 0, commit); err != nil {
				return err
			}
		}
	}
	return nil
}

// meet connects n to nodes of this run.
func meet(ctx context.Context, n *node.Node, nodes []protocol.NodeID) error {
	for _, id := range nodes {
		addr, err := waitForAddr(filepath.Join(os.Getenv("PARLEY_HOME"), "run", string(id)+".json"))
		if err != nil {
			return err
		}
		if _, err := n.Meet(ctx, addr); err != nil {
			return err
		}
	}
	return nil
}

// startAt starts a machine at nodes.
func startAt(ctx context.Context, n *node.Node, nodes []protocol.NodeID, spec node.MachineSpec) error {
	for _, id := range nodes {
		if err := n.CallWith(ctx, id, "machine.start", node.Options{Timeout: 30 * time.Second}, nil, spec); err != nil {
			return err
		}
	}
	return nil
}

// fsyncs measures how long it takes until an appended record is on disk.
func fsyncs(dir string, length time.Duration) error {
	f, err := os.CreateTemp(dir, "journal")
	if err != nil {
		return err
	}
	defer f.Close()
	record := make([]byte, 300)
	return latency("fsync", length, func() error {
		if _, err := f.Write(record); err != nil {
			return err
		}
		return f.Sync()
	})
}
