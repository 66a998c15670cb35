package repl

import (
	"context"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// byLine answers each line with what stands for it.
func byLine(answers map[string]scripts.Line) *fake {
	return &fake{answer: func(_ context.Context, line string, _ scripts.Ask, _ node.OutputFunc) scripts.Line {
		if l, ok := answers[strings.TrimSpace(line)]; ok {
			return l
		}
		return value("int", "42")
	}}
}

func TestScriptAnswersAndCodes(t *testing.T) {
	f := func() *fake {
		return byLine(map[string]scripts.Line{
			"boom()":  failure("", protocol.Fail(protocol.FailPanic, "boom")),
			"slow()":  failure("b", protocol.Lost(protocol.FailTimeout, "b did not answer within 1s and was told to stop; it may still be running there")),
			"x := 1":  {Parts: parts("", protocol.Outcome{})},
			"@b, c 1": {Failure: protocol.Fail(protocol.FailRefused, "node name \"\" must have 1 to 64 characters").Failure},
			"quit":    failure("", wrong("undefined: quit", "1:1")),
			"@all f(": {Several: true, Parts: parts("a", ok("int", "1"))},
		})
	}
	for _, c := range []struct {
		name, script, out, errs string
		config                  Config
		code                    int
	}{
		{name: "empty"},
		{name: "a value", script: "x", out: "42\n"},
		{name: "a statement", script: "x := 1\n"},
		{name: "all are run, the first failure counts", script: "boom()\nslow()\nx\n", out: "42\n", code: 1,
			errs: "failed: boom\nunknown: b did not answer within 1s and was told to stop; it may still be running there\n"},
		{name: "stop on error", script: "x\nslow()\nboom()\n", config: Config{StopOnError: true}, out: "42\n", code: 124,
			errs: "unknown: b did not answer within 1s and was told to stop; it may still be running there\n"},
		{name: "an unknown command", script: ":nods\nx\n", out: "42\n", errs: "there is no command :nods; did you mean :nodes? :help lists them\n", code: 2},
		{name: "a command wrong in a file", script: "\n:quit now\n", config: Config{File: "s.parley"}, code: 2,
			errs: "s.parley:2: usage: :quit; it ends the prompt; Ctrl-D does too.\n"},
		{name: "quit keeps the code", script: "boom()\n:quit\nx\n", errs: "failed: boom\n", code: 1},
		{name: "an end too early", script: "x\n\nfor {\n  y\n", config: Config{File: "s.parley"}, out: "42\n", code: 1,
			errs: "s.parley:3: the file ends before what begins on this line is finished (for { y); close its brackets and quotes\n"},
		{name: "an end too early of no file", script: "f(", code: 1,
			errs: "1: the input ends before what begins on this line is finished (f(); close its brackets and quotes\n"},
		{name: "an operator at the end", script: "x\n1+\n", config: Config{Incomplete: dangling}, out: "42\n", code: 1,
			errs: "2: the input ends where more must follow (1+)\n"},
		{name: "a comma at the end of a file", script: "@b a,\n\n", config: Config{File: "s.parley", Incomplete: dangling}, code: 1,
			errs: "s.parley:1: the file ends where more must follow (@b a,)\n"},
		{name: "a comma within a bracket", script: "f(1,", config: Config{Incomplete: dangling}, code: 1,
			errs: "1: the input ends before what begins on this line is finished (f(1,); close its brackets and quotes\n"},
		{name: "a quote", script: "`1+", config: Config{Incomplete: dangling}, code: 1,
			errs: "1: the input ends before what begins on this line is finished (`1+); close its brackets and quotes\n"},
		{name: "an end too early as json", script: "f(", config: Config{Output: "json"}, code: 1,
			out: `{"verdict":"failed","failure":{"kind":"compile","text":"1: the input ends before what begins on this line is finished (f(); close its brackets and quotes"}}` + "\n"},
		{name: "an unknown command as json", script: ":nods", config: Config{Output: "json"}, code: 2,
			out: `{"verdict":"failed","failure":{"kind":"refused","text":"there is no command :nods; did you mean :nodes? :help lists them"}}` + "\n"},
		{name: "a shortened command", script: ":q\nx\n"},
		{name: "a command shortened too much", script: ":ti\n", errs: "there is no command :ti; it could be :time or :timeout; :help lists them\n", code: 2},
		{name: "a space in a target", script: "@b, c 1\n", errs: "failed: there is a space in the target, and a target ends at a space; write it without, as in @b,c 1\n", code: 2},
		{name: "a script is not left by a word", script: "quit\nx\n", errs: "1:1: undefined: quit\n    quit\n    ^\n:quit ends a script\n", out: "42\n", code: 1},
		{name: "json", script: "x\nboom()\n", config: Config{Output: "json"}, code: 1,
			out: `{"verdict":"value","values":[{"type":"int","text":"42"}]}` + "\n" + `{"verdict":"failed","failure":{"kind":"panic","text":"boom"}}` + "\n"},
		{name: "bad output", config: Config{Output: "xml"}, errs: "output \"xml\" is not known; use text or json\n", code: 2},
	} {
		c.config.Client = f()
		code, out, errs := script(t, c.config, c.script)
		if code != c.code || out != c.out || errs != c.errs {
			t.Errorf("%s: code %d, out %q, err %q", c.name, code, out, errs)
		}
	}
}

func TestScriptChunksKnowTheirLine(t *testing.T) {
	f := &fake{}
	code, _, errs := script(t, Config{Client: f, File: "s.parley"}, "#!/usr/bin/env parley\n// only a comment\n\nfor {\r\n  // within\n\n}\n/* one\n more */\n@b f(\n)\n:time g(\n1)\nlast")
	if code != 0 || !strings.HasPrefix(errs, "took ") {
		t.Fatalf("code %d: %s", code, errs)
	}
	want := []string{"for {\n  // within\n\n}", "@b f(\n)", "g(\n1)", "last"}
	if !slices.Equal(f.asked(), want) {
		t.Fatalf("asked %q", f.asked())
	}
	for i, line := range []int{4, 10, 12, 14} {
		if f.asks[i].FirstLine != line || f.asks[i].File != "s.parley" {
			t.Errorf("%q: %+v, want line %d", want[i], f.asks[i], line)
		}
	}
}

func TestHashBangIsForTheFirstLineOnly(t *testing.T) {
	f := &fake{}
	script(t, Config{Client: f}, "x\n#!y\n")
	if want := []string{"x", "#!y"}; !slices.Equal(f.asked(), want) {
		t.Errorf("asked %q", f.asked())
	}
}

func TestTimeoutAndTargetOfLines(t *testing.T) {
	f := &fake{peers: threePeers, info: node.Info{ConfiguredT: 3 * time.Second}}
	code, out, errs := script(t, Config{Client: f, Timeout: time.Minute}, "x\n:timeout\n:timeout 2s\n:at b,c\nx\n:timeout 0\n:timeout\n:at\nx\n")
	if code != 0 || out != "42\n1m0s\n42\n3s, the node's own\n42\n" || errs != "" {
		t.Fatalf("code %d, out %q, err %q", code, out, errs)
	}
	want := []scripts.Ask{{FirstLine: 1, Timeout: time.Minute}, {FirstLine: 5, Timeout: 2 * time.Second, At: "b,c"}, {FirstLine: 9}}
	if !reflect.DeepEqual(f.asks, want) {
		t.Errorf("asked %+v", f.asks)
	}
	for _, bad := range []string{":timeout soon", ":timeout -1s", ":at all x", ":at 7", ":at b,nosuch", ":at quorum(2, b,nosuch)", ":time", ":help nothing", ": x"} {
		if code, _, errs := script(t, Config{Client: f}, bad); code != 2 || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: code %d, %q", bad, code, errs)
		}
	}
}

