package drive

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"parley/protocol"
)

// faults are what a script does to the network of this machine, on request. They are about its own messages alone: the
// node itself stays connected, so that the script can undo them.
type faults struct {
	mu    sync.Mutex
	links map[protocol.NodeID]*linkFaults
}

type linkFaults struct {
	Faults
	last time.Time // when the last delayed message arrives: they do not overtake each other
}

// Faults are what is done to the channels between this machine and one other node.
type Faults struct {
	CutTo, CutFrom bool          // nothing leaves; nothing is taken
	Loss           float64       // the part of what leaves that is lost, 0 to 1
	Duplicate      float64       // and that leaves twice
	Delay, Jitter  time.Duration // how much later a message leaves, and up to how much more
	Reorder        bool          // messages that are delayed may overtake each other
}

// Validate says what is wrong with them.
func (f Faults) Validate() error {
	if !(f.Loss >= 0 && f.Loss <= 1 && f.Duplicate >= 0 && f.Duplicate <= 1) {
		return fmt.Errorf("parts of messages are between 0 and 1, not %v and %v", f.Loss, f.Duplicate)
	}
	if f.Delay < 0 || f.Jitter < 0 {
		return fmt.Errorf("a delay is not negative, as %v and %v are", f.Delay, f.Jitter)
	}
	return nil
}

// SetFaults says what is done to the channels between this machine and another node from now on.
func (d *Driver) SetFaults(peer protocol.NodeID, f Faults) error {
	if err := f.Validate(); err != nil {
		return err
	}
	d.faults.mu.Lock()
	defer d.faults.mu.Unlock()
	d.faults.links[peer] = &linkFaults{Faults: f}
	return nil
}

// FaultsOf are what is done to the channels to another node.
func (d *Driver) FaultsOf(peer protocol.NodeID) Faults {
	d.faults.mu.Lock()
	defer d.faults.mu.Unlock()
	if l := d.faults.links[peer]; l != nil {
		return l.Faults
	}
	return Faults{}
}

// Heal ends all faults of the network.
func (d *Driver) Heal() {
	d.faults.mu.Lock()
	defer d.faults.mu.Unlock()
	clear(d.faults.links)
}

// through sends, as far and as late as the faults let it.
func (d *Driver) through(to protocol.NodeID, send func(), dropped func(why string)) {
	d.faults.mu.Lock()
	l := d.faults.links[to]
	if l == nil {
		d.faults.mu.Unlock()
		send()
		return
	}
	defer d.faults.mu.Unlock()
	if l.CutTo {
		dropped("there is no connection")
		return
	}
	if l.Loss > 0 && rand.Float64() < l.Loss {
		dropped("lost")
		return
	}
	copies := 1
	if l.Duplicate > 0 && rand.Float64() < l.Duplicate {
		copies = 2
	}
	for range copies {
		l.leave(func() {
			if !d.crashed() {
				send()
			}
		})
	}
}

// leave sends a message when it is time.
func (l *linkFaults) leave(send func()) {
	if l.Delay == 0 && l.Jitter == 0 {
		send()
		return
	}
	at := time.Now().Add(l.Delay)
	if l.Jitter > 0 {
		at = at.Add(rand.N(l.Jitter))
	}
	if !l.Reorder && at.Before(l.last) {
		at = l.last
	}
	l.last = at
	time.AfterFunc(time.Until(at), send)
}

func (d *Driver) cutFrom(from protocol.NodeID) bool {
	d.faults.mu.Lock()
	defer d.faults.mu.Unlock()
	l := d.faults.links[from]
	return l != nil && l.CutFrom
}

// diskFaults are what is done to the store.
type diskFaults struct {
	mu   sync.Mutex
	full bool
	tear int  // the machine crashes at that write from now; 0: it does not
	keep bool // and the write is on disk by then
}

// DiskFull lets writes fail, which ends the machine, until it is called with false.
func (d *Driver) DiskFull(full bool) {
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	d.disk.full = full
}

// CrashAtWrite crashes the machine at its k-th write from now: before it is on disk, or, if kept, just after.
func (d *Driver) CrashAtWrite(k int, kept bool) error {
	if k < 1 {
		return fmt.Errorf("there is no write number %d from now; the next is 1", k)
	}
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	d.disk.tear, d.disk.keep = k, kept
	return nil
}

// write stores, as far as the faults let it.
func (d *Driver) write(writes []protocol.Write) error {
	d.disk.mu.Lock()
	full, crash, keep := d.disk.full, d.disk.tear == 1, d.disk.keep
	if d.disk.tear > 0 {
		d.disk.tear--
	}
	d.disk.mu.Unlock()
	if full {
		return errDiskFull
	}
	if crash && !keep {
		return ErrCrashed
	}
	d.cfg.Point()
	if err := d.store.Write(writes); err != nil {
		return fmt.Errorf("its store cannot be written: %w", err)
	}
	d.cfg.Point()
	if crash {
		return ErrCrashed
	}
	return nil
}
