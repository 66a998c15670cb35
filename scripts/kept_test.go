package scripts

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
)

var update = flag.Bool("update", false, "rewrite what the kept scripts in testdata say")

func findRow(name string) *protocol.Protocol {
	row, _ := FindProtocol(name)
	return row
}

// Scripts that once broke a property, as `parley sim NAME --keep scripts/testdata/kept` has left them. They do what they did when they were kept or,
// once what they have found is mended, what they did then. One that still breaks something says in a line why that is meant to be so.
func TestKept(t *testing.T) {
	const dir = "testdata/kept"
	diffs, err := sim.Transcripts(dir, findRow, *update)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diffs {
		t.Error(d)
	}
	files, _ := filepath.Glob(dir + "/*.txt")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := mended(file, string(text)); err != "" {
			t.Error(err)
		}
	}
	if mended("x.txt", "sim dumb -n 2\nadvance 2ms\ncrash n1\nadvance 5ms\nrecover n1\nadvance 500ms\nverdict\n----\n") == "" {
		t.Error("a script that breaks something and does not say why is let pass")
	}
}

// mended says what is wrong with a kept script; "" if nothing.
func mended(file, text string) string {
	_, broken, err := sim.PlayTranscript(text, 1, findRow)
	switch {
	case err != nil:
		return file + ": " + err.Error()
	case broken != nil && !strings.Contains(text, "# meant: "):
		return file + " breaks " + broken.Property + ": mend that and run the test with -update, or say in a line \"# meant: ..\" why it is to be so"
	}
	return ""
}
