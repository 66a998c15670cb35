package edit

import (
	"slices"
	"strings"
)

// pos is a place in a buffer: before the rune number col of a line.
type pos struct{ line, col int }

func (p pos) before(q pos) bool { return p.line < q.line || p.line == q.line && p.col < q.col }

// buffer is a text and a cursor in it. The runes of a line are never changed in place, so that what was there before can
// be kept for undo by keeping the lines, and whoever knows something about a line sees by its address that it is the same.
type buffer struct {
	lines  [][]rune // at least one
	at     pos
	killed string // what was deleted last by a command that kills

	undone []snapshot // newest last
	redone []snapshot
	merge  string // the kind of the last change; several of one kind are undone together
}

type snapshot struct {
	lines [][]rune
	at    pos
}

// maxUndo bounds what is kept, in line headers.
const maxUndo = 1 << 18

func newBuffer() *buffer { return &buffer{lines: [][]rune{{}}} }

func (b *buffer) set(text string) {
	b.lines = split(text)
	b.at = b.end()
}

func split(text string) (lines [][]rune) {
	for l := range strings.SplitSeq(text, "\n") {
		lines = append(lines, []rune(l))
	}
	return lines
}

func (b *buffer) String() string { return b.slice(pos{}, b.end()) }

func (b *buffer) empty() bool { return len(b.lines) == 1 && len(b.lines[0]) == 0 }

func (b *buffer) end() pos {
	last := len(b.lines) - 1
	return pos{last, len(b.lines[last])}
}

func (b *buffer) line() []rune { return b.lines[b.at.line] }

// slice is the text from one place to another.
func (b *buffer) slice(from, to pos) string {
	if from.line == to.line {
		return string(b.lines[from.line][from.col:to.col])
	}
	var s strings.Builder
	s.WriteString(string(b.lines[from.line][from.col:]))
	for _, l := range b.lines[from.line+1 : to.line] {
		s.WriteByte('\n')
		s.WriteString(string(l))
	}
	s.WriteByte('\n')
	s.WriteString(string(b.lines[to.line][:to.col]))
	return s.String()
}

// replace is the only change there is. It leaves the cursor behind the new text. Changes of the same kind that follow
// each other are undone as one; kind "" is undone alone.
func (b *buffer) replace(from, to pos, text, kind string) {
	if from == to && text == "" {
		return
	}
	b.save(kind)
	added := split(text)
	last := len(added) - 1
	tail := b.lines[to.line][to.col:]
	b.at = pos{from.line + last, len(added[last])}
	if last == 0 {
		b.at.col += from.col
	}
	added[last] = slices.Concat(added[last], tail)
	added[0] = slices.Concat(b.lines[from.line][:from.col], added[0])
	b.lines = slices.Concat(b.lines[:from.line], added, b.lines[to.line+1:])
}

func (b *buffer) insert(text, kind string) { b.replace(b.at, b.at, text, kind) }

// delete takes the text between two places out, in either order.
func (b *buffer) delete(from, to pos) {
	if to.before(from) {
		from, to = to, from
	}
	b.replace(from, to, "", "")
}

// kill is delete that keeps the text for yank.
func (b *buffer) kill(from, to pos) {
	if to.before(from) {
		from, to = to, from
	}
	if from != to {
		b.killed = b.slice(from, to)
		b.replace(from, to, "", "")
	}
}

func (b *buffer) save(kind string) {
	b.redone = nil
	if kind != "" && kind == b.merge {
		return
	}
	b.merge = kind
	b.undone = append(b.undone, snapshot{b.lines, b.at})
	kept := 0
	for i := len(b.undone) - 1; i >= 0; i-- {
		if kept += len(b.undone[i].lines); kept > maxUndo && i < len(b.undone)-1 {
			b.undone = slices.Clone(b.undone[i+1:])
			return
		}
	}
}

func (b *buffer) undo() bool { return b.restore(&b.undone, &b.redone) }
func (b *buffer) redo() bool { return b.restore(&b.redone, &b.undone) }

func (b *buffer) restore(from, to *[]snapshot) bool {
	n := len(*from)
	if n == 0 {
		return false
	}
	*to = append(*to, snapshot{b.lines, b.at})
	b.lines, b.at = (*from)[n-1].lines, (*from)[n-1].at
	*from = (*from)[:n-1]
	b.merge = ""
	return true
}

// forget makes what is there the beginning, which undo does not go behind.
func (b *buffer) forget() { b.undone, b.redone, b.merge = nil, nil, "" }
