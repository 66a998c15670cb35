package fsport

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// a client of some ports, and what it was told.
func clientOf(t *testing.T, timeout time.Duration, ports ...*Port) (*Client, *bytes.Buffer) {
	var news bytes.Buffer
	var servers []string
	for _, p := range ports {
		servers = append(servers, p.Addr())
	}
	c := NewClient(ClientConfig{Servers: func() []string { return servers }, Timeout: timeout, News: func(s string) { fmt.Fprintln(&news, s) }})
	t.Cleanup(func() { c.Close(context.Background()) })
	return c, &news
}

// A server ends when it has done an append and not answered: the session goes on at the next one, and the append is done once.
func TestSessionGoesOn(t *testing.T) {
	f := newFake()
	a, b := open(t, f, nil), open(t, f, nil)
	c, news := clientOf(t, patience, a, b)
	want := func(op, value string, outcome string) {
		t.Helper()
		if got := c.Do(t.Context(), op, "f", value); got.Outcome != outcome {
			t.Errorf("%s %s: %+v", op, value, got)
		}
	}
	want(OpCreate, "", OK)
	var ended atomic.Bool
	f.after = func(op string) error {
		if op == "Do" && !ended.Swap(true) {
			go a.Close()
			<-a.ctx.Done()
			return errUnknown
		}
		return nil
	}
	want(OpAppend, "1", OK)
	want(OpCreate, "", Failed)
	want(OpAppend, "2", OK)
	if f.files["f"] != "12" || f.done != 3 || f.opened != 1 {
		t.Errorf("the file is %q after %d changes in %d sessions", f.files["f"], f.done, f.opened)
	}
	if !strings.Contains(news.String(), "going on at "+b.Addr()) {
		t.Errorf("it said %q", news)
	}
	c.Close(t.Context())
	if len(f.sessions) != 0 {
		t.Errorf("the sessions %v are left", f.sessions)
	}
}

// A server that is there and does not answer in time is as good as lost.
func TestSilentServer(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	f := newFake()
	b := open(t, f, nil)
	c := NewClient(ClientConfig{Servers: func() []string { return []string{silent.Addr().String(), b.Addr()} }, Timeout: 20 * time.Millisecond, Patience: patience})
	defer c.Close(t.Context())
	if a := c.Do(t.Context(), OpCreate, "f", ""); a.Outcome != OK || f.done != 1 {
		t.Errorf("%+v, %d changes", a, f.done)
	}
}

// Servers refuse for a while, as during an election: the request is tried until it is done.
func TestRefusedForAWhile(t *testing.T) {
	f := newFake()
	var n atomic.Int32
	f.before = func(op string) error {
		switch {
		case n.Add(1) > 9:
			return nil
		case op == "Do":
			return errUnknown
		}
		return errRefused
	}
	c, _ := clientOf(t, patience, open(t, f, nil), open(t, f, nil))
	if a := c.Do(t.Context(), OpCreate, "f", ""); a.Outcome != OK || f.done != 1 {
		t.Errorf("%+v, %d changes", a, f.done)
	}
}

// When the patience is at an end: what was never sent is certainly not done, and of what was sent nobody knows. What comes after it is never overtaken by it.
func TestPatienceEnds(t *testing.T) {
	f := newFake()
	p := open(t, f, nil)
	c, _ := clientOf(t, patience, p)
	if a := c.Do(t.Context(), OpCreate, "f", ""); a.Outcome != OK {
		t.Fatalf("%+v", a)
	}
	c.cfg.Patience = 250 * time.Millisecond
	f.before = func(string) error { return errRefused }
	if a := c.Do(t.Context(), OpAppend, "f", "1"); a.Outcome != Refused {
		t.Errorf("refused: %+v", a)
	}
	f.before = func(string) error { return errUnknown }
	if a := c.Do(t.Context(), OpAppend, "f", "2"); a.Outcome != Unknown {
		t.Errorf("unknown: %+v", a)
	}
	if a := c.Do(t.Context(), OpRead, "f", ""); a.Outcome != Refused { // it changes nothing
		t.Errorf("a read: %+v", a)
	}
	c.cfg.Patience = patience
	f.before = nil
	if a := c.Do(t.Context(), OpAppend, "f", "3"); a.Outcome != OK {
		t.Errorf("after it: %+v", a)
	}
	v, _ := f.Call(t.Context(), "Do", c.session, 3, "Append", "f", "2") // it was on its way
	if f.files["f"] != "3" {
		t.Errorf("%v; the file is %q", v, f.files["f"])
	}
	p.Close()
	c.cfg.Patience = 50 * time.Millisecond
	if a := c.Do(t.Context(), OpAppend, "f", "4"); a.Outcome != Refused && a.Outcome != Unknown {
		t.Errorf("without a server: %+v", a)
	}
	if err := NewClient(c.cfg).Connect(t.Context()); err == nil || !strings.Contains(err.Error(), "no server answers") {
		t.Errorf("connected: %v", err)
	}
}

// A session that has ended is replaced, unless it may be that the request was done in it.
func TestEndedSession(t *testing.T) {
	f := newFake()
	c, _ := clientOf(t, patience, open(t, f, nil), open(t, f, nil))
	c.Do(t.Context(), OpCreate, "f", "")
	clear(f.sessions)
	if a := c.Do(t.Context(), OpAppend, "f", "1"); a.Outcome != OK || f.opened != 2 {
		t.Errorf("%+v in session %d", a, f.opened)
	}
	f.after = func(op string) error {
		if op == "Do" {
			clear(f.sessions)
			f.after = nil
			return errUnknown
		}
		return nil
	}
	if a := c.Do(t.Context(), OpAppend, "f", "2"); a.Outcome != Unknown || f.files["f"] != "12" {
		t.Errorf("%+v; the file is %q", a, f.files["f"])
	}
	if a := c.Do(t.Context(), OpAppend, "f", "3"); a.Outcome != OK || f.files["f"] != "123" {
		t.Errorf("%+v; the file is %q", a, f.files["f"])
	}
}

// A server of something else is no server.
func TestAnotherServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.WriteString(c, "220 welcome\n")
			c.Close()
		}
	}()
	c := NewClient(ClientConfig{Servers: func() []string { return []string{l.Addr().String()} }, Patience: 300 * time.Millisecond})
	if a := c.Do(t.Context(), OpRead, "f", ""); a.Outcome != Refused {
		t.Errorf("%+v", a)
	}
}

func TestInterrupted(t *testing.T) {
	f := newFake()
	ctx, stop := context.WithCancel(t.Context())
	f.before = func(string) error { stop(); <-ctx.Done(); return errRefused }
	c, _ := clientOf(t, patience, open(t, f, nil))
	in, _ := io.Pipe()
	s := Shell{Client: c, In: io.MultiReader(strings.NewReader("create f\n"), in), Out: io.Discard, Err: io.Discard}
	if code := s.Run(ctx); code != CodeInterrupted {
		t.Errorf("exit code %d", code)
	}
	s.In, _ = io.Pipe()
	if code := s.Run(ctx); code != CodeInterrupted { // while it waits for a line
		t.Errorf("exit code %d", code)
	}
}
