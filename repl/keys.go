package repl

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// keys is what is typed, on its way to who reads it. It reads only when asked, so that what is typed while a line runs
// stays where it is; it can be ended while a read is under way; and who waits for a key can be woken, to show what arrived
// meanwhile.
type keys struct {
	r          io.Reader
	done       <-chan struct{}
	interrupts <-chan struct{} // a Ctrl-C while a script waits for its next line; nil at a prompt
	wakes      chan struct{}
	want       chan struct{}
	got        chan typed
	stop       chan struct{}
	closeOnce  sync.Once

	asked bool // a read is under way
	rest  []byte
	err   error
	ended atomic.Bool
}

type typed struct {
	b   []byte
	err error
}

func newKeys(ctx context.Context, r io.Reader) *keys {
	k := &keys{r: r, done: ctx.Done(), wakes: make(chan struct{}, 1), want: make(chan struct{}), got: make(chan typed), stop: make(chan struct{})}
	go k.pump()
	return k
}

func (k *keys) pump() {
	buf := make([]byte, 1<<15)
	for {
		select {
		case <-k.want:
		case <-k.stop:
			return
		}
		n, err := k.r.Read(buf)
		select {
		case k.got <- typed{append([]byte(nil), buf[:n]...), err}:
		case <-k.stop:
			return
		}
	}
}

// next waits for what is typed next. It returns nothing, and no error, after a wake if those are waited for, and at late.
// The error is io.EOF at the end, after close and when the context is done, and errInterrupted.
func (k *keys) next(wakes <-chan struct{}, late <-chan time.Time) ([]byte, error) {
	if k.err != nil {
		k.ended.Store(true)
		return nil, k.err
	}
	if !k.asked {
		select {
		case k.want <- struct{}{}:
			k.asked = true
		case <-k.stop:
			return nil, io.EOF
		}
	}
	select {
	case t := <-k.got:
		k.asked, k.err = false, t.err
		if len(t.b) == 0 && t.err != nil {
			k.ended.Store(true)
			return nil, t.err
		}
		return t.b, nil
	case <-wakes:
		return nil, nil
	case <-late:
		return nil, nil
	case <-k.interrupts:
		return nil, errInterrupted
	case <-k.done:
		k.ended.Store(true)
		return nil, io.EOF
	case <-k.stop:
		return nil, io.EOF
	}
}

// Read is next for who reads lines.
func (k *keys) Read(p []byte) (int, error) {
	for len(k.rest) == 0 {
		b, err := k.next(nil, nil)
		if err != nil {
			return 0, err
		}
		k.rest = b
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}

// wake has next return. It does not block.
func (k *keys) wake() {
	select {
	case k.wakes <- struct{}{}:
	default:
	}
}

// close ends reading. A read of the terminal that is under way cannot be ended; it keeps its goroutine until a key comes.
func (k *keys) close() { k.closeOnce.Do(func() { close(k.stop) }) }
