package repl

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/fatih/color"

	"parley/node"
	"parley/protocol"
	"parley/repl/edit"
	"parley/scripts"
)

// paint colours text, or leaves it as it is.
type paint struct{ bad, node, dim, code func(string) string }

func colors(on bool) paint {
	style := func(a ...color.Attribute) func(string) string {
		if !on {
			return func(s string) string { return s }
		}
		c := color.New(a...)
		c.EnableColor() // who asked for colour has looked at the terminal and NO_COLOR already
		return func(s string) string {
			lines := strings.Split(s, "\n")
			for i, l := range lines {
				if l != "" {
					lines[i] = c.Sprint(l)
				}
			}
			return strings.Join(lines, "\n")
		}
	}
	code := func(s string) string { return s }
	if on {
		code = edit.Highlight
	}
	return paint{bad: style(color.FgRed), node: style(color.FgCyan), dim: style(color.Faint), code: code}
}

// block is some whole lines for one stream, without the end of the last.
type block struct {
	stream uint8
	text   string
}

// renderer writes what a line came to.
type renderer struct {
	paint    paint
	width    int  // columns; 0 wraps nothing
	table    int  // columns of tables and of text for people; 0 is any width
	fold     int  // lines of a value that are shown; 0 is all
	full     bool // fold nothing
	terminal bool // show control characters instead of sending them
}

// stackFrames is how many frames of a stack are shown unless all are asked for.
const stackFrames = 3

func (r renderer) line(l scripts.Line, in input) (blocks []block) {
	for _, n := range l.Notices {
		blocks = append(blocks, block{node.Stderr, r.paint.dim(prose("note: "+r.safe(n), r.table))})
	}
	switch {
	case l.Failure != nil:
		blocks = append(blocks, r.failed(protocol.Failed, "", l.Failure, in))
	case l.Several:
		blocks = append(blocks, r.several(l.Parts, in)...)
	default:
		for _, p := range l.Parts {
			if p.Outcome.Verdict != protocol.OK {
				blocks = append(blocks, r.failed(p.Outcome.Verdict, string(p.Node), p.Outcome.Failure, in))
			} else if len(p.Outcome.Values) > 0 {
				blocks = append(blocks, block{node.Stdout, r.values(p.Outcome.Values)})
			}
		}
	}
	if t := types(l); r.full && t != "" {
		blocks = append(blocks, block{node.Stderr, r.paint.dim(indent("type " + r.safe(t)))})
	}
	if len(l.More) > 0 && r.terminal {
		blocks = append(blocks, block{node.Stderr, r.paint.dim(":more shows what it goes on with")})
	}
	if l.Unmet != "" {
		blocks = append(blocks, block{node.Stderr, r.paint.bad(prose(r.safe(l.Unmet), r.table))})
	}
	return blocks
}

// several is a row for each node with a value, then the failures, equal ones together.
func (r renderer) several(parts []scripts.Part, in input) (blocks []block) {
	label := 0
	for _, p := range parts {
		label = max(label, columns(string(p.Node)))
	}
	row := func(name, text string) string {
		first := r.paint.node(name) + strings.Repeat(" ", max(label-columns(name), 0)+2)
		return first + strings.Join(r.wrap(text, label+2), "\n"+strings.Repeat(" ", label+2))
	}
	failing := r
	failing.table = max(r.table-label-2, 0)
	var failures, idle []string
	names := map[string][]string{}
	for _, p := range parts {
		if p.Outcome.Verdict == protocol.OK {
			if len(p.Outcome.Values) > 0 {
				blocks = append(blocks, block{node.Stdout, row(string(p.Node), r.values(p.Outcome.Values))})
			}
			continue
		}
		if notAwaited(p.Outcome) && !r.full {
			idle = append(idle, string(p.Node))
			continue
		}
		f := failing.failed(p.Outcome.Verdict, "", p.Outcome.Failure, in).text
		if names[f] == nil {
			failures = append(failures, f)
		}
		names[f] = append(names[f], string(p.Node))
	}
	for _, f := range failures {
		blocks = append(blocks, block{node.Stderr, row(strings.Join(names[f], ","), f)})
	}
	if len(idle) > 0 {
		name := strings.Join(idle, ",")
		blocks = append(blocks, block{node.Stderr, r.paint.dim(name + strings.Repeat(" ", max(label-columns(name), 0)+2) + "not awaited")})
	}
	return blocks
}

// notAwaited says of one of several targets that enough others had answered: nothing is wrong with it.
func notAwaited(o protocol.Outcome) bool {
	return o.Verdict != protocol.OK && o.Failure != nil && o.Failure.Kind == protocol.FailCancelled && strings.HasPrefix(o.Failure.Text, "not awaited")
}

// types are the types of the values that a line came to: of each value, or of several nodes' answers those that differ.
func types(l scripts.Line) string {
	var all []string
	for _, p := range l.Parts {
		for _, v := range p.Outcome.Values {
			if !l.Several || !slices.Contains(all, v.Type) {
				all = append(all, v.Type)
			}
		}
	}
	return strings.Join(all, ", ")
}

