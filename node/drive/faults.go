package drive

import (
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
	Loss           float64       // the part of what leaves that is lost
	Delay, Jitter  time.Duration // how much later a message leaves, and up to how much more
}

// SetFaults says what is done to the channels between this machine and another node from now on.
func (d *Driver) SetFaults(peer protocol.NodeID, f Faults) {
	d.faults.mu.Lock()
	defer d.faults.mu.Unlock()
	d.faults.links[peer] = &linkFaults{Faults: f}
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
	switch {
	case l.CutTo:
		dropped("there is no connection")
	case l.Loss > 0 && rand.Float64() < l.Loss:
		dropped("lost")
	case l.Delay > 0 || l.Jitter > 0:
		at := time.Now().Add(l.Delay)
		if l.Jitter > 0 {
			at = at.Add(rand.N(l.Jitter))
		}
		if at.Before(l.last) {
			at = l.last
		}
		l.last = at
		time.AfterFunc(time.Until(at), func() {
			if !d.crashed() {
				send()
			}
		})
	default:
		send()
	}
}

func (d *Driver) cutFrom(from protocol.NodeID) bool {
	d.faults.mu.Lock()
	defer d.faults.mu.Unlock()
	l := d.faults.links[from]
	return l != nil && l.CutFrom
}
