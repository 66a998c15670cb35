package dht

// The rows of the table of protocols, and what travels.

import (
	"fmt"
	"time"

	"parley/protocol"
)

// What is on disk.
const (
	epochKey = "epoch"
	itemKey  = "item/"
	ringKey  = "ring"
	takenKey = "taken/"
)

// Names of timers.
const (
	opTimer    = "op:"
	jobTimer   = "key:"
	leaseTimer = "lease:"
	heldTimer  = "held:"
	renewTimer = "renew:"
	giveTimer  = "give"
)

// Item is what a Get answers. A key that is missing is one that is not There; that it is not known whether it is there is no Item, but a failure.
type Item struct {
	Value []byte
	There bool
}

// Done is what a Put or a Delete answers.
type Done struct {
	Key     string
	Version int  // how many writes the key has had with this one, deletions too; 0: it never had one
	Was     bool // the key was there before
}

// Place is what Where answers.
type Place struct {
	Key  string
	Node protocol.NodeID // the home of the key; "": it has none yet
	Hops int             // how often the question was passed on
}

// Bodies of messages.
type (
	// Find asks whether a node is the home of a key.
	Find struct {
		ID    ID
		Key   string
		Round int
		Claim bool // who asks becomes the home if nobody is
		Want  bool // the value is wanted
	}
	// Here says that the sender is the home.
	Here struct {
		ID    ID
		There bool
		Value []byte
	}
	// NotHere says that it is not.
	NotHere struct {
		ID    ID
		Round int
	}
	// Query is the body of Get.
	Query struct {
		ID  ID
		Key string
	}
	// Answer is the body of Value.
	Answer struct {
		ID    ID
		There bool
		Value []byte
	}
	// Write is the body of Put and Delete.
	Write struct {
		ID    ID
		Key   string
		Value []byte
		Token int // of the lock that it is done under; 0: of none
	}
	// Written is the body of Wrote.
	Written struct {
		ID      ID
		Version int
		Was     bool
	}
	// Refusal says why something is not done.
	Refusal struct {
		ID  ID
		Why string
	}
	// About says which operation it is about.
	About struct{ ID ID }
	// Want is the body of Lock.
	Want struct {
		ID   ID
		Key  string
		Sent time.Duration // by the clock of who asks
	}
	// Grant is the body of Granted.
	Grant struct {
		ID    ID
		Key   string
		Token int
		Sent  time.Duration // as in the request
	}
	// Release gives a lock back, or the wish for it.
	Release struct {
		ID   ID
		Key  string
		Lock ID
	}
	// Freed is the body of Released.
	Freed struct {
		ID  ID
		Was bool // it was held under that name
	}
)

// Flood is the DHT whose keys are found by asking all.
func Flood() *protocol.Protocol {
	p := row("dht-flood", "keys spread over the nodes: each is where it was put first, and all are asked for it; locks with leases and fencing tokens",
		"Ricart and Agrawala (1981) for who keeps a new key; Gray and Cheriton, Leases (1989)", false)
	p.Messages = append([]protocol.MessageType{
		{Kind: "Find", Body: Find{}, Doc: "to all: are you the home of this key?"},
		{Kind: "Here", Body: Here{}, Doc: "to who asks: yes; to a Get with the value"},
		{Kind: "NotHere", Body: NotHere{}, Doc: "to who asks: no, and I shall not be before you if you have claimed it"},
	}, messages()...)
	p.About = "Each key is kept by the node where it was put first, and nowhere else. While that is down the key cannot be had; and while any node is silent a key that nobody who answers has can be neither put nor said to be missing. " +
		"It needs no structure and costs two messages a node, so it is for few nodes."
	p.Demos = []protocol.Demo{
		{Command: "sim dht-flood --seeds 200 --faults all", Doc: "whatever is done to it, its invariants hold"},
		{Command: "sim dht-flood --seeds 200 --faults pause --param fence=false", Breaks: "fencing", Doc: "a write with the token of a lock that is not held any more"},
	}
	p.Invariants = append([]protocol.Property{
		{Name: "one home", Doc: "no key is kept at two nodes, and it is where Where has said", Check: oneHome},
	}, p.Invariants...)
	return p
}

