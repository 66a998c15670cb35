package sim

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/protocol"
)

var update = flag.Bool("update", false, "rewrite what transcripts and pictures in testdata say")

func findRelay(name string) *protocol.Protocol {
	switch name {
	case "relay":
		return relayProtocol("")
	case "forgetful":
		return relayProtocol("forgets to store")
	case "twice":
		return protocol.Stack("twice", "", relayProtocol(""))
	}
	return nil
}

func TestTranscripts(t *testing.T) {
	diffs, err := Transcripts("testdata", findRelay, *update)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diffs {
		t.Error(d)
	}
}

func TestBadTranscripts(t *testing.T) {
	for text, says := range map[string]string{
		"# only prose\n":                            "",
		"sim relay\n":                               "line 1: the commands end without a line ----",
		"sim relay\n\nrun\n----\n":                  "line 1: the commands end without",
		"# x\n----\n":                               "line 2: there is no command above ----",
		"run\n----\n":                               "line 1: there is no cluster yet",
		"trace\n----\n":                             "line 1: there is no cluster yet",
		"sim\n----\n":                               "line 1: usage: sim NAME",
		"sim paxos\n----\n":                         `line 1: there is no protocol "paxos"`,
		"sim relay -n 0\n----\n":                    "relay runs on 1 to 100 nodes, not on 0",
		"sim relay -n\n----\n":                      `"-n" is not PARAM=VALUE`,
		"sim relay -n x\n----\n":                    `"x" is not a number that -n can have`,
		"sim relay seed=-1\n----\n":                 `"seed=-1" is not a number that seed can have`,
		"sim relay speed=1\n----\n":                 `relay has no parameter "speed"; it has retry`,
		"sim relay\nexplode n1\n----\n":             `line 2: "explode" is neither`,
		"sim relay\ntrace n1\n----\n":               "usage: trace",
		"sim relay\nstate n1 n2\n----\n":            "usage: state [NODE]",
		"sim relay\nlinear\n----\n":                 "relay has no model",
		"sim relay\nstate n9\n----\n":               "there is no node n9",
		"sim relay\ncall n1 Put \"k 1\n----\nold\n": "does not end",
	} {
		_, err := RunTranscript(text, findRelay)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%q: got %v, want %s", text, err, says)
		}
	}
}

// What stood below the dashes is replaced, and only that.
func TestTranscriptIsRewritten(t *testing.T) {
	got, err := RunTranscript("# a\nsim twice -n 1 twice.retry=1s\nstate 1\n----\nold\nolder\n\n# b\ncrash n2 # no such node\n----\n", findRelay)
	want := "# a\nsim twice -n 1 twice.retry=1s\nstate 1\n----\nn1  relay{Have:{}}\n\n# b\ncrash n2 # no such node\n----\nerror: crash n2: there is no node n2; there are n1 to n1\n       0s  n1  start\n"
	if err == nil || !strings.Contains(err.Error(), "it has relay.retry") {
		t.Errorf("got %v", err)
	}
	got, err = RunTranscript(strings.Replace(want, "twice.retry", "relay.retry", 1), findRelay)
	if want = strings.Replace(want, "twice.retry", "relay.retry", 1); err != nil || got != want {
		t.Errorf("got %v\n%s", err, got)
	}
}

func TestUpdateWritesTranscripts(t *testing.T) {
	dir := t.TempDir()
	if _, err := Transcripts(dir, findRelay, false); err == nil || !strings.Contains(err.Error(), "no transcript") {
		t.Errorf("got %v", err)
	}
	file := filepath.Join(dir, "x.txt")
	if err := os.WriteFile(file, []byte("sim relay -n 1\n----\nold\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	diffs, err := Transcripts(dir, findRelay, false)
	if err != nil || len(diffs) != 1 || !strings.Contains(diffs[0], "x.txt:3: ") || !strings.Contains(diffs[0], "\n- old\n") || !strings.Contains(diffs[0], "n1  start") {
		t.Errorf("got %q %v", diffs, err)
	}
	if diffs, err = Transcripts(dir, findRelay, true); err != nil || len(diffs) != 0 {
		t.Errorf("got %q %v", diffs, err)
	}
	if diffs, err = Transcripts(dir, findRelay, false); err != nil || len(diffs) != 0 {
		t.Errorf("after the update: %q %v", diffs, err)
	}
}
