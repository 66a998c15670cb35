// Package course is a course in distributed algorithms: lessons that begin with a protocol which does not work yet, and that grade what a
// student makes of it.
//
// The problem. A student's protocol that has run well once may break in the next schedule, and a sentence about that teaches little. So a
// lesson is graded by the simulator: by hand-made runs, by every schedule of a few nodes, and by many random runs with faults. What breaks is shown
// as the student's own counter-example, as short as it can be made.
//
// A lesson is a folder: README.md for the student, script with the run that fails and what it prints, exercise.go with blanks, hidden.go with the
// properties that the grade looks at, and in testdata a right solution and wrong ones, which are for tests and no part of the program. Its row of
// checks is a Go file here by its name. grade.go loads a student's file and does the checks, checks.go is the kinds of them, diagram.go draws what was found.
package course

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"parley/protocol"
)

//go:embed */README.md */script/main.go */exercise.go */hidden.go
var files embed.FS

// Lesson is one row of the course.
type Lesson struct {
	Name    string
	Summary string // one sentence: what is learned
	Todo    string // what is to be done; empty: there is no exercise, only the page and the script

	variable string   // of the exercise, that is the protocol
	keep     string   // what of the exercise the checks look at, beside its calls
	calls    []string // of the exercise, each with the types of its arguments: "Ask NodeID string"
	explore  func(nodes []protocol.NodeID) []protocol.CallAt
	workload func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any)
	checks   []check
	part     int // tests make only one in so many of the random runs, and of the schedules that are counted; 0: all of them
}

// Lessons are the rows, in the order in which they are learned.
func Lessons() []Lesson {
	return []Lesson{remote(), heartbeat(), election(), twophase(), threephase(), mutex(), dht(), raft(), zab()}
}

// Find is the lesson of that name.
func Find(name string) (Lesson, error) {
	all := Lessons()
	if i := slices.IndexFunc(all, func(l Lesson) bool { return l.Name == name }); i >= 0 {
		return all[i], nil
	}
	return Lesson{}, fmt.Errorf("there is no lesson %s; there is %s", name, strings.Join(Names(), ", "))
}

// Names are those of the lessons, in their order.
func Names() []string {
	var names []string
	for _, l := range Lessons() {
		names = append(names, l.Name)
	}
	return names
}

// Script is the program that shows the run which fails: `parley run NAME` finds it where there are no sources.
func (l Lesson) Script() string { return l.file("script/main.go") }

// HasExercise says whether there is something to fill in and to grade.
func (l Lesson) HasExercise() bool { return l.Todo != "" }

// Page is what a student reads first, in Markdown.
func (l Lesson) Page() string { return l.file("README.md") }

// Exercise is the file with blanks, and its name in the student's folder. Only a lesson that has one has it.
func (l Lesson) Exercise() (name, text string) { return l.Name + ".go", l.file("exercise.go") }

func (l Lesson) file(name string) string {
	b, err := files.ReadFile(path.Join(l.Name, name))
	if err != nil {
		panic(err) // a lesson without it has no tests that pass
	}
	return string(b)
}
