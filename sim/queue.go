package sim

import (
	"time"

	"parley/protocol"
)

// event is something that will happen at a node: a timer, or the arrival of a message.
type event struct {
	at     time.Duration
	seq    uint64 // of events at one time the first that was made is first
	node   int
	timer  string // "" for a message
	flight flight
}

// flight is a message on its way, or, in manual mode, a timer that is set.
type flight struct {
	id       uint64
	from, to int
	message  protocol.Message
	hash     uint64        // of the body when it was sent
	timer    string        // "" for a message
	after    time.Duration // of a timer: how long it was set for, to the explorer
}

// queue is a heap of events by time.
type queue struct {
	heap []event
	seq  uint64
}

func (q *queue) len() int      { return len(q.heap) }
func (q *queue) first() *event { return &q.heap[0] }

func (q *queue) less(i, j int) bool {
	x, y := &q.heap[i], &q.heap[j]
	return x.at < y.at || x.at == y.at && x.seq < y.seq
}

// add puts an event into the queue and returns its number.
func (q *queue) add(e event) uint64 {
	q.seq++
	e.seq = q.seq
	q.push(e)
	return e.seq
}

// push puts an event that has its number into the queue.
func (q *queue) push(e event) {
	q.heap = append(q.heap, e)
	for i := len(q.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !q.less(i, up) {
			break
		}
		q.heap[i], q.heap[up] = q.heap[up], q.heap[i]
		i = up
	}
}

// take removes the first event.
func (q *queue) take() event {
	e := q.heap[0]
	last := len(q.heap) - 1
	q.heap[0] = q.heap[last]
	q.heap[last] = event{}
	q.heap = q.heap[:last]
	for i := 0; ; {
		c := 2*i + 1
		if c >= last {
			break
		}
		if c+1 < last && q.less(c+1, c) {
			c++
		}
		if !q.less(c, i) {
			break
		}
		q.heap[i], q.heap[c] = q.heap[c], q.heap[i]
		i = c
	}
	return e
}
