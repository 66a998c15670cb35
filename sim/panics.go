package sim

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"parley/protocol"
)

// This file makes a violation of whatever panics in what others have written: machines, properties and workloads. It ends the run, not the program,
// and so can be repeated and shrunk as any other.

// guarded is a step whose panics are violations.
func (s *Sim) guarded(n *node, m protocol.Machine, e protocol.Event) (x protocol.Effects, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			s.watch.since.Store(0)
			s.violate(rulePanics, panicked(fmt.Sprintf("%s panicked on %s", n.id, eventText(e)), r))
		}
	}()
	s.watch.begin()
	x = m.Step(e)
	s.watch.end()
	return x, true
}

// build makes a node's machine. It says whether there is one now.
func (s *Sim) build(n *node, make func(protocol.Config) protocol.Machine) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			s.violate(rulePanics, panicked(fmt.Sprintf("the making of the machine of %s panicked", n.id), r))
		}
	}()
	n.machine = make(n.cfg)
	return true
}

// workload is the n-th call that the protocol wants of a random run, at a node that is up. The error says how it panicked.
func (s *Sim) workload(at protocol.NodeID, n int, random func(int) int) (op string, args []any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(fmt.Sprintf("the workload of %s panicked for %s", s.cfg.Protocol.Name, at), r)
		}
		s.watch.end()
	}()
	s.watch.begin()
	op, args = s.cfg.Protocol.Workload(&s.world, at, n, func(n int) int { return random(max(n, 1)) })
	return op, args, nil
}

// workloadAction is the line by which a script asks the workload again for what it was asked in a random run.
func workloadAction(at protocol.NodeID, n int, chance rand.PCG) Action {
	b, _ := chance.MarshalBinary() // it never fails
	return Action{"workload", []string{string(at), fmt.Sprint(n), hex.EncodeToString(b)}}
}

func doWorkload(s *Sim, args []string) error {
	if err := need(args, 3, 3); err != nil {
		return err
	}
	at, err := s.upNode(args[0])
	if err != nil {
		return err
	}
	var n int
	var chance rand.PCG
	b, err := hex.DecodeString(args[2])
	if err == nil {
		err = chance.UnmarshalBinary(b)
	}
	if _, scanErr := fmt.Sscanf(args[1], "%d", &n); scanErr != nil || err != nil {
		return usage("such a line is written by random runs alone")
	}
	if s.cfg.Protocol.Workload == nil {
		return fmt.Errorf("%s has no workload", s.cfg.Protocol.Name)
	}
	op, values, err := s.workload(at.id, n, rand.New(&chance).IntN)
	if err != nil {
		s.violate(ruleWorkload, err)
		return nil
	}
	if op == "" {
		return nil
	}
	return doCall(s, CallAction(protocol.CallAt{Node: at.id, Op: op, Args: values}).Args)
}

// panicked is what is told of a panic that is being recovered, with the frames of whoever panicked.
func panicked(what string, r any) error {
	if w, ok := r.(interface{ Where() string }); ok { // of evaluated code, whose frames are not the program's
		return errors.New(strings.TrimRight(fmt.Sprintf("%s: %v\n%s", what, r, w.Where()), "\n"))
	}
	return fmt.Errorf("%s: %v\n%s", what, r, where())
}

// unplain is what is told of a panic by what copies and hashes what a machine is and makes.
func unplain(id protocol.NodeID, r any) error {
	if e, ok := r.(notPlain); ok {
		return fmt.Errorf("%s: %w", id, e)
	}
	return panicked("what "+string(id)+" is or has made cannot be copied and compared", r)
}

// guards are the functions that recover panics of others: what is called by them is not ours.
var guards = []string{".(*Sim).guarded", ".(*Sim).build", ".(*Sim).workload", ".(*Sim).check", ".(*Sim).run", ".(*Sim).apply",
	".(*explorer).run", ".(*explorer).check", ".(*explorer).reach", ".(*explorer).prepare"}

// where is the place of the panic that is being recovered: the frames of whoever panicked, innermost first.
func where() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var lines []string
	for panicking := false; ; {
		f, more := frames.Next()
		if panicking && slices.ContainsFunc(guards, func(g string) bool { return strings.HasSuffix(f.Function, g) }) || len(lines) == 10 || !more {
			return strings.Join(lines, "\n")
		}
		if strings.HasPrefix(f.Function, "runtime.") {
			panicking = true
		} else if panicking {
			lines = append(lines, fmt.Sprintf("  %s %s:%d", f.Function, filepath.Base(f.File), f.Line))
		}
	}
}
