package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every block of the page about protocols of one's own is what it says: its listings are those of the examples, its sessions are typed at three
// processes, and its commands find what breaks.
func TestOwnPage(t *testing.T) {
	p := newProgram(t)
	b, err := os.ReadFile("docs/own.md")
	if err != nil {
		t.Fatal(err)
	}
	source := func(file string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	p.install(wrongMutex, "my_mutex.go")
	p.install(rightMutex, "my_mutex2.go")
	for _, m := range regexp.MustCompile("(?s)```([^\n]*)\n(.*?)```").FindAllStringSubmatch(string(b), -1) {
		switch kind, text := m[1], m[2]; kind {
		case "go forgetful":
			if text != source(wrongMutex) {
				t.Errorf("the page does not show what is in %s", wrongMutex)
			}
		case "go mutex":
			if !strings.Contains(source(rightMutex), text) {
				t.Errorf("%s is not in %s", text, rightMutex)
			}
		case "go refused":
			if err := os.WriteFile(filepath.Join(p.home, "clock.go"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		case "tour":
		case "":
			for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
				c := p.cmd(strings.Fields(line)[1:]...)
				c.Dir = p.home
				out, _ := c.CombinedOutput()
				if c.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "mutual exclusion is violated") {
					t.Errorf("%s: %s", line, out)
				}
			}
		default:
			t.Errorf("nobody tests a block of %q", kind)
		}
	}
	p.holds(p.file("own.txt", tour(t, "docs/own.md", 15)))
}
