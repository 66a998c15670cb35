package scripts

import (
	"testing"

	"parley/node/drive"
)

// What can be simulated can be started: all that the machines of any protocol send, store and are asked can travel.
func TestEveryProtocolCanRunLive(t *testing.T) {
	for _, p := range Catalog() {
		if _, err := drive.NewCodec(p); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryProtocolHasOneName(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Catalog() {
		if seen[p.Name] {
			t.Errorf("two protocols are called %s", p.Name)
		}
		seen[p.Name] = true
	}
	for _, name := range []string{"membership", "heartbeat", "phi", "dumb", "bully", "fixed", "2pc", "3pc", "raft", "dht", "dht-flood"} {
		if !seen[name] {
			t.Errorf("there is no protocol %s", name)
		}
	}
}
