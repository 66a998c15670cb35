package repl

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

func TestPromptAnswers(t *testing.T) {
	s := start(t, Config{Client: &fake{}, Banner: "parley, two nodes"})
	s.see("parley, two nodes\na>")
	s.do("x + 1\r", "a> x + 1\n42\na>")
	if code := s.quit(); code != 0 {
		t.Errorf("Ctrl-D ended with %d", code)
	}
	if s.raw.on == 0 || s.raw.on > s.raw.off {
		t.Errorf("the terminal was made raw %d times and restored %d times", s.raw.on, s.raw.off)
	}
}

func TestPromptEdits(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("y\x1b[Dx + \x1b[C\x7fz\x1b[D\x1b[D\x1b[D\x1b[D\x1b[Dab\x05c\r", "\n42\na>")
	s.do("12\x01-\r", "a> -12\n42\na>")
	s.quit()
	if want := []string{"abx + zc", "-12"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q, want %q", f.asked(), want)
	}
}

func TestHomeAndEnd(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	for _, keys := range [][2]string{{"\x1b[1~", "\x1b[4~"}, {"\x1b[7~", "\x1b[8~"}, {"\x1bOH", "\x1bOF"}, {"\x1b[H", "\x1b[F"}} {
		s.keys.typed("bc" + keys[0] + "a" + keys[1] + "d")
		s.see("a> abcd")
		s.do("\r", "a> abcd\n42\na>")
	}
	s.quit()
	if want := []string{"abcd", "abcd", "abcd", "abcd"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q, want %q", f.asked(), want)
	}
}

func TestWordsWithoutTheirColon(t *testing.T) {
	declared := false
	answer := func(_ context.Context, line string, a scripts.Ask, _ node.OutputFunc) scripts.Line {
		if declared && (a.At == "" || line != "quit") {
			return value("int", "7")
		}
		return failure(protocol.NodeID(a.At), wrong("undefined: "+strings.TrimSuffix(strings.TrimSpace(line), "()"), "1:1"))
	}
	s := start(t, Config{Client: &fake{answer: answer, peers: threePeers}})
	s.see("a>")
	s.keys.typed("help\r")
	s.find(":at [TARGET]")
	s.find("help() lists the built-in functions; :help NAME says more o")
	s.do("other\r", "a> other\n1:1: undefined: other\n    other\n    ^\na>")
	s.keys.typed("quit\r")
	if code := s.end(); code != 0 {
		t.Errorf("quit: code %d", code)
	}
	for _, word := range []string{"exit", " quit() ", "exit()"} { // wherever the lines go
		s = start(t, Config{Client: &fake{answer: answer, peers: threePeers}})
		s.see("a>")
		s.do(":at b\r", "a@b>")
		s.keys.typed(word + "\r")
		s.end()
	}
	declared = true
	s = start(t, Config{Client: &fake{answer: answer, peers: threePeers}})
	s.see("a>")
	s.do("quit\r", "a> quit\n7\na>")
	s.do(":at b\r", "a@b>") // declared here, and not there
	s.do("quit\r", "    ^\na@b>")
	s.quit()
}

// These keys end the process, the prompt or the parent when they reach the line editor.
func TestPromptKeepsHarmfulKeysAway(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.keys.typed("\x00\x1a\x1b[3~x\x14\x1c\x1b[3~\x00\r")
	s.see("\n42\na>")
	s.do("\x12\x03", "a>") // a search in a history of one
	s.do("y\r", "a> y\n42\na>")
	s.quit()
	if want := []string{"x", "y"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q, want %q", f.asked(), want)
	}
}

func TestPromptSearchesAnEmptyHistory(t *testing.T) {
	s := start(t, Config{Client: &fake{}})
	s.see("a>")
	s.keys.typed("\x12zz")
	s.find("history: zz\n  nothing that was typed has that")
	s.do("\x07", "a>")
	s.do("x\r", "a> x\n42\na>")
	s.quit()
}

