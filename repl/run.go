package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"parley/node"
	"parley/scripts"
)

// reader gives the loop its lines.
type reader interface {
	// line waits for the next line, without its end. The error is io.EOF after the last, or errInterrupted.
	line(prompt string) (string, error)
	remember(text string)
	close()
}

var errInterrupted = errors.New("interrupted")

// prompt is one run of the loop.
type prompt struct {
	Config
	ctx     context.Context
	screen  *screen
	reader  reader
	table   []command
	timeout time.Duration
	at      string // where lines go that name no target; "" is here
	quit    bool

	lines  []string // of the input that is being gathered
	lineNo int      // lines read so far

	last     scripts.Line // shown last, if it had anything to show
	lastFrom input
}

// Run reads lines until there are no more and has each evaluated. The result is the exit code: of an interactive prompt
// 0, of a script that of the first line that failed.
func Run(ctx context.Context, c Config) (code int) {
	if err := c.validate(); err != nil {
		if c.Err != nil {
			fmt.Fprintln(c.Err, err)
		}
		return CodeUsage
	}
	p := &prompt{Config: c, ctx: ctx, timeout: c.Timeout, table: commands()}
	p.screen = newScreen(c.Out, c.Err, c.Interactive, c.Output == "json", colors(c.Color))
	if c.Interactive {
		t := newTerminal(p)
		p.reader = t
		if c.Banner != "" {
			p.say("%s", c.Banner)
		}
		t.openHistory(c.HistoryFile)
	} else {
		p.reader = newScriptReader(ctx, c.In, c.Interrupts)
	}
	defer p.reader.close()
	if c.Notices != nil && c.Interactive {
		stop := c.Notices(func(n node.Notice) { p.screen.note("* " + strings.TrimSpace(string(n.Node)+" "+n.Text)) })
		defer stop()
	}
	return p.loop()
}

// loop is the prompt and the script runner.
func (p *prompt) loop() (code int) {
	for !p.quit {
		in, err := p.next()
		if p.ctx.Err() != nil {
			return CodeInterrupted
		}
		c := CodeOK
		switch {
		case err == io.EOF:
			return code
		case err == errInterrupted && p.Interactive:
			continue
		case err == errInterrupted:
			return CodeInterrupted
		case err != nil:
			p.say("%s", p.screen.paint.bad(err.Error()))
			if p.Interactive && errors.As(err, new(unfinishedError)) {
				continue
			}
			if code == CodeOK {
				code = CodeFailed
			}
			return code
		default:
			p.reader.remember(in.text)
			c = p.do(in)
		}
		if p.Interactive {
			continue
		}
		if c == codeStopped {
			return CodeInterrupted
		}
		if code == CodeOK {
			code = c
		}
		if c != CodeOK && p.StopOnError {
			return code
		}
	}
	return code
}

// codeStopped is how evaluate says that the user wants the script to end.
const codeStopped = -1

// do is what happens with one input: a command, or a line for the client.
func (p *prompt) do(in input) int {
	if text := strings.TrimSpace(in.text); strings.HasPrefix(text, ":") {
		return p.command(text[1:], in)
	}
	return p.evaluate(in)
}

// text is the prompt to show.
func (p *prompt) text(more bool) string {
	head := p.Name
	if p.at != "" {
		head += "@" + p.at
	}
	if more {
		return "... "
	}
	return head + "> "
}

// say writes whole lines to Err.
func (p *prompt) say(format string, args ...any) {
	p.screen.lines(node.Stderr, fmt.Sprintf(format, args...))
}

// tell writes whole lines to Out.
func (p *prompt) tell(text string) { p.screen.lines(node.Stdout, text) }

// show writes what a line came to.
func (p *prompt) show(l scripts.Line, in input, full bool) {
	var blocks []block
	if p.Output == "json" {
		blocks = jsonLine(l)
	} else {
		r := renderer{paint: p.screen.paint, full: full, terminal: p.Interactive}
		if p.Interactive {
			r.width = p.Width()
			r.fold = foldLines
		}
		blocks = r.line(l, in)
	}
	for _, b := range blocks {
		p.screen.lines(b.stream, b.text)
	}
}

// foldLines is how many lines of one value a prompt shows before it folds the rest.
const foldLines = 60
