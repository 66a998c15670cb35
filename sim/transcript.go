package sim

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/protocol"
)

// A transcript is a lesson that is under test: prose, commands, and below each group of commands, after a line of dashes, what
// they did.
//
//	# The coordinator asks all, and dies.
//	sim 2pc -n 3 seed=1 timeout=50ms
//	call n1 Commit k 1
//	crash n1
//	run
//	----
//	    0s  n1  call 1 Commit "k" 1
//	...
//
// Lines that begin with # are prose. A group of commands ends at the line ----; what they printed follows it, up to the next empty
// line. The commands are the verbs of scripts, and those of the table below. A group in which nothing is printed ends with a trace.
// A command that cannot be done prints why, and the group goes on.

// rule is the line between commands and what they did.
const rule = "----"

// transcriptCommands is the table of what a transcript may say besides the verbs.
var transcriptCommands = []struct {
	name, args, doc string
	print           func(t *transcript, args []string) error
}{
	{"sim", "NAME [-n N] [seed=S] [require=PROPERTY ..] [PARAM=VALUE ..]", "starts a cluster, of 3 nodes and with seed 1 if nothing else is said", (*transcript).start},
	{"trace", "", "prints what happened since the last trace", (*transcript).trace},
	{"skip", "", "leaves what happened since then out", (*transcript).skip},
	{"state", "[NODE]", "prints the machines", (*transcript).state},
	{"disk", "[NODE]", "prints what the nodes have stored", (*transcript).disk},
	{"calls", "", "prints the calls and their answers", (*transcript).calls},
	{"check", "", "prints which properties hold", (*transcript).check},
	{"linear", "", "prints whether the calls are linearizable", (*transcript).linear},
	{"verdict", "", "prints how the run stands", (*transcript).verdict},
}

// transcript is one that is being run.
type transcript struct {
	find    func(name string) *protocol.Protocol
	seed    uint64 // of clusters that are given none
	sim     *Sim
	broken  *Violation // the first of clusters before it
	seen    int        // events of the trace that were printed
	printed bool
	out     strings.Builder
}

// RunTranscript runs a transcript, and returns it with what its commands did now. find is nil for a name that no protocol has.
func RunTranscript(text string, find func(name string) *protocol.Protocol) (rewritten string, err error) {
	rewritten, _, err = PlayTranscript(text, 1, find)
	return rewritten, err
}

// PlayTranscript is RunTranscript with the first violation there was; nil: there was none. seed is that of a cluster for which the transcript gives none.
func PlayTranscript(text string, seed uint64, find func(name string) *protocol.Protocol) (rewritten string, broken *Violation, err error) {
	t := &transcript{find: find, seed: seed}
	rewritten, err = t.play(text)
	t.remember()
	return rewritten, t.broken, err
}

// remember keeps the violation of a cluster that ends.
func (t *transcript) remember() {
	if t.sim != nil && t.broken == nil {
		t.broken = t.sim.violation
	}
}

// play does all lines.
func (t *transcript) play(text string) (rewritten string, err error) {
	var b strings.Builder
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	begun := 0 // the line of the first command of the group; 0: there is none
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], " \t\r")
		b.WriteString(line + "\n")
		switch {
		case line == rule:
			if begun == 0 {
				return "", fmt.Errorf("line %d: there is no command above %s", i+1, rule)
			}
			begun = 0
			b.WriteString(t.flush())
			for i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != "" {
				i++
			}
		case line == "" && begun > 0:
			return "", fmt.Errorf("line %d: the commands end without a line %s", begun, rule)
		case line == "" || line[0] == '#':
		default:
			if err := t.command(line); err != nil {
				return "", fmt.Errorf("line %d: %w", i+1, err)
			}
			if begun == 0 {
				begun = i + 1
			}
		}
	}
	if begun > 0 {
		return "", fmt.Errorf("line %d: the commands end without a line %s", begun, rule)
	}
	return b.String(), nil
}

