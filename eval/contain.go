package eval

// This file holds the host functions behind emitted code, and the stand-ins for functions of the standard library that
// would end the process, escape cancelling, or write past the evaluation's own output.

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	evaluated "parley/eval/reflect"
	goruntime "parley/eval/runtime"
)

// recovered is what recover gives user code: runtime errors as runtime errors.
func recovered(r any) any {
	r = plainPanic(r)
	if r == nil {
		return nil
	}
	if s := currentSlot(); s != nil {
		s.resetTrace()
	}
	return asRuntimeError(r)
}

// plainPanic takes the engine's wrapping off a panic value.
func plainPanic(r any) any {
	for range 4 {
		r = thrown(r)
		v, ok := r.(reflect.Value)
		if !ok {
			return r
		}
		if !v.IsValid() || v.Kind() == reflect.Interface && v.IsNil() || !v.CanInterface() {
			return new(runtime.PanicNilError)
		}
		r = v.Interface()
	}
	return r
}

// runtimeError is a fault that the engine reports in its own words, in the runtime's.
type runtimeError struct{ text string }

func (e runtimeError) Error() string { return e.text }
func (e runtimeError) RuntimeError() {}

// faults are the engine's words for faults of evaluated code, and Go's.
var faults = []struct{ engine, words string }{
	{"index out of range", "index out of range"},
	{"index out of bounds", "slice bounds out of range"},
	{"on zero Value", "invalid memory address or nil pointer dereference"},
	{"nil pointer", "invalid memory address or nil pointer dereference"},
	{"MakeSlice: negative len", "makeslice: len out of range"},
	{"MakeSlice: negative cap", "makeslice: cap out of range"},
	{"MakeChan: negative", "makechan: size out of range"},
	{"MakeSlice: len > cap", "makeslice: cap out of range"},
	{"Method on nil interface value", "invalid memory address or nil pointer dereference"},
	{"call of nil function", "invalid memory address or nil pointer dereference"},
	{"assignment to entry in nil map", "assignment to entry in nil map"},
	{"cannot convert slice with length", "cannot convert slice to array: it is too short"},
}

// shortSlice is what reflection says of a slice that is too short to be an array.
var shortSlice = regexp.MustCompile(`cannot convert slice with length (\d+) to (?:pointer to )?array with length (\d+)`)

// asRuntimeError is what a compiled program would recover where evaluated code panicked with r.
func asRuntimeError(r any) any {
	r = fault(r)
	if e, ok := r.(runtimeError); ok {
		return goruntime.Error(e.text)
	}
	return r
}

// fault is r as a runtimeError if it is the engine's, or reflection's, way to say that evaluated code has one.
func fault(r any) any {
	var text string
	switch v := r.(type) {
	case runtime.Error:
		if m := standInFault.FindStringSubmatch(v.Error()); m != nil {
			return runtimeError{fmt.Sprintf("unsupported: a value of a declared type in %s.%s, as a key of a map or in a struct that is compared: make it an any", m[1], m[2])}
		}
		if n, ok := strings.CutPrefix(v.Error(), "hash of unhashable type: "); ok { // as reflection has it
			return runtimeError{"runtime error: hash of unhashable type " + userTypes(n)}
		}
		if text := userTypes(v.Error()); text != v.Error() {
			return runtimeError{text}
		}
		return r
	case evaluated.Panic:
		return v.V
	case string:
		if !reflectSays(v) {
			return r
		}
		text = v
	case *reflect.ValueError:
		text = v.Error()
	case error:
		for _, k := range interpreters() {
			if words, ok := k.fault(v); ok {
				return runtimeError{strings.Replace(userTypes(words), "interface conversion: nil is not", "interface conversion: interface is nil, not", 1)}
			}
		}
		if !reflectSays(v.Error()) {
			return r
		}
		text = v.Error()
	default:
		return r
	}
	if m := shortSlice.FindStringSubmatch(text); m != nil {
		return runtimeError{"runtime error: cannot convert slice with length " + m[1] + " to array or pointer to array with length " + m[2]}
	}
	for _, f := range faults {
		if strings.Contains(text, f.engine) {
			if strings.HasPrefix(f.words, "makechan") { // no runtime error by name
				return runtimeError{f.words}
			}
			return runtimeError{"runtime error: " + f.words}
		}
	}
	return runtimeError{"runtime error: " + text}
}

// reflectSays says whether a panic is one of package reflect, and not one of the user's that begins with its name.
func reflectSays(text string) bool {
	return strings.HasPrefix(text, "reflect: ") || strings.HasPrefix(text, "reflect.")
}

// standInFault is what the runtime says of the engine's stand-in for an evaluated value in an interface of the host.
var standInFault = regexp.MustCompile(`(?:uncomparable|unhashable) type:? stdlib\._(?:.*_)?([a-z0-9]+)_([A-Z]\w*)$`)

