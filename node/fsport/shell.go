package fsport

// The program `parley fs`: one command a line, and one sentence for each.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Shell is where commands come from and where answers go.
type Shell struct {
	Client *Client
	In     io.Reader
	Out    io.Writer // what was asked for
	Err    io.Writer // what went wrong
	Prompt string    // "": nobody types
	JSON   bool      // answers are printed as objects, all of them to Out
}

// The exit codes, as those of parley's other commands.
const (
	CodeFailed      = 1 // an operation failed
	CodeUsage       = 2 // a line is no command
	CodeUnknown     = 124
	CodeInterrupted = 130
)

const shellHelp = `create FILE         makes an empty file
append FILE TEXT    adds to its end; TEXT is the rest of the line, or Go text in quotes: "two\nlines"
read FILE           what is in it
delete FILE
list                the names of all files
exit`

// Run does the lines to their end or to exit, and returns the exit code: that of the first that went wrong.
func (s *Shell) Run(ctx context.Context) (code int) {
	lines := s.read(ctx)
	for {
		if s.Prompt != "" {
			fmt.Fprint(s.Err, s.Prompt)
		}
		select {
		case line, more := <-lines:
			if !more {
				if s.Prompt != "" {
					fmt.Fprintln(s.Err)
				}
				return code
			}
			c, end := s.line(ctx, line)
			if code == 0 {
				code = c
			}
			if ctx.Err() != nil {
				return CodeInterrupted
			}
			if end {
				return code
			}
		case <-ctx.Done():
			return CodeInterrupted
		}
	}
}

// read reads the lines, so that who waits for one can be interrupted.
func (s *Shell) read(ctx context.Context) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		r := bufio.NewReader(s.In)
		for {
			line, err := r.ReadString('\n')
			if line != "" {
				select {
				case lines <- strings.TrimRight(line, "\r\n"):
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// line does one line, and says whether it is the last.
func (s *Shell) line(ctx context.Context, line string) (code int, end bool) {
	op, name, value, err := parse(line)
	switch {
	case err != nil:
		s.say(Answer{Outcome: Bad, Error: err.Error()})
		return CodeUsage, false
	case op == "":
		return 0, false
	case op == "help":
		fmt.Fprintln(s.Out, shellHelp)
		return 0, false
	case op == OpExit:
		return 0, true
	}
	a := s.Client.Do(ctx, op, name, value)
	if ctx.Err() != nil {
		return CodeInterrupted, true
	}
	if a.Outcome != OK || s.JSON {
		s.say(a)
	} else {
		fmt.Fprint(s.Out, s.sentence(op, name, value, a))
	}
	switch a.Outcome {
	case OK:
		return 0, false
	case Refused, Unknown:
		return CodeUnknown, false
	}
	return CodeFailed, false
}

// say prints an answer that is not as hoped for.
func (s *Shell) say(a Answer) {
	switch {
	case s.JSON:
		s.Out.Write(a.encode())
	case a.Outcome == Refused:
		fmt.Fprintf(s.Err, "not done: %s\n", a.Error)
	case a.Outcome == Unknown:
		fmt.Fprintf(s.Err, "unknown: %s; it may be done or not\n", a.Error)
	default:
		fmt.Fprintln(s.Err, a.Error)
	}
}

// sentence is what is said of an operation that was done.
func (s *Shell) sentence(op, name, value string, a Answer) string {
	switch op {
	case OpCreate:
		return fmt.Sprintf("created %s\n", shown(name))
	case OpDelete:
		return fmt.Sprintf("deleted %s\n", shown(name))
	case OpAppend:
		unit := "bytes"
		if len(value) == 1 {
			unit = "byte"
		}
		return fmt.Sprintf("appended %d %s to %s\n", len(value), unit, shown(name))
	case OpList:
		var b strings.Builder
		for _, name := range a.Names {
			b.WriteString(shown(name) + "\n")
		}
		return b.String()
	}
	text := a.text()
	if s.Prompt != "" && !plain(text) { // a terminal would obey it
		return strconv.Quote(text) + "\n"
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}

// shown is a name, in quotes if it could not be typed without.
func shown(name string) string {
	if plain(name) && !strings.ContainsAny(name, " \t\n\"") {
		return name
	}
	return strconv.Quote(name)
}

// plain says whether a text does nothing to a terminal.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) })
}

// parse reads a command.
func parse(line string) (op, name, value string, err error) {
	line = strings.TrimLeft(line, " \t")
	op, rest, _ := strings.Cut(strings.TrimRight(line, " \t"), " ")
	switch op {
	case "", "list", "help", OpExit:
		if strings.TrimSpace(rest) != "" {
			return "", "", "", fmt.Errorf("%s takes nothing else", op)
		}
		return op, "", "", nil
	case OpCreate, OpRead, OpDelete, OpAppend:
	default:
		return "", "", "", fmt.Errorf("there is no command %q; help lists them", shortened(op))
	}
	_, rest, _ = strings.Cut(line, " ") // with the blanks at its end
	name, rest, err = word(strings.TrimLeft(rest, " \t"))
	switch {
	case err != nil:
		return "", "", "", err
	case name == "":
		return "", "", "", fmt.Errorf("%s takes the name of a file", op)
	case op != OpAppend && strings.TrimSpace(rest) != "":
		return "", "", "", fmt.Errorf("%s takes one name; one with blanks stands in quotes", op)
	case op != OpAppend:
		return op, name, "", nil
	case rest == "":
		return "", "", "", errors.New("append takes the name of a file and what to add")
	}
	if value = rest[1:]; strings.HasPrefix(value, `"`) {
		if value, rest, err = word(value); err == nil && strings.TrimSpace(rest) != "" {
			err = errors.New("something follows the text in quotes")
		}
	}
	return op, name, value, err
}

// word is the first of a text: up to a blank, or in quotes.
func word(text string) (first, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		if i := strings.IndexAny(text, " \t"); i >= 0 {
			return text[:i], text[i:], nil
		}
		return text, "", nil
	}
	quoted, err := strconv.QuotedPrefix(text)
	if err == nil {
		first, err = strconv.Unquote(quoted)
	}
	if err != nil {
		return "", "", errors.New(`the quotes are not those of Go text such as "two\nlines"`)
	}
	return first, text[len(quoted):], nil
}
