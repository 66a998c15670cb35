package edit

import (
	"fmt"
	"strings"
	"testing"
)

func program(lines int) string {
	var s strings.Builder
	s.WriteString("func f(n int) {\n")
	for i := range lines {
		fmt.Fprintf(&s, "\tif x := g(%d, \"text\"); x > 1 { return } // no\n", i)
	}
	return s.String() + "}"
}

// A key in the middle of an input, with all that is painted for it.
func BenchmarkKey(b *testing.B) {
	for name, text := range map[string]string{"200 lines": program(200), "a line of 2 KB": strings.Repeat("f(x, `y`) + 12 ", 140), "1 MB": program(22000)} {
		b.Run(name, func(b *testing.B) {
			e := New(Config{Colour: true})
			e.Begin("a> ", nil)
			e.Key(Key{Name: "paste", Text: text})
			var p Painter
			p.Paint(e.Frame(80, 24))
			for range 10 {
				e.Key(Key{Name: "up"})
			}
			i := 0
			for b.Loop() {
				k := Key{Name: "char", Rune: 'x'}
				if i++; i%2 == 0 {
					k.Name = "backspace"
				}
				e.Key(k)
				p.Paint(e.Frame(80, 24))
			}
		})
	}
}

func BenchmarkPaste(b *testing.B) {
	text := []byte(pasteStart + program(22000) + pasteEnd)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		e := New(Config{Colour: true})
		e.Begin("a> ", nil)
		var keys Keys
		for from := 0; from < len(text); from += 4096 {
			keys.Feed(text[from:min(from+4096, len(text))])
			if k, ok := keys.Next(); ok {
				e.Key(k)
			}
		}
		new(Painter).Paint(e.Frame(80, 24))
	}
}