func TestAtTakesKnownNodesOnly(t *testing.T) {
	for _, c := range []struct{ arg, at, errs string }{
		{"b", "b", ""}, {"@b", "b", ""}, {"@ b , c", "b,c", ""}, {"all", "all", ""}, {"first", "first(all)", ""}, {"quorum(2, b, c)", "quorum(2, b,c)", ""},
		{"a,b", "a,b", ""}, {"a", "", ""}, {"@self", "", ""},
		{"nosuch", "c", "no node named nosuch is known; :nodes lists those that are\n"},
		{"b c", "c", "\"b c\" is more than a target; a line for one target only begins with @b\n"},
	} {
		f := &fake{peers: threePeers}
		_, _, errs := script(t, Config{Client: f}, ":at c\n:at "+c.arg+"\nx\n")
		if len(f.asks) != 1 || f.asks[0].At != c.at || errs != c.errs {
			t.Errorf(":at %s: asked %+v, %q", c.arg, f.asks, errs)
		}
	}
	f := &fake{cannotAsk: errors.New("gone")}
	if script(t, Config{Client: f}, ":at b\nx\n"); len(f.asks) != 1 || f.asks[0].At != "b" {
		t.Errorf("where the nodes cannot be listed: asked %+v", f.asks)
	}
}

func TestBlankInTarget(t *testing.T) {
	for line, want := range map[string]bool{
		"@b, c 1": true, "@ b 1": true, "@b ,c 1": true, " @b,c, d x": true, "@b 1": false, "@b,c 1, 2": false, "@quorum(2, b,c) 1": false, "@b f(1, 2)": false, "x, y": false,
	} {
		if blankInTarget.MatchString(line) != want {
			t.Errorf("%q: %v", line, !want)
		}
	}
}

