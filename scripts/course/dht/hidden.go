package dht

import (
	"fmt"

	. "parley/protocol"
)

// HiddenPast is what is remembered of a key, also when its home crashes.
type HiddenPast struct {
	Given, By uint64
	Holder    NodeID
}

// HiddenAlways and HiddenSometimes are what the grade looks at.
var HiddenAlways = []Property{{Name: "one home", Check: func(w *World) (err error) {
	home := map[string]NodeID{}
	Machines(w, func(id NodeID, m *node) {
		for key := range m.entries { // any order: one of them is told
			if home[key] != "" {
				err = fmt.Errorf("%s is kept by %s and by %s", key, home[key], id)
			}
			home[key] = id
		}
	})
	return err
}}, {Name: "fencing", Check: func(w *World) (err error) {
	Machines(w, func(id NodeID, m *node) {
		for key, e := range m.entries { // any order: one of them is told
			past, _ := w.Ghost[key].(HiddenPast)
			switch {
			case e.Token < past.Given:
				err = fmt.Errorf("%s has given out the token %d of %s, and goes on from %d", id, past.Given, key, e.Token)
			case e.Token == past.Given && e.Holder != "" && e.Holder != past.Holder:
				err = fmt.Errorf("%s and %s were both given the lock of %s under the token %d", past.Holder, e.Holder, key, e.Token)
			case e.By != past.By && e.By < e.Token:
				err = fmt.Errorf("%s is written under the token %d, and %d has been given out since", key, e.By, e.Token)
			}
			if past.Given, past.By = e.Token, e.By; e.Holder != "" {
				past.Holder = e.Holder
			}
			w.Ghost[key] = past
		}
	})
	return err
}}}

var HiddenSometimes = []Property{{Name: "a later holder of the lock puts a value", Check: func(w *World) error {
	found := false
	Machines(w, func(id NodeID, m *node) {
		for _, e := range m.entries { // any order: they are counted
			found = found || e.By > 1
		}
	})
	if !found {
		return fmt.Errorf("nobody has")
	}
	return nil
}}}
