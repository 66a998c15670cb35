package edit

import (
	"strings"
	"unicode"
)

// viNamed is a key in command mode that is no character.
func (e *Editor) viNamed(k Key, goal int) Event {
	switch k.Name {
	case "escape":
		return e.viCancel(Nothing)
	case "up":
		return e.viLine('k', goal)
	case "down":
		return e.viLine('j', goal)
	case "C-r":
		if e.vi.op != 0 {
			return e.viCancel(Refused)
		}
		return e.startSearch(k)
	case "backspace":
		return e.viMove(motions['h'])
	case "enter", "M-enter":
		e.viCancel(Nothing)
		return e.insertAs(k)
	}
	ev := e.insertAs(k)
	e.viCancel(Nothing)
	return ev
}

// insertAs has a key do what it does while one types, and stays in command mode unless a line was begun.
func (e *Editor) insertAs(k Key) Event {
	row, ok := keyTable[k.Name]
	if !ok {
		return Nothing
	}
	lines := len(e.buf.lines)
	ev := row.do(e, k)
	if len(e.buf.lines) > lines {
		e.vi.mode = viInsert
	}
	return ev
}

// viLine is j and k: a line up or down, or on in the history. An operator takes the lines.
func (e *Editor) viLine(r rune, goal int) Event {
	n, by := e.times(), 1
	if r == 'k' {
		by = -1
	}
	if op := e.vi.op; op != 0 {
		other := e.buf.at.line + by*n
		if other < 0 || other >= len(e.buf.lines) {
			return e.viCancel(Refused)
		}
		return e.viLines(op, min(e.buf.at.line, other), max(e.buf.at.line, other))
	}
	e.goal = goal
	ev := Nothing
	for range n {
		if e.vertical(by) {
			continue
		}
		e.goal = -1
		if ev = e.goTo(by); ev == Refused {
			break
		}
	}
	e.viCancel(Nothing)
	return ev
}

// viCharacter is what came for a command that waited for it.
func (e *Editor) viCharacter(kind string, r rune) Event {
	b := e.buf
	switch kind {
	case "r":
		end := pos{b.at.line, b.at.col + e.times()}
		if end.col > len(b.line()) || e.vi.op != 0 {
			return e.viCancel(Refused)
		}
		b.replace(b.at, end, strings.Repeat(string(r), e.times()), "")
		b.at.col--
		return e.viChanged()
	case "g":
		switch r {
		case 'g':
			return e.viMove(motion{to: func(e *Editor, _ pos, _ int) (pos, bool) { return pos{}, true }, lines: true})
		case 'e':
			return e.viMove(motion{to: repeat((*buffer).back), inclusive: true})
		}
		return e.viCancel(Refused)
	}
	e.vi.find = found{kind, r}
	return e.viMove(motion{to: func(e *Editor, p pos, n int) (pos, bool) { return e.viFind(p, n, e.vi.find) }, inclusive: kind == "f" || kind == "t"})
}

// viEdit is a command without a motion.
func (e *Editor) viEdit(r rune) Event {
	b := e.buf
	n := e.times()
	line := b.line()
	right := pos{b.at.line, min(b.at.col+n, len(line))}
	switch r {
	case 'i':
	case 'a':
		if b.at.col < len(line) {
			b.at = b.next(b.at)
		}
	case 'I':
		b.at.col = indent(line)
	case 'A':
		b.at = b.lineEnd(b.at)
	case 'o':
		b.at = b.lineEnd(b.at)
		e.newline(true)
	case 'O':
		b.at.col = 0
		b.insert(string(line[:indent(line)])+"\n", "")
		b.at = b.lineEnd(pos{b.at.line - 1, 0})
	case 's':
		b.kill(b.at, right)
	case 'S':
		return e.viLines('c', b.at.line, b.at.line)
	case 'C':
		b.kill(b.at, b.lineEnd(b.at))
	default:
		return e.viChange(r, n, right)
	}
	return e.viInsert()
}

func (e *Editor) viChange(r rune, n int, right pos) Event {
	b := e.buf
	switch r {
	case 'x':
		if b.at == right {
			return e.viCancel(Refused)
		}
		b.kill(b.at, right)
		e.vi.linear = false
	case 'X':
		b.kill(pos{b.at.line, max(b.at.col-n, 0)}, b.at)
		e.vi.linear = false
	case 'D':
		b.kill(b.at, b.lineEnd(b.at))
		e.vi.linear = false
	case 'Y':
		return e.viLines('y', b.at.line, min(b.at.line+n-1, len(b.lines)-1))
	case 'p', 'P':
		e.viPut(r == 'p', n)
	case 'J':
		e.viJoin()
	case '~':
		text := strings.Map(func(r rune) rune {
			if unicode.IsUpper(r) {
				return unicode.ToLower(r)
			}
			return unicode.ToUpper(r)
		}, b.slice(b.at, right))
		b.replace(b.at, right, text, "")
	case 'u':
		ev := e.undo(Key{})
		e.viCancel(ev)
		return ev
	case '.':
		return e.viDot()
	case '/', '?':
		e.viCancel(Nothing)
		return e.startSearch(Key{})
	case 'v':
		e.viCancel(Nothing)
		return Outside
	default:
		return e.viCancel(Refused)
	}
	return e.viChanged()
}

// viPut puts in what was deleted or yanked last: behind the cursor or before it, lines below or above this one.
func (e *Editor) viPut(after bool, n int) {
	const most = 1 << 20 // bytes: a count is typed quickly
	b := e.buf
	n = min(n, max(most/(len(b.killed)+1), 1))
	text := strings.Repeat(b.killed, n)
	switch {
	case text == "":
	case e.vi.linear:
		text = strings.TrimSuffix(strings.Repeat(b.killed+"\n", n), "\n")
		line := b.at.line
		if after {
			b.at = b.lineEnd(b.at)
			b.insert("\n"+text, "")
			line++
		} else {
			b.at.col = 0
			b.insert(text+"\n", "")
		}
		b.at = pos{line, indent(b.lines[line])}
	default:
		if after && b.at.col < len(b.line()) {
			b.at = b.next(b.at)
		}
		b.insert(text, "")
		b.at = b.back(b.at)
	}
}

func (e *Editor) viJoin() {
	b := e.buf
	if b.at.line+1 >= len(b.lines) {
		return
	}
	end := b.lineEnd(b.at)
	b.replace(end, pos{end.line + 1, indent(b.lines[end.line+1])}, " ", "")
	b.at = end
}

// viDot does the last change again, as far as it can be done here: what was typed after a command that is refused is text, and no command.
func (e *Editor) viDot() Event {
	keys := e.vi.last
	e.viCancel(Nothing)
	if len(keys) == 0 || e.vi.replay {
		return Refused
	}
	e.vi.replay = true
	ev := Nothing
	for _, k := range keys {
		if ev = e.Key(k); ev == Refused {
			break
		}
	}
	e.vi.replay, e.vi.keys = false, nil
	return ev
}
