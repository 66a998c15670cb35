package edit

// binding is what a key does.
type binding struct {
	key  string
	what string // "" for another key of the binding before it
	do   func(*Editor, Key) Event
}

// quiet is an action that says nothing.
func quiet(f func(*Editor)) func(*Editor, Key) Event {
	return func(e *Editor, _ Key) Event { f(e); return Nothing }
}

// to moves the cursor.
func to(f func(*buffer, pos) pos) func(*Editor, Key) Event {
	return quiet(func(e *Editor) { e.buf.at = f(e.buf, e.buf.at); e.buf.merge = "" })
}

// kills deletes as far as a motion goes, and keeps it.
func kills(f func(*buffer, pos) pos) func(*Editor, Key) Event {
	return quiet(func(e *Editor) { e.buf.kill(e.buf.at, f(e.buf, e.buf.at)) })
}

func toStart(b *buffer, _ pos) pos { return pos{} }
func toEnd(b *buffer, _ pos) pos   { return b.end() }

// killTo is the end of the line, or that of an empty rest.
func killTo(b *buffer, p pos) pos {
	if end := b.lineEnd(p); end != p {
		return end
	}
	return b.next(p)
}

func killFrom(b *buffer, p pos) pos {
	if p.col > 0 {
		return pos{p.line, 0}
	}
	return b.back(p)
}

func gapBack(b *buffer, p pos) pos { return b.wordBack(p, big) }

// bindings are the keys, for help in this order.
func bindings() []binding {
	return []binding{
		{"enter", "evaluates the input if it is whole, else begins a new line below", (*Editor).enter},
		{"M-enter", "begins a new line, whatever is there", quiet(func(e *Editor) { e.newline(true) })},
		{"tab", "completes, and lists what could follow; at the start of a line it indents", (*Editor).tab},
		{"backtab", "moves the line one tab towards the edge", quiet((*Editor).shiftLeft)},
		{"left", "goes one character back", to((*buffer).back)}, {"C-b", "", to((*buffer).back)},
		{"right", "goes one character on", to((*buffer).next)}, {"C-f", "", to((*buffer).next)},
		{"M-b", "goes one word back", to((*buffer).nameBack)}, {"C-left", "", to((*buffer).nameBack)}, {"M-left", "", to((*buffer).nameBack)},
		{"M-f", "goes one word on", to((*buffer).nameEnd)}, {"C-right", "", to((*buffer).nameEnd)}, {"M-right", "", to((*buffer).nameEnd)},
		{"C-a", "goes to the start of the line", to((*buffer).lineStart)}, {"home", "", to((*buffer).lineStart)},
		{"C-e", "goes to the end of the line", to((*buffer).lineEnd)}, {"end", "", to((*buffer).lineEnd)},
		{"M-<", "goes to the start of the input", to(toStart)}, {"C-home", "", to(toStart)},
		{"M->", "goes to the end of the input", to(toEnd)}, {"C-end", "", to(toEnd)},
		{"up", "goes a line up; in the first, back in the history, to what begins as what was typed", (*Editor).up}, {"C-p", "", (*Editor).up},
		{"down", "goes a line down; in the last, on in the history", (*Editor).down}, {"C-n", "", (*Editor).down},
		{"M-p", "goes back in the history from any line", func(e *Editor, _ Key) Event { return e.entry(-1) }},
		{"M-n", "goes on in it", func(e *Editor, _ Key) Event { return e.entry(1) }},
		{"C-r", "searches the history: words that an entry has, anywhere in it", (*Editor).startSearch},
		{"backspace", "deletes backwards", (*Editor).backspace},
		{"delete", "deletes the character under the cursor", (*Editor).delete},
		{"C-d", "does too; with nothing typed it ends the prompt", (*Editor).deleteOrEnd},
		{"C-w", "deletes back to a blank", kills(gapBack)},
		{"M-backspace", "deletes the word before the cursor", kills((*buffer).nameBack)},
		{"M-d", "deletes the word after the cursor", kills((*buffer).nameEnd)},
		{"C-k", "deletes the rest of the line", kills(killTo)},
		{"C-u", "deletes the line up to the cursor", kills(killFrom)},
		{"C-y", "puts in what was deleted by one of these", quiet(func(e *Editor) { e.buf.insert(e.buf.killed, "") })},
		{"C-t", "swaps two characters", quiet((*Editor).swap)},
		{"C-_", "undoes", (*Editor).undo},
		{"M-_", "does again what was undone", (*Editor).redo},
		{"C-l", "clears the terminal", func(*Editor, Key) Event { return Clear }},
		{"M-e", "opens the input in $VISUAL or $EDITOR, as :edit does", func(*Editor, Key) Event { return Outside }},
		{"C-c", "drops the input; while a line runs, it stops that", func(*Editor, Key) Event { return Interrupted }},
	}
}

