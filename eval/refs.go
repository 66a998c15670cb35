package eval

// This file keeps the values that stay here while others hold references to them.

import (
	"cmp"
	"fmt"
	"go/types"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"time"
	"unsafe"

	"parley/protocol"
)

// RefInfo describes a value that is held for somebody.
type RefInfo struct {
	Ref    protocol.Ref
	Holder protocol.NodeID
	Until  time.Time // it is let go unless it is used before
	Uses   int
}

// refs is the table of an image. Its lock is below the image's.
type refs struct {
	home     protocol.NodeID
	instance uint64
	lease    time.Duration
	room     int // for each holder
	now      func() time.Time

	mu     sync.Mutex
	next   uint64
	byID   map[uint64]*heldValue
	kinds  map[string][]numberedType // by their text; those of one text differ
	made   int                       // numbers given
	timer  *time.Timer               // lets go of what nobody asks for any more; nil while there is nothing
	closed bool
}

// maxKinds bounds the types that are numbered at a time.
const maxKinds = 4096

type numberedType struct {
	t types.Type
	n int // never given again, for handles of quotes are kept by it
}

type heldValue struct {
	ref    protocol.Ref
	v      Value
	kind   string // equal for two values if their static types are identical
	holder protocol.NodeID
	until  time.Time
	uses   int
	same   sameValue
	how    holding
	cuts   []part // what has not been shown yet
}

// holding says why a value is held.
type holding uint8

const (
	heldCut    holding = iota // it was printed, and there is more of it: pages.go
	heldLooked                // it cannot travel and was printed
	heldAsked                 // it cannot travel and was asked for
)

// sameValue recognises a value that is held already, so that looking at a function twice does not hold it twice.
type sameValue struct {
	at unsafe.Pointer
	t  reflect.Type
	n  int // of a slice
}

func sameAs(v reflect.Value) (s sameValue) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan:
		s = sameValue{at: v.UnsafePointer(), t: v.Type()}
	case reflect.Slice:
		s = sameValue{at: v.UnsafePointer(), t: v.Type(), n: v.Len()}
	case reflect.Func: // the closure: functions of one literal share their code
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		s = sameValue{at: *(*unsafe.Pointer)(p.UnsafePointer()), t: v.Type()}
	}
	if s.at == nil {
		return sameValue{}
	}
	return s
}

func (r *refs) init(c *Config) {
	r.home, r.lease, r.room, r.now = c.Name, c.RefLease, c.MaxRefs, time.Now
	r.instance = rand.Uint64() >> 1 // it travels as a number that every decoder takes
	r.byID, r.kinds = map[uint64]*heldValue{}, map[string][]numberedType{}
}

// Keep holds v here for holder and gives the reference that stands for it. It fails when as many are held for that holder
// as may be; one that was only looked at, and never used, makes room.
func (im *Image) Keep(v Value, holder protocol.NodeID) (protocol.Ref, error) {
	return im.keep(v, holder, heldAsked)
}

func (im *Image) keep(v Value, holder protocol.NodeID, how holding) (protocol.Ref, error) {
	if !v.V.IsValid() {
		return protocol.Ref{}, fmt.Errorf("there is no value to hold")
	}
	if v.T == nil {
		im.mu.Lock()
		v.T = im.imp.TypeNow(v.V.Type())
		im.mu.Unlock()
	}
	h, err := im.refs.keep(v, holder, how)
	if err != nil {
		return protocol.Ref{}, err
	}
	return h.ref, nil
}

func (r *refs) keep(v Value, holder protocol.NodeID, how holding) (*heldValue, error) {
	same := sameAs(v.V)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, fmt.Errorf("the evaluator is closed")
	}
	now := r.now()
	r.sweep(now)
	text := v.TypeString()
	kind := r.kindOf(text, v.T)
	if same.at != nil && how != heldCut {
		for _, h := range r.byID {
			if h.same == same && h.holder == holder && h.kind == kind && h.how != heldCut {
				h.until, h.how = now.Add(r.lease), max(h.how, how)
				return h, nil
			}
		}
	}
	if !r.makeRoom(holder, how) {
		return nil, fmt.Errorf("%s holds %d values for %s already; let some go with Release, or wait until the %v after their last use are over", r.home, r.room, holder, r.lease)
	}
	r.next++
	h := &heldValue{ref: protocol.Ref{Node: r.home, ID: r.next, Instance: r.instance, Type: text}, v: v, kind: kind, holder: holder, until: now.Add(r.lease), same: same, how: how}
	r.byID[h.ref.ID] = h
	if how == heldCut {
		h.until = now.Add(min(r.lease, viewLease))
	}
	if r.timer == nil {
		r.timer = time.AfterFunc(r.pause(), r.tick)
	}
	return h, nil
}

// kindOf numbers the types of one text, as there are when a type is declared again: each is another one.
func (r *refs) kindOf(text string, t types.Type) string {
	all := r.kinds[text]
	i := slices.IndexFunc(all, func(x numberedType) bool { return types.Identical(x.t, t) })
	if i < 0 {
		r.made++
		if len(r.kinds) > maxKinds {
			clear(r.kinds) // they get new numbers when they come again
			all = nil
		}
		all = append(all, numberedType{t, r.made})
		r.kinds[text] = all
		i = len(all) - 1
	}
	return fmt.Sprintf("%s\x00%d", text, all[i].n)
}

