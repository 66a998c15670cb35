package protocol

import "time"

// Operation is one call, from its beginning to its end, of a simulated or a live run.
type Operation struct {
	Node       NodeID
	Call       Call
	Start, End time.Duration // since the run began; End only if Ended
	Ended      bool
	Reply      Reply
}

// Cluster is what a script talks to: a simulated cluster, or a live one. Nodes are numbered from 1, in the order of Names. Each
// method does one thing and then returns. Its error is about the thing itself, such as that the node is down or that this
// cluster cannot do it, and then nothing was done. That a property is violated is told by Err; from then on nothing happens any more.
type Cluster interface {
	Names() []NodeID

	// Call calls an operation of one node's machine, and does not wait for the answer: it is in History.
	Call(node int, op string, args ...any) error
	// Advance lets that much time pass: virtual time in a simulation, real time live.
	Advance(d time.Duration) error
	// Run lets time pass until nothing is left to happen or a minute is over. Live, that is until all calls are answered.
	Run() error

	// Crash takes from a node all but what it has stored; Recover starts it again from that.
	Crash(node int) error
	Recover(node int) error
	// CrashAtWrite crashes a node at its k-th write from now: before it is on disk, or, if kept, just after.
	CrashAtWrite(node, k int, kept bool) error
	// Pause lets a node stand still, with what is for it waiting, until Resume.
	Pause(node int) error
	Resume(node int) error
	// Drift makes the node's clock run fast (1.1) or slow (0.9).
	Drift(node int, rate float64) error
	// DiskFull lets writes of the node fail, which ends it, until DiskFree.
	DiskFull(node int) error
	DiskFree(node int) error

	// Partition cuts all channels between the groups. A node in none is a group of its own.
	Partition(groups ...[]int) error
	// Cut cuts the channel from one node to another, in that direction; Join mends it.
	Cut(from, to int) error
	Join(from, to int) error
	// Heal mends all channels, and undoes what the methods below did.
	Heal() error
	// Loss and Duplicate are the parts, 0 to 1, of all messages that are lost and that arrive twice.
	Loss(part float64) error
	Duplicate(part float64) error
	// Reorder says whether messages may overtake each other.
	Reorder(may bool) error
	// Delay is how long each message takes.
	Delay(least, most time.Duration) error
	// Capacity lets k messages into the channel per millisecond; 0 holds them back until it is more.
	Capacity(from, to, k int) error

	// Err is why the run has ended: the property that is violated and how; or nil.
	Err() error
	// Trace is what happened so far.
	Trace() Trace
	// History is the calls so far, in the order in which they began.
	History() []Operation
}
