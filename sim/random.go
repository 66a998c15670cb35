package sim

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/protocol"
)

// This file draws runs from seeds: calls of the protocol's Workload, time, and faults of a mix.

// Mix is one row of the table of what a random run may do to a cluster.
type Mix struct {
	Name, Doc string
	Weight    int // how often it is drawn, where there are several
	draw      func(*drawing) (Action, bool)
}

// Mixes is the table. Names are joined by "+", as in "crash+loss"; "none" is no fault, "all" is all of them.
func Mixes() []Mix { return slices.Clone(mixes) }

var mixes = []Mix{
	{"crash", "nodes crash and recover", 4, drawCrash},
	{"torn", "nodes crash while they write, the write lost or kept", 3, drawTorn},
	{"send", "nodes crash between two messages that they send at once", 2, drawMute},
	{"partition", "the nodes fall into groups that do not reach each other", 3, drawPartition},
	{"oneway", "a channel is cut in one direction", 2, drawOneWay},
	{"loss", "a part of the messages is lost", 2, drawRatio("loss")},
	{"duplicate", "a part of the messages arrives twice", 2, drawRatio("duplicate")},
	{"reorder", "messages overtake each other", 2, drawReorder},
	{"delay", "messages take long", 2, drawDelay},
	{"capacity", "few messages get into a channel at a time, or none", 2, drawCapacity},
	{"pause", "nodes stand still for a while", 2, drawPause},
	{"drift", "clocks run fast or slow", 1, drawDrift},
	{"disk", "disks are full, which ends their nodes", 2, drawDisk},
}

// The names of a mix beside those of the table.
const (
	MixNone = "none"
	MixAll  = "all"
)

// Drawn names the faults that random runs of a protocol draw with a mix; nil: it is no mix.
func Drawn(p *protocol.Protocol, mix string) []string {
	rows, err := chosen(p, mix)
	if err != nil {
		return nil
	}
	if len(rows) == 0 {
		return []string{MixNone}
	}
	var names []string
	for _, m := range rows {
		names = append(names, m.Name)
	}
	return names
}

// chosen are the rows of a mix. "" is what the protocol promises to hold under.
func chosen(p *protocol.Protocol, mix string) ([]Mix, error) {
	names := strings.Split(mix, "+")
	switch {
	case mix == MixAll || mix == "" && p.Faults == nil:
		return mixes, nil
	case mix == "":
		names = p.Faults
	}
	var rows []Mix
	for _, name := range names {
		i := slices.IndexFunc(mixes, func(m Mix) bool { return m.Name == name })
		switch {
		case i >= 0:
			rows = append(rows, mixes[i])
		case name != MixNone:
			var known []string
			for _, m := range mixes {
				known = append(known, m.Name)
			}
			return nil, fmt.Errorf("%q is no mix of faults; there is %s, %s, %s, and several joined by +", name, MixNone, strings.Join(known, ", "), MixAll)
		}
	}
	return rows, nil
}

const (
	fewestDrawn, mostDrawn = 10, 60           // actions of a random run, before it ends
	enoughEvents           = 20_000           // after these nothing more is drawn
	settle                 = 15 * time.Second // what a run ends with, twice
)

// drawing is a random run on its way.
type drawing struct {
	*rand.Rand
	chance *rand.PCG // of Rand
	sim    *Sim
	rows   []Mix
	weight int // of all rows
	calls  int
}

// Random makes a run that depends on the seed, the mix of faults and the Config alone. In the end all faults are mended and time
// passes, so that what is to happen at some time can happen. The run's Err is its verdict.
func Random(c Config, mix string, seed uint64) (*Sim, error) {
	if c.Protocol == nil {
		return nil, c.validate()
	}
	rows, err := chosen(c.Protocol, mix)
	if err != nil {
		return nil, err
	}
	c.Seed = seed
	s, err := New(c)
	if err != nil {
		return nil, err
	}
	chance := rand.NewPCG(seed, 0xda3e39cb94b95bdb)
	d := &drawing{Rand: rand.New(chance), chance: chance, sim: s, rows: rows}
	for _, m := range rows {
		d.weight += m.Weight
	}
	s.supervise(func() { // once, not for each action
		s.supervised = true
		err = d.run(seed)
		s.supervised = false
	})
	if s.stuck != nil {
		if s.doing.Verb != "" { // and not between two, in the workload
			s.script = append(s.script, s.doing)
		}
		return s, nil
	}
	return s, err
}

