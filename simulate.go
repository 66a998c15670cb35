package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"parley/protocol"
	"parley/scripts"
	"parley/sim"
)

// The commands that need no node: `sim` makes runs of a protocol in virtual time, `check` tries every schedule.

// simFlags are the flags of both.
type simFlags struct {
	nodes   int
	seed    uint64
	seeds   int
	faults  string
	params  []string
	require []string
	trace   string
	file    string
	script  string
	shrink  bool
	keep    string
	depth   int
	states  int
	crashes int
	drops   int
	doubles int
	network string
}

const defaultSimNodes = 3

func (f *flags) simCommands() []*cobra.Command {
	s := &simFlags{}
	shared := func(c *cobra.Command) {
		c.Flags().IntVarP(&s.nodes, "nodes", "n", defaultSimNodes, "how many nodes")
		c.Flags().StringSliceVar(&s.params, "param", nil, "a parameter of the protocol, as timeout=50ms; may be repeated")
		c.Flags().StringArrayVar(&s.require, "require", nil, "hold the protocol to a property that it does not promise, as non-blocking of 2pc; may be repeated")
		c.Flags().StringVar(&s.trace, "trace", "", "print what happened as "+scripts.TraceForms)
		c.Flags().StringVar(&s.file, "out", "", "write the trace into this file; its name says the form if --trace does not")
	}
	var names []string
	for _, p := range scripts.Catalog() {
		names = append(names, p.Name)
	}
	run := &cobra.Command{Use: "sim [flags] NAME|FILE.go|FILE.txt", Short: "Run a protocol in virtual time, with faults drawn from a seed or by a script", Args: oneProtocol,
		ValidArgs: names,
		Long: "sim makes runs of a protocol in virtual time. What happens in one is drawn from its seed: the same seed gives the same run.\n" +
			"NAME is one of " + strings.Join(names, " ") + ".\nA FILE.go that imports parley/protocol declares a protocol of your own (docs/own.md); any other is a script at a prompt of its own; a FILE.txt is prose and commands, `sim NAME ..` among them, whose results are printed.\n" +
			"Faults are " + mixNames() + "; several are joined by +. Without --faults it is all that the protocol promises to hold under.\n" +
			"A run that breaks a property is made as short as can be, and --keep DIR keeps it as a FILE.txt, which ends with exit code 1 as long as it breaks it.",
		Example: "  parley sim 2pc -n 3 --seed 7 --trace text\n  parley sim 3pc -n 3 --seeds 1000 --faults partition --out why.svg",
		RunE:    func(c *cobra.Command, args []string) error { return f.simulate(c.Context(), s, args[0]) }}
	shared(run)
	run.Flags().Uint64Var(&s.seed, "seed", 1, "what all that is left to chance depends on")
	run.Flags().IntVar(&s.seeds, "seeds", 1, "how many runs, with seeds from --seed on; it ends at the first that breaks a property")
	run.Flags().StringVar(&s.faults, "faults", "", "mix of faults")
	run.Flags().StringVar(&s.script, "script", "", "do the lines of this file instead of what is drawn")
	run.Flags().StringVar(&s.keep, "keep", "", "keep the script of a run that breaks a property in this folder, as a FILE.txt that can be run again")
	run.Flags().BoolVar(&s.shrink, "shrink", true, "make the script of a run that breaks a property as short as can be")

	check := &cobra.Command{Use: "check [flags] NAME|FILE.go", Short: "Try every schedule of a protocol up to a bound", Args: oneProtocol, ValidArgs: names,
		Example: "  parley check twophase -n 4\n  parley check my_mutex.go -n 3 --crashes 1\n  parley check 3pc -n 3 --drops 1 --depth 12 --out why.svg",
		RunE:    func(c *cobra.Command, args []string) error { return s.check(args[0]) }}
	shared(check)
	check.Flags().Lookup("nodes").Usage = "how many nodes"
	check.Flags().IntVar(&s.depth, "depth", 0, "longest schedule, in steps; 0: no bound")
	check.Flags().IntVar(&s.states, "states", 0, "end after so many states (default 1 million)")
	check.Flags().IntVar(&s.crashes, "crashes", 0, "crashes in one schedule")
	check.Flags().IntVar(&s.drops, "drops", 0, "messages lost in one schedule")
	check.Flags().IntVar(&s.doubles, "duplicates", 0, "messages that arrive twice in one schedule")
	check.Flags().StringVar(&s.network, "network", "", "unordered, fifo, timely or set (default: what the protocol says, or unordered)")
	return []*cobra.Command{run, check}
}

