package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
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
	ctx        context.Context
	screen     *screen
	reader     reader
	table      []command
	timeout    time.Duration
	loaded     string   // the file that was loaded last
	loadedWith []string // its arguments
	program    []string // os.Args of what is loaded now; nil: it is no program
	at         string   // where lines go that name no target; "" is here
	quit       bool

	now    present
	lines  []string // of the input that is being gathered
	lineNo int      // lines read so far

	typed    string       // last, for :edit
	last     scripts.Line // shown last, if it had anything to show
	lastFrom input
	more     []string // where the values that were cut last go on
	looking  looking  // what :inspect has shown last

	recorder  *recorder // nil: nothing is being recorded
	kept      []string  // inputs that worked, for :save
	keptSize  int       // bytes, of those too that were too much
	replaying bool
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
	p.screen = newScreen(c.Out, c.Err, c.Interactive && !c.Plain, c.Output == "json", colors(c.Color))
	p.screen.plain = c.Plain
	switch {
	case c.Plain:
		p.reader = &plainReader{newScriptReader(ctx, c.In, c.Interrupts), p.screen}
		p.banner()
	case c.Interactive:
		t := newTerminal(p)
		p.reader = t
		p.banner()
		t.openHistory(c.HistoryFile)
	default:
		p.reader = newScriptReader(ctx, c.In, c.Interrupts)
	}
	defer p.reader.close()
	if c.Transcript != "" {
		if err := p.record(c.Transcript); err != nil {
			p.fail(protocol.FailRefused, err.Error())
			return CodeUsage
		}
	}
	defer func() {
		if err := p.endRecord(); err != nil {
			p.say("%v", err)
		}
	}()
	if c.Notices != nil && c.Interactive {
		stop := c.Notices(p.notice)
		defer stop()
	}
	if c.Poll > 0 && c.Interactive {
		defer p.poll()()
	}
	return p.loop()
}

func (p *prompt) banner() {
	if width := p.tableWidth(); p.Banner != "" && width > 0 {
		p.say("%s", strings.Join(wrapWords(p.Banner, width), "\n"))
	} else if p.Banner != "" {
		p.say("%s", p.Banner)
	}
}

// notice shows what happened to the cluster. What has no node is text of this process, such as the output of a goroutine
// that outlived its line, and is shown as it is.
func (p *prompt) notice(n node.Notice) {
	if n.Node != "" {
		p.refresh() // a leader may be another
	}
	r := renderer{terminal: true}
	text := r.safe(strings.TrimRight(n.Text, "\r\n"))
	if n.Node == "" {
		p.screen.note(text)
		return
	}
	p.screen.note(p.screen.paint.dim("* " + strings.TrimSpace(string(n.Node)+" "+text)))
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
			unfinished := errors.As(err, new(unfinishedError))
			kind := protocol.FailError
			if unfinished {
				kind = protocol.FailCompile
			}
			p.fail(kind, err.Error())
			if p.Interactive && unfinished {
				continue
			}
			if code == CodeOK {
				code = CodeFailed
			}
			return code
		default:
			p.reader.remember(in.text)
			if !editAgain(in.text) {
				p.typed = in.text
			}
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
	if p.recorder != nil {
		p.screen.settle(true) // what comes next is not the end of that line
		p.recorder.input(p.mark(), in.text, p.unrecorded(in.text))
	}
	code := p.doing(in)
	p.keep(in, code)
	return code
}

func (p *prompt) doing(in input) int {
	if text := strings.TrimSpace(in.text); strings.HasPrefix(text, ":") {
		return p.command(text[1:], in)
	} else if m := onTarget.FindStringSubmatch(text); m != nil {
		return p.runAt(m[1], in)
	}
	return p.evaluate(in)
}

// fail says why something was not even tried: as a line of Err, or as an object where answers are objects.
func (p *prompt) fail(kind protocol.FailKind, text string) {
	if p.Output == "json" {
		p.tell(jsonLine(scripts.Line{Failure: &protocol.Failure{Kind: kind, Text: text}})[0].text)
		return
	}
	p.say("%s", p.screen.paint.bad(prose(text, p.tableWidth())))
}

// mark is the prompt as a transcript has it: who is asked, and nothing that may change meanwhile.
func (p *prompt) mark() string {
	name := p.Name
	if name == "" {
		name = strings.TrimSuffix(defaultPrompt, "> ")
	}
	if p.at != "" {
		name += "@" + p.at
	}
	return name + "> "
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
		r := renderer{paint: p.screen.paint, full: full, terminal: p.Interactive, table: p.tableWidth()}
		if p.Interactive && !p.Plain && p.recorder == nil { // a record is to be the same in any terminal
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
