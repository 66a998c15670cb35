package repl

import (
	"encoding/json"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// What `--output json` writes: one object a line, all of them to Out, so that a program can read everything in order.

type jsonPart struct {
	Node    protocol.NodeID `json:"node,omitempty"`
	Verdict string          `json:"verdict"`
	Values  []jsonValue     `json:"values,omitempty"`
	Failure *jsonFailure    `json:"failure,omitempty"`
}

type jsonValue struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type jsonFailure struct {
	Kind  string `json:"kind,omitempty"`
	Text  string `json:"text"`
	Pos   string `json:"pos,omitempty"`
	Stack string `json:"stack,omitempty"`
}

type jsonOutput struct {
	Node   protocol.NodeID `json:"node,omitempty"`
	Stream string          `json:"stream"`
	Text   string          `json:"text"`
}

type jsonPeer struct {
	Name      protocol.NodeID `json:"name"`
	State     string          `json:"state"`
	Addr      string          `json:"addr,omitempty"`
	RoundTrip string          `json:"round_trip,omitempty"`
	Since     time.Time       `json:"since"`
	Why       string          `json:"why,omitempty"`
}

func jsonLine(l scripts.Line) (blocks []block) {
	add := func(v any) { blocks = append(blocks, block{node.Stdout, object(v)}) }
	for _, n := range l.Notices {
		add(map[string]string{"notice": n})
	}
	if l.Failure != nil {
		add(jsonPart{Verdict: protocol.Failed.String(), Failure: jsonFailureOf(l.Failure)})
	}
	for _, p := range l.Parts {
		j := jsonPart{Node: p.Node, Verdict: p.Outcome.Verdict.String(), Failure: jsonFailureOf(p.Outcome.Failure)}
		for _, v := range p.Outcome.Values {
			j.Values = append(j.Values, jsonValue{v.Type, v.Text})
		}
		add(j)
	}
	if l.Unmet != "" {
		add(map[string]string{"unmet": l.Unmet})
	}
	return blocks
}

func jsonFailureOf(f *protocol.Failure) *jsonFailure {
	if f == nil {
		return nil
	}
	return &jsonFailure{scripts.OutcomeOf(f.Kind).Name, f.Text, f.Pos, f.Stack}
}

func jsonPiece(from protocol.NodeID, stream uint8, b []byte) string {
	name := "stdout"
	if stream == node.Stderr {
		name = "stderr"
	}
	return object(jsonOutput{from, name, string(b)})
}

func object(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // strings, numbers and times can always be written
		return `{"failure":{"text":"this cannot be written as JSON"}}`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
