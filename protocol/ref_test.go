package protocol

import "testing"

func TestRefNames(t *testing.T) {
	for _, r := range []Ref{{Node: "b", ID: 17, Type: "func(int) int"}, {Node: "db_1", ID: 999999999999999999}, {Node: "x-y", ID: 1}} {
		for _, s := range []string{r.Name(), r.String(), "  " + r.Name() + " "} {
			if node, id, err := ParseRefName(s); node != r.Node || id != r.ID || err != nil {
				t.Errorf("%q is read as %s %d, %v", s, node, id, err)
			}
		}
	}
	for _, s := range []string{"", "b", "b#", "#1", "b#x", "b#-1", "b#1x", "b#1#2", "all#1", "b#9999999999999999999", "b # 1"} {
		if node, id, err := ParseRefName(s); err == nil {
			t.Errorf("%q is read as %s %d", s, node, id)
		}
	}
}
