package node

import (
	"reflect"
	"strings"

	"parley/eval"
	"parley/protocol"
	"parley/transport"
)

// What can be said of source and of names without evaluating anything.

// Description is what is known of a name. See eval.Description.
type Description = eval.Description

// Describe says what a name is, such as "strings.Builder.WriteString", or one that was declared at this node.
func (n *Node) Describe(name string) (Description, error) { return n.image.Describe(name) }

// TypeOf is the static type of an expression.
func (n *Node) TypeOf(expr string) (string, error) { return n.image.TypeOf(expr) }

// SourceOf is how a function, a type or a method of this node was typed.
func (n *Node) SourceOf(name string) (string, error) { return n.image.SourceOf(name) }

// NamesIn are the names in source that it does not declare itself, with what they are at this node.
func (n *Node) NamesIn(source string) []Name { return n.image.NamesIn(source) }

// WireSize is how many bytes s is on its way to a node, and whether it has a stream of its own there because it is large.
func (n *Node) WireSize(s Source, o Options) (bytes int, alone bool) {
	m := &transport.Message{Return: true, ID: n.nextID.Load(), Form: transport.FormQuote, Source: s.Text, Binds: s.Binds}
	m.Extra.Print, m.Extra.File = o.Print, o.File
	if o.Timeout > 0 {
		m.Extra.Deadline = o.Timeout + deadlineSlack
	}
	return transport.Size(m)
}

// Glance is the beginning of a value that travels, as it is printed, on one line of about so many bytes. A large value is not even
// looked at, and its glance is empty.
func (n *Node) Glance(v protocol.Value, bytes int) string {
	if len(v.Data) > maxGlance {
		return ""
	}
	x, err := n.image.DecodeAny(v)
	if err != nil {
		return ""
	}
	var b strings.Builder
	n.image.Print(&b, eval.Value{V: reflect.ValueOf(x)}, eval.PrintOptions{MaxBytes: bytes, MaxElems: 8, Width: 1 << 20})
	return strings.Join(strings.Fields(b.String()), " ")
}

const maxGlance = 1 << 20
