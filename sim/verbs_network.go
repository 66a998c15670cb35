package sim

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"parley/protocol"
)

func doPartition(s *Sim, args []string) error {
	group := make([]int, len(s.nodes))
	for i := range group {
		group[i] = -1 - i
	}
	g := 0
	for _, arg := range args {
		if arg == "|" {
			g++
			continue
		}
		n, err := s.node(arg)
		if err != nil {
			return err
		}
		if group[n.i] >= 0 {
			return usage(fmt.Sprintf("%s is named twice", n.id))
		}
		group[n.i] = g
	}
	if len(args) == 0 {
		return usage("name the nodes of at least one group")
	}
	for i := range s.names {
		for j := range s.names {
			if i != j {
				s.link(i, j).cut = group[i] != group[j]
			}
		}
	}
	s.network("partition " + strings.Join(args, " "))
	return nil
}

func doCut(s *Sim, args []string) error { return cut(s, args, true) }

func doJoin(s *Sim, args []string) error { return cut(s, args, false) }

func cut(s *Sim, args []string, cut bool) error {
	if err := need(args, 2, 2); err != nil {
		return err
	}
	if err := s.between(args); err != nil {
		return err
	}
	if err := s.channels(args[0], args[1], func(from, to int) { s.link(from, to).cut = cut }); err != nil {
		return err
	}
	verb := "join"
	if cut {
		verb = "cut"
	}
	s.network(fmt.Sprintf("%s %s to %s", verb, args[0], args[1]))
	return nil
}

// between says whether the two ends of a channel are nodes: one to the service never fails.
func (s *Sim) between(args []string) error {
	for _, arg := range args[:2] {
		if arg != "all" {
			if _, err := s.node(arg); err != nil {
				return err
			}
		}
	}
	return nil
}

func doHeal(s *Sim, args []string) error {
	if err := need(args, 0, 0); err != nil {
		return err
	}
	for i := range s.nodes {
		for j := range s.nodes {
			l := s.link(i, j)
			l.cut, l.loss, l.duplicate, l.reorder, l.min, l.max = false, 0, 0, false, defaultDelay, defaultDelay
			s.restrict(i, j, math.MaxInt)
		}
	}
	s.network("heal")
	return nil
}

func doCapacity(s *Sim, args []string) error {
	if err := need(args, 3, 3); err != nil {
		return err
	}
	k, err := strconv.Atoi(args[2])
	if err != nil || k < 0 {
		return usage(fmt.Sprintf("%q is not a number of messages", args[2]))
	}
	if err := s.channels(args[0], args[1], func(from, to int) { s.restrict(from, to, k) }); err != nil {
		return err
	}
	s.network(fmt.Sprintf("capacity %s to %s: %d per %v", args[0], args[1], k, defaultDelay))
	return nil
}

func doRatio(set func(*link, float64)) func(*Sim, []string) error {
	return func(s *Sim, args []string) error {
		if err := need(args, 3, 3); err != nil {
			return err
		}
		x, err := strconv.ParseFloat(args[2], 64)
		if err != nil || !(x >= 0 && x <= 1) {
			return usage(fmt.Sprintf("%q is not a part between 0 and 1", args[2]))
		}
		if err := s.between(args); err != nil {
			return err
		}
		return s.channels(args[0], args[1], func(from, to int) { set(s.link(from, to), x) })
	}
}

func doReorder(s *Sim, args []string) error {
	if err := need(args, 3, 3); err != nil {
		return err
	}
	if args[2] != "yes" && args[2] != "no" {
		return usage("say yes or no")
	}
	return s.channels(args[0], args[1], func(from, to int) { s.link(from, to).reorder = args[2] == "yes" })
}

func doDelay(s *Sim, args []string) error {
	if err := need(args, 3, 4); err != nil {
		return err
	}
	least, err := duration(args[2])
	if err != nil {
		return err
	}
	most := least
	if len(args) == 4 {
		if most, err = duration(args[3]); err != nil {
			return err
		}
	}
	if most < least {
		return usage("the second time is the longest delay")
	}
	return s.channels(args[0], args[1], func(from, to int) {
		l := s.link(from, to)
		l.min, l.max = least, most
	})
}