// makeRoom says whether one more may be held for holder. What nobody counts on gives way, the oldest first: values that were cut,
// those that were only looked at, and those of this process itself, which has them in other ways.
func (r *refs) makeRoom(holder protocol.NodeID, how holding) bool {
	room := r.room
	if how == heldCut {
		room = maxViews
	}
	var oldest *heldValue
	n := 0
	for _, h := range r.byID {
		if h.holder != holder || (h.how == heldCut) != (how == heldCut) {
			continue
		}
		n++
		gives := h.how == heldCut || h.how == heldLooked && h.uses == 0 || holder == r.home
		if gives && (oldest == nil || h.ref.ID < oldest.ref.ID) {
			oldest = h
		}
	}
	if n < room {
		return true
	}
	if oldest == nil {
		return false
	}
	delete(r.byID, oldest.ref.ID)
	return true
}

// sweep lets go of what is held no longer.
func (r *refs) sweep(now time.Time) {
	for _, h := range r.byID {
		if now.After(h.until) {
			delete(r.byID, h.ref.ID)
		}
	}
	if len(r.byID) == 0 {
		clear(r.kinds)
	}
}

// pause is how long after its lease a value may still be held.
func (r *refs) pause() time.Duration { return max(min(r.lease, viewLease)/4, time.Millisecond) }

func (r *refs) tick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sweep(r.now())
	if len(r.byID) == 0 || r.closed {
		r.timer = nil
		return
	}
	r.timer.Reset(r.pause())
}

// types are the static types of what is held.
func (r *refs) types() (ts []types.Type) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range r.byID {
		if h.v.T != nil {
			ts = append(ts, h.v.T)
		}
	}
	return ts
}

// find gives the value behind a reference and renews its lease.
func (r *refs) find(ref protocol.Ref) (*heldValue, error) {
	if ref.Node != r.home {
		return nil, fmt.Errorf("%s is a value at %s and can be used only there: send what uses it to %s", ref.Name(), ref.Node, ref.Node)
	}
	if ref.Instance != r.instance {
		return nil, fmt.Errorf("%s is gone: %s has been started anew since", ref.Name(), ref.Node)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	r.sweep(now)
	h := r.byID[ref.ID]
	if h == nil {
		return nil, fmt.Errorf("%s is gone: it was released, or not used for %v; get it again", ref.Name(), r.lease)
	}
	if h.how != heldCut {
		h.until = now.Add(r.lease)
	}
	return h, nil
}

func (r *refs) used(h *heldValue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h.uses++
}

// bindKind says which type a bound value has: equal for two values if the same handle can take both.
func (im *Image) bindKind(b protocol.Value) string {
	if len(b.Data) == 0 || b.Data[0] != refHead[0] { // nearly all
		return b.Type
	}
	ref, ok := refOf(b)
	if !ok {
		return b.Type
	}
	h, err := im.refs.find(ref)
	if err != nil {
		return ref.String()
	}
	return h.kind
}

// bindType is the type that a bound value has in the source that it is bound in. The image's lock is held.
func (im *Image) bindType(b protocol.Value) (types.Type, error) {
	ref, ok := refOf(b)
	if !ok {
		t, err := im.typeOfText(b.Type)
		if err != nil {
			err = undeclared(b, err)
		}
		return t, err
	}
	h, err := im.refs.find(ref)
	if err != nil {
		return nil, err
	}
	return h.v.T, nil
}

// Release lets go of a value that is held for holder; "" is anybody. It says whether there was one.
func (im *Image) Release(ref protocol.Ref, holder protocol.NodeID) bool {
	r := &im.refs
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.byID[ref.ID]
	if h == nil || ref.Node != r.home || ref.Instance != r.instance || holder != "" && h.holder != holder {
		return false
	}
	delete(r.byID, h.ref.ID)
	return true
}

// ReleaseAll lets go of all that is held for a holder that has gone, after a time in which it may come back.
func (im *Image) ReleaseAll(holder protocol.NodeID, after time.Duration) {
	r := &im.refs
	r.mu.Lock()
	defer r.mu.Unlock()
	until := r.now().Add(after)
	for _, h := range r.byID {
		switch {
		case h.holder != holder:
		case after <= 0:
			delete(r.byID, h.ref.ID)
		case h.until.After(until):
			h.until = until
		}
	}
}

// Refs lists the values that are held for others, in the order in which they were asked for.
func (im *Image) Refs() []RefInfo {
	r := &im.refs
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sweep(r.now())
	var list []RefInfo
	for _, h := range r.byID {
		if h.how != heldCut && h.holder != r.home {
			list = append(list, RefInfo{h.ref, h.holder, h.until, h.uses})
		}
	}
	slices.SortFunc(list, func(a, b RefInfo) int { return cmp.Compare(a.Ref.ID, b.Ref.ID) })
	return list
}

func (r *refs) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	clear(r.byID)
	clear(r.kinds)
	if r.timer != nil {
		r.timer.Stop()
	}
}
