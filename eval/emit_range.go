package eval

// This file writes ranges over strings, which the engine does not decode as Go does.

import (
	"fmt"
	"go/ast"
	"go/token"
	"unicode/utf8"
)

// rangeString decodes ASCII itself and lets the host decode the rest.
func (e *emitter) rangeString(s *ast.RangeStmt, label string) string {
	str, at, width, char := e.tmp(), e.tmp(), e.tmp(), e.tmp()
	x := e.expr(s.X)
	head := fmt.Sprintf("%s := rune(%s[%s])\n%s = 1\nif %s >= %d {\n%s = %s.Rune(%s, %s)\n%s = %s.RuneLen(%s, %s)\n}\n", char, str, at, width, char, utf8.RuneSelf,
		char, rtName, str, at, width, rtName, str, at)
	for i, v := range []string{at, char} {
		l := []ast.Expr{s.Key, s.Value}[i]
		switch {
		case l == nil || isBlank(l):
		case s.Tok == token.DEFINE:
			head += e.local(e.info.Defs[l.(*ast.Ident)]) + " := " + v + "\n"
		default:
			head += e.store(l, v) + "\n"
		}
	}
	body := e.body(&jump{label: label, pos: s.Pos(), loop: true, brk: true}, s.Body.List)
	return fmt.Sprintf("{\n%s := string(%s)\n%s := 0\n%sfor %s := 0; %s < len(%s); %s += %s {\n%s%s%s}\n}\n",
		str, x, width, labelLine(label), at, at, str, at, width, check, head, body)
}

// runeAt and runeLenAt decode the character at a place.
func runeAt(s string, i int) rune { r, _ := utf8.DecodeRuneInString(s[i:]); return r }

func runeLenAt(s string, i int) int { _, n := utf8.DecodeRuneInString(s[i:]); return n }