func TestDeleteKeyDeletes(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("abc\x01\x1b[3~\x04\r", "a> c\n42\na>")
	s.quit()
	if want := []string{"c"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q, want %q", f.asked(), want)
	}
}

func TestPromptContinues(t *testing.T) {
	f := &fake{}
	file := filepath.Join(t.TempDir(), "deep", "history")
	s := start(t, Config{Client: f, HistoryFile: file})
	s.see("a>")
	s.do("for {\r", "a> for {")
	s.do("f(\"a\\nb\")\r", "a> for {\n       f(\"a\\nb\")") // indented by itself
	s.do("}\r", "\n   }\n42\na>")
	chunk := "for {\n\tf(\"a\\nb\")\n}"
	if !slices.Equal(f.asked(), []string{chunk}) {
		t.Fatalf("asked %q", f.asked())
	}
	s.do("\x1b[A", "a> for {\n       f(\"a\\nb\")\n   }") // one entry, with all its lines
	s.do("\r", "\n42\na>")
	s.quit()

	again := start(t, Config{Client: f, HistoryFile: file})
	again.see("a>")
	again.do("\x1b[A\r", "\n42\na>")
	again.do("\x1b[A\x1b[A\x1b[A\x1b[A\x03", "}^C\na>") // it is there once, and before it nothing
	again.quit()
	if got := f.asked(); len(got) != 3 || got[1] != chunk || got[2] != chunk {
		t.Errorf("asked %q", got)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("history file: %v, %v", info.Mode(), err)
	}
}

func TestHistoryIsWhatWasTypedEvenAfterMovingInIt(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("one\r", "a> one\n42\na>")
	s.do("two\r", "a> two\n42\na>")
	s.do("\x1b[A\x1b[A!\r", "a> one!\n42\na>")
	s.do("\x1b[A", "a> one!")
	s.do("\x1b[A", "a> two")
	s.do("\x1b[A", "a> one")
	s.do("\x03", "^C\na>")
	s.do("\x12tw\r", "\n42\na>") // Ctrl-R
	s.quit()
	if want := []string{"one", "two", "one!", "two"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q, want %q", f.asked(), want)
	}
}

func TestCtrlCAtThePromptClears(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("abc\x03", "a> abc^C\na>")
	s.do("for {\r", "a> for {")
	s.do("x\x03", "a> for {\n       x^C\na>")
	s.do("y\r", "a> y\n42\na>")
	s.quit()
	if !slices.Equal(f.asked(), []string{"y"}) {
		t.Errorf("asked %q", f.asked())
	}
}

func TestEndOfInputEndsThePrompt(t *testing.T) {
	for _, keys := range []string{"", "x", "for {\r", "for {"} {
		s := start(t, Config{Client: &fake{}})
		s.see("a>")
		s.keys.typed(keys)
		s.keys.close()
		if code := s.end(); code != 0 {
			t.Errorf("after %q: code %d", keys, code)
		}
	}
}

func TestEndedContextEndsThePrompt(t *testing.T) {
	s := start(t, Config{Client: &fake{}})
	s.do("half a li", "a> half a li")
	s.stop()
	if code := s.end(); code != CodeInterrupted {
		t.Errorf("code %d", code)
	}
}

// waiting is a client whose lines run until they are cancelled, and then as long as the test likes.
func waiting(began chan<- node.OutputFunc, release <-chan struct{}) *fake {
	return &fake{answer: func(ctx context.Context, line string, _ scripts.Ask, out node.OutputFunc) scripts.Line {
		if line != "slow()" {
			return value("int", "42")
		}
		began <- out
		<-ctx.Done()
		<-release
		return failure("b", protocol.Lost(protocol.FailCancelled, "b did not confirm the cancel; it may still be running there"))
	}}
}

