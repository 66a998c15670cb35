package edit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// braces stands for the evaluator's word on what is whole.
func braces(s string) bool {
	return strings.Count(s, "{")+strings.Count(s, "(") <= strings.Count(s, "}")+strings.Count(s, ")")
}

// typist presses keys written as text, with the names of others in angle brackets: "x := 1<C-a>y".
type typist struct {
	*Editor
	done []string
	last Event
}

func newTypist(vi bool, history ...string) *typist {
	t := &typist{Editor: New(Config{Vi: vi, Finished: braces})}
	t.Begin("a> ", history)
	return t
}

func (t *typist) press(keys string) *typist {
	for keys != "" {
		k := Key{Name: "char"}
		if i := strings.IndexByte(keys, '>'); keys[0] == '<' && i > 1 {
			k.Name, keys = keys[1:i], keys[i+1:]
			if text, ok := strings.CutPrefix(k.Name, "paste "); ok {
				k.Name, k.Text = "paste", text
			} else if k.Name == "lt" {
				k.Name, k.Rune = "char", '<'
			} else if k.Name == "gt" {
				k.Name, k.Rune = "char", '>'
			}
		} else {
			k.Rune = []rune(keys)[0]
			keys = keys[len(string(k.Rune)):]
		}
		if t.last = t.Key(k); t.last == Done {
			t.done = append(t.done, t.Text())
		}
	}
	return t
}

// String is the text, with a bar where the cursor is.
func (t *typist) String() string {
	before, after := t.Around()
	return before + "|" + after
}

