// A budget of bytes that several goroutines share, each waiting until there is enough for it.

package transport

import "sync"

// budget bounds the bytes of large messages that a peer has under way at once. One message may have all of it.
type budget struct {
	mu     sync.Mutex
	more   sync.Cond
	left   int
	closed bool
}

func (b *budget) init(n int) {
	b.left = n
	b.more.L = &b.mu
}

// take waits for n bytes and reports false if the link is gone first.
func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.left < n && !b.closed {
		b.more.Wait()
	}
	b.left -= n
	return !b.closed
}

func (b *budget) give(n int) {
	b.mu.Lock()
	b.left += n
	b.mu.Unlock()
	b.more.Broadcast()
}

func (b *budget) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.more.Broadcast()
}