// keyTable is bindings by their key.
var keyTable = func() map[string]binding {
	m := map[string]binding{}
	for _, b := range bindings() {
		m[b.key] = b
	}
	return m
}()

// Help lists the keys with what they do.
func Help() (rows [][2]string) {
	for _, b := range bindings() {
		if b.what != "" {
			rows = append(rows, [2]string{b.key, b.what})
		} else {
			rows[len(rows)-1][0] += ", " + b.key
		}
	}
	return rows
}

func (e *Editor) tab(k Key) Event {
	b := e.buf
	if indent(b.line()) >= b.at.col && (k.Next != 0 || len(b.lines) > 1 || b.at.col > 0) {
		b.insert("\t", "type")
		return Nothing
	}
	return Complete
}

func (e *Editor) shiftLeft() {
	b := e.buf
	line := b.line()
	if indent(line) == 0 {
		return
	}
	n, at := 1, b.at
	for line[0] == ' ' && n < tabWidth && n < indent(line) {
		n++
	}
	b.delete(pos{at.line, 0}, pos{at.line, n})
	b.at = pos{at.line, max(at.col-n, 0)}
}

func (e *Editor) backspace(Key) Event {
	b := e.buf
	if b.at == (pos{}) {
		return Refused
	}
	b.replace(b.back(b.at), b.at, "", "backspace")
	return Nothing
}

func (e *Editor) delete(Key) Event {
	b := e.buf
	if b.at == b.end() {
		return Refused
	}
	b.replace(b.at, b.next(b.at), "", "delete")
	return Nothing
}

func (e *Editor) deleteOrEnd(k Key) Event {
	if e.buf.empty() {
		return Ended
	}
	return e.delete(k)
}

func (e *Editor) swap() {
	b := e.buf
	at, line := b.at, b.line()
	if at.col == len(line) {
		at.col--
	}
	if at.col < 1 {
		return
	}
	b.replace(pos{at.line, at.col - 1}, pos{at.line, at.col + 1}, string([]rune{line[at.col], line[at.col-1]}), "")
}

func (e *Editor) undo(Key) Event {
	if !e.buf.undo() {
		return Refused
	}
	return Nothing
}

func (e *Editor) redo(Key) Event {
	if !e.buf.redo() {
		return Refused
	}
	return Nothing
}

// vertical moves the cursor by lines, and says whether there is such a line.
func (e *Editor) vertical(by int) bool {
	b := e.buf
	line := b.at.line + by
	if line < 0 || line >= len(b.lines) {
		return false
	}
	if e.goal < 0 {
		e.goal = columnsOf(b.line()[:b.at.col])
	}
	b.at = pos{line, columnAt(b.lines[line], e.goal)}
	b.merge = ""
	return true
}

func (e *Editor) up(k Key) Event {
	if e.vertical(-1) {
		return Nothing
	}
	return e.older(k)
}

func (e *Editor) down(k Key) Event {
	if e.vertical(1) {
		return Nothing
	}
	return e.newer(k)
}
