package repl

import (
	"context"
	"slices"
	"strings"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// This file is the commands :lesson and :grade. What lessons there are, and what a solution is worth, Config.Course knows.

// Course is the lessons that a prompt can begin and grade. It is on the prompt's side, wherever the node is that lines are evaluated at.
type Course interface {
	// Lesson begins the lesson of that name, and says what to do. "" is the page of the one that was begun, or, if none was, what lessons there are.
	Lesson(name string, width int) (text string, err error)
	// Grade shows, some lines at a time, what a file is worth as the answer to a lesson, and says whether it is all that there is to get. Either may be "": what
	// belongs to the other one, or to the lesson that was begun. It ends soon after ctx does.
	Grade(ctx context.Context, lesson, file string, show func(text string)) (all bool, err error)
	Names() []string
}

func (p *prompt) runLesson(arg string, in input) int {
	if p.Course == nil {
		return p.usage(in, "there are no lessons here")
	}
	text, err := p.Course.Lesson(arg, p.tableWidth())
	if err != nil {
		return p.usage(in, "%v", err)
	}
	p.tellText(text)
	return CodeOK
}

func (p *prompt) runGrade(arg string, in input) int {
	if p.Course == nil {
		return p.usage(in, "there are no lessons here")
	}
	lesson, file := "", ""
	switch words := strings.Fields(arg); {
	case len(words) > 2:
		return p.usage(in, "usage: :grade [LESSON] [FILE]; it takes one file")
	case len(words) == 2:
		lesson, file = words[0], words[1]
	case len(words) == 1 && slices.Contains(p.Course.Names(), words[0]):
		lesson = words[0]
	case len(words) == 1:
		file = words[0]
	}
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	type grade struct {
		all bool
		err error
	}
	shown, done := make(chan string), make(chan grade, 1)
	go func() {
		all, err := p.Course.Grade(ctx, lesson, file, func(text string) {
			select {
			case shown <- text:
			case <-ctx.Done():
			}
		})
		done <- grade{all, err}
	}()
	text := ""
	for {
		select {
		case s := <-shown:
			if text += s; p.Output != "json" {
				p.tell(strings.TrimSuffix(s, "\n"))
			}
		case g := <-done:
			if g.err != nil {
				p.fail(protocol.FailRefused, g.err.Error())
				return CodeFailed
			}
			if p.Output == "json" {
				p.tellText(text)
			}
			if !g.all {
				return CodeFailed
			}
			return CodeOK
		case <-p.Interrupts:
			p.screen.interrupted()
			p.say("%s", p.screen.paint.dim("the rest is not graded"))
			return codeStopped
		case <-p.ctx.Done():
			return codeStopped
		}
	}
}

// tellText writes a text that is an answer.
func (p *prompt) tellText(text string) {
	if p.Output == "json" {
		p.tell(jsonLine(scripts.Line{Parts: []scripts.Part{{Outcome: protocol.Outcome{Values: []protocol.Value{{Type: "string", Text: text}}}}}})[0].text)
		return
	}
	p.tell(strings.TrimSuffix(text, "\n"))
}

// completeLesson completes the name of a lesson, and for :grade of a file.
func completeLesson(files bool) func(p *prompt, ctx context.Context, before, after string) (int, []node.Candidate) {
	return func(p *prompt, ctx context.Context, before, after string) (from int, found []node.Candidate) {
		if files {
			from, found = completeFile(p, ctx, before, after)
		}
		word := strings.TrimLeft(before, " ")
		if p.Course == nil || strings.ContainsAny(word, " /") {
			return from, found
		}
		from = len(before) - len(word)
		var names []node.Candidate
		for _, name := range p.Course.Names() {
			if strings.HasPrefix(name, word) {
				names = append(names, node.Candidate{Text: name, Kind: "lesson"})
			}
		}
		return from, append(names, found...)
	}
}
