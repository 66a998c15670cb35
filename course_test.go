package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parley/scripts/course"
)

// in runs the command in a folder of the test's own.
func (p *program) in(dir, stdin string, args ...string) (said string, code int) {
	p.t.Helper()
	c := p.cmd(args...)
	var out bytes.Buffer
	c.Dir, c.Stdin, c.Stdout, c.Stderr = dir, strings.NewReader(stdin), &out, &out
	c.Run()
	return out.String(), c.ProcessState.ExitCode()
}

func says(t *testing.T, said string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
}

// The nodes of a lesson do not join those that run in the same home.
func TestALessonStandsAlone(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	said, code := p.in(t.TempDir(), "len(Nodes().Rows)\n@all len(Nodes().Rows)\n", "learn", "mutex")
	if code != 0 || !strings.HasSuffix(said, "\n3\na  3\nb  3\nc  3\n") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

// What a student does, from the list of lessons to all points.
func TestCourse(t *testing.T) {
	p := newProgram(t)
	dir := t.TempDir()
	said, code := p.in(dir, "", "learn")
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, l := range course.Lessons() {
		says(t, said, l.Name+" ", l.Summary, l.Todo)
	}
	l, err := course.Find("election")
	if err != nil {
		t.Fatal(err)
	}
	file, text := l.Exercise()
	said, _ = p.in(dir, ":load "+file+"\nx, err := Explore(Ring, 3)\nx.Violated()\n", "learn", l.Name)
	says(t, said, course.Shown(l.Page(), 0, course.Style{}), "\nThe exercise is in `"+file+"`. Fill", "`parley run "+l.Name+"`", "parley grade "+l.Name+" "+file, "loaded "+file, "\none leader\n")
	if b, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(b) != text {
		t.Errorf("the exercise is %q, %v", b, err)
	}

	said, code = p.in(dir, "", "grade", "--svg", "why.svg", l.Name, file)
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	_, shown, _ := strings.Cut(l.Page(), "$ parley grade "+l.Name+" "+file+"\n")
	shown, _, _ = strings.Cut(shown, "```")
	says(t, said, shown, "the picture is in why.svg\n")
	if b, err := os.ReadFile(filepath.Join(dir, "why.svg")); err != nil || !bytes.HasPrefix(b, []byte("<svg")) {
		t.Errorf("the picture begins with %.20q, %v", b, err)
	}

	// The student's work is not written over.
	right, err := os.ReadFile(filepath.Join("scripts", "course", l.Name, "testdata", "right.go"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), right, 0o644); err != nil {
		t.Fatal(err)
	}
	said, _ = p.in(dir, ":grade\n:lesson\n", "learn", l.Name)
	says(t, said, "`"+file+"` is here already, and stays as it is.", "\n100 of 100 points\n\nOn three nodes\n", "\n`:lesson 2pc` is the next one.\n")
	if page := course.Shown(l.Page(), 0, course.Style{}); strings.Count(said, page) != 2 {
		t.Errorf(":lesson does not show the page again:\n%s", said)
	}
	if said, code = p.in(dir, "", "grade", l.Name, file); code != 0 {
		t.Errorf("exit code %d", code)
	}
	says(t, said, "\n100 of 100 points\n")
}

func TestCourseOfWhatIsNotThere(t *testing.T) {
	p := newProgram(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.go"), []byte("package bad\n\nfunc f() {\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"learn", "nothing"}, exitUsage, "there is no lesson nothing; there is remote, heartbeat, election, 2pc, 3pc, mutex"},
		{[]string{"grade", "nothing", "f.go"}, exitUsage, "there is no lesson nothing; there is remote, heartbeat, election, 2pc, 3pc, mutex"},
		{[]string{"grade", "mutex", "f.go"}, exitUsage, "there is nothing to grade: open f.go: "},
		{[]string{"grade", "mutex"}, exitUsage, "accepts 2 arg(s), received 1"},
		{[]string{"grade", "mutex", "bad.go"}, exitFailed, "bad.go cannot be graded yet:\nbad.go:3:"},
	} {
		if said, code := p.in(dir, "", c.args...); code != c.code || !strings.Contains(said, c.want) {
			t.Errorf("%v: exit code %d: %s", c.args, code, said)
		}
	}
}

