package zab

// The row of the table of protocols.

import (
	"time"

	"parley/protocol"
)

// Protocol is the replicated file system.
func Protocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:    "zab",
		Summary: "a replicated file system by primary order atomic broadcast, as in ZooKeeper",
		Source:  "Junqueira, Reed and Serafini, Zab: High-performance broadcast for primary-backup systems (DSN 2011)",
		New:     func(c protocol.Config) protocol.Machine { return newMachine(c) },
		About: "For a service whose state one node changes and all have, such as a store of configuration: one primary at a time executes what is asked for at any node and broadcasts the change; " +
			"all apply the changes in one order, and what a primary has begun before it crashed is finished from its beginning or not at all. It survives every fault that a simulation has, as long as " +
			"disks keep what they were given. It goes on while more than half of the nodes reach each other. A Read is answered by the node that is asked, which may be a little behind; ReadLatest is not.",
		Demos: []protocol.Demo{
			{Command: "sim zab --seeds 200 --faults all", Doc: "whatever is done to it, all files are beginnings of one history"},
			{Command: "sim zab -n 3 --param synchronise=false --faults crash --seeds 200", Breaks: "Durability", Doc: "without phase 2 a new leader delivers what only it has, and dies: others have seen what never was. `parley run zab` goes through it step by step"},
			{Command: "sim zab --seeds 200 --require \"Up to date\"", Breaks: "Up to date", Doc: "why a Read may be behind: the leader has delivered a change, and a follower that serves has not heard of it"},
		},
		Optional: []protocol.Property{upToDate},
		Model:    Model(),
		Network:  "set", // what is lost, late or doubled is nothing new to it
		Params: []protocol.Param{
			{Name: "election", Default: "fast", Doc: "fast: its own, which prefers the most recent history; fact: who the fact leader names, so that another machine of the node elects"},
			{Name: "synchronise", Default: true, Doc: "false, to see what phase 2 is for: a new leader does not wait until a quorum has its history, and delivers it at once"},
			{Name: "beat", Default: 200 * time.Millisecond, Min: time.Millisecond, Doc: "how far a leader's pings are apart, and repeats of what is not answered; keep it longer than a message and its answer take"},
			{Name: "timeout", Default: time.Second, Min: time.Millisecond, Doc: "how long a follower does not hear its leader, or a leader a quorum, before it looks for another; some beats. Shorter finds the dead sooner, and takes more of the slow for dead"},
			{Name: "settle", Default: 40 * time.Millisecond, Min: time.Millisecond, Doc: "how long an election with a quorum for a node waits for a better vote, if not all have voted"},
			{Name: "patience", Default: 10 * time.Second, Min: time.Millisecond, Doc: "how long a call waits for a leader and its delivery"},
			{Name: "pending", Default: 1000, Min: 1, Doc: "how many requests of a node, and proposals of a leader, may be under way; more are refused, or wait at their node"},
			{Name: "compact", Default: 4096, Min: 1, Doc: "how many delivered transactions the history may have at a beat; then a snapshot is made of all files, and half of them go"},
			{Name: "sessions", Default: 1000, Min: 1, Doc: "how many sessions of clients are remembered; one more ends the one that was not used for longest"},
			{Name: "room", Default: 64 << 20, Min: 1, Doc: "how many bytes all files may have together, each with its name and 64 more; all of it is in memory at each node, and goes to who comes late in one message. A history with a quarter of that is compacted, whatever compact says"},
			{Name: "limit", Default: 64 << 10, Min: 1, Doc: "the largest value in bytes of one Append"},
		},
		Calls: []protocol.CallType{
			{Op: opCreate, Names: []string{"name"}, Args: []any{""}, Doc: "makes an empty file; failed: there is one"},
			{Op: opDelete, Names: []string{"name"}, Args: []any{""}, Doc: "removes a file; failed: there is none"},
			{Op: opAppend, Names: []string{"name", "value"}, Args: []any{"", ""}, Doc: "adds to the end of a file; failed: there is none"},
			{Op: opRead, Names: []string{"name"}, Args: []any{""}, Result: "", Doc: "what this node has in a file, after all requests of this node that were called before; it may lack what others have done lately. failed: there is none"},
			{Op: opReadLatest, Names: []string{"name"}, Args: []any{""}, Result: "", Doc: "what is in a file, through the leader: nothing that was done before is missing. failed: there is none"},
			{Op: opSync, Doc: "ends when this node has all that was done before; a Read then is as good as a ReadLatest"},
			{Op: opOpen, Result: "", Doc: "begins a session of a client, and says its name; see Do"},
			{Op: opDo, Names: []string{"session", "number", "op", "name", "value"}, Args: []any{"", 0, "", "", ""}, Result: Done{}, Doc: "Create, Delete, Append or Read as a request of a session, which may be called at any node, and again at another if the answer did not come: it is done once, and never after one with a greater number. A Read is a ReadLatest. session \"\": in none"},
			{Op: opClose, Names: []string{"session"}, Args: []any{""}, Doc: "ends a session"},
			{Op: "Files", Result: []string(nil), Doc: "the names that this node has, sorted"},
			{Op: opSnapshot, Result: 0, Doc: "this node puts all that it has delivered into a snapshot, and drops that from its history; says how many transactions that is"},
			{Op: "Status", Result: Status{}, Doc: "what this node is doing"},
		},
		Messages: []protocol.MessageType{
			{Kind: "VOTE", Body: Notification{}, Doc: "to all, in an election; and back to who looks for a leader: for whom I am"},
			{Kind: "CEPOCH", Body: CurrentEpoch{}, Doc: "follower to prospective leader: the last epoch that I have promised"},
			{Kind: "NEWEPOCH", Body: NewEpoch{}, Doc: "leader to who has sent CEPOCH: promise this one"},
			{Kind: "ACK-E", Body: AckEpoch{}, Doc: "follower to leader: I do, and have this history"},
			{Kind: "NEWLEADER", Body: NewLeader{}, Doc: "leader to who has promised: the history of this epoch"},
			{Kind: "ACK-LD", Body: Ack{}, Doc: "follower to leader: that is my history now, on disk"},
			{Kind: "COMMIT-LD", Body: Commit{}, Doc: "leader to who has acknowledged it: a quorum has it; deliver"},
			{Kind: "PROPOSE", Body: Proposal{}, Doc: "leader to synchronised followers: the next transactions"},
			{Kind: "ACK", Body: Ack{}, Doc: "follower to leader: up to here all is on disk"},
			{Kind: "COMMIT", Body: Commit{}, Doc: "leader to synchronised followers: up to here a quorum has all"},
			{Kind: "SNAP", Body: Snap{}, Doc: "leader to a synchronised follower that lacks what is kept no more: the state after it"},
			{Kind: "PING", Body: Ping{}, Doc: "leader to synchronised followers, each beat; answered by ACK"},
			{Kind: "REQUEST", Body: Request{}, Doc: "follower to leader: broadcast this"},
		},
		Stores: []protocol.StoreType{
			{Key: acceptedKey, Value: Promise{}, Doc: "f.p: the last epoch that was promised, and to whom"},
			{Key: currentKey, Value: 0, Doc: "f.a: the epoch of the last history that was taken over from a leader"},
			{Key: logKey, Value: Txn{}, Doc: "h_f: the history, by place"},
			{Key: baseKey, Value: Mark{}, Doc: "the last transaction that was dropped from the history"},
			{Key: snapshotKey, Value: Snapshot{}, Doc: "the latest snapshot"},
			{Key: lifeKey, Value: 0, Doc: "how often this node has begun a session"},
		},
		Invariants: []protocol.Property{
			property("Integrity", "what a process delivers some process has broadcast"),
			property("Total order", "if a process delivers one transaction before another, each process that delivers the other has delivered the first before it"),
			property("Agreement", "of two processes that deliver each a transaction, one delivers that of the other"),
			property("Local primary order", "who delivers a transaction of a primary has delivered all that this primary has broadcast before"),
			property("Global primary order", "transactions of an earlier primary are delivered before those of a later one"),
			property("Primary integrity", "a primary has delivered all that is ever delivered of earlier primaries before it broadcasts"),
			property("One primary", "an epoch has one established leader at most"),
			property("Promises", "the epochs that a node has promised and taken over never go back"),
			property("Durability", "what is delivered somewhere is on the disks of a quorum"),
			property("FIFO client order", "the requests of a session, of a node or a client, are done in order, each once"),
			property("Prefix consistency", "the file system of a node is what the transactions delivered there make of an empty one, and operations fail where they must"),
		},
		Sometimes: []protocol.Property{
			sometimes("a leader is established", func(r *record) bool { return len(r.Primary) > 0 }),
			sometimes("a transaction is delivered by a quorum", func(r *record) bool { return r.ByQuorum }),
			sometimes("a follower is synchronised with truncation", func(r *record) bool { return r.Cut }),
			sometimes("a snapshot is installed", func(r *record) bool { return r.Installed }),
		},
		Workload: workload,
		Load:     load,
		Explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{
				{Node: nodes[0], Op: opCreate, Args: []any{"f"}},
				{Node: nodes[len(nodes)-1], Op: opAppend, Args: []any{"f", "x"}},
			}
		},
	}
}
