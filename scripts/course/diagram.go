package course

import (
	"fmt"
	"slices"
	"strings"

	"parley/protocol"
	"parley/sim"
)

// mostLines is how much of a diagram is shown, half of it at its beginning, and half at its end, where it breaks.
const mostLines = 60

// Diagram is a trace as space-time lines: a column for each node, time goes down, and a message has the same number where it leaves and
// where it arrives.
func Diagram(t protocol.Trace) string {
	column, nodes := 26, map[protocol.NodeID]int{}
	if len(t.Nodes) > 3 {
		column = 18
	}
	head := strings.Repeat(" ", 11)
	for i, id := range t.Nodes {
		nodes[id] = i
		head += fmt.Sprintf("%-*s", column, id)
	}
	var lines []string
	last, started := "", map[protocol.NodeID]bool{}
	for _, e := range t.Events {
		if e.What == protocol.Started && !started[e.Node] {
			started[e.Node] = true
			continue // all do
		}
		at, text := eventText(t.Nodes, e)
		if at == last {
			at = ""
		} else {
			last = at
		}
		i, ok := nodes[e.Node]
		bar := ""
		for range i {
			bar += fmt.Sprintf("%-*s", column, "|")
		}
		if !ok {
			text = "-- " + text
		}
		rest := ""
		for j := i + 1; ok && j < len(t.Nodes); j++ {
			if pad := (j-i)*column - len([]rune(text)) - len([]rune(rest)); pad > 0 {
				rest += strings.Repeat(" ", pad) + "|"
			}
		}
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%9s  %s%s%s", at, bar, text, rest), " "))
	}
	if n := len(lines) - mostLines; n > 0 {
		lines = slices.Concat(lines[:mostLines/2], []string{fmt.Sprintf("%9s  (%d more lines)", "..", n)}, lines[mostLines/2+n:])
	}
	return strings.TrimRight(head, " ") + "\n" + strings.Join(lines, "\n") + "\n"
}

// eventText is an event as all traces print it, without the name of its node.
func eventText(nodes []protocol.NodeID, e protocol.TraceEvent) (at, text string) {
	fields := strings.Fields(sim.Text(protocol.Trace{Nodes: nodes, Events: []protocol.TraceEvent{e}}))
	return fields[0], strings.Join(fields[2:], " ")
}
