package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"parley/scripts/course"
	"parley/sim"
)

// The commands of the course: `learn` lists its lessons and starts one at a prompt, `grade` says what a student's file is worth.

func (f *flags) courseCommands() []*cobra.Command {
	names := course.Names()
	learn := &cobra.Command{Use: "learn [LESSON]", Short: "List the lessons, or start one at a prompt", Args: cobra.MaximumNArgs(1), ValidArgs: names,
		Long: "learn lists the lessons. With the name of one it shows its page, writes its exercise into the current folder unless it is there, and opens a prompt\n" +
			"on three nodes of its own, which do not join those that run, so that what you write can run on them.",
		Example: "  parley learn\n  parley learn mutex",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				fmt.Print(course.List(f.classroom().width()))
				return nil
			}
			return f.learn(c.Context(), args[0])
		}}
	learn.Flags().StringVar(&f.keys, "keys", "emacs", "keys of the prompt: emacs or vi")
	learn.Flags().IntVarP(&f.count, "nodes", "n", 3, "how many nodes")

	picture := ""
	grade := &cobra.Command{Use: "grade [flags] LESSON FILE.go", Short: "Say what your file is worth as the answer to a lesson", Args: cobra.ExactArgs(2), ValidArgs: names,
		Long: "grade holds a file to the checks of a lesson: runs by hand, every schedule of a few nodes, and random runs. It prints the points of each check, and how the first that fails breaks.\n" +
			"The exit code is 0 if it has all points, and 1 otherwise.",
		Example: "  parley grade mutex mutex.go\n  parley grade --svg why.svg mutex mutex.go",
		RunE: func(c *cobra.Command, args []string) error {
			return f.gradeFile(c.Context(), args[0], args[1], picture)
		}}
	grade.Flags().StringVar(&picture, "svg", "", "draw how the first check that fails breaks into this file")
	return []*cobra.Command{learn, grade}
}

// learn starts a lesson, and a prompt in which it can be tried and graded.
func (f *flags) learn(ctx context.Context, name string) error {
	if err := f.counted(); err != nil {
		return err
	}
	_, shown := atTerminal()
	c := f.classroom()
	c.whole = !shown // who sees it in a file has no :lesson
	text, err := c.Lesson(name, width())
	if err != nil {
		return err
	}
	fmt.Print(text + "\n")
	f.course, f.alone, f.faults = c, true, true
	return f.prompt(ctx, f.count)
}

// gradeFile prints the grade of a file.
func (f *flags) gradeFile(ctx context.Context, name, file, picture string) error {
	c := f.classroom()
	ctx = interruptible(ctx)
	_, g, err := c.grade(ctx, name, file, func(text string) { fmt.Print(text) })
	switch {
	case ctx.Err() != nil:
		return exitError{exitInterrupted, ""}
	case err != nil:
		return err
	}
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
