package repl

import (
	"bufio"
	"context"
	"fmt"
	"go/scanner"
	"go/token"
	"io"
	"regexp"
	"strings"

	"parley/scripts"
)

// input is what belongs together: one line, or several of which only the last completes it.
type input struct {
	text  string
	first int // line of the file that it begins on, from 1
}

// declares is the beginning of what has its comment before it.
var declares = regexp.MustCompile(`^\s*(?:func|type)\b`)

// next gathers the next input that is more than blanks and comments. Comments right before a declaration are part of it, for help and
// :source to show.
func (p *prompt) next() (input, error) {
	p.lines = nil
	first := p.lineNo + 1
	var comment []string
	for {
		s, err := p.reader.line(p.current(len(p.lines) > 0))
		switch {
		case err == io.EOF && len(p.lines) > 0:
			return input{}, p.unfinished(first)
		case err != nil:
			return input{}, err
		}
		p.lineNo++
		if p.lineNo == 1 && !p.Interactive && strings.HasPrefix(s, "#!") {
			first++
			continue
		}
		p.lines = append(p.lines, s)
		text := strings.Join(p.lines, "\n")
		if empty, within := blank(text); empty && within {
			continue
		} else if empty {
			if strings.TrimSpace(text) == "" {
				comment = nil
			} else {
				comment = append(comment, p.lines...)
			}
			p.lines, first = nil, p.lineNo+1
			continue
		}
		if p.incomplete(text) {
			continue
		}
		p.lines = nil
		if len(comment) > 0 && declares.MatchString(text) {
			text, first = strings.Join(comment, "\n")+"\n"+text, first-len(comment)
		}
		if p.Interactive || p.recorder != nil { // there is no file, or a record stands for it: positions are those of what was typed
			return input{strings.TrimLeft(text, " \t\n"), 1}, nil
		}
		return input{text, first}, nil
	}
}

// unfinishedError says that the lines ended within an input.
type unfinishedError struct{ text string }

func (e unfinishedError) Error() string { return e.text }

func (p *prompt) unfinished(first int) error {
	text := strings.Join(p.lines, "\n")
	begin := brief(text)
	if p.Interactive {
		return unfinishedError{"dropped, because it was not finished: " + begin}
	}
	where, what := fmt.Sprint(first), "input"
	if p.File != "" {
		where, what = p.File+":"+where, "file"
	}
	if unclosed(text) {
		return unfinishedError{fmt.Sprintf("%s: the %s ends before what begins on this line is finished (%s); close its brackets and quotes", where, what, begin)}
	}
	return unfinishedError{fmt.Sprintf("%s: the %s ends where more must follow (%s)", where, what, begin)}
}

// unclosed says that a bracket, a quote or a comment of text is not closed; else it is an operator or a comma at its end
// that wants more.
func unclosed(text string) bool {
	depth, broken := 0, false
	var sc scanner.Scanner
	fset := token.NewFileSet()
	// $, @ and # are no Go, and say nothing about the end.
	src := []byte(strings.NewReplacer("$", "_", "@", "_", "#", "_").Replace(text))
	sc.Init(fset.AddFile("", fset.Base(), len(src)), src, func(token.Position, string) { broken = true }, 0)
	for {
		switch _, tok, _ := sc.Scan(); tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.EOF:
			return depth > 0 || broken
		}
	}
}

// finished says that Enter is to end what is being typed.
func (p *prompt) finished(text string) bool {
	if empty, within := blank(text); empty {
		return !within
	}
	return !p.incomplete(text)
}

// incomplete asks about the Go in text, without the command or target before it.
func (p *prompt) incomplete(text string) bool {
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if rest, ok := strings.CutPrefix(trimmed, ":"); ok {
		name, args, _ := strings.Cut(rest, " ")
		c, known := p.find(name)
		return known && c.line && p.incomplete(args)
	}
	if rest, ok := strings.CutPrefix(trimmed, "@"); ok {
		_, n, err := scripts.ParseTarget(rest)
		if err != nil {
			return false // it will be said when it is evaluated
		}
		trimmed = rest[n:]
	}
	if declares, open := scripts.EverywhereOpen(trimmed); declares {
		return open
	}
	return p.Incomplete(trimmed)
}

// blank says that text holds nothing but blanks and comments, and whether the last of these still goes on.
func blank(text string) (empty, within bool) {
	var sc scanner.Scanner
	fset := token.NewFileSet()
	sc.Init(fset.AddFile("", fset.Base(), len(text)), []byte(text), func(token.Position, string) { within = true }, 0)
	_, tok, _ := sc.Scan()
	return tok == token.EOF, within // at the end nothing can be wrong but a comment without its end
}

// scriptReader reads lines that nobody types.
type scriptReader struct {
	keys *keys
	buf  *bufio.Reader
}

func newScriptReader(ctx context.Context, in io.Reader, interrupts <-chan struct{}) *scriptReader {
	k := newKeys(ctx, in)
	k.interrupts = interrupts
	return &scriptReader{k, bufio.NewReader(k)}
}

func (s *scriptReader) line(string) (string, error) {
	text, err := s.buf.ReadString('\n')
	if err == errInterrupted || err != nil && text == "" {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r"), nil // a last line may lack its end
}

func (s *scriptReader) remember(string) {}

func (s *scriptReader) close() { s.keys.close() }
