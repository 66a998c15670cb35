package repl

import (
	"bytes"
	"context"
	"io"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// keys is what is typed, on its way to the line editor. It reads only when asked, so that what is typed while a line
// runs stays where it is; it can be ended while a read is under way; it keeps keys away that the editor does harm with;
// and it can slip in a wake, by which the editor's own goroutine gets to show what arrived meanwhile.
type keys struct {
	r          io.Reader
	done       <-chan struct{}
	interrupts <-chan struct{} // a Ctrl-C while a script waits for its next line; nil at a prompt
	wakes      chan struct{}
	want       chan struct{}
	got        chan typed
	stop       chan struct{}
	closeOnce  sync.Once

	editor  bool // the reader is a line editor
	asked   bool // a read is under way
	rest    []byte
	err     error
	recent  []byte // handed to the editor last, to know what follows is a part of
	deletes deleteKeys
	ended   atomic.Bool
}

type typed struct {
	b   []byte
	err error
}

// wakeKey is what the editor gets as a wake: Ctrl-J, which would be a second Enter. A typed one becomes Enter. It has to
// be a key after which the editor stops reading until it is told to go on, because that is what it is told after a key
// that its filter swallows; any other would leave it reading while a line runs.
const wakeKey = '\n'

const (
	keyCtrlA  = 1
	keyCtrlD  = 4
	keyCtrlE  = 5
	keyEnter  = '\r'
	keyEscape = 27
)

// harmless are the control keys that the editor may have. Of the others it takes a NUL for the end of input, Ctrl-T
// behind a single character makes it run past its buffer, Ctrl-Z suspends the parent process, and the rest it would
// insert as they are.
var harmless = func() (ok [32]bool) {
	for _, c := range []byte{1, 2, 3, keyCtrlD, 5, 6, 7, 8, '\t', keyEnter, 11, 12, 14, 16, 18, 19, 21, 23, 25, keyEscape} {
		ok[c] = true
	}
	return ok
}()

func newKeys(ctx context.Context, r io.Reader) *keys {
	k := &keys{r: r, done: ctx.Done(), wakes: make(chan struct{}, 1), want: make(chan struct{}), got: make(chan typed), stop: make(chan struct{})}
	go k.pump()
	return k
}

func (k *keys) pump() {
	buf := make([]byte, 4096)
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

// Read gives the next keys. The error is io.EOF at the end, after close and when the context is done, and
// errInterrupted.
func (k *keys) Read(p []byte) (int, error) {
	for len(k.rest) == 0 {
		if k.err != nil {
			k.ended.Store(true)
			return 0, k.err
		}
		if !k.asked {
			select {
			case k.want <- struct{}{}:
				k.asked = true
			case <-k.stop:
				return 0, io.EOF
			}
		}
		wakes := k.wakes
		if withinKey(k.recent) {
			wakes = nil
		}
		select {
		case t := <-k.got:
			k.asked, k.err = false, t.err
			k.rest = t.b
			if k.editor {
				k.rest = k.filter(t.b)
			}
		case <-wakes:
			p[0] = wakeKey
			return 1, nil
		case <-k.interrupts:
			return 0, errInterrupted
		case <-k.done:
			k.ended.Store(true)
			return 0, io.EOF
		case <-k.stop:
			return 0, io.EOF
		}
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}

// filter drops and translates keys for the line editor.
func (k *keys) filter(b []byte) []byte {
	out := append([]byte(nil), k.recent...)
	for i, c := range b {
		switch {
		case c == '\n':
			if i > 0 && b[i-1] == '\r' {
				continue // pasted text may have both at the end of a line
			}
			c = keyEnter
		case c < 32 && !harmless[c]:
			continue
		case c == keyCtrlD:
			k.deletes.add(false)
		case c == '~' && bytes.HasSuffix(out, []byte("\x1b[3")):
			k.deletes.add(true)
		}
		out = append(out, c)
		if home, end := homeOrEnd(out); home {
			out = append(out, keyCtrlA)
		} else if end {
			out = append(out, keyCtrlE)
		}
	}
	before := len(k.recent)
	k.recent = append([]byte(nil), out[max(len(out)-maxKey, 0):]...)
	return out[before:]
}

// homeOrEnd says that b ends with one of the forms of the Home and End keys that the editor passes over: those of screen,
// tmux, the Linux console and rxvt. Behind it the editor gets the control key that it knows for the same.
func homeOrEnd(b []byte) (home, end bool) {
	if !bytes.HasSuffix(b, []byte("~")) || len(b) < 4 || b[len(b)-4] != keyEscape || b[len(b)-3] != '[' {
		return false, false
	}
	n := b[len(b)-2]
	return n == '1' || n == '7', n == '4' || n == '8'
}

// maxKey is more bytes than a key has.
const maxKey = 16

// withinKey says that b, what was typed last, ends within a key of several bytes.
func withinKey(b []byte) bool {
	if i := bytes.LastIndexByte(b, keyEscape); i >= 0 {
		switch rest := b[i+1:]; {
		case len(rest) == 0:
			return true
		case rest[0] == '[' || rest[0] == 'O':
			if len(bytes.Trim(rest[1:], "0123456789;")) == 0 {
				return true
			}
		}
	}
	start := len(b) - 1
	for start > 0 && !utf8.RuneStart(b[start]) {
		start--
	}
	return start >= 0 && !utf8.FullRune(b[start:])
}

// wake has the editor look at what arrived. It does not block.
func (k *keys) wake() {
	select {
	case k.wakes <- struct{}{}:
	default:
	}
}

// close ends reading. A read of the terminal that is under way cannot be ended; it keeps its goroutine until a key comes.
func (k *keys) close() { k.closeOnce.Do(func() { close(k.stop) }) }

// deleteKeys remembers which of the keys that the editor knows as one was pressed, the Delete key or Ctrl-D: on an empty
// line it would end the prompt for both.
type deleteKeys struct {
	mu    sync.Mutex
	order []bool
}

func (d *deleteKeys) add(isDelete bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.order = append(d.order, isDelete)
}

// next says whether the next of them is the Delete key.
func (d *deleteKeys) next() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.order) == 0 {
		return false
	}
	first := d.order[0]
	d.order = d.order[1:]
	return first
}
