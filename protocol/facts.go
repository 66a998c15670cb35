package protocol

// Names of facts by which machines of one node work together without knowing each other. A value that is a NodeID is "" for none.
const (
	FactLeader         = "leader"          // NodeID: who leads, as an election says it or as the node has connected; when it changes
	FactFollows        = "follows"         // NodeID: whom the node is connected to, itself if it leads; when it changes
	FactNeedLeader     = "need-leader"     // true: the node needs a leader and has none, so that an election is to be held
	FactLeft           = "left"            // bool: the node has left the cluster on purpose, and takes no part in elections; or is back
	FactNodes          = "nodes"           // []NodeID, sorted: all of the cluster that are known, where it can grow while the machine runs
	FactMembers        = "members"         // []NodeID, sorted: of a leader, itself and its connections; empty when it leads no more
	FactConnected      = "connected"       // NodeID: at a leader, a new connection
	FactDisconnected   = "disconnected"    // NodeID: at a leader, a connection that is gone
	FactMissed         = "missed"          // NodeID: it has not answered a beat in time
	FactLeaderLost     = "leader-lost"     // NodeID: the node is to disconnect from that leader, which does not answer
	FactConnectionLost = "connection-lost" // NodeID: the leader is to drop that connection, which does not answer
)

// FactValue is a value of the type that the value of such a fact has; nil for a fact that is not of this list.
func FactValue(name string) any {
	switch name {
	case FactNodes, FactMembers:
		return []NodeID(nil)
	case FactNeedLeader, FactLeft:
		return false
	case FactLeader, FactFollows, FactConnected, FactDisconnected, FactMissed, FactLeaderLost, FactConnectionLost:
		return NodeID("")
	}
	return nil
}
