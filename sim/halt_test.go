package sim

import (
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// clock does something each millisecond, for ever.
type clock struct{ Ticks int }

func (c *clock) Step(e protocol.Event) (x protocol.Effects) {
	c.Ticks++
	x.After("tick", time.Millisecond)
	return x
}

// An action that nobody waits for any more ends between two moments, and the script makes the same run again.
func TestHalt(t *testing.T) {
	done := make(chan struct{})
	p := &protocol.Protocol{Name: "clock", Summary: "ticks", New: func(protocol.Config) protocol.Machine { return &clock{} },
		Invariants: []protocol.Property{{Name: "patience", Doc: "somebody waits for 10 ms", Check: func(w *protocol.World) error {
			if done != nil && w.Nodes[0].Machine.(*clock).Ticks == 11 {
				close(done)
				done = nil
			}
			return nil
		}}}}
	end := (<-chan struct{})(done)
	s, err := New(Config{Protocol: p, Nodes: 2, Done: func() <-chan struct{} { return end }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Advance(1000 * time.Hour); err == nil || !strings.Contains(err.Error(), "advance 1000h0m0s: nobody waits for it any more; 10ms have passed") {
		t.Fatal(err)
	}
	if got := s.Now(); got != 10*time.Millisecond {
		t.Errorf("it is %v", got)
	}
	end = nil
	if err := s.Advance(5 * time.Millisecond); err != nil {
		t.Error(err)
	}
	again, err := New(Config{Protocol: p, Nodes: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range s.Script() {
		if err := again.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	if want, got := Text(s.Trace()), Text(again.Trace()); got != want || again.Now() != 15*time.Millisecond {
		t.Errorf("the script %v makes\n%s\nand it was\n%s", s.Script(), got, want)
	}
}
