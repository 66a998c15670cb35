package protocol

// World is all nodes at one moment, as properties see it.
type World struct {
	Nodes []NodeState // sorted by ID
	// Ghost is what properties remember from one moment to the next. It is empty at the beginning of each run, and plain data, since the explorer
	// goes back to earlier moments.
	Ghost map[string]any
	// Ended are the replies of the step that has just been made.
	Ended []Reply

	parts map[string]*World // of a stack: what the properties of its parts see
}

// NodeState is one node of a World.
type NodeState struct {
	ID      NodeID
	Up      bool
	Machine Machine        // nil while the node is down
	Stored  map[string]any // what is on its disk
	Changes uint64         // another number whenever the node may have changed, so that properties need not look again; 0: nobody counts
}

// Machines calls f for each node that is up and has such a machine, with its index in w.Nodes.
func Machines[M Machine](w *World, f func(id NodeID, m M)) {
	for i := range w.Nodes {
		if m, ok := w.Nodes[i].Machine.(M); ok {
			f(w.Nodes[i].ID, m)
		}
	}
}
