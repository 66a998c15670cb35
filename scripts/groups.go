package scripts

import "strings"

// This file says what the built-ins are for, in the order in which one meets them.

// group is what some of them are for.
type group struct {
	purpose string
	names   string // split at blanks
}

var groups = []group{
	{"ask nodes", "Quote Unquote Remote RemoteAll Async Send Timeout Src Explain"},
	{"whom to ask", "Self Others All Node First Quorum Settle"},
	{"declare and move", "Everywhere Nowhere Prelude Missing Push Pull Scatter Gather Bind Ref Refs Release"},
	{"share out work", "RMap RMapErr On Chunk Again Progress RMapChunk RMapErrChunk"},
	{"again and again", "Every Watch"},
	{"look", "help Nodes Ps Kill Messages Waiting RemoteReturns"},
	{"protocols, simulated and live", "Protocols Sim Random Explore Start Machines Running As Fresh Param Seed Require Depth Crashes Drops"},
	{"the coordinator and its connections", "Lead Connect Leader IsLeader Connections Disconnect Drop Leave Rejoin OnConnect OnLeader HeartBeat StartHeartBeatOnConnect StartHeartBeatOnNewLeader"},
	{"elections", "Elect BullyElection RingElection FixedElection DumbElection LeaveLeadership"},
	{"transactions", "TwoPhaseCommit ThreePhaseCommit TwoPhaseCommitAll ThreePhaseCommitAll Request2PC Request3PC Abort OnCanCommit Data Transactions"},
}

// grouped lists every built-in with its sentence, below what it is for.
func grouped() string {
	var b strings.Builder
	for i, g := range groups {
		if i > 0 {
			b.WriteByte('\n')
		}
		var t Table
		for _, name := range strings.Fields(g.names) {
			r, _ := Lookup(name)
			t.Rows = append(t.Rows, []string{"  " + r.Name, r.Summary})
		}
		b.WriteString(g.purpose + "\n" + t.String() + "\n")
	}
	return b.String()
}
