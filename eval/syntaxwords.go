package eval

// This file words what the parser finds wrong as the Go compiler does, whose own parser says the same things in other words.

import (
	"go/scanner"
	"go/token"
	"strings"
)

// syntaxWords gives the message, and the place in the text, for what the parser says of the place at off.
func syntaxWords(text string, off int, msg string) (string, int) {
	if words, at, ok := literalWords(text, off, msg); ok {
		return words, at
	}
	found := tokenAt(text, off)
	words := func(s string) (string, int) { return "syntax error: " + s, off }
	if what, ok := strings.CutPrefix(msg, "expected "); ok {
		what, rest, _ := strings.Cut(what, ", found ")
		if found == "" { // past the end, or in the wrapping
			if !strings.Contains(rest, "'}'") && !strings.Contains(rest, "EOF") && off < len(text) {
				return words(msg)
			}
			found = "EOF"
		}
		if what == "boolean expression" && strings.HasPrefix(rest, "assignment") {
			return assignmentAsValue(text, off)
		}
		if what == "at most 2 expressions" {
			return "range clause permits at most two iteration variables", off
		}
		if s := expectedWords(what, found, before(text, off)); s != "" {
			return words(s)
		}
		return words(msg)
	}
	if rest, ok := strings.CutPrefix(msg, "missing ',' "); ok {
		before, where, in := strings.Cut(rest, "in ")
		if !in {
			return words(msg)
		}
		if strings.HasPrefix(before, "before newline") {
			found = "newline"
		}
		closing := ")"
		if strings.HasPrefix(where, "composite") {
			closing = "}"
		}
		if found == "" {
			found = "EOF"
		}
		return words("unexpected " + found + " in " + where + "; possibly missing comma or " + closing)
	}
	switch msg {
	case "expression in defer must be function call", "expression in go must be function call":
		return msg, before(text, off).call
	case "expression in defer must not be parenthesized", "expression in go must not be parenthesized", "can only use ... with final parameter",
		"invalid use of ...", "interface method must have no type parameters":
		return msg, off
	case "middle index required in 3-index slice", "final index required in 3-index slice":
		if off < len(text) {
			at, _, _ := firstToken(text[off+1:])
			off += 1 + at
		}
		return msg, off
	case "unexpected newline, expecting { after if clause":
		return words("unexpected newline, expected { after if clause")
	case "illegal label declaration":
		return words("unexpected : at end of statement")
	case "unexpected comma; expecting ]":
		return words("unexpected comma; expected ]")
	case "cannot parenthesize type in composite literal":
		if at := closedBefore(text, off); at >= 0 {
			off = at
		}
	}
	return words(msg)
}

// expectedWords is what the compiler says where the parser expects what; "" if it is not known.
func expectedWords(what, found string, b soFar) string {
	unexpected := "unexpected " + found
	if found == ":=" && b.declares && (what == "';'" || what == "type") {
		return unexpected + ", expected ="
	}
	switch what {
	case "operand":
		if found == "]" && b.last == token.LBRACK {
			return unexpected + ", expected operand"
		}
		return unexpected + ", expected expression"
	case "type":
		switch {
		case b.last == token.CHAN:
			return "missing channel element type"
		case b.last == token.ELLIPSIS:
			return "... is missing type"
		case b.names:
			return unexpected + " in type declaration"
		}
		return unexpected + ", expected type"
	case "type argument list", "field name or embedded type", "~ term or type":
		return unexpected + ", expected " + what
	case "declaration":
		return "non-declaration statement outside function body"
	case "if statement or block":
		return "else must be followed by if or statement block"
	case "';'", "'=='":
		switch b.inside {
		case "(":
			if b.operand {
				return unexpected + " in argument list; possibly missing comma or )"
			}
		case "":
			if b.declaration {
				return unexpected + " after top level declaration"
			}
		case "grouped declaration":
			return unexpected + " in grouped declaration; possibly missing semicolon or newline or )"
		case "struct type", "interface type":
			return unexpected + " in " + b.inside + "; possibly missing semicolon or newline or }"
		}
		return unexpected + " at end of statement"
	case "'IDENT'":
		return unexpected + ", expected name"
	case "statement":
		if strings.HasPrefix(found, "keyword ") {
			return unexpected + ", expected }"
		}
		return unexpected + " at end of statement"
	case "']'":
		if b.inside == "[" && b.operand {
			return unexpected + ", expected comma, : or ]"
		}
	case "'{'":
		switch b.clause {
		case "":
		case "switch", "select":
			return "missing { after " + b.clause + " clause"
		default:
			return unexpected + ", expected { after " + b.clause + " clause"
		}
	}
	if w, ok := strings.CutPrefix(what, "'"); ok && token.IsKeyword(strings.TrimSuffix(w, "'")) {
		return unexpected + ", expected keyword " + strings.TrimSuffix(w, "'")
	}
	if strings.HasPrefix(what, "'") && strings.HasSuffix(what, "'") && len(what) > 2 {
		return unexpected + ", expected " + what[1:len(what)-1]
	}
	return ""
}

