package sim

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// register is a map of numbers that are read and written.
func register() *protocol.Model {
	return &protocol.Model{
		Init: func() any { return 0 },
		Step: func(state any, c protocol.Call, value any, known bool) (bool, any) {
			if c.Op == "Write" {
				return true, c.Args[1]
			}
			return !known || state == value, state
		},
		Partition: func(c protocol.Call) string { return c.Args[0].(string) },
		Print:     func(state any) string { return fmt.Sprint(state) },
	}
}

// history reads lines of "node start end Op key [value]: outcome", times in ms; the end of a call that has not ended is -.
func history(lines string) []protocol.Operation {
	var all []protocol.Operation
	for i, line := range strings.Split(lines, "; ") {
		call, outcome, _ := strings.Cut(line, ": ")
		f := strings.Fields(call)
		op := protocol.Operation{Node: protocol.NodeID(f[0]), Call: protocol.Call{ID: uint64(i + 1), Op: f[3], Args: []any{f[4]}}}
		var start, end, value int
		fmt.Sscan(f[1], &start)
		op.Start = time.Duration(start) * time.Millisecond
		if f[2] != "-" {
			fmt.Sscan(f[2], &end)
			op.Ended, op.End = true, time.Duration(end)*time.Millisecond
		}
		if len(f) > 5 {
			fmt.Sscan(f[5], &value)
			op.Call.Args = append(op.Call.Args, value)
		}
		switch outcome {
		case "failed":
			op.Reply = protocol.Reply{Verdict: protocol.Failed, Text: "refused"}
		case "unknown":
			op.Reply = protocol.Reply{Verdict: protocol.Unknown, Text: "the node crashed"}
		case "ok":
		default:
			fmt.Sscan(outcome, &value)
			op.Reply.Value = value
		}
		all = append(all, op)
	}
	return all
}

func TestLinear(t *testing.T) {
	for _, c := range []struct {
		history string
		want    LinearVerdict
	}{
		{"n1 0 1 Write k 1: ok; n2 2 3 Read k: 1", Linear},
		{"n1 0 1 Write k 1: ok; n2 2 3 Read k: 0", NotLinear},                                                      // an old value
		{"n1 0 5 Write k 1: ok; n2 2 3 Read k: 0; n3 2 3 Read k: 1", Linear},                                       // while it is written, both
		{"n1 0 9 Write k 1: ok; n2 1 2 Read k: 1; n3 3 4 Read k: 0", NotLinear},                                    // but not back again
		{"n1 0 1 Write k 1: ok; n2 2 3 Read l: 0", Linear},                                                         // another key
		{"n1 0 1 Write k 1: ok; n2 2 3 Read l: 1", NotLinear},                                                      //
		{"n1 0 1 Write k 1: failed; n2 2 3 Read k: 0", Linear},                                                     // without effect
		{"n1 0 1 Write k 1: failed; n2 2 3 Read k: 1", NotLinear},                                                  //
		{"n1 0 1 Write k 1: unknown; n2 2 3 Read k: 0; n2 4 5 Read k: 1", Linear},                                  // it happened late
		{"n1 0 1 Write k 1: unknown; n2 2 3 Read k: 0", Linear},                                                    // or never
		{"n1 0 - Write k 1: ; n2 2 3 Read k: 0; n2 4 5 Read k: 1; n2 6 7 Read k: 1", Linear},                       //
		{"n1 0 - Write k 1: ; n2 2 3 Read k: 1; n2 4 5 Read k: 0", NotLinear},                                      // but not twice
		{"n2 2 3 Read k: 1; n1 4 - Write k 1: ", NotLinear},                                                        // nor before it was asked for
		{"n1 0 1 Write k 1: ok; n2 1 1 Write k 2: ok; n3 2 2 Read k: 1", Linear},                                   // they touch
		{"n1 0 9 Write k 1: ok; n1 0 9 Write k 2: ok; n1 10 11 Read k: 1; n1 12 13 Read k: 1", Linear},             // two of one node
		{"n1 0 9 Write k 1: ok; n1 0 9 Write k 2: ok; n1 10 11 Read k: 1; n1 12 13 Read k: 2", NotLinear},          //
		{"n1 0 - Read k: ; n2 2 - Read k: ; n1 5 6 Write k 3: ok; n1 7 8 Write k 4: ok; n1 9 9 Read k: 4", Linear}, // reads without answer
	} {
		verdict, html := CheckLinear(register(), history(c.history), time.Minute)
		if verdict != c.want {
			t.Errorf("%s: got %s, want %s", c.history, verdict, c.want)
		}
		var page strings.Builder
		if err := html(&page); err != nil || !strings.HasPrefix(page.String(), "<!doctype html>") || !strings.Contains(page.String(), "Read") {
			t.Errorf("%s: the picture: %v, %.60q", c.history, err, page.String())
		}
	}
}

