// Package dht is a hash table whose keys are spread over the nodes, with a lock for each key.
//
// The problem: each key has one home, which has its value and its lock. Whoever wants the key has to find the home, while others look for it,
// put it first, or crash.
//
// # Placement by flood
//
// flood.go. All are asked whether they are the home of the key. Who has it answers, to a Get with the value. If nobody has it, a Put keeps it
// where it was called, and a Get answers that it is missing, which is an answer and not a failure. It needs no structure at all, and costs a message to
// each node, and one back.
//
// That two nodes put a new key at once must not give it two homes: a Put claims the key, and needs the word of all others that they have it not. That
// is Ricart and Agrawala's algorithm (An optimal algorithm for mutual exclusion in computer networks, 1981) for the key: "a node enters its critical section after
// all other nodes have been notified of the request and have sent a reply granting their permission". They order requests by sequence numbers and node numbers; here the
// names of the nodes do. A node that gives its word while it has a claim of its own asks again whom it has given it to, since an earlier word of that
// node may be of before. So nothing has to be remembered over a crash, and copies and late messages do no harm; see flood.go.
//
// The home of a key stays when the key is deleted, so that versions and tokens go on.
//
// # Placement on a ring
//
// ring.go, move.go. Keys and nodes are hashed to points of a circle, and a key belongs to the first point that is not before its own: "each item is mapped to
// its closest bin" (Karger, Lehman, Leighton, Panigrahy, Levine and Lewin, Consistent hashing and random trees, 1997, section 4), so that a node that comes or goes moves its own
// keys alone. A node has several points (virtual nodes), so that the shares are about equal. Where a point is is found by fingers (Stoica, Morris, Karger, Kaashoek and
// Balakrishnan, Chord, 2001, section 4.3): each node knows the owners of its points plus 1, 2, 4, .., and passes a question on to the finger that is closest
// before the point, which halves the distance: about half of the logarithm of the number of points, in messages.
//
// In Chord a node finds out by stabilization who is next to it, and for a while two may think that a key is theirs. Here what a node owns is on its disk: arcs, each of
// which goes from one node to another by a gift that is taken or refused once. Fingers may be wrong; then a question takes longer, or is asked again, and is never answered by
// who does not own the key. Join takes the part of an arc before each of the node's points from its owner, Leave gives each arc to who has the next one, with keys, marks, locks and
// tokens. The first circle follows from the names of the nodes and the parameters points and members, by which all compute it alike.
//
// # What it costs
//
// testdata/scale.md, which a test writes, has messages and time of one operation from 3 to 1000 nodes: by flood 2(n-1) messages in two message times, on the ring
// some 3 messages among 3 nodes and some 8 among 1000, one after the other. So the flood is the faster one as long as messages cost nothing.
//
// # Locks
//
// lock.go, acquire.go. Request, granted, release, at the home of the key, first come, first served. Unlock at a node that does not hold the lock says so. A lock is a lease (Gray and
// Cheriton, Leases: an efficient fault-tolerant mechanism for distributed file cache consistency, 1989): it ends by itself. The holder counts from when it has sent its request, the home from
// when it grants it, and the home waits for as many leases as one clock may be faster than another (the parameter clocks). So no two nodes have a lock that has not ended by their own clock.
//
// That is not enough for who stands still between looking at the clock and writing. Each grant has a token, a number that is greater than all before it; PutLocked
// and DeleteLocked carry it, and the home refuses a token that is not that of the lock as it is held now. Put and Delete carry none, and ask for no lock.
//
// LockAll takes its keys in the order of their names, so that no two of them wait for each other. Who holds a lock and waits for another one by calls of its own may: therefore
// who waits longer than patience lets all go, rests for a random time, and begins again, until it has waited for the time wait.
//
// # What is promised
//
//	one home                     flood: no key is kept at two nodes, and it is where Where has said
//	one owner                    ring: each point is owned by one node, or on its way to one
//	nothing acknowledged is lost what a caller was told to be written is on a disk, in that version or a later one
//	one holder                   no two nodes have a lock of one key whose lease has not ended by their own clocks
//	fencing                      tokens of a key only grow, and a write that carries one is done only while it is the last
//
// and that Put, Get and Delete of a key are linearizable; model.go. All of it holds under every fault of package sim: nodes that crash, also in the middle of a
// write and between two messages, partitions, messages that are lost, late, doubled and out of order, nodes that stand still, clocks whose speeds differ by a factor of 4
// ("one holder" alone depends on that), full disks. What it costs is answers: a key whose home is down cannot be read or written until it is back, and in the flood a key
// that nobody who answers has can be neither put nor said to be missing while any node is silent. Such a call fails, or ends unknown if its write was sent.
//
// # How a write is done once
//
// home.go. A node has one write of a key under way at a time, and its IDs grow over its restarts. The home keeps with the key the last write of each node: that one is answered
// again, an older one is a late copy and is dropped.
//
// # Messages
//
//	Find              flood: to all                 are you the home?
//	Here, NotHere     to who asks
//	Lookup            ring: finger by finger        who owns this point?
//	Owner             to who asks                   its arc
//	Split             ring: who joins, to an owner  the point
//	Part, Took        ring: giver and taker         records, locks, the arc
//	Get, Value        ring: to the home, and back   value
//	Moved             ring: to who asks             not mine
//	Put, Delete       to the home                   value, token
//	Wrote, Refused    to who asks
//	Lock, Release     to the home
//	Granted, Released to who asks
//
// What has no answer after the time retry is sent again; a Lock too, for as long as it waits.
//
// # What is left out
//
// There are no replicas: a key is at one node, and while that is down it cannot be had. A node that is lost for good is not replaced: its arcs are lost with its disk. Who is in the cluster
// is known from the start, and Join and Leave say which of them have a part of the ring. Where several nodes leave at once a Leave may find the next node unwilling: it then
// ends unknown, with a part of its arcs given, and can be called again. Fingers that have become wrong are mended by answers, not by a timer.
//
// A deleted key leaves its record, without its value, at its home, and a lock leaves its token: that nobody needs them any more cannot be known here. A lock cannot be renewed: who needs it
// longer takes a longer lease. The queue of a lock is not on disk: after a crash of the home those who wait ask again, perhaps in another order. A lost disk is lost
// data.
package dht
