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
//	dumb    dumb.go: a file that all nodes share names the leader. Not safe: it is there to show why.
//
// Nothing is stored on the nodes' own disks: a node that starts knows of no leader and asks.
package election
