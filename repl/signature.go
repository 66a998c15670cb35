package repl

import (
	"strconv"
	"strings"

	"parley/node"
)

// signature shows what a call takes, with a mark below the argument that is being typed.
func signature(c node.Candidate, width int) string {
	text := strings.Join(strings.Fields(c.Type), " ")
	s := cut(text, width-1) + "\n"
	i, err := strconv.Atoi(strings.TrimPrefix(c.Kind, node.SignatureKind))
	if err != nil || !strings.HasPrefix(text, c.Text) {
		return s
	}
	if from, to := parameter(text, len(c.Text), i); to > from {
		s += cut(strings.Repeat(" ", columns(text[:from]))+strings.Repeat("^", columns(text[from:to])), width-1) + "\n"
	}
	return s
}

// parameter is where the i-th parameter stands in a signature whose function's name ends at that byte. The last one of a variadic
// function is all that follow.
func parameter(text string, at, i int) (from, to int) {
	depth, n := 0, 0
	list := false // the brackets of the parameters rather than those of type parameters are open
	for j := at; j < len(text); j++ {
		switch c := text[j]; c {
		case '(', '[', '{':
			if depth == 0 && c == '(' {
				list, from = true, j+1
			}
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 && list {
				if n == i || n < i && strings.Contains(text[from:j], "...") {
					return from, j
				}
				return 0, 0
			}
		case ',':
			if depth == 1 && list {
				if n == i {
					return from, j
				}
				n++
				from = j + 1
				for from < len(text) && text[from] == ' ' {
					from++
				}
			}
		}
	}
	return 0, 0
}
