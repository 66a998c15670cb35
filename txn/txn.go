// Package txn lists the protocols by which nodes agree on what all of them hold. Each is a package below it.
package txn

import (
	"parley/protocol"
	"parley/txn/commit"
	"parley/txn/dht"
	"parley/txn/raft"
	"parley/txn/zab"
)

// Protocols are the rows of the table.
func Protocols() []*protocol.Protocol {
	return []*protocol.Protocol{commit.TwoPhase(), commit.ThreePhase(), commit.Both(), commit.GrayLamport(), raft.Protocol(), dht.OnRing(), dht.Flood(), zab.Protocol()}
}
