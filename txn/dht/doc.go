// Package dht is a hash table whose keys are spread over the nodes, with a lock for each key.
//
// The problem: each key has one home, which has its value and its lock. Whoever wants the key has to find the home, while others look for it,
// put it first, or crash. And the home may die.
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
// ring.go. Keys and nodes are hashed to points of a circle, and a key belongs to the first point that is not before its own: "each item is mapped to
// its closest bin" (Karger, Lehman, Leighton, Panigrahy, Levine and Lewin, Consistent hashing and random trees, 1997, section 4), so that a node that comes or goes moves its own
// keys alone. A node has several points (virtual nodes), so that the shares are about equal. Where a point is is found by fingers (Stoica, Morris, Karger, Kaashoek and
// Balakrishnan, Chord, 2001, section 4.3): each node knows the owners of its points plus 1, 2, 4, .., and passes a question on to the finger that is closest
// before the point, which halves the distance: about half of the logarithm of the number of points, in messages.
//
// In Chord a node finds out by stabilization who is next to it, and for a while two may think that a key is theirs. Here what a node owns is on its disk: arcs, each of
// which goes from one node to another by a gift that is taken or refused once. Fingers may be wrong; then a question takes longer, or is asked again, and is never answered by
// who has no part in the key. The first circle follows from the names of the nodes and the parameters points, members and replicas, by which all compute it alike: they are the
// same at all nodes and for ever.
//
// # Copies
//
// copy.go, choose.go. An arc has a group: its owner and the next nodes of the ring, as many as the parameter replicas says or there are. What is done to a key is acknowledged when a majority
// of its group has it on disk. Each key is a register of its own that a majority agrees on, by Paxos without a log (Rystsov, CASPaxos: Replicated state machines without logs, 2018):
// a coordinator has a round promised by a majority, which tell what they have accepted last, and proposes a function of that; what a majority has accepted is chosen. Who
// has a round goes on in it, so that a write costs one message to each of the others, and its answer. A Get asks a majority what it has accepted; if all of it has the same, that was
// chosen (Attiya, Bar-Noy and Dolev, Sharing memory robustly in message-passing systems, 1995), and if not it is made so.
//
// The coordinator is the owner as long as it answers, else another one of the group. That two may coordinate a key at once costs them time, and nothing else. So nobody decides who is dead, and
// with three copies any one node may die, stand still or be cut off, and its keys are read and written as before, after some retries. With two copies both must be there.
//
// # Joining and leaving
//
// arcs.go, move.go. Join takes the part of an arc before each of the node's points from its owner. Leave gives each arc to who has the next one, with keys, marks, locks and
// tokens, and has the owners of other arcs find another node for the copies that are here. The giver ends the old group: a majority accepts nothing more and
// says what it has. What was chosen goes to a majority of the new group, as what that begins with, and then the arc to its new owner (Lamport, Malkhi and Zhou, Reconfiguring a state machine, 2010, section 2).
// Groups of an arc have numbers, and what was accepted in one is not mistaken for what was in another. While an arc is on its way its keys wait; if the giver or the taker
// dies then, they wait until it is back. A node that joins is in the groups of the arcs that it takes, and those it takes them from take it into groups that have too few; other
// groups take it in when they move next.
//
// # What it costs
//
// Messages and virtual time of one operation by any of the nodes, the mean over 12 keys, if a message takes 1ms. By flood 2(n-1) messages in two message times;
// on the ring first those that find the home, one after the other, which grow with the logarithm, then those to the home and the copies. The flood is the faster one as long as messages cost nothing.
//
//	nodes   flood: put new   get              ring: put        get              one copy: put    get
//	    3      4.0   2.0ms      1.7   0.8ms     11.4   7.4ms      7.2   5.2ms      3.4   3.4ms      3.2   3.2ms
//	   10     18.0   2.0ms     13.5   1.5ms     12.5   8.5ms      7.9   5.9ms      4.5   4.5ms      3.9   3.9ms
//	   30     58.0   2.0ms     53.2   1.8ms     13.6   9.6ms      8.2   6.2ms      5.6   5.6ms      4.2   4.2ms
//	  100    198.0   2.0ms    198.0   2.0ms     15.0  11.0ms     10.8   8.8ms      7.0   7.0ms      6.8   6.8ms
//	  300    598.0   2.0ms    598.0   2.0ms     14.8  10.8ms     11.9   9.9ms      6.8   6.8ms      7.9   7.9ms
//	 1000   1998.0   2.0ms   1998.0   2.0ms     15.8  11.8ms     12.0  10.0ms      7.8   7.8ms      8.0   8.0ms
//
// # Locks
//
// lock.go, acquire.go, renew.go. Request, granted, release, at the home of the key, first come, first served. Unlock at a node that does not hold the lock says so. A lock is a lease (Gray and
// Cheriton, Leases: an efficient fault-tolerant mechanism for distributed file cache consistency, 1989): it ends by itself unless its holder renews it, which a node that is alive does when a third of it is over.
// The lock is a part of the key's record, so it is where the copies are, and survives the death of the home. The holder counts from when it has sent its request. Who coordinates the key counts from when it
// sees the lock as it is, and waits for as many leases as one clock may be faster than another (the parameter clocks); then it proposes that the lock is free if nobody has renewed it since. A
// coordinator that takes over has seen nothing, and waits from then on. So no two nodes have a lock that has not ended by their own clock.
//
// That is not enough for who stands still between looking at the clock and writing. Each grant has a token, a number that is greater than all before it (a sequencer: Burrows, The
// Chubby lock service for loosely-coupled distributed systems, 2006, section 2.4); PutLocked and DeleteLocked carry it, and a token that is not that of the lock as it is held now is
// refused, by the same agreement that stores the value. Put and Delete carry none, and ask for no lock.
//
// LockAll takes its keys in the order of their names, so that no two of them wait for each other. Who holds a lock and waits for another one by calls of its own may: therefore
// who waits longer than patience lets all go, rests for a random time, and begins again, until it has waited for the time wait.
//
// # What is promised
//
//	one home                     flood: no key is kept at two nodes, and it is where Where has said
//	one owner                    ring: each point is owned by one node, or on its way to one
//	one proposal                 ring: under a ballot of a key there is one record
//	nothing acknowledged is lost what a caller was told to be written is on the disks of a majority of its group, in that version or a later one
//	one holder                   no two nodes have a lock of one key whose lease has not ended by their own clocks
//	fencing                      tokens of a key only grow, and a write that carries one is done only while it is the last
//
// and that Put, Get and Delete of a key are linearizable; model.go. All of it holds under every fault of package sim: nodes that crash, also in the middle of a
// write and between two messages, partitions, messages that are lost, late, doubled and out of order, nodes that stand still, clocks whose speeds differ by a factor of 4
// ("one holder" alone depends on that), full disks. What it costs is answers: a key whose group has no majority that is up and connected cannot be read or written, and in the flood a key
// that nobody who answers has can be neither put nor said to be missing while any node is silent. Such a call fails, or ends unknown if its write was sent. On the ring "a dead node takes no
// key away" is not promised at all times, since arcs may be on their way, or have two copies; it holds as long as none moves, there are three, and one node is down.
//
// # How a write is done once
//
// home.go. A node has one write of a key under way at a time, and its IDs grow over its restarts. The record of the key has the last write of each node: that one is answered
// again, whoever coordinates, an older one is a late copy and is dropped.
//
// # Messages
//
//	Find                flood: to all                 are you the home?
//	Here, NotHere       to who asks
//	Lookup              ring: finger by finger        who owns this point?
//	Owner               to who asks                   its arc and group
//	Get, Value          ring: to the home, and back   value
//	Put, Delete         to the home                   value, token
//	Wrote, Refused      to who asks
//	Moved               to who asks                   not mine
//	Lock, Renew, Release to the home
//	Granted, Queued, Renewed, Released to who asks
//	Prepare, Promise    coordinator to group, back    ballot; what was accepted
//	Accept, Accepted    coordinator to group, back    record
//	Nack                to the coordinator            a younger ballot, or group
//	Read, Seen          coordinator to group, back    what was accepted
//	Split, Regroup      who joins or leaves, to an owner
//	Seal, Sealed        giver to the old group, back  records
//	Part, Took          giver to the new group, back  records
//	Hand, Handed, Over  giver to the new owner, back; to who is not in the group any more
//
// What has no answer after the time retry is sent again; a Lock too, for as long as it waits.
//
// # What is left out
//
// The flood has no copies: a key is at one node. A node that is lost for good is not replaced: its arcs stay its own, and are served by the others of their groups, which do not grow again. That is safe, since
// a majority of each group still has all; another loss may leave none, and then its keys are not had, rather than had wrongly. A lost disk must not come back as an empty one: it has forgotten
// promises; the node has to get another name. Who is in the cluster is known from the start, and Join and Leave say which of them have a part of the ring. A Leave while an owner of one of its copies is down, or when the next
// node leaves too, ends unknown, with a part done, and can be called again. Fingers that have become wrong are mended by answers, not by a timer. What was
// accepted by who is not in the group any more, and was told so in vain, stays on its disk: it counts for nothing.
//
// A deleted key leaves its record, without its value, and a lock leaves its token: that nobody needs them any more cannot be known here. The queue of a lock is not on disk: after a crash of the home
// those who wait ask again, perhaps in another order.
package dht