// run draws actions and does them.
func (d *drawing) run(seed uint64) error {
	s := d.sim
	for range fewestDrawn + d.IntN(mostDrawn-fewestDrawn) {
		if s.Err() != nil || s.events > enoughEvents {
			break
		}
		if a, ok := d.action(); ok {
			if err := s.Do(a); err != nil {
				return fmt.Errorf("sim %s: seed %d: what was drawn cannot be done: %w", s.cfg.Protocol.Name, seed, err)
			}
		}
	}
	for _, a := range d.mended() {
		if err := s.Do(a); err != nil {
			return fmt.Errorf("sim %s: seed %d: the end of the run: %w", s.cfg.Protocol.Name, seed, err)
		}
	}
	// A node may have been about to crash at a write; the second time none is.
	for range 2 {
		for _, n := range s.nodes {
			if n.machine == nil && s.Err() == nil {
				if err := s.do("recover", string(n.id)); err != nil {
					return err
				}
			}
		}
		if err := s.do("run", settle.String()); err != nil {
			return err
		}
	}
	return nil
}

// action draws what is done next.
func (d *drawing) action() (Action, bool) {
	x := d.IntN(100)
	switch {
	case x < 45 && d.sim.cfg.Protocol.Workload != nil:
		return d.call()
	case x < 75 || d.weight == 0:
		return Action{"advance", []string{d.time(0, 12)}}, true
	}
	w := d.IntN(d.weight)
	for _, m := range d.rows {
		if w -= m.Weight; w < 0 {
			return m.draw(d)
		}
	}
	return Action{}, false
}

func (d *drawing) call() (Action, bool) {
	at := d.node(func(n *node) bool { return n.machine != nil && !n.paused })
	if at == nil {
		return Action{}, false
	}
	d.calls++
	before := *d.chance
	op, args, err := d.sim.workload(at.id, d.calls, d.IntN)
	if err != nil {
		return workloadAction(at.id, d.calls, before), true // which panics again, as a line of the script
	}
	if op == "" {
		return Action{}, false
	}
	return CallAction(protocol.CallAt{Node: at.id, Op: op, Args: args}), true
}

// time draws a time of 2^least to 2^most milliseconds: of each length as many.
func (d *drawing) time(least, most int) string {
	ms := time.Millisecond << (least + d.IntN(most-least))
	return (ms + time.Duration(d.Int64N(int64(ms)))).Round(100 * time.Microsecond).String()
}

// node draws one of the nodes of which f holds; nil if there is none.
func (d *drawing) node(f func(*node) bool) *node {
	var all []*node
	for _, n := range d.sim.nodes[:len(d.sim.names)] {
		if f(n) {
			all = append(all, n)
		}
	}
	if all == nil {
		return nil
	}
	return all[d.IntN(len(all))]
}

// one draws an action upon one of two sorts of nodes, as far as there are some: of the first as often as of the second.
func (d *drawing) one(first string, isFirst func(*node) bool, second string, isSecond func(*node) bool) (Action, bool) {
	n, verb := d.node(isFirst), first
	if other := d.node(isSecond); n == nil || other != nil && d.IntN(2) == 0 {
		n, verb = other, second
	}
	if n == nil {
		return Action{}, false
	}
	return Action{verb, []string{string(n.id)}}, true
}

func isUp(n *node) bool   { return n.machine != nil }
func isDown(n *node) bool { return n.machine == nil }

func drawCrash(d *drawing) (Action, bool) { return d.one("crash", isUp, "recover", isDown) }

func drawTorn(d *drawing) (Action, bool) {
	a, ok := d.one("crash-at-write", isUp, "recover", isDown)
	if ok && a.Verb == "crash-at-write" {
		a.Args = append(a.Args, strconv.Itoa(1+d.IntN(3)), []string{"lost", "kept"}[d.IntN(2)])
	}
	return a, ok
}

func drawMute(d *drawing) (Action, bool) {
	a, ok := d.one("crash-at-send", isUp, "recover", isDown)
	if ok && a.Verb == "crash-at-send" {
		a.Args = append(a.Args, strconv.Itoa(1+d.IntN(6)))
	}
	return a, ok
}

func drawPause(d *drawing) (Action, bool) {
	return d.one("pause", func(n *node) bool { return isUp(n) && !n.paused }, "resume", func(n *node) bool { return isUp(n) && n.paused })
}

