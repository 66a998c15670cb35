package repl

import (
	"regexp"
	"strings"

	"parley/scripts"
)

// How narrow a column is made: if that is not enough, there is one blank between them in place of two, and then even less.
const leastColumn, tinyColumn = 8, 4

// fitTable breaks the cells of a table that is wider than the terminal. Elsewhere a table is as wide as it is: a program
// that reads it wants each row on one line.
func fitTable(text string, width int) string {
	lines := strings.Split(text, "\n")
	widest := 0
	for _, l := range lines {
		widest = max(widest, columns(l))
	}
	if width <= 0 || widest <= width || len(lines) < 2 {
		return text
	}
	rows := cells(lines)
	natural := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			natural[i] = max(natural[i], columns(c))
		}
	}
	room, gap := narrowed(natural, width)
	var b strings.Builder
	for _, r := range rows {
		wrapped := make([][]string, len(r))
		height := 1
		for i, c := range r {
			wrapped[i] = wrapWords(c, room[i])
			height = max(height, len(wrapped[i]))
		}
		for h := range height {
			var s strings.Builder
			for i, w := range wrapped {
				cell := ""
				if h < len(w) {
					cell = w[h]
				}
				s.WriteString(cell + strings.Repeat(" ", max(room[i]-columns(cell), 0)+gap))
			}
			b.WriteString(strings.TrimRight(s.String(), " ") + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// cells takes a table apart again: a column begins where in all rows two blanks stand before it.
func cells(lines []string) [][]string {
	runes, longest := make([][]rune, len(lines)), 0
	for i, l := range lines {
		runes[i] = []rune(l)
		longest = max(longest, len(runes[i]))
	}
	starts := []int{0}
	for c := 2; c < longest; c++ {
		begins, divides := false, true
		for _, r := range runes {
			begins = begins || c < len(r) && r[c] != ' '
			divides = divides && (c-2 >= len(r) || r[c-2] == ' ') && (c-1 >= len(r) || r[c-1] == ' ')
		}
		if begins && divides {
			starts = append(starts, c)
		}
	}
	rows := make([][]string, len(lines))
	for i, r := range runes {
		for k, from := range starts {
			to := len(r)
			if k+1 < len(starts) {
				to = min(starts[k+1], len(r))
			}
			rows[i] = append(rows[i], strings.TrimRight(string(r[min(from, to):to]), " "))
		}
	}
	return rows
}

// narrowed takes from the widest columns until all together fit, and says how many blanks are between them.
func narrowed(natural []int, width int) (room []int, gap int) {
	limit, least := 0, leastColumn
	for _, w := range natural {
		limit = max(limit, w)
	}
	spare := func() int {
		n := width - gap*(len(natural)-1)
		for _, w := range natural {
			n -= min(w, limit)
		}
		return n
	}
	for gap = 2; spare() < 0; {
		switch {
		case limit > least:
			limit--
		case gap > 1:
			gap--
		case least > tinyColumn:
			least--
		default: // of a terminal so narrow the terminal breaks the rows
			return atMost(natural, limit), gap
		}
	}
	room = atMost(natural, limit)
	for n := spare(); n > 0; n-- { // one column each, for those that are still cut
		for i := range room {
			if room[i] < natural[i] {
				room[i]++
				break
			}
		}
	}
	return room, gap
}

func atMost(natural []int, limit int) []int {
	out := make([]int, len(natural))
	for i, w := range natural {
		out[i] = min(w, limit)
	}
	return out
}

// wrapWords breaks text at blanks, and a word that is too long anywhere.
func wrapWords(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Split(text, " ") {
		if line != "" && columns(line)+1+columns(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for columns(word) > width && width > 0 {
			part := cut(word, width)
			if part == "" {
				break
			}
			lines, word = append(lines, part), word[len(part):]
		}
		line = word
	}
	return append(lines, line)
}

// wideGap is what stands before the second column of a line.
var wideGap = regexp.MustCompile(`^\S+( \S+)*  +`)

// prose breaks the lines of a text that are longer than width at blanks. What follows is indented as the line is, or as what stands in it behind a
// wider gap, such as the second column of a list.
func prose(text string, width int) string {
	if width <= 0 {
		return text
	}
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		rest := strings.TrimLeft(l, " ")
		first := l[:len(l)-len(rest)]
		if columns(l) <= width || len(first) > width/2 {
			out = append(out, l)
			continue
		}
		if m := wideGap.FindString(rest); m != "" && columns(first+m) <= width/2 {
			first, rest = first+m, rest[len(m):]
		}
		in := strings.Repeat(" ", columns(first))
		for i, part := range wrapWords(rest, width-len(in)) {
			if i > 0 {
				first = in
			}
			out = append(out, first+part)
		}
	}
	return strings.Join(out, "\n")
}

// tellTable writes a table, and lines of text behind it.
func (p *prompt) tellTable(t scripts.Table, after ...string) {
	width := p.tableWidth()
	lines := []string{fitTable(t.String(), width)}
	for _, l := range after {
		lines = append(lines, prose(l, width))
	}
	p.tell(strings.Join(lines, "\n"))
}

// tableWidth is how wide tables may be; 0 is any width. A record is to be the same in any terminal.
func (p *prompt) tableWidth() int {
	if !p.Interactive || p.Plain || p.recorder != nil {
		return 0
	}
	return p.Width()
}