// wrap breaks text into lines, none longer than what is left of the terminal after indent columns.
func (r renderer) wrap(text string, indent int) (lines []string) {
	room := r.width - indent
	for _, s := range strings.Split(text, "\n") {
		for room >= 8 && !strings.Contains(s, "\x1b") && columns(s) > room {
			n := 0
			for i, c := range s {
				if w := columns(string(c)); n+w > room {
					lines, s = append(lines, s[:i]), s[i:]
					break
				} else {
					n += w
				}
			}
		}
		lines = append(lines, s)
	}
	return lines
}

// values are the values of one outcome: on one line if each is one, else one below the other.
func (r renderer) values(vs []protocol.Value) string {
	texts := make([]string, len(vs))
	sep := ", "
	for i, v := range vs {
		texts[i] = v.Text
		switch {
		case v.Text == "" && v.Type == "error":
			texts[i] = "<nil>" // one that is not nil is a failure
		case v.Text == "" && (v.Type == "string" || v.Type == "any"): // of what an any may hold, only a string has no text
			if r.terminal {
				texts[i] = `""`
			}
		case v.Text == "":
			texts[i] = v.Type
		}
		if texts[i] = strings.TrimRight(r.safe(texts[i]), "\n"); v.Type == scripts.TableType {
			texts[i] = fitTable(texts[i], r.table)
		} else if v.Type == sourceType {
			texts[i] = r.paint.code(texts[i])
		} else if v.Type == scripts.TextType {
			texts[i] = prose(texts[i], r.table)
		}
		texts[i] = r.folded(texts[i])
		if strings.Contains(texts[i], "\n") {
			sep = "\n"
		}
	}
	return strings.Join(texts, sep)
}

func (r renderer) folded(s string) string {
	lines := strings.Split(s, "\n")
	if r.fold == 0 || r.full || len(lines) <= r.fold {
		return s
	}
	return strings.Join(lines[:r.fold], "\n") + "\n" + r.paint.dim(fmt.Sprintf("... %d more lines; :v shows them", len(lines)-r.fold))
}

// failed is an outcome without values: a line of what went wrong and where, and for a panic its stack. at is the node
// to name; "" names none.
func (r renderer) failed(verdict protocol.Verdict, at string, f *protocol.Failure, in input) block {
	if f == nil {
		f = &protocol.Failure{Text: "no reason given"}
	}
	head := verdict.String() + ": "
	if at != "" && verdict == protocol.Failed && !f.Names(protocol.NodeID(at)) {
		head += at + ": "
	}
	text := strings.TrimSpace(r.safe(f.Text))
	pos := r.safe(f.Pos)
	if f.Kind == protocol.FailCompile {
		lines := compileLines(text, pos, in)
		if at == "" && lines[0].placed {
			head = "" // as the compiler says it
		}
		var out []string
		for i, l := range lines {
			if i > 0 {
				head = ""
			}
			out = append(out, r.paint.bad(prose(head+l.text, r.table)))
			if l.excerpt != "" {
				out = append(out, indent(r.safe(l.excerpt)))
			}
		}
		if r.full {
			out = append(out, r.paint.dim(indent(meaning(f.Kind))))
		}
		return block{node.Stderr, strings.Join(out, "\n")}
	}
	out := r.paint.bad(prose(head+text, r.table))
	if words := meaning(f.Kind); r.full {
		out += "\n" + r.paint.dim(indent(words))
	}
	if s := r.stack(pos, r.safe(f.Stack)); s != "" {
		out += "\n" + r.paint.dim(indent(s))
	}
	return block{node.Stderr, out}
}

// stack is a line for each frame, "function  file:line:col", and the position first unless one of the frames has it.
func (r renderer) stack(pos, text string) string {
	var frames []string
	for _, l := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if where, ok := strings.CutPrefix(l, "\t"); ok && len(frames) > 0 {
			frames[len(frames)-1] += "  " + strings.TrimSpace(where)
		} else if l != "" {
			frames = append(frames, l)
		}
	}
	has := func(frame string) bool { return strings.HasSuffix("  "+frame, "  "+pos) }
	if pos != "" && !slices.ContainsFunc(frames, has) {
		frames = append([]string{"at " + pos}, frames...)
	}
	if more := len(frames) - stackFrames; more > 1 && !r.full { // a fold of one line would save nothing
		frames = append(frames[:stackFrames:stackFrames], fmt.Sprintf("... %d more frames; :v shows them", more))
	}
	return strings.Join(frames, "\n")
}

// meaning says what a kind of failure means for who has asked.
func meaning(k protocol.FailKind) string {
	row := scripts.OutcomeOf(k)
	return row.Name + ": " + row.Means
}

func indent(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") }

// safe shows control characters in text that came from elsewhere, which could otherwise rewrite the terminal.
func (r renderer) safe(s string) string {
	if !r.terminal || strings.IndexFunc(s, hostile) < 0 {
		return s
	}
	var b strings.Builder
	for _, c := range s {
		if hostile(c) {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

func hostile(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }
