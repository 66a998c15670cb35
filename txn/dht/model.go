package dht

// What the DHT is to those who call: a register for each key.

import (
	"fmt"

	"parley/protocol"
)

// Model judges histories: Put, Get and Delete of one key, with tokens and without, are linearizable (Herlihy and Wing 1990). Locks
// are judged by the invariants.
func Model() *protocol.Model {
	return &protocol.Model{
		Init: func() any { return content{} },
		Step: func(state any, c protocol.Call, value any, known bool) (bool, any) {
			s := state.(content)
			switch c.Op {
			case "Put", "PutLocked":
				return !known || value.(Done).Was == s.There, content{true, string(c.Args[1].([]byte))}
			case "Delete", "DeleteLocked":
				return !known || value.(Done).Was == s.There, content{}
			case "Get":
				if known {
					got := value.(Item)
					return got.There == s.There && string(got.Value) == s.Value, s
				}
			}
			return true, s
		},
		Partition: func(c protocol.Call) string {
			switch c.Op {
			case "Put", "PutLocked", "Delete", "DeleteLocked", "Get":
				return "key " + c.Args[0].(string)
			}
			return ""
		},
		Print: func(state any) string {
			s := state.(content)
			if !s.There {
				return "missing"
			}
			return fmt.Sprintf("%.40q", s.Value)
		},
	}
}

// content is what is under one key.
type content struct {
	There bool
	Value string
}
