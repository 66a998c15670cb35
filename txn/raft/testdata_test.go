package raft_test

import (
	"flag"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn"
)

var update = flag.Bool("update", false, "rewrite what the transcripts in testdata say")

func TestTranscripts(t *testing.T) {
	diffs, err := sim.Transcripts("testdata", func(name string) *protocol.Protocol {
		for _, p := range txn.Protocols() {
			if p.Name == name {
				return p
			}
		}
		return nil
	}, *update)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diffs {
		t.Error(d)
	}
}