// OnRing is the DHT whose keys are found by consistent hashing.
func OnRing() *protocol.Protocol {
	p := row("dht", "keys spread over the nodes by consistent hashing, with replicas, found by fingers; nodes join and leave; locks with leases and fencing tokens",
		"Karger et al., Consistent hashing and random trees (1997); Stoica et al., Chord (2001), section 4; Rystsov, CASPaxos (2018); Gray and Cheriton, Leases (1989)", true)
	p.Params = append(p.Params,
		protocol.Param{Name: "points", Default: 4, Min: 1, Doc: "how many points of the circle each node has (virtual nodes): more of them share the keys more evenly, and make more fingers"},
		protocol.Param{Name: "replicas", Default: 3, Min: 1, Doc: "how many nodes have a copy of a key: its owner and the next ones of the ring, or all if there are fewer. A majority of them must be up"},
		protocol.Param{Name: "members", Default: 0, Doc: "how many nodes have a part of the circle at first, in the order of their names; 0: all. The others may join"})
	p.Messages = append([]protocol.MessageType{
		{Kind: "Lookup", Body: Lookup{}, Doc: "to the finger that is closest before the point, and on from there: who owns this point?"},
		{Kind: "Owner", Body: Owner{}, Doc: "to who has asked first: I do, and this is my arc"},
		{Kind: "Get", Body: Query{}, Doc: "to the home: what is under this key?"},
		{Kind: "Value", Body: Answer{}, Doc: "to who asks: that, or that it is missing"},
		{Kind: "Moved", Body: About{}, Doc: "to who asks: I am not the home of this key"},
		{Kind: "Queued", Body: About{}, Doc: "to who wants a lock: you have to wait"},
		{Kind: "Prepare", Body: Prepare{}, Doc: "coordinator to the key's group: accept nothing older than this"},
		{Kind: "Promise", Body: Promise{}, Doc: "to the coordinator: I shall not, and this I have accepted last"},
		{Kind: "Accept", Body: Accept{}, Doc: "coordinator to the group: store this"},
		{Kind: "Accepted", Body: Accepted{}, Doc: "to the coordinator: it is on disk"},
		{Kind: "Nack", Body: Nack{}, Doc: "to the coordinator: I have promised something younger, or the key has another group"},
		{Kind: "Read", Body: Read{}, Doc: "coordinator to the group, for a Get: what have you accepted?"},
		{Kind: "Seen", Body: Seen{}, Doc: "to the coordinator: that"},
		{Kind: "Split", Body: Split{}, Doc: "who joins, to the owner of one of its points: give me the part of your arc up to there"},
		{Kind: "Regroup", Body: Regroup{}, Doc: "who leaves, to the owner of an arc: find another one for your group"},
		{Kind: "Seal", Body: Seal{}, Doc: "giver of an arc to its old group: accept nothing more, and tell me what you have"},
		{Kind: "Sealed", Body: Sealed{}, Doc: "to the giver: a part of it"},
		{Kind: "Part", Body: Part{}, Doc: "giver to the new group: a part of what is in the arc"},
		{Kind: "Took", Body: Took{}, Doc: "to the giver: it is on disk"},
		{Kind: "Hand", Body: Hand{}, Doc: "giver to the new owner: it is yours"},
		{Kind: "Handed", Body: Handed{}, Doc: "to the giver: it is on disk that it is, or I do not take it"},
		{Kind: "Over", Body: Over{}, Doc: "giver to who is not in the group any more: you are not"},
	}, messages()...)
	p.Calls = append(p.Calls,
		protocol.CallType{Op: "Join", Doc: "this node takes its part of the ring, with the keys in it"},
		protocol.CallType{Op: "Leave", Doc: "this node gives its part of the ring to the others, with the keys in it; it still answers calls, and may join again"})
	p.Stores = append(p.Stores,
		protocol.StoreType{Key: ringKey, Value: Ring{}, Doc: "the arcs of this node, once they have changed, and what it is giving away"},
		protocol.StoreType{Key: takenKey, Value: Taken{}, Doc: "the last gift of a node"})
	p.Invariants = append([]protocol.Property{
		{Name: "one owner", Doc: "each point of the circle is owned by one node, or on its way to one; and who Where names has owned the key", Check: oneOwner},
		{Name: "one proposal", Doc: "under a ballot of a key there is one record", Check: oneProposal},
	}, p.Invariants...)
	p.Sometimes = append(p.Sometimes, protocol.Property{Name: "an arc moves", Doc: "from one node to another", Check: someMove})
	p.About = "Each key is kept by its owner and copied to the next nodes of the ring, three in all. What is done to it is answered when a majority of them has it on disk, and any of them can see to that, so a dead node " +
		"takes no key away and no lock. With two of the three down the key waits until one is back; a wrong answer is never given. Keys of an arc that is on its way to another node wait too, and as long as the one that gives it or the one that takes it is down."
	p.Optional = []protocol.Property{
		{Name: "a dead node takes no key away", Doc: "while one node at most has ever been down, and no arc is on its way, no call fails for want of an answer. One copy does not keep it, three do", Check: keysStay},
	}
	p.Demos = []protocol.Demo{
		{Command: `sim dht --seeds 200 --faults crash --param replicas=1 --require "a dead node takes no key away"`, Breaks: "a dead node takes no key away", Doc: "with one copy, while its node is dead"},
		{Command: `sim dht --seeds 200 --faults crash --require "a dead node takes no key away"`, Doc: "with three copies the others go on"},
		{Command: "sim dht --seeds 200 --faults pause --param fence=false", Breaks: "fencing", Doc: "a write with the token of a lock that is not held any more"},
	}
	keys := p.Workload
	p.Workload = func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
		switch random(24) {
		case 0:
			return "Join", nil
		case 1:
			return "Leave", nil
		}
		return keys(w, at, n, random)
	}
	return p
}

