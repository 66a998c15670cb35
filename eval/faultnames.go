package eval

// This file puts the user's names for the structs that the engine has in place of declared types.

import (
	"regexp"
	"strings"
)

// typeTag is the tag on the first field of such a struct, as reflection writes the type.
var typeTag = regexp.MustCompile(`p:\\"([^".\\]+)\.(\d+)`)

// userTypes is text with each struct of the engine's written as the type that it is. Of two versions of a type the older is marked.
func userTypes(text string) string {
	const open = "struct { "
	type found struct{ name, version string }
	var all []found
	var b strings.Builder
	for {
		i := strings.Index(text, open)
		if i < 0 {
			break
		}
		end := structEnd(text[i:])
		m := typeTag.FindStringSubmatch(text[i : i+end])
		if end == 0 || m == nil {
			b.WriteString(text[:i+len(open)])
			text = text[i+len(open):]
			continue
		}
		all = append(all, found{m[1], m[2]})
		b.WriteString(text[:i] + "main." + m[1] + "\x00" + m[2] + "\x00")
		text = text[i+end:]
	}
	s := b.String() + text
	for _, f := range all {
		mark := ""
		for _, g := range all {
			if f.name == g.name && (len(f.version) < len(g.version) || len(f.version) == len(g.version) && f.version < g.version) {
				mark = "@" + f.version
			}
		}
		s = strings.ReplaceAll(s, "main."+f.name+"\x00"+f.version+"\x00", "main."+f.name+mark)
	}
	return s
}

// structEnd is where the struct type at the beginning of text ends; 0 if it does not.
func structEnd(text string) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}