func doManual(s *Sim, args []string) error {
	if err := need(args, 0, 0); err != nil {
		return err
	}
	if s.manual {
		return nil
	}
	s.manual = true
	waiting := s.queue.heap
	slices.SortFunc(waiting, func(x, y event) int {
		if x.at != y.at {
			return int(x.at - y.at)
		}
		return int(x.seq) - int(y.seq)
	})
	for _, e := range waiting {
		n := s.nodes[e.node]
		if e.timer == "" {
			s.pending = append(s.pending, e.flight)
		} else if n.timers[e.timer] == e.seq {
			s.pending = append(s.pending, flight{timer: e.timer, to: e.node, after: e.at - s.now})
		}
	}
	s.queue = queue{}
	return nil
}

// Pending are the lines that would let happen what waits in manual mode: the messages on their way and the timers that are set, in the order in
// which they were sent and set.
func (s *Sim) Pending() (all []Action) {
	for i, f := range s.pending {
		if f.timer != "" {
			all = append(all, Action{"fire", []string{string(s.nodes[f.to].id), f.timer}})
		} else {
			all = append(all, Action{"deliver", s.waitingWords(i)})
		}
	}
	return all
}

// waiting finds the oldest message of a kind on its way, or the k-th oldest.
func (s *Sim) waiting(args []string) (int, error) {
	if err := need(args, 3, 4); err != nil {
		return 0, err
	}
	k := 1
	if len(args) == 4 {
		var err error
		if k, err = strconv.Atoi(args[3]); err != nil || k < 1 {
			return 0, usage(fmt.Sprintf("%q is not a number of 1 or more", args[3]))
		}
	}
	if !s.manual {
		return 0, fmt.Errorf("messages arrive by themselves; say manual first")
	}
	from, err := s.end(args[0])
	if err != nil {
		return 0, err
	}
	to, err := s.end(args[1])
	if err != nil {
		return 0, err
	}
	part, kind := "", args[2]
	if p, k, ok := strings.Cut(kind, "."); ok {
		part, kind = p, k
	}
	most := k
	i := slices.IndexFunc(s.pending, func(f flight) bool {
		if f.timer == "" && f.from == from.i && f.to == to.i && f.message.Kind == kind && (part == "" || f.message.Part == part) {
			k--
		}
		return k == 0
	})
	if i < 0 && k < most {
		return 0, fmt.Errorf("only %d %s are on their way from %s to %s", most-k, args[2], from.id, to.id)
	}
	if i < 0 {
		return 0, fmt.Errorf("no %s is on its way from %s to %s", args[2], from.id, to.id)
	}
	return i, nil
}

func doDeliver(remove bool) func(*Sim, []string) error {
	return func(s *Sim, args []string) error {
		i, err := s.waiting(args)
		if err != nil {
			return err
		}
		f := s.pending[i]
		if remove {
			s.pending = slices.Delete(s.pending, i, i+1)
		} else {
			f.message = plainCopy(f.message)
		}
		s.instant = 0
		s.deliver(s.nodes[f.to], f)
		return nil
	}
}

func doDrop(s *Sim, args []string) error {
	i, err := s.waiting(args)
	if err != nil {
		return err
	}
	s.drop(s.pending[i], "lost")
	s.pending = slices.Delete(s.pending, i, i+1)
	return nil
}

func doFire(s *Sim, args []string) error {
	if err := need(args, 2, 2); err != nil {
		return err
	}
	if !s.manual {
		return fmt.Errorf("timers go off by themselves; say manual first")
	}
	n, err := s.upNode(args[0])
	if err != nil {
		return err
	}
	i := slices.IndexFunc(s.pending, func(f flight) bool { return f.timer == args[1] && f.to == n.i })
	if i < 0 {
		return fmt.Errorf("%s has not set a timer %q", n.id, args[1])
	}
	s.pending = slices.Delete(s.pending, i, i+1)
	s.instant = 0
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.TimedOut, Timer: args[1]})
	s.step(n, protocol.Event{Kind: protocol.Timeout, Timer: args[1]})
	return nil
}
