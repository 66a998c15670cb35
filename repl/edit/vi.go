package edit

import "strings"

// viMode is what a key means: itself, or a command.
type viMode int

const (
	viInsert viMode = iota
	viCommand
)

// vi is the state of the keys of vi. What it has: counts, the operators d c y > < with the motions below, their doubled
// forms, f t F T ; , % and dot. What it leaves out, because a prompt has no use for it: marks, registers, ex, visual mode.
type vi struct {
	mode    viMode
	count   int    // typed before the command; 0 is none
	op      rune   // an operator that waits for its motion
	opCount int    // typed before that
	wait    string // a command that waits for a character: "f", "F", "t", "T", "r", "g"
	find    found  // for ; and ,
	keys    []Key  // of the command that is under way
	last    []Key  // of the last change, for dot
	replay  bool
	insert  bool // what is typed belongs to the change that is under way
	linear  bool // what was killed last is whole lines
}

type found struct {
	kind string
	r    rune
}

func (e *Editor) toCommand() {
	e.vi.mode = viCommand
	if e.buf.at.col > 0 {
		e.buf.at = e.buf.back(e.buf.at)
	}
	e.endChange()
	e.buf.merge = ""
}

// endChange remembers the keys of a change with what was typed for it.
func (e *Editor) endChange() {
	if e.vi.insert && !e.vi.replay {
		e.vi.last = append(e.vi.keys, Key{Name: "escape"})
	}
	e.vi.insert, e.vi.keys = false, nil
}

// command is a key in command mode.
func (e *Editor) command(k Key, goal int) Event {
	v := &e.vi
	if k.Name != "char" {
		return e.viNamed(k, goal)
	}
	v.keys = append(v.keys, k)
	if v.wait != "" {
		kind := v.wait
		v.wait = ""
		return e.viCharacter(kind, k.Rune)
	}
	r := k.Rune
	if r >= '1' && r <= '9' || r == '0' && v.count > 0 {
		v.count = min(v.count*10+int(r-'0'), maxCount)
		return Nothing
	}
	if strings.ContainsRune("fFtTrg", r) {
		v.wait = string(r)
		return Nothing
	}
	if r == 'j' || r == 'k' {
		return e.viLine(r, goal)
	}
	if v.op == 0 && strings.ContainsRune("dcy<>", r) {
		v.op, v.opCount, v.count = r, v.count, 0
		return Nothing
	}
	if v.op != 0 && r == v.op {
		n := e.times()
		return e.viLines(r, e.buf.at.line, min(e.buf.at.line+n-1, len(e.buf.lines)-1))
	}
	if m, ok := motions[r]; ok {
		return e.viMove(m)
	}
	if v.op != 0 {
		return e.viCancel(Refused)
	}
	return e.viEdit(r)
}

// maxCount is more than anybody means.
const maxCount = 9999

// times is the count that was typed, 1 if none was.
func (e *Editor) times() int {
	return min(max(e.vi.count, 1)*max(e.vi.opCount, 1), maxCount)
}

// viCancel ends a command, and drops what was typed of it.
func (e *Editor) viCancel(ev Event) Event {
	e.vi.count, e.vi.op, e.vi.opCount, e.vi.wait = 0, 0, 0, ""
	if !e.vi.insert {
		e.vi.keys = nil
	}
	if e.vi.mode == viCommand { // the cursor stands on a character
		if line := e.buf.line(); e.buf.at.col >= len(line) && len(line) > 0 {
			e.buf.at.col = len(line) - 1
		}
	}
	return ev
}

// viChanged ends a command that changed something, and keeps it for dot.
func (e *Editor) viChanged() Event {
	if !e.vi.replay {
		e.vi.last = e.vi.keys
	}
	e.buf.merge = ""
	return e.viCancel(Nothing)
}

// viInsert begins to type what belongs to the command.
func (e *Editor) viInsert() Event {
	e.vi.insert, e.vi.mode = true, viInsert
	return e.viCancel(Nothing)
}

// motion is where a command moves to. An operator works up to that place, or over it too if it is inclusive.
type motion struct {
	to        func(e *Editor, p pos, n int) (pos, bool)
	inclusive bool
	lines     bool // an operator takes whole lines
}

func repeat(f func(*buffer, pos) pos) func(*Editor, pos, int) (pos, bool) {
	return func(e *Editor, p pos, n int) (pos, bool) {
		for range n {
			p = f(e.buf, p)
		}
		return p, true
	}
}

func within(f func(b *buffer, p pos) pos) func(*Editor, pos, int) (pos, bool) {
	return repeat(func(b *buffer, p pos) pos {
		if q := f(b, p); q.line == p.line {
			return q
		}
		return p
	})
}

