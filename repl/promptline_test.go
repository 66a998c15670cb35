package repl

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// led is a client whose node says who leads.
type led struct {
	*fake
	mu     sync.Mutex
	leader protocol.NodeID
}

func (l *led) Info(context.Context) (node.Info, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return node.Info{Leader: l.leader}, nil
}

func (l *led) is(leader protocol.NodeID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leader = leader
}

func TestThePromptLine(t *testing.T) {
	for _, c := range []struct{ name, role, at, leader, want string }{
		{"a", "", "", "", "a> "}, {"a", "", "b", "", "a@b> "}, {"a", "", "", "a", "a*> "}, {"a", "", "", "b", "a b*> "},
		{"a", "", "b", "b", "a@b*> "}, {"a", "", "b,c", "b", "a@b,c b*> "}, {"a", "operator", "", "", "~a> "}, {"a", "observer", "b", "a", "?a*@b> "},
	} {
		p := &prompt{Config: Config{Name: c.name, Role: c.role}, at: c.at}
		p.now.leader = protocol.NodeID(c.leader)
		if got := p.text(false); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestANewLeaderIsSeenWhileALineIsTyped(t *testing.T) {
	l := &led{fake: &fake{peers: threePeers}, leader: "a"}
	var notify func(node.Notice)
	s := start(t, Config{Client: l, Notices: func(n func(node.Notice)) func() { notify = n; return func() {} }})
	s.see("a*>")
	s.do("half a", "a*> half a")
	l.is("b")
	notify(node.Notice{Node: "b", Text: "leads"})
	s.see("* b leads\na b*> half a")
	s.do(" line\r", "* b leads\na b*> half a line\n42\na b*>")
	l.is("")
	s.do("on b\r", "a b*> on b\na@b>")
	s.quit()
	if got := l.asked(); len(got) != 1 || got[0] != "half a line" {
		t.Errorf("asked %q", got)
	}
}

func TestOnSetsTheTarget(t *testing.T) {
	declared := false
	f := &fake{peers: threePeers, answer: func(_ context.Context, line string, a scripts.Ask, _ node.OutputFunc) scripts.Line {
		if strings.TrimSpace(line) == "on" && !declared {
			return failure(protocol.NodeID(a.At), wrong("undefined: on (did you mean On?)", "1:1"))
		}
		return value("int", "42")
	}}
	s := start(t, Config{Client: f})
	s.see("a>")
	s.do("on b\r", "a> on b\na@b>")
	s.do("x\r", "a@b> x\n42\na@b>")
	s.do("on @b, c\r", "a@b,c>")
	s.do("on all\r", "a@all>")
	s.do("on quorum(2, b,c)\r", "a@quorum(2, b,c)>")
	s.do("on\r", "> on\na>")
	s.do("on nobody\r", "no node named nobody is known; :nodes lists those that are\na>")
	s.do("on be\t\x03", "a>")
	s.do("on \t\x03", "quorum(\na> on ^C\na>")
	declared = true
	s.do("on\r", "a> on\n42\na>")
	s.do("on(b)\r", "a> on(b)\n42\na>")
	s.do("on - b\r", "a> on - b\n42\na>")
	s.quit()
	_, out, errs := script(t, Config{Client: f}, "on c\nx\n")
	if last := f.asks[len(f.asks)-1]; out != "42\n" || errs != "" || last.At != "c" {
		t.Errorf("in a script: %q, %q, asked at %q", out, errs, last.At)
	}
}

func TestHelpOfThePromptItself(t *testing.T) {
	for topic, want := range map[string]string{"keys": "searches the history", "prompt": "a b*>    b leads"} {
		if code, out, errs := script(t, Config{Client: &fake{}}, ":help "+topic); code != 0 || !strings.Contains(out, want) {
			t.Errorf("%s: code %d, %s%s", topic, code, out, errs)
		}
	}
}

func TestAPromptFromOutsideAsks(t *testing.T) {
	l := &led{fake: &fake{peers: threePeers}}
	s := start(t, Config{Client: l, Role: "operator", Poll: time.Millisecond})
	s.see("~a>")
	s.do("half", "~a> half")
	l.is("b")
	s.see("* b leads\n~a b*> half")
	l.is("")
	s.see("* a has no leader any more\n~a> half")
	s.do("\x03", "^C\n~a>")
	s.quit()
}

func TestWhoCameAndWent(t *testing.T) {
	f := &fake{peers: threePeers}
	var shown strings.Builder
	p := &prompt{Config: Config{Client: f, Name: "a"}, ctx: t.Context(), screen: newScreen(&shown, &shown, true, false, colors(false))}
	up := p.tellMembers(nil)
	f.peers = []node.Peer{{ID: "a", Self: true}, {ID: "b", Why: "lost"}, {ID: "d", Connected: true}}
	up = p.tellMembers(up)
	f.peers[1] = node.Peer{ID: "b", Connected: true}
	p.tellMembers(up)
	if got, want := p.screen.takeNotes(), "* b disconnected: lost\n* d joined\n* c left\n* b is back\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestALateAnswerTellsHowToWait: as long as nobody has said how long to wait.
func TestALateAnswerTellsHowToWait(t *testing.T) {
	s := start(t, Config{Client: byLine(map[string]scripts.Line{
		"@b slow()": failure("b", protocol.Lost(protocol.FailTimeout, "b did not answer within 3s")),
	})})
	s.do("@b slow()\r", "unknown: b did not answer within 3s\n:timeout 1m gives lines with a target more time\na>")
	s.do(":timeout 1m\r", "a> :timeout 1m\na>")
	s.do("@b slow()\r", "a> @b slow()\nunknown: b did not answer within 3s\na>")
	s.quit()
}
