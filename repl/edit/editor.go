package edit

import "strings"

// Config says how an Editor works.
type Config struct {
	Vi       bool
	Colour   bool
	Finished func(text string) bool // whether Enter ends the input; nil: it always does
	// History is what a search looks at, oldest first; nil: what Begin was given.
	History func() []string
}

// Event is what a key came to, beside what is seen.
type Event int

// The events.
const (
	Nothing     Event = iota
	Done              // Text is the input
	Interrupted       // by Ctrl-C
	Ended             // by Ctrl-D on an empty input
	Complete          // Tab: the caller may Insert
	Outside           // the text is wanted in an editor of its own: the caller may SetText
	Clear             // the terminal is to be cleared
	Refused           // the key could do nothing
)

// Editor is an input that is being typed. It is not safe for concurrent use.
type Editor struct {
	cfg    Config
	prompt string
	buf    *buffer
	goal   int // the column that Up and Down keep to; -1 is that of the cursor
	recall recall
	search *search // nil while nothing is looked for
	vi     vi
	lexer  *lexer
	top    place // of what is seen
	final  bool  // nothing is highlighted any more
}

// New makes an editor.
func New(c Config) *Editor {
	if c.Finished == nil {
		c.Finished = func(string) bool { return true }
	}
	return &Editor{cfg: c, buf: newBuffer(), lexer: newLexer(), goal: -1}
}

// Begin starts a new input behind a prompt, with what was typed before, oldest first.
func (e *Editor) Begin(prompt string, history []string) {
	killed := e.buf.killed
	e.buf = newBuffer()
	e.buf.killed = killed
	e.prompt, e.goal, e.top, e.final, e.search = prompt, -1, place{}, false, nil
	e.recall = recall{entries: history, at: len(history)}
	e.vi = vi{last: e.vi.last, find: e.vi.find, linear: e.vi.linear}
}

// SetPrompt shows another prompt from now on.
func (e *Editor) SetPrompt(prompt string) { e.prompt = prompt }

// Text is what has been typed.
func (e *Editor) Text() string { return e.buf.String() }

// Around is the text before the cursor and after it.
func (e *Editor) Around() (before, after string) {
	return e.buf.slice(pos{}, e.buf.at), e.buf.slice(e.buf.at, e.buf.end())
}

// Insert puts text where the cursor is.
func (e *Editor) Insert(text string) { e.buf.insert(text, "") }

// SetText replaces all, and can be undone.
func (e *Editor) SetText(text string) {
	e.buf.replace(pos{}, e.buf.end(), text, "")
	e.buf.at = e.buf.end()
}

// Command says that keys are commands of vi for now.
func (e *Editor) Command() bool { return e.cfg.Vi && e.vi.mode == viCommand && e.search == nil }

// Searching says that the history is being searched.
func (e *Editor) Searching() bool { return e.search != nil }

// Key does what a key is for.
func (e *Editor) Key(k Key) Event {
	if e.search != nil {
		return e.searchKey(k)
	}
	goal := e.goal
	e.goal = -1
	var ev Event
	switch {
	case k.Name == "paste":
		ev = e.paste(k.Text)
	case e.cfg.Vi && e.vi.mode == viCommand:
		ev = e.command(k, goal)
	default:
		ev = e.insertKey(k, goal)
	}
	if !vertical[k.Name] {
		e.recall.prefix = nil
	}
	return ev
}

// vertical are the keys that follow each other without forgetting where they began.
var vertical = map[string]bool{"up": true, "down": true, "C-p": true, "C-n": true, "M-p": true, "M-n": true}

// insertKey is a key that types, or one of emacs.
func (e *Editor) insertKey(k Key, goal int) Event {
	if e.vi.insert && !e.vi.replay && k.Name != "escape" {
		e.vi.keys = append(e.vi.keys, k)
	}
	switch {
	case k.Name == "char":
		return e.char(k)
	case k.Name == "escape" && e.cfg.Vi:
		e.toCommand()
		return Nothing
	}
	if vertical[k.Name] {
		e.goal = goal
	}
	row, ok := keyTable[k.Name]
	if !ok {
		return Nothing // what has no meaning is no mistake: terminals send much
	}
	ev := row.do(e, k)
	return ev
}

func (e *Editor) char(k Key) Event {
	if strings.ContainsRune(closing, k.Rune) {
		e.outdent()
	}
	kind := "type"
	if k.Rune == ' ' {
		kind = "" // undo goes back by words
	}
	e.buf.insert(string(k.Rune), kind)
	if kind == "" {
		e.buf.merge = "type"
	}
	return Nothing
}

// paste puts in what was pasted as it is. The ends of its last lines are left out: nothing follows them yet.
func (e *Editor) paste(text string) Event {
	if _, after := e.Around(); after == "" {
		text = strings.TrimRight(text, "\n")
	}
	e.buf.insert(text, "")
	return Nothing
}

func (e *Editor) enter(k Key) Event {
	if e.cfg.Finished(e.Text()) {
		return Done
	}
	e.newline(k.Next != ' ' && k.Next != '\t') // else it is indented already
	return Nothing
}

// newline begins a new line, as far from the edge as gofmt would have it.
func (e *Editor) newline(indented bool) {
	b := e.buf
	line := b.line()[:b.at.col]
	blanks := string(line[:indent(line)])
	if indented && indent(line) == len(line) && len(line) > 0 { // leave no blanks behind
		b.delete(pos{b.at.line, 0}, b.at)
	}
	if !indented {
		blanks = ""
	} else if e.opens(b.at) {
		blanks += "\t"
	}
	b.insert("\n"+blanks, "")
}

// opens says that what follows p belongs below the line before p.
func (e *Editor) opens(p pos) bool {
	depth := 0
	for _, x := range e.lexer.line(e.buf, p.line).brackets {
		switch {
		case x.col >= p.col:
		case strings.ContainsRune("([{", x.r):
			depth++
		case depth > 0:
			depth--
		}
	}
	if depth > 0 {
		return true
	}
	line := strings.TrimSpace(string(e.buf.lines[p.line][:p.col]))
	return strings.HasSuffix(line, ":") && (strings.HasPrefix(line, "case ") || strings.HasPrefix(line, "default"))
}

// outdent moves the cursor, before which there are only blanks, below the line that has the open bracket.
func (e *Editor) outdent() {
	b := e.buf
	if indent(b.line()) < b.at.col || b.at.line == 0 {
		return
	}
	open, ok := e.opener(b.at)
	if !ok {
		return
	}
	line := b.lines[open.line]
	b.replace(pos{b.at.line, 0}, b.at, string(line[:indent(line)]), "type")
}
