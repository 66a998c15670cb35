package commit_test

// Live processes that are killed at each point where it makes a difference: before a write to disk, after it, and before each message. Each node is a
// process with a driver and its own journal; this one carries their messages.

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"parley/node/drive"
	"parley/protocol"
	"parley/txn"
	"parley/txn/commit"
)

var killAll = flag.Bool("kill-all", false, "kill at every point, and let who is killed come back at once as well as late")

// The environment of a node: what it is, and at which point it ends.
const (
	nodeEnv = "PARLEY_TEST_NODE" // "PROTOCOL NAME STORE"
	killEnv = "PARLEY_TEST_KILL" // the number of the point; "" is none
)

// killTimeout is the parameter timeout. Three-phase commit is right if messages, the disk and the scheduler together are faster than half of it.
const killTimeout = 400 * time.Millisecond

// line is what travels between a node and the test, as JSON.
type line struct {
	Peer protocol.NodeID `json:",omitempty"` // of a message: to whom, or from whom
	Wire []byte          `json:",omitempty"`
	Call int             `json:",omitempty"` // of a call, and of its answer
	Op   string          `json:",omitempty"`
	Args []any           `json:",omitempty"`
	Data json.RawMessage `json:",omitempty"` // of an answer
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
	var name, self, path string
	if _, err := fmt.Sscan(os.Getenv(nodeEnv), &name, &self, &path); err != nil {
		return err
	}
	kill, _ := strconv.Atoi(os.Getenv(killEnv))
	var out sync.Mutex
	say := func(l line) {
		b, _ := json.Marshal(l)
		out.Lock()
		defer out.Unlock()
		os.Stdout.Write(append(b, '\n'))
	}
	c := drive.Config{
		Self: protocol.NodeID(self), Nodes: []protocol.NodeID{"n1", "n2", "n3"}, Path: path, Params: map[string]any{"timeout": killTimeout},
		Send: func(to protocol.NodeID, _ protocol.Message, wire []byte) { say(line{Peer: to, Wire: wire}) },
		Point: func() {
			if kill--; kill == 0 {
				p, _ := os.FindProcess(os.Getpid())
				p.Kill()
				select {}
			}
		},
	}
	for _, p := range txn.Protocols() {
		if p.Name == name {
			c.Protocol = p
		}
	}
	d, err := drive.Start(c)
	if err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
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
	t    *testing.T
	row  string
	dir  string
	mu   sync.Mutex
	in   map[protocol.NodeID]*process
	next int
}

type process struct {
	cmd     *exec.Cmd
	stdin   *json.Encoder
	gone    chan struct{} // it has ended
	answers map[int]chan line
}

// newLives starts three processes, one of which is to be killed at a point.
func newLives(t *testing.T, row string, victim protocol.NodeID, point int) *lives {
	c := &lives{t: t, row: row, dir: t.TempDir(), in: map[protocol.NodeID]*process{}}
	for _, id := range []protocol.NodeID{"n1", "n2", "n3"} {
		kill := 0
		if id == victim {
			kill = point
		}
		c.start(id, kill)
	}
	t.Cleanup(func() {
		c.mu.Lock()
		all := maps.Clone(c.in)
		c.mu.Unlock()
		for _, p := range all {
			p.cmd.Process.Kill()
			<-p.gone
		}
	})
	return c
}

func (c *lives) start(id protocol.NodeID, kill int) {
	c.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %s", nodeEnv, c.row, id, filepath.Join(c.dir, string(id)+".db")), fmt.Sprintf("%s=%d", killEnv, kill))
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
	p := &process{cmd: cmd, stdin: json.NewEncoder(in), gone: make(chan struct{}), answers: map[int]chan line{}}
	c.mu.Lock()
	c.in[id] = p
	c.mu.Unlock()
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var l line
			if json.Unmarshal(lines.Bytes(), &l) != nil {
				continue // half a line of a process that was killed
			}
			c.mu.Lock()
			if l.Call > 0 {
				p.answers[l.Call] <- l
			} else if to := c.in[l.Peer]; to != nil {
				to.stdin.Encode(line{Peer: id, Wire: l.Wire}) // an error: it is down
			}
			c.mu.Unlock()
		}
		cmd.Wait()
		close(p.gone)
	}()
}

// call calls an operation. An answer that does not come since the process has ended is lost.
func (c *lives) call(id protocol.NodeID, op string, args ...any) line {
	c.t.Helper()
	c.mu.Lock()
	c.next++
	n, p, answer := c.next, c.in[id], make(chan line, 1)
	p.answers[n] = answer
	p.stdin.Encode(line{Call: n, Op: op, Args: args})
	c.mu.Unlock()
	select {
	case l := <-answer:
		return l
	case <-p.gone:
		select {
		case l := <-answer:
			return l
		default:
			return line{Lost: true, Err: "the process was killed"}
		}
	case <-time.After(patience):
		c.t.Fatalf("%s at %s has no answer", op, id)
		return line{}
	}
}

