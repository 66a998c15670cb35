package course

import (
	"fmt"
	"slices"
	"strings"

	"parley/protocol"
	"parley/sim"
)

// This file is runs step by step, in manual mode: what happens is what is said, whatever messages a student's protocol needs for it.

// steps is a run by hand, of a protocol in which nodes stand for election and lead: the timers elect and beat are theirs. In it, messages are delivered between those who are named, and no others. Other lines than these are of a script.
//
//	elect 1 2      n1 stands, and n2 hears of it, until n1 leads
//	stand 1 2      n1 stands once
//	propose 1 a    n1 is to put a into the log
//	talk 1 2       n1 and n2 exchange messages until there are none; with only: what n1 has sent to n2
//	newest 1 2     n2 gets what n1 has sent last
//	beat 1 2       n1 beats, and they talk
//	done a         the call with a has been answered
func steps(lines ...string) func(*sim.Sim) error {
	return func(s *sim.Sim) error {
		if err := s.RunScript("manual"); err != nil {
			return err
		}
		return stepAll(s, lines)
	}
}

// stepAll does them up to the first that breaks something.
func stepAll(s *sim.Sim, lines []string) error {
	for _, line := range lines {
		if err := step(s, line); err != nil || s.Err() != nil {
			return err
		}
	}
	return nil
}

// step does one of them.
func step(s *sim.Sim, line string) error {
	words := strings.Fields(line)
	var nodes []string
	for _, w := range words[1:] {
		nodes = append(nodes, "n"+w)
	}
	switch words[0] {
	case "elect":
		return elect(s, nodes[0], nodes[1])
	case "stand":
		if !waits(s, nodes[0], "elect") {
			return nil // it leads
		}
		if err := s.RunScript("fire " + nodes[0] + " elect"); err != nil {
			return err
		}
		return talk(s, nodes[0], nodes[1])
	case "propose":
		return s.RunScript("call " + nodes[0] + " Propose " + words[2])
	case "talk":
		if len(words) > 3 {
			heard(s, nodes[0], nodes[1])
			return nil
		}
		return talk(s, nodes[0], nodes[1])
	case "newest":
		all := between(s, nodes[0], nodes[1])
		if len(all) == 0 {
			return fmt.Errorf("%s has sent nothing to %s", nodes[0], nodes[1])
		}
		return s.Do(all[len(all)-1])
	case "beat":
		if err := s.RunScript("fire " + nodes[0] + " beat"); err != nil {
			return err
		}
		return talk(s, nodes[0], nodes[1])
	case "done":
		for _, o := range s.History() {
			if o.Call.Args[0] == words[1] && (!o.Ended || o.Reply.Verdict != protocol.OK) {
				return fmt.Errorf("%s is to put %q into the log, a majority has heard of it, and the call has no answer", o.Node, words[1])
			}
		}
		return nil
	}
	return s.RunScript(line)
}

// elect lets a stand, and both talk until it leads: what it sends then is still on its way.
func elect(s *sim.Sim, a, b string) error {
	for range 3 {
		if err := s.RunScript("fire " + a + " elect"); err != nil {
			return err
		}
		for n := 0; n < mostTalk && s.Err() == nil; {
			more := heard(s, a, b)
			if waits(s, a, "elect") {
				more += heard(s, b, a)
			}
			if !waits(s, a, "elect") {
				return nil
			}
			if n += more; more == 0 {
				break
			}
		}
	}
	if s.Err() != nil {
		return nil
	}
	return fmt.Errorf("%s wants to lead, three times, %s may vote for it, and it still does not lead", a, b)
}

// waits says whether a node has set a timer.
func waits(s *sim.Sim, at, timer string) bool {
	return slices.ContainsFunc(s.Pending(), func(a sim.Action) bool { return a.Verb == "fire" && a.Args[0] == at && a.Args[1] == timer })
}

// between are the lines that deliver what one node has sent to another.
func between(s *sim.Sim, from, to string) []sim.Action {
	return slices.DeleteFunc(s.Pending(), func(a sim.Action) bool { return a.Verb != "deliver" || a.Args[0] != from || a.Args[1] != to })
}

// mostTalk is how many messages two nodes may exchange before they are at rest.
const mostTalk = 100

// talk lets two nodes exchange messages until there are none.
func talk(s *sim.Sim, a, b string) error {
	for n := 0; n < mostTalk; {
		more := heard(s, a, b) + heard(s, b, a)
		if more == 0 || s.Err() != nil {
			return nil
		}
		n += more
	}
	return fmt.Errorf("%s and %s send each other messages without end", a, b)
}

// heard delivers what is on its way from one node to another, and says how much that is.
func heard(s *sim.Sim, from, to string) int {
	all := between(s, from, to)
	for range all {
		_ = s.Do(between(s, from, to)[0]) // it is pending
	}
	return len(all)
}
