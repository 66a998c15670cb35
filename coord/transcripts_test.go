package coord_test

import (
	"flag"
	"testing"

	"parley/coord"
	"parley/protocol"
	"parley/sim"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// find is one of the rows.
func find(name string) *protocol.Protocol {
	for _, p := range coord.Protocols() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// The lessons in testdata are as they were written down.
func TestTranscripts(t *testing.T) {
	for _, dir := range []string{"testdata", "membership/testdata", "heartbeat/testdata", "election/testdata"} {
		diffs, err := sim.Transcripts(dir, find, *update)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range diffs {
			t.Error(d)
		}
	}
}
