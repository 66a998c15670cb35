package course

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/own"
	"parley/protocol"
	"parley/sim"
)

// This file grades a student's file: all checks of a lesson, in their order, and what they have found.

const (
	// patience is how long one check may take on a busy machine. Usually it is a second.
	patience = 2 * time.Minute
	// shrinkRuns is how many runs a counter-example may take to be made short.
	shrinkRuns = 500
)

// Grade is what a student's file is worth.
type Grade struct {
	Lesson Lesson
	Marks  []Mark
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
	Why    string
	Script []sim.Action
	Trace  protocol.Trace
	fatal  bool // other checks would come to the same, slowly
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

// Grade holds a file of that name to the checks. An error says why it cannot be had: what the compiler would not accept, what a machine must not do,
// or what the checks need and the file has not.
func (l Lesson) Grade(name, text string) (*Grade, error) { return l.grade(name, text, patience) }

func (l Lesson) grade(name, text string, patience time.Duration) (*Grade, error) {
	row, err := l.load(name, text)
	if err != nil {
		return nil, err
	}
	g := &Grade{Lesson: l}
	over := ""
	for _, c := range l.checks {
		m := Mark{Check: c.name, Points: c.points, How: c.how}
		if over != "" {
			m.Broken = &Broken{Why: "not done: " + over}
			g.Marks = append(g.Marks, m)
			continue
		}
		began := time.Now()
		m.Broken, err = within(patience, func() (*Broken, error) { return c.do(row) })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		m.Took = time.Since(began)
		if m.Broken == nil {
			m.Got = c.points
		} else if m.Broken.fatal {
			over = "mend the above first"
		}
		g.Marks = append(g.Marks, m)
	}
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
	for _, op := range l.calls {
		if c, ok := written.Call(op); !ok || len(c.Args) > 0 {
			return nil, fmt.Errorf("%s: the checks need the call %s of %s, as the exercise has it", name, op, l.variable)
		}
	}
	row := *written
	row.Invariants, row.Sometimes = f.Properties["HiddenAlways"], f.Properties["HiddenSometimes"]
	row.Explore, row.Workload, row.Load, row.Model, row.Optional = l.explore, l.workload, nil, nil, nil
	row.MinNodes, row.MaxNodes, row.Faults, row.Network = 0, 0, nil, ""
	return &row, nil
}

// within waits so long for a check. One that takes longer is left behind.
func within(patience time.Duration, f func() (*Broken, error)) (*Broken, error) {
	type outcome struct {
		broken *Broken
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		b, err := f()
		done <- outcome{b, err}
	}()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case o := <-done:
		return o.broken, o.err
	case <-late.C:
		return &Broken{Why: fmt.Sprintf("it has not ended within %v, where others take a second; look for loops that are long, and for messages that cause messages without end", patience), fatal: true}, nil
	}
}

// String is the grade for people: points per check, and the first counter-example.
func (g *Grade) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", g.Lesson.Name, g.Lesson.Summary)
	wide := 0
	for _, m := range g.Marks {
		wide = max(wide, len(m.Check))
	}
	for _, m := range g.Marks {
		fmt.Fprintf(&b, "%3d/%-3d %-*s  %s\n", m.Got, m.Points, wide, m.Check, m.How)
		if m.Broken != nil {
			fmt.Fprintf(&b, "        %s\n", strings.ReplaceAll(strings.TrimRight(m.Broken.Why, "\n"), "\n", "\n        "))
		}
	}
	got, of := g.Points()
	fmt.Fprintf(&b, "\n%d of %d points\n", got, of)
	if m := g.First(); m != nil && len(m.Broken.Trace.Events) > 0 {
		fmt.Fprintf(&b, "\nHow it breaks %q:\n\n", m.Check)
		for _, a := range m.Broken.Script {
			fmt.Fprintf(&b, "  %s\n", a)
		}
		fmt.Fprintf(&b, "\n%s", Diagram(m.Broken.Trace))
	}
	return b.String()
}
