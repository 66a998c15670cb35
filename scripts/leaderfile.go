package scripts

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"parley/coord/election"
	"parley/protocol"
)

// leaderFile is what the machines of the dumb election share, live: a file, which holds the name of the leader. It answers the messages of
// package election as its simulated twin does. What cannot be read or written gets no answer, as from a file server that is down.
func leaderFile(path string, log *slog.Logger) func(protocol.Message) []protocol.Message {
	return func(m protocol.Message) []protocol.Message {
		answer, err := askFile(path, m.Body)
		if err != nil {
			log.Error("the leader file cannot be used", "file", path, "err", err)
			return nil
		}
		return []protocol.Message{answer}
	}
}

func askFile(path string, body any) (protocol.Message, error) {
	switch b := body.(type) {
	case election.Read:
		text, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return protocol.Message{}, err
		}
		leader := protocol.NodeID(strings.TrimSpace(string(text)))
		if leader.Validate() != nil {
			leader = "" // somebody else's text names nobody
		}
		return protocol.Message{Kind: election.KindContent, Body: election.Content{ID: b.ID, Leader: leader}}, nil
	case election.Create:
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return protocol.Message{Kind: election.KindCreated, Body: election.Created{ID: b.ID}}, nil
		}
		if err != nil {
			return protocol.Message{}, err
		}
		_, err = f.WriteString(string(b.Leader) + "\n")
		if err := errors.Join(err, f.Close()); err != nil {
			return protocol.Message{}, err
		}
		return protocol.Message{Kind: election.KindCreated, Body: election.Created{ID: b.ID, OK: true}}, nil
	case election.Delete:
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return protocol.Message{}, err
		}
		return protocol.Message{Kind: election.KindDeleted, Body: election.Deleted{ID: b.ID}}, nil
	}
	return protocol.Message{}, errors.New("the file does not know that message")
}
