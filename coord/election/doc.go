// Package election has protocols that say who leads: a file for each.
//
// # The problem
//
// Of several nodes one is to do what only one may do. Garcia-Molina, "Elections in a Distributed Computing System" (IEEE Transactions on
// Computers, 1982), says what an election owes (section II): at any time the nodes that are up agree on who leads, and if nobody does and nothing fails any
// more, somebody will. Fischer, Lynch and Paterson (1985) say that both cannot be had where messages take as long as they like, so each
// election here states what it assumes, and what happens where that does not hold.
//
// # One interface
//
// Every election is a machine that offers the same, so that what needs a leader takes any of them:
//
//   - the call Elect holds an election now, and its result is the leader;
//   - the fact "need-leader" (true), told by whoever on the node needs a leader and has none, holds one too;
//   - the fact "leader" (NodeID, "" for none) tells the result, when it changes or there is none; told by another machine of the node, such as the
//     membership that was connected by hand, it is taken as true;
//   - the fact "left" (bool) says that the node has left the cluster: until it is back it does not take part.
//
// A node leads if its leader is itself. The invariant of all of them is Election Safety: there is at most one leader at any time.
//
// # The elections
//
//	fixed   fixed.go: the leader is a parameter. Safe always; if that node is down there is none.
//	bully   bully.go: the highest node that is up leads (Garcia-Molina, section III). Safe where messages and steps take a bounded time.
//	ring    ring.go: each node knows the next one of a ring, and the highest that is up leads (Chang and Roberts 1979). Safe where messages take a bounded time.
//	dumb    dumb.go: a file that all nodes share names the leader. Not safe: it is there to show why.
//
// # What they cost
//
// Messages of an election that all n nodes begin at once, without failures, as tests count them:
//
//	fixed   0
//	bully   n(n-1)/2 Election and Answer each, and n-1 Halt, Halted and Coordinator each: (n-1)(n+3)
//	ring    2n-1 to n(n+1)/2 Candidate, in the mean over all rings n(1 + 1/2 + .. + 1/n); n Elected; and a Passed for each of both
//
// If one begins, the ring takes n to 2n-1 Candidate. Each node sends to one other then, but they do it one after the other.
//
// # What a crash does
//
//	        the leader              another node             one that takes part in an election
//	fixed   there is no leader      nothing                  nothing
//	bully   none until somebody     nothing                  who waits for it asks again, 4 timeouts later
//	        holds an election
//	ring    the same                nothing; it is skipped,  the number that it holds, or its own, is lost: whoever misses it first begins again, at most
//	                                for a timeout each time  2n+1 timeouts later
//	                                around
//	dumb    the same, and it leads  nothing                  the next attempt deletes the file
//	        again when it is back
//
// Nothing is stored on the nodes' own disks: a node that starts knows of no leader and asks.
package election
