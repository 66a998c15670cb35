package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"parley/scripts/course"
	"parley/sim"
)

// The commands of the course: `learn` lists its lessons and starts one at a prompt, `grade` says what a student's file is worth.

func (f *flags) courseCommands() []*cobra.Command {
	var names []string
	for _, l := range course.Lessons() {
		names = append(names, l.Name)
	}
	learn := &cobra.Command{Use: "learn [LESSON]", Short: "List the lessons, or start one at a prompt", Args: cobra.MaximumNArgs(1), ValidArgs: names,
		Long:    "learn lists the lessons. With the name of one it shows its page, writes its exercise into the current folder unless it is there, and opens a prompt.",
		Example: "  parley learn\n  parley learn mutex",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				fmt.Print(lessonList())
				return nil
			}
			return f.learn(c.Context(), args[0])
		}}
	learn.Flags().StringVar(&f.keys, "keys", "emacs", "keys of the prompt: emacs or vi")

	picture := ""
	grade := &cobra.Command{Use: "grade [flags] LESSON FILE.go", Short: "Say what your file is worth as the answer to a lesson", Args: cobra.ExactArgs(2), ValidArgs: names,
		Long: "grade holds a file to the checks of a lesson: runs by hand, every schedule of a few nodes, and random runs. It prints the points of each check, and how the first that fails breaks.\n" +
			"The exit code is 0 if it has all points, and 1 otherwise.",
		Example: "  parley grade mutex mutex.go\n  parley grade --svg why.svg mutex mutex.go",
		RunE:    func(_ *cobra.Command, args []string) error { return gradeFile(args[0], args[1], picture) }}
	grade.Flags().StringVar(&picture, "svg", "", "draw how the first check that fails breaks into this file")
	return []*cobra.Command{learn, grade}
}

// lessonList is what there is to learn.
func lessonList() string {
	var b strings.Builder
	for _, l := range course.Lessons() {
		fmt.Fprintf(&b, "%-10s %s\n%-10s you %s\n", l.Name, l.Summary, "", l.Todo)
	}
	b.WriteString("\nparley learn NAME starts one, parley grade NAME NAME.go says how far you are.\n")
	return b.String()
}

// learn starts a lesson.
func (f *flags) learn(ctx context.Context, name string) error {
	l, err := course.Find(name)
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	file, text := l.Exercise()
	fmt.Print(l.Page())
	exercise, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		fmt.Printf("\n%s is here already, and stays as it is.\n", file)
	case err != nil:
		return exitError{exitFailed, fmt.Sprintf("the exercise cannot be written: %v; go to a folder of yours", err)}
	default:
		_, err := exercise.WriteString(text)
		if err = errors.Join(err, exercise.Close()); err != nil {
			return exitError{exitFailed, fmt.Sprintf("the exercise cannot be written: %v", err)}
		}
		fmt.Printf("\nThe exercise is in %s.\n", file)
	}
	fmt.Printf("Fill its blanks in with your editor. At this prompt, :load %s tries it; in a shell, parley grade %s %s says how far you are.\n\n", file, name, file)
	return f.prompt(ctx, 1)
}

// gradeFile prints the grade of a file.
func gradeFile(name, file, picture string) error {
	l, err := course.Find(name)
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return exitError{exitUsage, fmt.Sprintf("there is nothing to grade: %v; parley learn %s writes the exercise", err, name)}
	}
	g, err := l.Grade(file, string(text))
	if err != nil {
		return exitError{exitFailed, fmt.Sprintf("%s cannot be graded yet:\n%v", file, err)}
	}
	fmt.Print(g)
	first := g.First()
	if first == nil {
		return nil
	}
	if picture != "" && len(first.Broken.Trace.Events) > 0 {
		if err := os.WriteFile(picture, []byte(sim.SVG(first.Broken.Trace)), 0o644); err != nil {
			return exitError{exitFailed, fmt.Sprintf("the picture cannot be written: %v", err)}
		}
		fmt.Printf("the picture is in %s\n", picture)
	}
	return exitError{exitFailed, ""}
}
