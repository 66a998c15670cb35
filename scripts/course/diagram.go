package course

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"parley/protocol"
	"parley/sim"
)

// mostLines is how much of a diagram is shown, half of it at its beginning, and half at its end, where it breaks.
const mostLines = 40

// Diagram is a trace as space-time lines: a column for each node, time goes down, and a message has the same number where it leaves and
// where it arrives. On a terminal of less columns than it has, if that is not 0, its own are narrower.
func Diagram(t protocol.Trace, width int) string {
	column, nodes := 26, map[protocol.NodeID]int{}
	if len(t.Nodes) > 3 {
		column = 18
	}
	if width > 0 {
		column = max(14, min(column, (width-11)/max(1, len(t.Nodes))))
	}
	head := strings.Repeat(" ", 11)
	for i, id := range t.Nodes {
		nodes[id] = i
		head += fmt.Sprintf("%-*s", column, id)
	}
	var lines []string
	last, started := "", map[protocol.NodeID]bool{}
	for k := 0; k < len(t.Events); k++ {
		e := t.Events[k]
		if e.What == protocol.Started && !started[e.Node] {
			started[e.Node] = true
			continue // all do
		}
		at, text := eventText(t.Nodes, e)
		if e.What == protocol.Sent {
			n, all := sentAlike(t, k, text)
			k, text = k+n-1, all
		}
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
	return fields[0], structs.ReplaceAllStringFunc(strings.Join(fields[2:], " "), func(list string) string { return name.ReplaceAllString(list, "$1") })
}

// Where there is a list of structs, the names of their fields would be there again and again.
var (
	structs = regexp.MustCompile(`\[\{[^\[\]]*\}\]`)
	name    = regexp.MustCompile(`([{ ])\w+:`)
)

// sentAlike is how many events from k on are one message to several nodes, and what they are together.
func sentAlike(t protocol.Trace, k int, text string) (int, string) {
	first := t.Events[k]
	tos, ids := string(first.Message.To), fmt.Sprintf("#%d", first.ID)
	what := strings.TrimSuffix(strings.TrimPrefix(text, "-> "+tos+" "), " "+ids)
	n := 1
	for ; k+n < len(t.Events); n++ {
		e := t.Events[k+n]
		if e.What != protocol.Sent || e.Node != first.Node || e.At != first.At || e.Message.Kind != first.Message.Kind || !reflect.DeepEqual(e.Message.Body, first.Message.Body) {
			break
		}
		tos, ids = tos+" "+string(e.Message.To), fmt.Sprintf("%s #%d", ids, e.ID)
	}
	return n, fmt.Sprintf("-> %s %s %s", tos, what, ids)
}
