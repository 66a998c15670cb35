package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/protocol"
)

// This file makes small what fails: of a script that breaks a property, one that is as short as can be and breaks it still.

// Shrunk is a script that no single change makes shorter or simpler, unless the bound was reached.
type Shrunk struct {
	Config    Config // with as few nodes as can be
	Script    []Action
	Violation *Violation
	Trace     protocol.Trace
	Runs      int // that it took
}

const (
	defaultShrinkRuns = 2_000
	mostShrinkEvents  = 20_000_000 // of all runs: what fails late is shrunk less
)

// Shrink looks for a smaller script that breaks the same property, in at most so many runs; 0: 2,000. It is deterministic. The script
// must break one; one that does not return from a step cannot be shrunk.
func Shrink(c Config, script []Action, most int) (*Shrunk, error) {
	if most <= 0 {
		most = defaultShrinkRuns
	}
	x := &shrinker{cfg: c, most: most}
	x.cfg.Silent, x.cfg.Strict = true, false
	s, err := x.run(x.cfg, script)
	if err == nil && s.violation == nil { // some rules are checked by strict runs alone
		x.cfg.Strict = true
		s, err = x.run(x.cfg, script)
	}
	if err != nil {
		return nil, err
	}
	if s.violation == nil {
		return nil, fmt.Errorf("sim %s: the script breaks no property, so there is nothing to shrink", c.Protocol.Name)
	}
	x.property, x.script = s.violation.Property, slices.Clone(s.Script())
	for again := true; again && !x.spent(); {
		again = x.fewerNodes()
		again = x.drop() || again
		again = x.merge() || again
		again = x.simplify() || again
	}
	final := x.cfg
	final.Silent = false
	if s, err = x.run(final, x.script); err != nil {
		return nil, err
	}
	final.Silent = c.Silent
	return &Shrunk{Config: final, Script: slices.Clone(s.Script()), Violation: s.violation, Trace: s.Trace(), Runs: x.runs}, nil
}

type shrinker struct {
	cfg      Config
	property string
	script   []Action // the smallest so far
	runs     int
	events   int
	most     int
}

func (x *shrinker) spent() bool { return x.runs >= x.most || x.events >= mostShrinkEvents }

// run does what can be done of a script.
func (x *shrinker) run(c Config, script []Action) (*Sim, error) {
	x.runs++
	s, err := New(c)
	if err != nil {
		return nil, err
	}
	for _, a := range script {
		if s.Err() != nil {
			break
		}
		_ = s.Do(a) // what cannot be done any more, such as to recover a node that is up, is not needed
	}
	x.events += s.Events()
	if s.stuck != nil {
		return nil, s.stuck
	}
	return s, nil
}

// try takes a script over if it breaks the property.
func (x *shrinker) try(c Config, script []Action) bool {
	if x.spent() {
		return false
	}
	s, err := x.run(c, script)
	if err != nil || s.violation == nil || s.violation.Property != x.property {
		return false
	}
	x.cfg, x.script = c, slices.Clone(s.Script())
	return true
}

// drop leaves actions out: many at a time, then few, then single ones, the last first, since what is later depends on what is earlier.
func (x *shrinker) drop() bool {
	before := len(x.script)
	for size := max(len(x.script)/2, 1); ; size /= 2 {
		for again := true; again; {
			again = false
			for end := len(x.script); end > 0; end -= size {
				end = min(end, len(x.script))
				if x.try(x.cfg, slices.Delete(slices.Clone(x.script), max(end-size, 0), end)) {
					again = size == 1
				}
			}
		}
		if size <= 1 || x.spent() {
			return len(x.script) < before
		}
	}
}

// merge makes one of two actions in a row that let time pass.
func (x *shrinker) merge() bool {
	merged := false
	for i := 0; i+1 < len(x.script); i++ {
		first, ok := passes(x.script[i])
		second, too := passes(x.script[i+1])
		if !ok || !too {
			continue
		}
		script := slices.Delete(slices.Clone(x.script), i, i+1)
		script[i] = Action{"advance", []string{(first + second).String()}}
		if x.try(x.cfg, script) {
			merged = true
			i--
		}
	}
	return merged
}

// passes is how much time an action lets pass.
func passes(a Action) (time.Duration, bool) {
	if a.Verb == "run" && len(a.Args) == 0 {
		return time.Minute, true
	}
	if a.Verb != "advance" && a.Verb != "run" || len(a.Args) != 1 {
		return 0, false
	}
	d, err := duration(a.Args[0])
	return d, err == nil
}

