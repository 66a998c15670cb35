package repl

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

// present is what the prompt line says that can change while it is shown.
type present struct {
	mu     sync.Mutex
	asking bool
	again  bool
	leader protocol.NodeID
	known  bool // leader has been asked for
}

// promptPatience is how long a prompt is held back for the word who leads, which a node of this process has at once.
const promptPatience = 10 * time.Millisecond

// text is the prompt to show: the node, whose prompt it is; "~" before it from outside, "?" of who may only look; behind "@"
// the target of lines that name none; a "*" behind the leader, who is named last if not there already.
func (p *prompt) text(more bool) string {
	if more {
		return "... "
	}
	p.now.mu.Lock()
	leader := string(p.now.leader)
	p.now.mu.Unlock()
	star := func(name string) string {
		if name == leader && leader != "" {
			leader = ""
			return name + "*"
		}
		return name
	}
	head := map[string]string{"operator": "~", "observer": "?"}[p.Role] + star(p.Name)
	if p.at != "" {
		head += "@" + star(p.at)
	}
	if leader != "" {
		head += " " + leader + "*"
	}
	return head + "> "
}

// refresh asks who leads, apart from who calls it. The answer wakes the prompt.
func (p *prompt) refresh() (done <-chan struct{}) {
	answered := make(chan struct{})
	p.now.mu.Lock()
	defer p.now.mu.Unlock()
	p.now.again = p.now.asking // what is under way may have been asked before something changed
	if p.now.asking || !p.Interactive {
		close(answered)
		return answered
	}
	p.now.asking = true
	go func() {
		defer close(answered)
		for p.learn() {
		}
	}()
	return answered
}

// learn asks once, and says whether it is to be asked again.
func (p *prompt) learn() (again bool) {
	ctx, cancel := context.WithTimeout(p.ctx, askPatience)
	defer cancel()
	i, err := p.Client.Info(ctx)
	p.now.mu.Lock()
	defer p.now.mu.Unlock()
	if err == nil && p.Poll > 0 {
		p.tellLeader(i.Leader)
	}
	if err == nil && i.Leader != p.now.leader {
		p.now.leader = i.Leader
		p.screen.stir()
	}
	p.now.asking = p.now.again
	again, p.now.again = p.now.again, false
	return again
}

// poll learns what changes until it is stopped.
func (p *prompt) poll() (stop func()) {
	end := make(chan struct{})
	ticker := time.NewTicker(p.Poll)
	go func() {
		for up := map[protocol.NodeID]bool(nil); ; up = p.tellMembers(up) {
			select {
			case <-ticker.C:
				<-p.refresh()
			case <-end:
				return
			}
		}
	}()
	return func() { ticker.Stop(); close(end) } // what is asked just now may take its time
}

// tellLeader shows a change of leader, of which no notice comes. The first answer is no news.
func (p *prompt) tellLeader(leader protocol.NodeID) {
	before, known := p.now.leader, p.now.known
	p.now.known = true
	switch {
	case !known || leader == before:
	case leader == "":
		p.screen.note(p.screen.paint.dim("* " + p.Name + " has no leader any more"))
	default:
		p.screen.note(p.screen.paint.dim("* " + string(leader) + " leads"))
	}
}

// tellMembers shows which nodes have come and gone since those were connected; nil is no news.
func (p *prompt) tellMembers(was map[protocol.NodeID]bool) map[protocol.NodeID]bool {
	ctx, cancel := context.WithTimeout(p.ctx, askPatience)
	defer cancel()
	peers, err := within(ctx, func() ([]node.Peer, error) { return p.Client.Peers(ctx) })
	if err != nil {
		return was
	}
	up := map[protocol.NodeID]bool{}
	for _, x := range peers {
		up[x.ID] = x.Connected || x.Self
		if before, met := was[x.ID]; was != nil && before != up[x.ID] {
			text := map[bool]string{true: "joined", false: "disconnected: " + x.Why}[up[x.ID]]
			if met && up[x.ID] {
				text = "is back"
			}
			p.screen.note(p.screen.paint.dim("* " + string(x.ID) + " " + strings.TrimSuffix(text, ": ")))
		}
	}
	for id, before := range was {
		if _, still := up[id]; !still && before {
			p.screen.note(p.screen.paint.dim("* " + string(id) + " left"))
		}
	}
	return up
}

// current is the prompt as it is now.
func (p *prompt) current(more bool) string {
	if p.Interactive && !more {
		late := time.NewTimer(promptPatience)
		defer late.Stop()
		select {
		case <-p.refresh():
		case <-late.C:
		}
	}
	return p.text(more)
}

// onTarget is `on b`, `on all`: :at in words. No line of Go begins with two names; `on` alone is a name like any other.
var onTarget = regexp.MustCompile(`^on[ \t]+(@?[\pL_][^\n]*)$`)

func editAgain(text string) bool {
	name, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return len(name) > 1 && strings.HasPrefix(":edit", name)
}
