package course

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// This file shows pages: what of Markdown they use, as text for people. A library for all of Markdown would be larger than the course.

// Style is how headings and code look; nil: as plain text, with lines under headings and code in backquotes.
type Style struct{ Heading, Code func(string) string }

// widest is how long lines get for reading, however wide the terminal is.
const widest = 100

// List is what there is to learn, in that many columns, if it is not 0.
func List(width int) string {
	text := ""
	for _, l := range Lessons() {
		todo := "you " + l.Todo
		if !l.HasExercise() {
			todo = "a script to read, without an exercise"
		}
		text += folded(fmt.Sprintf("%-10s ", l.Name), l.Summary, width) + folded(fmt.Sprintf("%-10s ", ""), todo, width)
	}
	return text + "\n" + folded("", "parley learn NAME starts one, parley run NAME shows how it fails, parley grade NAME NAME.go says how far you are.", width)
}

// Task is the page up to what is for those who have done it, which is Then.
func (l Lesson) Task() string { task, _, _ := strings.Cut(l.Page(), afterwards); return task }

// Then is what follows once it is done: the same on nodes that run, and what to think about; empty: nothing.
func (l Lesson) Then() string {
	if _, then, ok := strings.Cut(l.Page(), afterwards); ok {
		return afterwards[1:] + then
	}
	return ""
}

const afterwards = "\n## On three nodes\n"

var (
	heading = regexp.MustCompile(`^#{1,3} `)
	item    = regexp.MustCompile(`^(?:- |[0-9]+\. )`)
	columns = regexp.MustCompile(`^(?:.*\S  +| *)`) // all before what a line of code ends with
	link    = regexp.MustCompile(`^\[([^\]]+)\]\(([^)]+)\)`)
)

// Shown is Markdown as text of that many columns: headings, paragraphs, lists of one level, code in fences, and in lines code, bold type and links.
// Tables stay as they are.
func Shown(markdown string, width int, s Style) string {
	if width <= 0 || width > widest {
		width = widest
	}
	var b strings.Builder
	var text []string // the lines of a paragraph or an item so far
	first, rest := "", ""
	flush := func() {
		if text != nil {
			b.WriteString(wrapped(strings.Join(text, " "), first, rest, width, s))
		}
		text, first, rest = nil, "", ""
	}
	fenced := false
	for line := range strings.Lines(markdown) {
		line = strings.TrimRight(line, " \n")
		switch mark := item.FindString(line); {
		case strings.HasPrefix(line, "```"):
			flush()
			fenced = !fenced
		case fenced:
			head := columns.FindString("    " + line)
			b.WriteString(folded(head, ("    " + line)[len(head):], width))
		case line == "":
			flush()
			b.WriteString("\n")
		case heading.MatchString(line):
			flush()
			b.WriteString(s.heading(line))
		case strings.HasPrefix(line, "|"):
			flush()
			b.WriteString(line + "\n")
		case mark != "":
			flush()
			text, first, rest = []string{line[len(mark):]}, "  "+mark, strings.Repeat(" ", 2+len(mark))
		default:
			text = append(text, strings.TrimSpace(line))
		}
	}
	flush()
	return b.String()
}

func (s Style) heading(line string) string {
	marks, text, _ := strings.Cut(line, " ")
	if s.Heading != nil {
		return s.Heading(text) + "\n"
	}
	under := "-"
	if len(marks) == 1 {
		under = "="
	}
	return text + "\n" + strings.Repeat(under, utf8.RuneCountInString(text)) + "\n"
}

// wrapped is text in lines of that width, the first of which begins with first, and the others with rest.
func wrapped(text, first, rest string, width int, s Style) string {
	var b strings.Builder
	b.WriteString(first)
	column, begun := len(first), false
	for _, w := range words(text, s) {
		switch {
		case !begun:
		case column+1+w.width > width:
			b.WriteString("\n" + rest)
			column = len(rest)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w.text)
		column, begun = column+w.width, true
	}
	return b.String() + "\n"
}

type word struct {
	text  string // as it is written, with what makes it coloured
	width int
}

// unbroken is how long code in a line may be to stay on one line.
const unbroken = 50

// words takes a text apart at its spaces. Code may have some, and each word of it is code.
func words(text string, s Style) (all []word) {
	var w word
	piece, code, bold, short := "", false, false, false
	end := func() { // of what looks the same
		shown := piece
		switch {
		case piece == "":
		case code && s.Code != nil:
			shown = s.Code(piece)
		case bold && s.Heading != nil:
			shown = s.Heading(piece)
		}
		w.text, w.width, piece = w.text+shown, w.width+utf8.RuneCountInString(piece), ""
	}
	space := func() {
		if end(); w.text != "" {
			all = append(all, w)
		}
		w = word{}
	}
	for text != "" {
		found := link.FindStringSubmatch(text)
		switch {
		case text[0] == ' ' && code && short:
			piece, text = piece+" ", text[1:]
		case text[0] == ' ':
			space()
			text = text[1:]
		case text[0] == '`':
			if end(); s.Code == nil {
				piece += "`"
			}
			code = !code
			text = text[1:]
			short = strings.IndexByte(text, '`') <= unbroken
		case !code && strings.HasPrefix(text, "**"):
			end()
			bold = !bold
			text = text[2:]
		case !code && found != nil:
			text = text[len(found[0]):]
			if strings.Contains(found[2], "://") {
				text = fmt.Sprintf(" (%s)", found[2]) + text
			}
			text = found[1] + text
		default:
			_, n := utf8.DecodeRuneInString(text)
			piece, text = piece+text[:n], text[n:]
		}
	}
	space()
	return all
}
