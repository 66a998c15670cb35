package node

import "parley/eval"

// What can be said of source and of names without evaluating anything.

// Description is what is known of a name. See eval.Description.
type Description = eval.Description

// Describe says what a name is, such as "strings.Builder.WriteString", or one that was declared at this node.
func (n *Node) Describe(name string) (Description, error) { return n.image.Describe(name) }

// TypeOf is the static type of an expression.
func (n *Node) TypeOf(expr string) (string, error) { return n.image.TypeOf(expr) }

// SourceOf is how a function, a type or a method of this node was typed.
func (n *Node) SourceOf(name string) (string, error) { return n.image.SourceOf(name) }
