// Package mutate reads tables of ways to break code, for tests that see whether each is noticed. A table has a block for each mutation:
//
//	count an entry of an older term
//	in commit.go
//	- 	if e.Term == s.Term && n >= quorum {
//	+ 	if n >= quorum {
//	caught by TestFigure8: State Machine Safety
//
// The first line is its name, and the last one, which begins with none of in, - and +, is what the reader of the table makes of it. What stands behind
// "- " is once in the file, and what stands behind "+ " takes its place, or nothing if there is none: then another `in` begins the next edit. A line that
// begins with # is a comment.
package mutate

import (
	"fmt"
	"regexp"
	"strings"
)

// Mutation is one way to break files of a folder.
type Mutation struct {
	Name  string
	Edits []Edit
	End   string // the last line
}

// Edit replaces text of a file; New is "" where lines are taken out.
type Edit struct{ File, Old, New string }

var blanks = regexp.MustCompile(`\n\n+`)

// Read reads a table. An error names the block that cannot be read.
func Read(text string) ([]Mutation, error) {
	var all []Mutation
	var kept []string
	for s := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(s, "#") {
			kept = append(kept, s)
		}
	}
	for _, block := range blanks.Split(strings.TrimSpace(strings.Join(kept, "\n")), -1) {
		m, err := readBlock(strings.Split(block, "\n"))
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

func readBlock(lines []string) (Mutation, error) {
	m := Mutation{Name: lines[0]}
	file, last := "", ""
	for _, s := range lines[1:] {
		kind, rest, _ := strings.Cut(s, " ")
		e := len(m.Edits) - 1
		switch {
		case m.End != "":
			return m, fmt.Errorf("%s: %q stands behind the last line", m.Name, s)
		case kind == "in":
			file = rest
		case kind == "-" && last == "-":
			m.Edits[e].Old += "\n" + rest
		case kind == "-" && file != "":
			m.Edits = append(m.Edits, Edit{File: file, Old: rest})
		case kind == "+" && last == "-":
			m.Edits[e].New = rest
		case kind == "+" && last == "+":
			m.Edits[e].New += "\n" + rest
		case kind == "+" || kind == "-":
			return m, fmt.Errorf("%s: %q needs a line that begins with - before it, and that one a file", m.Name, s)
		default:
			m.End = s
		}
		last = kind
	}
	if m.End == "" || len(m.Edits) == 0 {
		return m, fmt.Errorf("%q changes nothing, or has no last line that says what comes of it", m.Name)
	}
	return m, nil
}

// Apply gives the files that the mutation breaks, broken, by their names in the table. read is how they are.
func (m Mutation) Apply(read func(file string) (string, error)) (map[string]string, error) {
	files := map[string]string{}
	for _, e := range m.Edits {
		if _, ok := files[e.File]; !ok {
			text, err := read(e.File)
			if err != nil {
				return nil, err
			}
			files[e.File] = text
		}
		if n := strings.Count(files[e.File], e.Old); n != 1 {
			return nil, fmt.Errorf("%s: %q is %d times in %s, and must be there once", m.Name, e.Old, n, e.File)
		}
		files[e.File] = strings.Replace(files[e.File], e.Old, e.New, 1)
	}
	return files, nil
}
