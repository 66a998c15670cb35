package sim

import (
	"math"
	"strings"
	"testing"
	"time"
)

// Each method is the line of a script of the same name.
func TestMethodsAreLines(t *testing.T) {
	s := newRelay(t, "", 3, 1)
	for _, c := range []struct {
		err  error
		line string
	}{
		{s.Call(1, "Put", "a b", 1), `call n1 Put "a b" 1`},
		{s.Advance(1500 * time.Microsecond), "advance 1.5ms"},
		{s.Crash(1), "crash n1"},
		{s.Recover(1), "recover n1"},
		{s.CrashAtWrite(2, 3, true), "crash-at-write n2 3 kept"},
		{s.CrashAtSend(2, 3), "crash-at-send n2 3"},
		{s.Pause(2), "pause n2"},
		{s.Resume(2), "resume n2"},
		{s.Drift(2, 1.1), "drift n2 1.1"},
		{s.DiskFull(3), "disk-full n3"},
		{s.DiskFree(3), "disk-free n3"},
		{s.Partition([]int{1}, []int{2, 3}), "partition n1 | n2 n3"},
		{s.Heal(), "heal"},
		{s.Cut(1, 2), "cut n1 n2"},
		{s.Join(1, 2), "join n1 n2"},
		{s.Loss(0.25), "loss all all 0.25"},
		{s.Duplicate(1), "duplicate all all 1"},
		{s.Reorder(true), "reorder all all yes"},
		{s.Delay(0, time.Second), "delay all all 0s 1s"},
		{s.Capacity(1, 2, 4), "capacity n1 n2 4"},
		{s.Run(), "run"},
	} {
		if c.err != nil {
			t.Errorf("%s: %v", c.line, c.err)
		}
		if got := s.Script()[0].String(); got != c.line {
			t.Errorf("got %s, want %s", got, c.line)
		}
		s.script = s.script[1:]
	}
	if len(s.History()) != 1 || !s.History()[0].Ended {
		t.Errorf("got %v", s.History())
	}
}

func TestBadArgumentsOfMethods(t *testing.T) {
	s := newRelay(t, "", 3, 1)
	for says, err := range map[string]error{
		"there is no node n0; there are n1 to n3":   s.Crash(0),
		"there is no node n-1":                      s.Pause(-1),
		"there is no node n4":                       s.Call(4, "Put", "k", 1),
		"relay has no operation Get; it has Put":    s.Call(1, "Get"),
		"takes 2 arguments (key value), not 1":      s.Call(1, "Put", "k"),
		"key is a string, not the int 1":            s.Call(1, "Put", 1, 1),
		"value is a int, not the string 1":          s.Call(1, "Put", "k", "1"),
		"argument 2 is nil":                         s.Call(1, "Put", "k", nil),
		`value: "1.5" is not a int`:                 s.Call(1, "Put", "k", 1.5),
		"time does not go back":                     s.Advance(-1),
		"group 2 has no nodes":                      s.Partition([]int{1}, nil),
		"name the nodes of at least one group":      s.Partition(),
		"n1 is named twice":                         s.Partition([]int{1}, []int{1}),
		"n1 has no channel to itself":               s.Cut(1, 1),
		`"1.5" is not a part between 0 and 1`:       s.Loss(1.5),
		`"NaN" is not a part between 0 and 1`:       s.Duplicate(math.NaN()),
		"the second time is the longest delay":      s.Delay(2, 1),
		`"-1" is not a number of messages`:          s.Capacity(1, 2, -1),
		`"0" is not a rate between 0.01 and 100`:    s.Drift(1, 0),
		`"0" is neither a number of writes nor`:     s.CrashAtWrite(1, 0, false),
		"node n2 is up":                             s.Recover(2),
		`line 2: "explode" is nothing that can be`:  s.RunScript("advance 1ms\nexplode\nadvance 1ms"),
		`line 3: the quote in "x does not end`:      s.RunScript("# first\n\ncall n1 \"x"),
		"line 1: crash n9: there is no node n9; th": s.RunScript("crash n9"),
	} {
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %s", err, says)
		}
	}
	if got := len(s.Script()); got != 1 { // the one line before the bad one
		t.Errorf("%d actions were done: %v", got, s.Script())
	}
}
