package node

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/protocol"
)

func TestATallyIsRightWithinAnEighth(t *testing.T) {
	var x tally
	var all []time.Duration
	r := rand.New(rand.NewPCG(1, 2))
	ok := protocol.Outcome{}
	for range 20_000 {
		d := time.Duration(1) << r.IntN(34)
		d += time.Duration(r.Int64N(int64(d)))
		all = append(all, d)
		x.add(&ok, d)
	}
	slices.Sort(all)
	got := x.read()
	for q, have := range map[int]time.Duration{50: got.P50, 90: got.P90, 99: got.P99} {
		want := all[len(all)*q/100-1]
		if ratio := float64(have) / float64(want); ratio < 0.87 || ratio > 1.13 {
			t.Errorf("%d of 100 took no longer than %v, counted %v", q, want, have)
		}
	}
	if got.Longest != all[len(all)-1] || got.OK != 20_000 || got.Ended() != 20_000 {
		t.Errorf("counted %+v, the longest is %v", got, all[len(all)-1])
	}
	for d := range time.Duration(1 << 12) {
		if s := slotOf(d); s > 0 && slotOf(d) < slotOf(d-1) || s >= len(x.took) {
			t.Fatalf("%v goes to slot %d after %d", d, s, slotOf(d-1))
		}
	}
	if s := slotOf(1<<63 - 1); s >= len(x.took) {
		t.Errorf("the longest time has slot %d of %d", s, len(x.took))
	}
	if z := new(tally).read(); z.Ended() != 0 || z.P50 != 0 || z.Longest != 0 {
		t.Errorf("nothing counted is %+v", z)
	}
}

func TestATallyCountsByOutcome(t *testing.T) {
	var x tally
	for _, o := range []protocol.Outcome{{}, protocol.Fail(protocol.FailPanic, "p"), protocol.Fail(protocol.FailPanic, "q"), protocol.Fail(protocol.FailCompile, "c"),
		protocol.Lost(protocol.FailTimeout, "t"), {Verdict: protocol.Failed}} {
		x.add(&o, time.Millisecond)
	}
	unsent := protocol.Fail(protocol.FailUnreached, "u")
	x.add(&unsent, -1)
	got := x.read()
	if got.P50 < time.Millisecond/2 || got.Failed[protocol.FailUnreached] != 1 {
		t.Errorf("what was not sent has a time: %+v", got)
	}
	delete(got.Failed, protocol.FailUnreached)
	if got.OK != 1 || got.Unknown != 1 || got.Failed[protocol.FailPanic] != 2 || got.Failed[protocol.FailCompile] != 1 || got.Failed[protocol.FailError] != 1 || got.Ended() != 6 {
		t.Errorf("counted %+v", got)
	}
}
