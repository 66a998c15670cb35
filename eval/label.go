package eval

// This file says whose evaluation a goroutine works for: by its profiler label, which costs nanoseconds to read and which
// goroutines started by evaluated code inherit.

import (
	"context"
	"errors"
	"reflect"
	"runtime/pprof"
	"strconv"
	"sync"
	"sync/atomic"
	"unsafe"
)

// The two functions below are what runtime/pprof itself uses. The runtime keeps their signatures for the packages that
// link to them; checkLabels fails plainly at start if that should ever end.
//
//go:linkname getLabel runtime/pprof.runtime_getProfLabel
func getLabel() unsafe.Pointer

//go:linkname setLabel runtime/pprof.runtime_setProfLabel
func setLabel(unsafe.Pointer)

const labelKey = "parley"

// slot is a label and the evaluation that it stands for now. Making a label costs more than a short evaluation, so slots
// are used again.
type slot struct {
	ptr unsafe.Pointer // what the runtime stores in the goroutine
	ctx context.Context
	ev  atomic.Pointer[Evaluation]

	name     string                    // the label's value
	waits    atomic.Int32              // a wait
	ending   atomic.Pointer[unwind]    // why the goroutine is about to end: see unwind.go
	deferred atomic.Int64              // checks since then, of deferred functions
	rested   atomic.Int64              // when its stack may be measured again, in Unix nanoseconds
	looked   atomic.Int64              // which request to measure the stack was last obeyed
	panicked atomic.Pointer[panicking] // what the deferred function that is about to begin can recover from

	mu    sync.Mutex
	trace []frame // the frames that a panic has unwound so far, innermost first
	lost  int     // frames beyond maxTrace
	text  string  // of the panic that is about to come, if the host cannot find it out
	here  site    // the last place that emitted code has noted
	item  site    // the piece of the input that runs
}

// slots finds the slot of a label. It is the one piece of package state: a label is all that a goroutine carries, and
// Current has nothing else to go by.
var slots = struct {
	sync.RWMutex
	by   map[unsafe.Pointer]*slot
	free []*slot
	made atomic.Uint64

	searching atomic.Bool   // for who takes the memory, which all images share
	compiling atomic.Int64  // inputs, now
	compiles  atomic.Uint64 // ever
}{by: map[unsafe.Pointer]*slot{}}

// maxFreeSlots bounds the slots kept for later; a burst of waiting evaluations may use more for a while.
const maxFreeSlots = 1024

func newSlot() *slot {
	s := &slot{name: "eval " + strconv.FormatUint(slots.made.Add(1), 10)}
	// The label's value is what profiles of the host show for evaluated code.
	s.ctx = pprof.WithLabels(context.Background(), pprof.Labels(labelKey, s.name))
	old := getLabel()
	pprof.SetGoroutineLabels(s.ctx)
	s.ptr = getLabel()
	setLabel(old)
	return s
}

// takeSlot gives a slot for ev.
func takeSlot(ev *Evaluation) *slot {
	slots.Lock()
	var s *slot
	if n := len(slots.free); n > 0 {
		s = slots.free[n-1]
		slots.free = slots.free[:n-1]
	} else {
		slots.Unlock()
		s = newSlot()
		slots.Lock()
		slots.by[s.ptr] = s
	}
	if ev.slot == nil && ev.id != 0 {
		ev.slot = s // before others can find ev by it
	}
	s.ev.Store(ev)
	slots.Unlock()
	return s
}

// release gives the slot back. A slot whose label may live on in goroutines that the host started for the evaluation is
// dropped instead: they must never pass for somebody else's.
func (s *slot) release(reuse bool) {
	s.resetTrace()
	s.mu.Lock()
	s.item = site{}
	s.mu.Unlock()
	s.waits.Store(int32(waitNothing))
	if ev := s.ev.Swap(nil); ev != nil {
		s.forgetEnding(ev)
	}
	slots.Lock()
	if reuse && len(slots.free) < maxFreeSlots {
		slots.free = append(slots.free, s)
	} else {
		delete(slots.by, s.ptr)
	}
	slots.Unlock()
}

func currentSlot() *slot {
	p := getLabel()
	if p == nil {
		return nil
	}
	slots.RLock()
	s := slots.by[p]
	slots.RUnlock()
	return s
}

// Current is the evaluation that the calling goroutine works for, also in goroutines that evaluated code has started. It
// is nil outside of evaluations.
func Current() *Evaluation {
	if s := currentSlot(); s != nil {
		return s.ev.Load()
	}
	return nil
}

// current is Current with the slot. Both are nil outside of evaluations.
func current() (*slot, *Evaluation) {
	if s := currentSlot(); s != nil {
		if ev := s.ev.Load(); ev != nil {
			return s, ev
		}
	}
	return nil, nil
}

// waiting notes that the goroutine waits from now until what it gives is called.
func (s *slot) waiting(w wait) (done func()) {
	s.waits.Store(int32(w))
	return func() { s.waits.Store(int32(waitNothing)) }
}

// ours says whether a label is of a slot, be it of one that was dropped since.
func ours(label unsafe.Pointer) bool {
	if label == nil {
		return false
	}
	list := *(*[]struct{ key, value string })(label)
	return len(list) > 0 && list[0].key == labelKey
}

// checkLabels proves that labels work as this file needs them.
func checkLabels() error {
	s := newSlot()
	old := getLabel()
	defer setLabel(old)
	setLabel(s.ptr)
	seen := make(chan unsafe.Pointer)
	go func() { seen <- getLabel() }()
	if getLabel() != s.ptr || <-seen != s.ptr || s.ptr == nil || s.ptr == old || !labelsAreLists(s.ctx) || !ours(s.ptr) {
		return errors.New("eval: goroutine labels do not work as expected with this version of Go; build parley with Go 1.26")
	}
	return nil
}

// labelsAreLists says whether the labels that ctx carries are what ours takes them for.
func labelsAreLists(ctx context.Context) bool {
	v := reflect.ValueOf(ctx)
	if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct {
		v = v.Elem().FieldByName("val")
	}
	if v.Kind() != reflect.Interface || v.Elem().Kind() != reflect.Pointer {
		return false
	}
	t := v.Elem().Type().Elem()
	for t.Kind() == reflect.Struct && t.NumField() == 1 {
		t = t.Field(0).Type
	}
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct || t.Elem().NumField() != 2 {
		return false
	}
	f := t.Elem().Field
	return f(0).Name == "Key" && f(0).Type.Kind() == reflect.String && f(1).Type.Kind() == reflect.String
}
