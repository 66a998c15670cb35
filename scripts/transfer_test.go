package scripts

import (
	"strings"
	"testing"
	"time"

	"parley/node"
)

// screen is standard error at a terminal.
type screen struct{ syncBuffer }

func (*screen) Terminal() bool { return true }

func TestTheBarOfATransfer(t *testing.T) {
	var s screen
	o := node.Options{}
	end := transfers(node.Caller{Stderr: &s, Errors: &s}, &o)
	tr := &transfer{parts: map[way]part{}, over: true}
	if o.Moved == nil {
		t.Fatal("nobody is told how far it is")
	}
	tr.moved("b", true, 1<<20, 4<<20)
	if got := tr.text(transferSoon - 1); got != "" {
		t.Errorf("at once: %q", got)
	}
	for _, step := range []struct {
		move func()
		want string
	}{
		{func() {}, "to b [#######.......................] 1.0 MiB of 4.0 MiB, 1s"},
		{func() { tr.moved("c", true, 2<<20, 4<<20) }, "to 2 nodes [###########...................] 3.0 MiB of 8.0 MiB, 1s"},
		{func() { tr.moved("b", false, 256<<10, 512<<10) }, "from b [###############...............] 256.0 KiB of 512.0 KiB, 1s"},
		{func() { tr.moved("b", false, 512<<10, 512<<10) }, "from b [##############################] 512.0 KiB of 512.0 KiB, 1s"},
	} {
		step.move()
		if got := tr.text(time.Second); got != step.want {
			t.Errorf("%q, want %q", got, step.want)
		}
	}
	end() // nothing was large
	o.Moved("b", true, 1, 2)
	if got := s.String(); got != "" {
		t.Errorf("drawn: %q", got)
	}
	var file syncBuffer
	plain := node.Options{}
	transfers(node.Caller{Stderr: &file, Errors: &file}, &plain)()
	if plain.Moved != nil {
		t.Error("a bar where there is no terminal")
	}
}

func TestTheBarOfATransferIsDrawn(t *testing.T) {
	var s screen
	o := node.Options{}
	end := transfers(node.Caller{Stderr: &s, Errors: &s}, &o)
	o.Moved("b", true, 1<<20, 2<<20)
	late, tick := time.After(30*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(s.String(), "\rto b [###############...............] 1.0 MiB of 2.0 MiB, ") {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("drawn: %q", s.String())
		}
	}
	o.Moved("b", true, 2<<20, 2<<20)
	end()
	if got := s.String(); !strings.HasSuffix(got, "\x1b[K\n") || !strings.Contains(got[strings.LastIndex(got, "\r"):], "] 2.0 MiB of 2.0 MiB, ") {
		t.Errorf("in the end: %q", got)
	}
}
