package edit

import "strings"

// state is within what a line begins or ends.
type state uint8

const (
	first state = iota // at the start of the input, where a command or a target may stand
	code
	comment
	raw // in a string between backquotes
)

// bracket stands at a rune of a line, outside of strings and comments.
type bracket struct {
	col int
	r   rune
}

// lexed is what is known of a line.
type lexed struct {
	runes    []rune
	from, to state
	brackets []bracket
	spans    []span
	coloured bool   // spans are known
	was      *lexed // what the line was before, if its spans are known
}

// lexer remembers what it knows, so that a key costs one line.
type lexer struct {
	lines [][]rune         // those of the buffer, when it was asked last
	known []*lexed         // of the first lines, as far as it was asked
	right int              // how many of these are right for lines; the others are of lines that were there before
	all   map[*rune]*lexed // by their first rune, for lines that move
}

func newLexer() *lexer { return &lexer{all: map[*rune]*lexed{}} }

func same(a, b []rune) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// line is what is known of a line of the buffer.
func (l *lexer) line(b *buffer, line int) *lexed {
	if len(l.lines) != len(b.lines) || &l.lines[0] != &b.lines[0] {
		l.lines, l.right = b.lines, 0
		l.known = l.known[:min(len(l.known), len(b.lines))]
		if len(l.all) > 2*len(b.lines)+64 {
			clear(l.all)
		}
	}
	for ; l.right <= line; l.right++ {
		i, from := l.right, first
		if i > 0 {
			from = l.known[i-1].to
		}
		if runes := b.lines[i]; i == len(l.known) {
			l.known = append(l.known, l.lex(runes, from, nil))
		} else if was := l.known[i]; !same(was.runes, runes) || was.from != from {
			l.known[i] = l.lex(runes, from, was)
		}
	}
	return l.known[line]
}

// lex is what is known of a line that may have stood elsewhere, or have come from another.
func (l *lexer) lex(runes []rune, from state, was *lexed) *lexed {
	if len(runes) == 0 {
		return scan(runes, from)
	}
	x := l.all[&runes[0]]
	if x == nil || !same(x.runes, runes) || x.from != from {
		x = scan(runes, from)
		if was != nil && was.coloured && was.from == from {
			x.was = was
		}
		l.all[&runes[0]] = x
	}
	return x
}

// scan finds the brackets of a line, and within what it ends.
func scan(runes []rune, from state) *lexed {
	x := &lexed{runes: runes, from: from}
	in := from
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		follows := func(next rune) bool { return i+1 < len(runes) && runes[i+1] == next }
		switch {
		case in == comment:
			if r == '*' && follows('/') {
				in = code
				i++
			}
		case in == raw:
			if r == '`' {
				in = code
			}
		case r == ' ' || r == '\t':
		case r == '/' && follows('/'):
			i = len(runes)
			in = code
		case r == '/' && follows('*'):
			in = comment
			i++
		case r == '`':
			in = raw
		case r == '"' || r == '\'':
			for i++; i < len(runes) && runes[i] != r; i++ {
				if runes[i] == '\\' {
					i++
				}
			}
			in = code
		case strings.ContainsRune(opening+closing, r):
			x.brackets = append(x.brackets, bracket{i, r})
			fallthrough
		default:
			in = code
		}
	}
	x.to = in
	return x
}

// maxMatch is how many lines away the other bracket is looked for.
const maxMatch = 5000

const closing, opening = ")]}", "([{"

// matching gives the bracket at the cursor, or else the one before it, and the one that belongs to it.
func (e *Editor) matching() (here, there pos, ok bool) {
	for _, p := range []pos{e.buf.at, {e.buf.at.line, e.buf.at.col - 1}} {
		if p.col < 0 || !strings.ContainsRune(opening+closing, e.buf.rune(p)) {
			continue
		}
		if there, ok := e.match(p); ok {
			return p, there, true
		}
	}
	return here, there, false
}

// match is the bracket that belongs to the one at p, which must be one.
func (e *Editor) match(p pos) (pos, bool) {
	for i, x := range e.lexer.line(e.buf, p.line).brackets {
		if x.col == p.col {
			if strings.ContainsRune(opening, x.r) {
				return e.pair(p.line, i, 1)
			}
			return e.pair(p.line, i, -1)
		}
	}
	return p, false
}

// opener is the open bracket in which p is.
func (e *Editor) opener(p pos) (pos, bool) {
	i := 0
	for _, x := range e.lexer.line(e.buf, p.line).brackets {
		if x.col < p.col {
			i++
		}
	}
	return e.walk(p.line, i-1, -1, 1)
}

func (e *Editor) pair(line, i, step int) (pos, bool) { return e.walk(line, i, step, 0) }

// walk goes from bracket to bracket until as many have closed as were open.
func (e *Editor) walk(line, i, step, depth int) (pos, bool) {
	far := line + step*maxMatch
	for line >= 0 && line < len(e.buf.lines) && line != far {
		brackets := e.lexer.line(e.buf, line).brackets
		if i == fromEnd {
			i = len(brackets) - 1
		}
		for ; i >= 0 && i < len(brackets); i += step {
			if strings.ContainsRune(opening, brackets[i].r) == (step > 0) {
				depth++
			} else {
				depth--
			}
			if depth == 0 {
				return pos{line, brackets[i].col}, true
			}
		}
		line += step
		i = 0
		if step < 0 {
			i = fromEnd
		}
	}
	return pos{}, false
}

const fromEnd = 1 << 30
