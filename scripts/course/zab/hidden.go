package zab

import (
	"fmt"
	"slices"

	. "parley/protocol"
)

// HiddenPast is what all have delivered so far, the longest of it, and who has delivered each change first.
type HiddenPast struct {
	Order []Txn
	By    []NodeID
}

// HiddenAlways and HiddenSometimes are what the grade looks at. The names are the paper's.
var HiddenAlways = []Property{{Name: "Agreement", Check: func(w *World) (err error) {
	past, _ := w.Ghost["past"].(HiddenPast)
	known := len(past.Order)
	Machines(w, func(id NodeID, m *node) {
		for i := 0; i < m.delivered && err == nil; i++ {
			switch {
			case i >= len(m.history):
				err = fmt.Errorf("%s cuts %s off its history, and has delivered it", id, hiddenText(past.Order[i]))
			case i == len(past.Order):
				past.Order, past.By = append(past.Order[:i:i], m.history[i]), append(past.By[:i:i], id)
			case m.history[i] != past.Order[i]:
				err = fmt.Errorf("%s has delivered %s as change %d, and at %s that is now %s", past.By[i], hiddenText(past.Order[i]), i+1, id, hiddenText(m.history[i]))
			}
		}
	})
	if len(past.Order) > known {
		w.Ghost["past"] = past
	}
	return err
}}, {Name: "Primary order", Check: func(w *World) error {
	past, _ := w.Ghost["past"].(HiddenPast)
	last := Txn{}
	for i, t := range past.Order {
		if t.Epoch < last.Epoch || t.Epoch == last.Epoch && t.Counter != last.Counter+1 || t.Epoch > last.Epoch && t.Counter != 1 {
			return fmt.Errorf("%s delivers %s right after %s", past.By[i], hiddenText(t), hiddenText(last))
		}
		last = t
	}
	return nil
}}, {Name: "Durability", Check: func(w *World) error {
	past, ok := w.Ghost["past"].(HiddenPast)
	if !ok {
		return nil
	}
	n, have := len(past.Order), 0
	for i := range w.Nodes {
		if history, _ := w.Nodes[i].Stored["history"].([]Txn); len(history) >= n && slices.Equal(history[:n], past.Order) {
			have++
		}
	}
	if last := n - 1; have <= len(w.Nodes)/2 {
		return fmt.Errorf("%s has delivered %s, and that is on the disks of %d of %d nodes", past.By[last], hiddenText(past.Order[last]), have, len(w.Nodes))
	}
	return nil
}}, {Name: "Primary integrity", Check: func(w *World) (err error) {
	Machines(w, func(id NodeID, m *node) {
		if n := len(m.history); m.leads != 0 && n > m.delivered+1 && m.history[n-1].Epoch == m.leads && m.history[n-1].Counter == 1 {
			err = fmt.Errorf("%s broadcasts %s before it has delivered %s", id, hiddenText(m.history[n-1]), hiddenText(m.history[n-2]))
		}
	})
	return err
}}}

// HiddenSometimes is that it goes on.
var HiddenSometimes = []Property{{Name: "a change is delivered", Check: func(w *World) error {
	if w.Ghost["past"] == nil {
		return fmt.Errorf("none is")
	}
	return nil
}}}

func hiddenText(t Txn) string { return fmt.Sprintf("%q (%d,%d)", t.Value, t.Epoch, t.Counter) }