func TestCtrlCCancelsTheLine(t *testing.T) {
	began, release := make(chan node.OutputFunc, 1), make(chan struct{})
	close(release)
	s := start(t, Config{Client: waiting(began, release)})
	s.see("a>")
	s.keys.typed("slow()\r")
	<-began
	s.interrupt() // a real terminal writes ^C, and what follows begins on a line of its own
	s.see("a> slow()\n\nunknown: b did not confirm the cancel; it may still be\nrunning there\na>")
	s.do("x\r", "a> x\n42\na>")
	if code := s.quit(); code != 0 {
		t.Errorf("code %d", code)
	}
}

func TestSecondCtrlCGivesThePromptBack(t *testing.T) {
	began, release := make(chan node.OutputFunc, 1), make(chan struct{})
	s := start(t, Config{Client: waiting(began, release)})
	s.see("a>")
	s.keys.typed("slow()\r")
	out := <-began
	s.interrupt()
	s.find("stopping it; Ctrl-C again does not wait")
	s.interrupt()
	s.see("left running: slow(); what it prints and answers is dropped\na>")
	out("b", node.Stdout, []byte("late\n"))
	s.do("x\r", "a> x\n42\na>")
	close(release)
	s.do("y\r", "a> y\n42\na>")
	s.quit()
	if strings.Contains(s.tty.String(), "late") || strings.Contains(s.tty.String(), "unknown:") {
		t.Errorf("the line that was left is still heard of:\n%s", s.tty)
	}
}

func TestOutputWhileTypingStandsAboveTheLine(t *testing.T) {
	var later node.OutputFunc
	var notify func(node.Notice)
	f := &fake{answer: func(_ context.Context, _ string, _ scripts.Ask, out node.OutputFunc) scripts.Line {
		later = out
		return value("int", "42")
	}}
	stopped := false
	s := start(t, Config{Client: f, Notices: func(n func(node.Notice)) func() { notify = n; return func() { stopped = true } }})
	s.see("a>")
	s.do("go()\r", "a> go()\n42\na>")
	s.do("half a li", "a> half a li")
	later("b", node.Stdout, []byte("one\ntwo\n"))
	s.see("42\nb| one\nb| two\na> half a li")
	later("b", node.Stdout, []byte("incompl"))
	notify(node.Notice{Node: "c", Text: "connected"})
	s.see("b| two\n* c connected\na> half a li")
	later("", node.Stderr, []byte("own\n"))
	s.see("* c connected\nb| incompl\nown\na> half a li")
	notify(node.Notice{Text: "from a goroutine\x1b[2J\n"}) // what this process itself has printed
	s.see("own\nfrom a goroutine\\x1b[2J\na> half a li")
	s.do("ne\r", "\\x1b[2J\na> half a line\n42\na>")
	later("b", node.Stderr, []byte("no end"))
	s.do("\r", "\nb| no end\na>") // not wiped by the prompt
	s.do("z\r", "\nb| no end\na> z\n42\na>")
	s.quit()
	if !slices.Equal(f.asked(), []string{"go()", "half a line", "z"}) {
		t.Errorf("asked %q", f.asked())
	}
	if !stopped {
		t.Error("the notices were not stopped")
	}
}