// command does one line. Its error ends the transcript, since the line means nothing; what cannot be done is printed.
func (t *transcript) command(line string) error {
	words, err := splitWords(uncommented(line))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(verbs, func(v verb) bool { return v.Name == words[0] })
	for _, c := range transcriptCommands {
		if c.name != words[0] {
			continue
		}
		if t.sim == nil && c.name != "sim" {
			return errors.New("there is no cluster yet; begin with sim NAME")
		}
		t.printed = t.printed || c.name != "sim"
		if len(words) > 1 && c.args == "" || len(words) > 2 && c.args == "[NODE]" {
			return fmt.Errorf("usage: %s %s", c.name, c.args)
		}
		return c.print(t, words[1:])
	}
	if i < 0 {
		return fmt.Errorf("%q is neither something that can be done to a cluster nor one of %s", words[0], commandNames())
	}
	if t.sim == nil {
		return errors.New("there is no cluster yet; begin with sim NAME")
	}
	if err := t.sim.Do(Action{words[0], words[1:]}); err != nil {
		t.printf("error: %v", err)
	}
	return nil
}

func commandNames() string {
	var names []string
	for _, c := range transcriptCommands {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
}

// printf prints a line or several. None of them may be empty: that would end the output.
func (t *transcript) printf(format string, args ...any) {
	for line := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		if line = strings.TrimRight(line, " \t\r"); line != "" {
			t.out.WriteString(line + "\n")
		}
	}
}

// flush ends a group.
func (t *transcript) flush() string {
	if !t.printed {
		t.trace(nil)
	}
	if t.out.Len() == 0 {
		t.printf("ok")
	}
	s := t.out.String()
	t.out.Reset()
	t.printed = false
	return s
}

func (t *transcript) start(args []string) error {
	if len(args) == 0 {
		return errors.New("usage: sim NAME [-n N] [seed=S] [require=PROPERTY ..] [PARAM=VALUE ..]")
	}
	c := Config{Protocol: t.find(args[0]), Nodes: 3, Seed: t.seed, Strict: true, Params: map[string]any{}}
	if c.Protocol == nil {
		return fmt.Errorf("there is no protocol %q", args[0])
	}
	for i := 1; i < len(args); i++ {
		name, value, given := strings.Cut(args[i], "=")
		var err error
		switch {
		case args[i] == "-n" && i+1 < len(args):
			i++
			c.Nodes, err = strconv.Atoi(args[i])
		case name == "seed" && given:
			c.Seed, err = strconv.ParseUint(value, 10, 64)
		case name == "require" && given:
			if c.Protocol, err = c.Protocol.Require(value); err != nil {
				return err
			}
		case given:
			c.Params[name] = value
		default:
			return fmt.Errorf("%q is not PARAM=VALUE", args[i])
		}
		if err != nil {
			return fmt.Errorf("%q is not a number that %s can have", args[i], name)
		}
	}
	t.remember()
	var err error
	t.sim, err = New(c)
	t.seen = 0
	return err
}

func (t *transcript) trace([]string) error {
	all := t.sim.Trace()
	all.Events = all.Events[t.seen:]
	t.seen += len(all.Events)
	t.printf("%s", Text(all))
	return nil
}

func (t *transcript) skip([]string) error {
	t.seen = len(t.sim.Trace().Events)
	return nil
}

// each calls f for the nodes that a command names.
func (t *transcript) each(args []string, f func(protocol.NodeState)) error {
	for i, n := range t.sim.World().Nodes {
		if len(args) > 0 {
			named, err := t.sim.node(args[0])
			if err != nil {
				return err
			}
			if named.i != i {
				continue
			}
		}
		f(n)
	}
	return nil
}

func (t *transcript) state(args []string) error {
	return t.each(args, func(n protocol.NodeState) {
		s := StateText(n)
		if t.sim.nodes[t.sim.number(n.ID)].paused {
			s += " (paused)"
		}
		t.printf("%s  %s", n.ID, s)
	})
}

func (t *transcript) disk(args []string) error {
	return t.each(args, func(n protocol.NodeState) { t.printf("%s  %s", n.ID, plainText(n.Stored)) })
}

