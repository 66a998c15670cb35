package course

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parley/own"
	"parley/protocol"
	"parley/sim"
)

// This file grades a student's file: all checks of a lesson, in their order, and what they have found.

const (
	// patience is how long one check may take on a busy machine. Usually it is a second.
	patience = 2 * time.Minute
	// shrinkRuns is how many runs a counter-example may take to be made short, and shrinkSteps how many steps they may have together.
	shrinkRuns  = 500
	shrinkSteps = 60_000
)

// Grade is what a student's file is worth.
type Grade struct {
	Lesson Lesson
	Marks  []Mark
	width  int // columns of the terminal that shows it; 0: it has enough
}

// Mark is what came of one check.
type Mark struct {
	Check  string
	Points int // that there are
	Got    int
	How    string        // what was done
	Broken *Broken       // nil: nothing was found
	Took   time.Duration // of real time
}

// Broken is a counter-example.
type Broken struct {
	Why     string
	Script  []sim.Action
	Trace   protocol.Trace
	seed    uint64 // of the run
	fatal   bool   // other checks would come to the same, slowly
	shorter func() // makes it short; nil: it is as short as it gets
}

// Points are those of all checks, and how many there are.
func (g *Grade) Points() (got, of int) {
	for _, m := range g.Marks {
		got, of = got+m.Got, of+m.Points
	}
	return got, of
}

// First is the first counter-example, which is to be understood first; nil: there is none.
func (g *Grade) First() *Mark {
	i := slices.IndexFunc(g.Marks, func(m Mark) bool { return m.Broken != nil })
	if i < 0 {
		return nil
	}
	return &g.Marks[i]
}

// Again says, in Markdown, how the first counter-example is looked at at a prompt; empty: there is none.
func (g *Grade) Again(file string) string {
	m := g.First()
	if m == nil || len(m.Broken.Script) == 0 {
		return ""
	}
	with := ""
	if m.Broken.seed > 0 {
		with = fmt.Sprintf(", Seed(%d)", m.Broken.seed)
	}
	return fmt.Sprintf("To look at it step by step: `:load %s`, `s := Sim(%s, %d%s)`, then `s.Do(%q)` and so on, and between them `s.State()` and `s.Trace().Last(5)`.\n",
		file, g.Lesson.variable, len(m.Broken.Trace.Nodes), with, m.Broken.Script[0].String())
}

// Grade holds a file of that name to the checks. An error says why it cannot be had: what the compiler would not accept, what a machine must not do,
// or what the checks need and the file has not; or that ctx is done. The grade is shown while it is made, some lines at a time, on
// a terminal of that many columns, if it is not 0: all of them are its String.
func (l Lesson) Grade(ctx context.Context, name, text string, width int, show func(lines string)) (*Grade, error) {
	return l.grade(ctx, name, text, width, show, patience, 1)
}

