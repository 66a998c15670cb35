// Package heartbeat finds out that another node does not answer any more.
//
// # The problem
//
// A node that is dead and one that is slow look alike: neither answers. Chandra and Toueg, "Unreliable Failure Detectors for Reliable
// Distributed Systems" (Journal of the ACM, 1996), say what a detector owes (section 3.1): completeness, that a node that has crashed is
// suspected in the end; and accuracy, that one that has not is not. Both can be had only where messages take a bounded time; elsewhere a
// detector trades how soon it finds the dead for how often it buries the living. There are two here:
//
//	heartbeat  heartbeat.go, watch.go: a beat is missed if its answer takes longer than a time that is fixed
//	phi        phi.go: longer than is likely, by the times that answers have taken so far (Hayashibara, Defago, Yared and Katayama, "The phi
//	           Accrual Failure Detector", SRDS 2004)
//
// testdata/compare.table has both measured against each other.
//
// # Messages
//
//	Ping  to the node that is watched
//	Pong  from it, at once; it says which life of the node it is from
//
// A node that has died and come back between two beats answers them all, and yet what it knew of its connections is gone: an
// answer from another life is a missed beat too.
//
// # Calls and facts
//
// Beat pings a node and ends when a beat is missed; it is the future that a program waits for. StartHeartBeatOnNewLeader and
// StartHeartBeatOnConnect beat to whom the facts "leader", "connected" and "disconnected" name. Each missed beat is told as "missed"
// (NodeID); one of a leader as "leader-lost" too, upon which the membership disconnects this node from it, and one of a connection as
// "connection-lost", upon which the leader drops it and tries to tell it.
//
// # Invariants, in the words of Chandra and Toueg
//
//   - Strong Accuracy: no node is suspected before it crashes. This holds where messages and steps take less than the time that an answer
//     may take, and is violated where they do not: beats that are too short remove healthy nodes.
//   - Strong Completeness, bounded: no beat waits longer than its time, so that a crash is found after every + timeout at most.
//
// # What is left out
//
// Nothing is stored: a node that was down has to be told again whom to watch. The original phi detector has the watched node send
// beats by itself; here it answers pings, so that nobody is to be told who watches whom, and both ways of the network are watched.
package heartbeat