// oneProtocol refuses a command line that does not name one protocol, with what there is.
func oneProtocol(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 1:
		return nil
	case len(args) > 1:
		return exitError{exitUsage, fmt.Sprintf("%s takes one protocol at a time, not %s", c.CommandPath(), strings.Join(args, " "))}
	}
	all, err := scripts.Protocols()
	if err != nil {
		return err
	}
	return exitError{exitUsage, fmt.Sprintf("say which protocol: %s NAME, where NAME is one of\n%s", c.CommandPath(), strings.TrimRight(string(all), "\n"))}
}

func mixNames() string {
	names := []string{sim.MixNone}
	for _, m := range sim.Mixes() {
		names = append(names, m.Name)
	}
	return strings.Join(append(names, sim.MixAll), " ")
}

// find finds the protocol and its parameters.
func (s *simFlags) find(name string) (*protocol.Protocol, map[string]any, error) {
	row, err := scripts.ProtocolOf(name)
	if err == nil {
		row, err = row.Require(s.require...)
	}
	if err != nil {
		return nil, nil, exitError{exitUsage, err.Error()}
	}
	params := map[string]any{}
	for _, p := range s.params {
		key, value, ok := strings.Cut(p, "=")
		if !ok {
			return nil, nil, exitError{exitUsage, fmt.Sprintf("--param %s: write it as name=value", p)}
		}
		params[key] = value
	}
	return row, params, nil
}

// simulate is the command sim.
func (f *flags) simulate(ctx context.Context, s *simFlags, what string) error {
	switch filepath.Ext(what) {
	case ".go":
		if scripts.DeclaresProtocol(what) {
			break
		}
		f.role = "operator"
		scripts.SetSeed(s.seed)
		return f.script(ctx, []string{what})
	case ".txt":
		return transcript(what, s.seed)
	}
	row, params, err := s.find(what)
	if err != nil {
		return err
	}
	signal.Reset(syscall.SIGTERM) // nothing here is to be ended gently
	c := sim.Config{Protocol: row, Nodes: s.nodes, Params: params, Seed: s.seed}
	if s.script != "" {
		return s.scripted(c)
	}
	if s.seeds < 1 {
		return exitError{exitUsage, fmt.Sprintf("--seeds %d: give at least 1", s.seeds)}
	}
	seen, err := sim.Seeds(c, s.faults, s.seed, s.seeds, nil)
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	if fail := seen.Failure; fail != nil {
		return s.failed(c, fail)
	}
	fmt.Printf("seeds: %d   events: %d   %.0f events/s\nfaults: %s\nholds: %s\n", seen.Seeds, seen.Events, seen.PerSecond,
		strings.Join(sim.Drawn(row, s.faults), " "), names(row.Invariants))
	if unmet := seen.Unmet(row); len(unmet) > 0 {
		fmt.Printf("never happened: %s\n", strings.Join(unmet, ", "))
	}
	if s.trace == "" && s.file == "" {
		return nil
	}
	again, err := sim.Random(c, s.faults, s.seed)
	if err != nil {
		return err
	}
	return s.show(again.Trace())
}

func names(all []protocol.Property) string {
	var words []string
	for _, p := range all {
		words = append(words, p.Name)
	}
	if words == nil {
		return "nothing, since it names no invariants"
	}
	return strings.Join(words, ", ")
}

// shrinkRuns is how many runs a counter-example may take to be made short.
const shrinkRuns = 3000

// failed prints a run that broke a property, as short as it can be made.
func (s *simFlags) failed(c sim.Config, fail *sim.Failure) error {
	c.Seed, c.Strict = fail.Seed, fail.Strict
	script, trace, nodes, violation := fail.Script, fail.Trace, c.Nodes, fail.Violation
	if s.shrink {
		short, err := sim.Shrink(c, fail.Script, shrinkRuns)
		if err != nil { // such as that a step does not return
			fmt.Fprintf(os.Stderr, "the script is not made shorter: %v\n", err)
		} else {
			script, trace, nodes, violation = short.Script, short.Trace, short.Config.Nodes, short.Violation
		}
	}
	c.Nodes = nodes
	fmt.Printf("seed %d: %v\n\n# on %d nodes\n", fail.Seed, violation, nodes)
	for _, a := range script {
		fmt.Println(a)
	}
	fmt.Println()
	if err := s.show(trace); err != nil {
		return err
	}
	if s.keep != "" {
		kept := sim.Kept{Config: c, Script: script, Broken: violation, Command: fail.Command}
		if err := s.keepIn(&kept); err != nil {
			return err
		}
	}
	return exitError{exitFailed, "again: " + fail.Command}
}

