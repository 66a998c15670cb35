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
	terminal bool
	of       int
	begun    time.Time
	last     time.Time
	drawn    bool // the bar stands on the last line
	within   bool // output has not ended its line
}

func newBar(caller node.Caller, wanted *bool, of int) *bar {
	now := time.Now()
	b := &bar{terminal: terminal(caller.Errors), of: of, begun: now, last: now}
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

func (b *bar) text(left, failed, nodes int) string {
	done := b.of - left
	s := fmt.Sprintf("%d of %d", done, b.of)
	if b.terminal {
		full := barWidth * done / b.of
		s = "[" + strings.Repeat("#", full) + strings.Repeat(".", barWidth-full) + "] " + s
	}
	if nodes > 0 {
		s += fmt.Sprintf(", %d nodes", nodes)
	}
	if failed > 0 {
		s += fmt.Sprintf(", %d without a value", failed)
	}
	return fmt.Sprintf("RMap %s, %v", s, time.Since(b.begun).Round(100*time.Millisecond))
}

// show draws it anew.
func (b *bar) show(left, failed, nodes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.to == nil || b.within:
	case b.terminal:
		io.WriteString(b.to, "\r"+b.text(left, failed, nodes)+"\x1b[K")
		b.drawn = true
	case time.Since(b.last) >= linesRest:
		b.last = time.Now()
		io.WriteString(b.to, b.text(left, failed, nodes)+"\n")
	}
}

// end leaves the last state. A bar that was never drawn, because all went quickly, stays away.
func (b *bar) end(left, failed int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.to == nil:
	case b.drawn:
		io.WriteString(b.to, "\r"+b.text(left, failed, 0)+"\x1b[K\n")
	case !b.terminal:
		io.WriteString(b.to, b.text(left, failed, 0)+"\n")
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
