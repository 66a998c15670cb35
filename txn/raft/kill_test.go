package raft_test

// Three processes, callers at all of them, and kill -9 of whoever leads, again and again: what the callers were told is linearizable, and what was
// acknowledged is there. The test carries the messages, so that they need no ports.

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/node/drive"
	"parley/protocol"
	"parley/sim"
	"parley/txn/raft"
)

var kills = flag.Int("kills", 2, "how often the leader is killed")

const (
	nodeEnv      = "PARLEY_TEST_RAFT" // "NAME STORE"
	killPatience = 60 * time.Second
	callers      = 6
)

var processes = []protocol.NodeID{"n1", "n2", "n3"}

// line is what travels between a node and the test, as JSON.
type line struct {
	Peer protocol.NodeID `json:",omitempty"`
	Wire []byte          `json:",omitempty"`
	Call int             `json:",omitempty"`
	Op   string          `json:",omitempty"`
	Args []any           `json:",omitempty"`
	Data json.RawMessage `json:",omitempty"`
	Err  string          `json:",omitempty"`
	Lost bool            `json:",omitempty"` // nobody knows
}

func TestMain(m *testing.M) {
	if os.Getenv(nodeEnv) != "" {
		fmt.Fprintln(os.Stderr, beNode())
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// beNode is the process of a node. It ends with its input.
func beNode() error {
	var self, path string
	if _, err := fmt.Sscan(os.Getenv(nodeEnv), &self, &path); err != nil {
		return err
	}
	var out sync.Mutex
	say := func(l line) {
		b, _ := json.Marshal(l)
		out.Lock()
		defer out.Unlock()
		os.Stdout.Write(append(b, '\n'))
	}
	d, err := drive.Start(drive.Config{
		Protocol: raft.Protocol(), Self: protocol.NodeID(self), Nodes: processes, Path: path, Params: map[string]any{"compact": 50},
		Send: func(to protocol.NodeID, _ protocol.Message, wire []byte) { say(line{Peer: to, Wire: wire}) },
	})
	if err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return err
		}
		if l.Op == "" {
			if err := d.Receive(l.Peer, l.Wire); err != nil {
				return err
			}
			continue
		}
		go func() {
			v, err := d.Call(context.Background(), l.Op, l.Args...)
			answer := line{Call: l.Call}
			answer.Data, _ = json.Marshal(v)
			var oe *protocol.OutcomeError
			if err != nil {
				answer.Err, answer.Lost = err.Error(), !errors.As(err, &oe) || oe.Verdict == protocol.Unknown
			}
			say(answer)
		}()
	}
	return in.Err()
}

// lives is three processes.
type lives struct {
	t     *testing.T
	dir   string
	began time.Time
	mu    sync.Mutex
	in    map[protocol.NodeID]*process
	next  int
	done  []protocol.Operation
}

type process struct {
	cmd     *exec.Cmd
	outbox  chan line // to its input; a full one loses messages, as a network may
	gone    chan struct{}
	answers map[int]chan line
}

func newLives(t *testing.T) *lives {
	c := &lives{t: t, dir: t.TempDir(), began: time.Now(), in: map[protocol.NodeID]*process{}}
	for _, id := range processes {
		c.start(id)
	}
	t.Cleanup(func() {
		for _, id := range processes {
			c.kill(id)
		}
	})
	return c
}

func (c *lives) process(id protocol.NodeID) *process {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.in[id]
}

func (c *lives) kill(id protocol.NodeID) {
	p := c.process(id)
	p.cmd.Process.Kill()
	<-p.gone
}

func (c *lives) start(id protocol.NodeID) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s", nodeEnv, id, filepath.Join(c.dir, string(id)+".db")))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	p := &process{cmd: cmd, outbox: make(chan line, 4096), gone: make(chan struct{}), answers: map[int]chan line{}}
	c.mu.Lock()
	c.in[id] = p
	c.mu.Unlock()
	go func() {
		enc := json.NewEncoder(in)
		for {
			select {
			case l := <-p.outbox:
				enc.Encode(l) // an error: it is down
			case <-p.gone:
				return
			}
		}
	}()
	go func() {
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var l line
			if json.Unmarshal(lines.Bytes(), &l) != nil {
				continue // half a line of a process that was killed
			}
			c.mu.Lock()
			if l.Call > 0 {
				p.answers[l.Call] <- l
			} else {
				c.in[l.Peer].post(line{Peer: id, Wire: l.Wire})
			}
			c.mu.Unlock()
		}
		cmd.Wait()
		close(p.gone)
	}()
}

