package edit

import (
	"fmt"
	"strings"
)

// Painter knows what a terminal shows, and says what to send it for something else to be shown.
type Painter struct {
	shown Frame
	any   bool
}

// Paint goes from what is shown to f. Rows that are the same are left alone.
func (p *Painter) Paint(f Frame) string {
	var b strings.Builder
	old := p.shown
	if !p.any {
		old = Frame{}
		b.WriteString("\r\x1b[J")
	}
	at, col := old.row, old.col // where the cursor is; col -1: somewhere in that row
	move := func(row int) {
		if row < at {
			fmt.Fprintf(&b, "\x1b[%dA", at-row)
		}
		for ; at < row; at++ {
			b.WriteString("\r\n")
			col = 0
		}
		at = row
	}
	behind := -1 // the row that was filled last, and at whose right edge the cursor stands
	for i, r := range f.rows {
		follows := i > 0 && f.rows[i-1].soft && r.text != ""
		if i < len(old.rows) && old.rows[i] == r && !(follows && behind == i-1) {
			continue
		}
		switch joined := i < len(old.rows) && old.rows[i-min(i, 1)].soft; {
		case follows && behind == i-1: // the terminal goes on by itself, and remembers that it is one line
		case follows && !joined:
			move(i - 1)
			b.WriteString("\r" + f.rows[i-1].text)
		default:
			move(i)
			b.WriteString("\r")
		}
		b.WriteString(r.text)
		at, col, behind = i, -1, -1
		if r.soft {
			behind = i
		} else if i < len(old.rows) && old.rows[i].width > r.width {
			b.WriteString("\x1b[K")
		}
	}
	if len(old.rows) > len(f.rows) {
		move(len(f.rows))
		b.WriteString("\r\x1b[J")
		col = 0
	}
	if at != f.row || col != f.col {
		move(f.row)
		b.WriteString("\r")
		if f.col > 0 {
			fmt.Fprintf(&b, "\x1b[%dC", f.col)
		}
	}
	p.shown, p.any = f, true
	return b.String()
}

// Clear takes what is shown away, so that something else can be written there; what follows is painted anew.
func (p *Painter) Clear() string {
	if !p.any {
		return ""
	}
	s := "\r"
	if p.shown.row > 0 {
		s = fmt.Sprintf("\r\x1b[%dA", p.shown.row)
	}
	p.Forget()
	return s + "\x1b[J"
}

// Forget says that the cursor stands at the start of a row below which nothing is shown.
func (p *Painter) Forget() { p.shown, p.any = Frame{}, false }

// Resized says that the terminal has another width now, and has broken the rows anew as most do.
func (p *Painter) Resized(width int) {
	width = max(width, minWidth)
	row := 0
	for _, r := range p.shown.rows[:min(p.shown.row, len(p.shown.rows))] {
		row += max((r.width+width-1)/width, 1)
	}
	p.shown.row = row + p.shown.col/width
}