// simplify changes single actions into simpler ones.
func (x *shrinker) simplify() bool {
	simpler := false
	for i := 0; i < len(x.script); i++ {
		for _, args := range simplerArgs(x.script[i]) {
			script := slices.Clone(x.script)
			script[i].Args = args
			if passesTime := script[i].Verb == "run"; passesTime {
				script[i].Verb = "advance"
			}
			if x.try(x.cfg, script) {
				simpler = true
				break
			}
		}
	}
	return simpler
}

// simplerArgs are simpler arguments for an action, the simplest first.
func simplerArgs(a Action) [][]string {
	var all [][]string
	with := func(i int, arg string) {
		if a.Args[i] != arg {
			args := slices.Clone(a.Args)
			args[i] = arg
			all = append(all, args)
		}
	}
	if d, ok := passes(a); ok {
		for _, shorter := range shorterTimes(d) {
			all = append(all, []string{shorter.String()})
		}
		return all
	}
	switch {
	case (a.Verb == "crash-at-write" || a.Verb == "crash-at-send") && len(a.Args) >= 2:
		for k := 1; strconv.Itoa(k) != a.Args[1] && k < 10; k++ {
			with(1, strconv.Itoa(k))
		}
	case (a.Verb == "loss" || a.Verb == "duplicate") && len(a.Args) == 3:
		with(2, "1")
	case a.Verb == "delay" && len(a.Args) >= 3:
		for i := len(a.Args) - 1; i >= 2; i-- {
			if d, err := duration(a.Args[i]); err == nil {
				for _, shorter := range shorterTimes(d) {
					with(i, shorter.String())
				}
			}
		}
		if len(a.Args) == 4 {
			all = append(all, a.Args[:3])
		}
	}
	return all
}

// shorterTimes are round times that are shorter, the shortest first, and at last the time cut to what can be read.
func shorterTimes(d time.Duration) []time.Duration {
	var all []time.Duration
	for _, unit := range []time.Duration{time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond, time.Second, 10 * time.Second} {
		for _, k := range []time.Duration{1, 2, 3, 5} {
			if k*unit < d {
				all = append(all, k*unit)
			}
		}
	}
	for _, unit := range []time.Duration{time.Second, 100 * time.Millisecond, 10 * time.Millisecond, time.Millisecond} {
		if short := d.Truncate(unit); short > 0 && short < d && !slices.Contains(all, short) {
			all = append(all, short)
		}
	}
	return all
}

// fewerNodes takes one node after the other out of the cluster.
func (x *shrinker) fewerNodes() bool {
	fewer := false
	for gone := x.cfg.Nodes; gone >= 1; gone-- {
		c := x.cfg
		c.Nodes--
		if c.Nodes < max(c.Protocol.MinNodes, 1) {
			break
		}
		var script []Action
		for _, a := range x.script {
			if b, ok := without(a, gone); ok {
				script = append(script, b)
			}
		}
		fewer = x.try(c, script) || fewer
	}
	return fewer
}

// without is an action where a node does not exist and those after it have moved up. It says whether anything is left of it.
func without(a Action, gone int) (Action, bool) {
	nodes := map[string]int{"call": 1, "workload": 1, "crash": 1, "crash-at-write": 1, "crash-at-send": 1, "recover": 1, "pause": 1, "resume": 1, "drift": 1, "disk-full": 1, "disk-free": 1,
		"fire": 1, "cut": 2, "join": 2, "capacity": 2, "loss": 2, "duplicate": 2, "reorder": 2, "delay": 2, "deliver": 2, "again": 2, "drop": 2}[a.Verb]
	if a.Verb == "partition" {
		nodes = len(a.Args)
	}
	b := Action{Verb: a.Verb}
	for i, arg := range a.Args {
		number, err := strconv.Atoi(arg)
		if len(arg) > 1 && arg[0] == 'n' {
			number, err = strconv.Atoi(arg[1:])
		}
		if i >= nodes || err != nil {
			b.Args = append(b.Args, arg)
			continue
		}
		switch {
		case number == gone && a.Verb != "partition":
			return b, false
		case number > gone:
			number--
		case number == gone:
			continue
		}
		b.Args = append(b.Args, "n"+strconv.Itoa(number))
	}
	if a.Verb == "partition" { // a group may be empty now
		args := strings.Split(strings.Trim(strings.Join(b.Args, " "), "| "), " ")
		b.Args = slices.CompactFunc(args, func(x, y string) bool { return x == "|" && y == "|" })
		return b, args[0] != ""
	}
	return b, len(b.Args) > 0 || len(a.Args) == 0
}