const patience = 60 * time.Second

func (c *lives) data(id protocol.NodeID) (m map[string]string) {
	c.t.Helper()
	if l := c.call(id, "Data"); l.Err != "" || json.Unmarshal(l.Data, &m) != nil {
		c.t.Fatalf("%s: %+v", id, l)
	}
	return m
}

// rest waits until nobody of them has anything open. It says whether all of them live to see it.
func (c *lives) rest(why string, ids ...protocol.NodeID) bool {
	c.t.Helper()
	again := time.NewTicker(killTimeout / 20)
	defer again.Stop()
	late := time.After(patience)
	for {
		var open []commit.Status
		for _, id := range ids {
			var list []commit.Status
			l := c.call(id, "Transactions")
			if l.Lost {
				return false
			}
			if l.Err != "" || json.Unmarshal(l.Data, &list) != nil {
				c.t.Fatalf("%s: %s: %+v", why, id, l)
			}
			for _, tx := range list {
				if tx.State != "committed" && tx.State != "aborted" || tx.Phase != "" && len(ids) == 3 {
					open = append(open, tx)
				}
			}
		}
		if open == nil {
			return true
		}
		select {
		case <-again.C:
		case <-late:
			c.t.Fatalf("%s: still open: %+v", why, open)
		}
	}
}

// killed runs a commit in which a node is killed at a point, and comes back, and says whether there is such a point.
func killed(t *testing.T, row, op string, victim protocol.NodeID, point int, late bool) bool {
	c := newLives(t, row, victim, point)
	ids := []protocol.NodeID{"n1", "n2", "n3"}
	first := c.call("n1", op, "k", "1")
	others := func() (up []protocol.NodeID) {
		for _, id := range ids {
			if id != victim {
				up = append(up, id)
			}
		}
		return up
	}()
	v := c.in[victim]
	if late && op == "ThreePhaseCommit" { // who is up does not wait for it
		c.rest("while "+string(victim)+" is down", others...)
		if a, b := c.data(others[0]), c.data(others[1]); !maps.Equal(a, b) {
			t.Fatalf("while %s is down, the others have %v and %v", victim, a, b)
		}
	}
	select {
	case <-v.gone:
	default:
		if c.rest("without a crash", ids...) {
			if first.Err != "" {
				t.Fatalf("nobody was killed, and %s", first.Err)
			}
			return false
		}
		<-v.gone
	}
	if *killAll { // and again, as it recovers
		c.start(victim, 1+point%3)
		c.rest("it is killed again", ids...)
		c.mu.Lock()
		v = c.in[victim]
		c.mu.Unlock()
		v.cmd.Process.Kill()
		<-v.gone
	}
	c.start(victim, 0)
	if !c.rest("afterwards", ids...) {
		t.Fatal("a process has ended by itself")
	}
	has := c.data("n1")
	for _, id := range ids[1:] {
		if other := c.data(id); !maps.Equal(has, other) {
			t.Fatalf("n1 has %v, and %s has %v", has, id, other)
		}
	}
	if first.Err == "" && has["k"] != "1" || first.Err != "" && !first.Lost && has["k"] != "" {
		t.Fatalf("the caller was told %+v, and there is %v", first, has)
	}
	if l := c.call("n1", op, "k", "2"); l.Err != "" { // the key is free
		t.Fatalf("the next transaction on the key: %s", l.Err)
	}
	c.rest("the next", ids...)
	for _, id := range ids {
		if got := c.data(id)["k"]; got != "2" {
			t.Fatalf("%s has %q", id, got)
		}
	}
	return true
}

// Gray 1978, 5.8.3.3, and Skeen 1981: "recovery". A process is killed (SIGKILL) at each write and between each two messages of a commit. All then agree, what the caller
// was told is so, and the key is free.
func TestKilledAtEachPoint(t *testing.T) {
	for _, c := range []struct {
		row, op string
		victim  protocol.NodeID
		points  int // that it passes in a commit without crashes
	}{
		{"2pc", "TwoPhaseCommit", "n1", 8}, // epoch, 2 Prepare, commit, 2 Commit
		{"2pc", "TwoPhaseCommit", "n2", 6}, // vote, Yes, commit, Committed
		{"3pc", "ThreePhaseCommit", "n1", 12},
		{"3pc", "ThreePhaseCommit", "n2", 9},
	} {
		for _, late := range []bool{true, false} {
			for point := 1; point <= c.points+1; point++ {
				if !*killAll && late != (point%2 == 0) {
					continue
				}
				t.Run(fmt.Sprintf("%s/%s/%d/late=%v", c.row, c.victim, point, late), func(t *testing.T) {
					t.Parallel()
					if was := killed(t, c.row, c.op, c.victim, point, late); was != (point <= c.points) {
						t.Errorf("it was killed: %v", was)
					}
				})
			}
		}
	}
}
