package eval

// This file cuts a chunk into its top-level pieces: declarations, imports and statements, in any mix.

import (
	"go/scanner"
	"go/token"
)

// piece is one top-level declaration or statement. kind is IMPORT, TYPE, CONST, VAR or FUNC, or ILLEGAL for a statement.
type piece struct {
	kind     token.Token
	from, to int // byte offsets in the chunk
}

// splitter collects the tokens of the piece under way.
type splitter struct {
	pieces     []piece
	toks       []token.Token
	start, end int
	loop       bool // the last piece began with "for": it may go on after a semicolon
}

func (s *splitter) flush() {
	if len(s.toks) > 0 {
		s.pieces = append(s.pieces, piece{kindOf(s.toks), s.start, s.end})
		s.loop = s.toks[0] == token.FOR
	}
	s.toks = nil
}

// kindOf sorts a piece by its first tokens. A function literal at the start is a statement; a method is a declaration.
func kindOf(toks []token.Token) token.Token {
	switch toks[0] {
	case token.IMPORT, token.TYPE, token.CONST, token.VAR:
		return toks[0]
	case token.FUNC:
		if len(toks) < 2 {
			break
		}
		if toks[1] == token.IDENT {
			return token.FUNC
		}
		depth := 0
		for i := 1; i < len(toks); i++ {
			switch toks[i] {
			case token.LPAREN:
				depth++
			case token.RPAREN:
				depth--
			}
			if depth == 0 { // past "(recv)": a method goes on with its name and "("
				if i+2 < len(toks) && toks[i+1] == token.IDENT && (toks[i+2] == token.LPAREN || withTypeParams(toks[i+2:])) {
					return token.FUNC
				}
				break
			}
		}
	}
	return token.ILLEGAL
}

// withTypeParams says whether toks start with type parameters that parameters follow: no Go, but the words for it are those of a method.
func withTypeParams(toks []token.Token) bool {
	depth := 0
	for i, t := range toks {
		switch t {
		case token.LBRACK:
			depth++
		case token.RBRACK:
			depth--
		}
		if depth == 0 {
			return i > 0 && i+1 < len(toks) && toks[i+1] == token.LPAREN
		}
	}
	return false
}

// split cuts src at its top-level semicolons, written and implied.
func split(src string) []piece {
	var sc scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	sc.Init(file, []byte(src), nil, 0)
	var s splitter
	depth := 0
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			break
		}
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.SEMICOLON:
			if depth <= 0 {
				if len(s.toks) == 0 && s.loop && lit == ";" { // an empty part of a loop's head
					at := file.Offset(pos)
					s.pieces = append(s.pieces, piece{token.ILLEGAL, at, at})
				}
				s.flush()
				continue
			}
		}
		if len(s.toks) == 0 {
			s.start = file.Offset(pos)
		}
		s.toks = append(s.toks, tok)
		n := len(lit)
		if n == 0 || tok.IsOperator() && tok != token.SEMICOLON {
			n = len(tok.String())
		}
		if tok == token.SEMICOLON {
			n = 0
		}
		s.end = file.Offset(pos) + n
	}
	s.flush()
	return s.pieces
}

// blank is src with everything but the wanted pieces turned to spaces, so that what is left keeps its place.
func blank(src string, ps []piece, want func(piece) bool) []byte {
	b := []byte(src)
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
	for _, p := range ps {
		if want(p) {
			copy(b[p.from:p.to], src[p.from:p.to])
			if p.to < len(b) && b[p.to] != '\n' {
				b[p.to] = ';'
			}
		}
	}
	return b
}
