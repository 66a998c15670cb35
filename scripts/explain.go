package scripts

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"parley/node"
	"parley/protocol"
)

// This file says what a quote would take along, before it is sent: Explain, and :explain of a line.

// CommandExplain is a name of Session.Command: arg is a line with a target, which is not sent. What is unquoted in it is evaluated here.
const CommandExplain = "explain"

// explain is what Explain asks for.
func (h *host) explain(s Source, to []Target) Text {
	return Text(explained(h.n, s, to, node.Options{}))
}

// explainLine is :explain.
func (s *Session) explainLine(ctx context.Context, line string) (Line, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), "@")
	if !ok {
		return Line{}, errors.New("a line without a target is evaluated here and travels nowhere; write it with one, as in :explain @b x + $y")
	}
	t, n, err := ParseTarget(rest)
	if err != nil {
		return Line{}, err
	}
	if strings.TrimSpace(rest[n:]) == "" {
		return Line{}, errors.New("nothing to explain after @" + t.String() + "; write an expression or a statement behind it")
	}
	src, f := s.n.Quote(ctx, strings.TrimSpace(rest[n:]), s.here(Ask{}, nil, false))
	if f != nil {
		return Line{Parts: []Part{{Outcome: protocol.Outcome{Verdict: protocol.Failed, Failure: f}}}}, nil
	}
	return textLine(TextType, explained(s.n, src, []Target{t}, node.Options{Print: true})), nil
}

// Bytes of a value and of a source that are shown.
const (
	glanceBytes = 60
	sourceBytes = 2000
)

func explained(n *node.Node, s Source, to []Target, o node.Options) string {
	size, alone := n.WireSize(s, o)
	text := strings.TrimSpace(s.Text)
	if len(text) > sourceBytes {
		text = strings.ToValidUTF8(text[:sourceBytes], "") + fmt.Sprintf("… %d bytes more", len(text)-sourceBytes)
	}
	parts := []string{"source, " + byteText(uint64(len(s.Text))) + "\n    " + strings.ReplaceAll(text, "\n", "\n    ")}
	t := Table{}
	for i, b := range s.Binds {
		glance := n.Glance(b, glanceBytes)
		t.Rows = append(t.Rows, []string{fmt.Sprintf("    $%d", i), b.Type, byteText(uint64(len(b.Data))), glance})
	}
	if len(t.Rows) > 0 {
		parts = append(parts, "values of here that go along\n"+t.String())
	}
	t.Rows = nil
	for _, name := range n.NamesIn(s.Text) {
		here := strings.TrimSpace(name.Kind + " " + name.Type)
		if strings.HasPrefix(name.Type, name.Kind+"(") { // of a func
			here = name.Type
		}
		if here == "" {
			here = "nothing"
		}
		t.Rows = append(t.Rows, []string{"    " + name.Name, "here: " + here})
	}
	if len(t.Rows) > 0 {
		parts = append(parts, "names that mean what they mean at the target\n"+t.String())
	}
	count := 0 // of those to whom it travels
	for _, x := range to {
		ids, err := n.Targets(x)
		if err != nil {
			parts = append(parts, "target @"+x.String()+"\n    "+err.Error())
			continue
		}
		for _, id := range ids {
			if id != n.Name() {
				count++
			}
		}
		parts = append(parts, "target @"+x.String()+"\n    "+strings.Join(reached(n, ids), "\n    "))
	}
	wire := byteText(uint64(size)) + " on the wire"
	if count > 1 {
		wire += fmt.Sprintf(" to each of %d nodes, %s in all", count, byteText(uint64(size*count)))
	}
	if alone {
		wire += ", on a stream of its own because it is large"
	}
	return strings.Join(append(parts, wire), "\n\n")
}

// reached says of each target whether it can be asked now.
func reached(n *node.Node, ids []protocol.NodeID) (lines []string) {
	known := map[protocol.NodeID]node.Peer{}
	for _, p := range n.Peers() {
		known[p.ID] = p
	}
	for _, id := range ids {
		p, ok := known[id]
		switch {
		case !ok:
			lines = append(lines, string(id)+" is not known")
		case p.Self:
			lines = append(lines, string(id)+" is this node: nothing travels")
		case !p.Connected:
			lines = append(lines, string(id)+" is down: "+p.Why)
		default:
			lines = append(lines, fmt.Sprintf("%s is up, %s away", id, short(p.RTT)))
		}
	}
	return lines
}
