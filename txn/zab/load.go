package zab

import (
	"fmt"

	"parley/protocol"
)

// load is a caller that creates files, adds to them, and reads what is there for all; a Read that may be late is for the invariants to judge.
func load(who int, names []string, random func(int) int) func(protocol.Operation) (string, []any) {
	n := 0
	return func(protocol.Operation) (string, []any) {
		n++
		name := names[random(len(names))]
		switch k := random(20); {
		case k < 4:
			return opCreate, []any{name}
		case k < 11:
			return opAppend, []any{name, fmt.Sprintf("%d.%d,", who, n)}
		case k < 12:
			return opDelete, []any{name}
		}
		return opReadLatest, []any{name}
	}
}
