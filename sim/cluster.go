package sim

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"parley/protocol"
)

// This file is the cluster as scripts in Go use it: a method for each verb. All of them go through Do, so that Script has what was
// done, whoever did it.

var _ protocol.Cluster = (*Sim)(nil)

// nodeWord is how a script names the node of that number.
func nodeWord(node int) string { return fmt.Sprintf("n%d", node) }

func (s *Sim) do(verb string, args ...string) error { return s.Do(Action{verb, args}) }

// Call calls an operation of one node's machine. It does not wait for the answer: see History.
func (s *Sim) Call(node int, op string, args ...any) error {
	words := []string{nodeWord(node), op}
	row, known := s.cfg.Protocol.Call(op)
	for i, v := range args {
		if v == nil {
			return fmt.Errorf("call %s %s: argument %d is nil, which no operation takes", nodeWord(node), op, i+1)
		}
		if known && i < len(row.Args) && isText(row.Args[i]) != isText(v) {
			return fmt.Errorf("call %s %s: %s is a %T, not the %T %v", nodeWord(node), op, row.Names[i], row.Args[i], v, v)
		}
		words = append(words, argWord(v))
	}
	return s.do("call", words...)
}

// isText says whether a value is its own word in a script. Other values are written as JSON, or as a time.
func isText(v any) bool {
	return reflect.TypeOf(v) != nil && reflect.TypeOf(v).Kind() == reflect.String
}

// Advance lets that much virtual time pass.
func (s *Sim) Advance(d time.Duration) error { return s.do("advance", d.String()) }

// Run lets time pass until nothing is left to happen, for a minute at most.
func (s *Sim) Run() error { return s.do("run") }

// Crash takes from a node all but what is on its disk.
func (s *Sim) Crash(node int) error { return s.do("crash", nodeWord(node)) }

// Recover starts a crashed node from its disk.
func (s *Sim) Recover(node int) error { return s.do("recover", nodeWord(node)) }

// CrashAtWrite crashes a node at its k-th write from now, before it is on disk or, if kept, just after.
func (s *Sim) CrashAtWrite(node, k int, kept bool) error {
	how := "lost"
	if kept {
		how = "kept"
	}
	return s.do("crash-at-write", nodeWord(node), strconv.Itoa(k), how)
}

// CrashAtSend crashes a node at its k-th message from now: those before it leave, it and what follows do not.
func (s *Sim) CrashAtSend(node, k int) error {
	return s.do("crash-at-send", nodeWord(node), strconv.Itoa(k))
}

// Pause lets a node stand still; what is for it waits.
func (s *Sim) Pause(node int) error { return s.do("pause", nodeWord(node)) }

// Resume lets a paused node go on.
func (s *Sim) Resume(node int) error { return s.do("resume", nodeWord(node)) }

// Drift makes a node's clock run fast (1.1) or slow (0.9).
func (s *Sim) Drift(node int, rate float64) error { return s.do("drift", nodeWord(node), number(rate)) }

// DiskFull lets writes of a node fail, which ends it.
func (s *Sim) DiskFull(node int) error { return s.do("disk-full", nodeWord(node)) }

// DiskFree lets writes of a node succeed again.
func (s *Sim) DiskFree(node int) error { return s.do("disk-free", nodeWord(node)) }

// Partition cuts all channels between the groups; a node in none is a group of its own.
func (s *Sim) Partition(groups ...[]int) error {
	var words []string
	for i, group := range groups {
		if len(group) == 0 {
			return fmt.Errorf("partition: group %d has no nodes; leave it out", i+1)
		}
		if i > 0 {
			words = append(words, "|")
		}
		for _, node := range group {
			words = append(words, nodeWord(node))
		}
	}
	return s.do("partition", words...)
}

// Cut cuts the channel from one node to another, in that direction.
func (s *Sim) Cut(from, to int) error { return s.do("cut", nodeWord(from), nodeWord(to)) }

// Join mends a channel that was cut.
func (s *Sim) Join(from, to int) error { return s.do("join", nodeWord(from), nodeWord(to)) }

// Heal mends all channels and all that was done to them.
func (s *Sim) Heal() error { return s.do("heal") }

// Loss loses that part of all messages, 0 to 1.
func (s *Sim) Loss(part float64) error { return s.do("loss", "all", "all", number(part)) }

// Duplicate delivers that part of all messages twice, 0 to 1.
func (s *Sim) Duplicate(part float64) error { return s.do("duplicate", "all", "all", number(part)) }

// Reorder says whether messages may overtake each other.
func (s *Sim) Reorder(may bool) error {
	word := "no"
	if may {
		word = "yes"
	}
	return s.do("reorder", "all", "all", word)
}

// Delay sets how long each message takes.
func (s *Sim) Delay(least, most time.Duration) error {
	return s.do("delay", "all", "all", least.String(), most.String())
}

// Capacity lets k messages into a channel per millisecond; 0 holds them back.
func (s *Sim) Capacity(from, to, k int) error {
	return s.do("capacity", nodeWord(from), nodeWord(to), strconv.Itoa(k))
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// RunScript does the lines of a script, up to the first that cannot be done, which the error names by its number.
func (s *Sim) RunScript(text string) error {
	for i, line := range strings.Split(text, "\n") {
		script, err := Parse(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, errors.Unwrap(err))
		}
		for _, a := range script {
			if err := s.Do(a); err != nil {
				return fmt.Errorf("line %d: %w", i+1, err)
			}
		}
	}
	return nil
}

// halt says whether nobody waits any more for the action under way. It is asked between two moments, so that what was done is an advance to the first.
func (s *Sim) halt() bool {
	select {
	case <-s.done:
		s.halted = true
	default:
	}
	return s.halted
}

// ended is the error of an action that was halted. The script has the part that was done.
func (s *Sim) ended(a Action, after time.Duration) error {
	s.halted = false
	s.script = append(s.script, Action{"advance", []string{after.String()}})
	return fmt.Errorf("%s: nobody waits for it any more; %v have passed", a, after)
}