func TestOutputOfOtherNodesIsMarked(t *testing.T) {
	print := func(out node.OutputFunc, pieces ...string) {
		for _, p := range pieces {
			from, text, _ := strings.Cut(p, ">")
			stream := node.Stdout
			if rest, ok := strings.CutPrefix(from, "!"); ok {
				from, stream = rest, node.Stderr
			}
			out(protocol.NodeID(from), stream, []byte(text))
		}
	}
	for _, c := range []struct {
		name      string
		pieces    []string
		out, errs string
	}{
		{"own", []string{">a", ">b\n", "!>c"}, "ab\n42\n", "c"},
		{"another's", []string{"b>1\n", "b>2", "b>3\n\n", "!b>4\n"}, "b| 1\nb| 23\nb| \n42\n", "b| 4\n"},
		{"no end", []string{"b>1", "!b>2"}, "b| 1\n42\n", "b| 2\n"},
		{"two at once", []string{"b>1", "c>2", "b>3\n", ">own", "c>4\n"}, "b| 1\nc| 2\nb| 3\nown\nc| 4\n42\n", ""},
		{"own without an end, then a value", []string{">own"}, "own\n42\n", ""},
		{"nothing", []string{"b>"}, "42\n", ""},
	} {
		f := &fake{answer: func(_ context.Context, _ string, _ scripts.Ask, out node.OutputFunc) scripts.Line {
			print(out, c.pieces...)
			return value("int", "42")
		}}
		if _, out, errs := script(t, Config{Client: f}, "x"); out != c.out || errs != c.errs {
			t.Errorf("%s: out %q, err %q", c.name, out, errs)
		}
		if c.name == "two at once" {
			if _, out, _ := script(t, Config{Client: f, Output: "json"}, "x"); !strings.HasPrefix(out, `{"node":"b","stream":"stdout","text":"1"}`+"\n") {
				t.Errorf("json: %q", out)
			}
		}
	}
}

