// Package coord is who is there, who leads and who may enter: its children are the protocols, a package for each problem, and this one puts them
// together.
//
// A coordinator is one machine of several parts that tell each other facts and know nothing else of each other:
//
//	an election     tells "leader"                           when it has ended
//	the membership  connects to it, and tells "connected"    at the leader
//	heartbeats      watch the leader and the connections, and tell "leader-lost" or "connection-lost"
//	the membership  disconnects, or drops, and tells "need-leader", upon which the election is held again
//
// What needs a leader, such as a commit, is one more part: it learns "leader" and "members", and may tell "need-leader" itself.
package coord

import (
	"parley/coord/election"
	"parley/coord/heartbeat"
	"parley/coord/membership"
	"parley/coord/mutex"
	"parley/protocol"
)

// Protocols are the rows of the table, the coordinator with the bully election and the mutexes among them.
func Protocols() []*protocol.Protocol {
	bullied := Coordinator(election.BullyProtocol())
	bullied.Demos = []protocol.Demo{
		{Command: "sim coordinator --seeds 100 --faults partition", Breaks: "Election Safety", Doc: "each side finds itself a leader"},
		{Command: "sim coordinator --seeds 100 --faults crash", Doc: "after crashes there is one leader again"},
	}
	all := append(Elections(), membership.Protocol(), heartbeat.Protocol(), heartbeat.PhiProtocol(), election.AnyProtocol(), bullied)
	return append(all, mutex.Protocols()...)
}

// Elections are the rows of the elections, of which any goes into a coordinator.
func Elections() []*protocol.Protocol {
	return []*protocol.Protocol{election.FixedProtocol(), election.BullyProtocol(), election.RingProtocol(), election.DumbProtocol()}
}

// Coordinator is membership, heartbeats and an election in one, with more parts above them if there are some. Its heartbeats watch leaders and
// connections from the start.
func Coordinator(election *protocol.Protocol, more ...*protocol.Protocol) *protocol.Protocol {
	beats := heartbeat.Protocol()
	for i := range beats.Params {
		if beats.Params[i].Name == heartbeat.ParamWatch {
			beats.Params[i].Default = true
		}
	}
	// The last part with a workload makes the stack's: without more parts, elections.
	parts := append([]*protocol.Protocol{membership.Protocol(), beats, election}, more...)
	p := protocol.Stack("coordinator", "membership, heartbeats and the "+election.Name+" election in one", parts...)
	p.About = "How a cluster looks after itself: a heartbeat misses the leader, the membership says that one is needed, the election finds it, and all connect to it. It survives crashes of any nodes, " +
		"and errs where its parts err: see membership, heartbeat and " + election.Name + "."
	return p
}
