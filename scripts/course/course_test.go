package course

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write what the lessons' exercises print into their pages")

func graded(t *testing.T, l Lesson, file string) *Grade {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(l.Name, file))
	if err != nil {
		t.Fatal(err)
	}
	name, _ := l.Exercise()
	g, err := l.Grade(name, string(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return g
}

// Every lesson: the right solution has all points; each wrong one loses those that it says in its first line, and shows how it
// breaks; the exercise has few, and its page shows what it prints.
func TestLessons(t *testing.T) {
	for _, l := range Lessons() {
		t.Run(l.Name, func(t *testing.T) {
			right := graded(t, l, "testdata/right.go")
			if got, of := right.Points(); got != 100 || of != 100 || right.First() != nil {
				t.Errorf("the right solution:\n%v", right)
			}
			if l.Name == "heartbeat" { // one is enough: the same code grades all
				if again := graded(t, l, "testdata/right.go"); again.String() != right.String() {
					t.Errorf("the second time it is\n%v", again)
				}
			}
			all, err := filepath.Glob(filepath.Join(l.Name, "testdata", "wrong*.go"))
			if err != nil || len(all) == 0 {
				t.Fatalf("the wrong solutions are %v, %v", all, err)
			}
			for _, file := range all {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				g := graded(t, l, filepath.Join("testdata", filepath.Base(file)))
				var lost []string
				for _, m := range g.Marks {
					if m.Got < m.Points {
						lost = append(lost, m.Check)
					}
				}
				first, _, _ := strings.Cut(string(text), "\n")
				if want := "// Loses: " + strings.Join(lost, ", "); lost == nil || first != want {
					t.Errorf("%s begins with %q, and\n%s\n%v", file, first, want, g)
				}
				if f := g.First(); f == nil || len(f.Broken.Trace.Events) == 0 || !strings.Contains(g.String(), Diagram(f.Broken.Trace)) {
					t.Errorf("%s shows nothing:\n%v", file, g)
				}
			}
			exercise := graded(t, l, "exercise.go")
			if got, _ := exercise.Points(); got > 50 {
				t.Errorf("the exercise, with its blanks:\n%v", exercise)
			}
			page(t, l, exercise)
		})
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
			g, err := l.grade("mutex.go", c.text, 20*time.Second)
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
