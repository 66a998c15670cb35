package edit

import (
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
)

// style is how a piece of text looks.
type style uint8

const (
	styleNone style = iota
	styleKeyword
	styleString
	styleNumber
	styleComment
	styleBuiltin
	styleTarget
	styleCommand
	styleCaptured
	styleBracket // the two that match
	styleFound   // what a search has found
	styleDim
	stylePrompt
)

// sgr are the colours that any theme of a terminal has.
var sgr = [...]string{styleNone: "", styleKeyword: "35", styleString: "32", styleNumber: "33", styleComment: "2", styleBuiltin: "36",
	styleTarget: "1;36", styleCommand: "1;35", styleCaptured: "1;33", styleBracket: "1;4", styleFound: "1;4", styleDim: "2", stylePrompt: "1"}

var styleOf = map[chroma.TokenType]style{
	chroma.LiteralString: styleString, chroma.LiteralNumber: styleNumber, chroma.Comment: styleComment,
	chroma.NameDecorator: styleTarget, chroma.NameTag: styleCommand, chroma.NameVariable: styleCaptured,
}

// styleOfWord is that of the names that mean something in Go.
var styleOfWord = func() map[string]style {
	m := map[string]style{}
	for s, words := range map[style]string{
		styleKeyword: "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var",
		styleNumber:  "true false nil iota",
		styleBuiltin: "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr " +
			"append cap clear close complex copy delete imag len make max min new panic print println real recover",
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = s
		}
	}
	return m
}()

// language is Go as the prompt has it: with a command or a target at the start, and $x. It is lexed line by line, each
// beginning in the state in which the one before it ended. (chroma's own Go brings along all its other languages, which costs
// each start of a process 4 ms and 3 MB.)
var language = chroma.MustNewLexer(&chroma.Config{Name: "parley", NotMultiline: true}, func() chroma.Rules {
	return chroma.Rules{
		chromaStates[first]: {
			{Pattern: `\s+`, Type: chroma.Text},
			{Pattern: `:\w+|on(?=[ \t]+@?[\p{L}_])`, Type: chroma.NameTag},
			{Pattern: `@[\w.=-]*(?:\([^)]*\)?)?(?:,[\w.-]+)*`, Type: chroma.NameDecorator, Mutator: chroma.Push(chromaStates[code])},
			chroma.Default(chroma.Push(chromaStates[code])),
		},
		chromaStates[code]: { // the frequent ones first: each costs as much as it is tried
			{Pattern: `[\p{L}_][\p{L}\p{N}_]*`, Type: chroma.Name},
			{Pattern: `[\s()\[\]{}.,;:=+\-*<>!&|^%~]+`, Type: chroma.Text},
			{Pattern: `"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?`, Type: chroma.LiteralString},
			{Pattern: `0[xXbBoO][\da-fA-F_.pP]+i?|(?:\d[\d_]*\.?[\d_]*)(?:[eE][+-]?\d+)?i?`, Type: chroma.LiteralNumber},
			{Pattern: `//.*`, Type: chroma.Comment},
			{Pattern: `/\*`, Type: chroma.Comment, Mutator: chroma.Push(chromaStates[comment])},
			{Pattern: "`", Type: chroma.LiteralString, Mutator: chroma.Push(chromaStates[raw])},
			{Pattern: `\$(?:[\p{L}_][\p{L}\p{N}_]*|(?=\())`, Type: chroma.NameVariable},
			{Pattern: `.`, Type: chroma.Text},
		},
		chromaStates[comment]: {
			{Pattern: `\*/`, Type: chroma.Comment, Mutator: chroma.Push(chromaStates[code])},
			{Pattern: `[^*]+|\*`, Type: chroma.Comment},
		},
		chromaStates[raw]: {
			{Pattern: "`", Type: chroma.LiteralString, Mutator: chroma.Push(chromaStates[code])},
			{Pattern: "[^`]+", Type: chroma.LiteralString},
		},
	}
})

var chromaStates = [...]string{first: "root", code: "code", comment: "comment", raw: "raw"} // chroma wants one called root

// span is a piece of a line that ends before a rune. Behind a plain one chroma can begin again.
type span struct {
	end   int
	style style
	plain bool
}

const (
	maxColoured = 1 << 13 // how much of a line has colours, in runes: what is longer is data
	maxSpan     = 64      // how long a span gets that could be longer
)

// colours are the spans of a line, which chroma finds. It is only asked for lines that are seen, and of a line that was
// changed only for what follows the change.
func (x *lexed) colours() []span {
	if x.coloured || len(x.runes) == 0 {
		return x.spans
	}
	x.coloured = true
	at, from := 0, x.from
	if old := x.was; old != nil {
		n := 0
		for n < len(old.runes) && n < len(x.runes) && old.runes[n] == x.runes[n] {
			n++
		}
		for i, s := range old.spans {
			if s.end < n && s.plain {
				x.spans, at, from = append([]span(nil), old.spans[:i+1]...), s.end, code
			}
		}
		x.was = nil
	}
	tokens, err := language.Tokenise(&chroma.TokeniseOptions{State: chromaStates[from]}, string(x.runes[at:max(at, min(len(x.runes), maxColoured))]))
	if err != nil { // no colours then
		return nil
	}
	within := from != first // what a command or a target can no more stand in
	for t := tokens(); t != chroma.EOF; t = tokens() {
		within = within || t.Type != chroma.NameTag && strings.TrimSpace(t.Value) != ""
		at += utf8.RuneCountInString(t.Value)
		s := span{at, styleOf[t.Type], within && (t.Type == chroma.Name || t.Type == chroma.Text)}
		if t.Type == chroma.Name {
			s.style = styleOfWord[t.Value]
		}
		if n := len(x.spans) - 1; n >= 0 && x.spans[n].style == s.style && at-x.start(n) <= maxSpan {
			x.spans[n] = s
		} else {
			x.spans = append(x.spans, s)
		}
	}
	return x.spans
}

// start is where a span begins.
func (x *lexed) start(i int) int {
	if i == 0 {
		return 0
	}
	return x.spans[i-1].end
}

// Highlight puts colours into source that is shown, and not edited.
func Highlight(source string) string {
	b := newBuffer()
	b.set(source)
	l := newLexer()
	var out strings.Builder
	for i, line := range b.lines {
		if i > 0 {
			out.WriteByte('\n')
		}
		at := 0
		for _, s := range l.line(b, i).colours() {
			text := string(line[at:s.end])
			if code := sgr[s.style]; code != "" {
				text = "\x1b[" + code + "m" + text + "\x1b[0m"
			}
			out.WriteString(text)
			at = s.end
		}
		out.WriteString(string(line[at:])) // of a line that is data
	}
	return out.String()
}
