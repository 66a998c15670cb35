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
//	row              entry takes                      order                                      file
//	central          3 messages, none at the          first come first served, at the            central.go
//	                 coordinator                      coordinator
//	lamport          3(N-1)                           of timestamps                              lamport.go
//	ricart-agrawala  2(N-1)                           of timestamps                              ricart_agrawala.go
//	maekawa          3(K-1) if nobody else wants to,  none; earlier ones have priority           maekawa.go, maekawa_quorums.go
//	                 up to 6(K-1); K is about √N in
//	                 a plane, and 2√N elsewhere
//	suzuki-kasami    N, none where the token is       of the token's queue, to the end of which  suzuki_kasami.go
//	                                                  who leaves puts all that wait
//	token-ring       1 if all want to; else as many   of the ring                                token_ring.go
//	                 as nodes between, and it goes
//	                 around while nobody wants to
//	raymond          2 for each edge to the token:    first come first served, at each node      raymond.go
//	                 O(log N) in a binary tree, and
//	                 4 if all want to
//
// Those are exact in runs without faults, and tests count them. The orders are invariants: Timestamp Order, First Come First Served, Order of the Token, Order of the Ring.
//
// # Faults
//
// Messages may overtake each other, as the papers say (Lamport's gets by numbers the channels that it needs). One that is lost is the same to safety as one that is still on
// its way, but whoever waits for it waits for ever. One that arrives twice would be two tokens, or give an arbiter of maekawa away twice; the papers leave that out, and
// here a number tells that it is old. So all rows keep their invariants under every fault that package sim has.
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
//	row              who dies            what the others do from then on
//	central          an idle node        enter
//	central          one that waits      enter until it is granted, then wait for ever
//	central          one inside          wait for ever
//	central          the coordinator     wait for ever; who is inside leaves
//	lamport          an idle node        enter if it has acknowledged their request, else wait for ever
//	lamport          one that waits      wait for ever
//	lamport          one inside          wait for ever
//	ricart-agrawala  an idle node        enter if it has replied to their request, else wait for ever
//	ricart-agrawala  one that waits      wait for ever
//	ricart-agrawala  one inside          wait for ever
//	maekawa          an idle node        enter if it is not in their quorum
//	maekawa          an idle node        wait for ever if it is in their quorum
//	maekawa          an idle node        wait for ever if one of their quorum does
//	maekawa          one that waits      enter if their quorum is not locked for it
//	maekawa          one that waits      wait for ever if one of their quorum is locked for it
//	maekawa          one inside          wait for ever
//	suzuki-kasami    an idle node        enter
//	suzuki-kasami    one that waits      enter until it is granted, then wait for ever
//	suzuki-kasami    one inside          wait for ever
//	suzuki-kasami    one with the token  wait for ever
//	token-ring       an idle node        wait for ever when the token has come by there
//	token-ring       an idle node        enter before that
//	token-ring       one that waits      wait for ever when the token has come by there
//	token-ring       one inside          wait for ever
//	token-ring       one with the token  wait for ever
//	raymond          an idle node        enter if it does not stand between them and the token
//	raymond          an idle node        wait for ever if it does
//	raymond          one that waits      enter until the token is sent to it, then wait for ever
//	raymond          one inside          wait for ever
//	raymond          one with the token  wait for ever
//
// "One with the token" is idle; one that dies while the token is on its way to it is one that waits. None of them lets two in, and each lets some crash block all: the papers
// know of nothing to do about it, since who is silent may be slow. What there is to be done about it with a majority is in package raft.
//
// # Messages
//
//	row              kind     from, to                body
//	central          Request  node to coordinator     Numbered: which request of the node
//	                 Grant    coordinator to node     Numbered
//	                 Release  node to coordinator     Numbered: it has left, or has withdrawn
//	lamport          Request  to all                  Ordered: the sender's clock, which is the request's timestamp; which message of the channel it is
//	                 Ack      to who requests         Ordered
//	                 Release  to all                  Ordered
//	ricart-agrawala  Request  to all                  Timed: the sequence number
//	                 Reply    to who requests         Timed: that of the request
//	maekawa          Request  to the quorum           Timed: the sequence number
//	                 Failed           from an arbiter of the quorum  Timed: that of the request
//	                 Locked, Inquire  from an arbiter of the quorum  Locking: that of the request; which lock of the arbiter it is
//	                 Relinquish       to an arbiter of the quorum    Locking: the same
//	                 Release          to the quorum                  Timed: that of the request
//	suzuki-kasami    Request  to all                  Numbered: which request of the node
//	                 Privilege  to who gets the token  Privilege: the token, with what was served and who comes next
//	token-ring       Token    to the next node        Numbered: how often it was passed on
//	raymond          Request  to a neighbour          Numbered: send the token here; which request of the node
//	                 Privilege  to a neighbour        Numbered: the token; how often it was passed on
package mutex
