package edit

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"
)

// tabWidth is how far apart the columns are that a tab goes to.
const tabWidth = 4

// place is a row of the terminal that a line of the buffer has.
type place struct{ line, row int }

// Frame is what is to be seen: rows, and where the cursor stands in them.
type Frame struct {
	rows     []row
	row, col int
}

// Rows is how many rows it has.
func (f Frame) Rows() int { return len(f.rows) }

// row is one of the terminal, with its colours. soft says that the line goes on in the next one, where the terminal itself
// would break it, so that it copies as one.
type row struct {
	text  string
	width int
	soft  bool
}

// widths are those of a terminal, whatever the locale says of ambiguous characters.
var widths = &runewidth.Condition{}

// shown is how a rune looks that begins in a column, and how wide that is.
func shown(r rune, col int) (string, int) {
	switch {
	case r == '\t':
		n := tabWidth - col%tabWidth
		return "    "[:n], n
	case r < ' ':
		return "^" + string(r+'@'), 2
	case r == 0x7f || r >= 0x80 && r < 0xa0:
		return "?", 1
	}
	return string(r), widths.RuneWidth(r)
}

// columnsOf is how wide runes are at the start of a line.
func columnsOf(runes []rune) (n int) {
	for _, r := range runes {
		_, w := shown(r, n)
		n += w
	}
	return n
}

// columnAt is the rune that stands in a column of a line, or its end.
func columnAt(line []rune, col int) int {
	n := 0
	for i, r := range line {
		_, w := shown(r, n)
		if n += w; n > col {
			return i
		}
	}
	return len(line)
}

// writer makes rows.
type writer struct {
	width  int
	colour bool
	rows   []row
	b      strings.Builder
	col    int
	style  style
}

func (w *writer) put(s string, width int, st style) {
	if w.col+width > w.width && w.col > 0 {
		w.end(w.col == w.width)
	}
	if w.colour && st != w.style {
		if w.style != styleNone {
			w.b.WriteString("\x1b[0m")
		}
		if sgr[st] != "" {
			w.b.WriteString("\x1b[" + sgr[st] + "m")
		}
		w.style = st
	}
	w.b.WriteString(s)
	w.col += width
}

func (w *writer) text(s string, st style) {
	n := 0
	for _, r := range s {
		t, wide := shown(r, n)
		w.put(t, wide, st)
		n += wide
	}
}

func (w *writer) end(soft bool) {
	if w.colour && w.style != styleNone {
		w.b.WriteString("\x1b[0m")
	}
	w.rows = append(w.rows, row{w.b.String(), w.col, soft})
	w.b.Reset()
	w.col, w.style = 0, styleNone
}

// laid is a line of the buffer as rows, and where the cursor is in them, if it is there at all.
type laid struct {
	rows     []row
	row, col int
}

// margin is what stands before the lines after the first: blanks, which do no harm in a copy.
func (e *Editor) margin(width int) string {
	if n := widths.StringWidth(e.prompt); n <= width/3 {
		return strings.Repeat(" ", n)
	}
	return "  "
}

func (e *Editor) lay(line, width int, marks map[pos]style) laid {
	w := &writer{width: width, colour: e.cfg.Colour}
	if line == 0 {
		w.text(e.prompt, stylePrompt)
	} else {
		w.text(e.margin(width), styleNone)
	}
	var spans []span
	if e.cfg.Colour {
		spans = e.lexer.line(e.buf, line).colours()
	}
	x := laid{row: -1}
	n := 0
	cursor := func(i int) {
		if e.buf.at == (pos{line, i}) {
			x.row, x.col = len(w.rows), w.col
		}
	}
	for i, r := range e.buf.lines[line] {
		for len(spans) > 0 && spans[0].end <= i {
			spans = spans[1:]
		}
		st := styleNone
		if len(spans) > 0 {
			st = spans[0].style
		}
		if m, ok := marks[pos{line, i}]; ok {
			st = m
		}
		s, wide := shown(r, n)
		if w.col+wide > width && w.col > 0 { // so that the cursor stands on the character and not behind the row
			w.end(w.col == width)
		}
		cursor(i)
		w.put(s, wide, st)
		n += wide
	}
	if e.buf.at == (pos{line, len(e.buf.lines[line])}) && w.col >= width {
		w.end(true)
	}
	cursor(len(e.buf.lines[line]))
	w.end(false)
	x.rows = w.rows
	return x
}

// minWidth is the least that makes sense: a wide character must fit.
const minWidth = 4

// Frame is what a terminal of that size is to show.
func (e *Editor) Frame(width, height int) Frame {
	width, height = max(width, minWidth), max(height, 1)
	if e.search != nil {
		return e.searchFrame(width, height)
	}
	marks := map[pos]style{}
	if here, there, ok := e.matching(); ok && e.cfg.Colour && !e.final {
		marks[here], marks[there] = styleBracket, styleBracket
	}
	at := e.lay(e.buf.at.line, width, marks)
	above, below := at.rows[:at.row], at.rows[at.row+1:]
	first, next := e.buf.at.line, e.buf.at.line+1
	// Lines above, as far as they were seen before; then below; then again above, if there is room.
	grow := func(stop place) {
		for first > 0 && len(above) < height-1 && stop.line < first {
			first--
			above = append(append([]row(nil), e.lay(first, width, marks).rows...), above...)
		}
	}
	grow(e.top)
	if e.top.line == first {
		above = above[min(e.top.row, len(above)):]
	}
	hidden := max(len(above)-(height-1), 0)
	above = above[hidden:]
	for next < len(e.buf.lines) && len(above)+1+len(below) < height {
		below = append(below[:len(below):len(below)], e.lay(next, width, marks).rows...)
		next++
	}
	if room := height - 1 - len(above); len(below) > room {
		below = below[:room]
	}
	if len(above)+1+len(below) < height {
		above, first = at.rows[:at.row], e.buf.at.line
		height -= len(below)
		grow(place{-1, 0})
		hidden = max(len(above)-(height-1), 0)
		above = above[hidden:]
	}
	e.top = e.topOf(len(above), at.row, width)
	f := Frame{row: len(above), col: at.col}
	f.rows = append(append(append(f.rows, above...), at.rows[at.row]), below...)
	return f
}

// topOf is the place of the first row that is seen, so many rows above that of the cursor.
func (e *Editor) topOf(above, row, width int) place {
	p := place{e.buf.at.line, row}
	for above > p.row && p.line > 0 {
		above -= p.row + 1
		p.line--
		p.row = len(e.lay(p.line, width, nil).rows) - 1
	}
	p.row = max(p.row-above, 0)
	return p
}

// maxWhole is how many lines an input may have that is shown whole when it is done.
const maxWhole = 400

// Whole is the last frame: all of it, as it stays on the terminal. Of an input longer than a few screens it is its
// beginning and its end.
func (e *Editor) Whole(width int) Frame {
	width = max(width, minWidth)
	e.final, e.search = true, nil
	e.buf.at = e.buf.end()
	var f Frame
	n := len(e.buf.lines)
	for i := 0; i < n; i++ {
		if n > maxWhole && i == maxWhole/2 {
			skip := n - maxWhole
			w := &writer{width: width, colour: e.cfg.Colour}
			w.text(fmt.Sprintf("// ... %d lines that are not shown ...", skip), styleDim)
			w.end(false)
			f.rows = append(f.rows, w.rows...)
			i += skip
		}
		x := e.lay(i, width, nil)
		if x.row >= 0 {
			f.row, f.col = len(f.rows)+x.row, x.col
		}
		f.rows = append(f.rows, x.rows...)
	}
	return f
}
