package node

import (
	"context"
	"fmt"
	"io"
	"sync"

	"parley/protocol"
	"parley/transport"
)

// Streams of output.
const (
	Stdout uint8 = 1
	Stderr uint8 = 2
)

// OutputFunc gets what an evaluation elsewhere prints, piece by piece, in order, while it runs: one call at a time. After a
// timeout it may still be in a call when the question has returned.
type OutputFunc func(from protocol.NodeID, stream uint8, b []byte)

// inflow hands pieces of output to a sink that may be slow, so that the connection's reader never waits for it. The
// sender's cap bounds what it holds, and its own against a sender that has none.
type inflow struct {
	mu      sync.Mutex
	pieces  []inPiece
	held    int
	dropped int
	running bool
	stopped bool
	done    func()
	from    protocol.NodeID
	sink    OutputFunc
}

type inPiece struct {
	stream uint8
	b      []byte
}

const inflowCap = 8 << 20 // bytes held for one request

func newInflow(from protocol.NodeID, sink OutputFunc) *inflow { return &inflow{from: from, sink: sink} }

func (f *inflow) add(stream uint8, b []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped {
		return
	}
	if f.held+len(b) > inflowCap {
		f.dropped += len(b)
		return
	}
	f.held += len(b)
	f.pieces = append(f.pieces, inPiece{stream, b})
	f.start()
}

// finish calls done after the last piece has been handed over.
func (f *inflow) finish(done func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped {
		return
	}
	f.done = done
	f.start()
}

func (f *inflow) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stopped, f.pieces = true, nil
}

func (f *inflow) start() {
	if !f.running {
		f.running = true
		go f.pump()
	}
}

func (f *inflow) pump() {
	for {
		f.mu.Lock()
		if f.stopped || len(f.pieces) == 0 {
			f.running = false
			done, dropped := f.done, f.dropped
			f.done, f.dropped = nil, 0
			stopped := f.stopped
			f.mu.Unlock()
			if dropped > 0 && !stopped {
				f.sink(f.from, Stderr, fmt.Appendf(nil, "(%d bytes of output were dropped here: the reader was too slow)\n", dropped))
			}
			if done != nil && !stopped {
				done()
			}
			return
		}
		p := f.pieces[0]
		f.pieces = f.pieces[1:]
		f.held -= len(p.b)
		f.mu.Unlock()
		f.sink(f.from, p.stream, p.b)
	}
}

// outflow is the sending side: what an evaluation writes goes to its asker at once. A writer waits while the connection
// is behind, which is the back-pressure; past the cap the rest is counted and dropped.
type outflow struct {
	mu      sync.Mutex
	ctx     func() context.Context // ends the wait for room: the evaluation's own, made only if it prints
	link    *transport.Link
	id      uint64
	left    int
	dropped int
	sent    uint32
}

const outputPiece = 16 << 10

func (o *outflow) writer(stream uint8) io.Writer { return outWriter{o, stream} }

type outWriter struct {
	o      *outflow
	stream uint8
}

func (w outWriter) Write(b []byte) (int, error) {
	o := w.o
	o.mu.Lock()
	defer o.mu.Unlock()
	total := len(b)
	for len(b) > 0 {
		n := min(len(b), outputPiece, o.left)
		if n == 0 {
			o.dropped += len(b)
			break
		}
		o.left -= n
		if !o.send(o.ctx(), w.stream, b[:n]) {
			break
		}
		b = b[n:]
	}
	return total, nil // a program that prints does not fail because nobody reads
}

func (o *outflow) send(ctx context.Context, stream uint8, b []byte) bool {
	m := &transport.Message{ID: o.id, Form: transport.FormOutput, Stream: stream, Bytes: append([]byte(nil), b...)}
	if err := o.link.SendWait(ctx, m); err != nil {
		return false
	}
	o.sent++
	return true
}

// end says how many pieces went, after a last one about what was dropped. limit is the cap, in bytes; ctx outlives the
// evaluation.
func (o *outflow) end(ctx context.Context, limit int) uint32 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.dropped > 0 {
		o.send(ctx, Stderr, fmt.Appendf(nil, "(%d more bytes of output were dropped: one evaluation may print %d bytes)\n", o.dropped, limit))
		o.dropped = 0
	}
	return o.sent
}
