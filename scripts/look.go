package scripts

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"parley/protocol"
)

// What a prompt asks beside evaluating: what runs, what is held, and the rest of what was cut. The prompt's commands and
// the functions of scripts are the same.

// Names of Session.Command.
const (
	CommandPs    = "ps"   // arg is a target; "" is the prompt's node
	CommandKill  = "kill" // arg is "17" or "b:17"
	CommandRefs  = "refs"
	CommandMore  = "more"  // arg is what Line.More had
	CommandTrace = "trace" // arg is a machine, how many events, both or neither

	CommandNodes = "nodes" // what there is to know of each node; with the arg NodesJSON for programs: a NodeState a line

	// Of these the argument may begin with a target, as in "@b f", for what is declared there.
	CommandHelp   = "help"   // arg is a name
	CommandDoc    = "doc"    // arg is a name
	CommandType   = "type"   // arg is an expression
	CommandSource = "source" // arg is a name
	CommandStats  = "stats"  // no more
)

// NodesJSON is what CommandNodes takes.
const NodesJSON = "json"

// Command answers what a prompt asks beside lines.
func (s *Session) Command(ctx context.Context, name, arg string) Line {
	if name == CommandExplain {
		l, err := s.explainLine(ctx, arg)
		if err != nil {
			return lineOf(err)
		}
		return l
	}
	if f := abouts[name]; f != nil {
		return s.about(ctx, name, arg, f)
	}
	h := &host{n: s.n}
	var t Table
	var err error
	switch name {
	case CommandPs:
		target := Target{Set: "self"}
		if arg != "" {
			target, err = wholeTarget(strings.TrimPrefix(strings.TrimSpace(arg), "@"))
		}
		if err == nil {
			t, err = h.psAt(ctx, target)
		}
	case CommandKill:
		err = h.killAt(ctx, arg)
	case CommandNodes:
		if arg == NodesJSON {
			return textLine(NodesJSON, s.nodesJSON(ctx))
		}
		t = s.nodes(ctx)
	case CommandPrelude:
		t, err = preludeTable(ctx, s.n)
	case CommandMissing:
		t, err = missingTable(ctx, s.n)
	case CommandRefs:
		t = h.refs()
	case CommandMore:
		return s.more(ctx, arg)
	case CommandTrace:
		text, err := h.trace(arg)
		if err != nil {
			return lineOf(err)
		}
		return Line{Parts: []Part{{Outcome: protocol.Outcome{Values: []protocol.Value{{Type: TextType, Text: text}}}}}}
	default:
		err = fmt.Errorf("the node knows no command %q; it may run another version", name)
	}
	if err != nil {
		return lineOf(err)
	}
	if name == CommandKill {
		return Line{Parts: []Part{{}}}
	}
	return Line{Parts: []Part{{Outcome: protocol.Outcome{Values: []protocol.Value{{Type: TableType, Text: t.String()}}}}}}
}

func lineOf(err error) Line {
	var oe *protocol.OutcomeError
	if errors.As(err, &oe) {
		return Line{Parts: []Part{{oe.At, protocol.Outcome{Verdict: oe.Verdict, Failure: &oe.Failure}}}}
	}
	return Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: err.Error()}}
}

// more shows the next page of a value that was cut.
func (s *Session) more(ctx context.Context, arg string) Line {
	r, err := readMore(arg)
	if err != nil {
		return lineOf(err)
	}
	p, err := s.n.More(ctx, r)
	if err != nil {
		return lineOf(err)
	}
	l := Line{Parts: []Part{{Outcome: protocol.Outcome{Values: []protocol.Value{{Text: p.Text}}}}}}
	if p.Left > 0 {
		l.More = []string{arg}
	}
	return l
}

// writeMore is where there is more of a value, as a prompt keeps it: "b#18/4711".
func writeMore(r protocol.Ref) string { return r.Name() + "/" + strconv.FormatUint(r.Instance, 10) }

func readMore(s string) (r protocol.Ref, err error) {
	name, instance, _ := strings.Cut(s, "/")
	if r.Node, r.ID, err = protocol.ParseRefName(name); err != nil {
		return r, err
	}
	if r.Instance, err = strconv.ParseUint(instance, 10, 64); err != nil {
		return r, fmt.Errorf("%q is not where a value goes on", s)
	}
	return r, nil
}

