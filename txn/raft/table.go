package raft

// The row of the table of protocols.

import (
	"fmt"
	"time"

	"parley/protocol"
)

// Protocol is Raft with its key-value store.
func Protocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:    "raft",
		Summary: "Raft: a log that a majority has, and a map of keys and values that is made of it",
		Source:  "Ongaro and Ousterhout, In search of an understandable consensus algorithm (2014); Ongaro, Consensus: bridging theory and practice (2014), chapters 3, 4, 6 and 9.6",
		About: "For what must be the same everywhere and survive crashes: configuration, who owns what. Any node takes a call and finds the leader; a put is answered when a majority has it on disk, and a read when a majority " +
			"has confirmed the leader, so that nothing is read that is out of date. It survives every fault that a simulation has, as long as disks keep what they were given, and goes on while more than half of the members reach " +
			"each other; a node that is cut off refuses, or says that it does not know. `parley run raft` turns two of its rules off, and something that was read gets lost (figure 8 of the paper).",
		Demos: []protocol.Demo{
			{Command: "sim raft --seeds 200 --faults all", Doc: "whatever is done to it, the properties of figure 3 hold"},
		},
		New:     func(c protocol.Config) protocol.Machine { return newMachine(c) },
		Model:   Model(),
		Network: "unordered",
		Params: []protocol.Param{
			{Name: "election", Default: time.Second, Min: 4 * time.Millisecond, Doc: "the election timeout: who hears of no leader for so long, and up to twice as long, wants to lead. Shorter: a dead leader is missed earlier; too short for network and disk: there are elections without need"},
			{Name: "heartbeat", Default: 100 * time.Millisecond, Min: time.Millisecond, Doc: "how often a leader is heard of; what is lost is sent again after two; a small part of election"},
			{Name: "patience", Default: 5 * time.Second, Min: time.Millisecond, Doc: "how long a call is tried, over elections too, before it ends failed or unknown"},
			{Name: "window", Default: 1024, Min: 1, Doc: "how many calls may wait at a node; more are refused at once. A leader takes so many for each node"},
			{Name: "compact", Default: 4096, Min: 1, Doc: "how many entries a log may have that are applied; then a snapshot is made and half of them go"},
			{Name: "limit", Default: 1 << 20, Min: 1, Doc: "the largest key with its value, in bytes; it goes to every node and stays in memory there"},
			{Name: "begin", Default: true, Doc: "a leader begins its term with an entry of its own, by which what was there before gets committed (8). False, for lessons: it does not know what is committed until somebody writes"},
			{Name: "counting", Default: false, Doc: "true, for lessons: a leader commits an entry of an older term too when a majority has it, which 5.4.2 forbids. With begin=false what was committed gets lost"},
			{Name: "members", Default: "", Doc: "the servers that are the first configuration, by name, with commas between; empty: all nodes. The others can be added"},
		},
		Messages: []protocol.MessageType{
			{Kind: "PreVote", Body: Ballot{}, Doc: "who hears of no leader to all: would you vote for me? It changes nothing (thesis 9.6)"},
			{Kind: "PreVoteAnswer", Body: VoteAnswer{}, Doc: "to who asks"},
			{Kind: "RequestVote", Body: Ballot{}, Doc: "candidate to all, in a new term (5.2)"},
			{Kind: "VoteAnswer", Body: VoteAnswer{}, Doc: "to the candidate; a vote is on disk"},
			{Kind: "AppendEntries", Body: Append{}, Doc: "leader to all: entries, what is committed, and that it leads (5.3)"},
			{Kind: "Write", Doc: "leader to itself: what it has sent to all goes to its own disk too (thesis 10.2.1)"},
			{Kind: "InstallSnapshot", Body: Install{}, Doc: "leader to who lacks entries that are in its log no more (7)"},
			{Kind: "AppendAnswer", Body: AppendAnswer{}, Doc: "to the leader: up to where the logs are the same, on disk, or where they are not"},
			{Kind: "TimeoutNow", Body: TimeoutNow{}, Doc: "leader to who is to lead next (thesis 3.10)"},
			{Kind: "Propose", Body: Proposal{}, Doc: "client to leader: a command"},
			{Kind: "Applied", Body: Outcome{}, Doc: "leader to client: it is done"},
			{Kind: "Read", Body: Query{}, Doc: "client to leader"},
			{Kind: "ReadAnswer", Body: Found{}, Doc: "leader to client: what is there, after a majority has confirmed that it leads (thesis 6.4)"},
			{Kind: "Redirect", Body: Redirect{}, Doc: "to a client: who leads, as far as is known"},
			{Kind: "Transfer", Body: Wish{}, Doc: "client to leader: let another one lead"},
		},
		Calls: []protocol.CallType{
			{Op: "Put", Names: []string{"key", "value"}, Args: []any{"", ""}, Doc: "stores a value; unknown: it may have been stored, or may still be"},
			{Op: "Get", Names: []string{"key"}, Args: []any{""}, Result: Item{}, Doc: "what is under a key: never less than what any call had seen or stored that was over when this one began"},
			{Op: "Cas", Names: []string{"key", "old", "value"}, Args: []any{"", "", ""}, Result: false, Doc: "stores a value if what is there is old, and says whether it was; nothing is like an empty value"},
			{Op: "Delete", Names: []string{"key"}, Args: []any{""}, Result: false, Doc: "removes a key, and says whether it was there"},
			{Op: "Status", Result: Status{}, Doc: "what this node knows of the cluster, and how far it is"},
			{Op: "AddServer", Names: []string{"server"}, Args: []any{protocol.NodeID("")}, Doc: "makes one of the nodes a member, once it has the log"},
			{Op: "RemoveServer", Names: []string{"server"}, Args: []any{protocol.NodeID("")}, Doc: "makes a node no member any more; the leader too, and not the last one"},
			{Op: "Transfer", Names: []string{"server"}, Args: []any{protocol.NodeID("")}, Doc: "lets another member lead; ends when this node hears that it does"},
			{Op: "Snapshot", Result: 0, Doc: "this node puts all that it has applied into a snapshot, and drops that from its log; says up to which entry"},
		},
		Stores: []protocol.StoreType{
			{Key: hardKey, Value: Hard{}, Doc: "the current term, and for whom this node has voted in it"},
			{Key: logKey, Value: Entry{}, Doc: "the log"},
			{Key: baseKey, Value: Mark{}, Doc: "the last entry that was dropped from the log"},
			{Key: snapshotKey, Value: Snapshot{}, Doc: "the latest snapshot"},
			{Key: lifeKey, Value: 0, Doc: "how often this node has begun to call after a start"},
		},
		Invariants: invariants(),
		Sometimes: []protocol.Property{
			sometimes("a leader", "some node leads", func(h *history) bool { return len(h.Leaders) > 0 }),
			sometimes("a commit", "an entry is committed", func(h *history) bool { return len(h.Committed) > 0 }),
			sometimes("a snapshot installed", "a node goes on from the snapshot of another", func(h *history) bool { return h.Installed }),
		},
		Workload: workload,
		Load:     load,
		Explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{{Node: nodes[0], Op: "Put", Args: []any{"k", "1"}}}
		},
	}
}

// workload mixes calls that meet at few keys with snapshots, changes of the leader and of the members.
func workload(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
	key, value := string(rune('a'+random(2))), fmt.Sprintf("v%d", n)
	server := w.Nodes[random(len(w.Nodes))].ID
	switch k := random(100); {
	case k < 35:
		return "Put", []any{key, value}
	case k < 60:
		return "Get", []any{key}
	case k < 70:
		return "Cas", []any{key, fmt.Sprintf("v%d", random(n+1)), value}
	case k < 76:
		return "Delete", []any{key}
	case k < 84:
		return "Snapshot", nil
	case k < 88:
		return "Transfer", []any{server}
	case k < 93:
		return "AddServer", []any{server}
	case k < 97:
		return "RemoveServer", []any{server}
	}
	return "Status", nil
}
