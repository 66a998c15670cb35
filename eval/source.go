package eval

// This file keeps the text that the user typed and finds places in it again.

import (
	"cmp"
	"fmt"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// source is one input: as typed, and as parsed, where `$0` and `$x` are written out.
type source struct {
	file   string // shown before positions; may be empty
	typed  string
	parsed string
	edits  []edit // in order
}

// edit says that from offset at of the parsed text on, offsets are delta more than in the typed text.
type edit struct{ at, delta int }

// bindName is how `$n` is written in the parsed text.
func bindName(n int) string { return "bind__" + strconv.Itoa(n) }

// unquoteName is what `$x` and `$(x)` stand for.
const unquoteName = "Unquote"

// refName is the function that `b#17` stands for a call of.
const refName = "Ref"

// newSource writes out `$`: `$0` as a bind, and where sugar is allowed `$x` and `$(e)` as Unquote, and `b#17` as the reference of
// that name.
func newSource(file, text string, sugar bool) (*source, error) {
	return newQuotedSource(file, text, sugar, false)
}

// newQuotedSource is newSource for text that travels as a whole, if quoted is true: a reference in it is a value of here.
func newQuotedSource(file, text string, sugar, quoted bool) (*source, error) {
	s := &source{file: file, typed: text, parsed: text}
	if !strings.Contains(text, "$") && !(sugar && strings.Contains(text, "#")) {
		return s, nil
	}
	var b strings.Builder
	from := 0
	put := func(upTo int, by string, skipTo int) {
		b.WriteString(text[from:upTo])
		b.WriteString(by)
		from = skipTo
		s.edits = append(s.edits, edit{b.Len(), b.Len() - skipTo})
	}
	dollars, refs := marks(text)
	if !sugar {
		refs = nil
	}
	reference := func(at int) string { return refName + "(" + strconv.Quote(text[at:refs[at]]) + ")" }
	for _, at := range slices.Sorted(maps.Keys(refs)) {
		if at > 0 && text[at-1] == '$' {
			continue // with its dollar
		}
		dollars = append(dollars, at)
	}
	slices.Sort(dollars)
	for _, at := range dollars {
		if end := refs[at]; end > 0 {
			if r := reference(at); quoted {
				put(at, unquoteName+"("+r+")", end)
			} else {
				put(at, r, end)
			}
			continue
		}
		if end := refs[at+1]; end > 0 && sugar {
			put(at, unquoteName+"("+reference(at+1)+")", end)
			continue
		}
		end := at + 1
		for end < len(text) && isIdentByte(text[end]) {
			end++
		}
		name := text[at+1 : end]
		switch {
		case name == "" && end < len(text) && text[end] == '(' && sugar:
			put(at, unquoteName, end)
		case name == "":
			return nil, &sourceError{s, at, "$ must be followed by a name, an expression in parentheses, or the number of a value"}
		case name[0] >= '0' && name[0] <= '9':
			n, err := strconv.Atoi(name)
			if err != nil {
				return nil, &sourceError{s, at, "$" + name + " is not the number of a value"}
			}
			put(at, bindName(n), end)
		case sugar:
			put(at, unquoteName+"("+name+")", end)
		default:
			return nil, &sourceError{s, at, "$" + name + " means Unquote(" + name + ") only at the prompt; write it out"}
		}
	}
	b.WriteString(text[from:])
	s.parsed = b.String()
	return s, nil
}

// marks are the offsets of `$` outside of strings and comments, and where references such as `b#17` begin and end.
func marks(text string) (dollars []int, refs map[int]int) {
	var sc scanner.Scanner
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(text))
	sc.Init(f, []byte(text), nil, 0)
	refs = map[int]int{}
	name, end := -1, -1 // of an identifier; the end is behind its `#` once that has come
	for {
		pos, tok, lit := sc.Scan()
		at := f.Offset(pos)
		switch {
		case tok == token.EOF:
			return dollars, refs
		case tok == token.ILLEGAL && lit == "$":
			dollars = append(dollars, at)
		case tok == token.IDENT:
			name, end = at, at+len(lit)
			continue
		case tok == token.ILLEGAL && lit == "#" && at == end:
			end++
			continue
		case tok == token.INT && name >= 0 && at == end && text[at-1] == '#':
			refs[name] = at + len(lit)
		}
		name, end = -1, -1
	}
}

func isIdentByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// typedOffset is where a place of the parsed text is in the typed one.
func (s *source) typedOffset(off int) int {
	i := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].at > off })
	if i > 0 {
		off -= s.edits[i-1].delta
	}
	return min(max(off, 0), len(s.typed))
}

// position is "file:line:col", or "line:col" without a file, of a place in the parsed text. Columns count bytes from 1, as the Go
// compiler's do.
func (s *source) position(off int) string {
	off = s.typedOffset(off)
	before := s.typed[:off]
	line := 1 + strings.Count(before, "\n")
	col := off - strings.LastIndexByte(before, '\n')
	p := strconv.Itoa(line) + ":" + strconv.Itoa(col)
	if s.file != "" {
		p = s.file + ":" + p
	}
	return p
}

// blankBefore is as many lines and columns of nothing as there are in what was typed before a part of it, the first behind a place, so
// that the part has the positions that it has there when it is evaluated alone.
func (s *source) blankBefore(off int, part string) string {
	off = s.typedOffset(off)
	before := s.typed[:off+max(0, strings.Index(s.typed[off:], part))]
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return strings.Repeat("\n", strings.Count(before, "\n")) + strings.Repeat(" ", len(last))
}

// sourceError is an error at a place of the typed text, found before parsing.
type sourceError struct {
	src *source
	at  int
	msg string
}

func (e *sourceError) Error() string { return e.src.position(e.at) + ": " + e.msg }

// problem is one thing wrong with a chunk. Several make a compile failure.
type problem struct {
	pos string // may be empty
	msg string
	off int     // in the parsed text, for sorting
	src *source // of off; may be nil
}

// line is pos without the column.
func (p problem) line() string { return p.pos[:max(0, strings.LastIndexByte(p.pos, ':'))] }

// maxProblems bounds what one compile failure lists.
const maxProblems = 10

// problems is a compile failure as an error.
type problems []problem

func (ps problems) Error() string {
	var b strings.Builder
	for i, p := range ps {
		if i == maxProblems {
			fmt.Fprintf(&b, "\ntoo many errors (%d more)", len(ps)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
			if p.pos != "" {
				b.WriteString(p.pos + ": ")
			}
		}
		b.WriteString(p.msg)
	}
	return b.String()
}

func sortProblems(ps problems) problems {
	sort.SliceStable(ps, func(i, j int) bool { return cmp.Less(ps[i].off, ps[j].off) })
	return ps
}