func (p *process) post(l line) {
	select {
	case p.outbox <- l:
	default:
	}
}

// call calls an operation and writes it down. An answer that does not come since the process has ended is lost.
func (c *lives) call(id protocol.NodeID, op string, args ...any) line {
	c.mu.Lock()
	c.next++
	n, p, answer := c.next, c.in[id], make(chan line, 1)
	p.answers[n] = answer
	c.mu.Unlock()
	o := protocol.Operation{Node: id, Call: protocol.Call{ID: uint64(n), Op: op, Args: args}, Start: time.Since(c.began)}
	l := line{Lost: true, Err: "the process was killed"}
	select {
	case p.outbox <- line{Call: n, Op: op, Args: args}:
		select {
		case l = <-answer:
		case <-p.gone:
			select {
			case l = <-answer:
			default:
			}
		case <-time.After(killPatience):
			c.t.Errorf("%s at %s has no answer", op, id)
		}
	case <-p.gone:
	}
	o.End, o.Ended, o.Reply = time.Since(c.began), true, protocol.Reply{Text: l.Err}
	switch {
	case l.Lost:
		o.Reply.Verdict = protocol.Unknown
	case l.Err != "":
		o.Reply.Verdict = protocol.Failed
	case op == "Get":
		var item raft.Item
		json.Unmarshal(l.Data, &item)
		o.Reply.Value = item
	case op == "Cas" || op == "Delete":
		o.Reply.Value = string(l.Data) == "true"
	}
	c.mu.Lock()
	c.done = append(c.done, o)
	c.mu.Unlock()
	return l
}

// leader waits until one of those that are up leads.
func (c *lives) leader(but protocol.NodeID) (raft.Status, bool) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.After(killPatience)
	for {
		for _, id := range processes {
			var s raft.Status
			if id != but && json.Unmarshal(c.call(id, "Status").Data, &s) == nil && s.Role == "leader" {
				return s, true
			}
		}
		select {
		case <-again.C:
		case <-late:
			c.t.Error("nobody leads")
			return raft.Status{}, false
		}
	}
}

func TestKilledLeaders(t *testing.T) {
	c := newLives(t)
	first, _ := c.leader("")
	var stop atomic.Bool
	var all sync.WaitGroup
	var puts atomic.Int64
	for w := range callers {
		all.Go(func() {
			id := processes[w%len(processes)]
			for n := 0; !stop.Load(); n++ {
				key, value := string(rune('a'+(n+w)%5)), fmt.Sprintf("%d.%d", w, n)
				var l line
				switch n % 4 {
				case 0, 1:
					if l = c.call(id, "Put", key, value); l.Err == "" {
						puts.Add(1)
					}
				case 2:
					l = c.call(id, "Get", key)
				default:
					l = c.call(id, "Cas", key, fmt.Sprintf("%d.%d", w, n-3), value)
				}
				select { // a killed process is back soon; callers are not to make too much of it, or nobody can judge it
				case <-time.After(time.Duration(2+w) * time.Millisecond):
				case <-c.process(id).gone:
					<-time.After(50 * time.Millisecond)
				}
			}
		})
	}
	terms := raft.Term(0)
	for range *kills {
		is, ok := c.leader("")
		if !ok {
			break
		}
		before := puts.Load()
		c.kill(is.Node)
		if after, ok := c.leader(is.Node); ok {
			terms = after.Term - first.Term
		}
		began := time.Now()
		for puts.Load() < before+100 && time.Since(began) < killPatience {
			<-time.After(5 * time.Millisecond)
		}
		c.start(is.Node)
	}
	stop.Store(true)
	all.Wait()
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		if l := c.call("n1", "Get", key); l.Err != "" {
			t.Errorf("%s: %s", key, l.Err)
		}
	}
	history := c.done
	if verdict, _ := sim.CheckLinear(raft.Model(), history, killPatience); verdict != sim.Linear {
		t.Errorf("the history of %d calls is %s", len(history), verdict)
	}
	if puts.Load() < int64(*kills)*100 {
		t.Errorf("only %d puts were acknowledged", puts.Load())
	}
	t.Logf("%d kills made %d terms; %d calls, %d puts acknowledged, in %v", *kills, terms, len(history), puts.Load(), time.Since(c.began).Round(time.Millisecond))
}
