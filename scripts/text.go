package scripts

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"text/tabwriter"

	"parley/node"
	"parley/protocol"
)

// Types of values as the evaluation of a line names them, for a prompt that shows them by their kind: text for people, and columns two blanks apart.
const (
	TextType  = "scripts.Text"
	TableType = "scripts.Table"
)

// Text is a result that is shown as it is.
type Text string

func (t Text) String() string { return strings.TrimRight(string(t), "\n") }

// Table is a result that is shown in columns.
type Table struct {
	Head  []string
	Rows  [][]string
	Empty string // shown if there are no rows
}

func (t Table) String() string {
	if len(t.Rows) == 0 {
		return t.Empty
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	rows := t.Rows
	if t.Head != nil {
		rows = append([][]string{t.Head}, rows...)
	}
	for _, r := range rows {
		io.WriteString(w, strings.Join(r, "\t")+"\n")
	}
	w.Flush()
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// marked passes output on with the node's name before each line. A line that has not ended is not held back: its mark
// stands where it begins.
func marked(stdout, stderr io.Writer) node.OutputFunc {
	var mu sync.Mutex
	within := map[protocol.NodeID]bool{} // the node's last piece did not end its line
	return func(from protocol.NodeID, stream uint8, b []byte) {
		mu.Lock()
		defer mu.Unlock()
		w := stdout
		if stream == node.Stderr {
			w = stderr
		}
		w.Write(mark(string(from)+"| ", within, from, b))
	}
}

func mark(prefix string, within map[protocol.NodeID]bool, from protocol.NodeID, b []byte) []byte {
	var out []byte
	for len(b) > 0 {
		line := b
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			line = b[:i+1]
		}
		if !within[from] {
			out = append(out, prefix...)
		}
		out = append(out, line...)
		within[from] = line[len(line)-1] != '\n'
		b = b[len(line):]
	}
	return out
}