// keepIn writes a script that breaks a property into the folder.
func (s *simFlags) keepIn(k *sim.Kept) error {
	text, err := k.Transcript()
	if err != nil {
		return exitError{exitFailed, err.Error()}
	}
	file := filepath.Join(s.keep, k.Name())
	if err = os.MkdirAll(s.keep, 0o755); err == nil {
		err = os.WriteFile(file, []byte(text), 0o644)
	}
	if err != nil {
		return exitError{exitFailed, fmt.Sprintf("the script cannot be kept: %v", err)}
	}
	fmt.Printf("kept: parley sim %s\n", file)
	return nil
}

// scripted does the lines of a file.
func (s *simFlags) scripted(c sim.Config) error {
	text, err := os.ReadFile(s.script)
	if err != nil {
		return exitError{exitUsage, fmt.Sprintf("the script cannot be read: %v", err)}
	}
	c.Strict = true
	run, err := sim.New(c)
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	if err := run.RunScript(string(text)); err != nil {
		return exitError{exitUsage, s.script + ": " + err.Error()}
	}
	if s.trace == "" && s.file == "" {
		s.trace = "text"
	}
	if err := s.show(run.Trace()); err != nil {
		return err
	}
	if err := run.Err(); err != nil {
		return exitError{exitFailed, fmt.Sprintf("%v\nagain: parley sim %s -n %d --seed %d --script %s", err, c.Protocol.Name, c.Nodes, c.Seed, s.script)}
	}
	fmt.Printf("holds: %s\n", names(c.Protocol.Invariants))
	return nil
}

// show prints a trace or writes it into the file.
func (s *simFlags) show(t protocol.Trace) error {
	form := s.trace
	if form == "" {
		form = strings.TrimPrefix(filepath.Ext(s.file), ".")
	}
	if form == "" {
		return nil
	}
	text, err := scripts.TraceAs(t, form)
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	if s.file == "" {
		fmt.Print(text)
		return nil
	}
	if err := os.WriteFile(s.file, []byte(text), 0o644); err != nil {
		return exitError{exitFailed, fmt.Sprintf("the trace cannot be written: %v", err)}
	}
	fmt.Printf("the trace is in %s\n", s.file)
	return nil
}

// transcript runs a file of prose and commands and prints it with what happens.
func transcript(file string, seed uint64) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return exitError{exitUsage, fmt.Sprintf("the file cannot be read: %v", err)}
	}
	out, broken, err := sim.PlayTranscript(string(text), seed, func(name string) *protocol.Protocol {
		row, err := scripts.ProtocolOf(name)
		if err != nil && row == nil && strings.Contains(name, ".go") {
			fmt.Fprintln(os.Stderr, err)
		}
		return row
	})
	fmt.Print(out)
	if err != nil {
		return exitError{exitFailed, file + ": " + err.Error()}
	}
	if broken != nil {
		return exitError{exitFailed, fmt.Sprintf("%s: %s is violated", file, broken.Property)}
	}
	return nil
}

// progressEvery is how often check says how far it is.
const progressEvery = 2 * time.Second

// check is the command check.
func (s *simFlags) check(name string) error {
	row, params, err := s.find(name)
	if err != nil {
		return err
	}
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)() // a second one ends it where it stands
	last := time.Now()
	x, err := sim.Explore(sim.Exploration{
		Cancel: ctx.Done(), Protocol: row, Nodes: s.nodes, Params: params, Depth: s.depth, MaxStates: s.states,
		Crashes: s.crashes, Drops: s.drops, Duplicates: s.doubles, Network: s.network,
		Progress: func(states, depth int) {
			if time.Since(last) > progressEvery {
				last = time.Now()
				fmt.Fprintf(os.Stderr, "%d states, depth %d\n", states, depth)
			}
		},
	})
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	fmt.Printf("states: %d\n", x.States)
	if x.Violation == nil {
		switch {
		case x.Complete:
			fmt.Printf("holds in all states: %s\n", names(row.Invariants))
		case ctx.Err() != nil:
			fmt.Printf("holds so far, to depth %d: %s\n", x.Depth, names(row.Invariants))
			return exitError{exitInterrupted, "interrupted before all states were seen"}
		default:
			fmt.Printf("holds in the states seen, to depth %d: %s\n", x.Depth, names(row.Invariants))
		}
		return nil
	}
	fmt.Printf("%v\n\n", x.Violation)
	for _, a := range x.Script {
		fmt.Println(a)
	}
	fmt.Println()
	if err := s.show(x.Trace); err != nil {
		return err
	}
	steps := len(x.Script)
	if steps > 0 && x.Script[0].Verb == "manual" {
		steps-- // it says how the steps are to be read
	}
	return exitError{exitFailed, fmt.Sprintf("%s breaks %q in %d steps", row.Name, x.Violation.Property, steps)}
}
