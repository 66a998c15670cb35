package scripts

// How far RMap is: a bar at a terminal, a line now and then elsewhere.

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

const (
	barWidth  = 30
	linesRest = 5 * time.Second // between lines where there is no bar
)

// bar shows how far the work is. Output of evaluations goes through it, so that both do not meet on a line.
type bar struct {
	mu       sync.Mutex
	to       io.Writer // nil: nothing is shown
	words    io.Writer // for what is said even so
	terminal bool
	of       int
	begun    time.Time
	last     time.Time
	drawn    bool // the bar stands on the last line
	within   bool // output has not ended its line
}

func newBar(caller node.Caller, wanted *bool, of int) *bar {
	now := time.Now()
	b := &bar{words: caller.Stderr, terminal: terminal(caller.Errors), of: of, begun: now, last: now}
	if wanted == nil && b.terminal || wanted != nil && *wanted {
		b.to = caller.Stderr
	}
	return b
}

// terminal says whether a line of w may be drawn over.
func terminal(w io.Writer) bool {
	switch w := w.(type) {
	case interface{ Terminal() bool }:
		return w.Terminal()
	case *os.File: // a program's own
		info, err := w.Stat()
		return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return false
}

// filled is the bar itself.
func filled(done, of int) string {
	full := int(int64(barWidth) * int64(done) / int64(max(of, 1)))
	return "[" + strings.Repeat("#", full) + strings.Repeat(".", barWidth-full) + "] "
}

func (b *bar) text(left, failed, nodes int) string {
	done := b.of - left
	s := fmt.Sprintf("%d of %d", done, b.of)
	if b.terminal {
		s = filled(done, b.of) + s
	}
	if nodes > 0 {
		s += ", " + plural(nodes, "node")
	}
	if failed > 0 {
		s += fmt.Sprintf(", %d without a value", failed)
	}
	return fmt.Sprintf("RMap %s, %v", s, time.Since(b.begun).Round(100*time.Millisecond))
}

// show draws it anew.
func (b *bar) show(left, failed, nodes int) { b.draw(b.text(left, failed, nodes)) }

func (b *bar) draw(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.to == nil || b.within:
	case b.terminal:
		io.WriteString(b.to, "\r"+text+"\x1b[K")
		b.drawn = true
	case time.Since(b.last) >= linesRest:
		b.last = time.Now()
		io.WriteString(b.to, text+"\n")
	}
}

// say leaves a line above the bar, or where there is none.
func (b *bar) say(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.drawn {
		line = "\r" + line + "\x1b[K"
	}
	io.WriteString(b.words, line+"\n")
	b.drawn = false
}

// stopped leaves how far the work had come when somebody stopped it.
func (b *bar) stopped(done int) { b.finish(b.text(b.of-done, 0, 0) + ", stopped") }

// end leaves the last state. A bar that was never drawn, because all went quickly, stays away.
func (b *bar) end(left, failed int) { b.finish(b.text(left, failed, 0)) }

func (b *bar) finish(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.to == nil:
	case b.drawn:
		io.WriteString(b.to, "\r"+text+"\x1b[K\n")
	case !b.terminal:
		io.WriteString(b.to, text+"\n")
	}
	b.to, b.drawn = nil, false
}

// clear takes the bar away: what follows says more.
func (b *bar) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.to != nil && b.drawn {
		io.WriteString(b.to, "\r\x1b[K\x1b[A\n") // whoever writes next finds a line that has ended, and it is this one
	}
	b.to, b.drawn = nil, false
}

// around lets output pass between two drawings.
func (b *bar) around(out node.OutputFunc) node.OutputFunc {
	return func(from protocol.NodeID, stream uint8, text []byte) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.drawn {
			io.WriteString(b.to, "\r\x1b[K")
			b.drawn = false
		}
		b.within = len(text) > 0 && text[len(text)-1] != '\n'
		out(from, stream, text)
	}
}
