package raft

import (
	"fmt"

	. "parley/protocol"
)

// HiddenAlways and HiddenSometimes are what the grade looks at: the properties of figure 3 of the paper. Who has led which term, and what was
// committed in which, is remembered.
var HiddenAlways = []Property{
	{Name: "Election Safety", Check: func(w *World) (err error) {
		Machines(w, func(id NodeID, m *node) {
			if !m.leads {
				return
			}
			key := fmt.Sprint("leader ", m.Term)
			if was, there := w.Ghost[key]; there && was != string(id) {
				err = fmt.Errorf("%s leads term %d, which %v has led", id, m.Term, was)
			} else if !there {
				w.Ghost[key] = string(id)
			}
		})
		return err
	}},
	{Name: "Log Matching", Check: func(w *World) error {
		var ids []NodeID
		var logs [][]Entry
		Machines(w, func(id NodeID, m *node) { ids, logs = append(ids, id), append(logs, m.Log) })
		for i := range logs {
			for j := range i {
				same := false // from some entry down
				for k := min(len(logs[i]), len(logs[j])) - 1; k > 0; k-- {
					a, b := logs[i][k], logs[j][k]
					if same = same || a.Term == b.Term; same && a != b {
						return fmt.Errorf("%s has %s and %s has %s, and after that they have entries of the same term", ids[j], hiddenEntry(k, b), ids[i], hiddenEntry(k, a))
					}
				}
			}
		}
		return nil
	}},
	{Name: "State Machine Safety", Check: func(w *World) (err error) {
		ops, terms, _ := hiddenCommitted(w)
		Machines(w, func(id NodeID, m *node) {
			for i := min(m.commit, len(ops)-1); i > 0; i-- {
				if i >= len(m.Log) || m.Log[i] != (Entry{terms[i], ops[i]}) {
					err = fmt.Errorf("%s is committed, and %s, which knows %d to be committed, %s", hiddenEntry(i, Entry{terms[i], ops[i]}), id, m.commit, hiddenHas(m, i))
				}
			}
			if m.commit >= len(m.Log) {
				err = fmt.Errorf("%s takes %d entries for committed, and has %d", id, m.commit, len(m.Log)-1)
			}
		})
		return err
	}},
	{Name: "Leader Completeness", Check: func(w *World) (err error) {
		Machines(w, func(id NodeID, m *node) {
			if !m.leads {
				return
			}
			ops, terms, in := hiddenKnown(w)
			for i := len(ops) - 1; i > 0; i-- {
				if m.Term > in[i] && (i >= len(m.Log) || m.Log[i] != (Entry{terms[i], ops[i]})) {
					err = fmt.Errorf("%s was committed in term %d, and %s, which leads term %d, %s", hiddenEntry(i, Entry{terms[i], ops[i]}), in[i], id, m.Term, hiddenHas(m, i))
				}
			}
		})
		return err
	}},
}

var HiddenSometimes = []Property{{Name: "an entry is committed", Check: func(w *World) error {
	if ops, _, _ := hiddenKnown(w); len(ops) < 2 {
		return fmt.Errorf("none is")
	}
	return nil
}}}

// hiddenKnown is what was ever committed: operations, their terms, and the terms of who knew it first.
func hiddenKnown(w *World) (ops []string, terms, in []int) {
	ops, _ = w.Ghost["ops"].([]string)
	terms, _ = w.Ghost["terms"].([]int)
	in, _ = w.Ghost["in"].([]int)
	return ops, terms, in
}

// hiddenCommitted is that, with what is new.
func hiddenCommitted(w *World) (ops []string, terms, in []int) {
	ops, terms, in = hiddenKnown(w)
	n := len(ops)
	Machines(w, func(id NodeID, m *node) {
		for i := len(ops); i <= m.commit && i < len(m.Log) && m.commit > 0; i++ {
			ops, terms, in = append(ops, m.Log[i].Op), append(terms, m.Log[i].Term), append(in, m.Term)
		}
	})
	if len(ops) > n {
		w.Ghost["ops"], w.Ghost["terms"], w.Ghost["in"] = ops, terms, in
	}
	return ops, terms, in
}

func hiddenEntry(i int, e Entry) string {
	return fmt.Sprintf("entry %d %q of term %d", i, e.Op, e.Term)
}

func hiddenHas(m *node, i int) string {
	if i >= len(m.Log) {
		return "has no entry " + fmt.Sprint(i)
	}
	return "has " + hiddenEntry(i, m.Log[i])
}
