package zab

// What a file is to those who call.

import (
	"fmt"
	"maps"

	"parley/protocol"
)

// file is a state of the model.
type file struct {
	There bool
	Text  string
	Last  map[string]int // by session of a client, the last of its requests about this file
}

// Model judges histories: Create, Delete, Append, ReadLatest and Do are linearizable (Herlihy and Wing 1990), where what is done twice by Do with one number of a session is
// done once. Read says what one node has, and is judged by the invariants instead. A request that fails is left out, since it has no effect.
func Model() *protocol.Model {
	return &protocol.Model{
		Init: func() any { return file{} },
		Step: func(state any, c protocol.Call, value any, known bool) (bool, any) {
			f := state.(file)
			op, session, number, text := c.Op, "", 0, ""
			failed := false
			switch c.Op {
			case opAppend:
				text = c.Args[1].(string)
			case opDo:
				session, number, op, text = c.Args[0].(string), c.Args[1].(int), c.Args[2].(string), c.Args[4].(string)
				if d, ok := value.(Done); ok {
					if d.Ended || d.Never {
						return true, f
					}
					failed, value = d.Err != "", d.Value
				}
			}
			switch op {
			case opRead, opReadLatest:
				if c.Op == opRead || !known {
					return true, f
				}
				return f.There != failed && (failed || f.Text == value.(string)), f
			case opCreate, opDelete, opAppend:
			default:
				return true, f
			}
			if session != "" {
				if number <= f.Last[session] {
					return true, f // it is this that is done once
				}
				f.Last = maps.Clone(f.Last)
				if f.Last == nil {
					f.Last = map[string]int{}
				}
				f.Last[session] = number
			}
			if fails := f.There == (op == opCreate); fails {
				return !known || failed, f
			}
			if failed {
				return false, f
			}
			switch op {
			case opCreate:
				f.There, f.Text = true, ""
			case opDelete:
				f.There, f.Text = false, ""
			case opAppend:
				f.Text += text
			}
			return true, f
		},
		Partition: func(c protocol.Call) string {
			switch c.Op {
			case opCreate, opDelete, opAppend, opRead, opReadLatest:
				return c.Args[0].(string)
			case opDo:
				return c.Args[3].(string)
			}
			return ""
		},
		Print: func(state any) string {
			if f := state.(file); f.There {
				return fmt.Sprintf("%q", f.Text)
			}
			return "no file"
		},
	}
}
