package mutex

import "parley/protocol"

// load is a caller that enters and leaves, one at each node. Where it was not let in, it tries to leave all the same before it asks again: an answer that did
// not come may have been that it may enter.
func load(int, []string, func(int) int) func(protocol.Operation) (string, []any) {
	return func(last protocol.Operation) (string, []any) {
		if last.Call.Op == opLock {
			return opUnlock, nil
		}
		return opLock, nil
	}
}
