package edit

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key is what was pressed: a character, a key with a name, or a whole paste.
type Key struct {
	// Name is "char", "paste", or that of a key: "enter", "tab", "escape", "backspace", "delete", "up", "down", "left",
	// "right", "home", "end", "C-a" for Ctrl-A, "M-b" for Alt-B and for Escape followed by b, "C-left".
	Name string
	Rune rune   // of a char
	Text string // of a paste: whole lines, without control characters
	Next byte   // what had arrived behind it, 0 if nothing: text may be pasted into a terminal that does not say so
}

// Keys makes keys of the bytes that a terminal sends.
type Keys struct {
	Vi      bool // Escape is a key of its own, and not the beginning of Alt
	Search  bool // it is so for now, since it ends a search
	b       []byte
	paste   []byte // what has come of a paste, nil while there is none
	typed   bool   // Ctrl-C has come alone in the middle of a paste
	enter   bool   // the last byte was a carriage return
	flushed bool
}

// Feed adds what has arrived.
func (k *Keys) Feed(b []byte) {
	k.typed = k.paste != nil && string(b) == "\x03"
	k.b, k.flushed = append(k.b, b...), false
}

// Flush says that nothing follows for now, so that an Escape that waits is the key of that name.
func (k *Keys) Flush() { k.flushed = true }

// Within says that part of a key has arrived. Nothing may be taken for its end but the rest of it.
func (k *Keys) Within() bool { return len(k.b) > 0 || k.paste != nil }

// Escaped says that what waits is an Escape that may be a key of its own.
func (k *Keys) Escaped() bool {
	return k.alone() && k.paste == nil && (string(k.b) == "\x1b" || string(k.b) == "\x1bO" || string(k.b) == "\x1b[")
}

func (k *Keys) alone() bool { return k.Vi || k.Search }

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// Next is the next key, if all of it has arrived.
func (k *Keys) Next() (Key, bool) {
	for {
		if k.typed { // the end of the paste got lost
			k.paste, k.typed = nil, false
		}
		if k.paste != nil {
			if !k.pasted() {
				return Key{}, false
			}
			key := Key{Name: "paste", Text: clean(k.paste)}
			k.paste = nil
			return key, true
		}
		name, r, n := k.first()
		if n == 0 {
			return Key{}, false
		}
		after := k.enter && k.b[0] == '\n'
		k.enter = n == 1 && k.b[0] == '\r'
		k.b = k.b[n:]
		switch {
		case name == "paste":
			k.paste = []byte{}
			continue
		case name == "" || after: // a key that nobody has; the second half of a pasted end of line
			continue
		}
		key := Key{Name: name, Rune: r}
		if len(k.b) > 0 {
			key.Next = k.b[0]
		}
		return key, true
	}
}

// pasted moves what has arrived into the paste, and says whether that has ended.
func (k *Keys) pasted() bool {
	from := max(len(k.paste)-len(pasteEnd), 0)
	k.paste = append(k.paste, k.b...)
	k.b = k.b[:0]
	i := bytes.Index(k.paste[from:], []byte(pasteEnd))
	if i < 0 {
		return false
	}
	i += from
	k.b = append(k.b, k.paste[i+len(pasteEnd):]...)
	k.paste = k.paste[:i]
	return true
}

// clean is a paste as text.
func clean(b []byte) string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(b))
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || r == utf8.RuneError) {
			return -1
		}
		return r
	}, text)
}

// first is the key that the bytes begin with, and of how many it is made; 0 if it has not wholly arrived.
func (k *Keys) first() (name string, r rune, n int) {
	if len(k.b) == 0 {
		return "", 0, 0
	}
	if k.b[0] == 0x1b {
		return k.escape()
	}
	return plain(k.b)
}

func plain(b []byte) (name string, r rune, n int) {
	switch c := b[0]; {
	case c == '\r' || c == '\n':
		return "enter", 0, 1
	case c == '\t':
		return "tab", 0, 1
	case c == 0x7f || c == 8:
		return "backspace", 0, 1
	case c == 0x1f:
		return "C-_", 0, 1
	case c == 0 || c >= 27 && c < 32:
		return "", 0, 1
	case c < 27:
		return "C-" + string(rune('a'+c-1)), 0, 1
	}
	if !utf8.FullRune(b) {
		return "", 0, 0
	}
	r, n = utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 || unicode.IsControl(r) {
		return "", 0, n
	}
	return "char", r, n
}

// escape is a key that begins with Escape.
func (k *Keys) escape() (name string, r rune, n int) {
	b := k.b
	switch {
	case len(b) == 1:
		if k.flushed && k.alone() {
			return "escape", 0, 1
		}
		return "", 0, 0
	case b[1] == '[' || b[1] == 'O':
		if len(b) == 2 && k.flushed && k.alone() {
			return "escape", 0, 1
		}
		return sequence(b)
	case k.alone() || b[1] == 0x1b:
		return "escape", 0, 1
	}
	name, r, n = plain(b[1:])
	switch {
	case n == 0:
		return "", 0, 0
	case name == "char":
		return "M-" + string(unicode.ToLower(r)), 0, n + 1
	case name == "":
		return "", 0, n + 1
	}
	return "M-" + name, 0, n + 1
}

// maxSequence is more bytes than a key has.
const maxSequence = 32

var finals = map[byte]string{'A': "up", 'B': "down", 'C': "right", 'D': "left", 'H': "home", 'F': "end", 'Z': "backtab"}

var tildes = map[string]string{"1": "home", "7": "home", "4": "end", "8": "end", "3": "delete", "5": "pageup", "6": "pagedown"}

// sequence is a key such as ESC [ 1 ; 5 C. What no key of a person is has no name.
func sequence(b []byte) (name string, r rune, n int) {
	for i := 2; i < len(b); i++ {
		if c := b[i]; c >= '@' && c <= '~' && c != '[' || c < ' ' {
			args := string(b[2:i])
			if c == '~' && args == "200" {
				return "paste", 0, i + 1
			}
			number, modifier, _ := strings.Cut(args, ";")
			name = finals[c]
			if c == '~' {
				name = tildes[number]
			}
			switch modifier {
			case "3", "9":
				name = "M-" + name
			case "5":
				name = "C-" + name
			}
			if strings.HasSuffix(name, "-") {
				name = ""
			}
			return name, 0, i + 1
		}
	}
	if len(b) > maxSequence {
		return "", 0, len(b)
	}
	return "", 0, 0
}
