package scripts

import (
	"errors"
	"fmt"
	"testing"

	"parley/protocol"
)

// What became of a line at an attached prompt is said as the question's own outcome says it, so that unknown stays unknown
// and the exit code fits.
func TestAnAttachedLineKeepsItsVerdict(t *testing.T) {
	s := Attach(nil, "b")
	for _, c := range []struct {
		err     error
		verdict protocol.Verdict
		kind    protocol.FailKind
		text    string
	}{
		{protocol.Lost(protocol.FailTimeout, "no answer").Err("b"), protocol.Unknown, protocol.FailTimeout, "no answer"},
		{protocol.Lost(protocol.FailLost, "the connection was lost").Err("b"), protocol.Unknown, protocol.FailLost, "the connection was lost"},
		{protocol.Fail(protocol.FailCancelled, "cancelled").Err("b"), protocol.Failed, protocol.FailCancelled, "cancelled"},
		{fmt.Errorf("so: %w", protocol.Fail(protocol.FailUnreached, "not connected").Err("b")), protocol.Failed, protocol.FailUnreached, "not connected"},
		{errors.New("b answered in another form"), protocol.Failed, protocol.FailValue, "b answered in another form"},
	} {
		l := s.failed(c.err)
		if l.Failure != nil || len(l.Parts) != 1 || l.Parts[0].Node != "b" {
			t.Errorf("%v: %+v is not one part of b", c.err, l)
			continue
		}
		if o := l.Parts[0].Outcome; o.Verdict != c.verdict || o.Failure.Kind != c.kind || o.Failure.Text != c.text {
			t.Errorf("%v: %s, %+v", c.err, o.Verdict, *o.Failure)
		}
	}
}

func TestWhatBelongsToHereInALine(t *testing.T) {
	for line, want := range map[string]bool{
		"@b $po": true, "@b $": true, "@b $pt.": true, "@b f($pt.X, $p.": true, "@b $(a + b.": true, "@b $f(x).": true, "@b $m[k].": true,
		"@b f(": false, "@b $x + y.": false, "@b f($x, y.": false, "@b f($x).": false, "@b $x y": false,
	} {
		if got := unquoted(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
