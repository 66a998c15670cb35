package mutate

import (
	"fmt"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"a\nin x.go\n- b\n+ c\ncaught by TestX: no b":      "",
		"a\nin x.go\n- b\nnot caught: it is only slower":   "",
		"a\nin x.go\n- b\n+ c":                             "no last line",
		"a\ncaught by TestX: no b":                         "changes nothing",
		"a\n- b\ncaught by TestX: y":                       "needs a line that begins with -",
		"a\nin x.go\n- b\ncaught by TestX: y\n+ c":         "behind the last line",
		"a\nin x.go\n+ c\n- b\ncaught by TestX: something": "needs a line that begins with -",
	} {
		_, err := Read(text)
		if got := fmt.Sprint(err); want == "" && err != nil || want != "" && !strings.Contains(got, want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	all, err := Read("# of terms\na\nin x.go\n- b\n- \tc\n+ d\n- e\nin y.go\n- f\n+ g\n+ h\ncaught by TestX|TestY: no: b\n\n\nz\nin x.go\n- q\nnot caught: why")
	if want := "[{a [{x.go b\n\tc d} {x.go e } {y.go f g\nh}] caught by TestX|TestY: no: b} {z [{x.go q }] not caught: why}]"; err != nil || fmt.Sprint(all) != want {
		t.Errorf("%v, %v, want %s", all, err, want)
	}
}

func TestApply(t *testing.T) {
	m := Mutation{Name: "m", Edits: []Edit{{"x", "one\ntwo", "2"}, {"x", "three", ""}, {"y", "z", "zz"}}}
	files := map[string]string{"x": "one\ntwo\nthree", "y": "z"}
	read := func(file string) (string, error) { return files[file], nil }
	if got, err := m.Apply(read); err != nil || got["x"] != "2\n" || got["y"] != "zz" {
		t.Errorf("%q, %v", got, err)
	}
	files["y"] = "z z"
	if _, err := m.Apply(read); err == nil || !strings.Contains(err.Error(), `"z" is 2 times in y`) {
		t.Errorf("of an edit that fits twice: %v", err)
	}
}