func TestCommandsOfAScript(t *testing.T) {
	f := &fake{
		peers: []node.Peer{{ID: "c", Addr: "127.0.0.1:3", Why: "c is not running"}, {ID: "a", Self: true, Connected: true, Addr: "127.0.0.1:1"},
			{ID: "b", Connected: true, Addr: "127.0.0.1:2", RTT: 123456 * time.Nanosecond}},
		info: node.Info{Name: "a", Addr: "127.0.0.1:1", PID: 7, Version: "v1", Go: "go1.26", NumCPU: 2, Started: time.Now()},
	}
	_, nodes, _ := script(t, Config{Client: f}, ":nodes\n")
	_, help, _ := script(t, Config{Client: f}, ":help\n:help time\n:help :v\n")
	_, asJSON, _ := script(t, Config{Client: f, Output: "json"}, ":nodes\n")
	golden(t, "commands.txt", nodes+"\n"+help+"\n"+asJSON)
	if _, out, _ := script(t, Config{Client: f}, ":help Remote\n"); !strings.HasPrefix(out, "Remote[T](to Target") {
		t.Errorf(":help Remote says %q", out)
	}
	if _, out, _ := script(t, Config{Client: f}, ":info\n"); !strings.Contains(out, "address    127.0.0.1:1\nprocess    7, up") {
		t.Errorf(":info says %q", out)
	}
	f.cannotAsk = errors.New("b is gone")
	for _, c := range []string{":nodes", ":info"} {
		if code, _, errs := script(t, Config{Client: f}, c); code != 4 || !strings.Contains(errs, "b is gone") {
			t.Errorf("%s: code %d, %q", c, code, errs)
		}
	}
}

func TestEveryCommandIsARowAndADuplicateIsSeen(t *testing.T) {
	for _, c := range Commands() {
		if _, out, _ := script(t, Config{Client: &fake{}}, ":help "+c.Name); !strings.HasPrefix(out, c.usage()+"\n    "+c.Summary+"\n") {
			t.Errorf(":help %s says %q", c.Name, out)
		}
	}
	rows := commands()
	if check(append(rows, rows[len(rows)-1])) == nil {
		t.Error("a command that is there twice is not seen")
	}
	rows[0].Summary = ""
	if check(rows) == nil {
		t.Error("a command without a summary is not seen")
	}
}

func TestTimeSaysHowLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: func(context.Context, string, scripts.Ask, node.OutputFunc) scripts.Line {
			<-time.After(1500 * time.Millisecond)
			return value("int", "42")
		}}
		if _, out, errs := script(t, Config{Client: f}, ":time x\n"); out != "42\n" || errs != "took 1.5s\n" {
			t.Errorf("out %q, err %q", out, errs)
		}
	})
}

func TestInterruptEndsAScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, release := make(chan node.OutputFunc, 1), make(chan struct{})
		interrupts := make(chan struct{})
		go func() {
			<-began
			interrupts <- struct{}{}
			close(release)
		}()
		code, out, errs := script(t, Config{Client: waiting(began, release), Interrupts: interrupts}, "x\nslow()\ny\n")
		if code != CodeInterrupted || out != "42\n" || !strings.Contains(errs, "b did not confirm the cancel") {
			t.Errorf("code %d, out %q, err %q", code, out, errs)
		}
	})
}

// Whether it is seen while the script is read or before its first line is evaluated is a matter of chance.
func TestInterruptBetweenTheLinesOfAScript(t *testing.T) {
	for range 20 {
		f := &fake{}
		interrupts := make(chan struct{}, 1)
		interrupts <- struct{}{}
		if code, out, _ := script(t, Config{Client: f, Interrupts: interrupts}, "x\n"); code != CodeInterrupted || len(f.asked()) > 0 {
			t.Fatalf("code %d, out %q", code, out)
		}
	}
}

