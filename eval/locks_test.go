package eval

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/protocol"
)

func TestCancelEndsWaitsForLocks(t *testing.T) {
	for name, tc := range map[string]struct{ src, state string }{
		"Mutex":             {"var mu sync.Mutex; mu.Lock(); mu.Lock()", "sync.Mutex.Lock"},
		"RWMutex":           {"var mu sync.RWMutex; mu.RLock(); mu.Lock()", "sync.Mutex.Lock"},
		"RLock":             {"var mu sync.RWMutex; mu.Lock(); mu.RLock()", "sync.RWMutex.RLock"},
		"embedded":          {"type T struct{ n int; sync.Mutex }; t := &T{}; t.Lock(); t.Lock()", "sync.Mutex.Lock"},
		"embedded pointer":  {"type T struct{ n int; *sync.Mutex }; t := T{1, &sync.Mutex{}}; t.Lock(); t.Lock()", "sync.Mutex.Lock"},
		"Locker":            {"var mu sync.RWMutex; var l sync.Locker = &mu; l.Lock(); l.Lock()", "sync.Mutex.Lock"},
		"RLocker":           {"var mu sync.RWMutex; mu.Lock(); mu.RLocker().Lock()", "sync.RWMutex.RLock"},
		"method value":      {"var mu sync.Mutex; f := mu.Lock; f(); f()", "sync.Mutex.Lock"},
		"method expression": {"var mu sync.Mutex; f := (*sync.Mutex).Lock; f(&mu); f(&mu)", "sync.Mutex.Lock"},
		"deferred":          {"func f() { var mu sync.Mutex; mu.Lock(); defer mu.Lock() }; f()", "sync.Mutex.Lock"},
		"Cond":              {"var mu sync.Mutex; c := sync.NewCond(&mu); mu.Lock(); c.Wait()", "sync.Cond.Wait"},
		"Once":              {"var o sync.Once; o.Do(func() { o.Do(func() {}) })", "sync.Once.Do"},
		"WaitGroup value":   {"var wg sync.WaitGroup; wg.Add(1); f := wg.Wait; f()", "sync.WaitGroup.Wait"},
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{Grace: 20 * time.Second})
			ev, c := start(im, Request{Source: tc.src})
			listed(t, im, ev.id, "waiting in "+tc.state)
			ev.Cancel(protocol.FailCancelled, "enough")
			if r := await(t, c); r.Failure == nil || r.Failure.Text != "enough" || r.Abandoned {
				t.Errorf("got %+v %v", r, r.Failure)
			}
		})
	}
}

func TestLocksWork(t *testing.T) {
	for name, tc := range map[string]struct{ src, want string }{
		"Mutex":      {"n := 0; var mu sync.Mutex; var wg sync.WaitGroup; for range 8 { wg.Go(func() { for range 50 { mu.Lock(); n++; mu.Unlock() } }) }; wg.Wait(); n", "400"},
		"RWMutex":    {"n := 0; var mu sync.RWMutex; var wg sync.WaitGroup; for i := range 8 { wg.Go(func() { for range 50 { if i%2 == 0 { mu.RLock(); _ = n; mu.RUnlock() } else { mu.Lock(); n++; mu.Unlock() } } }) }; wg.Wait(); n", "200"},
		"Cond":       {"var mu sync.Mutex; c := sync.NewCond(&mu); n := 0; var wg sync.WaitGroup; for range 8 { wg.Go(func() { mu.Lock(); defer mu.Unlock(); for n == 0 { c.Wait() }; n++ }) }; time.Sleep(time.Millisecond); mu.Lock(); n++; c.Broadcast(); mu.Unlock(); wg.Wait(); n", "9"},
		"signals":    {"var mu sync.Mutex; c := sync.NewCond(&mu); n, done := 0, 0; var wg sync.WaitGroup; for range 8 { wg.Go(func() { mu.Lock(); defer mu.Unlock(); for n == 0 { c.Wait() }; n--; done++; c.Signal() }) }; for range 8 { mu.Lock(); n++; c.Signal(); mu.Unlock() }; wg.Wait(); done", "8"},
		"Once":       {"var o sync.Once; n := 0; var wg sync.WaitGroup; for range 8 { wg.Go(func() { o.Do(func() { time.Sleep(time.Millisecond); n++ }) }) }; wg.Wait(); n", "1"},
		"Once panic": {"var o sync.Once; n := 0; func() { defer func() { recover() }(); o.Do(func() { n++; panic(1) }) }(); o.Do(func() { n++ }); n", "1"},
		"OnceValue":  {"n := 0; f := sync.OnceValue(func() int { n++; return 7 }); f() + f() + n", "15"},
		"Locker":     {"var mu sync.RWMutex; l := mu.RLocker(); l.Lock(); l.Lock(); l.Unlock(); l.Unlock(); mu.TryLock()", "true"},
		"own Locker": {"type L struct{ n int }\nfunc (l *L) Lock() { l.n++ }\nfunc (l *L) Unlock() { l.n += 10 }\nx := &L{}; var l sync.Locker = x; l.Lock(); l.Unlock(); x.n", "11"},
		"values":     {"var mu sync.Mutex; l, u := mu.Lock, mu.Unlock; l(); u(); mu.TryLock()", "true"},
		"unlock":     {"var mu sync.RWMutex; s := 0; for _, f := range []func(){mu.Unlock, mu.RUnlock, mu.RLocker().Unlock} { func() { defer func() { if recover() != nil { s++ } }(); f() }() }; s", "3"},
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{})
			if r, v, _ := run(t, im, tc.src); v != tc.want {
				t.Errorf("got %q %v, want %s", v, r.Failure, tc.want)
			}
		})
	}
}

