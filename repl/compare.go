package repl

import (
	"regexp"
	"slices"
	"strings"
)

// This file compares a transcript with what its inputs show when they are typed again. What differs from run to run is masked in the
// transcript: "..." or "…" in a line stands for any text, and a line that is only that for any lines, or none. Behind the backslash that
// stands before a line nothing is masked.

const anyLines = "..."

// Comparison is what one input of a transcript showed, beside what the transcript says.
type Comparison struct {
	Entry Entry
	Typed int    // last line of the transcript that is typed, from 1
	Line  int    // line of the transcript with the first difference, or else Typed
	Diff  []Line // in the order of what is shown
	Same  bool
}

// Line is a line that is shown.
type Line struct {
	In   byte   // ' ': as it should be; '-': only in the transcript, '+': only in what was shown
	Text string // '+': what was shown, else as it stands in the transcript
}

// Checked is what came of a transcript.
type Checked struct {
	Inputs []Comparison // those that were reached, in order
	Missed int          // line of the first input that was not; 0: all were
	Now    string       // the transcript as it would be right; as far as it agrees it stays as it is
}

// CheckTranscript compares a transcript with what was written while :replay did it again.
func CheckTranscript(text, written string) (c Checked) {
	entries, _ := ParseTranscript(text)
	lines := strings.SplitAfter(text, "\n")
	var now strings.Builder
	row, kept := 0, 0 // lines before what is shown, and those that are in now
	for i, e := range entries {
		row += strings.Count(e.Before, "\n") + len(e.Typed)
		first, shown := row, strings.Count(e.Shown, "\n")
		row += shown
		if empty, _ := blank(e.Input()); empty {
			continue
		}
		_, rest, ok := cutEcho(written, e)
		if !ok {
			c.Missed = first
			return c
		}
		written = rest
		got := rest
		for _, next := range entries[i+1:] {
			if empty, _ := blank(next.Input()); empty {
				continue
			}
			if before, _, ok := cutEcho(rest, next); ok {
				got = before
			}
			break
		}
		want := make([]string, shown)
		for k, l := range lines[first:row] {
			want[k] = strings.TrimRight(l, "\r\n")
		}
		d := Comparison{Entry: e, Typed: first, Line: first, Diff: Diff(want, splitLines(got), true)}
		if at := slices.IndexFunc(d.Diff, func(l Line) bool { return l.In != ' ' }); at < 0 {
			d.Same = true
		} else {
			d.Line = first + at + 1
			now.WriteString(strings.Join(lines[kept:first], ""))
			now.WriteString(rewritten(d.Diff))
			kept = row
		}
		c.Inputs = append(c.Inputs, d)
	}
	c.Now = now.String() + strings.Join(lines[kept:], "")
	return c
}

// rewritten is what is shown, with the masks of lines that agree.
func rewritten(diff []Line) string {
	var b strings.Builder
	for _, l := range diff {
		switch l.In {
		case ' ':
			b.WriteString(l.Text + "\n")
		case '+':
			b.WriteString(escapeShown(l.Text + "\n"))
		}
	}
	return b.String()
}

// cutEcho finds the lines that stand for an input.
func cutEcho(written string, e Entry) (before, after string, ok bool) {
	echo := e.Prompt + strings.Join(e.Typed, "\n"+continuedMark) + "\n"
	if after, ok = strings.CutPrefix(written, echo); ok {
		return "", after, true
	}
	before, after, ok = strings.Cut(written, "\n"+echo)
	return before + "\n", after, ok
}

func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// maxCells bounds what Diff needs: beyond it nothing but the same lines at the beginning and at the end is found to agree.
const maxCells = 1 << 23

// Diff says how to get from want to got with the fewest lines changed. Masked, want is as it stands in a transcript. Blanks at the end of a
// line say nothing.
func Diff(want, got []string, masked bool) (diff []Line) {
	like := make([]func(string) bool, len(want)) // nil: any lines
	for i, w := range want {
		like[i] = likeLine(w, masked)
	}
	at := 0
	for at < len(want) && at < len(got) && like[at] != nil && like[at](got[at]) {
		diff = append(diff, Line{' ', want[at]})
		at++
	}
	want, got, like = want[at:], got[at:], like[at:]
	var end []Line
	for n, m := len(want)-1, len(got)-1; n >= 0 && m >= 0 && like[n] != nil && like[n](got[m]); n, m = n-1, m-1 {
		end = append(end, Line{' ', want[n]})
		want, got = want[:n], got[:m]
	}
	slices.Reverse(end)
	return append(append(diff, align(want, got, like)...), end...)
}

// align is Diff without what is the same at the beginning and at the end.
func align(want, got []string, like []func(string) bool) (diff []Line) {
	n, m := len(want), len(got)
	if (n+1)*(m+1) > maxCells {
		for _, w := range want {
			diff = append(diff, Line{'-', w})
		}
		for _, g := range got {
			diff = append(diff, Line{'+', g})
		}
		return diff
	}
	// cost has, for what is left of both, how many lines have to change.
	cost := make([]int32, (n+1)*(m+1))
	left := func(i, j int) *int32 { return &cost[i*(m+1)+j] }
	for i := n; i >= 0; i-- {
		for j := m; j >= 0; j-- {
			c := int32(n - i + m - j)
			switch {
			case i == n:
			case like[i] == nil:
				c = *left(i+1, j)
				if j < m {
					c = min(c, *left(i, j+1))
				}
			default:
				c = 1 + *left(i+1, j)
				if j < m {
					c = min(c, 1+*left(i, j+1))
					if like[i](got[j]) {
						c = min(c, *left(i+1, j+1))
					}
				}
			}
			*left(i, j) = c
		}
	}
	for i, j := 0, 0; i < n || j < m; {
		c := *left(i, j)
		switch {
		case i < n && like[i] == nil && c == *left(i+1, j):
			diff = append(diff, Line{' ', want[i]})
			i++
		case i < n && like[i] == nil:
			j++
		case i < n && j < m && like[i](got[j]) && c == *left(i+1, j+1):
			diff = append(diff, Line{' ', want[i]})
			i, j = i+1, j+1
		case i < n && c == 1+*left(i+1, j):
			diff = append(diff, Line{'-', want[i]})
			i++
		default:
			diff = append(diff, Line{'+', got[j]})
			j++
		}
	}
	return diff
}

var masks = regexp.MustCompile(`\.\.\.|…`)

// likeLine says which lines agree with one that is expected; nil: any number of any lines.
func likeLine(want string, masked bool) func(string) bool {
	trim := func(s string) string { return strings.TrimRight(s, " \t\r") }
	want = trim(want)
	literal, escaped := strings.CutPrefix(want, `\`)
	if !masked {
		return func(got string) bool { return trim(got) == want }
	}
	if escaped || !masks.MatchString(want) {
		return func(got string) bool { return trim(got) == literal }
	}
	if masks.ReplaceAllString(want, "") == "" {
		return nil
	}
	parts := masks.Split(want, -1)
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	like := regexp.MustCompile("^" + strings.Join(parts, ".*") + "$")
	return func(got string) bool { return like.MatchString(trim(got)) }
}
