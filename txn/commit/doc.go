// Package commit is atomic commitment: writes to a map that all nodes hold take effect at all of them or at none, although
// nodes crash in the middle.
//
// The problem (Bernstein, Hadzilacos and Goodman, Concurrency Control and Recovery in Database Systems, 1987, section 7.3), with
// the names of the invariants here:
//
//	AC1  All processes that reach a decision reach the same one.
//	AC2  A process cannot reverse its decision after it has reached one.
//	AC3  The Commit decision can only be reached if all processes voted Yes.
//	AC4  If there are no failures and all processes voted Yes, then the decision will be to Commit. (a test; and the Sometimes)
//	AC5  If all existing failures are repaired and no new ones occur for long enough, all processes reach a decision. (a test)
//
// and "nothing acknowledged is lost": a node that has nothing open about a key has under it what was committed last.
//
// # Two-phase commit
//
// J. Gray, Notes on data base operating systems, 1978, section 5.8.3.3. twophase.go. The coordinator asks all for their votes (Prepare); each logs
// what it is to write, then says Yes, or No; if all say Yes the coordinator logs the commit, which is the commit point, then
// says Commit, and repeats it until all have Committed. A vote that is missing after the timeout is a No. Who has said
// Yes and hears nothing asks, and waits for as long as the coordinator is down: two-phase commit blocks. With the parameter cooperative
// it asks all members (section 7.4, cooperative termination), which helps where one of them knows more.
//
// An abort needs no confirmation: a coordinator that has no record of a transaction of its own says that it is aborted (presumed abort, Mohan
// and Lindsay, 1983).
//
// # Three-phase commit
//
// D. Skeen, Nonblocking commit protocols, 1981. threephase.go, termination.go. Between the votes and the decision the coordinator tells all that all have
// voted Yes (PreCommit, which each logs and answers by Ready). Hence nobody is committed while anybody is uncertain, and who hears no more
// can decide alone:
//
//	state                  hears no more                                           has crashed (failure transition)
//	coordinator, w1        abort                                                   abort: it has no record
//	coordinator, p1        commit, without who is silent                           ask all; commit if all have crashed and nobody has decided
//	coordinator, c1        tell all again until they confirm                       the same
//	participant, q         abort (vote No)                                         abort: it has no record
//	participant, w         become the backup coordinator; without backup: abort    ask all
//	participant, p         become the backup coordinator; without backup: commit   ask all
//
// A participant that has not voted may abort alone after a crash; one that has must ask: the others may have gone on without it.
// A member that is asked about a transaction that it has not voted on aborts it. Ready that does not come does not abort: were
// the coordinator to abort in p1 and then fail, those that hear of it would abort and those that do not would commit.
//
// The timeout transitions of Skeen's section 5, where each participant decides alone by its state, take it that PreCommit goes to all or to none. A process
// that is killed between two sends leaves one in w, which aborts, and one in p, which commits. So the participants end it together (section 6, the
// termination protocol): the first of them that is up asks all for their states (StateReq), and decides, after it has brought those in w to p if one is in
// p. It becomes the backup because it waits for the shortest time, 3 timeouts; each next member waits for 2 more. The parameter backup=false leaves the
// transitions alone, for what they teach.
//
// What each survives, as the explorer and random runs show:
//
//	                                                                            backup=false   backup=true
//	crashes of any nodes between steps, recoveries at any time                  yes            yes
//	crashes between two messages that are sent at once                          no             yes
//	who is up decides without waiting for who is down                           yes            yes
//	a message that is lost or slow, while its receiver can still ask others     no             mostly
//	a partition, or a pause that is longer than timeouts                        no             no
//
// Both are right while messages take less than half of the parameter timeout and none is lost: Skeen's network. A partition, a pause or a loss makes a silent
// node look like a failed one, and then one part commits and the other aborts, backup or not: the backup of each part hears nobody of the other. Random
// runs of 3pc draw no such faults, and tests show what they do. Who fears that uses two-phase commit, which waits, or consensus.
//
// # Rows
//
// TwoPhase ("2pc") and ThreePhase ("3pc") are the two alone, each with a map of its own; Both ("commit") offers both on one map. Since all of them hold the
// map they share operations (Get, Data, Abort, ..), and so a stack takes one of the three.
//
// # What is read
//
// See model.go. Read at the leader is linearizable with the transactions and removals that are called there, and those may have several keys: once a caller is
// told that something is committed, every Read finds it, over crashes of the leader too. Random runs and killed live processes are judged by that. It takes one
// leader: one that does not know yet that it leads no more reads what it has.
//
// Get and Data, at any node, are what that node has. They are not linearizable, since a node learns of a commit later than who called it, and not sequentially
// consistent either: of two transactions with no key in common one node may apply the first one first, and another the second. What they promise is less:
// under one key a node goes through the values that were committed, in their order, and never goes back, and what it has of one transaction it has of all its
// keys. A request is answered before it happens, and may happen at any time after that, or never.
//
// # Messages
//
//	2pc        3pc            from, to                     body
//	Prepare    CanCommit      coordinator to all           Ballot: members, writes
//	Yes        Yes            to the coordinator
//	No         No             to the coordinator           why
//	           PreCommit      coordinator to all; backup coordinator to the uncertain
//	           Ready          to the coordinator
//	           StateReq       backup coordinator to all; answered like Ask
//	Commit     DoCommit       coordinator to all
//	Committed  HaveCommitted  to the coordinator
//	Abort      Abort          coordinator to all           why
//	Ask        Ask            in doubt, to who may know
//	Undecided  Undecided      to who asks                  its state, and whether it has crashed
//	Request    Request        follower to leader           writes
//	Fetch      Fetch          a member that was away       its versions, to the leader
//	Current    Current        the leader to it
//
// # What is persisted
//
// See log.go. A vote with its writes, a PreCommit, a decision with what it does to the data: each is on disk before the message that tells it. A transaction's name has
// an epoch that is on disk before its first use. Records go when the coordinator says, with its next ballot, that a transaction is over everywhere (Done): committed
// and confirmed by all, or aborted. A member that never comes back after it has voted keeps the coordinator from saying so.
//
// # Locks
//
// See data.go. A node that votes holds the keys until the decision. A transaction waits for older ones and is refused behind a younger one, so that
// no two wait for each other; a coordinator takes its own keys first, so that its transactions on one key come one after the other.
//
// # Leader and members
//
// The leader coordinates; it is who the fact "leader" (a protocol.NodeID) says, at the start the parameter. Calls that need a leader where there is none tell the fact
// "need-leader" and wait for a while. The fact "members" ([]protocol.NodeID) says who takes part in what begins from then on. Any node may end what it has begun, and
// participants serve every coordinator: two leaders at once are slow and refuse each other's transactions, and still agree.
//
// A node that becomes a member late, comes back, or has a new disk gets what it has missed. See copy.go. When it learns the fact leader it says which version it has
// of each key, and the leader commits with it what is newer: by transactions of the two, so that a copy is before or after every other transaction on its
// keys. Until then its Data is what it had when it left, whole transactions each, but for what was committed with it since; Read at the leader is not concerned. A
// version is a count of transactions, so that a leader that was away itself overwrites nothing that is newer; it does not get that either, until the key is
// written again or it is a follower. Who commits on both sides of a partition of members has two values of one version, which nothing here mends. And a disk that is
// lost with a promise on it is a broken promise: a node that has said Yes and forgets it may abort what others commit.
//
// Abort of a key ends what is open about it and not yet committable, and then removes the key everywhere, as a transaction. A finalize that fails does not call it: it
// aborts the transaction. In a protocol whose nodes write in the first phases, a failed one leaves its value here and there, and the key must be removed
// everywhere. Here nobody writes to the map before the decision, so that an aborted transaction has left nothing, and what is under its keys is what earlier transactions
// have committed: to remove that would lose what was acknowledged. Who wants the key to be gone as well calls Abort.
package commit
