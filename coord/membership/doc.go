// Package membership says who belongs to a leader: a node connects to it and disconnects from it, and the leader knows its connections.
//
// # The problem
//
// Protocols such as a commit need to know two things: at a follower, who leads; at the leader, who follows. This protocol keeps the two
// in step as far as messages allow. It elects nobody: who leads is said by the Lead call, or by an election that runs on the
// same node and tells the fact "leader". It is the least of the membership services in the literature: no views are agreed upon (Birman and Joseph
// 1987 do that), the leader's list is the truth, and what a follower believes may lag behind it.
//
// # Messages
//
//	Connect     to a leader: register me. Twice is once, and a follower says it again from time to time: a leader may have dropped it, or lead
//	            no more, and its word of that may be lost
//	Welcome     from the leader: you are registered
//	Redirect    from a node that does not lead: ask that one, or nobody that I know of
//	Disconnect  to the leader: remove me
//	Goodbye     from the leader: you are removed
//	Dismiss     from a leader that stops or drops a connection: you are removed, go there, or find a leader
//	HandOver    from a leader that leaves, to one of its connections: lead
//	TookOver    from that one: I do
//
// # Facts
//
// It tells "leader" and, once it is connected, "follows" (NodeID, "" for none) and "members" (sorted []NodeID with the node itself while it leads, and empty when it does
// not) when they change, "connected" and "disconnected" (NodeID) at a leader, "left" (bool) when the node leaves the cluster on purpose
// or comes back, and "need-leader" (true) when it has lost its leader and not by its own will, which is what elections wait for; from time to time
// again, until there is one.
// It learns "leader" from an election, and from a failure detector "leader-lost" (disconnect this node from that leader) and
// "connection-lost" (drop that connection, and try to tell it).
//
// # What is stored
//
// The last leader, so that Rejoin works after a restart; and that the node has left, since one that was taken out on purpose is not
// to come back because its machine was rebooted. Leadership and connections are not: while a node was down others may lead,
// so it must ask; and who was connected to it has been told nothing since, so it must be asked.
//
// # Invariants
//
//   - only a leader has connections
//   - connections are other nodes of the cluster, each once
//   - a follower was registered by its leader
//   - who has left has no leader
//   - what is stored is what the node knows
//
// They hold under all faults. That a follower is in its leader's list at each moment is not one of them: the message that says
// otherwise may be on its way, or lost, which is what heartbeats are for.
//
// # What is left out
//
// Two nodes may both be told to lead: which of them does is a matter of elections. A leader that leaves hands over to one successor, the
// last of its connections by name; if that one does not answer in time, the others are told to find a leader themselves, and may have two for a while
// if the answer was only slow.
package membership
