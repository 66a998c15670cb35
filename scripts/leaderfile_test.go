package scripts

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"parley/coord/election"
	"parley/protocol"
)

// The file on disk answers as the simulated one does.
func TestLeaderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leader")
	file := leaderFile(path, slog.New(slog.DiscardHandler))
	row := election.DumbProtocol()
	cfg, err := row.Configure("a", []protocol.NodeID{"a", "b"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	twin := row.Service(cfg)
	for i, body := range []any{
		election.Read{ID: 1}, election.Create{ID: 2, Leader: "a"}, election.Create{ID: 3, Leader: "b"}, election.Read{ID: 4},
		election.Delete{ID: 5}, election.Delete{ID: 6}, election.Read{ID: 7}, election.Create{ID: 8, Leader: "b"}, election.Read{ID: 9},
	} {
		got := file(protocol.Message{Body: body})
		want := twin.Step(protocol.Event{Kind: protocol.Receive, Message: protocol.Message{From: "a", Body: body}}).Messages
		if len(got) != 1 || len(want) != 1 || got[0].Kind != want[0].Kind || got[0].Body != want[0].Body {
			t.Errorf("%d: %+v is answered by %v, and simulated by %v", i, body, got, want)
		}
	}
	os.WriteFile(path, []byte("no name at all\x00"), 0o600)
	if got := file(protocol.Message{Body: election.Read{ID: 1}}); got[0].Body != (election.Content{ID: 1}) {
		t.Errorf("nonsense in the file is read as %v", got)
	}
	os.Remove(path)
	os.Mkdir(path, 0o700)
	if got := file(protocol.Message{Body: election.Read{ID: 1}}); got != nil {
		t.Errorf("a folder answers %v", got)
	}
}