func (t *transcript) calls([]string) error {
	for _, op := range t.sim.History() {
		t.printf("%s", OperationText(op))
	}
	return nil
}

func (t *transcript) check([]string) error {
	p := t.sim.cfg.Protocol
	broken := t.sim.violation
	for _, q := range p.Invariants {
		if broken != nil && broken.Property == q.Name {
			t.printf("VIOLATED   %s: %v", q.Name, broken.Err)
		} else {
			t.printf("holds      %s", q.Name)
		}
	}
	if broken != nil && !slices.ContainsFunc(p.Invariants, func(q protocol.Property) bool { return q.Name == broken.Property }) {
		t.printf("VIOLATED   %s: %v", broken.Property, broken.Err)
	}
	for i, q := range p.Sometimes {
		seen := "not yet   "
		if t.sim.Met()[i] {
			seen = "was so    "
		}
		t.printf("%s %s", seen, q.Name)
	}
	return nil
}

func (t *transcript) linear([]string) error {
	m := t.sim.cfg.Protocol.Model
	if m == nil {
		return fmt.Errorf("%s has no model to judge its calls by", t.sim.cfg.Protocol.Name)
	}
	verdict, _ := CheckLinear(m, t.sim.History(), time.Minute)
	t.printf("linearizable: %s", verdict)
	return nil
}

func (t *transcript) verdict([]string) error {
	open := 0
	for _, op := range t.sim.History() {
		if !op.Ended {
			open++
		}
	}
	if err := t.sim.Err(); err != nil {
		t.printf("%v", err)
		return nil
	}
	t.printf("all properties hold at %s after %d events; %d calls, %d not answered", shortTime(t.sim.Now()), t.sim.Events(), len(t.sim.History()), open)
	return nil
}

// StateText is the machine of a node on one line; of a stack, each part by its name.
func StateText(n protocol.NodeState) string {
	if !n.Up {
		return "down"
	}
	if m, ok := n.Machine.(*protocol.Stacked); ok {
		var parts []string
		for _, p := range m.Parts {
			parts = append(parts, p.Name+plainText(p.Machine))
		}
		return strings.Join(parts, " ")
	}
	return plainText(n.Machine)
}

// OperationText is a call of a history on one line: when it began and ended, where, what and how.
func OperationText(op protocol.Operation) string {
	end, how := "..", "not answered"
	if op.Ended {
		end, how = shortTime(op.End), replyText(op.Reply)
	}
	return fmt.Sprintf("%s to %s  %s  %d %s: %s", shortTime(op.Start), end, op.Node, op.Call.ID, callText(op.Call), how)
}

// Transcripts runs all transcripts dir/*.txt, which a table of mutations, mutations.txt, is not. It returns what each does now that it did not do when it was written, or, to
// update, writes it. It is an error if there are none.
func Transcripts(dir string, find func(name string) *protocol.Protocol, update bool) (diffs []string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	files = slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) == "mutations.txt" })
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("there is no transcript in %s", dir)
	}
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		was, err := os.ReadFile(file)
		if err != nil {
			return diffs, err
		}
		is, err := RunTranscript(string(was), find)
		if err != nil {
			return diffs, fmt.Errorf("%s: %w", file, err)
		}
		if is == string(was) {
			continue
		}
		if !update {
			diffs = append(diffs, firstDifference(file, string(was), is))
		} else if err := os.WriteFile(file, []byte(is), 0o644); err != nil {
			return diffs, err
		}
	}
	return diffs, nil
}

// firstDifference shows where two texts begin to differ, in a few lines of each.
func firstDifference(file, was, is string) string {
	const show = 8
	x, y := strings.Split(was, "\n"), strings.Split(is, "\n")
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: it was (-) and is (+); if that is right, run the test again with -update\n", file, i+1)
	for _, line := range x[i:min(i+show, len(x))] {
		b.WriteString("- " + line + "\n")
	}
	for _, line := range y[i:min(i+show, len(y))] {
		b.WriteString("+ " + line + "\n")
	}
	return b.String()
}
