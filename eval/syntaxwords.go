package eval

// This file words what the parser finds wrong as the Go compiler does, whose own parser says the same things in other words.

import (
	"go/scanner"
	"go/token"
	"strings"
)

// syntaxWords gives the message, and the place in the text, for what the parser says of the place at off.
func syntaxWords(text string, off int, msg string) (string, int) {
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
		switch {
		case what == "operand":
			return words("unexpected " + found + ", expected expression")
		case what == "type":
			return words("unexpected " + found + ", expected type")
		case what == "';'":
			return words("unexpected " + found + " at end of statement")
		case what == "'IDENT'":
			return words("unexpected " + found + ", expected name")
		case what == "statement" && strings.HasPrefix(found, "keyword "):
			return words("unexpected " + found + ", expected }")
		case what == "statement":
			return words("unexpected " + found + " at end of statement")
		case what == "boolean expression" && strings.HasPrefix(rest, "assignment"):
			return assignmentAsValue(text, off)
		case what == "'{'" && clauseBefore(text, off) != "":
			return words("unexpected " + found + ", expected { after " + clauseBefore(text, off) + " clause")
		case strings.HasPrefix(what, "'") && strings.HasSuffix(what, "'") && len(what) > 2:
			return words("unexpected " + found + ", expected " + what[1:len(what)-1])
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
	case "string literal not terminated":
		if i := strings.IndexByte(text[min(off, len(text)):], '\n'); i >= 0 {
			return "newline in string", off + i
		}
		return "string not terminated", off
	case "raw string literal not terminated":
		return "string not terminated", off
	case "expression in defer must be function call", "expression in go must be function call":
		return msg, off
	}
	return words(msg)
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

// clauseBefore names the statement whose head ends at off: the last for or if before it, on its way to a block.
func clauseBefore(text string, off int) string {
	var s scanner.Scanner
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(text))
	s.Init(f, []byte(text), nil, 0)
	last := ""
	for {
		pos, tok, _ := s.Scan()
		if tok == token.EOF || f.Offset(pos) >= off {
			return last
		}
		switch tok {
		case token.FOR:
			last = "for"
		case token.IF:
			last = "if"
		case token.SWITCH, token.SELECT, token.FUNC, token.LBRACE, token.RBRACE:
			last = ""
		}
	}
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
