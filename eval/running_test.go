package eval

import (
	"io"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// listed waits until what runs as id is listed in state, and gives it.
func listed(t *testing.T, im *Image, id uint64, state string) Running {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		for _, r := range im.Running() {
			if r.ID == id && r.State == state {
				return r
			}
		}
	}
	t.Fatalf("%d is never %q: %+v", id, state, im.Running())
	return Running{}
}

func TestRunning(t *testing.T) {
	began := time.Now() // the clock is a coarse one
	im := newImage(t, Config{})
	for src, state := range map[string]string{
		"for {}":                      "running",
		"select {}":                   "waiting in select",
		"c := make(chan int); <-c":    "waiting in chan receive",
		"c := make(chan int); c <- 1": "waiting in chan send",
		"time.Sleep(time.Hour)":       "waiting in time.Sleep",
		"var wg sync.WaitGroup; wg.Add(1); wg.Wait()":                                          "waiting in sync.WaitGroup.Wait",
		"c := make(chan int); for range 2 { go func() { <-c }() }; println(\"ab\")\nselect {}": "waiting in select",
	} {
		ev, c := start(im, Request{Source: src, File: "f.go", Label: "somebody", Stderr: io.Discard})
		r := listed(t, im, ev.id, state)
		first, _, more := strings.Cut(src, "\n")
		if more {
			first += "..."
			if r.Goroutines != 2 || r.Output != 3 {
				t.Errorf("got %+v", r)
			}
		}
		if r.Label != "somebody" || r.File != "f.go" || r.Source != first || r.Since.Before(began) || r.Since.After(time.Now()) {
			t.Errorf("got %+v", r)
		}
		if !im.Kill(r.ID, "no more") {
			t.Errorf("%s was not there to be killed", src)
		}
		if r := await(t, c); r.Failure == nil || r.Failure.Kind != protocol.FailCancelled || r.Failure.Text != "no more" || r.Abandoned {
			t.Errorf("got %+v", r)
		}
	}
	if im.Kill(1<<60, "") {
		t.Error("something was killed that never was")
	}
}

// Goroutines that outlive their evaluation are listed and can be ended.
func TestKillGoroutinesLeftBehind(t *testing.T) {
	im := newImage(t, Config{})
	if r, _, _ := run(t, im, "go func() { for {} }()"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	l := im.Running()
	if len(l) != 1 || l[0].State != "ended, its goroutines run on" || l[0].Goroutines != 1 {
		t.Fatalf("got %+v", l)
	}
	if !im.Kill(l[0].ID, "no more") {
		t.Fatal("not there")
	}
	for end := time.Now().Add(20 * time.Second); len(im.Running()) > 0; {
		if time.Now().After(end) {
			t.Fatalf("still there: %+v", im.Running())
		}
	}
}

func TestAbandonedIsListedWithItsCall(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	im := newImage(t, Config{Grace: time.Millisecond})
	begun := make(chan struct{})
	im.Bind("accept", func() { close(begun); l.Accept() })
	ev, c := start(im, Request{Source: "accept()"})
	await(t, begun)
	im.Kill(ev.id, "no more")
	if r := await(t, c); !r.Abandoned {
		t.Errorf("got %+v", r)
	}
	if r := listed(t, im, ev.id, "abandoned in net.(*TCPListener).Accept"); !reflect.DeepEqual(im.Running(), []Running{r}) {
		t.Errorf("got %+v and %+v", r, im.Running())
	}
}

func TestFirstLine(t *testing.T) {
	long := strings.Repeat("é", 100)
	for in, want := range map[string]string{"": "", "  a\n": "a", "a\nb": "a...", long: long[:maxShown] + "...", "x" + long: "x" + long[:118] + "..."} {
		if got := firstLine(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestOutputBudget(t *testing.T) {
	im := newImage(t, Config{})
	for _, src := range []string{`for { fmt.Println("0123456789") }`, `for range 100 { fmt.Print("0123456789") }`, `go func() { for { print("0123456789") } }(); time.Sleep(time.Hour)`} {
		var out lockedBuffer
		r := im.Eval(t.Context(), Request{Source: src, Stdout: &out, Stderr: &out, Budget: Budget{Output: 64}})
		if r.Failure == nil || r.Failure.Kind != protocol.FailBudget || !strings.Contains(r.Failure.Text, "wrote more than 64 bytes") || r.Values != nil {
			t.Errorf("%s: %+v", src, r.Failure)
		}
		if n := len(out.String()); n > 64 || n < 60 { // of the last piece, a goroutine that is left behind may write nothing
			t.Errorf("%s: wrote %d bytes", src, n)
		}
	}
	if r := im.Eval(t.Context(), Request{Source: `fmt.Print("1234")`, Stdout: io.Discard, Budget: Budget{Output: 4}}); r.Failure != nil {
		t.Error(r.Failure)
	}
}

func TestTimeBudget(t *testing.T) {
	im := newImage(t, Config{})
	b := Budget{Time: 30 * time.Millisecond}
	for _, src := range []string{"for {}", "go func() { for {} }(); select {}"} {
		if r := im.Eval(t.Context(), Request{Source: src, Budget: b}); r.Failure == nil || r.Failure.Kind != protocol.FailBudget || !strings.Contains(r.Failure.Text, "more than 30ms") {
			t.Errorf("%s: got %+v", src, r.Failure)
		}
	}
	ev, c := start(im, Request{Source: "time.Sleep(time.Hour)", Budget: b})
	listed(t, im, ev.id, "waiting in time.Sleep")
	if r := im.Eval(t.Context(), Request{Source: "for {}", Budget: Budget{Time: 4 * b.Time}}); r.Failure == nil { // meanwhile
		t.Error("got no failure")
	}
	ev.Cancel(protocol.FailCancelled, "enough")
	if r := await(t, c); r.Failure == nil || r.Failure.Text != "enough" {
		t.Errorf("a wait was counted: %+v", r.Failure)
	}
}
