package repl

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// dumb is a terminal that edits its lines itself. What a person sees is in both: Err, and Out unless it is a file.
type dumb struct {
	mu        sync.Mutex
	out, both strings.Builder
	in        *io.PipeWriter
	intr      chan struct{}
	code      chan int
}

type dumbStream struct {
	d   *dumb
	out bool
}

func (s dumbStream) Write(b []byte) (int, error) {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	if s.out {
		s.d.out.Write(b)
	}
	return s.d.both.Write(b)
}

// startDumb must be called in a synctest bubble.
func startDumb(t *testing.T, c Config) *dumb {
	t.Helper()
	d := &dumb{intr: make(chan struct{}), code: make(chan int, 1)}
	c.Plain, c.Name, c.Incomplete, c.Interrupts = true, "a", braces, d.intr
	c.In, d.in = io.Pipe()
	c.Out, c.Err = dumbStream{d, true}, dumbStream{d, false}
	go func() { d.code <- Run(t.Context(), c) }()
	synctest.Wait()
	return d
}

// saw is what was written since it was called last, once nothing more comes.
func (d *dumb) saw() string {
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.both.String()
	d.both.Reset()
	return s
}

func (d *dumb) typed(s string) { io.WriteString(d.in, s) }

func TestPlainPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var notify func(node.Notice)
		var tall strings.Builder
		for range foldLines + 5 {
			tall.WriteString("l\n")
		}
		f := &fake{answer: func(ctx context.Context, line string, _ scripts.Ask, out node.OutputFunc) scripts.Line {
			switch line {
			case "boom()":
				return failure("", protocol.Fail(protocol.FailPanic, "boom"))
			case "print":
				out("", node.Stdout, []byte("no end"))
				return scripts.Line{}
			case "tall":
				return value("string", tall.String())
			case "slow()":
				<-ctx.Done()
				return failure("", protocol.Fail(protocol.FailCancelled, "cancelled"))
			}
			return value("int", "42")
		}}
		d := startDumb(t, Config{Client: f, Banner: "parley", Color: true, Width: func() int { return 20 },
			Notices: func(n func(node.Notice)) func() { notify = n; return func() {} }})
		see := func(want string) {
			t.Helper()
			if got := d.saw(); got != want {
				t.Errorf("saw %q, want %q", got, want)
			}
		}
		see("parley\na> ")
		d.typed("x\n")
		see("42\na> ")
		d.typed("boom()\n") // does not end the prompt
		see("failed: boom\na> ")
		d.typed("f(\n")
		see("... ")
		d.intr <- struct{}{} // drops what was begun
		see("\na> ")
		d.typed("y\n")
		see("42\na> ")
		d.typed("slow()\n")
		see("")
		d.intr <- struct{}{} // the terminal has written ^C
		see("\nfailed: cancelled\na> ")
		notify(node.Notice{Node: "b", Text: "connected"})
		see("")
		d.typed("tall\n")
		see(tall.String() + "* b connected\na> ")
		d.typed("print\n")
		see("no end\na> ")
		d.typed("\n")
		see("a> ")
		d.typed("f(\n")
		see("... ")
		d.in.Close()
		see("\ndropped, because it was not finished: f(\na> \n")
		if code := <-d.code; code != 0 {
			t.Errorf("code %d", code)
		}
		if got, want := d.out.String(), "42\n42\n"+tall.String()+"no end"; got != want {
			t.Errorf("values and output are %q, want %q", got, want)
		}
	})
}

func TestPlainPromptIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := byLine(map[string]scripts.Line{"quit": failure("", wrong("undefined: quit", "1:1"))})
		for _, line := range []string{":quit\n", "quit\n"} {
			d := startDumb(t, Config{Client: f})
			d.typed(line)
			if code := <-d.code; code != 0 || d.saw() != "a> " {
				t.Errorf("%q: code %d", line, code)
			}
			d.in.Close()
		}
	})
}