// runtimeSymbols are what emitted code calls by rtName.
func (ld *loader) runtimeSymbols() map[string]reflect.Value {
	im := ld.im
	m := map[string]any{
		"Reg": func(name string, f any) bool { ld.regs[name] = f; return true },
		"P":   func() *int { return &im.word },
		"Slow": func() {
			if s := currentSlot(); s != nil {
				if ev := s.ev.Load(); ev != nil {
					s.entered(ev)
					s.slow(ev)
				}
			}
		},
		"Recv":           receive,
		"Send":           send,
		"Select":         choose,
		"Deferrals":      func() *deferrals { return &deferrals{} },
		"Defer":          func(d *deferrals, f func(), takes bool) { d.add(f, takes) },
		"DeferLiteral":   func(d *deferrals, f func(func() any)) { d.addLiteral(f) },
		"RunDefers":      runDefers,
		"Recoverer":      recoverer,
		"NotDeferred":    func() any { return nil },
		"RangeState":     rangeState,
		"RangeSwallowed": rangeSwallowed,
		"MinFloat":       func(a, b float64) float64 { return min(a, b) },
		"MaxFloat":       func(a, b float64) float64 { return max(a, b) },
		"Rune":           runeAt, "RuneLen": runeLenAt,
		"At":         func(k int) { ld.at(k, "") },
		"Same":       func(x any) any { return x },
		"ClearMap":   func(m any) { reflect.ValueOf(m).Clear() }, // also of keys that are not equal to themselves
		"AtText":     ld.at,
		"Go":         ld.goFunc,
		"WaitGo":     func(wg *sync.WaitGroup, f func()) { wg.Add(1); ld.goFunc(func() { defer wg.Done(); f() }) },
		"WaitWait":   waitFor,
		"OutOfRange": ld.outOfRange, "FarOutOfRange": ld.farOutOfRange, "OutOfBounds": ld.outOfBounds, "OutOfBounds3": ld.outOfBounds3,
		"NegativeShift": func() { panic(runtimeError{"runtime error: negative shift amount"}) },
		"NilCall":       func() { panic(runtimeError{"runtime error: invalid memory address or nil pointer dereference"}) },
		"Lock":          lockMutex, "Unlock": unlockMutex, "RWLock": lockRW, "RWUnlock": unlockRW, "RLock": rlockRW, "RUnlock": runlockRW,
		"AnyLock": lockAny, "AnyUnlock": unlockAny,
		"CondWait": im.locks.condWait, "CondSignal": im.locks.signal, "CondBroadcast": im.locks.broadcast, "OnceDo": im.locks.do,
		"Print":       func(a ...any) { fmt.Fprint(stderrNow(im), printArgs(a, "")...) },
		"Println":     func(a ...any) { fmt.Fprintln(stderrNow(im), a...) },
		"FlagParse":   parseFlags,
		"FlagTextVar": textVar,
	}
	m["Room"] = im.makeRoom
	maps.Copy(m, im.roomMethods())
	maps.Copy(m, im.codecMethods())
	maps.Copy(m, im.templateMethods())
	maps.Copy(m, im.reflectMethods())
	maps.Copy(m, im.outsideSymbols())
	maps.Copy(m, im.streamFunctions())
	syms := map[string]reflect.Value{}
	for n, f := range m {
		syms[n] = reflect.ValueOf(f)
	}
	return syms
}

func printArgs(a []any, sep string) []any {
	out := make([]any, 0, len(a))
	for _, x := range a { // fmt.Print puts spaces between operands that print does not
		out = append(out, fmt.Sprint(x)+sep)
	}
	return out
}

// sleep is time.Sleep, ended when its evaluation is cancelled.
func sleep(d time.Duration) {
	s, ev := current()
	if ev == nil || d <= 0 {
		time.Sleep(d)
		return
	}
	defer s.waiting(waitSleep)()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ev.stopChan():
		s.check(ev)
	}
}

// waitFor is WaitGroup.Wait, ended when its evaluation is cancelled.
func waitFor(wg *sync.WaitGroup) {
	s, ev := current()
	if ev == nil {
		wg.Wait()
		return
	}
	defer s.waiting(waitGroup)()
	c := make(chan struct{})
	go func() { wg.Wait(); close(c) }()
	select {
	case <-c:
	case <-ev.stopChan():
		s.check(ev)
	}
}

// goFunc is the go statement: a panic ends the goroutine and is reported, never the host.
func (ld *loader) goFunc(f func()) {
	if f == nil {
		panic(runtimeError{"go of nil func value"})
	}
	mine, ev := current()
	if ev == nil {
		ev = ld.im.strayEvaluation()
	} else {
		mine.check(ev) // a loop that starts goroutines must see a cancel, also between checks
		ld.im.goroutineRoom(mine, ev)
	}
	ld.im.pool.enter(ld)
	go ld.runGoroutine("goroutine", ev, ld.beginGoroutine(ev), f)
}

// beginGoroutine counts one more goroutine, or callback, of an evaluation, and gives it a slot.
func (ld *loader) beginGoroutine(ev *Evaluation) *slot {
	ld.im.pool.goroutines.Add(1)
	ev.goroutines.Add(1)
	return takeSlot(ev)
}

// runGoroutine runs evaluated code on a goroutine that is not the evaluation's own. The engine has been entered.
func (ld *loader) runGoroutine(where string, ev *Evaluation, s *slot, f func()) {
	old := getLabel()
	setLabel(s.ptr)
	defer func() {
		setLabel(old)
		ld.im.pool.leave(ld)
		ld.im.pool.goroutines.Add(-1)
		ev.goroutines.Add(-1)
		s.release(!ld.spawns.Load())
	}()
	defer func() { // under the label: the text of a panic may come from evaluated code
		if r := plainPanic(recover()); s.ending.Load() == nil { // otherwise it has been told why
			ev.report(where, r, s)
		}
	}()
	f()
}

// report says on the evaluation's stderr what ended a goroutine of it.
func (ev *Evaluation) report(where string, r any, s *slot) {
	if r == nil {
		return
	}
	f := ev.failureOf(r, s, nil)
	fmt.Fprintf(ev.Stderr(), "panic in %s: %s\n%s", where, f.Error(), f.Stack)
}
