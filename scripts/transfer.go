package scripts

import (
	"fmt"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

// This file shows how far large values are on their way, where a bar can be drawn.

const (
	transferSoon = 500 * time.Millisecond // before a bar appears
	transferTick = 100 * time.Millisecond
)

// transfer is the values of one question that are on their way.
type transfer struct {
	bar  *bar
	stop chan struct{} // closed when it was answered
	done chan struct{} // closed when nothing is drawn any more; nil: nothing was large until now

	mu    sync.Mutex
	over  bool
	parts map[way]part
}

// way is to a node or from it.
type way struct {
	at   protocol.NodeID
	sent bool
}

type part struct{ done, total int }

// transfers has a bar drawn for what o asks, if that takes longer and there is a terminal. end is to be called when it is answered.
func transfers(caller node.Caller, o *node.Options) (end func()) {
	if !terminal(caller.Errors) {
		return func() {}
	}
	t := &transfer{bar: newBar(caller, nil, 0), stop: make(chan struct{}), parts: map[way]part{}}
	o.Moved = t.moved
	if o.Output != nil {
		o.Output = t.bar.around(o.Output)
	}
	return t.end
}

func (t *transfer) end() {
	t.mu.Lock()
	t.over = true
	done := t.done
	t.mu.Unlock()
	if close(t.stop); done != nil {
		<-done
	}
}

// show draws until it is told to stop.
func (t *transfer) show() {
	defer close(t.done)
	tick := time.NewTicker(transferTick)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if text := t.text(time.Since(t.bar.begun)); text != "" {
				t.bar.draw(text)
			}
		case <-t.stop:
			t.bar.finish(t.text(time.Since(t.bar.begun)))
			return
		}
	}
}

func (t *transfer) moved(at protocol.NodeID, sent bool, done, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parts[way{at, sent}] = part{done, total}
	if t.done == nil && !t.over {
		t.done = make(chan struct{})
		go t.show()
	}
}

// text is what there is to say after so long; "" is nothing yet.
func (t *transfer) text(after time.Duration) string {
	if after < transferSoon {
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	sum, nodes := map[bool]part{}, map[bool][]protocol.NodeID{}
	for w, p := range t.parts {
		s := sum[w.sent]
		sum[w.sent] = part{s.done + p.done, s.total + p.total}
		nodes[w.sent] = append(nodes[w.sent], w.at)
	}
	word, sent := "from ", false
	if sum[false].total == 0 { // the answers come when the question has gone
		word, sent = "to ", true
	}
	s := sum[sent]
	if s.total == 0 {
		return ""
	}
	who := string(nodes[sent][0])
	if n := len(nodes[sent]); n > 1 {
		who = fmt.Sprintf("%d nodes", n)
	}
	return fmt.Sprintf("%s%s %s%s of %s, %v", word, who, filled(s.done, s.total), byteText(uint64(s.done)), byteText(uint64(s.total)), after.Round(transferTick))
}
