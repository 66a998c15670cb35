// Whether what was typed so far needs more lines.

package eval

import (
	"errors"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// Incomplete reports whether more lines would make src complete: an open bracket, raw string or comment, or an end such as
// an operator, a comma or `else` after which Go itself goes on. It is false for complete input, and for input that no
// further line can mend, so that its error is shown at once. Prompt sugar is understood: @targets at the start of a line,
// $x and $(expr). Nothing is evaluated, and the time is linear in the length of src.
func Incomplete(src string) bool {
	in := readInput(src)
	switch {
	case in.unterminated:
		return true
	case in.wrong || in.last == token.ILLEGAL: // ILLEGAL: there is no token at all
		return false
	case len(in.open) == 0 && !in.dangling:
		return false
	}
	return !in.wrongBeforeEnd()
}

// inputEnds is what the tokens of a piece of source say about its end.
type inputEnds struct {
	text         []byte // with the sugar replaced, byte for byte, by plain Go
	open         []token.Token
	last         token.Token
	end          int  // offset behind the last token
	dangling     bool // the last token cannot end a statement
	unterminated bool // in a raw string or comment
	wrong        bool // a token that Go does not have, or a bracket that closes another one
	pieces       []inputPiece
}

// inputPiece is a statement, or a declaration that only a file may have.
type inputPiece struct {
	from, to int
	decl     bool
}

func readInput(src string) *inputEnds {
	in := &inputEnds{text: []byte(strings.NewReplacer("$", "_", "#", "_").Replace(src)), last: token.ILLEGAL}
	header := false // between `for`, `if` or `switch` and its brace, where semicolons do not end the statement
	fresh := true   // at the start of a statement
	start := token.ILLEGAL
	for base := 0; base < len(in.text); {
		var s scanner.Scanner
		broken := ""
		f := token.NewFileSet().AddFile("", -1, len(in.text)-base)
		s.Init(f, in.text[base:], func(_ token.Position, msg string) { broken = msg }, 0)
		at := base
		base = len(in.text)
		for {
			pos, tok, lit := s.Scan()
			off := at + f.Offset(pos)
			if tok == token.ILLEGAL && lit == "@" && len(in.open) == 0 && startsLine(in.text, off) {
				base = in.blankTargets(off)
				break // scan anew behind the targets
			}
			if broken != "" {
				in.unterminated = strings.HasPrefix(broken, "raw string") || strings.HasPrefix(broken, "comment")
				in.wrong = true
				return in
			}
			if tok == token.EOF {
				break
			}
			if tok == token.SEMICOLON {
				if lit == "\n" {
					in.dangling = false
				} else {
					in.end, in.last = off+1, tok
					in.dangling = header && len(in.open) == 0
				}
				if len(in.open) == 0 && (!header || lit == "\n") {
					header, fresh = false, true
				}
				continue
			}
			if fresh {
				fresh, start = false, tok
				in.startPiece(off, tok == token.IMPORT)
			} else if start == token.FUNC { // a declaration, unless this is a function literal; a receiver is looked at when parsing
				in.pieces[len(in.pieces)-1].decl = in.pieces[len(in.pieces)-1].decl || tok == token.IDENT
				start = token.ILLEGAL
			}
			if lit == "" {
				lit = tok.String()
			}
			in.last, in.end, in.dangling = tok, off+len(lit), true
			switch tok {
			case token.FOR, token.IF, token.SWITCH:
				header = header || len(in.open) == 0
			case token.LBRACE:
				if len(in.open) == 0 {
					header = false
				}
				in.open = append(in.open, token.RBRACE)
			case token.LPAREN:
				in.open = append(in.open, token.RPAREN)
			case token.LBRACK:
				in.open = append(in.open, token.RBRACK)
			case token.RBRACE, token.RPAREN, token.RBRACK:
				n := len(in.open)
				if n == 0 || in.open[n-1] != tok {
					in.wrong = true
					return in
				}
				in.open = in.open[:n-1]
			}
		}
	}
	return in
}

// startPiece notes that a statement or declaration starts at off.
func (in *inputEnds) startPiece(off int, decl bool) {
	if n := len(in.pieces); n > 0 {
		in.pieces[n-1].to = off
	}
	in.pieces = append(in.pieces, inputPiece{off, len(in.text), decl})
}

func startsLine(text []byte, off int) bool {
	for off > 0 && (text[off-1] == ' ' || text[off-1] == '\t') {
		off--
	}
	return off == 0 || text[off-1] == '\n' || text[off-1] == ';'
}

// blankTargets overwrites the targets at off, as in @b,c or @quorum(2), and returns where they end: at the first space
// outside of parentheses.
func (in *inputEnds) blankTargets(off int) int {
	for depth := 0; off < len(in.text); off++ {
		switch c := in.text[off]; {
		case c == '\n', depth <= 0 && (c == ' ' || c == '\t'):
			return off
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		in.text[off] = ' '
	}
	return off
}

// wrongBeforeEnd reports a syntax error that is certainly before the end of the last token: no further line mends it.
func (in *inputEnds) wrongBeforeEnd() bool {
	for from := 0; from < len(in.pieces); {
		to := from + 1
		for to < len(in.pieces) && in.pieces[to].decl == in.pieces[from].decl {
			to++
		}
		c := inputPiece{in.pieces[from].from, in.pieces[to-1].to, in.pieces[from].decl}
		if in.wrongAs(c, c.decl) && (to-from > 1 || in.wrongAs(c, !c.decl)) && !in.eachFits(in.pieces[from:to]) {
			return true
		}
		from = to
	}
	return false
}

// eachFits is the slow way for runs that mix methods, which start like function literals, with statements.
func (in *inputEnds) eachFits(run []inputPiece) bool {
	return !slices.ContainsFunc(run, func(c inputPiece) bool { return in.wrongAs(c, c.decl) && in.wrongAs(c, !c.decl) })
}

// wrongAs reports an early syntax error of c, read as declarations of a file or as statements.
func (in *inputEnds) wrongAs(c inputPiece, decl bool) bool {
	head := "package p;"
	if !decl {
		head += "func _(){"
	}
	src := append(append(make([]byte, 0, len(head)+c.to-c.from+1), head...), in.text[c.from:c.to]...)
	_, err := parser.ParseFile(token.NewFileSet(), "", append(src, '\n'), parser.SkipObjectResolution)
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return false
	}
	end := len(head) + min(in.end, c.to) - c.from
	return slices.ContainsFunc(list, func(e *scanner.Error) bool {
		// Only these are reported where the parser stands. Others blame an earlier place for something that the open end
		// caused, such as "mixed named and unnamed parameters".
		here := strings.Contains(e.Msg, "expected") || strings.HasPrefix(e.Msg, "missing ','")
		return here && e.Pos.Offset < end
	})
}
