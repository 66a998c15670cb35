// Package prelude is the declarations that a whole cluster is to have. The problem: what is declared at all nodes is declared at those that are
// there, and a node that comes later, or comes back, lacks it; two prompts may declare the same name at the same time; and nodes must still
// come to one and the same set, whatever each of them has heard in which order.
//
// An Entry is one declared name with its source and a Stamp: the version, the node that took the definition, and when. Of two entries of a name
// the one with the newer stamp holds, at every node, for ever: by version, then by the node's name, then by the time. Stamps are never equal for
// different definitions, so that sets which exchange what the other lacks become equal. Removing a name is an entry too, with no source, or a node
// that was away would bring it back.
//
// A Set is what one node knows; Split takes source apart into entries. Nothing here evaluates, sends or waits: package node does.
package prelude
