package scripts

// Which nodes take part in RMap, and what is said of the others.

import (
	"strings"
	"time"
)

// refusing is how long a node may take to refuse the function, for one word about all that do.
const refusing = 250 * time.Millisecond

// tell says once why nodes take no part, while others do: what is done by fewer than somebody thinks takes longer, and nothing else shows it.
func (m *mapping) tell(last bool) {
	why := map[string][]string{}
	var order []string
	out, open := 0, 0
	for _, n := range m.nodes {
		switch {
		case n.out != "":
			out++
			if why[n.out] == nil {
				order = append(order, n.out)
			}
			why[n.out] = append(why[n.out], string(n.id))
		case !n.ready || !n.took && time.Since(n.asked) < refusing:
			open++
		}
	}
	if out == m.said || out == len(m.nodes) || open > 0 && !last { // of all the error says it
		return
	}
	m.said = out
	for _, text := range order {
		takes := " takes"
		if len(why[text]) > 1 {
			takes = " take"
		}
		m.bar.say("RMap: " + anded(why[text]) + takes + " no part: " + text)
	}
}

// anded is names as people list them.
func anded(names []string) string {
	if k := len(names) - 1; k > 0 {
		return strings.Join(names[:k], ", ") + " and " + names[k]
	}
	return strings.Join(names, "")
}

// working is how many nodes take part.
func (m *mapping) working() (k int) {
	for _, n := range m.nodes {
		if n.ready {
			k++
		}
	}
	return k
}