func TestInterruptWhileAScriptWaitsForItsInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		interrupts := make(chan struct{})
		code := make(chan int)
		go func() {
			code <- Run(t.Context(), Config{Client: &fake{}, In: r, Out: io.Discard, Err: io.Discard, Interrupts: interrupts, Incomplete: braces})
		}()
		io.WriteString(w, "x\nunfini")
		synctest.Wait()
		interrupts <- struct{}{}
		if c := <-code; c != CodeInterrupted {
			t.Errorf("code %d", c)
		}
		w.Close()
	})
}

func TestEndedContextDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		began, release := make(chan node.OutputFunc, 1), make(chan struct{})
		var errs strings.Builder
		start := time.Now()
		code := Run(ctx, Config{Client: waiting(began, release), In: strings.NewReader("slow()\ny\n"), Out: io.Discard, Err: &errs, Incomplete: braces})
		if code != CodeInterrupted || time.Since(start) != time.Minute+lastWait || !strings.Contains(errs.String(), "left running: slow()") {
			t.Errorf("code %d after %v: %s", code, time.Since(start), errs.String())
		}
		close(release)
	})
}

func TestPanicOfTheClientIsAFailure(t *testing.T) {
	f := &fake{answer: func(_ context.Context, line string, _ scripts.Ask, _ node.OutputFunc) scripts.Line {
		if line == "bad" {
			panic("bug")
		}
		return value("int", "42")
	}}
	code, out, errs := script(t, Config{Client: f}, "bad\nx\n")
	if code != 1 || out != "42\n" || errs != "failed: parley itself failed on this line (bug); the session goes on\n" {
		t.Errorf("code %d, out %q, err %q", code, out, errs)
	}
}

type brokenReader struct{ left io.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	if n, err := b.left.Read(p); err == nil {
		return n, nil
	}
	return 0, errors.New("the disk is gone")
}

func TestInputThatCannotBeReadEndsTheScript(t *testing.T) {
	var out, errs strings.Builder
	code := Run(t.Context(), Config{Client: &fake{}, In: brokenReader{strings.NewReader("x\n")}, Out: &out, Err: &errs, Incomplete: braces})
	if code != 1 || out.String() != "42\n" || errs.String() != "the disk is gone\n" {
		t.Errorf("code %d, out %q, err %q", code, out.String(), errs.String())
	}
}

func TestMoreGoesOnUntilAllWasShown(t *testing.T) {
	f := &fake{answer: func(_ context.Context, line string, _ scripts.Ask, _ node.OutputFunc) scripts.Line {
		l := value("[]int", "cut")
		if line != "small" {
			l.More = []string{"b#1/7", "c#1/9"}
		}
		return l
	}}
	left := 2
	f.command = func(name, arg string) scripts.Line {
		l := value("", name+" "+arg)
		if left--; left > 0 {
			l.More = []string{arg}
		}
		return l
	}
	code, out, errs := script(t, Config{Client: f}, ":more\nlarge\nsmall\n:more\n:more\n:more\n:more\n:ps all\n:kill b:17\n:refs\n:trace 2pc 9\n")
	want := "cut\ncut\nmore b#1/7\nmore b#1/7\nmore c#1/9\nps all\nkill b:17\nrefs \ntrace 2pc 9\n"
	if code != 0 || out != want || strings.Count(errs, "nothing was cut that is not shown by now") != 2 {
		t.Errorf("code %d\n%s%s", code, out, errs)
	}
}

func TestACommentGoesWithItsDeclaration(t *testing.T) {
	f := &fake{}
	script(t, Config{Client: f}, "// f is\n// one.\nfunc f() {}\n\n// stray\n\nfunc g() {}\n// of x\nx\n/* of\n T */\ntype T int\n")
	want := []string{"// f is\n// one.\nfunc f() {}", "func g() {}", "x", "/* of\n T */\ntype T int"}
	if got := f.asked(); !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
	var first []int
	for _, a := range f.asks {
		first = append(first, a.FirstLine)
	}
	if want := []int{1, 7, 9, 10}; !slices.Equal(first, want) {
		t.Errorf("the inputs begin on lines %v, want %v", first, want)
	}
}
