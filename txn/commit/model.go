package commit

// What the map is to those who call: a register for each key, as the leader's Read, the transactions and what was requested show it.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/protocol"
)

// Item is what is under a key.
type Item struct {
	Value string
	There bool
}

// copies is a state of the model. Requested writes are not a part of the order of calls: who asks for one is answered at once, and it happens later or never.
type copies struct {
	Has    map[string]string
	Wanted []KV // sorted
}

// Model judges histories: transactions, removals and Reads are linearizable (Herlihy and Wing 1990). Get and Data say what one node has, and may be anything.
func Model() *protocol.Model {
	return &protocol.Model{
		Init: func() any { return copies{} },
		Step: func(state any, c protocol.Call, value any, known bool) (bool, any) {
			s := state.(copies)
			switch c.Op {
			case "TwoPhaseCommit", "ThreePhaseCommit":
				return true, s.with(KV{Key: c.Args[0].(string), Value: c.Args[1].(string)})
			case "TwoPhaseCommitAll", "ThreePhaseCommitAll":
				return true, s.with(c.Args[0].([]KV)...)
			case "Abort":
				return true, s.with(KV{Key: c.Args[0].(string), Remove: true})
			case "Request2PC", "Request3PC":
				s.Wanted = append(slices.Clone(s.Wanted), KV{Key: c.Args[0].(string), Value: c.Args[1].(string)})
				slices.SortFunc(s.Wanted, func(a, b KV) int { return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Value, b.Value)) })
				return true, s
			case "Read":
				if known {
					return s.read(c.Args[0].(string), value.(Item))
				}
			}
			return true, s
		},
		Print: func(state any) string {
			s := state.(copies)
			return fmt.Sprintf("%v, wanted: %v", s.Has, s.Wanted)
		},
	}
}

// with is the state after some writes.
func (s copies) with(writes ...KV) copies {
	has := maps.Clone(s.Has)
	if has == nil {
		has = map[string]string{}
	}
	for _, w := range writes {
		if w.Remove {
			delete(has, w.Key)
		} else {
			has[w.Key] = w.Value
		}
	}
	if len(has) == 0 {
		has = nil // one state has one form
	}
	return copies{has, s.Wanted}
}

// read says whether that can be read. What was asked for may have happened just before.
func (s copies) read(key string, got Item) (bool, copies) {
	if v, there := s.Has[key]; there == got.There && v == got.Value {
		return true, s
	}
	i := slices.IndexFunc(s.Wanted, func(w KV) bool { return w.Key == key && w.Value == got.Value })
	if i < 0 || !got.There {
		return false, s
	}
	next := s.with(s.Wanted[i])
	next.Wanted = slices.Delete(slices.Clone(s.Wanted), i, i+1)
	if len(next.Wanted) == 0 {
		next.Wanted = nil
	}
	return true, next
}
