package edit

import "unicode"

// next and back are the places beside p, over the ends of lines; at the ends of the text, p itself.
func (b *buffer) next(p pos) pos {
	line := b.lines[p.line]
	switch {
	case p.col < len(line):
		for p.col++; p.col < len(line) && unicode.Is(unicode.Mn, line[p.col]); p.col++ { // an accent belongs to its letter
		}
	case p.line+1 < len(b.lines):
		return pos{p.line + 1, 0}
	}
	return p
}

func (b *buffer) back(p pos) pos {
	switch {
	case p.col > 0:
		for p.col--; p.col > 0 && unicode.Is(unicode.Mn, b.lines[p.line][p.col]); p.col-- {
		}
	case p.line > 0:
		return pos{p.line - 1, len(b.lines[p.line-1])}
	}
	return p
}

// rune is what stands at p: the end of a line is a newline, that of the text nothing.
func (b *buffer) rune(p pos) rune {
	switch line := b.lines[p.line]; {
	case p.col < len(line):
		return line[p.col]
	case p.line+1 < len(b.lines):
		return '\n'
	}
	return 0
}

// class is how runes make words: those of one class that stand together are one.
type class int

const (
	blank class = iota
	letter
	sign
)

func classOf(r rune) class {
	switch {
	case r == 0 || unicode.IsSpace(r):
		return blank
	case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
		return letter
	}
	return sign
}

// big is the class for words that only blanks end.
func big(r rune) class {
	if classOf(r) == blank {
		return blank
	}
	return letter
}

// wordStart is where the next word begins, as vi's w has it.
func (b *buffer) wordStart(p pos, of func(rune) class) pos {
	for c := of(b.rune(p)); c != blank && p != b.end() && of(b.rune(p)) == c; {
		p = b.next(p)
	}
	for p != b.end() && of(b.rune(p)) == blank {
		p = b.next(p)
	}
	return p
}

// wordEnd is the last rune of this word, or of the next one if p is there already.
func (b *buffer) wordEnd(p pos, of func(rune) class) pos {
	p = b.next(p)
	for p != b.end() && of(b.rune(p)) == blank {
		p = b.next(p)
	}
	for c := of(b.rune(p)); p != b.end() && of(b.rune(b.next(p))) == c && b.next(p) != b.end(); {
		p = b.next(p)
	}
	return p
}

// wordBack is where the word before p begins.
func (b *buffer) wordBack(p pos, of func(rune) class) pos {
	p = b.back(p)
	for p != (pos{}) && of(b.rune(p)) == blank {
		p = b.back(p)
	}
	for c := of(b.rune(p)); p != (pos{}) && of(b.rune(b.back(p))) == c && c != blank; {
		p = b.back(p)
	}
	return p
}

// nameBack and nameEnd pass over signs as over blanks, as Alt-B and Alt-F do.
func (b *buffer) nameBack(p pos) pos {
	for p != (pos{}) && classOf(b.rune(b.back(p))) != letter {
		p = b.back(p)
	}
	for p != (pos{}) && classOf(b.rune(b.back(p))) == letter {
		p = b.back(p)
	}
	return p
}

func (b *buffer) nameEnd(p pos) pos {
	for p != b.end() && classOf(b.rune(p)) != letter {
		p = b.next(p)
	}
	for p != b.end() && classOf(b.rune(p)) == letter {
		p = b.next(p)
	}
	return p
}

// indent is the blanks that a line begins with.
func indent(line []rune) int {
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return n
}

// lineStart is the start of the line, or of its text if p stands within or right behind the start.
func (b *buffer) lineStart(p pos) pos {
	if in := indent(b.lines[p.line]); p.col > in && in > 0 {
		return pos{p.line, in}
	}
	return pos{p.line, 0}
}

func (b *buffer) lineEnd(p pos) pos { return pos{p.line, len(b.lines[p.line])} }

// find is the n-th c in the line of p to one side, as vi's f and F have it.
func (b *buffer) find(p pos, c rune, forward bool, n int) (pos, bool) {
	line, step := b.lines[p.line], -1
	if forward {
		step = 1
	}
	for i := p.col + step; i >= 0 && i < len(line); i += step {
		if line[i] == c {
			if n--; n <= 0 {
				return pos{p.line, i}, true
			}
		}
	}
	return p, false
}
