package main

import (
	"path/filepath"
	"testing"
)

// Transcripts in testdata are sessions at the prompt of three nodes. `parley test` types them into three real processes, and
// what these show must be what is written. `go test . -run Transcripts -update` writes what they show. Those in the pages are tried by pages_test.go.

// holds has `parley test` try a transcript, in the home, for files that are written.
func (p *program) holds(file string, flags ...string) {
	p.t.Helper()
	file, err := filepath.Abs(file)
	if err != nil {
		p.t.Fatal(err)
	}
	c := p.cmd(append([]string{"test", "--timeout", "5m", file}, flags...)...)
	c.Dir = p.home
	if out, err := c.CombinedOutput(); err != nil {
		p.t.Errorf("%v\n%s", err, out)
	}
}

func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			p := newProgram(t)
			if *update {
				p.holds(file, "--update")
			} else {
				p.holds(file)
			}
		})
	}
}
