package coord

import (
	"parley/coord/election"
	"parley/coord/heartbeat"
	"parley/coord/membership"
	"parley/protocol"
)

// ClusterName is the row of Cluster, and the machine of it that every live node has.
const ClusterName = "cluster"

// Cluster is what a live node needs of all this: the membership, heartbeats for whom it is asked to watch, and any election, chosen while it runs;
// with more parts above them, such as a commit.
func Cluster(more ...*protocol.Protocol) *protocol.Protocol {
	parts := append([]*protocol.Protocol{membership.Protocol(), heartbeat.Protocol(), election.AnyProtocol()}, more...)
	p := protocol.Stack(ClusterName, "what every live node runs for Connect, HeartBeat, elections and transactions", parts...)
	p.MinNodes = 1 // others may come
	return p
}