func row(name, summary, source string, ring bool) *protocol.Protocol {
	return &protocol.Protocol{
		Name: name, Summary: summary, Source: source,
		MaxNodes: 1000,
		New:      func(c protocol.Config) protocol.Machine { return newMachine(c, ring) },
		Network:  "set", // a message that comes twice is nothing new to it
		Params: []protocol.Param{
			{Name: "retry", Default: 200 * time.Millisecond, Min: time.Millisecond, Doc: "how long a message goes unanswered before it is sent again"},
			{Name: "deadline", Default: 2 * time.Second, Min: time.Millisecond, Doc: "how long an operation may take before it fails, or ends unknown if it may have been done"},
			{Name: "wait", Default: 10 * time.Second, Min: time.Millisecond, Doc: "how long Lock and LockAll may take"},
			{Name: "patience", Default: time.Second, Min: time.Millisecond, Doc: "how long a LockAll waits for one of its keys before it lets all go and begins again"},
			{Name: "backoff", Default: 50 * time.Millisecond, Min: time.Millisecond, Doc: "the longest time for which it rests before that, doubled each time; it is random"},
			{Name: "lease", Default: 5 * time.Second, Min: time.Millisecond, Doc: "how long a lock is held by who does not renew it; it must be longer than retry"},
			{Name: "renew", Default: true, Doc: "who has a lock and is alive renews it until it gives it back; false: it is over after the time lease"},
			{Name: "clocks", Default: 4, Min: 1, Doc: "how many times as fast as another a clock may run; a lock is taken for held for so many leases"},
			{Name: "fence", Default: true, Doc: "a write that carries the token of a lock that is not held any more is refused; false: it is done, which is what tokens are there to prevent. For teaching"},
			{Name: "limit", Default: 1 << 20, Min: 1, Doc: "the longest key and the longest value, in bytes"},
			{Name: "open", Default: 1000, Min: 1, Doc: "how many operations a node takes on at once; more are refused"},
		},
		Calls: []protocol.CallType{
			{Op: "Put", Names: []string{"key", "value"}, Args: []any{"", []byte(nil)}, Result: Done{}, Doc: "stores a value under a key"},
			{Op: "Get", Names: []string{"key"}, Args: []any{""}, Result: Item{}, Doc: "what is under a key, or that there is nothing; failed: that is not known"},
			{Op: "Delete", Names: []string{"key"}, Args: []any{""}, Result: Done{}, Doc: "removes a key"},
			{Op: "PutLocked", Names: []string{"key", "value", "token"}, Args: []any{"", []byte(nil), 0}, Result: Done{}, Doc: "the same as Put as long as the lock of that token is held; failed: it is not held any more"},
			{Op: "DeleteLocked", Names: []string{"key", "token"}, Args: []any{"", 0}, Result: Done{}, Doc: "the same for Delete"},
			{Op: "Lock", Names: []string{"key"}, Args: []any{""}, Result: Lock{}, Doc: "waits until this node has the lock of a key, and answers its token. It is over a time lease after this node was last alive"},
			{Op: "LockAll", Names: []string{"keys"}, Args: []any{[]string(nil)}, Result: []Lock(nil), Doc: "the same for several keys, all or none; in the order of their names, and with a rest where that takes too long"},
			{Op: "Unlock", Names: []string{"key"}, Args: []any{""}, Result: false, Doc: "gives the lock of a key back; failed: this node does not hold it. False: it was not held any more, since the lease was over"},
			{Op: "Withdraw", Doc: "ends each Lock and LockAll that waits at this node; they fail"},
			{Op: "Where", Names: []string{"key"}, Args: []any{""}, Result: Place{}, Doc: "which node is the home of a key"},
			{Op: "Status", Result: Status{}, Doc: "what this node has"},
		},
		Stores: []protocol.StoreType{
			{Key: epochKey, Value: 0, Doc: "how often this node has started"},
			{Key: itemKey, Value: Copy{}, Doc: "a key: its value, its lock, and the last write of each node"},
		},
		Invariants: []protocol.Property{
			{Name: "nothing acknowledged is lost", Doc: "what a caller was told to be written is on the disk of a node, in that version or a later one", Check: nothingLost},
			{Name: "one holder", Doc: "no two nodes have a lock of one key whose lease has not ended by their own clocks", Check: oneHolder},
			{Name: "fencing", Doc: "tokens of a key only grow, and a write that carries one is done only while it is the last", Check: fencing},
		},
		Sometimes: []protocol.Property{
			{Name: "a value is read", Doc: "by a Get that finds one", Check: someValue},
			{Name: "a lock changes hands", Doc: "it has been granted twice", Check: someLock},
		},
		Workload: workload,
		Load:     load,
		Explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{
				{Node: nodes[0], Op: "Put", Args: []any{"k", []byte("1")}},
				{Node: nodes[len(nodes)-1], Op: "Put", Args: []any{"k", []byte("2")}},
			}
		},
		Model: Model(),
	}
}

