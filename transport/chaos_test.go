package transport

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/protocol"
)

// TestBadNetwork lets two nodes that keep each other live through a minute of loss, cuts and killed processes. Nothing may
// come twice, on one link nothing may come out of order, and once the network is well they are connected by one link.
func TestBadNetwork(t *testing.T) {
	r := random(t)
	for round := range 4 {
		netSeed := r.Uint64()
		inWorld(t, func(t *testing.T, w *world) {
			w.net = newSimNet(netSeed)
			var mu sync.Mutex
			seen := map[uint64]bool{}
			last := map[*Link]uint64{}
			watch := func(n *node) *node {
				n.handle(func(l *Link, m *Message) {
					mu.Lock()
					defer mu.Unlock()
					if seen[m.ID] {
						t.Errorf("round %d: message %d came twice", round, m.ID)
					}
					if m.ID <= last[l] && len(m.Source) < inlineMax {
						t.Errorf("round %d: message %d came after %d on one link", round, m.ID, last[l])
					}
					seen[m.ID] = true
					if len(m.Source) < inlineMax {
						last[l] = m.ID
					}
				})
				return n
			}
			a, b := watch(w.nodeAt("a", 1)), watch(w.nodeAt("b", 2))
			a.keep(b)
			b.keep(a)
			sent, ups := uint64(0), 0
			for range 600 {
				for _, n := range []*node{a, b} {
					for _, l := range n.Links() {
						ups++
						sent++
						size := r.IntN(3000)
						if r.IntN(30) == 0 {
							size = inlineMax + r.IntN(200_000)
						}
						l.Send(quote(sent, strings.Repeat("x", size))) // may fail, may be lost: it must not come twice
					}
				}
				switch r.IntN(40) {
				case 0:
					w.net.setLoss(0.2 * r.Float64())
				case 1:
					w.net.cut(a.addr, b.addr)
				case 2:
					w.net.cut(b.addr, a.addr)
				case 3, 4, 5, 6, 7:
					w.net.heal(a.addr, b.addr)
					w.net.heal(b.addr, a.addr)
				case 8:
					b.kill()
					b = watch(w.nodeAt("b", 2))
					b.keep(a)
				}
				time.Sleep(100 * time.Millisecond)
			}
			w.net.setLoss(0)
			w.net.heal(a.addr, b.addr)
			w.net.heal(b.addr, a.addr)
			time.Sleep(30 * time.Second)
			synctest.Wait()
			for _, n := range []*node{a, b} {
				n.Endpoint.mu.Lock()
				for id, ls := range n.links {
					if len(ls) != 1 {
						t.Errorf("round %d: %s has %d links to %s in the end", round, n.cfg.Self, len(ls), id)
					}
				}
				if len(n.links) != 1 || n.n != 1 {
					t.Errorf("round %d: %s has %d peers and counts %d links in the end", round, n.cfg.Self, len(n.links), n.n)
				}
				n.Endpoint.mu.Unlock()
			}
			mu.Lock()
			defer mu.Unlock()
			if len(seen) < 100 || ups < 100 {
				t.Errorf("round %d: only %d of %d messages came: the test tests nothing", round, len(seen), sent)
			}
		})
	}
}

// TestNobodyIsLostInACrowd connects five nodes that all keep each other, at once.
func TestNobodyIsLostInACrowd(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		var all []*node
		for _, id := range []protocol.NodeID{"a", "b", "c", "d", "e"} {
			all = append(all, w.node(id))
		}
		for _, n := range all {
			for _, o := range all {
				if n != o {
					n.keep(o)
				}
			}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		for _, n := range all {
			if len(n.Links()) != 4 || n.n != 4 {
				t.Errorf("%s has %d peers by %d links", n.cfg.Self, len(n.Links()), n.n)
			}
			for _, l := range n.Links() {
				must(t, l.Send(quote(1, string(n.cfg.Self))))
			}
		}
		for _, n := range all {
			from := map[string]bool{}
			for range 4 {
				from[n.next().Source] = true
			}
			if len(from) != 4 {
				t.Errorf("%s heard of %v", n.cfg.Self, slices.Collect(maps.Keys(from)))
			}
		}
	})
}

// TestFramesInAnyPieces feeds the reader good, long and bad frames in pieces of any size.
func TestFramesInAnyPieces(t *testing.T) {
	r := random(t)
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		x := w.tamed(b)
		var stream []byte
		var want []uint64
		refused := uint64(0)
		put := func(f []byte) {
			stream = append(binary.BigEndian.AppendUint32(stream, uint32(len(f))), f...)
		}
		for i := range uint64(500) {
			switch r.IntN(6) {
			case 0:
				put(bytes.Repeat([]byte{0xff}, 1+r.IntN(5000)))
				refused++
			case 1:
				put(bytes.Repeat([]byte{0x83}, inlineMax+1+r.IntN(inlineMax)))
				refused++
			case 2:
				m := appendMessage(nil, quote(i, strings.Repeat("x", inlineMax-20)))
				put(m[:min(len(m), inlineMax)])
				want = append(want, i)
			default:
				put(appendMessage(nil, quote(i, strings.Repeat("x", r.IntN(6000)))))
				want = append(want, i)
			}
		}
		for len(stream) > 0 {
			n := min(len(stream), 1+r.IntN([]int{3, 100, 5000, 100_000}[r.IntN(4)]))
			must(t, x.write(stream[:n]))
			stream = stream[n:]
			if r.IntN(3) == 0 {
				time.Sleep(10 * time.Millisecond)
			}
		}
		for _, id := range want {
			if m := b.next(); m.ID != id {
				t.Fatalf("got %v, want %d", m, id)
			}
		}
		x.alive(b)
		if n := b.Link("x").Stats().Refused; n != refused {
			t.Errorf("%d frames were refused, want %d", n, refused)
		}
	})
}

// TestARequestKeepsItsLink asks on a link that is one too many: it stays for the answer, and goes after it.
func TestARequestKeepsItsLink(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, b := w.node("a"), w.node("b")
		old := a.dial(b)
		must(t, old.Send(&Message{Return: true, ID: 5, Source: "slow"}))
		b.next()
		back := b.Link("a")
		a.dial(b)
		time.Sleep(15 * time.Second)
		if old.Err() != nil {
			t.Fatalf("with a request under way the link is %v", old.Err())
		}
		must(t, back.Send(&Message{ID: 5, Form: FormReturn}))
		if m := a.next(); m.Form != FormReturn || m.ID != 5 {
			t.Errorf("got %v", m)
		}
		time.Sleep(15 * time.Second)
		if fmt.Sprint(old.Err()) != ErrRetired.Error() {
			t.Errorf("after the answer the link is %v", old.Err())
		}
	})
}