var motions = map[rune]motion{
	'h': {to: within((*buffer).back)},
	'l': {to: within((*buffer).next)}, ' ': {to: within((*buffer).next)},
	'0': {to: func(e *Editor, p pos, _ int) (pos, bool) { return pos{p.line, 0}, true }},
	'^': {to: func(e *Editor, p pos, _ int) (pos, bool) { return pos{p.line, indent(e.buf.lines[p.line])}, true }},
	'$': {to: func(e *Editor, p pos, _ int) (pos, bool) { return e.buf.lineEnd(p), true }},
	'w': {to: repeat(func(b *buffer, p pos) pos { return b.wordStart(p, classOf) })},
	'W': {to: repeat(func(b *buffer, p pos) pos { return b.wordStart(p, big) })},
	'b': {to: repeat(func(b *buffer, p pos) pos { return b.wordBack(p, classOf) })},
	'B': {to: repeat(func(b *buffer, p pos) pos { return b.wordBack(p, big) })},
	'e': {to: repeat(func(b *buffer, p pos) pos { return b.wordEnd(p, classOf) }), inclusive: true},
	'E': {to: repeat(func(b *buffer, p pos) pos { return b.wordEnd(p, big) }), inclusive: true},
	'G': {to: func(e *Editor, p pos, n int) (pos, bool) {
		line := len(e.buf.lines) - 1
		if e.vi.count > 0 {
			line = min(e.vi.count-1, line)
		}
		return pos{line, indent(e.buf.lines[line])}, true
	}, lines: true},
	'%': {to: func(e *Editor, p pos, _ int) (pos, bool) {
		line := e.buf.lines[p.line]
		for p.col < len(line) && !strings.ContainsRune(opening+closing, line[p.col]) {
			p.col++
		}
		return e.match(p)
	}, inclusive: true},
	';': {to: func(e *Editor, p pos, n int) (pos, bool) { return e.viFind(p, n, e.vi.find) }},
	',': {to: func(e *Editor, p pos, n int) (pos, bool) {
		f := e.vi.find
		f.kind = map[string]string{"f": "F", "F": "f", "t": "T", "T": "t"}[f.kind]
		return e.viFind(p, n, f)
	}},
}

func (e *Editor) viFind(p pos, n int, f found) (pos, bool) {
	forward := f.kind == "f" || f.kind == "t"
	q, ok := e.buf.find(p, f.r, forward, n)
	if !ok || f.kind == "" {
		return p, false
	}
	switch f.kind {
	case "t":
		q.col--
	case "T":
		q.col++
	}
	return q, true
}

// viMove moves the cursor, or has the operator work up to there.
func (e *Editor) viMove(m motion) Event {
	from := e.buf.at
	q, ok := m.to(e, from, e.times())
	if !ok {
		return e.viCancel(Refused)
	}
	if e.vi.op == 0 {
		e.buf.at = q
		e.buf.merge = ""
		return e.viCancel(Nothing)
	}
	if m.lines || e.vi.op == '<' || e.vi.op == '>' {
		return e.viLines(e.vi.op, min(from.line, q.line), max(from.line, q.line))
	}
	if q.before(from) {
		from, q = q, from
	}
	if m.inclusive {
		q = e.buf.next(q)
	}
	return e.viRange(e.vi.op, from, q)
}

// viRange is an operator on the text between two places.
func (e *Editor) viRange(op rune, from, to pos) Event {
	b := e.buf
	e.vi.linear = false
	switch op {
	case 'y':
		b.killed, b.at = b.slice(from, to), from
		return e.viCancel(Nothing)
	case 'c':
		if w := string(e.vi.keys[len(e.vi.keys)-1].Rune); w == "w" || w == "W" { // as vi has it: to the end of the word
			for to != from && classOf(b.rune(b.back(to))) == blank {
				to = b.back(to)
			}
		}
		b.kill(from, to)
		return e.viInsert()
	}
	if to.line > from.line && strings.TrimSpace(string(b.lines[to.line][:to.col])) == "" && e.vi.keys[len(e.vi.keys)-1].Rune == 'w' {
		to = b.lineEnd(from) // the last word of a line does not take the next line along
	}
	b.kill(from, to)
	return e.viChanged()
}

// viLines is an operator on whole lines.
func (e *Editor) viLines(op rune, first, last int) Event {
	b := e.buf
	start, end := pos{first, 0}, b.lineEnd(pos{last, 0})
	switch op {
	case 'y':
		b.killed, e.vi.linear = b.slice(start, end), true
		return e.viCancel(Nothing)
	case '<', '>':
		for i := first; i <= last; i++ {
			b.at = pos{i, 0}
			if op == '<' {
				e.shiftLeft()
			} else {
				b.insert("\t", "")
			}
		}
		b.at = pos{first, indent(b.lines[first])}
		return e.viChanged()
	case 'c':
		b.killed, e.vi.linear = b.slice(start, end), true
		start.col = indent(b.lines[first])
		b.delete(start, end)
		return e.viInsert()
	}
	text := b.slice(start, end)
	switch {
	case last+1 < len(b.lines):
		end = pos{last + 1, 0}
	case first > 0:
		start = b.lineEnd(pos{first - 1, 0})
	}
	b.delete(start, end)
	b.killed, e.vi.linear = text, true
	b.at.line = min(first, len(b.lines)-1)
	b.at.col = indent(b.line())
	return e.viChanged()
}
