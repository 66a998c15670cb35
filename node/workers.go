package node

import "sync"

// workers runs tasks on goroutines that are used again: an evaluation needs a deep stack, and growing a new one for each
// costs more than the evaluation.
type workers struct {
	mu     sync.Mutex
	idle   []chan func()
	closed bool
}

const maxIdleWorkers = 128

// run starts f on an idle worker or a new one; it never waits.
func (w *workers) run(f func()) {
	w.mu.Lock()
	if n := len(w.idle); n > 0 {
		c := w.idle[n-1]
		w.idle = w.idle[:n-1]
		w.mu.Unlock()
		c <- f
		return
	}
	w.mu.Unlock()
	go w.work(f)
}

func (w *workers) work(f func()) {
	c := make(chan func(), 1)
	for {
		f()
		w.mu.Lock()
		if w.closed || len(w.idle) >= maxIdleWorkers {
			w.mu.Unlock()
			return
		}
		w.idle = append(w.idle, c)
		w.mu.Unlock()
		var ok bool
		if f, ok = <-c; !ok {
			return
		}
	}
}

// close lets idle workers go. Busy ones go when they are done.
func (w *workers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, c := range w.idle {
		close(c)
	}
	w.idle = nil
}