func messages() []protocol.MessageType {
	return []protocol.MessageType{
		{Kind: "Put", Body: Write{}, Doc: "to the home: store this, once"},
		{Kind: "Delete", Body: Write{}, Doc: "to the home: remove this, once"},
		{Kind: "Wrote", Body: Written{}, Doc: "to who asks: it is on disk"},
		{Kind: "Refused", Body: Refusal{}, Doc: "to who asks: it was not done, since its token is stale"},
		{Kind: "Lock", Body: Want{}, Doc: "to the home, again and again until it is granted: I want this lock"},
		{Kind: "Renew", Body: Renewal{}, Doc: "to the home: I still have it"},
		{Kind: "Renewed", Body: Renewed{}, Doc: "to who asks: your lease is longer now, or you have it not"},
		{Kind: "Granted", Body: Grant{}, Doc: "to who has waited longest: you have it, and this is its token"},
		{Kind: "Release", Body: Release{}, Doc: "to the home: I do not want it any more, or never did"},
		{Kind: "Released", Body: Freed{}, Doc: "to who has sent that: noted, and whether it was held"},
	}
}

// workload mixes writes and reads of few keys, so that they meet, with locks that are held, used and left behind.
func workload(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
	key := string(rune('a' + random(4)))
	value := fmt.Appendf(nil, "v%d", n)
	var holds []Lock
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		if id == at {
			holds = m.status().Holds
		}
	})
	if len(holds) > 0 && random(2) == 0 {
		l := holds[random(len(holds))]
		switch random(5) {
		case 0, 1:
			return "Unlock", []any{l.Key}
		case 2:
			return "DeleteLocked", []any{l.Key, l.Token}
		}
		return "PutLocked", []any{l.Key, value, l.Token}
	}
	switch random(14) {
	case 0, 1, 2, 3:
		return "Put", []any{key, value}
	case 4, 5, 6:
		return "Get", []any{key}
	case 7:
		return "Delete", []any{key}
	case 8, 9:
		return "Lock", []any{key}
	case 10:
		return "LockAll", []any{[]string{key, string(rune('a' + random(4)))}}
	case 11:
		if random(8) == 0 {
			return "Withdraw", nil
		}
		return "Where", []any{key}
	case 12:
		token := 0 // the highest that was granted, perhaps
		for i := range w.Nodes {
			if c, ok := w.Nodes[i].Stored[itemKey+key].(Copy); ok {
				token = max(token, c.Record.Lock.Token)
			}
		}
		return "PutLocked", []any{key, value, 1 + random(token+1)} // or of nobody yet
	}
	return "Unlock", []any{key}
}
