package protocol

import (
	"strings"
	"testing"
)

func TestNodeNames(t *testing.T) {
	for name, says := range map[NodeID]string{
		"a": "", "Db_1-x": "", "com": "", "com10": "", "lptx": "", "console": "", "nulla": "",
		"":                              "must have 1 to 64 characters",
		NodeID(strings.Repeat("a", 65)): "must have 1 to 64 characters",
		"1x":                            "must be a letter", "a.b": "must be a letter", "ä": "must be a letter",
		"all": "already means a set of nodes", "self": "already means a set of nodes", "settle": "already means a set of nodes",
		"con": "device on Windows", "PRN": "device on Windows", "Aux": "device on Windows", "nul": "device on Windows",
		"com1": "device on Windows", "COM0": "device on Windows", "lpt9": "device on Windows",
	} {
		err := name.Validate()
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%q: %v, want in it %q", string(name), err, says)
		}
	}
}