func TestTabCompletes(t *testing.T) {
	f := &fake{
		complete: func(_ context.Context, line string, pos int) (int, []node.Candidate, error) {
			from := strings.LastIndexAny(line[:pos], ". \t\n(") + 1
			switch line[from:pos] {
			case "Pr":
				return from, []node.Candidate{{Text: "Print", Type: "func(a ...any)"}, {Text: "Println", Type: "func(a ...any)"}}, nil
			case "Print":
				return from, []node.Candidate{{Text: "Print", Type: "func(a ...any)"}, {Text: "Println", Type: "func(a ...any)"}}, nil
			case "alp", "al":
				return from, nil, nil
			case "Spr":
				return from, []node.Candidate{{Text: "Sprintf"}}, nil
			}
			return 0, nil, errors.New("no idea")
		},
		peers: []node.Peer{{ID: "alpha"}, {ID: "beta"}},
	}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("fmt.Pr\t", "a> fmt.Print")
	s.do("\t", "Print    func(a ...any)\nPrintln  func(a ...any)\na> fmt.Print")
	s.do("ln(é, Spr\t", "a> fmt.Println(é, Sprintf")
	s.do("\x03", "^C\na>")
	s.do("oops\t!", "a> oops!")
	s.do("\x03", "^C\na>")
	s.do("alp\t", "a> alpha") // the names of nodes are identifiers
	s.do(".al\t!", "a> alpha.al!")
	s.do("\x03", "^C\na>")
	s.do("@beta fmt.Spr\t", "a> @beta fmt.Sprintf")
	s.do("\x03", "^C\na>")
	s.do(":no\t", "a> :nodes")
	s.do("\x03", "^C\na>")
	s.do(":help Quo\t", "Quote   Delays v: its source goes to where it is evaluated,\na> :help Quo")
	s.do("t\t", "a> :help Quote")
	s.do("\x03", "^C\na>")
	s.do("@be\t,al\t", "al")
	s.see("all\nalpha\na> @beta,al")
	s.do("p\t fmt.Spr\t", "a> @beta,alpha fmt.Sprintf")
	s.do("\x03", "^C\na>")
	s.do("@quorum(2, be\t", "a> @quorum(2, beta")
	s.do("\x03", "^C\na>")
	s.do(":at be\t", "a> :at beta")
	s.do("\x03", "^C\na>")
	s.do(":time fmt.Spr\t", "a> :time fmt.Sprintf")
	s.do("\x03", "^C\na>")
	s.do("for {\r", "a> for {")
	s.do("\tfmt.Spr\t", "a> for {\n           fmt.Sprintf")
	s.do("\x03", "^C\na>")
	s.do(":at beta\r", "a@beta>")
	s.do("fmt.Spr\t", "a@beta> fmt.Sprintf")
	s.do("\x03", "^C\na@beta>")
	s.quit()
	if !slices.Contains(f.completing, "@beta,alpha fmt.Spr|") || !slices.Contains(f.completing, "@beta fmt.Spr|") || !slices.Contains(f.completing, "for {\n\t\tfmt.Spr|") {
		t.Errorf("completed %q", f.completing)
	}
}

func TestTabWithinACallShowsWhatItTakes(t *testing.T) {
	f := &fake{complete: func(_ context.Context, line string, pos int) (int, []node.Candidate, error) {
		from := strings.LastIndexAny(line[:pos], " (") + 1
		sig := node.Candidate{Text: "move", Kind: node.SignatureKind + strconv.Itoa(strings.Count(line[:pos], ",")), Type: "move(p Point, by ...int) Point"}
		var found []node.Candidate
		for _, w := range []string{"alpha", "alpine"} {
			if strings.HasPrefix(w, line[from:pos]) {
				found = append(found, node.Candidate{Text: w, Kind: "var", Type: "int"})
			}
		}
		return from, append([]node.Candidate{sig}, found...), nil
	}}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("move(\t", "move(p Point, by ...int) Point\n     ^^^^^^^\na> move(")
	s.do("\t", "\na> move(alp")
	s.do("\t", "alpha   int\nalpine  int\na> move(alp")
	s.do("h\t", "a> move(alpha")
	s.do(", \t", "move(p Point, by ...int) Point\n              ^^^^^^^^^\na> move(alpha,")
	s.do("1, nothing\t", "move(p Point, by ...int) Point\n              ^^^^^^^^^\na> move(alpha, 1, nothing")
	s.do("\x03", "^C\na>")
	s.quit()
}

func TestTabGivesUp(t *testing.T) {
	release := make(chan struct{})
	s := start(t, Config{Client: &fake{complete: func(context.Context, string, int) (int, []node.Candidate, error) {
		<-release // whatever the context says
		return 0, []node.Candidate{{Text: "xyz"}}, nil
	}}})
	s.see("a>")
	s.do("x\ty", "a> xy")
	close(release)
	s.do("\r", "a> xy\n42\na>")
	s.quit()
}

