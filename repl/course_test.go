package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// school is a course of two lessons, whose grades a test gives.
type school struct {
	asked []string
	grade func(ctx context.Context, show func(string)) (bool, error)
}

func (s *school) Names() []string { return []string{"mutex", "2pc"} }

func (s *school) Lesson(name string, width int) (string, error) {
	s.asked = append(s.asked, fmt.Sprintf("lesson %q %d", name, width))
	if name == "none" {
		return "", errors.New("there is no lesson none; there is mutex, 2pc")
	}
	return "the page\n", nil
}

func (s *school) Grade(ctx context.Context, lesson, file string, show func(string)) (bool, error) {
	s.asked = append(s.asked, fmt.Sprintf("grade %q %q", lesson, file))
	if s.grade != nil {
		return s.grade(ctx, show)
	}
	show("2pc: all or none\n\n")
	show(" 0/10 it breaks\n")
	if file == "bad.go" {
		return false, errors.New("bad.go:3: expected }")
	}
	return file == "right.go", nil
}

// The commands of the course, as text in and text out.
func TestLessonsAtAPrompt(t *testing.T) {
	const shown = "2pc: all or none\n\n 0/10 it breaks\n"
	for _, c := range []struct {
		lines, asked, out, errs string
		code                    int
	}{
		{":lesson", `lesson "" 0`, "the page\n", "", CodeOK},
		{":lesson 2pc", `lesson "2pc" 0`, "the page\n", "", CodeOK},
		{":lesson none", `lesson "none" 0`, "", "there is no lesson none; there is mutex, 2pc\n", CodeUsage},
		{":grade", `grade "" ""`, shown, "", CodeFailed},
		{":grade 2pc", `grade "2pc" ""`, shown, "", CodeFailed},
		{":grade right.go", `grade "" "right.go"`, shown, "", CodeOK},
		{":grade 2pc right.go", `grade "2pc" "right.go"`, shown, "", CodeOK},
		{":grade 2pc bad.go", `grade "2pc" "bad.go"`, shown, "bad.go:3: expected }\n", CodeFailed},
		{":grade 2pc a.go b.go", "", "", "usage: :grade [LESSON] [FILE]; it takes one file\n", CodeUsage},
	} {
		s := &school{}
		code, out, errs := script(t, Config{Client: &fake{}, Course: s}, c.lines+"\n")
		if asked := strings.Join(s.asked, "; "); code != c.code || out != c.out || errs != c.errs || asked != c.asked {
			t.Errorf("%s: code %d, %q, %q, and it asked for %s", c.lines, code, out, errs, asked)
		}
	}
	if code, _, errs := script(t, Config{Client: &fake{}}, ":grade\n:lesson\n"); code != CodeUsage || errs != "there are no lessons here\nthere are no lessons here\n" {
		t.Errorf("without a course: code %d, %q", code, errs)
	}
	if _, out, _ := script(t, Config{Client: &fake{}, Course: &school{}, Output: "json"}, ":grade\n:lesson\n"); strings.Count(out, "\n") != 2 || !strings.Contains(out, `"2pc: all or none\n\n 0/10 it breaks\n"`) || !strings.Contains(out, `"the page\n"`) {
		t.Errorf("as JSON it is %s", out)
	}
}

// Ctrl-C ends a grade that takes long, and whoever makes it hears of that.
func TestCtrlCEndsAGrade(t *testing.T) {
	interrupts, ended := make(chan struct{}, 1), make(chan struct{})
	s := &school{grade: func(ctx context.Context, show func(string)) (bool, error) {
		show("a check\n")
		interrupts <- struct{}{}
		<-ctx.Done()
		show("never")
		close(ended)
		return false, ctx.Err()
	}}
	code, out, errs := script(t, Config{Client: &fake{}, Course: s, Interrupts: interrupts}, ":grade\nnever\n")
	<-ended
	if code != CodeInterrupted || out != "a check\n" || errs != "the rest is not graded\n" {
		t.Errorf("code %d, %q, %q", code, out, errs)
	}
}

func TestLessonsAreCompleted(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, f := range []string{"2pc.go", "mine.go"} {
		if err := os.WriteFile(filepath.Join(".", f), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := &prompt{}
	p.Course = &school{}
	for before, want := range map[string]string{
		"": "0 mutex 2pc 2pc.go mine.go", "2": "0 2pc 2pc.go", "mu": "0 mutex", " m": "1 mutex mine.go", "2pc ": "4 2pc.go mine.go", "2pc m": "4 mine.go",
	} {
		at, found := completeLesson(true)(p, t.Context(), before, "")
		got := fmt.Sprint(at)
		for _, c := range found {
			got += " " + c.Text
		}
		if got != want {
			t.Errorf("%q: %s, and not %s", before, got, want)
		}
	}
	if at, found := completeLesson(false)(p, t.Context(), "2", ""); at != 0 || len(found) != 1 || found[0].Text != "2pc" {
		t.Errorf("for :lesson: %d %v", at, found)
	}
}