func drawDisk(d *drawing) (Action, bool) {
	if d.IntN(3) == 0 {
		return d.one("recover", isDown, "recover", isDown)
	}
	return d.one("disk-full", func(n *node) bool { return !n.full }, "disk-free", func(n *node) bool { return n.full })
}

func drawDrift(d *drawing) (Action, bool) {
	rates := []string{"0.5", "0.9", "0.99", "1", "1.01", "1.1", "2"}
	n := d.sim.names[d.IntN(len(d.sim.names))]
	return Action{"drift", []string{string(n), rates[d.IntN(len(rates))]}}, true
}

func drawPartition(d *drawing) (Action, bool) {
	if d.IntN(3) == 0 {
		return Action{Verb: "heal"}, true
	}
	groups := make([][]string, 2+d.IntN(2)) // of three the last is often empty or small
	for _, id := range d.sim.names {
		g := d.IntN(len(groups))
		groups[g] = append(groups[g], string(id))
	}
	var args []string
	for _, g := range groups {
		if len(g) > 0 && len(args) > 0 {
			args = append(args, "|")
		}
		args = append(args, g...)
	}
	return Action{"partition", args}, true
}

// channel draws the two ends of a channel, or now and then those of all.
func (d *drawing) channel() []string {
	if d.IntN(3) == 0 || len(d.sim.names) == 1 {
		return []string{"all", "all"}
	}
	from := d.IntN(len(d.sim.names))
	to := (from + 1 + d.IntN(len(d.sim.names)-1)) % len(d.sim.names)
	return []string{string(d.sim.names[from]), string(d.sim.names[to])}
}

func drawOneWay(d *drawing) (Action, bool) {
	verb := []string{"cut", "join"}[d.IntN(2)]
	ends := d.channel()
	if ends[0] == "all" {
		verb = "join"
	}
	return Action{verb, ends}, true
}

func drawRatio(verb string) func(*drawing) (Action, bool) {
	return func(d *drawing) (Action, bool) {
		parts := []string{"0", "0.05", "0.2", "0.5", "1"}
		return Action{verb, append(d.channel(), parts[d.IntN(len(parts))])}, true
	}
}

func drawReorder(d *drawing) (Action, bool) {
	if d.IntN(2) == 0 {
		return Action{"reorder", append(d.channel(), []string{"yes", "no"}[d.IntN(2)])}, true
	}
	return Action{"delay", append(d.channel(), "1ms", d.time(1, 8))}, true // without it nothing can be overtaken
}

func drawDelay(d *drawing) (Action, bool) {
	ends := d.channel()
	if d.IntN(3) == 0 {
		return Action{"delay", append(ends, "1ms")}, true
	}
	least, _ := time.ParseDuration(d.time(0, 11))
	most, _ := time.ParseDuration(d.time(0, 11))
	return Action{"delay", append(ends, least.String(), (least + most).String())}, true
}

func drawCapacity(d *drawing) (Action, bool) {
	capacities := []string{"0", "1", "2", "1000"}
	return Action{"capacity", append(d.channel(), capacities[d.IntN(len(capacities))])}, true
}

// mended are the actions that end all faults but that nodes are down.
func (d *drawing) mended() []Action {
	all := []Action{{Verb: "heal"}}
	for _, n := range d.sim.nodes[:len(d.sim.names)] {
		id := []string{string(n.id)}
		if n.full {
			all = append(all, Action{"disk-free", id})
		}
		if n.paused && n.machine != nil {
			all = append(all, Action{"resume", id})
		}
		if n.mute > 0 {
			all = append(all, Action{"crash-at-send", []string{string(n.id), "0"}})
		}
		if n.rate != 1 {
			all = append(all, Action{"drift", []string{string(n.id), "1"}})
		}
	}
	return all
}

// Command is the line of the shell that repeats a random run.
func Command(c Config, mix string, seed uint64) string {
	line := fmt.Sprintf("parley sim %s -n %d --seed %d", c.Protocol.Argument(), c.Nodes, seed)
	if mix != "" {
		line += " --faults " + mix
	}
	for _, name := range c.Protocol.Required {
		line += " --require " + strconv.Quote(name)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Params)) {
		line += fmt.Sprintf(" --param %s=%v", name, c.Params[name])
	}
	return line
}
