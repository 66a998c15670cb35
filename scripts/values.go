package scripts

import (
	"context"
	"fmt"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"parley/node"
	"parley/protocol"
)

// This file is what can be said of a variable that holds something of this package, such as the machines of a protocol: of what it holds, where its
// type alone says too little.

// clusterIn is the protocol of the machines that a variable of this node holds, and which they are; nil if it holds none.
func clusterIn(ctx context.Context, n *node.Node, name string) (*protocol.Protocol, string) {
	if typ, err := n.TypeOf(name); !token.IsIdentifier(name) || err != nil || typ != "*scripts.Cluster" {
		return nil, ""
	}
	ctx, stop := context.WithTimeout(ctx, completePatience)
	defer stop()
	o, _ := n.Evaluate(ctx, name, node.Here{})
	if o.Verdict != protocol.OK || len(o.Values) != 1 {
		return nil, ""
	}
	is := strings.TrimSpace(o.Values[0].Text)
	which, _, _ := strings.Cut(is, " on ")
	p, err := FindProtocol(which)
	if err != nil { // somebody's own
		return nil, is
	}
	return p, is
}

// calling are the methods of Cluster that need a call of that name, or of another.
var calling = map[string]string{"Append": "Append", "Cas": "Cas", "Create": "Create", "Delete": "Delete", "Get": "Get", "Lock": "Lock", "Put": "Put",
	"PutLocked": "PutLocked", "Read": "Read", "Status": "Status", "Token": "PutLocked", "Unlock": "Unlock", "Where": "Where"}

// offers says whether a method of Cluster makes sense for a protocol.
func offers(p *protocol.Protocol, method string) bool {
	switch op, needs := calling[method]; {
	case needs:
		_, ok := p.Call(op)
		return ok
	case method == "Leader":
		row, ok := p.Call("Status")
		if !ok || reflect.TypeOf(row.Result).Kind() != reflect.Struct {
			return false
		}
		_, ok = reflect.TypeOf(row.Result).FieldByName("Leader")
		return ok
	}
	return true
}

// offered drops from the methods that may follow `kv.` those that its protocol would refuse.
func (s *Session) offered(ctx context.Context, before string, all []node.Candidate) []node.Candidate {
	before, is := strings.CutSuffix(before, ".")
	if !is {
		return all
	}
	name := before[strings.LastIndexFunc(before, func(c rune) bool { return !token.IsIdentifier("x" + string(c)) })+1:]
	if strings.HasSuffix(strings.TrimSuffix(before, name), ".") {
		return all
	}
	p, _ := clusterIn(ctx, s.n, name)
	if p == nil {
		return all
	}
	return slices.DeleteFunc(all, func(c node.Candidate) bool { return c.Kind == "method" && !offers(p, c.Text) })
}

// helpOnValue is where help is about what a variable of a type of this package can do.
func helpOnValue(n *node.Node, d node.Description) string {
	typ, ours := strings.CutPrefix(strings.TrimLeft(d.Decl[strings.LastIndexByte(d.Decl, ' ')+1:], "*"), "scripts.")
	if d.Kind != "var" || !ours || !token.IsIdentifier(typ) {
		return ""
	}
	p, is := clusterIn(context.Background(), n, d.Name)
	s := ""
	if is != "" {
		s = "\n    " + is
	}
	s += fmt.Sprintf("\n\n    help(%s) says what it can do", typ)
	if p != nil {
		s += fmt.Sprintf(", help(%s) what its protocol can be asked", p.Name)
	}
	return s
}
