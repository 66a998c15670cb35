package raft

// What the map is to those who call: one register for each key (8: "each operation appears to execute instantaneously, exactly once").

import (
	"fmt"

	"parley/protocol"
)

// Model judges histories: Put, Get, Cas and Delete are linearizable (Herlihy and Wing 1990).
func Model() *protocol.Model {
	return &protocol.Model{
		Init: func() any { return Item{} },
		Step: func(state any, c protocol.Call, value any, known bool) (bool, any) {
			is := state.(Item)
			switch c.Op {
			case "Put":
				return true, Item{c.Args[1].(string), true}
			case "Get":
				return !known || value.(Item) == is, is
			case "Cas":
				swaps := is.Value == c.Args[1].(string)
				if known && value.(bool) != swaps {
					return false, is
				}
				if swaps {
					is = Item{c.Args[2].(string), true}
				}
				return true, is
			case "Delete":
				return !known || value.(bool) == is.There, Item{}
			}
			return true, is
		},
		Partition: func(c protocol.Call) string {
			switch c.Op {
			case "Put", "Get", "Cas", "Delete":
				return "key " + c.Args[0].(string)
			}
			return ""
		},
		Print: func(state any) string {
			if is := state.(Item); is.There {
				return fmt.Sprintf("%q", is.Value)
			}
			return "nothing"
		},
	}
}
