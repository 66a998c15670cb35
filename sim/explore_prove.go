package sim

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"parley/protocol"
)

// This file repeats in a simulation what the explorer has found, and so makes a script of it.

// prove makes a script of the way to the violation, and repeats it in a Sim. Calls have the numbers there that they have in the script, in the
// order in which they are made; where machines send or keep the numbers, that may be another way, and then they have those of the exploration.
func (x *explorer) prove() (*Explored, error) {
	found, err := x.repeat(false)
	if err != nil {
		return x.repeat(true)
	}
	return found, nil
}

func (x *explorer) repeat(numbered bool) (*Explored, error) {
	way := []step{x.last}
	for number := x.last.from; number > 0; number = x.steps[number].from {
		way = append(way, x.steps[number])
	}
	slices.Reverse(way)
	s, err := x.cfg.sim()
	if err != nil {
		return nil, err
	}
	x.found.Violation = x.violation
	for _, by := range way {
		if by.kind == stepCall && numbered {
			s.calls = x.before + by.what
		}
		actions, err := x.actions(s, by)
		if err != nil {
			return nil, err
		}
		for _, a := range actions {
			if err := s.Do(a); err != nil {
				return nil, fmt.Errorf("check %s: what was found cannot be repeated: %w", x.protocol.Name, err)
			}
		}
		x.found.Script, x.found.Trace = s.Script(), s.Trace()
		if s.stuck != nil {
			break
		}
	}
	var v *Violation
	switch {
	case s.stuck != nil && x.violation.Property == ruleReturns:
		x.found.Violation.Err = s.stuck
	case errors.As(s.Err(), &v) && (v.Property == x.violation.Property || v.Property == ruleDeterministic || v.Property == ruleMessages):
		x.found.Violation = v // by the rules that only a Sim checks it may have another name
	default:
		return nil, fmt.Errorf("check %s: %w; the same steps in a simulation end with %v: a machine or a property depends on more than its state and the event",
			x.protocol.Name, x.violation, s.Err())
	}
	return &x.found, nil
}

// actions are the lines of a script that make a step, at the place where the Sim is.
func (x *explorer) actions(s *Sim, by step) ([]Action, error) {
	id := string(x.names[by.node])
	var all []Action
	if by.torn {
		all = append(all, Action{"crash-at-write", []string{id, "1", "kept"}})
	}
	if by.sent > 0 {
		all = append(all, Action{"crash-at-send", []string{id, strconv.Itoa(int(by.sent) + 1)}})
	}
	switch by.kind {
	case stepFire:
		return append(all, Action{"fire", []string{id, x.timers[by.what]}}), nil
	case stepCall:
		return append(all, CallAction(x.calls[by.what])), nil
	case stepCrash:
		return append(all, Action{"crash", []string{id}}), nil
	case stepRecover:
		return append(all, Action{"recover", []string{id}}), nil
	}
	verb := map[stepKind]string{stepDeliver: "deliver", stepAgain: "again", stepDrop: "drop"}[by.kind]
	for i, f := range s.pending {
		if f.timer == "" && letterHash(f.from, f.to, f.message) == by.what {
			return append(all, Action{verb, s.waitingWords(i)}), nil
		}
	}
	return nil, fmt.Errorf("check %s: %w; on the way there, a simulation does not send what the exploration did: a machine depends on more than its state and the event",
		x.protocol.Name, x.violation)
}

// waitingWords is how a script names a message on its way: by its channel and kind, and which of those it is.
func (s *Sim) waitingWords(i int) []string {
	f := &s.pending[i]
	k := 1
	for j := range i {
		if p := &s.pending[j]; p.timer == "" && p.from == f.from && p.to == f.to && kindOf(p.message) == kindOf(f.message) {
			k++
		}
	}
	words := []string{string(s.nodes[f.from].id), string(s.nodes[f.to].id), kindOf(f.message)}
	if k > 1 {
		words = append(words, strconv.Itoa(k))
	}
	return words
}

// kindOf is a kind as the protocol's table has it.
func kindOf(m protocol.Message) string {
	if m.Part != "" {
		return m.Part + "." + m.Kind
	}
	return m.Kind
}