// tokenAt names the token at off as the compiler does; "" past the end.
func tokenAt(text string, off int) string {
	if off < 0 || off >= len(text) {
		return ""
	}
	if text[off] == '\n' {
		return "newline"
	}
	_, tok, lit := firstToken(text[off:])
	switch {
	case tok == token.EOF:
		return ""
	case tok == token.SEMICOLON && lit == "\n":
		return "newline"
	case tok == token.SEMICOLON:
		return "semicolon"
	case tok == token.COMMA:
		return "comma"
	case tok == token.IDENT:
		return "name " + lit
	case tok.IsKeyword():
		return "keyword " + tok.String()
	case tok.IsLiteral():
		return "literal " + lit
	}
	return tok.String()
}

func firstToken(text string) (int, token.Token, string) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(text))
	s.Init(f, []byte(text), nil, 0)
	pos, tok, lit := s.Scan()
	return f.Offset(pos), tok, lit
}

// soFar is what stands before a place.
type soFar struct {
	last        token.Token
	call        int    // where the operand of the last go or defer starts
	clause      string // the last statement with a block that it is on its way to
	inside      string // the innermost bracket: "struct type", "interface type", or the bracket itself; "" for none
	declares    bool   // in a var or const declaration
	names       bool   // in a type declaration, just behind the name
	declaration bool   // the piece began with a word of declarations
	operand     bool   // the innermost bracket follows an operand
}

// before reads the text up to off.
func before(text string, off int) (b soFar) {
	type bracket struct {
		name    string
		operand bool
	}
	var open []bracket
	var prev [3]token.Token // the tokens before, the last first
	eachToken(text, off, func(at int, tok token.Token) {
		switch {
		case b.last == token.GO || b.last == token.DEFER:
			b.call = at
		case b.last == token.SEMICOLON || b.last == token.ILLEGAL:
			if len(open) == 0 {
				b.declaration = tok == token.VAR || tok == token.CONST || tok == token.TYPE || tok == token.FUNC || tok == token.IMPORT
			}
		}
		switch tok {
		case token.FOR:
			b.clause = "for"
		case token.IF:
			b.clause = "if"
		case token.SWITCH:
			b.clause = "switch"
		case token.SELECT:
			b.clause = "select"
		case token.FUNC:
			b.clause = ""
		case token.VAR, token.CONST:
			b.declares = true
		case token.SEMICOLON:
			b.declares = b.declares && len(open) > 0 && open[len(open)-1].name == "grouped declaration"
		case token.LPAREN, token.LBRACK, token.LBRACE:
			name := tok.String()
			if tok == token.LPAREN && (b.last == token.VAR || b.last == token.CONST || b.last == token.TYPE || b.last == token.IMPORT) {
				name = "grouped declaration"
			}
			if tok == token.LBRACE {
				b.clause, b.declares = "", false
				switch b.last {
				case token.STRUCT:
					name = "struct type"
				case token.INTERFACE:
					name = "interface type"
				}
			}
			open = append(open, bracket{name, b.last == token.IDENT || b.last == token.RPAREN || b.last == token.RBRACK})
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if tok == token.RBRACE {
				b.clause, b.declares = "", false
			}
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
		prev[2], prev[1], prev[0] = prev[1], prev[0], tok
		b.last = tok
	})
	b.names = prev[0] == token.IDENT && prev[1] == token.TYPE || prev[0] == token.ASSIGN && prev[1] == token.IDENT && prev[2] == token.TYPE
	if n := len(open); n > 0 {
		b.inside, b.operand = open[n-1].name, open[n-1].operand
	}
	return b
}

// eachToken visits the tokens of text before off, or all if off is negative.
func eachToken(text string, off int, visit func(at int, tok token.Token)) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(text))
	s.Init(f, []byte(text), nil, 0)
	for {
		pos, tok, _ := s.Scan()
		at := f.Offset(pos)
		if tok == token.EOF || off >= 0 && at >= off {
			return
		}
		visit(at, tok)
	}
}

// closedBefore is where the brace is that follows the parentheses around off; -1 if there is none.
func closedBefore(text string, off int) int {
	depth, found, done := 0, -1, false
	eachToken(text[off:], -1, func(at int, tok token.Token) {
		switch tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		case token.LBRACE:
			if depth < 0 && !done {
				found = off + at
			}
		}
		done = done || found >= 0
	})
	return found
}

// assignmentAsValue words `if x = 1 {`. off is where the x is.
func assignmentAsValue(text string, off int) (string, int) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(text)-off)
	s.Init(f, []byte(text[off:]), nil, 0)
	at := -1
	for {
		pos, tok, _ := s.Scan()
		switch {
		case at < 0 && tok == token.ASSIGN:
			at = f.Offset(pos)
		case tok == token.LBRACE && at >= 0:
			return "syntax error: cannot use assignment " + strings.TrimSpace(text[off:off+f.Offset(pos)]) + " as value", off + at
		case tok == token.EOF:
			return "syntax error: cannot use assignment as value", off
		}
	}
}
