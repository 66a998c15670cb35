package sim

import (
	"strings"
	"testing"
	"time"
)

func newRelay(t *testing.T, wrong string, nodes int, seed uint64) *Sim {
	t.Helper()
	s, err := New(Config{Protocol: relayProtocol(wrong), Nodes: nodes, Seed: seed, Strict: true, Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTrace(t *testing.T) {
	s := newRelay(t, "", 2, 1)
	do(t, s, "call n1 Put k 1\nadvance 5ms\ncrash 2\ncall 1 Put l 2\nadvance 5ms\nrecover 2\nrun")
	want := `       0s  n1  start
       0s  n2  start
       0s  n1  call 1 Put "k" 1
       0s  n1  store kv/k = 1
       0s  n1  -> n2  Put{Key:"k" Value:1}  #1
      1ms  n2  <- n1  Put{Key:"k" Value:1}  #1
      1ms  n2  store kv/k = 1
      1ms  n2  -> n1  Have{Key:"k" Value:1}  #2
      2ms  n1  <- n2  Have{Key:"k" Value:1}  #2
      2ms  n1  end 1 Put: 1
      5ms  n2  crash
      5ms  n1  call 2 Put "l" 2
      5ms  n1  store kv/l = 2
      5ms  n1  -> n2  Put{Key:"l" Value:2}  #3
      6ms  n2  x  n1 to n2  Put{Key:"l" Value:2}  #3  the node is down
     10ms  n2  start
     15ms  n1  timer retry
     15ms  n1  -> n2  Put{Key:"l" Value:2}  #4
     16ms  n2  <- n1  Put{Key:"l" Value:2}  #4
     16ms  n2  store kv/l = 2
     16ms  n2  -> n1  Have{Key:"l" Value:2}  #5
     17ms  n1  <- n2  Have{Key:"l" Value:2}  #5
     17ms  n1  end 2 Put: 2
`
	if got := Text(s.Trace()); got != want {
		t.Errorf("got\n%s", got)
	}
	if err := s.Err(); err != nil {
		t.Error(err)
	}
	if !s.Met()[0] {
		t.Error("everybody has something, and it was not seen")
	}
}

func TestRules(t *testing.T) {
	for wrong, says := range map[string]string{
		"forgets to store":           `disk before memory is violated at 1ms: n1 has l = 2, and on disk <nil>`,
		"panics":                     "a step does not panic is violated at 1ms: n1 panicked on Put \"l\" 2: runtime error: index out of range [5] with length 0\n  parley/sim.(*relay).Step relay_test.go:",
		"is not deterministic":       "a step depends on the state and the event alone is violated at 0s: n1 did on",
		"remembers outside":          "a step depends on the state and the event alone is violated at 0s: n1 became on",
		"sends what is unknown":      "what a machine emits is in the protocol's table is violated at 0s: n1 sends Nothing to n1",
		"answers what was not asked": "a call is answered once is violated at 0s: n1 answers call 99, which nobody has made",
	} {
		s := newRelay(t, wrong, 1, 1)
		if wrong == "forgets to store" || wrong == "panics" {
			s = newRelay(t, strings.Replace(wrong, "panics", "", 1), 1, 1)
			do(t, s, "call n1 Put k 1\nadvance 1ms")
			if wrong == "panics" {
				s.nodes[0].machine.(*relay).wrong = wrong
			}
			s.nodes[0].machine.(*relay).Call = 0
			do(t, s, "call n1 Put l 2")
		} else {
			do(t, s, "call n1 Put k 1")
		}
		if err := s.Err(); err == nil || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%s: got %v", wrong, err)
		}
	}
}

func TestStuckStep(t *testing.T) {
	s, err := New(Config{Protocol: relayProtocol("loops"), Nodes: 2, Patience: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, "call n1 Put k 1\nadvance 1ms")
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "has not returned from its step for 20ms; look for a loop") {
		t.Errorf("got %v", err)
	}
}

func TestBadConfig(t *testing.T) {
	for _, c := range []struct {
		c    Config
		says string
	}{
		{Config{}, "there is no protocol"},
		{Config{Protocol: relayProtocol("")}, "relay runs on 1 to 100 nodes, not on 0"},
		{Config{Protocol: relayProtocol(""), Nodes: 101}, "relay runs on 1 to 100 nodes, not on 101"},
		{Config{Protocol: relayProtocol(""), Nodes: -1}, "-1 nodes cannot be simulated"},
		{Config{Protocol: relayProtocol(""), Nodes: 3, Params: map[string]any{"x": 1}}, `relay has no parameter "x"; it has retry`},
		{Config{Protocol: relayProtocol(""), Nodes: 3, Params: map[string]any{"retry": "-1s"}}, `parameter retry is a time of at least 0s`},
		{Config{Protocol: relayProtocol(""), Nodes: 3, MaxEvents: -1}, `must not be negative`},
	} {
		if _, err := New(c.c); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %s", err, c.says)
		}
	}
}

func TestBadActions(t *testing.T) {
	s := newRelay(t, "", 3, 1)
	do(t, s, "crash n3\npause n2")
	for line, says := range map[string]string{
		"explode n1":           `"explode" is nothing that can be done to a cluster; there is call, advance`,
		"crash n4":             "there is no node n4; there are n1 to n3",
		"crash 0":              "there is no node 0",
		"crash n01":            "there is no node n01",
		"crash":                "wrong number of arguments; usage: crash NODE",
		"crash n3":             "node n3 is down; recover it first",
		"recover n1":           "node n1 is up",
		"call n3 Put k 1":      "node n3 is down",
		"call n2 Put k 1":      "node n2 is paused; resume it first",
		"call n1 Get k":        "relay has no operation Get; it has Put",
		"call n1 Put k":        "Put takes 2 arguments (key value), not 1",
		"call n1 Put k x":      `Put value: "x" is not a int`,
		"advance -1s":          "time does not go back",
		"advance soon":         `"soon" is not a time such as 10ms`,
		"partition n1 | n1":    "n1 is named twice",
		"partition":            "name the nodes",
		"capacity n1 n2 -1":    "is not a number of messages",
		"loss n1 n2 1.5":       "is not a part between 0 and 1",
		"loss n1 n2 NaN":       "is not a part between 0 and 1",
		"delay n1 n2 5ms 1ms":  "the second time is the longest",
		"drift n1 0":           "is not a rate between",
		"deliver n1 n2 Put":    "say manual first",
		"reorder n1 n2 maybe":  "say yes or no",
		"crash-at-write n1 -2": "is neither a number of writes",
		"crash-at-send n1 x":   "is not a number of messages",
	} {
		script, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		before := Text(s.Trace())
		if err := s.Do(script[0]); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v", line, err)
		}
		if Text(s.Trace()) != before {
			t.Errorf("%s did something", line)
		}
	}
}

