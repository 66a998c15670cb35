package scripts_test

import (
	"strings"
	"testing"

	"parley/scripts"
)

func TestInspect(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	a, b := all[0], all[1]
	see(t, b, "", "type Item struct { Name string; Tags []string; next *Item }", "type Box struct { Items []Item; By map[string]*Item; Any any; raw []byte }")
	see(t, b, "", `box := &Box{By: map[string]*Item{}, Any: 7, raw: make([]byte, 5000)}
for i := range 50 {
	it := Item{Name: fmt.Sprint("n", i), Tags: []string{"x", "y"}}
	box.Items = append(box.Items, it)
	box.By[it.Name] = &it
}`, "box.Items[3].next = &box.Items[4]", "calls := 0", "func get() *Box { calls++; return box }")
	s := scripts.NewSession(a)
	l := s.Command(t.Context(), scripts.CommandInspect, "@b get()")
	got := lineText(l)
	for _, want := range []string{"*Box\n", "    .Items  []Item ", "    .By     map[string]*Item ", "    .Any    int ", "7\n", "    .raw    []byte ", "(5000 bytes)"} {
		if !strings.Contains(got, want) {
			t.Errorf("the value is\n%s\nwhich has no %q", got, want)
		}
	}
	if l.Look == "" || l.LookNext != 0 {
		t.Fatalf("looks on at %q, %d", l.Look, l.LookNext)
	}
	at := func(path string, from int) (string, int) {
		l := s.Command(t.Context(), scripts.CommandInspect, "@b "+scripts.InspectAt(l.Look, path, from))
		return lineText(l), l.LookNext
	}
	for _, c := range []struct {
		path string
		from int
		want string
		next int
	}{
		{".Items", 0, "[]Item, 50 elements\n    [0]   Item  Item{Name: \"n0\", Tags: [\"x\" \"y\"], next: <nil>}\n", 20},
		{".Items", 20, "    [20]  Item  ", 40},
		{".Items", 40, "    [49]  Item  ", 0},
		{".Items[3]", 0, "Item\n    .Name  string    \"n3\"\n    .Tags  []string  [\"x\" \"y\"]\n    .next  *Item     &Item{Name: \"n4\"", 0},
		{".Items[3].next.Name", 0, "string, 2 bytes\n    n4", 0},
		{".By", 0, "map[string]*Item, 50 elements\n    [n0]", 20},
		{".By[n7].Name", 0, "n7", 0},
		{`.By["n8"].Tags[1]`, 0, "string, 1 bytes\n    y", 0},
		{".raw", 0, "[]byte, 5000 bytes\n    00000000  00 00", 512},
		{".Any", 0, "int\n    7", 0},
		{".Itms", 0, "failed: .Itms: Box has no field Itms (did you mean Items?)", 0},
		{".Items[50]", 0, "there are 50 elements", 0},
		{".By[zz]", 0, "there is no such key", 0},
		{".Items[0].next.Name", 0, "it is nil", 0},
		{"Items", 0, "is no path", 0},
	} {
		got, next := at(c.path, c.from)
		if !strings.Contains(got, c.want) || next != c.next {
			t.Errorf("%s from %d: next %d, want %d\n%s\nwant\n%s", c.path, c.from, next, c.next, got, c.want)
		}
	}
	see(t, b, "1", "calls")
	for expr, want := range map[string]string{
		"nope": "undefined: nope", "func() {}()": "it gave no value", "@b box.Items[2].Name": "n2", `errors.New("bad")`: "bad", "time.Second": "1s", "[]int(nil)": "[]int, 0 elements",
		"map[int]bool{3: true}": "[3]  bool  true", `strconv.Atoi("x")`: "invalid syntax", "(*int)(nil)": "<nil>", "$x": "Unquote", "@all 7": "a  int\n    7\nb  int\n    7",
	} {
		if got := told(t, a, scripts.CommandInspect, expr); !strings.Contains(got, want) {
			t.Errorf(":inspect %s says\n%s\nwant\n%s", expr, got, want)
		}
	}
}

// A value of 64 MiB is looked at where it is.
func TestInspectFetchesAPageAlone(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	see(t, all[1], "", "big := make([]byte, 64<<20)", "many := map[int]int{}; for i := range 100_000 { many[i] = i }")
	before := int(all[0].Stats().Peers[0].BytesIn)
	for _, expr := range []string{"@b big", "@b many", "@b struct{ A, B any }{big, many}"} {
		if got := told(t, all[0], scripts.CommandInspect, expr); strings.HasPrefix(got, "failed") || len(got) > 8000 {
			t.Errorf("%s: %d bytes, %.300s", expr, len(got), got)
		}
	}
	if came := int(all[0].Stats().Peers[0].BytesIn) - before; came > 64<<10 {
		t.Errorf("three looks at 64 MiB brought %d bytes", came)
	}
}
