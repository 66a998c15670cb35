package transport

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/protocol"
)

func TestPeersKnowEachOther(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a := w.node("a", func(c *Config) { c.Features, c.Instance = 0b0110, 11 })
		b := w.node("b", func(c *Config) { c.Features, c.Instance, c.Advertise = 0b0011, 22, "0.0.0.0:7000" })
		l := a.dial(b)
		synctest.Wait()
		if got, want := l.Peer(), (Peer{ID: "b", Role: protocol.Member, Addr: b.addr, Instance: 22, Version: 1, Features: 0b0010, Member: true}); got != want {
			t.Errorf("a sees %+v, want %+v", got, want)
		}
		if got, want := b.Link("a").Peer(), (Peer{ID: "a", Role: protocol.Member, Addr: a.addr, Instance: 11, Version: 1, Features: 0b0010, Member: true}); got != want {
			t.Errorf("b sees %+v, want %+v", got, want)
		}
		if d := l.RTT(); d < 2*time.Millisecond || d > 100*time.Millisecond {
			t.Errorf("round trip is %v on a network that takes 2ms", d)
		}
		if ls := a.Links(); len(ls) != 1 || ls[0] != l {
			t.Errorf("links are %v", ls)
		}
	})
}

func TestClientsAreNoMembers(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		c := w.node("c", func(cfg *Config) {
			cfg.Client = true
			var err error
			cfg.Credentials, err = w.authority.Issue("c", protocol.Operator, 0)
			must(t, err)
		})
		must(t, c.dial(b).Send(quote(1, "")))
		b.next()
		if p := b.Link("c").Peer(); p.Member || p.Role != protocol.Operator || p.Addr != "" {
			t.Errorf("b sees %+v", p)
		}
		must(t, b.Link("c").Send(quote(2, "")))
		c.next()
		// Nobody can dial a client.
		_, err := b.Dial(w.Context(), c.addr)
		wantText(t, err, "nothing answers at "+c.addr)
	})
}

func TestKeepReconnects(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a := w.node("a")
		if s := a.PeerState("b"); s.Why() != "b is not connected: this node was never told where it is" {
			t.Error(s.Why())
		}
		// Nobody there yet: attempts with growing pauses, and a reason to show.
		b := w.nodeAt("b", 9)
		b.kill()
		var asked atomic.Int64
		var addr atomic.Value
		addr.Store("10.0.0.9:7000")
		a.Keep("b", func() (string, error) { asked.Add(1); return addr.Load().(string), nil })
		time.Sleep(time.Minute)
		if s := a.PeerState("b"); s.Up || !s.Kept || s.Attempts < 10 || s.Attempts > 40 || s.Addr != addr.Load() {
			t.Errorf("state is %+v", s)
		} else if s.Why() != "b is not connected: nothing answers at 10.0.0.9:7000: no node runs there, or the network to it is down" {
			t.Error(s.Why())
		}
		// It comes up elsewhere; the keeper asks where.
		b = w.nodeAt("b", 10)
		addr.Store(b.addr)
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if s := a.PeerState("b"); !s.Up || s.Attempts != 0 || s.Why() != "b is connected" {
			t.Fatalf("state is %+v", s)
		}
		must(t, a.Link("b").Send(quote(1, "")))
		b.next()
		// Killed: noticed by its silence.
		from := time.Now()
		l := a.Link("b")
		b.kill()
		<-l.Done()
		if d := time.Since(from); d > 7*time.Second {
			t.Errorf("a killed peer was noticed after %v", d)
		}
		wantText(t, l.Err(), "nothing was heard of b for 6s")
		// It comes back at the same place.
		b = w.nodeAt("b", 10)
		time.Sleep(6 * time.Second)
		if a.Link("b") == nil {
			t.Error(a.PeerState("b").Why())
		}
		want := "[up b down b: nothing was heard of b for 6s: it stopped, or the network to it is down up b]"
		if got := fmt.Sprint(a.seen()); got != want {
			t.Errorf("a saw %s,\nwant   %s", got, want)
		}
		// Asked to stop: noticed at once.
		from = time.Now()
		l = a.Link("b")
		b.close()
		<-l.Done()
		if d := time.Since(from); d > time.Second/2 {
			t.Errorf("a goodbye was noticed after %v", d)
		}
		wantText(t, l.Err(), "b said goodbye: the node stops")
		// Forgotten: not dialled any more.
		a.Forget("b")
		synctest.Wait()
		n := asked.Load()
		time.Sleep(time.Minute)
		if asked.Load() != n || a.PeerState("b").Kept {
			t.Error("a forgotten peer is still dialled")
		}
	})
}

