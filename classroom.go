package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/fatih/color"

	"parley/repl"
	"parley/scripts/course"
)

// classroom is the course as a prompt knows it: the lesson that was begun, and how its page looks.
type classroom struct {
	begun string
	style course.Style
	whole bool // pages are shown to their end; otherwise what is for those who have done it comes with all points
}

var _ repl.Course = (*classroom)(nil)

// width is that of the terminal that shows grades; 0: none does.
func (c *classroom) width() int {
	if _, shown := atTerminal(); shown {
		return width()
	}
	return 0
}

// classroom is one in which no lesson was begun yet.
func (f *flags) classroom() *classroom {
	c := &classroom{}
	if typed, shown := atTerminal(); f.colour(typed && shown) {
		bold, code := color.New(color.Bold), color.New(color.FgCyan)
		bold.EnableColor()
		code.EnableColor()
		c.style = course.Style{Heading: func(s string) string { return bold.Sprint(s) }, Code: func(s string) string { return code.Sprint(s) }}
	}
	return c
}

func (*classroom) Names() []string { return course.Names() }

func (c *classroom) Lesson(name string, width int) (string, error) {
	switch {
	case name == "" && c.begun == "":
		return course.List(width), nil
	case name == "":
		l, err := course.Find(c.begun)
		return course.Shown(l.Page(), width, c.style), err
	}
	l, err := course.Find(name)
	if err != nil {
		return "", exitError{exitUsage, err.Error()}
	}
	c.begun = name
	page := l.Page()
	if !l.HasExercise() {
		return course.Shown(page+fmt.Sprintf("\nThis lesson has no exercise. In a shell, `parley run %s` shows how it fails.\n", name), width, c.style), nil
	}
	if !c.whole {
		page = l.Task()
	}
	file, text := l.Exercise()
	where, err := written(file, text)
	if err != nil {
		return "", err
	}
	return course.Shown(page+"\n"+where+fmt.Sprintf(" Fill its blanks in with your editor. At this prompt `:load %s` tries it, `:grade` says how far you are, and `:lesson` shows this page again. "+
		"In a shell, `parley run %s` shows how it fails, and `parley grade %s %s` grades it, too.\n", file, name, name, file), width, c.style), nil
}

// written writes an exercise into this folder, unless it is there.
func written(file, text string) (where string, err error) {
	exercise, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Sprintf("`%s` is here already, and stays as it is.", file), nil
	case err != nil:
		return "", exitError{exitFailed, fmt.Sprintf("the exercise cannot be written: %v; go to a folder of yours", err)}
	}
	_, err = exercise.WriteString(text)
	if err = errors.Join(err, exercise.Close()); err != nil {
		return "", exitError{exitFailed, fmt.Sprintf("the exercise cannot be written: %v", err)}
	}
	return fmt.Sprintf("The exercise is in `%s`.", file), nil
}

func (c *classroom) Grade(ctx context.Context, name, file string, show func(string)) (bool, error) {
	if name == "" {
		if name = c.begun; name == "" {
			name, _ = strings.CutSuffix(file, ".go")
		}
	}
	if name == "" {
		return false, errors.New("say which lesson: :grade 2pc, or :grade 2pc mine.go; :lesson lists them, and :lesson 2pc begins one")
	}
	l, g, err := c.grade(ctx, name, file, show)
	if err != nil {
		return false, err
	}
	if g.First() != nil {
		if again := g.Again(cmp.Or(file, name+".go")); again != "" {
			show("\n" + course.Shown(again, width(), c.style))
		}
		return false, nil
	}
	text, names := l.Then(), course.Names()
	if i := slices.Index(names, name); i+1 < len(names) {
		text += fmt.Sprintf("\n`:lesson %s` is the next one.\n", names[i+1])
	}
	show("\n" + course.Shown(text, width(), c.style))
	return true, nil
}

// grade grades a file, or the exercise in this folder.
func (c *classroom) grade(ctx context.Context, name, file string, show func(string)) (l course.Lesson, g *course.Grade, err error) {
	if l, err = course.Find(name); err != nil {
		return l, nil, exitError{exitUsage, err.Error()}
	}
	if !l.HasExercise() {
		return l, nil, exitError{exitUsage, fmt.Sprintf("the lesson %s has no exercise; parley run %s shows what it is about", name, name)}
	}
	if file == "" {
		file, _ = l.Exercise()
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return l, nil, exitError{exitUsage, fmt.Sprintf("there is nothing to grade: %v; parley learn %s writes the exercise", err, name)}
	}
	if g, err = l.Grade(ctx, file, string(text), c.width(), show); err != nil {
		return l, nil, exitError{exitFailed, fmt.Sprintf("%s cannot be graded yet:\n%v", file, err)}
	}
	return l, g, nil
}