// Many evaluations share locks; some are ended in the middle. Nobody else notices.
func TestEndedWaitersTakeNothingFromOthers(t *testing.T) {
	im := newImage(t, Config{Grace: 20 * time.Second})
	if r, _, _ := run(t, im, "var mu sync.Mutex; c := sync.NewCond(&mu); ready, woken := 0, 0",
		"func wait() int { mu.Lock(); defer mu.Unlock(); for ready == 0 { c.Wait() }; ready--; woken++; return 1 }",
		"func give() { mu.Lock(); defer mu.Unlock(); ready++; c.Signal() }"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	type waiter struct {
		ev *Evaluation
		c  <-chan Result
	}
	var waiters []waiter
	for range 64 {
		ev, c := start(im, Request{Source: "wait()"})
		waiters = append(waiters, waiter{ev, c})
		listed(t, im, ev.id, "waiting in sync.Cond.Wait")
	}
	var ends sync.WaitGroup
	ended, value := make([]bool, 64), make([]bool, 64)
	for i, w := range waiters {
		ends.Go(func() {
			if i%2 == 0 {
				w.ev.Cancel(protocol.FailCancelled, "enough")
			}
			r := await(t, w.c)
			ended[i] = r.Failure != nil && r.Failure.Text == "enough" && !r.Abandoned
			value[i] = r.Failure == nil && r.Values[0].Interface() == 1
		})
	}
	var givers sync.WaitGroup
	for range 64 { // more than enough, for some of the ended may have been given to before
		givers.Go(func() {
			if r := im.Eval(t.Context(), Request{Source: "give()"}); r.Failure != nil {
				t.Error(r.Failure)
			}
		})
	}
	ends.Wait()
	givers.Wait()
	woken := 0
	for i := range waiters {
		if value[i] {
			woken++
		} else if i%2 == 1 || !ended[i] {
			t.Errorf("%d: neither ended nor woken, or ended for another", i)
		}
	}
	if r, v, _ := run(t, im, "mu.Lock(); defer mu.Unlock(); fmt.Sprint(ready, woken)"); v != fmt.Sprint(64-woken, " ", woken) {
		t.Errorf("got %q %v, %d woken", v, r.Failure, woken)
	}
}

// An initialisation that was ended is not done.
func TestOnceThatWasEnded(t *testing.T) {
	im := newImage(t, Config{Grace: 20 * time.Second})
	run(t, im, "var o sync.Once; x := 0; var slow atomic.Bool", "func get() int { o.Do(func() { for slow.Load() {}; x = 7 }); return x }")
	for _, ended := range []bool{false, true} {
		run(t, im, "o = sync.Once{}; x = 0; slow.Store(true)")
		ev, c := start(im, Request{Source: "get()"})
		for !onceUnderWay(im) {
		}
		ev2, c2 := start(im, Request{Source: "get()"})
		listed(t, im, ev2.id, "waiting in sync.Once.Do")
		if ended {
			ev.Cancel(protocol.FailCancelled, "enough")
			if r := await(t, c); r.Failure == nil || r.Abandoned {
				t.Errorf("got %+v %v", r, r.Failure)
			}
			listed(t, im, ev2.id, "running")
		}
		run(t, im, "slow.Store(false)")
		if r := await(t, c2); r.Failure != nil || r.Values[0].Interface() != 7 {
			t.Errorf("got %+v %v", r, r.Failure)
		}
		if ended {
			continue
		}
		if r := await(t, c); r.Failure != nil {
			t.Error(r.Failure)
		}
	}
}

func onceUnderWay(im *Image) bool {
	im.locks.mu.Lock()
	defer im.locks.mu.Unlock()
	return len(im.locks.onces) > 0
}