func TestKeepSaysWhyItCannot(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, b := w.node("a"), w.node("b")
		for _, c := range []struct {
			id   protocol.NodeID
			addr func() (string, error)
			want string
		}{
			{"x", func() (string, error) { return b.addr, nil }, "at " + b.addr + " answers b, not x"},
			{"y", func() (string, error) { return "", errors.New("y is not in the list of nodes") }, "y is not in the list of nodes"},
			{"z", func() (string, error) { return "nonsense", nil }, `"nonsense" is not an address: write host:port`},
			{"a", func() (string, error) { return a.addr, nil }, "both ends are called a"},
		} {
			a.Keep(c.id, c.addr)
			time.Sleep(time.Second)
			s := a.PeerState(c.id)
			wantText(t, errors.New(s.Why()), string(c.id)+" is not connected: ", c.want)
			a.Forget(c.id)
		}
	})
}

func TestBackoffGrowsAndVaries(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a := w.node("a")
		tries := make(chan time.Time, 1000)
		a.Keep("b", func() (string, error) { tries <- time.Now(); return "", errors.New("not yet") })
		time.Sleep(time.Minute)
		var at []time.Time
		for len(tries) > 0 {
			at = append(at, <-tries)
		}
		different := map[time.Duration]bool{}
		for i := range len(at) - 1 {
			d := at[i+1].Sub(at[i])
			full := min(100*time.Millisecond<<min(i, 10), 3*time.Second)
			if d < full/2 || d > full*3/2 {
				t.Errorf("pause %d is %v, want about %v", i, d, full)
			}
			different[d] = true
		}
		if len(at) < 15 || len(different) < len(at)/2 {
			t.Errorf("%d attempts with %d different pauses", len(at), len(different))
		}
	})
}

func TestBothDialAtOnce(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, b := w.node("a"), w.node("b")
		a.keep(b)
		b.keep(a)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		la, lb := a.Link("b"), b.Link("a")
		if la == nil || lb == nil {
			t.Fatal("not connected")
		}
		if !la.dialled || lb.dialled {
			t.Error("the link to use is not the one that a dialled, at both ends")
		}
		all := func(n *node, id protocol.NodeID) []*Link {
			n.Endpoint.mu.Lock()
			defer n.Endpoint.mu.Unlock()
			return append([]*Link(nil), n.links[id]...)
		}
		if len(all(a, "b")) != 2 || len(all(b, "a")) != 2 {
			t.Fatal("there are not two links: the test tests nothing")
		}
		// Traffic on the extra link keeps it, in both directions.
		extra, extraB := all(a, "b")[1], all(b, "a")[1]
		for i := range uint64(20) {
			must(t, extra.Send(quote(i, "")))
			must(t, extraB.Send(&Message{ID: 100 + i, Form: FormOutput, Bytes: make([]byte, 100_000)}))
			time.Sleep(time.Second)
		}
		if extra.Err() != nil {
			t.Fatalf("the extra link went while it was used: %v", extra.Err())
		}
		// Quiet, it goes; what is sent on it goes by the other.
		time.Sleep(10 * time.Second)
		if extra.Err() != ErrRetired || extraB.Err() != ErrRetired {
			t.Fatalf("the extra link ended with %v and %v, want ErrRetired", extra.Err(), extraB.Err())
		}
		if a.Link("b") != la || b.Link("a") != lb || la.Err() != nil {
			t.Error("the other link did not stay")
		}
		must(t, extra.Send(quote(20, "")))
		must(t, extraB.Send(quote(120, "")))
		for i := range uint64(21) {
			if m := b.next(); m.ID != i {
				t.Fatalf("message %d is %v", i, m)
			}
			if m := a.next(); m.ID != 100+i {
				t.Fatalf("message %d is %v", 100+i, m)
			}
		}
		if got := fmt.Sprint(a.seen()); got != "[up b up b down b: "+ErrRetired.Error()+"]" {
			t.Errorf("a saw %s", got)
		}
	})
}

func TestTheExtraLinkTakesOver(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, b := w.node("a"), w.node("b")
		first := a.dial(b)
		second := a.dial(b) // by the same end: the later one is to be used
		synctest.Wait()
		if a.Link("b") != second || b.Link("a").dialNo != second.dialNo {
			t.Fatal("the later link is not the one to use")
		}
		second.Close("for a test")
		<-second.Done()
		time.Sleep(10 * time.Second)
		if a.Link("b") != first || first.Err() != nil {
			t.Fatalf("the link that was one too many did not take over: %v", first.Err())
		}
		must(t, first.Send(quote(1, "")))
		b.next()
	})
}