// The same seed gives the same trace, byte for byte; another one another.
func TestSameSeedSameTrace(t *testing.T) {
	script := "loss all all 0.2\nduplicate all all 0.2\nreorder all all yes\ndelay all all 1ms 9ms\ncall n1 Put k 1\ncall n2 Put k 2\ncall n3 Put l 3\nadvance 20ms\ncrash n2\nadvance 30ms\nrecover n2\nrun"
	run := func(seed uint64) string {
		s := newRelay(t, "", 3, seed)
		do(t, s, script)
		return Text(s.Trace())
	}
	if run(7) != run(7) {
		t.Error("two runs of one seed differ")
	}
	if run(7) == run(8) {
		t.Error("two seeds give the same run")
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct{ script, has, hasNot string }{
		{"partition n1 | n2 n3\ncall n1 Put k 1\nadvance 5ms", "x  n1 to n2  Put{Key:\"k\" Value:1}  #1  there is no connection", "<- n1"},
		{"cut n1 n2\ncall n1 Put k 1\nadvance 5ms\ncall n2 Put k 2\nadvance 5ms", "n1  <- n2  Put", "n2  <- n1  Put"},
		{"cut n1 n2\ncall n1 Put k 1\nadvance 5ms\njoin n1 n2\nadvance 10ms", "end 1 Put: 1", ""},
		{"loss n1 all 1\ncall n1 Put k 1\nadvance 5ms", "lost", "<-"},
		{"duplicate n1 n2 1\ncall n1 Put k 1\nadvance 5ms", "2x n2", ""},
		{"delay n1 n2 7ms\ncall n1 Put k 1\nadvance 7ms", "      7ms  n2  <- n1", "      1ms  n2"},
		{"capacity n1 n2 0\ncall n1 Put k 1\nadvance 5ms", "n3  <- n1", "n2  <- n1"},
		{"capacity n1 n2 0\ncall n1 Put k 1\nadvance 5ms\ncapacity n1 n2 1\nadvance 2ms", "      6ms  n2  <- n1", ""},
		{"pause n2\ncall n1 Put k 1\nadvance 5ms\nresume n2\nadvance 1ms", "      5ms  n2  <- n1", "      1ms  n2"},
		{"drift n1 2\ncut n1 n2\ncall n1 Put k 1\nadvance 9ms", "      5ms  n1  timer retry", "10ms"},
		{"disk-full n2\ncall n1 Put k 1\nadvance 5ms", "n2  crash: its disk is full", "n2  -> n1"},
		{"disk-full n2\ncall n1 Put k 1\nadvance 5ms\ndisk-free n2\nrecover n2\nrun", "end 1 Put: 1", ""},
		{"crash-at-write n2\ncall n1 Put k 1\nadvance 5ms", "n2  crash: in the middle of a write, which is lost", "n2  store"},
		{"crash-at-write n2 2 kept\ncall n1 Put k 1\nadvance 5ms\ncall n3 Put l 1\nadvance 5ms", "n2  store kv/l = 1\n      6ms  n2  crash: after a write", ""},
		{"crash-at-send n1 2\ncall n1 Put k 1\nadvance 5ms", "n1  crash: between two messages\n      1ms  n2  <- n1", "n1  -> n3"},
		{"crash-at-send n1 2\ncrash-at-send n1 0\ncall n1 Put k 1\nadvance 5ms", "end 1 Put: 1", "crash"},
		{"call n1 Put k 1\ncrash n1\nrun", "x  n2 to n1", "end 1"},
		{"manual\ncall n1 Put k 1\ndeliver n1 n2 Put\nagain n1 n3 Put\ndrop n1 n3 Put\nfire n1 retry\ndeliver n2 n1 Have\ndeliver n1 n3 Put\ndeliver n3 n1 Have", "end 1 Put: 1", ""},
	} {
		s := newRelay(t, "", 3, 1)
		do(t, s, c.script)
		got := Text(s.Trace())
		if !strings.Contains(got, c.has) || c.hasNot != "" && strings.Contains(got, c.hasNot) {
			t.Errorf("%s\nmust have %q, not %q:\n%s", c.script, c.has, c.hasNot, got)
		}
	}
}

// What waits in manual mode is told as the lines that let it happen.
func TestPending(t *testing.T) {
	s := newRelay(t, "", 3, 1)
	do(t, s, "manual\ncall n1 Put k 1\nagain n1 n3 Put\ncall n3 Put l 1")
	want := "deliver n1 n2 Put; deliver n1 n3 Put; fire n1 retry; deliver n3 n1 Have; deliver n3 n1 Put; deliver n3 n2 Put; fire n3 retry"
	if got := scriptLine(s.Pending()); got != want {
		t.Fatalf("there are %s", got)
	}
	for len(s.Pending()) > 0 && s.Err() == nil {
		if err := s.Do(s.Pending()[0]); err != nil {
			t.Fatal(err)
		}
		if len(s.Script()) > 50 {
			break // the timers that are set again
		}
	}
	if o := s.History()[0]; !o.Ended {
		t.Errorf("it comes to %+v", o)
	}
}

func TestScriptsAreText(t *testing.T) {
	const text = `call n1 Put "a b" 1`
	script, err := Parse("  " + text + " # a comment\n# another\n\n")
	if err != nil || len(script) != 1 || script[0].String() != text {
		t.Errorf("got %v %v", script, err)
	}
	if _, err := Parse("run\ncall n1 \"x"); err == nil || !strings.Contains(err.Error(), "line 2: the quote in") {
		t.Errorf("got %v", err)
	}
}
