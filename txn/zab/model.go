package zab

// What a file is to those who call.

import (
	"fmt"

	"parley/protocol"
)

// file is a state of the model.
type file struct {
	There bool
	Text  string
}

// Model judges histories: Create, Delete, Append and ReadLatest are linearizable (Herlihy and Wing 1990). Read says what one node has, and is judged by the
// invariants instead. A request that fails is left out, since it has no effect.
func Model() *protocol.Model {
	return &protocol.Model{
		Init: func() any { return file{} },
		Step: func(state any, c protocol.Call, value any, known bool) (bool, any) {
			f := state.(file)
			switch c.Op {
			case opCreate:
				if f.There {
					return !known, f
				}
				return true, file{There: true}
			case opDelete:
				if !f.There {
					return !known, f
				}
				return true, file{}
			case opAppend:
				if !f.There {
					return !known, f
				}
				return true, file{true, f.Text + c.Args[1].(string)}
			case opReadLatest:
				return !known || f.There && f.Text == value.(string), f
			}
			return true, f
		},
		Partition: func(c protocol.Call) string {
			if len(c.Args) == 0 {
				return ""
			}
			return c.Args[0].(string)
		},
		Print: func(state any) string {
			if f := state.(file); f.There {
				return fmt.Sprintf("%q", f.Text)
			}
			return "no file"
		},
	}
}
