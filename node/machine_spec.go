package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"parley/node/prelude"
	"parley/protocol"
)

// This file lets the machines of a node start again with it. Beside the store of each machine that was started and not stopped is a file that says how.

const specSuffix = ".db.spec"

func (n *Node) specFile(name string) string {
	return strings.TrimSuffix(n.machineFile(name), ".db") + specSuffix
}

// keepSpec notes how a machine was started. The file is whole or is not there.
func (n *Node) keepSpec(spec MachineSpec) error {
	params := map[string]any{}
	for name, v := range spec.Params {
		params[name] = fmt.Sprint(v) // as text it keeps its meaning
	}
	spec.Params = params
	b, err := json.Marshal(spec)
	if err != nil {
		return err
	}
	file := n.specFile(spec.Name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return prelude.Replace(file, b)
}

// dropSpec keeps a machine from being started with its node.
func (n *Node) dropSpec(name string) error {
	if err := validMachineName(name); err != nil {
		return err
	}
	if err := os.Remove(n.specFile(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// keptSpecs are the machines that were not stopped.
func (n *Node) keptSpecs() (all []MachineSpec) {
	dir := filepath.Dir(n.machineFile("x"))
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		n.cfg.Logger.Error("which machines are to start again cannot be read; start them", "folder", dir, "err", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), specSuffix) {
			continue
		}
		file := filepath.Join(dir, e.Name())
		b, err := os.ReadFile(file)
		var spec MachineSpec
		if err == nil {
			err = json.Unmarshal(b, &spec)
		}
		if err != nil || n.specFile(spec.Name) != file {
			n.cfg.Logger.Error("what says how a machine was started cannot be read; start it again", "file", file, "err", err)
			continue
		}
		all = append(all, spec)
	}
	return all
}

// recoverMachines starts those that start by themselves and have stored something, and those that ran here when the node ended and that nobody had stopped.
func (n *Node) recoverMachines() {
	for name := range n.machines.always {
		if _, err := os.Stat(n.machineFile(name)); err == nil {
			if _, err := n.Machine(name); err != nil {
				n.cfg.Logger.Error("a machine cannot be recovered", "machine", name, "err", err)
			}
		}
	}
	for _, spec := range n.keptSpecs() {
		if _, err := n.StartMachine(spec); err != nil {
			n.cfg.Logger.Error("a machine cannot be started again", "machine", spec.Name, "err", err)
			continue
		}
		for _, id := range spec.Nodes {
			n.Known(id) // it is dialled from now on
		}
	}
}

// otherwise says why a machine that runs is not the one that somebody wants to start; "" if it is.
func (spec MachineSpec) otherwise(runs MachineSpec, at protocol.NodeID) error {
	const way = "stop it first (Start with Fresh() does, and forgets what it has stored), or choose another name"
	switch {
	case runs.Protocol != spec.Protocol || fmt.Sprint(runs.Nodes) != fmt.Sprint(spec.Nodes):
		return fmt.Errorf("%s runs already at %s, as %s of %v; %s", spec.Name, at, runs.Protocol, runs.Nodes, way)
	case !maps.EqualFunc(runs.Params, spec.Params, func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }):
		return fmt.Errorf("%s runs already at %s, with other parameters; %s", spec.Name, at, way)
	case spec.File != nil && (runs.File == nil || runs.File.Text != spec.File.Text):
		return fmt.Errorf("%s runs already at %s, as %s was before it changed; %s", spec.Name, at, spec.File.Name, way)
	}
	return nil
}
