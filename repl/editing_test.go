package repl

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAPastedFileIsOneInput(t *testing.T) {
	f := &fake{}
	file := filepath.Join(t.TempDir(), "history")
	s := start(t, Config{Client: f, HistoryFile: file})
	s.see("a>")
	text := "func f() {\n\tx := 1\n}\n\nfunc g() {\n}\n"
	s.do("\x1b[200~"+strings.ReplaceAll(text, "\n", "\r\n")+"\x1b[201~", "\n   func g() {\n   }")
	if len(f.asked()) > 0 {
		t.Fatalf("asked %q before Enter", f.asked())
	}
	s.do("\r", "\n   }\n42\na>")
	s.quit()
	if want := []string{strings.TrimRight(text, "\n")}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q", f.asked())
	}
	if b, _ := os.ReadFile(file); strings.Count(string(b), "\n") != 1 {
		t.Errorf("the history has\n%s", b)
	}
}

func TestAMegabyteIsPasted(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	var b strings.Builder
	b.WriteString("func f() {\n")
	for i := range 20000 {
		fmt.Fprintf(&b, "\tprintln(%d, \"abcdefghijklmnopqrstuvwxyz\")\n", i)
	}
	b.WriteString("}")
	s.do("\x1b[200~"+b.String()+"\x1b[201~", "   }")
	s.do("\r", "xyz\")\n   }\n42\na>")
	s.find("// ... 19602 lines that are not shown ...")
	s.quit()
	if got := f.asked(); len(got) != 1 || got[0] != b.String() {
		t.Errorf("%d inputs", len(got))
	}
}

func TestEditingARecalledInput(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("for {\r", "a> for {")
	s.do("x()\r}\r", "\n42\na>")
	s.do("\x1b[A\x1b[A\x05 // y\r", "a> for {\n       x() // y\n   }\n42\na>")
	s.quit()
	if got := f.asked(); got[1] != "for {\n\tx() // y\n}" {
		t.Errorf("asked %q", got)
	}
}

func TestSearchFindsWhatOtherPromptsTyped(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	f := &fake{}
	one, two := start(t, Config{Client: f, HistoryFile: file}), start(t, Config{Client: f, HistoryFile: file})
	one.see("a>")
	two.see("a>")
	two.do("elsewhere(1)\r", "42\na>")
	one.do("here(1)\r", "42\na>")
	one.do("\x12", "history:\n> here(1)\n  elsewhere(1)")
	one.do("els", "history: els\n> elsewhere(1)")
	one.do("\t", "a> elsewhere(1)")
	one.do("\x03\x12els", "history: els\n> elsewhere(1)")
	one.do("\x1b", "a> elsewhere(1)")  // so does Escape, which waits for nothing there
	one.do("\x03\x1b[A", "a> here(1)") // Up goes through one's own
	one.do("\x1b[A\x1b[A\x03", "a> here(1)^C\na>")
	one.quit()
	two.quit()
}

func TestEditInAnEditor(t *testing.T) {
	f := &fake{}
	given, save, failed := "", "", error(nil)
	s := start(t, Config{Client: f, Edit: func(text string) (string, error) { given = text; return save, failed }})
	s.see("a>")
	s.do("x\r", "42\na>")
	save = "func f() {\n}"
	s.do(":edit\r", "a> :edit\nfunc f() {\n}\n42\na>")
	save = "g()"
	s.do(":edit\r", "a> :edit\ng()\n42\na>")
	if given != "func f() {\n}" {
		t.Errorf("the editor got %q", given)
	}
	save = "func f() {\n}"
	s.do("half\x1be", "a> func f() {\n   }") // Alt-E
	s.do("\r", "   }\n42\na>")
	if given != "half" {
		t.Errorf("the editor got %q", given)
	}
	save = "f("
	s.do(":edit\r", "f(\ndropped, because it was not finished: f(\na>")
	save, failed = "", nil
	s.do(":edit\r", "a> :edit\na>")
	failed = errors.New("no such editor")
	s.do(":edit\r", "no such editor\na>")
	s.do("kept\x1be", "no such editor\na> kept")
	s.do("\x03", "^C\na>")
	s.quit()
	if want := []string{"x", "func f() {\n}", "g()", "func f() {\n}"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q", f.asked())
	}
	if code, _, errs := script(t, Config{Client: f}, ":edit"); code != CodeUsage || !strings.Contains(errs, "for a prompt") {
		t.Errorf("in a script: code %d, %s", code, errs)
	}
}

func TestTheEditorOfTheEnvironment(t *testing.T) {
	t.Setenv("EDITOR", "false")
	t.Setenv("VISUAL", "sed -i s/old/new/")
	if got, err := editOutside("the old\ntext"); got != "the new\ntext" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	t.Setenv("VISUAL", "")
	if _, err := editOutside("x"); err == nil || !strings.Contains(err.Error(), "the editor false did not end well") {
		t.Errorf("%v", err)
	}
}

func TestViAtThePrompt(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f, Keys: "vi"})
	s.see("a>")
	s.do("abc\x1b", "a> abc")
	s.do("0x\x1b[Cx\r", "a> b\n42\na>") // arrows work there too
	s.do("foo bar\x1bbcwqux\x1b", "a> foo qux")
	s.do("\r", "42\na>")
	s.do("\x1bkk", "a> b")
	s.do("A!\r", "a> b!\n42\na>")
	s.quit()
	if want := []string{"b", "foo qux", "b!"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q", f.asked())
	}
}

func TestColourOnlyWhereItIsWanted(t *testing.T) {
	for _, colour := range []bool{false, true} {
		s := start(t, Config{Client: &fake{}, Color: colour})
		s.see("a>")
		s.do("for (1)\r", "a> for (1)\n42\na>")
		s.quit()
		s.tty.mu.Lock()
		raw := s.tty.raw.String()
		s.tty.mu.Unlock()
		if got := strings.Contains(raw, "\x1b[35mfor"); got != colour {
			t.Errorf("colour %v: %q", colour, raw)
		}
	}
}