func TestSecondNodeOfOneName(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		a1 := w.node("a")
		a1.dial(b)
		// While the first is alive, the second is told to go.
		a2 := w.node("a")
		_, err := a2.Dial(w.Context(), b.addr)
		wantText(t, err, b.addr+" refused the connection: a node called a is connected to b already, from "+a1.addr, "is alive", "choose another name")
		var r *RefusedError
		if !errors.As(err, &r) || r.Code != CodeName {
			t.Errorf("error is %#v, want one of CodeName", err)
		}
		if !strings.Contains(b.log.String(), "a node called a is connected to b already") {
			t.Error("b does not log it")
		}
		must(t, b.Link("a").Send(quote(1, "")))
		a1.next()
		// And when b dials the second.
		_, err = b.Dial(w.Context(), a2.addr)
		wantText(t, err, "a node called a is connected to b already")
		b.seen()
		// Once the first is dead, the second takes its place before the silence is noticed.
		w.net.isolate(a1.addr)
		from := time.Now()
		l := a2.dial(b)
		if d := time.Since(from); d < probeTime || d > 2*probeTime {
			t.Errorf("the dead node was replaced after %v", d)
		}
		must(t, l.Send(quote(2, "")))
		b.next()
		synctest.Wait()
		if got := fmt.Sprint(b.seen()); !strings.HasPrefix(got, "[down a: a did not answer for 1s, and another run of it took its place up a]") &&
			got != "[up a down a: a did not answer for 1s, and another run of it took its place]" {
			t.Errorf("b saw %s", got)
		}
		w.net.rejoin(a1.addr)
	})
}

func TestANodeThatIsTooBusyToAnswerIsNotReplaced(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		a1 := w.node("a")
		a1.dial(b)
		synctest.Wait()
		free := make(chan struct{})
		a1.handle(func(*Link, *Message) { <-free }) // against the rules
		must(t, b.Link("a").Send(quote(1, "")))
		synctest.Wait()
		a2 := w.node("a")
		_, err := a2.Dial(w.Context(), b.addr)
		wantText(t, err, "a node called a is connected to b already")
		close(free)
	})
}

func TestOwnNameIsRefused(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, other := w.node("a"), w.node("a")
		_, err := a.Dial(w.Context(), other.addr)
		wantText(t, err, "both ends are called a")
		_, err = a.Dial(w.Context(), a.addr)
		wantText(t, err, "both ends are called a")
	})
}

func TestTooManyConnections(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b", func(c *Config) { c.MaxLinks = 2 })
		a, c, d := w.node("a"), w.node("c"), w.node("d")
		la := a.dial(b)
		c.dial(b)
		_, err := d.Dial(w.Context(), b.addr)
		wantText(t, err, b.addr+" refused the connection: b has its 2 connections already")
		_, err = b.Dial(w.Context(), d.addr)
		wantText(t, err, "b has its 2 connections already")
		// One goes, another may come.
		la.Close("enough")
		<-la.Done()
		synctest.Wait()
		must(t, d.dial(b).Send(quote(1, "")))
		b.next()
	})
}

func TestHelloVersions(t *testing.T) {
	versions := func(min, max uint32) func(*Config) {
		return func(c *Config) { c.MinVersion, c.MaxVersion = min, max }
	}
	inWorld(t, func(t *testing.T, w *world) {
		old, now, next := w.node("old", versions(1, 2)), w.node("now", versions(2, 3)), w.node("next", versions(3, 4))
		if l := old.dial(now); l.Peer().Version != 2 {
			t.Errorf("old and now agree on %d, want 2", l.Peer().Version)
		}
		if l := next.dial(now); l.Peer().Version != 3 {
			t.Errorf("now and next agree on %d, want 3", l.Peer().Version)
		}
		for _, c := range []struct{ from, to *node }{{old, next}, {next, old}} {
			_, err := c.from.Dial(w.Context(), c.to.addr)
			wantText(t, err, "next speaks versions 3 to 4", "old speaks versions 1 to 2", "upgrade old")
			var r *RefusedError
			if !errors.As(err, &r) || r.Code != CodeVersion {
				t.Errorf("error is %#v, want one of CodeVersion", err)
			}
			if log := c.to.log.String(); !strings.Contains(log, "upgrade old") {
				t.Errorf("the other end logs only %s", log)
			}
		}
	})
}

