package scripts

import "time"

// Abort: at the leader: aborts what is open about a key, and removes the key everywhere.
func Abort(key string) (string, error) { panic(runCompiled) }

// BullyElection: holds an election in which the greatest name that answers leads, and chooses that for later ones.
func BullyElection() (Target, error) { panic(runCompiled) }

// Connect: registers this node in a leader's connections and makes it this node's leader; the value is the leader.
func Connect(to any) (Target, error) { panic(runCompiled) }

// Connections: the nodes that are connected to this one, if it leads.
func Connections() []Target { panic(runCompiled) }

// Data: what this node holds of the map that all nodes hold.
func Data() map[string]string { panic(runCompiled) }

// Disconnect: tells the leader, which removes this node; then this node has no leader.
func Disconnect() error { panic(runCompiled) }

// Drop: at the leader: removes a connection, and tries to tell it.
func Drop(node Target) error { panic(runCompiled) }

// DumbElection: elects by a file that all nodes see: who writes its name there first leads. It is made to go wrong.
func DumbElection() (Target, error) { panic(runCompiled) }

// Elect: holds the election that was chosen last, at first the bully; the value is the leader.
func Elect() (Target, error) { panic(runCompiled) }

// FixedElection: the first node by name leads, whether it is up or not; every node must choose it: @all FixedElection().
func FixedElection() (Target, error) { panic(runCompiled) }

// IsLeader: says whether this node leads.
func IsLeader() bool { panic(runCompiled) }

// Lead: makes this node the leader, without asking anybody.
func Lead() error { panic(runCompiled) }

// Leader: whom this node is connected to: itself if it leads, and nobody if it is not connected.
func Leader() Target { panic(runCompiled) }

// Leave: leaves the cluster until Connect, Rejoin or Lead; a leader hands its connections over, and the value is to whom.
func Leave() (Target, error) { panic(runCompiled) }

// LeaveLeadership: after DumbElection: the leader tells its followers the leader that the file names, and follows it.
func LeaveLeadership() error { panic(runCompiled) }

// OnCanCommit: asks f before this node votes for a transaction; an error is a veto. Every f that was given is asked; nil forgets them.
func OnCanCommit(f func(key, value string) error) { panic(runCompiled) }

// OnConnect: calls f for each new connection of this leader; nil forgets every f that was given.
func OnConnect(f func(node Target)) { panic(runCompiled) }

// OnLeader: calls f when this node has another leader, or nobody; nil forgets every f that was given.
func OnLeader(f func(leader Target)) { panic(runCompiled) }

// Rejoin: connects to the last leader again, after a restart too.
func Rejoin() (Target, error) { panic(runCompiled) }

// Request2PC: asks the leader for a TwoPhaseCommit and returns at once; Data() shows whether it was done.
func Request2PC(key string, value any) error { panic(runCompiled) }

// Request3PC: asks the leader for a ThreePhaseCommit and returns at once; Data() shows whether it was done.
func Request3PC(key string, value any) error { panic(runCompiled) }

// RingElection: holds an election in which each node speaks to the next one only and the greatest name leads, and chooses that for later ones.
func RingElection() (Target, error) { panic(runCompiled) }

// StartHeartBeatOnConnect: the leader beats to each connection, every 3s if not said; one that does not answer is removed, and told so if possible.
func StartHeartBeatOnConnect(every ...time.Duration) error { panic(runCompiled) }

// StartHeartBeatOnNewLeader: beats to the leader and to each new one, every 3s if not said; this node disconnects itself from one that does not answer.
func StartHeartBeatOnNewLeader(every ...time.Duration) error { panic(runCompiled) }

// ThreePhaseCommit: at the leader: asks all whether they can commit, tells all that all can, and commits; the value is the transaction's name.
func ThreePhaseCommit(key string, value any) (string, error) { panic(runCompiled) }

// ThreePhaseCommitAll: threePhaseCommit of several keys in one transaction; nil removes one.
func ThreePhaseCommitAll(values map[string]any) (string, error) { panic(runCompiled) }

// Transactions: the transactions under way that this node takes part in.
func Transactions() Table { panic(runCompiled) }

// TwoPhaseCommit: at the leader: asks all for their votes, and commits if all say yes; the value is the transaction's name.
func TwoPhaseCommit(key string, value any) (string, error) { panic(runCompiled) }

// TwoPhaseCommitAll: twoPhaseCommit of several keys in one transaction; nil removes one.
func TwoPhaseCommitAll(values map[string]any) (string, error) { panic(runCompiled) }
