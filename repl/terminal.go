package repl

import (
	"io"
	"os"
	"strings"
	"time"

	"github.com/chzyer/readline"

	"parley/repl/edit"
)

// terminal is an interactive prompt: what is typed goes to the editor (package edit), and what that shows to the terminal.
// The library readline is what knows terminals: raw mode everywhere, and consoles without escape sequences. It edits single
// lines only, so what is edited here is not its.
type terminal struct {
	p       *prompt
	raw     Terminal
	out     io.Writer
	keys    *keys
	decoder edit.Keys
	editor  *edit.Editor
	painter edit.Painter
	history *history
	columns int    // the width at the last painting
	tabbed  string // what stood before the cursor at the last Tab
	command bool   // the cursor has the shape for vi's commands
}

// escapePatience is how long after an Escape the rest of a key may come, that it begins.
const escapePatience = 40 * time.Millisecond

// What a terminal is told: to mark what is pasted, and how the cursor is to look.
const (
	pasteOn, pasteOff                    = "\x1b[?2004h", "\x1b[?2004l"
	cursorBlock, cursorBar, cursorNormal = "\x1b[2 q", "\x1b[6 q", "\x1b[0 q"
	clearScreen                          = "\x1b[H\x1b[2J"
)

func newTerminal(p *prompt) *terminal {
	t := &terminal{p: p, history: &history{}, raw: p.Terminal, out: p.Out}
	if t.raw.MakeRaw == nil || t.raw.ExitRaw == nil {
		none := func() error { return nil }
		t.raw = Terminal{none, none}
		if p.In == os.Stdin {
			var mode readline.RawMode
			t.raw = Terminal{mode.Enter, mode.Exit}
		}
	}
	in := p.In
	if in == os.Stdin {
		in = readline.Stdin
	}
	if t.out == os.Stdout {
		t.out = readline.Stdout
	}
	t.keys = newKeys(p.ctx, in)
	t.decoder.Vi = p.Keys == "vi"
	t.editor = edit.New(edit.Config{Vi: p.Keys == "vi", Colour: p.Color, Finished: p.finished, History: func() []string { return t.history.all() }})
	p.screen.wake = t.keys.wake
	if p.In == os.Stdin { // what is shown is painted anew for a terminal of another size
		readline.DefaultOnWidthChanged(t.keys.wake)
	}
	return t
}

// openHistory reads the history file, and says once if it cannot be used.
func (t *terminal) openHistory(path string) {
	var err error
	if t.history, err = openHistory(path); err != nil {
		t.p.say("%v", err)
	}
}

func (t *terminal) remember(text string) {
	if err := t.history.add(strings.TrimRight(text, "\n")); err != nil {
		t.p.say("%v", err)
	}
}

func (t *terminal) line(prompt string) (string, error) {
	if t.keys.ended.Load() {
		return "", io.EOF
	}
	t.p.screen.edit()
	defer t.p.screen.done()
	t.raw.MakeRaw()
	defer t.raw.ExitRaw()
	t.write(pasteOn)
	t.editor.Begin(prompt, t.history.entries)
	text, err := t.edit()
	if t.command {
		t.write(cursorNormal)
		t.command = false
	}
	t.write(pasteOff)
	return text, err
}

// edit is one key after the other, until the input is done.
func (t *terminal) edit() (string, error) {
	t.painter.Forget()
	for {
		for {
			t.decoder.Search = t.editor.Searching()
			k, ok := t.decoder.Next()
			if !ok {
				break
			}
			switch t.editor.Key(k) {
			case edit.Done:
				t.whole("")
				return t.editor.Text(), nil
			case edit.Interrupted:
				t.whole("^C")
				return "", errInterrupted
			case edit.Ended:
				t.whole("")
				return "", io.EOF
			case edit.Complete:
				t.complete()
			case edit.Outside:
				t.outside()
			case edit.Clear:
				t.painter.Forget()
				t.write(clearScreen)
			case edit.Refused:
				t.write("\a")
			}
		}
		t.paint()
		if err := t.wait(); err != nil {
			if text := t.editor.Text(); text != "" { // the end comes when the next line is asked for
				t.whole("")
				return text, nil
			}
			return "", err
		}
	}
}

// wait waits for the next key, and meanwhile shows what arrives for the lines above.
func (t *terminal) wait() error {
	wakes := t.keys.wakes
	if t.decoder.Within() { // the rest of the key is on its way
		wakes = nil
	}
	var late <-chan time.Time
	if t.decoder.Escaped() {
		late = time.After(escapePatience)
	}
	b, err := t.keys.next(wakes, late)
	if err != nil {
		return err
	}
	t.p.screen.above(func() { t.write(t.painter.Clear()) })
	if len(b) > 0 {
		t.decoder.Feed(b)
	} else if late != nil {
		t.decoder.Flush()
	}
	return nil
}

// paint shows what is being edited.
func (t *terminal) paint() {
	t.editor.SetPrompt(t.p.text(false))
	width := t.width()
	if t.columns != 0 && t.columns != width {
		t.painter.Resized(width)
		t.write(t.painter.Clear())
	}
	t.columns = width
	s := t.painter.Paint(t.editor.Frame(width, t.height()))
	if t.decoder.Vi && t.command != t.editor.Command() {
		t.command = !t.command
		shape := cursorBar
		if t.command {
			shape = cursorBlock
		}
		s += shape
	}
	t.write(s)
}

// whole leaves the input on the terminal, and goes below it.
func (t *terminal) whole(mark string) {
	f := t.editor.Whole(t.width())
	clear := ""
	if f.Rows() > t.height() {
		clear = t.painter.Clear()
	}
	t.write(clear + t.painter.Paint(f) + mark + "\r\n")
	t.painter.Forget()
}

func (t *terminal) write(s string) {
	if s != "" {
		io.WriteString(t.out, s) // nobody is left to tell if this fails
	}
}

// show writes lines above the one that is being typed.
func (t *terminal) show(text string) {
	t.write(t.painter.Clear() + text)
}

func (t *terminal) close() { t.keys.close() }

func (t *terminal) width() int {
	if w := t.p.Width(); w > 0 {
		return w
	}
	return 80
}

func (t *terminal) height() int {
	if h := t.p.Height(); h > 0 {
		return h
	}
	return 24
}
