package raft

import (
	"fmt"

	"parley/protocol"
)

// load is a caller that reads, writes, compares and deletes.
func load(who int, keys []string, random func(int) int) func(protocol.Operation) (string, []any) {
	n, seen := 0, map[string]string{}
	return func(last protocol.Operation) (string, []any) {
		if is, ok := last.Reply.Value.(Item); ok {
			seen[last.Call.Args[0].(string)] = is.Value
		}
		n++
		key, value := keys[random(len(keys))], fmt.Sprintf("%d.%d", who, n)
		switch k := random(20); {
		case k < 9:
			return "Get", []any{key}
		case k < 16:
			return "Put", []any{key, value}
		case k < 19:
			return "Cas", []any{key, seen[key], value}
		}
		return "Delete", []any{key}
	}
}
