package zab

// The calls of random runs.

import (
	"fmt"
	"maps"
	"slices"

	"parley/protocol"
)

// workload mixes all operations on few files, so that they meet.
func workload(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
	name := string(rune('a' + random(3)))
	switch k := random(32); {
	case k < 5:
		return opCreate, []any{name}
	case k < 6:
		return opDelete, []any{name}
	case k < 13:
		return opAppend, []any{name, fmt.Sprintf("%d,", n)}
	case k < 16:
		return opRead, []any{name}
	case k < 18:
		return opReadLatest, []any{name}
	case k < 19:
		return opSync, nil
	case k < 20:
		return "Files", nil
	case k < 22:
		return opOpen, nil
	case k < 24:
		return opSnapshot, nil
	}
	return ofClient(w, at, random)
}

// ofClient is what a client asks for that knows of no other: the next request of its session, or the last one once more. What it asks for depends
// on the number, so that it is the same at another node.
func ofClient(w *protocol.World, at protocol.NodeID, random func(int) int) (string, []any) {
	var names []string
	clients := map[string]Client{}
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		if id == at {
			clients = m.clients
			names = slices.Sorted(maps.Keys(clients))
		}
	})
	if len(names) == 0 {
		return opOpen, nil
	}
	client := names[random(len(names))]
	number := max(1, clients[client].Seq+random(3)-random(2))
	name := string(rune('a' + number%3))
	switch k := random(20); {
	case k == 0:
		return opClose, []any{client}
	case k < 3:
		return opDo, []any{client, number, opRead, name, ""}
	case number%5 == 0:
		return opDo, []any{client, number, opDelete, name, ""}
	case number%2 == 0:
		return opDo, []any{client, number, opCreate, name, ""}
	}
	return opDo, []any{client, number, opAppend, name, fmt.Sprintf("%s/%d,", client, number)}
}
