package eval

// This file refuses source that is nested too deeply: the checker, the engine and reflection go down it by recursion, which nothing can
// end, and some of them take the square of its depth. It refuses source that is too long, too: nothing ends a compile, and all other new
// source waits for it.

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
)

const (
	// maxOpen is how many brackets may be open, and how deep syntax may be nested, where a bracket takes two levels or more. No program that
	// somebody has written comes near it.
	maxOpen   = 400
	maxLevels = 2 * maxOpen
	// maxOperands bounds the operands of one expression such as a + b + c, which are no nesting to the eye.
	maxOperands = 5000
	// maxSyntax is how many pieces of syntax an input may have: some 40,000 statements, which take seconds.
	maxSyntax = 250_000
	// maxSource is how many bytes it may have: comments and strings count for little otherwise.
	maxSource = 16 << 20
)

func tooLong(src *source) problem {
	return problem{msg: fmt.Sprintf("unsupported: an input of more than %d MiB, or of more than %d names, operators and statements; give it in parts", maxSource>>20, maxSyntax), pos: src.position(0), src: src}
}

func nestedTooDeeply(src *source, at int) problem {
	return problem{msg: fmt.Sprintf("unsupported: source that is nested more than %d deep", maxOpen), pos: src.position(at), off: at, src: src}
}

// openBrackets finds the bracket that is one too many, before anything is parsed; -1 if there is none.
func openBrackets(text string) int {
	if len(text) <= maxOpen {
		return -1
	}
	var s scanner.Scanner
	fset := token.NewFileSet()
	f := fset.AddFile("", -1, len(text))
	s.Init(f, []byte(text), func(token.Position, string) {}, 0)
	for depth := 0; ; {
		pos, tok, _ := s.Scan()
		switch tok {
		case token.EOF:
			return -1
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		}
		if depth > maxOpen {
			return f.Offset(pos)
		}
	}
}

// nested reports the syntax that is nested too deeply, with or without brackets.
func (im *Image) nested(n ast.Node) (ps problems) {
	levels, operands, count := 0, 0, 0
	var path []ast.Node
	inSum := func(x ast.Node) bool { // x is the left operand of what it is in
		if len(path) == 0 {
			return false
		}
		b, ok := path[len(path)-1].(*ast.BinaryExpr)
		return ok && b.X == x
	}
	ast.Inspect(n, func(x ast.Node) bool {
		if len(ps) > 0 {
			return false
		}
		if x == nil {
			x, path = path[len(path)-1], path[:len(path)-1]
			if inSum(x) {
				operands--
			} else {
				levels--
			}
			return true
		}
		if inSum(x) {
			operands++
		} else {
			levels++
		}
		path = append(path, x)
		if count++; count > maxSyntax {
			if src, _ := im.offset(n.Pos()); src != nil {
				ps = append(ps, tooLong(src))
				return false
			}
		}
		if levels > maxLevels || operands > maxOperands {
			if src, off := im.offset(x.Pos()); src != nil {
				ps = append(ps, nestedTooDeeply(src, off))
			} else {
				ps = append(ps, problem{msg: fmt.Sprintf("unsupported: source that is nested more than %d deep", maxOpen)})
			}
		}
		return true
	})
	return ps
}
