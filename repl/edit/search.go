package edit

import (
	"fmt"
	"strings"
	"unicode"
)

// search looks for entries of the history while their words are being typed.
type search struct {
	entries []string // newest first, each once
	query   []rune
	found   []int // in entries
	at      int   // in found
	typed   string
	cursor  pos
}

func (e *Editor) startSearch(Key) Event {
	s := &search{typed: e.Text(), cursor: e.buf.at}
	seen := map[string]bool{}
	entries := e.recall.entries
	if e.cfg.History != nil {
		entries = e.cfg.History()
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if t := entries[i]; t != "" && !seen[t] {
			seen[t] = true
			s.entries = append(s.entries, t)
		}
	}
	e.search = s
	s.look()
	return Nothing
}

// maxSearched is how much of an entry is looked at, in bytes, so that pasted files do not make typing slow.
const maxSearched = 1 << 16

// look finds the entries that have all the words. Capitals count only where the words have some.
func (s *search) look() {
	words := strings.Fields(string(s.query))
	fold := !strings.ContainsFunc(string(s.query), unicode.IsUpper)
	s.found, s.at = nil, 0
	for i, t := range s.entries {
		t = t[:min(len(t), maxSearched)]
		if fold {
			t = strings.ToLower(t)
		}
		all := true
		for _, w := range words {
			all = all && strings.Contains(t, w)
		}
		if all {
			s.found = append(s.found, i)
		}
	}
}

// searchKey is a key while something is looked for.
func (e *Editor) searchKey(k Key) Event {
	s := e.search
	switch k.Name {
	case "char":
		s.query = append(s.query, k.Rune)
		s.look()
	case "paste":
		s.query = append(s.query, []rune(strings.Join(strings.Fields(k.Text), " "))...)
		s.look()
	case "backspace":
		if len(s.query) == 0 {
			return Refused
		}
		s.query = s.query[:len(s.query)-1]
		s.look()
	case "C-u":
		s.query = nil
		s.look()
	case "C-r", "up", "C-p":
		return s.move(1)
	case "C-s", "down", "C-n":
		return s.move(-1)
	case "C-g", "C-c":
		e.search = nil
	case "enter":
		if len(s.found) == 0 {
			return Refused
		}
		e.take()
		return e.enter(k)
	case "C-l":
		return Clear
	default: // the entry is taken, and the key is for it
		e.take()
		switch k.Name {
		case "escape", "tab", "right", "C-e", "end":
			return Nothing
		}
		return e.Key(k)
	}
	return Nothing
}

func (s *search) move(by int) Event {
	if at := s.at + by; at >= 0 && at < len(s.found) {
		s.at = at
		return Nothing
	}
	return Refused
}

// take ends the search with what was found.
func (e *Editor) take() {
	s := e.search
	e.search = nil
	if len(s.found) > 0 {
		e.SetText(s.entries[s.found[s.at]])
	}
}

// maxFound is how many entries are shown at once.
const maxFound = 8

func (e *Editor) searchFrame(width, height int) Frame {
	s := e.search
	w := &writer{width: width, colour: e.cfg.Colour}
	head := "history: "
	w.text(head, stylePrompt)
	w.text(string(s.query), styleNone)
	f := Frame{row: len(w.rows), col: w.col}
	if w.col >= width {
		w.end(true)
		f = Frame{row: len(w.rows)}
	}
	w.end(false)
	n := min(maxFound, height-len(w.rows)-1)
	from := max(s.at-n+1, 0)
	for i := from; i < len(s.found) && i < from+n; i++ {
		mark, st := "  ", styleDim
		if i == s.at {
			mark, st = "> ", styleNone
		}
		w.text(mark, stylePrompt)
		e.searchLine(w, s.entries[s.found[i]], st)
		w.end(false)
	}
	if len(s.found) == 0 {
		w.text("  nothing that was typed has that", styleDim)
		w.end(false)
	} else if more := len(s.found) - from - n; more > 0 {
		w.text(fmt.Sprintf("  and %d more", more), styleDim)
		w.end(false)
	}
	if len(w.rows) > height { // of a terminal of two lines
		w.rows = w.rows[:max(height, f.row+1)]
	}
	if cut := f.row + 1 - height; cut > 0 { // what is looked for is longer than the terminal: its end is what is typed at
		w.rows = w.rows[cut:]
		f.row -= cut
	}
	f.rows = w.rows
	return f
}

// maxShown is more of an entry than a row has, in bytes.
const maxShown = 2000

// searchLine is an entry on one row, with what was looked for marked.
func (e *Editor) searchLine(w *writer, entry string, st style) {
	entry = entry[:min(len(entry), maxShown)]
	text := []rune(strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(entry, ""), "\n", " ⏎ ")), " "))
	lower := text
	if !strings.ContainsFunc(string(e.search.query), unicode.IsUpper) {
		lower = []rune(strings.Map(unicode.ToLower, string(text)))
	}
	found := make([]bool, len(text))
	for _, word := range strings.Fields(string(e.search.query)) {
		q := []rune(word)
		for i := 0; i+len(q) <= len(lower); i++ {
			if string(lower[i:i+len(q)]) == word {
				for j := range q {
					found[i+j] = true
				}
			}
		}
	}
	for i, r := range text {
		s, wide := shown(r, 0)
		if w.col+wide >= w.width {
			w.put("…", 1, st)
			return
		}
		if found[i] {
			w.put(s, wide, styleFound)
		} else {
			w.put(s, wide, st)
		}
	}
}
