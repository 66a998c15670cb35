package main

import (
	"bytes"
	"os"
	"path/filepath"
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

// What a student does, from the list of lessons to all points.
func TestCourse(t *testing.T) {
	p := newProgram(t)
	dir := t.TempDir()
	said, code := p.in(dir, "", "learn")
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, l := range course.Lessons() {
		says(t, said, l.Name+" ", l.Summary, "you "+l.Todo)
	}
	l := course.Lessons()[0]
	file, text := l.Exercise()
	said, _ = p.in(dir, ":load "+file+"\nx, err := Explore(Mutex, 2)\nx.Violated()\n", "learn", l.Name)
	says(t, said, l.Page(), "\nThe exercise is in "+file+".\n", "parley grade "+l.Name+" "+file, "loaded "+file, "\nmutual exclusion\n")
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
	said, _ = p.in(dir, "", "learn", l.Name)
	says(t, said, file+" is here already, and stays as it is.")
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
		{[]string{"learn", "nothing"}, exitUsage, "there is no lesson nothing; there is mutex"},
		{[]string{"grade", "nothing", "f.go"}, exitUsage, "there is no lesson nothing; there is mutex"},
		{[]string{"grade", "mutex", "f.go"}, exitUsage, "there is nothing to grade: open f.go: "},
		{[]string{"grade", "mutex"}, exitUsage, "accepts 2 arg(s), received 1"},
		{[]string{"grade", "mutex", "bad.go"}, exitFailed, "bad.go cannot be graded yet:\nbad.go:3:"},
	} {
		if said, code := p.in(dir, "", c.args...); code != c.code || !strings.Contains(said, c.want) {
			t.Errorf("%v: exit code %d: %s", c.args, code, said)
		}
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
		right, err := os.ReadFile(filepath.Join("scripts", "course", l.Name, "testdata", "right.go"))
		if err != nil {
			t.Fatal(err)
		}
		if _, exercise := l.Exercise(); bytes.Contains(binary, right) || !bytes.Contains(binary, []byte(exercise)) {
			t.Errorf("%s: the solution is in the program, or the exercise is not", l.Name)
		}
	}
}
