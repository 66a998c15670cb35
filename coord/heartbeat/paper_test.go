package heartbeat_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/coord/heartbeat"
	"parley/protocol"
	"parley/sim"
)

// run does the lines of a script to a cluster of n nodes.
func run(t *testing.T, p *protocol.Protocol, n int, params map[string]any, lines string) *sim.Sim {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: n, Params: params, Seed: 1, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	script, err := sim.Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range script {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// ends are the answers of all calls in the order in which they were made.
func ends(s *sim.Sim) string {
	var all []string
	for _, op := range s.History() {
		end := "-"
		if op.Ended {
			end = fmt.Sprintf("%v %v%s", op.Reply.Verdict, op.Reply.Value, op.Reply.Text)
			end = strings.TrimPrefix(strings.Replace(end, "<nil>", "", 1), "value ")
		}
		all = append(all, end)
	}
	return strings.Join(all, "; ")
}

func TestCalls(t *testing.T) {
	for _, c := range []struct{ about, script, want string }{
		{"Beat goes on while there are answers, and ends with their number at the first that does not come in time",
			"call n1 Beat n2 100ms\nadvance 950ms\ncrash n2\nadvance 149ms\nadvance 1ms", "10"},
		{"0 is the default of 3 s", "call n1 Beat n2 0s\nadvance 8s\ncrash n2\nadvance 3999ms\nadvance 1ms", "3"},
		{"two callers wait for one beat", "call n1 Beat n2 100ms\ncall n1 Beat n2 100ms\nadvance 450ms\ncrash n2\nadvance 1s", "5; 5"},
		{"the second is not held up by a ping of the first that is under way",
			"call n1 Beat n2 60s\ncall n1 Beat n2 100ms\nadvance 450ms\ncrash n2\nadvance 1s", "5; 5"},
		{"a node that has died and come back between two beats has missed one",
			"call n1 Beat n2 100ms\nadvance 450ms\ncrash n2\nrecover n2\nadvance 1s", "5"},
		{"StopBeat ends it", "call n1 Beat n2 100ms\nadvance 450ms\ncall n1 StopBeat n2\ncall n1 StopBeat n2\nadvance 1s\ncrash n2\nadvance 1s",
			"failed the beats to n2 were stopped after 5 that were answered; ; "},
		{"bad arguments", "call n1 Beat n1 1s\ncall n1 Beat n9 1s\ncall n1 Beat n2 -1s\ncall n1 Beat n2 1ns\ncall n1 StartHeartBeatOnNewLeader -1s\ncall n1 StartHeartBeatOnConnect 1us",
			"failed a node that watches itself never misses a beat; failed there is no node n9 in this cluster; failed beats are 1ms apart at least, not -1s; " +
				"failed beats are 1ms apart at least, not 1ns; failed beats are 1ms apart at least, not -1s; failed beats are 1ms apart at least, not 1µs"},
	} {
		s := run(t, heartbeat.Protocol(), 3, nil, c.script)
		if got := ends(s); got != c.want || s.Err() != nil {
			t.Errorf("%s:\n%s\ngot  %s\nwant %s\n%v\n%s", c.about, c.script, got, c.want, s.Err(), sim.Text(s.Trace()))
		}
	}
}

// Strong Completeness (Chandra and Toueg, section 3.1), bounded: a node that crashes is suspected within every + timeout, whenever it crashes.
func TestStrongCompleteness(t *testing.T) {
	const every, timeout = 100 * time.Millisecond, 40 * time.Millisecond
	for crash := time.Second; crash < time.Second+2*every; crash += 7 * time.Millisecond {
		s := run(t, heartbeat.Protocol(), 2, map[string]any{"timeout": timeout}, fmt.Sprintf("call n1 Beat n2 %v\nadvance %v\ncrash n2\nrun", every, crash))
		op := s.History()[0]
		if took := op.End - crash; s.Err() != nil || !op.Ended || took > every+timeout {
			t.Errorf("a crash at %v was found after %v", crash, took)
		}
	}
}

// Strong Accuracy (section 3.1): no process is suspected before it crashes. It holds as long as answers take less than the
// timeout, and not if the network is slower than that: a beat that is too short removes a healthy node.
func TestStrongAccuracy(t *testing.T) {
	const script = "delay all all 1ms 30ms\ncall n1 Beat n2 100ms\ncall n2 Beat n1 100ms\nadvance 100s\n"
	if s := run(t, heartbeat.Protocol(), 2, map[string]any{"timeout": "61ms"}, script); s.Err() != nil {
		t.Error(s.Err())
	}
	s := run(t, heartbeat.Protocol(), 2, map[string]any{"timeout": "50ms"}, script)
	if err := s.Err(); err == nil || !strings.HasPrefix(err.Error(), "Strong Accuracy is violated") {
		t.Errorf("a timeout shorter than the way there and back: %v", err)
	}
}

// Who is less patient does not give an answer more time.
func TestPatienceOfTwo(t *testing.T) {
	s := run(t, heartbeat.Protocol(), 2, map[string]any{"timeout": "3s"}, "crash n2\ncall n1 Beat n2 60s\nadvance 2900ms\ncall n1 Beat n2 100ms\nadvance 200ms")
	if got := ends(s); got != "0; 0" || s.Err() != nil {
		t.Errorf("got %s %v\n%s", got, s.Err(), sim.Text(s.Trace()))
	}
}

// A timeout may be longer than beats are apart; the next beat waits for the answer.
func TestPatience(t *testing.T) {
	s := run(t, heartbeat.Protocol(), 2, map[string]any{"timeout": "1s"}, "delay all all 150ms\ncall n1 Beat n2 100ms\nadvance 3s\ncrash n2\nrun")
	if got := ends(s); got != "10" || s.Err() != nil {
		t.Errorf("got %s %v\n%s", got, s.Err(), sim.Text(s.Trace()))
	}
}

// told are the facts of a run, without the times.
func told(s *sim.Sim) string {
	var all []string
	for _, e := range s.Trace().Events {
		if e.What == protocol.Told {
			all = append(all, fmt.Sprintf("%s %s=%v", e.Node, e.Fact.Name, e.Fact.Value))
		}
	}
	return strings.Join(all, "; ")
}

// teller is a machine that tells facts when it is asked to.
type teller struct{}

func (teller) Step(e protocol.Event) (x protocol.Effects) {
	if e.Kind == protocol.Request {
		x.Tell(e.Call.Args[0].(string), e.Call.Args[1].(protocol.NodeID))
	}
	return x
}

// A leader that is lost, and a connection that is, are facts for the membership; who is no leader and no connection any more is not watched.
func TestWatches(t *testing.T) {
	tell := &protocol.Protocol{
		Name: "teller", New: func(protocol.Config) protocol.Machine { return teller{} },
		Calls: []protocol.CallType{{Op: "Tell", Names: []string{"name", "value"}, Args: []any{"", protocol.NodeID("")}}},
	}
	for _, p := range []*protocol.Protocol{heartbeat.Protocol(), heartbeat.PhiProtocol()} {
		both := protocol.Stack("both", "", p, tell)
		for _, c := range []struct{ script, want string }{
			{"call n1 StartHeartBeatOnNewLeader 100ms\ncall n1 Tell leader n2\nadvance 1s\ncrash n2\nadvance 1s",
				"n1 leader=n2; n1 missed=n2; n1 leader-lost=n2"},
			{"call n1 Tell leader n2\ncall n1 StartHeartBeatOnNewLeader 100ms\nadvance 1s\ncrash n2\nadvance 1s",
				"n1 leader=n2; n1 missed=n2; n1 leader-lost=n2"},
			{"call n1 StartHeartBeatOnNewLeader 100ms\ncall n1 Tell leader n2\nadvance 1s\ncall n1 Tell leader n3\ncrash n2\nadvance 1s\ncall n1 Tell leader n1\ncrash n3\nadvance 1s",
				"n1 leader=n2; n1 leader=n3; n1 leader=n1"},
			{"call n1 Tell connected n3\ncall n1 StartHeartBeatOnConnect 100ms\ncall n1 Tell connected n2\nadvance 1s\ncall n1 Tell disconnected n3\ncrash n2\ncrash n3\nadvance 1s",
				"n1 connected=n3; n1 connected=n2; n1 disconnected=n3; n1 missed=n2; n1 connection-lost=n2"},
		} {
			s := run(t, both, 3, nil, c.script)
			if got := told(s); got != c.want || s.Err() != nil {
				t.Errorf("%s:\n%s\ngot  %s\nwant %s\n%v", p.Name, c.script, got, c.want, s.Err())
			}
		}
	}
}