func TestEditing(t *testing.T) {
	for _, c := range []struct{ name, keys, want string }{
		{"typing", "ab<left>x<right>y", "axby|"},
		{"the ends of a line", "abc<C-a>x<C-e>y<home>z<end>!", "zxabcy!|"},
		{"deleting", "abcd<backspace><C-a><delete><C-d>", "|c"},
		{"words", "foo.bar(x)<M-b><M-b>1<M-f>2<C-left>3", "foo.3|1bar2(x)"},
		{"a word behind", "foo bar.baz<M-backspace>", "foo bar.|"},
		{"back to a blank", "foo bar.baz <C-w>", "foo |"},
		{"a word ahead", "foo bar<C-a><M-d>", "| bar"},
		{"rest and start of the line", "foo bar<left><left><left><C-k><C-a><C-y><C-y>", "barbar|foo "},
		{"up to the cursor", "foo bar<left><C-u>", "|r"},
		{"swap", "abdc<left><C-t>", "abcd|"},
		{"swap at the end", "ab<C-t>", "ba|"},
		{"undo by words", "one two three<C-_><C-_>", "one|"},
		{"undo what was undone", "one two<C-_><M-_>", "one two|"},
		{"undo a deletion", "foo bar<C-u><C-_>", "foo bar|"},
		{"an accent belongs to its letter", "xe\u0301y<left><left><left>!", "!|xe\u0301y"},
		{"a new line within a bracket is indented", "for {<enter>x", "for {\n\tx|"},
		{"and further", "for {<enter>if y {<enter>x", "for {\n\tif y {\n\t\tx|"},
		{"a closing bracket goes back below", "for {<enter>if y {<enter>x<enter>}<enter>}", "for {\n\tif y {\n\t\tx\n\t}\n}|"},
		{"an argument list", "f(<enter>1,<enter>)", "f(\n\t1,\n)|"},
		{"brackets in strings do not count", "f(\"{\",<enter>1", "f(\"{\",\n\t1|"},
		{"cases", "switch {<enter>case 1:<enter>x", "switch {\n\tcase 1:\n\t\tx|"},
		{"an empty line keeps no blanks", "for {<enter><enter>x", "for {\n\n\tx|"},
		{"a tab at the start", "for {<enter><tab>x", "for {\n\t\tx|"},
		{"and back", "for {<enter><tab>x<backtab>", "for {\n\tx|"},
		{"a new line all the same", "x<M-enter>y", "x\ny|"},
		{"up and down keep the column", "abc<M-enter>d<M-enter>efg<up><up>1<C-_><down><down>", "abc\nd\nefg|"},
		{"over the ends of lines", "a<M-enter>b<left><left>x<right>y", "ax\ny|b"},
		{"lines are joined", "a<M-enter>b<left><backspace>", "a|b"},
		{"the rest of an empty rest", "a<M-enter>b<up><C-k>", "a|b"},
		{"a paste is not evaluated", "<paste f()\n\tg()\n\n>", "f()\n\tg()|"},
		{"a paste within", "x()<left><paste a,\nb\n>", "x(a,\nb\n|)"},
		{"start and end of all", "a<M-enter>b<C-home>x<C-end>y", "xa\nby|"},
	} {
		if got := newTypist(false).press(c.keys).String(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEnterEndsWhatIsWhole(t *testing.T) {
	e := newTypist(false).press("f(<enter>1)<enter>")
	if e.last != Done || e.done[0] != "f(\n\t1)" {
		t.Errorf("event %v, %q", e.last, e.done)
	}
	if e := newTypist(false).press("for {<enter>x<enter>}<up>y<enter>"); e.last != Done { // wherever the cursor is
		t.Errorf("event %v", e.last)
	}
	for keys, want := range map[string]Event{"<C-d>": Ended, "x<C-a><C-d>": Nothing, "x<C-d>": Refused, "x<C-c>": Interrupted, "<backspace>": Refused,
		"<up>": Refused, "<C-_>": Refused, "x<tab>": Complete, "<C-l>": Clear, "<M-e>": Outside, "<M-x>": Nothing} {
		if e := newTypist(false).press(keys); e.last != want {
			t.Errorf("%s: event %v, want %v", keys, e.last, want)
		}
	}
}

func TestWhatIsPastedWithoutMarksIsNotIndentedTwice(t *testing.T) {
	e := newTypist(false)
	keys := &Keys{}
	keys.Feed([]byte("for {\r\tif x {\r\t\ty()\r\t}\r}"))
	for k, ok := keys.Next(); ok; k, ok = keys.Next() {
		e.Key(k)
	}
	if got := e.Text(); got != "for {\n\tif x {\n\t\ty()\n\t}\n}" {
		t.Errorf("got %q", got)
	}
}

func TestHistory(t *testing.T) {
	history := []string{"fmt.Println(1)", "x := 1", "for {\n\ty\n}", "fmt.Println(2)", "x := 1"}
	for _, c := range []struct{ name, keys, want string }{
		{"the last one", "<up>", "x := 1|"},
		{"back and on", "<up><up><down>", "x := 1|"},
		{"what was begun comes back", "<up><up><down><down>", "|"},
		{"through the lines of one", "<up><up><up><up>", "for {\n|\ty\n}"},
		{"what begins so", "fm<up>", "fmt.Println(2)|"},
		{"and so, further back", "fm<up><up>", "fmt.Println(1)|"},
		{"and on to what was typed", "fm<up><up><down><down>", "fm|"},
		{"nothing begins so", "zz<up>", "zz|"},
		{"from any line", "<up><up><up><M-p>", "x := 1|"},
		{"what was changed is kept", "<up>2<M-p><M-n>", "x := 12|"},
	} {
		if got := newTypist(false, history...).press(c.keys).String(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSearch(t *testing.T) {
	history := []string{"fmt.Println(1)", "x := 1", "for {\n\tfmt.Print(y)\n}", "fmt.Println(2)", "X()", "fmt.Println(2)"}
	for _, c := range []struct{ name, keys, want string }{
		{"by a word", "<C-r>println<right>", "fmt.Println(2)|"},
		{"older", "<C-r>println<C-r><right>", "fmt.Println(1)|"},
		{"and newer", "<C-r>println<C-r><C-s><right>", "fmt.Println(2)|"},
		{"by words in any order", "<C-r>y for<right>", history[2] + "|"},
		{"capitals count", "<C-r>X<right>", "X()|"},
		{"given up", "ab<left><C-r>println<C-g>", "a|b"},
		{"the key is for what was found", "<C-r>:= 1<C-a>y", "y|x := 1"},
		{"a mistake", "<C-r>x :z<backspace>=<right>", "x := 1|"},
		{"nothing", "ab<C-r>zzz<right>", "ab|"},
	} {
		if got := newTypist(false, history...).press(c.keys).String(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if e := newTypist(false, history...).press("<C-r>:= 1<enter>"); e.last != Done || e.done[0] != "x := 1" {
		t.Errorf("Enter: event %v, %q", e.last, e.done)
	}
	if e := newTypist(false, history...).press("<C-r>zzz<enter>"); e.last != Refused || !e.Searching() {
		t.Errorf("Enter with nothing found: event %v", e.last)
	}
}

func TestVi(t *testing.T) {
	for _, c := range []struct{ name, keys, want string }{
		{"typing", "abc", "abc|"},
		{"commands", "abc<escape>", "ab|c"},
		{"left and right", "abcd<escape>hhx", "a|cd"},
		{"words", "foo bar.baz<escape>bbb", "foo |bar.baz"},
		{"and on", "foo bar.baz<escape>0wwi!", "foo bar!|.baz"},
		{"big words", "foo bar.baz qux<escape>BBi!", "foo !|bar.baz qux"},
		{"ends of words", "foo bar<escape>0ea!", "foo!| bar"},
		{"the line", "foo<escape>0i!<escape>0a?<escape>$a.", "!?foo.|"},
		{"insert at the ends", "foo<escape>Ix<escape>Ay", "xfooy|"},
		{"change a word", "foo bar<escape>0cwx", "x| bar"},
		{"delete a word", "foo bar baz<escape>0dwd$", "|"},
		{"counted", "a b c d<escape>02dw", "|c d"},
		{"counted twice", "a b c d e<escape>0d3w", "|d e"},
		{"to a character", "f(a, b)<escape>0dt,", "|, b)"},
		{"over a character", "f(a, b)<escape>0df,", "| b)"},
		{"back to a character", "f(a, b)<escape>F(a!", "f(!|a, b)"},
		{"again, and the other way", "a.b.c.d<escape>0f.;;,i!", "a.b!|.c.d"},
		{"the other bracket", "f(a, (b))<escape>0f(d%", "|f"},
		{"replace", "abc<escape>0rx", "|xbc"},
		{"replace several", "abc<escape>02rx", "x|xc"},
		{"replace more than there are", "abc<escape>5rx", "ab|c"},
		{"case", "aBc<escape>03~", "Ab|C"},
		{"put", "ab<escape>xP", "|ba"},
		{"swap by put", "ab<escape>0xp", "b|a"},
		{"lines", "a<M-enter>b<M-enter>c<escape>kdd", "a\n|c"},
		{"lines put below", "a<M-enter>b<escape>ggddp", "b\n|a"},
		{"lines put above", "a<M-enter>b<escape>yyggP", "|b\na\nb"},
		{"lines with j", "a<M-enter>b<M-enter>c<escape>ggdj", "|c"},
		{"to the end", "a<M-enter>b<M-enter>c<escape>ggdG", "|"},
		{"change lines keeps the indentation", "for {<enter>x<escape>ccy", "for {\n\ty|"},
		{"open below", "for {<escape>ox", "for {\n\tx|"},
		{"open above", "a<escape>Ob", "b|\na"},
		{"shift", "a<escape><gt><gt>", "\t|a"},
		{"shift back", "for {<enter>x<escape><lt><lt>", "for {\n|x"},
		{"join", "a<M-enter>b<escape>kJ", "a| b"},
		{"undo", "abc def<escape>bdwu", "abc |def"},
		{"again", "a b c d<escape>0dw..", "|d"},
		{"a change again", "foo bar<escape>0cwx<escape>w.", "x |x"},
		{"a change with a dot in it, where nothing is to change", "foo<escape>0cfo.<escape>...", "|."},
		{"yank a word", "foo bar<escape>0yw$p", "foo barfoo| "},
		{"substitute", "abc<escape>0sx", "x|bc"},
		{"delete to the end", "abc def<escape>0wD", "abc| "},
		{"change to the end", "abc def<escape>0wCx", "abc x|"},
		{"a word that ends its line", "foo bar<M-enter>b<escape>k0wdw", "foo| \nb"},
		{"an operator that nothing follows", "abc<escape>dz", "ab|c"},
		{"the keys of others", "abc<escape><home>i!", "!|abc"},
	} {
		if got := newTypist(true).press(c.keys).String(); got != c.want {
			t.Errorf("%s: %s: got %q, want %q", c.name, c.keys, got, c.want)
		}
	}
	history := []string{"one", "two"}
	for keys, want := range map[string]string{"<escape>k": "two", "<escape>kk": "one", "<escape>2k": "one", "<escape>kj": "", "<escape>/one<tab>": "one"} {
		if got := newTypist(true, history...).press(keys).Text(); got != want {
			t.Errorf("%s: got %q, want %q", keys, got, want)
		}
	}
	if e := newTypist(true).press("x<escape><enter>"); e.last != Done {
		t.Errorf("Enter: %v", e.last)
	}
	if e := newTypist(true).press("x<escape>v"); e.last != Outside {
		t.Errorf("v: %v", e.last)
	}
}

// Whatever is pressed, nothing panics, the cursor stays within the text, and undoing everything comes back to the start.
func TestAnyKeys(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	chars := []rune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789(){}[]\"`'/*.,;:%$@~<> é日\u0301\t")
	names := []string{"escape", "escape", "up", "down", "left", "right", "paste"}
	for k := range keyTable {
		names = append(names, k)
	}
	for run := range 200 {
		e := newTypist(run%2 == 0, "one", "for {\n\ttwo(\n\t\t3)\n}", "日本 := 1")
		var pressed []string
		for range 300 {
			k := Key{Name: "char", Rune: chars[random.IntN(len(chars))]}
			if random.IntN(3) == 0 {
				k = Key{Name: names[random.IntN(len(names))]}
				if k.Name == "paste" {
					k.Text = "p {\n\tq `r\n} /*"
				}
			}
			pressed = append(pressed, strings.TrimSuffix(fmt.Sprint(k.Name, " ", string(k.Rune)), " \x00"))
			func() {
				defer func() {
					if r := recover(); r != nil {
						t.Fatalf("seed %d: %v after %q", seed, r, pressed)
					}
				}()
				e.Key(k)
				e.Frame(20, 6)
			}()
			if at := e.buf.at; at.line < 0 || at.line >= len(e.buf.lines) || at.col < 0 || at.col > len(e.buf.line()) {
				t.Fatalf("seed %d: the cursor is at %v of %q after %q", seed, at, e.Text(), pressed)
			}
		}
	}
}