func TestHelloThatIsNone(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		creds, err := w.authority.Issue("x", protocol.Member, 0)
		must(t, err)
		for name, sent := range map[string][]byte{
			"too long":       {0xff, 0xff, 0xff, 0xff, 1},
			"empty":          {0, 0, 0, 0},
			"garbage":        {0, 0, 0, 3, 'G', 'E', 'T'},
			"a message":      frame([]any{true, 1, []any{4}}),
			"no version":     frame(map[int]int{3: 1}),
			"wrong versions": frame(hello{Min: 2, Max: 1}),
		} {
			x, err := w.wild(creds, b)
			must(t, err)
			must(t, x.write(sent))
			_, err = readHello(x.stream)
			if code, text := appError(err); code != CodeBroken || text != errHello.Error() {
				t.Errorf("%s: closed with %d %q", name, code, text)
			}
		}
		// One who says nothing is shown out too.
		x, err := w.wild(creds, b)
		must(t, err)
		must(t, x.write([]byte{0}))
		_, err = readHello(x.stream)
		if code, text := appError(err); code != CodeBroken || !strings.Contains(text, "given up") {
			t.Errorf("silence: closed with %d %q", code, text)
		}
		if len(b.seen()) != 0 || len(b.got) != 0 {
			t.Error("the handler was told of somebody who was not let in")
		}
		// Keys of a newer version are ignored.
		x, err = w.wild(creds, b)
		must(t, err)
		must(t, x.write(frame(map[int]any{1: 1, 2: 7, 99: "new"})))
		h, err := readHello(x.stream)
		must(t, err)
		if h.Max != Version {
			t.Errorf("hello is %+v", h)
		}
		x.alive(b)
	})
}

func TestDialGivesUp(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a := w.node("a")
		from := time.Now()
		_, err := a.Dial(w.Context(), "10.0.0.77:7000")
		wantText(t, err, "nothing answers at 10.0.0.77:7000")
		if d := time.Since(from); d > 6*time.Second {
			t.Errorf("Dial took %v", d)
		}
		ctx, cancel := context.WithCancel(w.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = a.Dial(ctx, "10.0.0.77:7000")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want that it was cancelled", err)
		}
		// And when the node itself stops.
		go func() { time.Sleep(time.Second); a.close() }()
		_, err = a.Dial(w.Context(), "10.0.0.77:7000")
		wantText(t, err, "")
		_, err = a.Dial(w.Context(), "10.0.0.77:7000")
		if err != ErrClosed {
			t.Errorf("error is %v, want ErrClosed", err)
		}
	})
}

func TestConfigSaysWhatIsMissing(t *testing.T) {
	a, err := NewAuthority()
	must(t, err)
	creds := func(id protocol.NodeID, role protocol.Role) *Credentials {
		c, err := a.Issue(id, role, 0)
		must(t, err)
		return c
	}
	h := &node{}
	for _, c := range []struct {
		cfg  Config
		want string
	}{
		{Config{Self: "1"}, "must be a letter"},
		{Config{Self: "a"}, "needs credentials"},
		{Config{Self: "a", Credentials: creds("b", protocol.Member)}, "the credentials are of b"},
		{Config{Self: "a", Credentials: creds("a", protocol.Member)}, "needs a handler"},
		{Config{Self: "a", Credentials: creds("a", protocol.Operator), Handler: h}, "needs role member"},
		{Config{Self: "a", Credentials: creds("a", protocol.Member), Handler: h, MaxMessage: 1 << 31}, "the most is"},
		{Config{Self: "a", Credentials: creds("a", protocol.Member), Handler: h, Listen: "nowhere"}, "not an address"},
	} {
		_, err := Open(c.cfg)
		wantText(t, err, c.want)
	}
}

func TestPortInUse(t *testing.T) {
	a, err := NewAuthority()
	must(t, err)
	open := func(id protocol.NodeID, listen string) (*Endpoint, error) {
		c, err := a.Issue(id, protocol.Member, 0)
		must(t, err)
		return Open(Config{Self: id, Credentials: c, Handler: &node{}, Listen: listen})
	}
	e, err := open("a", "")
	must(t, err)
	defer e.Close(t.Context())
	_, err = open("b", e.Addr().String())
	wantText(t, err, "cannot listen on "+e.Addr().String(), "another program uses that port", "port 0")
}