func (l Lesson) grade(ctx context.Context, name, text string, width int, show func(string), patience time.Duration, part int) (*Grade, error) {
	row, err := l.load(name, text)
	if err != nil {
		return nil, err
	}
	// A check ends at what is violated. This is looked at after each step of each of them.
	row.Invariants = append(slices.Clone(row.Invariants), protocol.Property{Name: "somebody waits for the grade", Check: func(*protocol.World) error { return ctx.Err() }})
	g := &Grade{Lesson: l, width: width}
	show(g.head())
	over := ""
	for _, c := range l.checks {
		m := Mark{Check: c.name, Points: c.points, How: c.how}
		if over != "" {
			m.Broken = &Broken{Why: "not done: " + over}
		} else {
			began := time.Now()
			shown := g.First() == nil // the first is, and so it is worth the time to make it short
			m.Broken, err = within(ctx, patience, func() (*Broken, error) {
				b, err := c.do(row, part)
				if b != nil && b.shorter != nil && shown {
					b.shorter()
				}
				return b, err
			})
			if ctx.Err() != nil {
				return nil, errors.New("the grade was not waited for")
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			m.Took = time.Since(began)
			if m.Broken == nil {
				m.Got = c.points
			} else if m.Broken.fatal {
				over = "mend the above first"
			}
		}
		g.Marks = append(g.Marks, m)
		show(g.line(m))
	}
	show(g.tail())
	return g, nil
}

// load makes the row that the checks drive: the student's machine, with the calls and the properties of the lesson.
func (l Lesson) load(name, text string) (*protocol.Protocol, error) {
	const hidden = "the checks"
	f, err := own.LoadWith(own.Source{Name: name, Text: text}, own.Source{Name: hidden, Text: l.file("hidden.go")})
	if err != nil {
		if strings.Contains(err.Error(), hidden+":") {
			return nil, fmt.Errorf("%w\nthe checks need %s of the exercise, as they were", err, l.keep)
		}
		return nil, err
	}
	written, err := f.Protocol(l.variable)
	if err != nil {
		return nil, err
	}
	for _, call := range l.calls {
		c, ok := written.Call(strings.Fields(call)[0])
		found := c.Op
		for _, arg := range c.Args {
			found += " " + strings.TrimPrefix(fmt.Sprintf("%T", arg), "protocol.")
		}
		if !ok || found != call {
			return nil, fmt.Errorf("%s: the checks need the call %s of %s, as the exercise has it", name, call, l.variable)
		}
	}
	row := *written
	row.Invariants, row.Sometimes = f.Properties["HiddenAlways"], f.Properties["HiddenSometimes"]
	row.Explore, row.Workload, row.Load, row.Model, row.Optional = l.explore, l.workload, nil, nil, nil
	row.MinNodes, row.MaxNodes, row.Faults, row.Network = 0, 0, nil, ""
	return &row, nil
}

// within waits so long for a check. One that takes longer is left behind.
func within(ctx context.Context, patience time.Duration, f func() (*Broken, error)) (*Broken, error) {
	type outcome struct {
		broken *Broken
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil { // a check that expects what a student's protocol does not do must not end the prompt
				done <- outcome{err: fmt.Errorf("the check cannot make anything of what the protocol does: %v", r)}
			}
		}()
		b, err := f()
		done <- outcome{b, err}
	}()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case o := <-done:
		return o.broken, o.err
	case <-ctx.Done():
		return nil, nil
	case <-late.C:
		return &Broken{Why: fmt.Sprintf("it has not ended within %v, where others take a second; look for loops that are long, and for messages that cause messages without end", patience), fatal: true}, nil
	}
}

// String is the grade for people: points per check, and the first counter-example.
func (g *Grade) String() string {
	b := g.head()
	for _, m := range g.Marks {
		b += g.line(m)
	}
	return b + g.tail()
}

func (g *Grade) head() string { return folded(g.Lesson.Name+": ", g.Lesson.Summary, g.width) + "\n" }

func (g *Grade) line(m Mark) string {
	wide := 0
	for _, c := range g.Lesson.checks {
		wide = max(wide, len(c.name))
	}
	text := folded(fmt.Sprintf("%3d/%-3d %-*s  ", m.Got, m.Points, wide, m.Check), m.How, g.width)
	if m.Broken != nil {
		for line := range strings.Lines(m.Broken.Why) {
			text += folded("        ", strings.TrimRight(line, "\n"), g.width)
		}
	}
	return text
}

// folded is a line that begins with head, or several of that width that go on below where its text begins.
func folded(head, text string, width int) string {
	const least = 10 // columns for the text
	if room := width - len(head); width > 0 && room >= least {
		for utf8.RuneCountInString(text) > room {
			at := strings.LastIndexByte(text[:min(room+1, len(text))], ' ')
			if at <= 0 {
				break
			}
			head, text = head+text[:at]+"\n"+strings.Repeat(" ", width-room), text[at+1:]
		}
	}
	return strings.TrimRight(head+text, " ") + "\n"
}

func (g *Grade) tail() string {
	var b strings.Builder
	got, of := g.Points()
	fmt.Fprintf(&b, "\n%d of %d points\n", got, of)
	if m := g.First(); m != nil && len(m.Broken.Trace.Events) > 0 {
		fmt.Fprintf(&b, "\nHow it breaks %q:\n\n", m.Check)
		for _, a := range m.Broken.Script {
			fmt.Fprintf(&b, "  %s\n", a)
		}
		fmt.Fprintf(&b, "\n%s", Diagram(m.Broken.Trace, g.width))
	}
	return b.String()
}
