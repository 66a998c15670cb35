package eval

// This file waits for locks on behalf of evaluated code, so that the wait ends with its evaluation; and it takes care that an evaluation
// that is ended in the middle takes nothing from others: no wake-up, no lock, no initialisation that is half done.

import (
	"errors"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// tries is how often a lock that is taken is tried before a goroutine is put in line for it.
const tries = 4

// takeTurn calls lock, which waits its turn, for a goroutine of evaluated code. If the evaluation is to end meanwhile, the turn
// is given back when it comes.
func takeTurn(w wait, try func() bool, lock, unlock func()) {
	s, ev := current()
	for range tries {
		if try() {
			return
		}
		runtime.Gosched()
	}
	if ev == nil {
		lock()
		return
	}
	defer s.waiting(w)()
	const (
		waits int32 = iota
		has
		gone
	)
	var state atomic.Int32
	c := make(chan struct{})
	go func() {
		setLabel(nil)
		lock()
		if state.CompareAndSwap(waits, has) {
			close(c)
			return
		}
		unlock()
	}()
	select {
	case <-c:
		return
	case <-ev.stopChan():
	}
	if !state.CompareAndSwap(waits, gone) { // it came just now
		<-c
		unlock()
	}
	s.check(ev)
}

func lockMutex(mu *sync.Mutex) { takeTurn(waitLock, mu.TryLock, mu.Lock, mu.Unlock) }

func lockRW(mu *sync.RWMutex) { takeTurn(waitLock, mu.TryLock, mu.Lock, mu.Unlock) }

func rlockRW(mu *sync.RWMutex) { takeTurn(waitRLock, mu.TryRLock, mu.RLock, mu.RUnlock) }

func unlockMutex(mu *sync.Mutex) {
	if mu.TryLock() { // it was not locked, which the runtime would end the process for
		mu.Unlock()
		panic(runtimeError{"sync: unlock of unlocked mutex"})
	}
	mu.Unlock()
}

func unlockRW(mu *sync.RWMutex) {
	if mu.TryRLock() { // not locked for writing
		mu.RUnlock()
		panic(runtimeError{"sync: Unlock of unlocked RWMutex"})
	}
	mu.Unlock()
}

func runlockRW(mu *sync.RWMutex) {
	if mu.TryLock() {
		mu.Unlock()
		panic(runtimeError{"sync: RUnlock of unlocked RWMutex"})
	}
	mu.RUnlock()
}

// readLocker gives the lock behind what RWMutex.RLocker gives, nil for anything else.
func readLocker(l sync.Locker) *sync.RWMutex {
	if v := reflect.ValueOf(l); v.Kind() == reflect.Pointer && v.Type() == reflect.TypeOf((*sync.RWMutex)(nil).RLocker()) {
		return (*sync.RWMutex)(v.UnsafePointer())
	}
	return nil
}

func lockAny(l sync.Locker) {
	switch mu := l.(type) {
	case *sync.Mutex:
		lockMutex(mu)
	case *sync.RWMutex:
		lockRW(mu)
	default:
		if mu := readLocker(l); mu != nil {
			rlockRW(mu)
			return
		}
		l.Lock() // of evaluated code, which is interrupted as such
	}
}

func unlockAny(l sync.Locker) {
	switch mu := l.(type) {
	case *sync.Mutex:
		unlockMutex(mu)
	case *sync.RWMutex:
		unlockRW(mu)
	default:
		if mu := readLocker(l); mu != nil {
			runlockRW(mu)
			return
		}
		l.Unlock()
	}
}

// sharedLocks is what the image knows about conditions and initialisations that somebody waits for.
type sharedLocks struct {
	mu    sync.Mutex
	conds map[*sync.Cond][]chan struct{} // who waits, in order
	onces map[*sync.Once]chan struct{}   // closed when the call under way has ended
}

// condWait is Cond.Wait. When the evaluation is to end it takes the lock all the same before it unwinds: what was deferred
// will unlock it.
func (k *sharedLocks) condWait(c *sync.Cond) {
	s, ev := current()
	if ev == nil {
		c.Wait()
		return
	}
	turn := make(chan struct{}, 1)
	k.mu.Lock()
	if k.conds == nil {
		k.conds = map[*sync.Cond][]chan struct{}{}
	}
	k.conds[c] = append(k.conds[c], turn)
	k.mu.Unlock()
	unlockAny(c.L)
	done := s.waiting(waitCond)
	select {
	case <-turn:
	case <-ev.stopChan():
		if !k.leaveCond(c, turn) {
			k.signal(c) // its turn had come: it is somebody else's now
		}
	}
	done()
	if ev.stop.Load() != nil {
		k.lockToEnd(c.L)
		s.check(ev)
	}
	lockAny(c.L)
}

// lockToEnd takes a lock for an evaluation that is about to end.
func (k *sharedLocks) lockToEnd(l sync.Locker) {
	mu, ok := l.(interface{ TryLock() bool })
	if !ok {
		if rw := readLocker(l); rw != nil {
			rw.RLock()
		}
		return
	}
	for !mu.TryLock() {
		time.Sleep(tick)
	}
}

// leaveCond takes a waiter out of the line. It says whether it still stood there.
func (k *sharedLocks) leaveCond(c *sync.Cond, turn chan struct{}) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, t := range k.conds[c] {
		if t == turn {
			k.setCond(c, append(k.conds[c][:i:i], k.conds[c][i+1:]...))
			return true
		}
	}
	return false
}

