package eval

// This file looks at single allocations before they are made: one that is too large would take the process with it.

import (
	"bytes"
	"fmt"
	"math/big"
	"math/bits"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"

	"parley/protocol"
)

const (
	// uncounted is how many bytes anybody may allocate at once without being asked: little, since a loop that makes pieces of a page takes gigabytes in
	// a second. smallRoom is how many without being refused.
	uncounted = 1 << 10
	smallRoom = 1 << 20
	// largeLot is how many bytes an evaluation may take in larger pieces before it looks itself whether it takes too many.
	largeLot = 16 << 20
	// heldUp is how long it waits, if so, for those who find out who does.
	heldUp = 50 * time.Millisecond
)

// room ends the evaluation of the calling goroutine if it must not allocate n values of size bytes at once.
func (im *Image) room(n, size int64) {
	if n <= 0 || size <= 0 {
		return // what asks for a negative number says so itself
	}
	high, low := bits.Mul64(uint64(n), uint64(size))
	if high == 0 && low <= uncounted {
		return
	}
	s, ev := current()
	if ev == nil {
		return
	}
	if high == 0 && low <= largeLot {
		if ev.large.Add(int64(low))%largeLot < int64(low) {
			s.holdUp(ev)
		}
	}
	if high == 0 && low <= smallRoom {
		return
	}
	want := int64(low)
	if high != 0 || want < 0 {
		want = 1<<63 - 1
	}
	most := im.unused(want)
	text := fmt.Sprintf("the evaluation asked for %s at once, and the node has room for %s; ask for less", about(want), about(max(most, 0)))
	if b := ev.Budget.Memory; b > 0 && b < most {
		most = b
		text = fmt.Sprintf("the evaluation used more than %s of memory: it asked for %s at once; ask for less, or ask where the budget for memory is larger", bytesText(b), about(want))
	}
	if want <= most {
		return
	}
	u := &unwind{&protocol.Failure{Kind: protocol.FailBudget, Text: text}}
	if f := s.placeNow(); f != "" {
		u.fail.Pos = f
	}
	ev.halt(u)
	s.endNow(ev, u)
}

// unused is how many bytes of Config.Memory are free. Garbage does not count, be it that of other images, but is looked for
// only if without it want would be refused.
func (im *Image) unused(want int64) int64 {
	most := im.conf.Memory - usedMemory()
	if want > most && want <= im.conf.Memory {
		runtime.GC()
		most = im.conf.Memory - usedMemory()
	}
	return most
}

// holdUp keeps an evaluation that takes much from taking more while too much is taken: the sweeper, on a busy machine, may be too late.
func (s *slot) holdUp(ev *Evaluation) {
	sw := &ev.im.sweep
	var m memory
	if m.read(); !sw.suspicious(&m) {
		return
	}
	if slots.searching.CompareAndSwap(false, true) {
		go sw.search()
	}
	for end := time.Now().Add(heldUp); slots.searching.Load() && sw.parade.Load() == nil && time.Now().Before(end); {
		s.check(ev)
		time.Sleep(tick)
	}
	if p := sw.parade.Load(); p != nil {
		p.wait(ev)
	}
	s.check(ev)
}

// A goroutine of evaluated code that waits takes goroutineSize bytes or so; they are counted by the goroutineLot.
const (
	goroutineSize = 16 << 10
	goroutineLot  = 64
)

// goroutineRoom ends the evaluation if it must not start one more goroutine.
func (im *Image) goroutineRoom(s *slot, ev *Evaluation) {
	if ev.started.Add(1)%goroutineLot != 0 {
		return
	}
	n := ev.goroutines.Load() + 1
	text := fmt.Sprintf("the evaluation has started %d goroutines and the node has no room for more; let some end first", n-1)
	if b := ev.Budget.Memory; b > 0 && n*goroutineSize > b {
		text = fmt.Sprintf("the evaluation used more than %s of memory: it has started %d goroutines; let some end first, or ask where the budget for memory is larger", bytesText(b), n-1)
	} else {
		var m memory
		if m.read(); m.held() <= im.conf.Memory {
			return
		}
	}
	u := &unwind{&protocol.Failure{Kind: protocol.FailBudget, Text: text}}
	ev.halt(u)
	s.endNow(ev, u)
}

// placeNow is the last place that emitted code has noted.
func (s *slot) placeNow() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.here.String()
}

// about words a number of bytes that nobody has chosen.
func about(n int64) string {
	switch {
	case n == 1<<63-1:
		return "more bytes than there are numbers for"
	case n >= 1<<40:
		return fmt.Sprintf("%.1f TiB", float64(n)/(1<<40))
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	default:
		return fmt.Sprintf("%d bytes", n)
	}
}

// usedMemory is how many bytes the heap and the stacks take, garbage among them.
func usedMemory() int64 {
	m := [2]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(m[:])
	return int64(m[0].Value.Uint64() + m[1].Value.Uint64())
}

// makeRoom stands in an emitted make for its length: n values of size bytes.
func (im *Image) makeRoom(n int, size int64) int {
	im.room(int64(n), size)
	return n
}

// roomStandIns are the functions of the standard library that allocate as much as a number says.
func (im *Image) roomStandIns() map[string]map[string]any {
	return map[string]map[string]any{
		"strings": {"Repeat": func(s string, n int) string {
			im.room(int64(n), int64(len(s)))
			return strings.Repeat(s, n)
		}},
		"bytes": {"Repeat": func(b []byte, n int) []byte {
			im.room(int64(n), int64(len(b)))
			return bytes.Repeat(b, n)
		}},
	}
}

// roomMethods are the stand-ins of methods that do, by the names that methodStandIns has for them.
func (im *Image) roomMethods() map[string]any {
	wide := func(n uint) int64 { return int64(min(n, 1<<62)) }
	return map[string]any{
		"GrowBuilder": func(b *strings.Builder, n int) { im.room(int64(n), 1); b.Grow(n) },
		"GrowBuffer":  func(b *bytes.Buffer, n int) { im.room(int64(n), 1); b.Grow(n) },
		"BigLsh": func(z, x *big.Int, n uint) *big.Int {
			if x.Sign() != 0 {
				im.room(wide(n)/8+int64(x.BitLen())/8, 1)
			}
			return z.Lsh(x, n)
		},
		"BigSetBit": func(z, x *big.Int, i int, b uint) *big.Int {
			im.room(int64(i)/8, 1)
			return z.SetBit(x, i, b)
		},
		"BigExp": func(z, x, y, m *big.Int) *big.Int {
			if (m == nil || m.Sign() == 0) && x.BitLen() > 1 && y.Sign() > 0 {
				n := int64(1) << 62
				if y.IsInt64() {
					n = y.Int64()
				}
				im.room(n, int64(x.BitLen())/8+1)
			}
			return z.Exp(x, y, m)
		},
		"BigMulRange": func(z *big.Int, a, b int64) *big.Int {
			if a > 0 && b > a {
				im.room(b-a, int64(bits.Len64(uint64(b)))/8+1)
			}
			return z.MulRange(a, b)
		},
		"BigBinomial": func(z *big.Int, n, k int64) *big.Int {
			if n > 0 && k > 0 {
				im.room(min(k, n-k), int64(bits.Len64(uint64(n)))/8+1)
			}
			return z.Binomial(n, k)
		},
	}
}
