package raft_test

// Live overload: three nodes with their journals on disk, and at each of them many more callers than it takes calls, who ask again as soon as they are refused.

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/node/drive"
	"parley/protocol"
	"parley/txn/raft"
)

var overload = flag.Duration("overload", 0, "how long the live overload lasts; 0 is until some thousand puts are done")

// flood is what the callers have seen.
type flood struct{ done, refused, lost atomic.Int64 }

// callers call until enough says so.
func (f *flood) callers(t *testing.T, d *drive.Driver, many int, all *sync.WaitGroup, enough func() bool) {
	for w := range many {
		all.Go(func() {
			for n := 0; !enough(); n++ {
				_, err := d.Call(context.Background(), "Put", fmt.Sprintf("k%d", (n+w)%50), fmt.Sprintf("%d.%d", w, n))
				var oe *protocol.OutcomeError
				switch {
				case err == nil:
					f.done.Add(1)
				case errors.As(err, &oe) && oe.Verdict == protocol.Failed:
					f.refused.Add(1)
					<-time.After(100 * time.Microsecond) // whoever asks over a network waits about so long
				default:
					f.lost.Add(1)
					t.Errorf("a put that was taken has not ended well: %v", err)
				}
			}
		})
	}
}

// There is no election, what waits is bounded, and what was taken is done.
func TestLiveOverload(t *testing.T) {
	const window, callers = 16, 10 * 16 // of each node
	params, dir := map[string]any{"window": window, "compact": 256}, t.TempDir()
	if *overload == 0 {
		params["election"] = "2s" // the machine may stand still for a while, with other tests
	}
	var mu sync.RWMutex
	nodes := map[protocol.NodeID]*drive.Driver{}
	for _, id := range processes {
		d, err := drive.Start(drive.Config{
			Protocol: raft.Protocol(), Self: id, Nodes: processes, Path: filepath.Join(dir, string(id)+".db"), Params: params,
			Send: func(to protocol.NodeID, _ protocol.Message, wire []byte) {
				mu.RLock()
				d := nodes[to]
				mu.RUnlock()
				if d != nil {
					d.Receive(id, wire)
				}
			},
		})
		do(t, err)
		t.Cleanup(d.Close)
		mu.Lock()
		nodes[id] = d
		mu.Unlock()
	}
	status := func(id protocol.NodeID) raft.Status {
		v, err := nodes[id].Call(context.Background(), "Status")
		do(t, err)
		return v.(raft.Status)
	}
	for _, id := range processes {
		for { // each ends with the patience of the call
			if _, err := nodes[id].Call(context.Background(), "Put", "k0", "first"); err == nil {
				break
			}
		}
	}
	before := status("n1")
	runtime.GC()
	var heap, grown runtime.MemStats
	runtime.ReadMemStats(&heap)

	var f flood
	var all sync.WaitGroup
	began := time.Now()
	enough := func() bool {
		if *overload > 0 {
			return time.Since(began) > *overload
		}
		return f.done.Load() >= 3000
	}
	for _, id := range processes {
		f.callers(t, nodes[id], callers, &all, enough)
	}
	waits, calls := raft.Index(0), 0
	for !enough() {
		for _, id := range processes {
			is := status(id)
			calls = max(calls, is.Calls)
			if is.Role == "leader" {
				waits = max(waits, is.Last-is.Applied)
			}
		}
	}
	took := time.Since(began)
	all.Wait()
	for _, id := range processes {
		if is := status(id); is.Term != before.Term || is.Leader != before.Leader || is.Calls != 0 {
			t.Errorf("there was an election, or calls have not ended: it was %+v and is %+v", before, is)
		}
	}
	if waits > 3*window || calls > window {
		t.Errorf("%d entries and %d calls waited", waits, calls)
	}
	runtime.GC()
	runtime.ReadMemStats(&grown)
	if more := int64(grown.HeapAlloc) - int64(heap.HeapAlloc); more > 64<<20 {
		t.Errorf("the heap has grown by %d bytes", more)
	}
	if asked := f.done.Load() + f.refused.Load(); *overload > 0 && asked < 10*f.done.Load() {
		t.Errorf("%d puts of %d were done: that is no overload of ten times", f.done.Load(), asked)
	}
	t.Logf("%v: %d done, %d refused, %d unknown; at most %d entries and %d calls waited; term %d", took.Round(time.Millisecond), f.done.Load(), f.refused.Load(), f.lost.Load(), waits, calls, before.Term)
}
