package edit

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

var names = map[style]string{styleKeyword: "k", styleString: "s", styleNumber: "n", styleComment: "c", styleBuiltin: "b", styleTarget: "t", styleCommand: ":", styleCaptured: "$", styleNone: "."}

// looks is a letter for the style of each rune of each line.
func looks(e *Editor) string {
	var lines []string
	for i := range e.buf.lines {
		x := e.lexer.line(e.buf, i)
		var s strings.Builder
		at := 0
		for _, sp := range x.colours() {
			for ; at < sp.end; at++ {
				s.WriteString(names[sp.style])
			}
		}
		lines = append(lines, s.String())
	}
	return strings.Join(lines, "\n")
}

func TestColours(t *testing.T) {
	for text, want := range map[string]string{
		`for x := 1 {`:         `kkk......n..`,
		`f("a\"", 'x') // y`:   `..sssss..sss..cccc`,
		`@b,c x + $x`:          `tttt.....$$`,
		`@quorum(2, b,c) $(x)`: `ttttttttttttttt.$...`,
		`:time @b len(x)`:      `:::::.tt.bbb...`,
		`on b`:                 `::..`,
		`on + 1`:               `.....n`,
		`a @b $`:               `......`,
		`0x1F + 1.5e3 + x2`:    `nnnn...nnnnn.....`,
		"x := `a\nfor` + nil":  ".....ss\nssss...nnn",
		"/* a\nb */ true // c": "cccc\ncccc.nnnn.cccc",
		"`a` // `b\nif":        "sss.ccccc\nkk",
		"日本 := \"é\"":          "......sss",
		"forx, xfor, for":      "............kkk",
	} {
		e := New(Config{Colour: true})
		e.SetText(text)
		if got := looks(e); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// What is lexed again after a change only in part must look as if all of it had been.
func TestColoursOfWhatWasChanged(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 2))
	chars := []rune("aifor \"`'/*:@$1.(){}\n\\é")
	for range 30 {
		e := New(Config{Colour: true})
		for range 200 {
			switch k := random.IntN(10); {
			case k == 0:
				e.Key(Key{Name: "M-enter"})
			case k < 3:
				e.buf.at = pos{line: random.IntN(len(e.buf.lines))}
				e.buf.at.col = random.IntN(len(e.buf.line()) + 1)
			case k == 3:
				e.Key(Key{Name: "backspace"})
			default:
				e.buf.insert(string(chars[random.IntN(len(chars))]), "")
			}
			fresh := New(Config{Colour: true})
			fresh.SetText(e.Text())
			if got, want := looks(e), looks(fresh); got != want {
				t.Fatalf("seed %d: %q looks\n%s\nand should look\n%s", seed, e.Text(), got, want)
			}
		}
	}
}

// A target may stand behind a command, so what is typed there is lexed from the start.
func TestColoursOfATargetBehindACommand(t *testing.T) {
	e := New(Config{Colour: true})
	for _, c := range `:o @"` {
		e.buf.insert(string(c), "")
		fresh := New(Config{Colour: true})
		fresh.SetText(e.Text())
		if got, want := looks(e), looks(fresh); got != want {
			t.Errorf("%q looks %s, and should look %s", e.Text(), got, want)
		}
	}
}

func TestBracketsThatMatch(t *testing.T) {
	for _, c := range []struct {
		keys        string
		here, there pos
		ok          bool
	}{
		{"f(a, (b))", pos{0, 8}, pos{0, 1}, true},
		{"f(a, (b))<left><left>", pos{0, 7}, pos{0, 5}, true},
		{"f(a)<C-a><right>", pos{0, 1}, pos{0, 3}, true},
		{"for {<M-enter>x(\"}\")<M-enter>}", pos{2, 0}, pos{0, 4}, true},
		{"f(\")\"<C-a><right>", pos{}, pos{}, false},
		{"abc", pos{}, pos{}, false},
		{")", pos{}, pos{}, false},
	} {
		e := newTypist(false).press(c.keys)
		here, there, ok := e.matching()
		if ok != c.ok || ok && (here != c.here || there != c.there) {
			t.Errorf("%s: %v, %v, %v", c.keys, here, there, ok)
		}
	}
}

func TestHighlight(t *testing.T) {
	source := "func f() { // x\n\treturn `a\nb`\n}" + strings.Repeat(" ", 2*maxColoured)
	got := Highlight(source)
	if want := "\x1b[35mfunc\x1b[0m f() { \x1b[2m// x\x1b[0m\n\t\x1b[35mreturn\x1b[0m \x1b[32m`a\x1b[0m\n\x1b[32mb`\x1b[0m\n}"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got[:min(len(got), 200)])
	}
	if plain := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(got, ""); plain != source {
		t.Errorf("the text is another: %q", plain)
	}
}