func TestLinearOfNothing(t *testing.T) {
	if v, _ := CheckLinear(register(), nil, 0); v != Linear {
		t.Errorf("an empty history is %s", v)
	}
	if v, html := CheckLinear(nil, nil, 0); v != LinearOpen || html(nil) == nil {
		t.Errorf("without a model it is %s", v)
	}
}

// A model may say that a call is impossible in a state. A call whose outcome is not known then just did not happen.
func TestUnknownCallThatCannotHappen(t *testing.T) {
	m := register()
	m.Step = func(state any, c protocol.Call, value any, known bool) (bool, any) { return false, nil }
	if v, _ := CheckLinear(m, history("n1 0 1 Write k 1: unknown"), time.Minute); v != Linear {
		t.Errorf("it is %s", v)
	}
	if v, _ := CheckLinear(m, history("n1 0 1 Write k 1: ok"), time.Minute); v != NotLinear {
		t.Errorf("it is %s", v)
	}
}

func TestModelPanics(t *testing.T) {
	m := register()
	m.Step = func(state any, c protocol.Call, value any, known bool) (bool, any) { panic("no such call") }
	v, html := CheckLinear(m, history("n1 0 1 Write k 1: ok"), time.Minute)
	if err := html(nil); v != LinearOpen || err == nil || !strings.Contains(err.Error(), "the model panicked: no such call") {
		t.Errorf("%s, %v", v, err)
	}
}

// A history that is too hard for the time it has is not ok: here each order of thirty writes is to be tried.
func TestLinearTimeout(t *testing.T) {
	var lines []string
	for i := range 30 {
		lines = append(lines, fmt.Sprintf("n%d 0 9 Write k %d: ok", i+1, i+1))
	}
	lines = append(lines, "n1 10 11 Read k: 99")
	if v, _ := CheckLinear(register(), history(strings.Join(lines, "; ")), time.Millisecond); v == Linear {
		t.Error("a value was read that nobody wrote, and it is ok")
	}
}

// Against a slow twin that tries all orders.
func TestLinearAgainstAllOrders(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	var count [2]int
	for range 2000 {
		var all []protocol.Operation
		for i := range 2 + r.IntN(4) {
			op := protocol.Operation{Node: "n1", Ended: r.IntN(6) > 0, Start: time.Duration(r.IntN(6)), Call: protocol.Call{ID: uint64(i), Op: "Read", Args: []any{"k"}}}
			op.End = op.Start + time.Duration(r.IntN(4))
			if r.IntN(2) == 0 {
				op.Call.Op, op.Call.Args = "Write", []any{"k", i}
			} else {
				op.Reply.Value = r.IntN(3)
			}
			op.Reply.Verdict = []protocol.Verdict{protocol.OK, protocol.OK, protocol.OK, protocol.Failed, protocol.Unknown}[r.IntN(5)]
			all = append(all, op)
		}
		want := NotLinear
		if someOrder(register(), all, 0) {
			want = Linear
			count[0]++
		} else {
			count[1]++
		}
		if got, _ := CheckLinear(register(), all, time.Minute); got != want {
			t.Fatalf("seed %d: %v is %s, and should be %s", seed, all, got, want)
		}
	}
	if count[0] < 100 || count[1] < 100 {
		t.Errorf("seed %d: %d histories were linearizable and %d not", seed, count[0], count[1])
	}
}

// someOrder says whether the calls that are left can be put into an order.
func someOrder(m *protocol.Model, left []protocol.Operation, state any) bool {
	must := false
	for i, op := range left {
		known := op.Ended && op.Reply.Verdict == protocol.OK
		must = must || known
		if op.Ended && op.Reply.Verdict == protocol.Failed {
			continue
		}
		first := true // no other must have happened before it began
		for _, other := range left {
			if other.Ended && other.Reply.Verdict == protocol.OK && other.End < op.Start {
				first = false
			}
		}
		if !first {
			continue
		}
		rest := append(append([]protocol.Operation{}, left[:i]...), left[i+1:]...)
		if ok, next := m.Step(state, op.Call, op.Reply.Value, known); ok && someOrder(m, rest, next) {
			return true
		}
	}
	return !must
}
