// Package zab is a replicated file system by primary order atomic broadcast, the protocol of ZooKeeper: one primary at a time executes what
// clients ask for and broadcasts the changes of the state that follow; all nodes apply them in one order, over crashes of the primary too.
//
// # The problem
//
// F. Junqueira, B. Reed and M. Serafini, Zab: High-performance broadcast for primary-backup systems, DSN 2011. A change such as "write this at byte 5" is good
// only in the state that the primary has prepared it for. So it is not enough that all deliver the same sequence (atomic broadcast): if a primary has several
// changes under way and crashes, what is delivered of them must be a beginning, and what a later primary broadcasts must come after it. The properties
// of the paper are the invariants here, with z for a transaction, which the paper writes as a pair of a value and its zxid:
//
//	Integrity              If some process delivers a transaction, then some process has broadcast it.
//	Total order            If some process delivers z before z', then any process that delivers z' must also deliver z, and deliver z before z'.
//	Agreement              If some process delivers z and some process delivers z', then either the first delivers z' or the second delivers z.
//	Local primary order    If a primary broadcasts z before it broadcasts z', then a process that delivers z' must also deliver z before z'.
//	Global primary order   If a primary broadcasts z and a later primary broadcasts z', then a process that delivers both must deliver z before z'.
//	Primary integrity      If a primary broadcasts z and some process delivers z' that an earlier primary has broadcast, then the later must deliver z' before it broadcasts z.
//
// and besides: One primary (an epoch is led by one), Promises (f.p and f.a never go back, on disk), Durability (what is delivered is on the disks of a quorum), FIFO
// client order (the requests of a session in order, each once), and Prefix consistency (the files of each node are what a beginning of the one sequence
// makes of none, and each operation fails exactly where it must).
//
// # The phases
//
// The steps (f.1.1: follower, phase 1, step 1) are named in the code. Each node keeps f.p (acceptedEpoch), f.a (currentEpoch) and its history on disk.
//
//   - election          election.go    an oracle names a leader. It may name several, and change its mind: the later phases are safe with any
//     1  discovery         discovery.go   the leader gets promises of a quorum for a new epoch, and the most recent of their histories
//     2  synchronisation   sync.go        a quorum takes that history over; then all of it is committed, and the leader is established
//     3  broadcast         broadcast.go   propose, acknowledge, commit; a node that comes late goes through 1 and 2 with the established leader
//
// A transaction is identified by (epoch, counter). Two histories that have one transaction in common have all before it in common, since each primary
// broadcasts its own in order after one history. So the last zxid of each epoch says where two histories part, and messages carry only
// what follows that: NEWEPOCH says what the leader has, ACK-E brings what it lacks, and NEWLEADER what the follower lacks. What a follower has beyond that
// is cut off: no quorum had it.
//
// # Elections
//
// The parameter election says who is the oracle. fast is the fast leader election of the implementation: votes by (currentEpoch, last zxid,
// name), so that the leader has the most recent history already. fact takes whoever the fact "leader" names, and tells "need-leader" when that one is not
// heard: so any of package election goes below it in a protocol.Stack. With fast it tells the fact "leader" itself, when it follows one that is established.
//
// # Requests
//
// Create, Delete, Append, ReadLatest and Sync go to the leader, which finds out what each comes to in the state that will be there, and broadcasts it; a
// request that fails (a missing file, an existing one) has its place in the order as well. The node that was asked answers when it has delivered it itself.
// Each node's requests are one session: numbered, taken by leaders in that order only, sent again until they are delivered, and dropped by their number when they come twice, also by
// a leader that did not see the first (FIFO client order). A node that starts again begins a new life of its session, with numbers of its own.
//
// # Sessions of clients
//
// A client that is no node may ask now here and now there, and asks again where its connection broke. So it has a session of its own: Open gives it a name, the zxid of that transaction,
// which no other has; Do takes that name and a number that grows. What each session has come to, its last number and what that came to, is part of the replicated state, as the
// primary finds it: a request with that number is answered as before, one with a lower number is refused, wherever it comes from and however late. So each is done once at most,
// and never after a later one. There is room for so many sessions as the parameter sessions says. The one that was not used for longest ends for another, and what its client asks for then is not done.
//
// # What is read
//
// Read is answered by the node alone, after all that was called there before it. It is sequentially consistent: all nodes go through the same sequence of states, no node goes
// back while it is up, and what a node's callers have done is in what they read there afterwards. It is not linearizable: a follower learns of a commit a
// little later than others, and one that is cut off, or a leader that does not know yet that there is a new one, answers for up to a timeout from what it has.
// Create, Delete, Append and ReadLatest are linearizable, and a Read after Sync is as good. See model.go.
//
// # Snapshots
//
// The history does not grow without end: at a beat, and by the call Snapshot, a node puts the state that it has delivered into a snapshot, and drops half or all of the transactions up to
// there. The paper leaves that to the service; ZooKeeper does it while it goes on, and so gets a snapshot that is fuzzy. Here a step is whole, and so is the snapshot. Who lacks what is dropped gets
// a snapshot and what follows: a follower in NEWLEADER, or by SNAP while the leader broadcasts, and a leader in ACK-E. What was dropped was delivered, so it was on the disks of a quorum, and is
// in the history of every later leader: two histories never part before the beginning of one of them. The requests of a node that it sees done by a snapshot alone end unknown, but
// for those whose end is in the state: a session of a client says what became of its last request.
//
// # Messages
//
//	VOTE        everybody to all             for whom, with which history; the round; whether it leads already
//	CEPOCH      follower to leader           f.p
//	NEWEPOCH    leader to follower           e', f.a and the ends of the leader's history
//	ACK-E       follower to leader           f.a, the ends of its history, and what the leader lacks of it
//	NEWLEADER   leader to follower           the history, from where the follower's parts
//	ACK-LD      follower to leader           taken over, on disk
//	COMMIT-LD   leader to follower           up to where a quorum has it
//	PROPOSE     leader to follower           transactions, and the one before them
//	ACK         follower to leader           up to where it has all
//	COMMIT      leader to follower           up to where a quorum has all
//	SNAP        leader to follower           the state, where what the follower lacks is not kept any more
//	PING        leader to follower, each beat; answered by ACK
//	REQUEST     follower to leader
//
// # Where this differs from the paper, and why that is safe
//
// Channels may lose, double and reorder. The paper takes TCP. Here each message has its epoch, a proposal says what it comes after, acknowledgements and commits
// are "up to", and all are repeated until they are answered. A NEWLEADER that comes again to who has taken it over never cuts anything off.
//
// f.p is kept with whom it was given to. A promise may then be repeated to the same leader, whose first was lost, and never goes to two for one epoch. A leader
// makes the promise of its own epoch on disk before it tells the epoch, and so uses none twice, over crashes too.
//
// A leader that hears of a promise for a later epoch, or of its own epoch to another, gives up. That follower could never come back otherwise.
//
// # What is left out
//
// Observers, changes of the ensemble (all nodes are members for good), ephemeral and watched files, and hierarchy: this file system is flat.
// Transactions of several operations: each operation of a session is atomic, and a session is not. Sessions that end with time: one ends by Close, or when there are too many.
package zab
