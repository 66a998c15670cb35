package eval

// This file writes ranges over what the engine takes for something else: strings that are no ASCII, and slices of channels.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"unicode/utf8"
)

// rangeString decodes ASCII itself and lets the host decode the rest.
func (e *emitter) rangeString(s *ast.RangeStmt, label string) string {
	str, at, width, char := e.tmp(), e.tmp(), e.tmp(), e.tmp()
	x := e.expr(s.X)
	head := fmt.Sprintf("%s := rune(%s[%s])\n%s = 1\nif %s >= %d {\n%s = %s.Rune(%s, %s)\n%s = %s.RuneLen(%s, %s)\n}\n", char, str, at, width, char, utf8.RuneSelf,
		char, rtName, str, at, width, rtName, str, at)
	head += e.setRanged(s, at, char)
	body := e.body(&jump{label: label, pos: s.Pos(), loop: true, brk: true}, s.Body.List)
	return fmt.Sprintf("{\n%s := string(%s)\n%s := 0\n%sfor %s := 0; %s < len(%s); %s += %s {\n%s%s%s}\n}\n",
		str, x, width, labelLine(label), at, at, str, at, width, check, head, body)
}

// rangeChannels ranges over a slice of channels by index: where it is a variadic parameter, the engine takes it for a channel.
func (e *emitter) rangeChannels(s *ast.RangeStmt, label string, t *types.Slice) string {
	list, at, n := e.tmp(), e.tmp(), e.tmp()
	x := e.opened(s.X)
	head := e.setRanged(s, at, list+"["+at+"]")
	body := e.body(&jump{label: label, pos: s.Pos(), loop: true, brk: true}, s.Body.List)
	return fmt.Sprintf("{\nvar %s %s = %s\n%s := len(%s)\n%sfor %s := 0; %s < %s; %s++ {\n%s%s%s}\n}\n",
		list, e.typ(t), x, n, list, labelLine(label), at, at, n, at, check, head, body)
}

// setRanged gives the user's variables of a range their values at the beginning of an iteration.
func (e *emitter) setRanged(s *ast.RangeStmt, key, value string) (head string) {
	for i, v := range []string{key, value} {
		l := []ast.Expr{s.Key, s.Value}[i]
		switch {
		case l == nil || isBlank(l):
		case s.Tok == token.DEFINE:
			head += e.local(e.info.Defs[l.(*ast.Ident)]) + " := " + v + "\n"
		default:
			head += e.expr(l) + " = " + v + "\n"
		}
	}
	return head
}

// runeAt and runeLenAt decode the character at a place.
func runeAt(s string, i int) rune { r, _ := utf8.DecodeRuneInString(s[i:]); return r }

func runeLenAt(s string, i int) int { _, n := utf8.DecodeRuneInString(s[i:]); return n }
