package repl

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
)

// place is "line:col" at the end of a position, and before the text of a compiler's line.
var (
	placeEnd   = regexp.MustCompile(`(?:^|:)(\d+):(\d+)$`)
	placeBegin = regexp.MustCompile(`^(?:[^\s:][^\n:]*:)?\d+:\d+(?:: |$)`)
)

// columns counts what a terminal shows, whatever the locale says of ambiguous characters.
var columns = (&runewidth.Condition{}).StringWidth

// compileLines are the lines of a compile error: each as the compiler wrote it, with its position, and the line of the
// source with a caret under the column, where it is a line of this input.
func compileLines(text, pos string, in input) (lines []compileLine) {
	for i, s := range strings.Split(strings.TrimSpace(text), "\n") {
		at := strings.TrimSuffix(strings.TrimSuffix(placeBegin.FindString(s), " "), ":")
		if at == "" && i == 0 && pos != "" {
			at, s = pos, pos+": "+s
		}
		lines = append(lines, compileLine{s, excerpt(at, in), at != ""})
	}
	return lines
}

type compileLine struct {
	text, excerpt string
	placed        bool // begins with a place
}

// excerpt is the line at that position and a caret below; "" if the input has no such place.
func excerpt(pos string, in input) string {
	m := placeEnd.FindStringSubmatch(pos)
	if m == nil {
		return ""
	}
	line, err1 := strconv.Atoi(m[1])
	col, err2 := strconv.Atoi(m[2])
	source := strings.Split(in.text, "\n")
	line -= max(in.first, 1)
	if err1 != nil || err2 != nil || line < 0 || line >= len(source) {
		return ""
	}
	s := strings.TrimSuffix(source[line], "\r")
	col-- // bytes before it
	if col < 0 || col > len(s) {
		return ""
	}
	var caret strings.Builder
	for _, r := range s[:col] {
		if r == '\t' {
			caret.WriteRune('\t')
		} else {
			caret.WriteString(strings.Repeat(" ", columns(string(r))))
		}
	}
	return s + "\n" + caret.String() + "^"
}
