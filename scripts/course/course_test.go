package course

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/sim/mutate"
)

var wrong = flag.Int("wrong", 0, "how many of the wrong solutions of each lesson are graded; with the race detector all take minutes. With 0 it is one of the lesson election alone, and right solutions get a quarter of the random runs")

var update = flag.Bool("update", false, "write what the lessons' exercises print into their pages")

// graded grades a solution, a file of the lesson.
func graded(t *testing.T, l Lesson, file string) *Grade {
	t.Helper()
	part := max(l.part, 1)
	switch {
	case file == "exercise.go":
		part = 1 // its page has what a student gets
	case *wrong == 0:
		part *= 4
	}
	return gradedText(t, l, file, source(t, l, file), part)
}

func source(t *testing.T, l Lesson, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(l.Name, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wrongSolution is what it is, and the checks that it does not pass.
type wrongSolution struct{ name, text, loses string }

// readWrongs reads the table testdata/wrong.txt, which makes them from the right solution.
func readWrongs(t *testing.T, l Lesson) (all []wrongSolution) {
	t.Helper()
	table, err := mutate.Read(source(t, l, "testdata/wrong.txt"))
	if err != nil {
		t.Fatalf("%s: %v", l.Name, err)
	}
	for _, m := range table {
		files, err := m.Apply(func(file string) (string, error) { return source(t, l, "testdata/"+file), nil })
		loses, ok := strings.CutPrefix(m.End, "loses ")
		if err != nil || !ok {
			t.Fatalf("%s: %s: %q, %v", l.Name, m.Name, m.End, err)
		}
		all = append(all, wrongSolution{m.Name, files["right.go"], loses})
	}
	return all
}

func lost(g *Grade) (checks []string) {
	for _, m := range g.Marks {
		if m.Got < m.Points {
			checks = append(checks, m.Check)
		}
	}
	return checks
}

func gradedText(t *testing.T, l Lesson, file, text string, part int) *Grade {
	t.Helper()
	name, _ := l.Exercise()
	shown := ""
	show := func(s string) { shown += s }
	g, err := l.grade(t.Context(), name, text, 0, show, patience, part)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if shown != g.String() {
		t.Errorf("%s: what is shown is\n%s", file, shown)
	}
	return g
}

// Every lesson: the right solution has all points; each wrong one of those that -wrong says loses those that its table says, and shows how it
// breaks; each check is failed by some of them, or by the exercise, which has few points, and whose page shows what it prints.
func TestLessons(t *testing.T) {
	for _, l := range Lessons() {
		if !l.HasExercise() {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			right := graded(t, l, "testdata/right.go")
			if got, of := right.Points(); got != 100 || of != 100 || right.First() != nil {
				t.Errorf("the right solution:\n%v", right)
			}
			if l.Name == "election" { // one is enough: the same code grades all
				if again := graded(t, l, "testdata/right.go"); again.String() != right.String() {
					t.Errorf("the second time it is\n%v", again)
				}
			}
			all := readWrongs(t, l)
			count := *wrong
			if l.Name == "election" {
				count = max(count, 1)
			}
			for _, w := range all[:min(count, len(all))] {
				g := gradedText(t, l, w.name, w.text, max(l.part, 1))
				if loses := strings.Join(lost(g), ", "); loses == "" || loses != w.loses {
					t.Errorf("%s is said to lose %q, and\n%v", w.name, w.loses, g)
				}
				if f := g.First(); f == nil || len(f.Broken.Trace.Events) == 0 || !strings.Contains(g.String(), Diagram(f.Broken.Trace, 0)) {
					t.Errorf("%s shows nothing:\n%v", w.name, g)
				}
			}
			exercise := graded(t, l, "exercise.go")
			if got, _ := exercise.Points(); got > 50 {
				t.Errorf("the exercise, with its blanks:\n%v", exercise)
			}
			fails := ", " + strings.Join(lost(exercise), ", ") + ", "
			for _, w := range all {
				fails += w.loses + ", "
			}
			for _, c := range l.checks {
				if !strings.Contains(fails, ", "+c.name+", ") {
					t.Errorf("nothing fails the check %q", c.name)
				}
			}
			page(t, l, exercise)
		})
	}
}

// A page begins with the script that shows the run which fails.
func TestPages(t *testing.T) {
	for _, l := range Lessons() {
		lines := strings.Split(l.Page(), "\n")
		if !strings.HasPrefix(lines[0], "# "+l.Name+": ") || lines[1] != "" || !strings.HasPrefix(lines[2], "`parley run "+l.Name+"` shows how ") {
			t.Errorf("the page of %s begins with\n%s\n%s\n%s", l.Name, lines[0], lines[1], lines[2])
		}
		if s := l.Script(); !strings.Contains(s, "\n//	parley run "+l.Name+" ") {
			t.Errorf("%s: the script does not say how it is run", l.Name)
		}
	}
}

// page checks that the page of a lesson begins with what the exercise prints.
func page(t *testing.T, l Lesson, g *Grade) {
	t.Helper()
	name, _ := l.Exercise()
	command := "$ parley grade " + l.Name + " " + name + "\n"
	block := regexp.MustCompile("(?s)```\n\\" + command + "(.*?)```")
	want := "```\n" + command + g.String() + "```"
	if *update {
		text := strings.Replace(l.Page(), block.FindString(l.Page()), want, 1)
		if err := os.WriteFile(filepath.Join(l.Name, "README.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := block.FindString(l.Page()); got != want {
		t.Errorf("run `go test ./scripts/course -run Lessons -update`; the page has\n%s\nand it prints\n%s", got, want)
	}
}

// The page of 3pc ends with what is true of every solution of it.
func TestThreePhaseIsUnsafeWhenTheNetworkIsCut(t *testing.T) {
	l, err := Find("3pc")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("3pc/testdata/right.go")
	if err != nil {
		t.Fatal(err)
	}
	row, err := l.load("3pc.go", string(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := sim.New(sim.Config{Protocol: row, Nodes: 3, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RunScript("call n1 Commit\nadvance 1500us\npartition n1 n2 | n3\nadvance 1m"); err != nil {
		t.Fatal(err)
	}
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "has committed, and n3 has aborted") {
		t.Errorf("it says %v", err)
	}
}

// What breaks does so again, as the grade says.
func TestAgain(t *testing.T) {
	all := readWrongs(t, threephase())
	w := all[slices.IndexFunc(all, func(w wrongSolution) bool { return w.name == "commit before the others are prepared" })]
	g := gradedText(t, threephase(), w.name, w.text, 1)
	if got, want := g.Again("3pc.go"), "To look at it step by step: `:load 3pc.go`, `s := Sim(ThreePhase, 3)`, then `s.Do(\"manual\")` and so on, "; !strings.HasPrefix(got, want) {
		t.Errorf("it says %s", got)
	}
	row, err := g.Lesson.load("3pc.go", w.text)
	if err != nil {
		t.Fatal(err)
	}
	broken := 0
	for _, m := range g.Marks {
		if m.Broken == nil {
			continue
		}
		broken++
		s, err := sim.New(sim.Config{Protocol: row, Nodes: len(m.Broken.Trace.Nodes), Seed: m.Broken.seed})
		for _, line := range m.Broken.Script {
			if err == nil {
				err = s.RunScript(line.String())
			}
		}
		if err != nil || s.Err() == nil || !strings.HasSuffix(m.Broken.Why, s.Err().Error()) {
			t.Errorf("%s: %v, %v; it was %s", m.Check, err, s.Err(), m.Broken.Why)
		}
	}
	if broken != 2 {
		t.Errorf("%d checks broke", broken)
	}
}

// Who waits no more for a grade ends it, in the middle of a check too.
func TestGradeEndsWithItsContext(t *testing.T) {
	l, err := Find("mutex")
	if err != nil {
		t.Fatal(err)
	}
	right, err := os.ReadFile("mutex/testdata/right.go")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended, checked := 0, make(chan struct{})
	for i := range l.checks {
		do := l.checks[i].do
		l.checks[i].do = func(p *protocol.Protocol, part int) (*Broken, error) {
			cancel()
			b, err := do(p, part)
			if ended++; b == nil && err == nil {
				t.Errorf("the check %s goes on", l.checks[i].name)
			}
			close(checked)
			return b, err
		}
	}
	if g, err := l.Grade(ctx, "mutex.go", string(right), 0, func(string) {}); g != nil || err == nil || !strings.Contains(err.Error(), "was not waited for") {
		t.Errorf("it is %v, %v", g, err)
	}
	<-checked
	if ended != 1 {
		t.Errorf("%d checks were done", ended)
	}
}

// What goes wrong in a student's file is told, and ends.
func TestGradeOfWhatGoesWrong(t *testing.T) {
	l, err := Find("mutex")
	if err != nil {
		t.Fatal(err)
	}
	_, text := l.Exercise()
	replace := func(old, new string) string {
		if strings.Count(text, old) != 1 {
			t.Fatalf("%q is %d times in the exercise", old, strings.Count(text, old))
		}
		return strings.Replace(text, old, new, 1)
	}
	for what, c := range map[string]struct{ text, want string }{
		"a loop":            {replace("	from := e.Message.From\n", "	from := e.Message.From\n		for {\n		}\n"), "Step has not returned for 2s; look for a loop without end"},
		"a panic":           {replace("	from := e.Message.From\n", "	from := m.later[7]\n"), "index out of range [7] with length 0 (mutex.go:"},
		"messages for ever": {replace("	from := e.Message.From\n", "	from := e.Message.From\n		x.Send(m.Self, \"grant\", nil)\n"), "0 of 100 points"},
		"a mistake":         {replace("m.clock++", "m.clok++"), "mutex.go:55:6: m.clok undefined"},
		"a clock":           {replace("x.Refuse(e.Call.ID, \"not now\")", "x.Refuse(e.Call.ID, time.Now().String())"), "time"},
		"no field in":       {regexp.MustCompile(`\bm\.in\b`).ReplaceAllString(replace("	in      bool ", "	inside  bool "), "m.inside"), "need the type node and its field in"},
		"no call":           {replace("{Op: \"Unlock\", ", "{Op: \"Leave\", "), "the checks need the call Unlock of Mutex"},
		"no protocol":       {replace("var Mutex = ", "var Lock = "), "declares no protocol Mutex"},
		"a file of its own": {replace("// Mutex is what", "var HiddenAlways []Property\n\n// Mutex is what"), "HiddenAlways"},
		"nothing is done":   {"package mutex\n\nimport . \"parley/protocol\"\n\ntype node struct {\n	Config\n	in bool\n}\n\nfunc (m *node) Step(Event) (x Effects) { return x }\n\nvar Mutex = Protocol{New: func(c Config) Machine { return &node{Config: c} }, Calls: []CallType{{Op: \"Lock\"}, {Op: \"Unlock\"}}}\n", "\n0 of 100 points"},
	} {
		t.Run(what, func(t *testing.T) {
			said := ""
			g, err := l.grade(t.Context(), "mutex.go", c.text, 0, func(string) {}, 20*time.Second, 1)
			if err != nil {
				said = err.Error()
			} else if said = g.String(); g.First() == nil {
				t.Errorf("it has all points")
			}
			if !strings.Contains(said, c.want) {
				t.Errorf("%q is not in\n%s", c.want, said)
			}
		})
	}
}