// A prompt that began with no lesson begins one, and says what it needs to grade.
func TestLessonsAtAnyPrompt(t *testing.T) {
	p := newProgram(t)
	dir := t.TempDir()
	said, code := p.in(dir, ":lesson\n:grade\n:grade mutex\n:grade nothing.go\n:lesson mutex\n:grade\n:lesson nothing\n", "up", "-n", "1")
	says(t, said, course.List(0), "say which lesson: :grade 2pc, or :grade 2pc mine.go", "there is nothing to grade: open mutex.go: ",
		"there is no lesson nothing; there is", "The exercise is in `mutex.go`.",
		"\n20 of 100 points\n", "To look at it step by step: `:load mutex.go`, `s := Sim(Mutex, 3)`, then `s.Do(\"manual\")`")
	if _, err := os.Stat(filepath.Join(dir, "mutex.go")); err != nil || code == 0 {
		t.Errorf("%v, exit code %d", err, code)
	}
}

// What pages have students try first can be typed so.
func TestLessonsCanBeTried(t *testing.T) {
	try, code := regexp.MustCompile(`(?s)\n1\. Try it: (.*?)\n2\. `), regexp.MustCompile("`([^`]+)`")
	for _, l := range course.Lessons() {
		if !l.HasExercise() {
			continue
		}
		step := try.FindStringSubmatch(l.Page())
		if step == nil {
			t.Errorf("the page of %s has no step 1 that says what to try", l.Name)
			continue
		}
		lines := ""
		for _, span := range code.FindAllStringSubmatch(step[1], -1) {
			lines += strings.ReplaceAll(span[1], "\n", " ") + "\n"
		}
		said, _ := newProgram(t).in(t.TempDir(), lines, "learn", l.Name, "-n", "1")
		_, answers, _ := strings.Cut(said, "\nThe exercise is in ")
		says(t, answers, "\nloaded "+l.Name+".go\n")
		for _, wrong := range []string{"undefined", "^\n", "usage: ", "is not "} {
			if strings.Contains(answers, wrong) {
				t.Errorf("%s: to\n%sit says\n%s", l.Name, lines, answers)
				break
			}
		}
	}
}

// What was done in a simulation does it on nodes that run, as the pages show at their end.
func TestLessonsOnTheirNodes(t *testing.T) {
	session := regexp.MustCompile("(?s)\n## On three nodes\n.*?\n```tour\n(.*?)```\n")
	for _, l := range course.Lessons() {
		if !l.HasExercise() {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel() // most of it is waiting
			p := newProgram(t)
			right, err := os.ReadFile(filepath.Join("scripts", "course", l.Name, "testdata", "right.go"))
			if err != nil {
				t.Fatal(err)
			}
			file, _ := l.Exercise()
			p.file(file, string(right))
			page := l.Page()
			at := session.FindStringSubmatchIndex(page)
			if at == nil {
				t.Fatal("its page has no session on three nodes")
			}
			const nodes = "# nodes: 3 faults\n"
			transcript := p.file(l.Name+".txt", nodes+page[at[2]:at[3]])
			if !*update {
				p.holds(transcript)
				return
			}
			p.holds(transcript, "--update")
			shown, err := os.ReadFile(transcript)
			if err != nil {
				t.Fatal(err)
			}
			page = page[:at[2]] + strings.TrimPrefix(string(shown), nodes) + page[at[3]:]
			if err := os.WriteFile(filepath.Join("scripts", "course", l.Name, "README.md"), []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// The right solutions stay with us.
func TestCourseBringsNoSolutions(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range course.Lessons() {
		if !l.HasExercise() {
			continue
		}
		right, err := os.ReadFile(filepath.Join("scripts", "course", l.Name, "testdata", "right.go"))
		if err != nil {
			t.Fatal(err)
		}
		if _, exercise := l.Exercise(); bytes.Contains(binary, right) || !bytes.Contains(binary, []byte(exercise)) {
			t.Errorf("%s: the solution is in the program, or the exercise is not", l.Name)
		}
	}
}