func (k *sharedLocks) setCond(c *sync.Cond, line []chan struct{}) {
	if len(line) == 0 {
		delete(k.conds, c)
	} else {
		k.conds[c] = line
	}
}

func (k *sharedLocks) signal(c *sync.Cond) {
	k.mu.Lock()
	line := k.conds[c]
	if len(line) > 0 {
		line[0] <- struct{}{}
		k.setCond(c, line[1:])
	}
	k.mu.Unlock()
	if len(line) == 0 {
		c.Signal() // somebody may wait outside of evaluated code
	}
}

func (k *sharedLocks) broadcast(c *sync.Cond) {
	k.mu.Lock()
	for _, turn := range k.conds[c] {
		turn <- struct{}{}
	}
	delete(k.conds, c)
	k.mu.Unlock()
	c.Broadcast()
}

// do is Once.Do, but for this: a call that is ended because its evaluation is has not been made. The next one calls its function.
func (k *sharedLocks) do(o *sync.Once, f func()) {
	for !onceDone(o) {
		s, ev := current()
		if ev == nil {
			o.Do(f)
			return
		}
		k.mu.Lock()
		other := k.onces[o]
		mine := make(chan struct{})
		if other == nil {
			if k.onces == nil {
				k.onces = map[*sync.Once]chan struct{}{}
			}
			k.onces[o] = mine
		}
		k.mu.Unlock()
		if other == nil {
			k.doFirst(s, o, f, mine)
			return
		}
		done := s.waiting(waitOnce)
		select {
		case <-other:
			done()
		case <-ev.stopChan():
			done()
			s.check(ev)
			return
		}
	}
}

func (k *sharedLocks) doFirst(s *slot, o *sync.Once, f func(), mine chan struct{}) {
	defer func() {
		if s.ending.Load() == nil {
			o.Do(func() {})
		}
		k.mu.Lock()
		delete(k.onces, o)
		k.mu.Unlock()
		close(mine)
	}()
	if !onceDone(o) {
		f()
	}
}

// onceDone says whether Do has been called. There is no other way to ask; checkOnce fails plainly at start if this one should ever end.
func onceDone(o *sync.Once) bool { return (*atomic.Uint32)(unsafe.Pointer(o)).Load() != 0 }

func checkOnce() error {
	f, ok := reflect.TypeFor[sync.Once]().FieldByName("done")
	var o sync.Once
	fits := ok && f.Offset == 0 && f.Type.Size() == 4 && !onceDone(&o)
	if o.Do(func() {}); !fits || !onceDone(&o) {
		return errors.New("eval: sync.Once is not made as expected in this version of Go; build parley with Go 1.26")
	}
	return nil
}