// keepMore notes where there is more of the values of a line.
func (l *Line) keepMore() {
	l.More = nil
	for _, p := range l.Parts {
		for _, v := range p.Outcome.Values {
			if v.More.ID != 0 {
				l.More = append(l.More, writeMore(v.More))
			}
		}
	}
}

// ps lists what runs at the nodes of the targets; none given means this node.
func (h *host) ps(targets ...Target) (Table, error) {
	to := h.self()
	if len(targets) > 0 {
		to = Target{}
		for _, x := range targets {
			ids, err := h.n.Targets(Target{Nodes: x.Nodes, Set: x.Set})
			if err != nil {
				return Table{}, err
			}
			to.Nodes = append(to.Nodes, ids...)
		}
	}
	return h.psAt(h.n.Calling().Context, to)
}

// psPatience is how long a node may take to say what it evaluates.
const psPatience = 3 * time.Second

func (h *host) psAt(ctx context.Context, to Target) (Table, error) {
	ids := []protocol.NodeID{h.n.Name()} // a client is not a target, but evaluates its own lines
	if to.Set != "self" {
		var err error
		if ids, err = h.n.Targets(to); err != nil {
			return Table{}, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, psPatience)
	defer cancel()
	rows := make([][][]string, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			list, err := h.n.RunningAt(ctx, id)
			if err != nil {
				why := err.Error()
				if oe := new(protocol.OutcomeError); errors.As(err, &oe) {
					why = oe.Failure.Text
				}
				rows[i] = [][]string{{string(id), "", "", "", why}}
			}
			for _, r := range list {
				rows[i] = append(rows[i], []string{fmt.Sprintf("%s:%d", id, r.ID), r.Label, age(r.Since), strconv.Itoa(r.Goroutines), r.State, r.Source})
			}
		})
	}
	wg.Wait()
	t := Table{Head: []string{"id", "asked by", "for", "goroutines", "state", "source"}, Empty: "nothing runs"}
	for _, r := range rows {
		t.Rows = append(t.Rows, r...)
	}
	return t, nil
}

// age is how long ago that was, in a few letters.
func age(t time.Time) string {
	switch d := time.Since(t); {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(100 * time.Millisecond).String()
	default:
		return d.Round(time.Second).String()
	}
}

// kill ends an evaluation by the number that ps shows.
func (h *host) kill(id string) error { return h.killAt(h.n.Calling().Context, id) }

func (h *host) killAt(ctx context.Context, id string) error {
	at, number, named := strings.Cut(strings.TrimSpace(id), ":")
	if !named {
		at, number = string(h.n.Name()), at
	}
	k, err := strconv.ParseUint(number, 10, 64)
	if err != nil || protocol.NodeID(at).Validate() != nil {
		return fmt.Errorf("%q is not the number of an evaluation; they look like 17, or b:17 for one at b, and :ps lists them", id)
	}
	found, err := h.n.Kill(ctx, protocol.NodeID(at), k)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("no evaluation %s:%d runs; it may have ended, :ps lists those that run", at, k)
	}
	return nil
}

// ref is a reference by its name.
func (h *host) ref(name string) Reference {
	r, err := h.n.Ref(name)
	if err != nil {
		panic(err)
	}
	return r
}

// refs lists the references that came here and the values that are held here for others.
func (h *host) refs() Table {
	t := Table{Head: []string{"reference", "type", "held"}, Empty: "no references"}
	for _, r := range h.n.Refs() {
		t.Rows = append(t.Rows, []string{r.Ref.Name(), r.Ref.Type, fmt.Sprintf("for %s, %v more, used %d times", r.Holder, time.Until(r.Until).Round(time.Second), r.Uses)})
	}
	for _, r := range h.n.Got() {
		t.Rows = append(t.Rows, []string{r.Name(), r.Type, "at " + string(r.Node)})
	}
	return t
}

// release lets go of what a reference, or the reference of that name, stands for.
func (h *host) release(x any) error {
	var r Reference
	var err error
	switch x := x.(type) {
	case Reference:
		r = x
	case *Reference:
		if x == nil {
			return errors.New("Release needs a reference; this is a nil pointer")
		}
		r = *x
	case string:
		if r, err = h.n.Ref(x); err != nil {
			return err
		}
	default:
		return fmt.Errorf("Release needs a reference or its name, and a %T is neither", x)
	}
	return h.n.Release(h.n.Calling().Context, r)
}
