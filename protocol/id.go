// Package protocol is the contract that the parts of parley share: who a node is, what it may do, and how an evaluation at
// a node ends. It imports nothing but small parts of the standard library, so that a protocol written against it is a
// plain value: no clock, no network, no file. Read it first.
package protocol

import (
	"fmt"
	"strings"
)

// NodeID names a node in its cluster, for example "a" or "db_1". At the prompt it is also an identifier.
type NodeID string

// MaxNodeID is the longest name of a node, in bytes.
const MaxNodeID = 64

// reserved are the words that a target may start with, so that no node can be called by them.
var reserved = map[NodeID]bool{"all": true, "others": true, "leader": true, "followers": true, "quorum": true, "first": true, "role": true, "self": true, "settle": true}

// device says whether Windows would take a file of that name for a device, in any case of its letters. A node's name is
// part of the names of its files, and a name that is good on one system is to be good on all.
func device(id NodeID) bool {
	s := strings.ToLower(string(id))
	switch s {
	case "con", "prn", "aux", "nul":
		return true
	}
	port := strings.HasPrefix(s, "com") || strings.HasPrefix(s, "lpt")
	return port && len(s) == 4 && '0' <= s[3] && s[3] <= '9'
}

// Validate reports why id cannot name a node: it must be a letter, then letters, digits, '_' or '-', MaxNodeID bytes at
// most, none of the words that mean several nodes, and none that names a device of Windows.
func (id NodeID) Validate() error {
	if id == "" || len(id) > MaxNodeID {
		return fmt.Errorf("node name %q must have 1 to %d characters", string(id), MaxNodeID)
	}
	if reserved[id] {
		return fmt.Errorf("node name %q already means a set of nodes; choose another", string(id))
	}
	if device(id) {
		return fmt.Errorf("node name %q is the name of a device on Windows, where no file can have it; choose another", string(id))
	}
	for i, r := range id {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789_-", r)) {
			return fmt.Errorf("node name %q must be a letter, then letters, digits, '_' or '-'", string(id))
		}
	}
	return nil
}

// Role says what a peer may ask of a node. It is read from the peer's certificate; a client may ask for less in its first message, and never for more. A
// higher role may do all that a lower one may.
type Role uint8

// The roles, lowest first. NoRole is a certificate without a role: it may do nothing.
const (
	NoRole   Role = iota
	Observer      // may look: names, statistics, recent messages
	Operator      // may evaluate
	Member        // is a node of the cluster: may also send the messages of its protocols
)

var roleNames = [...]string{"none", "observer", "operator", "member"}

func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return fmt.Sprintf("role(%d)", uint8(r))
}

// ParseRole is the inverse of Role.String. "none" is not a role that anyone can be given.
func ParseRole(s string) (Role, error) {
	for r := Observer; r <= Member; r++ {
		if roleNames[r] == s {
			return r, nil
		}
	}
	return NoRole, fmt.Errorf("role %q is not one of observer, operator, member", s)
}
