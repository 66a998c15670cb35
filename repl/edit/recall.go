package edit

import "strings"

// recall is where Up and Down are in what was typed before.
type recall struct {
	entries []string
	at      int            // len(entries) is what is being typed
	changed map[int]string // what became of an entry, and of what was being typed, while one went on to another
	prefix  *string        // what the entries must begin with, from the first Up on until another key
}

func (r *recall) text(i int) string {
	if t, ok := r.changed[i]; ok || i == len(r.entries) {
		return t
	}
	return r.entries[i]
}

func (e *Editor) older(Key) Event { return e.goTo(-1) }
func (e *Editor) newer(Key) Event { return e.goTo(1) }

// entry shows the one to one side, whatever it begins with.
func (e *Editor) entry(step int) Event {
	e.recall.prefix = new("")
	return e.goTo(step)
}

// goTo shows the next entry to one side that begins with what stood before the cursor at the first Up.
func (e *Editor) goTo(step int) Event {
	r := &e.recall
	if r.prefix == nil {
		p := e.buf.slice(pos{}, e.buf.at)
		if r.at < len(r.entries) && e.Text() == r.entries[r.at] {
			p = "" // as recalled: nothing was typed
		}
		r.prefix = &p
	}
	now := e.Text()
	for i := r.at + step; i >= 0 && i <= len(r.entries); i += step {
		t := r.text(i)
		if i < len(r.entries) && (!strings.HasPrefix(t, *r.prefix) || t == now) {
			continue
		}
		if r.changed == nil {
			r.changed = map[int]string{}
		}
		r.changed[r.at] = now
		if r.at < len(r.entries) && now == r.entries[r.at] {
			delete(r.changed, r.at)
		}
		r.at = i
		prefix := r.prefix
		e.buf.set(t)
		e.buf.forget()
		r.prefix = prefix
		return Nothing
	}
	return Refused
}
