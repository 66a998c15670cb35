package scripts

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryBuiltinIsInOneGroup(t *testing.T) {
	var all, want []string
	for _, g := range groups {
		all = append(all, strings.Fields(g.names)...)
	}
	for _, r := range Rows() {
		want = append(want, r.Name)
	}
	slices.Sort(all)
	if !slices.Equal(all, want) {
		t.Errorf("the groups have\n%v\nand the table\n%v", all, want)
	}
	text := grouped()
	if !strings.HasPrefix(text, "ask nodes\n  Quote  ") || !strings.Contains(text, "\n\nagain and again\n  Every  ") {
		t.Errorf("help() begins with\n%s", text)
	}
}
