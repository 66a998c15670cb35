package eval

// This file words what the scanner finds wrong with literals and characters as the Go compiler does.

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sameLiteralWords are parts of messages that the compiler has too, without a word that it is the syntax.
var sameLiteralWords = []string{"invalid digit ", "'_' must separate successive digits", " has no digits", "invalid radix point in ",
	" exponent requires ", "requires a 'p' exponent", "comment not terminated"}

// literalWords gives the words and the place for what the scanner says of the place at off; ok is false if it is no message of the scanner's.
func literalWords(text string, off int, msg string) (words string, at int, ok bool) {
	if off < 0 || off > len(text) {
		return "", 0, false
	}
	for _, s := range sameLiteralWords {
		if strings.Contains(msg, s) && !strings.HasPrefix(msg, "expected ") {
			return msg, off, true
		}
	}
	rest := text[off:]
	switch {
	case msg == "string literal not terminated":
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			return "newline in string", off + i, true
		}
		return "string not terminated", off, true
	case msg == "raw string literal not terminated":
		return "string not terminated", off, true
	case msg == "rune literal not terminated":
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			return "newline in rune literal", off + i, true
		}
		return msg, off, true
	case msg == "illegal rune literal" && strings.HasPrefix(rest, "''"):
		return "empty rune literal or unescaped '", off + 1, true
	case msg == "illegal rune literal":
		return "more than one character in rune literal", off, true
	case msg == "unknown escape sequence":
		return "unknown escape", off, true
	case msg == "escape sequence not terminated":
		return "string not terminated", off, true
	case strings.HasSuffix(msg, " in escape sequence"):
		r, _ := utf8.DecodeRuneInString(rest)
		base := "octal"
		if esc := text[strings.LastIndexByte(text[:off], '\\')+1 : off]; strings.HasPrefix(esc, "x") || strings.HasPrefix(strings.ToLower(esc), "u") {
			base = "hexadecimal"
		}
		return fmt.Sprintf("invalid character %q in %s escape", r, base), off, true
	case msg == "escape sequence is invalid Unicode code point":
		return escapeValue(text, off)
	case msg == "illegal byte order mark":
		return "invalid BOM in the middle of the file", off, true
	case msg == "illegal character NUL":
		return "invalid NUL character", off, true
	case msg == "illegal UTF-8 encoding":
		return "invalid UTF-8 encoding", off, true
	case strings.HasPrefix(msg, "illegal character "):
		return "invalid" + strings.TrimPrefix(msg, "illegal"), off, true
	}
	return "", 0, false
}

// escapeValue words an escape at off that is no character; the compiler is behind it when it finds out.
func escapeValue(text string, off int) (string, int, bool) {
	n, base, from := 3, 8, off
	if from < len(text) {
		switch text[from] {
		case 'x':
			n, base, from = 2, 16, from+1
		case 'u':
			n, base, from = 4, 16, from+1
		case 'U':
			n, base, from = 8, 16, from+1
		}
	}
	end := min(from+n, len(text))
	x, err := strconv.ParseUint(text[from:end], base, 64)
	switch {
	case err != nil:
		return "escape is invalid Unicode code point", off, true
	case base == 8:
		return fmt.Sprintf("octal escape value %d > 255", x), end, true
	}
	return fmt.Sprintf("escape is invalid Unicode code point %#U", x), end, true
}