func TestManyCandidatesFitAnyTerminal(t *testing.T) {
	var found []node.Candidate
	for i := range 300 {
		found = append(found, node.Candidate{Text: strings.Repeat("n", i+1)})
	}
	for _, width := range []int{1, 20, 500} {
		for _, l := range strings.Split(columnsOf(found, width), "\n") {
			if len(l) > width {
				t.Fatalf("width %d: a line of %d", width, len(l))
			}
		}
	}
}

func TestPromptAtATarget(t *testing.T) {
	f := &fake{peers: threePeers}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do(":at @quorum(2, b,c)\r", "\na@quorum(2, b,c)>")
	s.do("x\r", "a@quorum(2, b,c)> x\n42\na@quorum(2, b,c)>")
	s.do(":at\r", "\na>")
	s.do("x\r", "a> x\n42\na>")
	s.do(":quit\r", "a> :quit")
	if code := s.end(); code != 0 {
		t.Errorf("code %d", code)
	}
	if f.asks[0].At != "quorum(2, b,c)" || f.asks[1].At != "" {
		t.Errorf("asked at %q, %q", f.asks[0].At, f.asks[1].At)
	}
}

func TestVerboseShowsWhatWasFolded(t *testing.T) {
	stack := strings.Repeat("main.f\n\tx.go:1:2\n", 7)
	o := protocol.Fail(protocol.FailPanic, "boom")
	o.Failure.Stack = stack
	s := start(t, Config{Client: &fake{answer: func(_ context.Context, line string, _ scripts.Ask, _ node.OutputFunc) scripts.Line {
		if line == "long" {
			return value("string", strings.Repeat("l\n", foldLines)+"last\nof all")
		}
		if line == "x := 1" {
			return scripts.Line{Parts: parts("", protocol.Outcome{})}
		}
		return failure("c", o)
	}}})
	s.see("a>")
	s.do(":v\r", "a> :v\nno line has been answered yet\na>")
	s.do("@c f()\r", "failed: c: boom\n"+strings.Repeat("    main.f  x.go:1:2\n", 3)+"    ... 4 more frames; :v shows them\na>")
	s.do(":v\r", "a> :v\nof: @c f()\nfailed: c: boom\n    panic: the evaluated code panicked\n"+strings.Repeat("    main.f  x.go:1:2\n", 7)+"a>")
	s.do("long\r", "l\n... 2 more lines; :v shows them\na>")
	s.do(":v\r", "l\nlast\nof all\n    type string\na>")
	s.do("x := 1\r", "a> x := 1\na>")
	s.do(":v\r", "a> :v\nof: x := 1\nit gave no value\na>")
	s.quit()
}

func TestHistoryFileThatIsFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	s := start(t, Config{Client: &fake{}, HistoryFile: "/dev/full"})
	s.see("a>")
	s.keys.typed("x\r")
	s.find("the history file /dev/full cannot be used")
	s.see("42\na>")
	s.do("y\r", "a> y\n42\na>") // said once
	s.do("\x1b[A\x1b[A\r", "a> x\n42\na>")
	s.quit()
}

func TestJSONAtAPrompt(t *testing.T) {
	s := start(t, Config{Client: &fake{}, Output: "json"})
	s.see("a>")
	s.do("x\r", "a> x\n"+`{"verdict":"value","values":[{"type":"int","text":"42"}]}`+"\na>")
	s.quit()
}

// The line editor never returns from moving the cursor behind a prompt that is as wide as the terminal.
func TestPromptAsWideAsTheTerminal(t *testing.T) {
	f := &fake{}
	s := start(t, Config{Client: f, Name: strings.Repeat("n", 58)})
	s.see("n>")
	s.do("ac\x1b[Db\r", "\n42\n"+strings.Repeat("n", 58)+">")
	s.quit()
	if !slices.Equal(f.asked(), []string{"abc"}) {
		t.Errorf("asked %q", f.asked())
	}
}
