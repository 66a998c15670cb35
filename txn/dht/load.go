package dht

import (
	"fmt"

	"parley/protocol"
)

// load is a caller that reads, writes and deletes.
func load(who int, keys []string, random func(int) int) func(protocol.Operation) (string, []any) {
	n := 0
	return func(protocol.Operation) (string, []any) {
		n++
		key := keys[random(len(keys))]
		switch k := random(20); {
		case k < 10:
			return "Get", []any{key}
		case k < 19:
			return "Put", []any{key, fmt.Appendf(nil, "%d.%d", who, n)}
		}
		return "Delete", []any{key}
	}
}
