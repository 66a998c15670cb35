// Package mutex has protocols by which one node at a time may enter a critical section: a file for each.
//
// # The problem
//
// Dijkstra, "Solution of a Problem in Concurrent Programming Control" (Communications of the ACM, 1965), states it: at any moment at most one is engaged in
// its critical section. Lamport (1978) adds what it is to be worth where there are only messages:
//
//	(I)   A process which has been granted the resource must release it before it can be granted to another process.
//	(II)  Different requests for the resource must be granted in the order in which they are made.
//	(III) If every process which is granted the resource eventually releases it, then every request is eventually granted.
//
// # One interface
//
//   - Lock ends when the node is in the section. The node holds the lock, not the caller: a second Lock at the same node waits for its turn, as one at
//     another node does.
//   - Withdraw ends all Locks that wait at the node, with the failure "withdrawn": the node does not enter for them. See below.
//   - Unlock leaves the section; it is refused at a node that is not in it.
//   - Holder and State say what the node knows.
//
// # The invariants
//
// Mutual Exclusion is (I), and all keep it. Timestamp Order and First Come First Served are (II), where it is promised. (III) is "No Starvation", which can be
// required of any of them, and holds in runs without faults in which messages take less than the parameter patience. That "entry is never blocked by a
// crash" none of them promises: they are older than failure detectors, and each of them lets some crash block all. Require it to see which.
//
// # The algorithms
//
//	row              entry takes                      order           channels    file
//	central          3 messages, none at the          of arrival      any         central.go
//	                 coordinator
//	lamport          3(N-1)                           of timestamps   FIFO        lamport.go
//	ricart-agrawala  2(N-1)                           of timestamps   any         ricart_agrawala.go
//	maekawa          3(K-1) if nobody else wants to,  none; earlier   any         maekawa.go, maekawa_quorums.go
//	                 up to 6(K-1); K is about √N in   ones have
//	                 a plane, and 2√N elsewhere       priority
//	suzuki-kasami    N, none where the token is       of the token    any         suzuki_kasami.go
//	token-ring       1 if all want to; else as many   of the ring     any         token_ring.go
//	                 as nodes between, and it goes
//	                 around while nobody wants to
//	raymond          2 for each edge to the token:    of the queues   any         raymond.go
//	                 O(log N) in a binary tree, and   on the way
//	                 4 if all want to
//
// Those are exact in runs without faults, and tests count them. "Any" means that messages may overtake each other, as the papers say; one that is lost
// is the same to safety as one that is still on its way, but whoever waits for it waits for ever. A message that arrives twice is two tokens, or gives
// an arbiter of maekawa away twice: those rows' Faults leave it out, and so do the papers. Those of lamport leave out all that loses or reorders messages, too.
//
// # What a Withdraw does
//
// The papers cannot take a request back: who has asked enters one day. A caller who has gone away by then would leave the section locked. So Withdraw ends the
// request by what the algorithm has for the end of an entry, where that can be said early, and otherwise lets it come to nothing when it is granted.
// Whichever it is, nobody waits for the node any more, and another Lock there is a request as any other.
//
//	row              what is done                                       messages beside those of the request
//	central          Release: the coordinator strikes the request out,  1
//	                 whether it was granted or waits
//	lamport          Release (rule 3): all strike it out                N-1
//	ricart-agrawala  the replies that were held back are sent           none: the same 2(N-1) as of an entry
//	maekawa          Release: arbiters that are locked for it are free, K-1
//	                 the others strike it out
//	suzuki-kasami    nothing; the token comes and goes on. A Lock until none
//	                 then takes it, since two requests of one node
//	                 could not be told from one that was served
//	token-ring       nothing                                            none
//	raymond          the node strikes itself out of its own queue; the  none
//	                 token may come, and goes on or stays
//
// # What a crash does
//
// A node that crashes has forgotten what it has promised, and whether it was inside. The papers know no such nodes: for them who fails is gone. So
// a node that comes back takes no part: it answers nothing and refuses Lock. The only thing that is on disk is that it has been there before. (To come back it would have to ask
// all others what they know of it; Ricart and Agrawala sketch that in their section on failures. We leave it out, and lose no safety: who is silent
// is to the others as one that is slow.)
//
//	central          The coordinator: nobody enters any more; who is inside stays and leaves. One that is inside or has been granted: all others wait for ever. One that
//	                 waits: it is granted, and the others wait for ever from then on. An idle one: nothing.
//	lamport          Any node: nobody enters any more, since all need a message from all.
//	ricart-agrawala  Any node: who asks from then on waits for ever for its reply, though nobody is inside. Those that have its reply still enter.
//	maekawa          Any node: those whose quorum has it wait for ever, and keep the arbiters that they have locked from others. One that is inside: nobody enters any
//	                 more.
//	suzuki-kasami    One with the token, inside or not, or that the token is on its way to: it is lost, and nobody enters any more. One that waits: it is sent
//	                 the token, and that is lost. Any other: nothing.
//	token-ring       Any node: the token is lost, with the node or when it comes by there. Who is inside stays and leaves.
//	raymond          As for suzuki-kasami; and a node with the token behind it cuts off those on the other side, while the side with the token goes on.
//
// # Messages
//
//	row              kind     from, to                body
//	central          Request  node to coordinator     Numbered: which request of the node
//	                 Grant    coordinator to node     Numbered
//	                 Release  node to coordinator     Numbered: it has left, or has withdrawn
//	lamport          Request  to all                  Timed: the sender's clock, which is the request's timestamp
//	                 Ack      to who requests         Timed
//	                 Release  to all                  Timed
//	ricart-agrawala  Request  to all                  Timed: the sequence number
//	                 Reply    to who requests         Timed: that of the request
//	maekawa          Request  to the quorum           Timed: the sequence number
//	                 Locked, Failed, Inquire  from an arbiter of the quorum  Timed: that of the request
//	                 Relinquish, Release      to an arbiter of the quorum    Timed: that of the request
//	suzuki-kasami    Request  to all                  Numbered: which request of the node
//	                 Privilege  to who gets the token  Privilege: the token, with what was served and who comes next
//	token-ring       Token    to the next node
//	raymond          Request  to a neighbour          send the token here
//	                 Privilege  to a neighbour        the token
package mutex
