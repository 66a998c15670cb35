package own_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"parley/protocol"
)

// docs/own.md names each field and method of what a step is given and gives, in the row of its type.
func TestThePageNamesWhatAStepHas(t *testing.T) {
	text, err := os.ReadFile("../docs/own.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if m := regexp.MustCompile("^\\| `([A-Z][a-z]+)`[,:]").FindStringSubmatch(line); m != nil {
			rows[m[1]] = line
		}
	}
	for _, x := range []any{protocol.Config{}, &protocol.Event{}, protocol.Message{}, protocol.Call{}, &protocol.Effects{}} {
		typ := reflect.TypeOf(x)
		var names []string
		for i := range typ.NumMethod() {
			names = append(names, typ.Method(i).Name)
		}
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		for _, f := range reflect.VisibleFields(typ) {
			if typ.Name() != "Effects" { // its methods fill them
				names = append(names, f.Name)
			}
		}
		for _, name := range names {
			if !regexp.MustCompile("`" + name + "[`(]").MatchString(rows[typ.Name()]) {
				t.Errorf("the row of %s does not name %s", typ.Name(), name)
			}
		}
	}
}
