// Package raft is consensus on a log: servers that crash, and a network that loses, doubles and delays, and still all servers do the same
// commands in the same order, as long as a majority is up. What the commands change is a map of keys and values, and whoever calls it sees one map that never
// goes back.
//
// D. Ongaro and J. Ousterhout, In search of an understandable consensus algorithm, 2014 ("the paper"); D. Ongaro, Consensus: bridging theory and practice,
// 2014 ("the thesis"). Comments name sections of the paper; those of the thesis are called so.
//
// # Elections
//
// election.go. Time goes by in terms with one leader each at most (5.1). Who hears of no leader for an election timeout asks the others first whether
// they would vote for it (PreVote, thesis 9.6), which changes no term: a server that cannot win, since it is cut off or its log is short, disturbs nobody when it
// is back. With a majority for it, it begins a new term and asks for votes (5.2). A vote is given once in a term, and only to a log that is as up to date
// as one's own (5.4.1).
//
// A server that has heard of a leader within the election timeout gives no vote and takes over no term (thesis 4.2.3), and a leader that a majority does
// not answer for an election timeout leads no more (thesis 6.2). Both rest on clocks, and nothing that is to be safe rests on them: clocks that run wrong cost elections, and no more.
//
// # The log
//
// log.go, replicate.go. The leader puts commands into its log and sends them to all (5.3), and writes them to its own disk while the others write them to theirs (thesis 10.2.1).
// An entry that a majority has on disk is committed if it is of the leader's own term, and with it all before it (5.4.2). To each server one request is on its way; what comes meanwhile goes with the next. If no answer comes within two heartbeats the next
// request takes its place, also in the outbox (Message.Key). Heartbeats go beside it. Answers of an old term, and refusals of what is no longer asked, are dropped; that
// entries have arrived is true whenever it is said. A refusal says where the term begins that is in the way, so that the leader needs a request per term and not per entry.
//
// # Clients
//
// desk.go, kv.go. Each node is the client of those who call it. It finds the leader, asks again when there is another, and gives up after the parameter patience: a write that was sent ends
// unknown then. Its commands have numbers, and the state machine remembers the answers to those that the client has not seen (8; thesis 6.3), so that what is sent again is applied once.
// A client is a node and its life: how often it has begun to call, which is on disk. The state machine has one session for each node; a new life ends the old one.
//
// A node takes as many calls at a time as the parameter window says, and refuses more at once; a leader takes so many for each node. So what is in the log and not applied is
// bounded whatever is called, and heartbeats wait behind nothing.
//
// # Reads
//
// read.go. Get is linearizable and puts nothing into the log (thesis 6.4): the leader notes what is committed, and answers when a majority has answered a request that was sent after that.
//
// # Snapshots
//
// snapshot.go. A log that has become long is replaced, up to what is applied, by the state (7). Half of it stays, so that a server that is a little behind needs no snapshot. Who lacks what is gone
// gets InstallSnapshot.
//
// # Members
//
// members.go. The configuration is what the latest entry says that has one, committed or not (thesis 4.1). It changes by one server at a time, so that the majorities of
// before and after meet. A leader changes it only when the change before is committed and an entry of its own term is too: without the latter, two leaders that each add a server to the same
// configuration could both find a majority (Ongaro, bug in single-server membership changes, raft-dev, 2015). A server gets the log before it is added (thesis 4.2.1). A leader that is removed leads until that
// is committed (thesis 4.2.2). The first configuration is the parameter members. Transfer lets a leader bring another server up to date and tell it to lead at once, by TimeoutNow (thesis 3.10).
//
// # Messages
//
//	kind             from, to              body
//	PreVote          to all                Ballot: the term that is to be led, the end of the log
//	PreVoteAnswer    to who asks           VoteAnswer
//	RequestVote      candidate to all      Ballot
//	VoteAnswer       to the candidate      VoteAnswer
//	AppendEntries    leader to all         Append
//	Write            leader to itself      what it has sent goes to its disk
//	InstallSnapshot  leader to one         Install
//	AppendAnswer     to the leader         AppendAnswer: the answer to both
//	TimeoutNow       leader to one         lead now
//	Propose          client to leader      a command with its number
//	Applied          leader to client      what it gave
//	Read             client to leader      a key
//	ReadAnswer       leader to client      what is there
//	Redirect         to a client           who leads
//	Transfer         client to leader      who is to lead
//
// # What is persisted
//
// Term and vote, each entry, the snapshot and up to where the log was dropped: before anything that a step sends. A leader sends its own new entries before they are on its disk, and
// counts itself for them when they are: if it crashes in between it leads no more in that term, and has promised nothing. Up to where the log is committed is not on disk: it is found again.
//
// # Invariants
//
// invariants.go, in the words of figure 3:
//
//	Election Safety       at most one leader can be elected in a given term (5.2)
//	Leader Append-Only    a leader never overwrites or deletes entries in its log; it only appends new entries (5.3)
//	Log Matching          if two logs contain an entry with the same index and term, then the logs are identical in all entries up through the given index (5.3)
//	Leader Completeness   if a log entry is committed in a given term, then that entry will be present in the logs of the leaders for all higher-numbered terms (5.4)
//	State Machine Safety  if a server has applied a log entry at a given index to its state machine, no other server will ever apply a different log entry for the same index (5.4.3)
//
// and Stable Storage, that what a server relies on is on its disk. The state machine is compared, after each entry, with one that is written so that it is easy to see that it is right. The histories of random runs are judged by the
// model (model.go): Put, Get, Cas and Delete are linearizable.
//
// # For lessons
//
// The parameters begin and counting turn two rules off. With begin=false and counting=true figure 8 comes true: an entry of an older term that a majority has is committed by counting,
// read, and then overwritten. The lesson raft (`parley run raft`) plays it, and it needs both: with its own entry behind, an old one is never on a majority alone.
//
// # What is left out
//
// Changes of several members at once (joint consensus, 6): each can be made of single ones. A snapshot in pieces: it goes in one message, and so has to fit into one. Reads by
// a lease: they would rest on clocks. Sessions of clients that are no nodes: a caller whose node has crashed does not know whether its last write was done, and must
// read. A server that has lost its disk: it may have voted, and what it has confirmed counts; it must come back under another name. More than one request on its way to a server: one takes all that waits, up to 256 entries. All of these are about speed or convenience: without them nothing is less safe.
package raft
