package repl

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// fake is a client that answers as a test says.
type fake struct {
	answer     func(ctx context.Context, line string, a scripts.Ask, out node.OutputFunc) scripts.Line
	complete   func(ctx context.Context, line string, pos int) (int, []node.Candidate, error)
	peers      []node.Peer
	cannotAsk  error
	info       node.Info
	mu         sync.Mutex
	lines      []string
	asks       []scripts.Ask
	completing []string // "before|after"
	command    func(name, arg string) scripts.Line
	commands   []string // "name arg"
}

func (f *fake) Line(ctx context.Context, line string, a scripts.Ask, out node.OutputFunc) scripts.Line {
	f.mu.Lock()
	f.lines = append(f.lines, line)
	f.asks = append(f.asks, a)
	f.mu.Unlock()
	if f.answer == nil {
		return value("int", "42")
	}
	return f.answer(ctx, line, a, out)
}

func (f *fake) Complete(ctx context.Context, line string, pos int) (int, []node.Candidate, error) {
	f.mu.Lock()
	f.completing = append(f.completing, line[:pos]+"|"+line[pos:])
	f.mu.Unlock()
	if f.complete == nil {
		return pos, nil, nil
	}
	return f.complete(ctx, line, pos)
}

func (f *fake) Peers(context.Context) ([]node.Peer, error) { return f.peers, f.cannotAsk }
func (f *fake) Info(context.Context) (node.Info, error)    { return f.info, f.cannotAsk }

func (f *fake) Command(_ context.Context, name, arg string) scripts.Line {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.commands = append(f.commands, strings.TrimSpace(name+" "+arg))
	if f.command == nil && (name == scripts.CommandHelp || name == scripts.CommandNodes) {
		return scripts.Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: "nothing here is named " + arg}}
	}
	if f.command == nil {
		return value(scripts.TableType, "nothing")
	}
	return f.command(name, arg)
}

func (f *fake) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.lines...)
}

func value(typ, text string) scripts.Line {
	return scripts.Line{Parts: []scripts.Part{{Outcome: ok(typ, text)}}}
}

func ok(typ, text string) protocol.Outcome {
	return protocol.Outcome{Values: []protocol.Value{{Type: typ, Text: text}}}
}

func failure(at protocol.NodeID, o protocol.Outcome) scripts.Line {
	return scripts.Line{Parts: []scripts.Part{{Node: at, Outcome: o}}}
}

var threePeers = []node.Peer{{ID: "a", Self: true, Connected: true}, {ID: "b", Connected: true}, {ID: "c", Connected: true}}

// dangling is braces, or an operator or a comma at the end.
func dangling(s string) bool {
	s = strings.TrimSpace(s)
	return braces(s) || strings.HasSuffix(s, "+") || strings.HasSuffix(s, ",") || strings.Count(s, "`")%2 == 1
}

// braces stands for the evaluator's word on what is incomplete.
func braces(s string) bool {
	return strings.Count(s, "{")+strings.Count(s, "(") > strings.Count(s, "}")+strings.Count(s, ")")
}

// script runs lines that nobody types.
func script(t *testing.T, c Config, lines string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	c.In, c.Out, c.Err = strings.NewReader(lines), &o, &e
	if c.Incomplete == nil {
		c.Incomplete = braces
	}
	code = Run(t.Context(), c)
	return code, o.String(), e.String()
}

// patience is how long a test waits for what must come; it is only reached by a failure.
const patience = 20 * time.Second

// typing is a keyboard: what is typed waits until it is read.
type typing struct {
	mu     sync.Mutex
	cond   *sync.Cond
	keys   []byte
	closed bool
}

func newTyping() *typing {
	k := &typing{}
	k.cond = sync.NewCond(&k.mu)
	return k
}

func (k *typing) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.keys) == 0 {
		if k.closed {
			return 0, io.EOF
		}
		k.cond.Wait()
	}
	n := copy(p, k.keys)
	k.keys = k.keys[n:]
	return n, nil
}

func (k *typing) typed(keys string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys = append(k.keys, keys...)
	k.cond.Broadcast()
}

func (k *typing) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.cond.Broadcast()
}

// session is an interactive prompt on a fake terminal.
type session struct {
	t    *testing.T
	keys *typing
	tty  *vt
	intr chan struct{}
	code chan int
	raw  *rawCount
	stop context.CancelFunc
}

type rawCount struct {
	mu      sync.Mutex
	on, off int
}

func (r *rawCount) enter() error { r.mu.Lock(); defer r.mu.Unlock(); r.on++; return nil }
func (r *rawCount) leave() error { r.mu.Lock(); defer r.mu.Unlock(); r.off++; return nil }

func start(t *testing.T, c Config) *session {
	t.Helper()
	s := &session{t: t, keys: newTyping(), tty: newVT(60), intr: make(chan struct{}), code: make(chan int, 1), raw: &rawCount{}}
	c.In, c.Out, c.Err = s.keys, s.tty, s.tty
	c.Interactive, c.Interrupts = true, s.intr
	c.Terminal = Terminal{s.raw.enter, s.raw.leave}
	c.Width = func() int { return 60 }
	if c.Name == "" {
		c.Name = "a"
	}
	if c.Incomplete == nil {
		c.Incomplete = braces
	}
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	go func() { s.code <- Run(ctx, c) }()
	t.Cleanup(func() {
		stop()
		s.keys.close()
	})
	return s
}

// see waits until the screen ends with the text.
func (s *session) see(text string) {
	s.t.Helper()
	s.until("ends with", text, func(screen string) bool { return strings.HasSuffix(screen, text) })
}

// find waits until the text is somewhere on the screen.
func (s *session) find(text string) {
	s.t.Helper()
	s.until("has", text, func(screen string) bool { return strings.Contains(screen, text) })
}

func (s *session) until(what, text string, is func(string) bool) {
	s.t.Helper()
	if screen, ok := s.tty.wait(is); !ok {
		s.t.Fatalf("no screen that %s %q; it is\n%s", what, text, screen)
	}
}

// do types a line and waits until the prompt is back below what must be seen.
func (s *session) do(keys, see string) {
	s.t.Helper()
	s.keys.typed(keys)
	s.see(see)
}

// quit ends the prompt with Ctrl-D and gives its code.
func (s *session) quit() int {
	s.t.Helper()
	s.keys.typed("\x04")
	return s.end()
}

func (s *session) end() int {
	s.t.Helper()
	select {
	case code := <-s.code:
		return code
	case <-time.After(patience):
		s.t.Fatalf("the prompt does not end; the screen is\n%s", s.tty)
		return -1
	}
}

// interrupt is Ctrl-C while a line runs.
func (s *session) interrupt() {
	s.t.Helper()
	select {
	case s.intr <- struct{}{}:
	case <-time.After(patience):
		s.t.Fatalf("nobody takes the interrupt; the screen is\n%s", s.tty)
	}
}
