package repl

import (
	"io"
	"os"
	"strings"
	"sync/atomic"

	"github.com/chzyer/readline"
)

// terminal is the line editor of an interactive prompt. All that the editor's goroutine and the loop share is handed
// over when a line begins and ends; between, only that goroutine writes: what arrives meanwhile reaches it as a wake.
type terminal struct {
	p       *prompt
	rl      *readline.Instance
	keys    *keys
	history *history
	length  atomic.Int64 // of what is being edited, in runes
	closed  atomic.Bool
	resized func()
	columns int
	tabbed  string // what stood before the cursor at the last Tab
}

// newlineMark stands for a newline within what is being edited, because the editor knows single lines only. It is
// shown as newlineSign.
const (
	newlineMark = '\uE00A' // for private use: nobody types it
	newlineSign = '⏎'
)

var toMarks = strings.NewReplacer("\n", string(newlineMark))
var fromMarks = strings.NewReplacer(string(newlineMark), "\n")

func newTerminal(p *prompt) *terminal {
	t := &terminal{p: p, history: &history{}}
	raw := p.Terminal
	if raw.MakeRaw == nil || raw.ExitRaw == nil {
		none := func() error { return nil }
		raw = Terminal{none, none}
		if p.In == os.Stdin {
			var mode readline.RawMode
			raw = Terminal{mode.Enter, mode.Exit}
		}
	}
	in, out := p.In, p.Out
	if in == os.Stdin {
		in = readline.Stdin // where the console has no escape sequences, this one translates
	}
	if out == os.Stdout {
		out = readline.Stdout
	}
	t.keys = newKeys(p.ctx, in)
	t.keys.editor = true
	p.screen.wake = t.keys.wake
	unlessClosed := func(f func() error) func() error {
		return func() error {
			if t.closed.Load() {
				return nil
			}
			return f()
		}
	}
	rl, err := readline.NewEx(&readline.Config{
		Stdin: io.NopCloser(t.keys), Stdout: editorOut{t, out}, Stderr: editorOut{t, out},
		FuncMakeRaw: unlessClosed(raw.MakeRaw), FuncExitRaw: unlessClosed(raw.ExitRaw),
		FuncIsTerminal: func() bool { return true }, ForceUseInteractive: true,
		FuncGetWidth:           t.width,
		FuncOnWidthChanged:     func(f func()) { t.resized = f },
		FuncFilterInputRune:    t.key,
		AutoComplete:           completer{t},
		Painter:                painter{t},
		DisableAutoSaveHistory: true, HistoryLimit: maxEntries + 2,
		EOFPrompt: "\n",
	})
	if err != nil { // it has nothing that can fail; say so should that change
		panic("repl: the line editor: " + err.Error())
	}
	t.rl = rl
	return t
}

// openHistory reads the history file, and says once if it cannot be used.
func (t *terminal) openHistory(path string) {
	var err error
	if t.history, err = openHistory(path); err != nil {
		t.p.say("%v", err)
	}
	t.teach()
}

// teach gives the editor the history anew. Its own way to add an entry goes wrong after the user moved in the history,
// and a search in an empty one ends the process.
func (t *terminal) teach() {
	t.rl.ResetHistory()
	if len(t.history.entries) == 0 {
		t.rl.SaveHistory("")
	}
	for _, e := range t.history.entries {
		t.rl.SaveHistory(toMarks.Replace(e))
	}
}

func (t *terminal) remember(text string) {
	if err := t.history.add(strings.TrimRight(text, "\n")); err != nil {
		t.p.say("%v", err)
	}
	t.teach()
}

func (t *terminal) line(prompt string) (string, error) {
	if t.keys.ended.Load() {
		return "", io.EOF
	}
	t.rl.SetPrompt(prompt)
	t.resize()
	t.p.screen.edit()
	text, err := t.rl.Readline()
	t.p.screen.done()
	if err == readline.ErrInterrupt {
		return "", errInterrupted
	}
	return fromMarks.Replace(text), err
}

func (t *terminal) close() {
	t.keys.close()
	t.closed.Store(true)
	t.rl.Close()
	t.rl.Readline() // takes the end that the editor has left, so that its goroutine ends
}

// width is what the editor takes for the width of the terminal. It runs in circles if a prompt fills the terminal
// exactly, and divides by a width of 0.
func (t *terminal) width() int {
	w := t.p.Width()
	if w <= 0 {
		w = 80
	}
	return max(w, columns(t.p.text(false))+10)
}

func (t *terminal) resize() {
	if w := t.width(); w != t.columns {
		t.columns = w
		t.resized()
	}
}

// key sees every key before the editor does, on the editor's goroutine. false swallows it.
func (t *terminal) key(r rune) (rune, bool) {
	if r == 0 {
		return r, true // the end
	}
	t.resize()
	if !t.rl.Operation.IsSearchMode() && t.p.screen.above(t.rl.Clean) {
		t.rl.Refresh()
	}
	switch {
	case r == wakeKey:
		return r, false
	case r == keyCtrlD && t.keys.deletes.next() && t.length.Load() == 0:
		return r, false
	}
	return r, true
}

// editorOut is the terminal while a line is edited, and nothing otherwise: the editor may redraw once more after it has
// given its line away.
type editorOut struct {
	t *terminal
	w io.Writer
}

func (o editorOut) Write(b []byte) (int, error) {
	if o.t.closed.Load() {
		return len(b), nil
	}
	return o.w.Write(b)
}

// painter shows what is being edited.
type painter struct{ t *terminal }

func (p painter) Paint(line []rune, _ int) []rune {
	p.t.length.Store(int64(len(line)))
	shown := append([]rune(nil), line...)
	for i, r := range shown {
		if r == newlineMark {
			shown[i] = newlineSign
		}
	}
	return shown
}
