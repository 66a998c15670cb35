package repl

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// echo is a client that answers a line with itself; lines with "bad" fail.
func echo() *fake {
	return &fake{peers: threePeers, answer: func(_ context.Context, line string, _ scripts.Ask, out node.OutputFunc) scripts.Line {
		switch {
		case strings.Contains(line, "bad"):
			return failure("", protocol.Fail(protocol.FailPanic, "it is bad"))
		case strings.HasPrefix(line, "print "):
			out("", node.Stdout, []byte("half "))
			out("", node.Stdout, []byte("a line\n\n# more\nopen"))
			return scripts.Line{}
		case strings.Contains(line, "func"):
			return scripts.Line{}
		}
		return value("string", "<"+line+">")
	}}
}

func TestRecordSaveReplay(t *testing.T) {
	t.Chdir(t.TempDir())
	f := echo()
	code, out, errs := script(t, Config{Client: f, Name: "a"}, "before\n:record s.txt\nx\n// why\nfunc f() {\n\treturn\n}\n:at b\ny bad\nprint 1\n:at\n:record\nafter\n:save s.go\n:save s.go\n:record s.txt\n:record off\n")
	if code != CodeFailed {
		t.Errorf("code %d", code)
	}
	want := "# nodes: 3\n\na> x\n<x>\na> // why\n... func f() {\n... \treturn\n... }\na> :at b\na@b> y bad\nfailed: it is bad\na@b> print 1\nhalf a line\n\\\n\\# more\nopen\na@b> :at\n"
	got, err := os.ReadFile("s.txt")
	if head, body, _ := strings.Cut(string(got), "\n"); err != nil || !strings.HasPrefix(head, "# a session at a, 2") || body != want {
		t.Errorf("%v; the record is\n%s\nwant\n%s", err, got, want)
	}
	saved := "#!/usr/bin/env -S parley run\nbefore\nx\n// why\nfunc f() {\n\treturn\n}\n:at b\nprint 1\n:at\nafter\n"
	if got, err := os.ReadFile("s.go"); err != nil || string(got) != saved {
		t.Errorf("%v; saved\n%s\nwant\n%s", err, got, saved)
	}
	for _, want := range []string{"recording into s.txt", "recorded in s.txt", "7 inputs that worked are in s.go; parley run s.go", "s.go is there already", "s.txt is there already", "nothing is being recorded"} {
		if !strings.Contains(errs, want) {
			t.Errorf("it says\n%s\nand not %q", errs, want)
		}
	}
	if !strings.Contains(out, "<after>") {
		t.Errorf("it shows %s", out)
	}

	again := echo()
	_, out, errs = script(t, Config{Client: again, Name: "c"}, ":record t.txt\n:replay s.txt 10000\nz\n:replay s.txt zero\n:replay s.go\n:replay none\n")
	if want := []string{"x", "// why\nfunc f() {\n\treturn\n}", "y bad", "print 1", "z"}; !slices.Equal(again.asked(), want) {
		t.Errorf("replayed %q, want %q", again.asked(), want)
	}
	for _, want := range []string{"c> x\n", "c> // why\n... func f() {\n", "c@b> y bad\n", "failed: it is bad", `"zero" is no speed`, "s.go is no record", "no such file"} {
		if !strings.Contains(errs, want) {
			t.Errorf("the replay says\n%s\nand not %q", errs, want)
		}
	}
	if !strings.Contains(out, "<x>\n") || !strings.Contains(out, "<z>\n") {
		t.Errorf("the replay shows %s", out)
	}
	b, err := os.ReadFile("t.txt")
	if err != nil {
		t.Fatal(err)
	}
	entries, _ := ParseTranscript(string(b))
	var inputs []string
	for _, e := range entries {
		inputs = append(inputs, e.Prompt+e.Input()+" = "+e.Shown)
	}
	if got := strings.Join(inputs, "|"); !strings.Contains(got, "c> :replay s.txt 10000 = |c> x = <x>\n|") || strings.Contains(got, `\`) {
		t.Errorf("the record of a replay is %q", got)
	}
}

// A record is the same file when its lines are typed again: what is shown is what was shown.
func TestAReplayedRecordIsTheSameRecord(t *testing.T) {
	t.Chdir(t.TempDir())
	first := Config{Client: echo(), Name: "a", Transcript: "one"}
	script(t, first, "x\nprint 2\nbad\n// c\nfunc g() {\n}\n")
	one, err := os.ReadFile("one")
	if err != nil {
		t.Fatal(err)
	}
	second := Config{Client: echo(), Name: "a", Transcript: "two"}
	script(t, second, TranscriptInputs(string(one)))
	if two, _ := os.ReadFile("two"); string(two) != string(one) || len(two) == 0 {
		t.Errorf("once\n%s\nagain\n%s", one, two)
	}
	code, _, errs := script(t, second, "x\n")
	if code != CodeUsage || !strings.Contains(errs, "two is there already") {
		t.Errorf("over a file that is there: code %d, %s", code, errs)
	}
}

func TestARecordOfATerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tty")
	notify := make(chan func(node.Notice), 1)
	s := start(t, Config{Client: echo(), Color: true, Transcript: path, Notices: func(f func(node.Notice)) func() { notify <- f; return func() {} }})
	s.see("a>")
	s.do("x\r", "<x>\na>")
	(<-notify)(node.Notice{Node: "b", Text: "left"})
	s.find("* b left")
	s.do("bad\r", "failed: it is bad\na>")
	s.quit()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(b), "\n")
	if want := "# nodes: 3\n\na> x\n<x>\n# * b left\na> bad\nfailed: it is bad\n"; body != want {
		t.Errorf("the record is %q, want %q", body, want)
	}
}

// What a file has declared, and a line that was timed, later lines may need.
func TestSaveKeepsWhatLaterLinesNeed(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("helpers.go", []byte("func f() int {\n}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	script(t, Config{Client: echo(), Name: "a"}, ":load helpers.go\n:load none.go\n:time x := f()\nx\n:nodes\n:v\n:save s.go\n")
	want := "#!/usr/bin/env -S parley run\n:load helpers.go\n:time x := f()\nx\n"
	if got, err := os.ReadFile("s.go"); err != nil || string(got) != want {
		t.Errorf("%v; saved\n%s\nwant\n%s", err, got, want)
	}
}

// What was edited is recorded as what was evaluated then, and commands may be shortened.
func TestARecordOfAnEdit(t *testing.T) {
	t.Chdir(t.TempDir())
	s := start(t, Config{Client: echo(), Transcript: "tty", Edit: func(string) (string, error) { return "y", nil }})
	s.see("a>")
	s.do("x\r", "<x>\na>")
	s.do(":edit\r", "<y>\na>")
	s.do(":rec off\r", "recorded in tty; :replay tty does it again\na>")
	s.quit()
	b, err := os.ReadFile("tty")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(b), "\n")
	if want := "# nodes: 3\n\na> x\n<x>\na> y\n<y>\n"; body != want {
		t.Errorf("the record is %q, want %q", body, want)
	}
}

func TestFilesComplete(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	os.MkdirAll("logs/deep", 0o700)
	os.WriteFile("logs/one.txt", nil, 0o600)
	os.WriteFile("late", nil, 0o600)
	p := &prompt{table: commands(), ctx: t.Context()}
	for line, want := range map[string]string{":replay l": "8 [late logs/]", ":save logs/": "11 [deep/ one.txt]", ":record none/": "13 []"} {
		from, found := p.completeText(t.Context(), line, "")
		var names []string
		for _, c := range found {
			names = append(names, c.Text)
		}
		if got := fmt.Sprint(from, " ", names); got != want {
			t.Errorf("%s completes %s, want %s", line, got, want)
		}
	}
}
