package mutex_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/coord/mutex"
)

// crash is a line of what the package's documentation says of a crash.
type crash struct {
	row, who, does string // who dies, and what the others do
	script         string
	waiting        string // who waits for ever
	entered        string // who has entered, in order
}

const (
	idle, waits, inside1, keeper = "an idle node", "one that waits", "one inside", "the coordinator"
	idleToken                    = "one with the token"

	enter   = "enter"
	block   = "wait for ever"
	blockOn = "enter until it is granted, then wait for ever"
)

var crashes = []crash{
	{"central", idle, enter, "crash n2\ncall n3 Lock\nadvance 9ms\ncall n3 Unlock\ncall n1 Lock", "", "n3 n1"},
	{"central", waits, blockOn, "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},
	{"central", inside1, block, "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\ncall n1 Lock", "n3 n1", "n2"},
	{"central", keeper, "wait for ever; who is inside leaves", "crash n1\ncall n3 Lock\ncall n2 Lock", "n3 n2", ""},
	{"central", keeper, "wait for ever; who is inside leaves", "call n2 Lock\nadvance 9ms\ncrash n1\ncall n3 Lock\ncall n2 Unlock\ncall n2 Lock", "n3 n2", "n2"},

	{"lamport", idle, "enter if it has acknowledged their request, else wait for ever", "crash n2\ncall n3 Lock", "n3", ""},
	{"lamport", idle, "enter if it has acknowledged their request, else wait for ever", "call n1 Lock\ncall n3 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock\nadvance 9ms\ncall n3 Unlock\ncall n1 Lock", "n1", "n1 n3"},
	{"lamport", waits, block, "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock\ncall n3 Lock", "n3", "n1"},
	{"lamport", inside1, block, "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},

	{"ricart-agrawala", idle, "enter if it has replied to their request, else wait for ever", "crash n2\ncall n3 Lock", "n3", ""},
	{"ricart-agrawala", idle, "enter if it has replied to their request, else wait for ever", "call n1 Lock\ncall n3 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock\nadvance 9ms\ncall n3 Unlock\ncall n1 Lock", "n1", "n1 n3"},
	{"ricart-agrawala", waits, block, "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock\ncall n3 Lock", "n3", "n1"},
	{"ricart-agrawala", inside1, block, "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},

	// n1 asks itself and n2, n2 asks itself and n3, n3 asks itself and n1.
	{"maekawa", idle, "enter if it is not in their quorum", "crash n2\ncall n3 Lock", "", "n3"},
	{"maekawa", idle, "wait for ever if it is in their quorum", "crash n2\ncall n1 Lock", "n1", ""},
	{"maekawa", idle, "wait for ever if one of their quorum does", "crash n2\ncall n1 Lock\nadvance 9ms\ncall n3 Lock", "n1 n3", ""},
	{"maekawa", waits, "enter if their quorum is not locked for it", "call n1 Lock\nadvance 9ms\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock", "", "n1"},
	{"maekawa", waits, "wait for ever if one of their quorum is locked for it", "call n1 Lock\nadvance 9ms\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock\ncall n3 Lock", "n3", "n1"},
	{"maekawa", inside1, block, "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\ncall n1 Lock", "n3 n1", "n2"},

	{"suzuki-kasami", idle, enter, "crash n2\ncall n3 Lock\nadvance 9ms\ncall n3 Unlock\ncall n1 Lock", "", "n3 n1"},
	{"suzuki-kasami", waits, blockOn, "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},
	{"suzuki-kasami", inside1, block, "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\ncall n1 Lock", "n3 n1", "n2"},
	{"suzuki-kasami", idleToken, block, "crash n1\ncall n3 Lock", "n3", ""},

	{"token-ring", idle, "wait for ever when the token has come by there", "crash n2\ncall n3 Lock", "n3", ""},
	{"token-ring", idle, "enter before that", "crash n3\ncall n2 Lock", "", "n2"},
	{"token-ring", waits, "wait for ever when the token has come by there", "call n1 Lock\ncall n2 Lock\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},
	{"token-ring", inside1, block, "advance 60ms\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},
	{"token-ring", idleToken, block, "crash n1\ncall n3 Lock", "n3", ""},

	{"raymond", idle, "enter if it does not stand between them and the token", "crash n2\ncall n3 Lock\nadvance 9ms\ncall n3 Unlock\ncall n1 Lock", "", "n3 n1"},
	{"raymond", idle, "wait for ever if it does", "call n2 Lock\nadvance 9ms\ncrash n1\ncall n3 Lock\nadvance 9ms\ncall n2 Unlock\ncall n2 Lock", "n3", "n2 n2"},
	{"raymond", waits, "enter until the token is sent to it, then wait for ever", "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},
	{"raymond", inside1, block, "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\ncall n1 Lock", "n3 n1", "n2"},
	{"raymond", idleToken, block, "crash n1\ncall n3 Lock", "n3", ""},
}

// What each of them does when a node crashes: who waits for ever, though nobody is inside, that "entry is never blocked by a crash" says so, and that the documentation has it.
func TestWhatACrashDoes(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range crashes {
		p, err := protocolOf(c.row).Require("entry is never blocked by a crash")
		if err != nil {
			t.Fatal(err)
		}
		s, _ := run(t, p, 3, map[string]any{"patience": "1s"}, c.script+"\nadvance 9s")
		if s.Err() == nil {
			if at := inside(s); at > 0 {
				do(t, s, fmt.Sprintf("call n%d Unlock\nadvance 9s", at))
			}
		}
		if waiting(s) != c.waiting || entered(s) != c.entered || (s.Err() != nil) != (c.waiting != "") {
			t.Errorf("%s, %s dies: entered %q, waiting %q, %v", c.row, c.who, entered(s), waiting(s), s.Err())
		}
		if line := fmt.Sprintf("//\t%-16s %-19s %s\n", c.row, c.who, c.does); !strings.Contains(string(doc), line) {
			t.Errorf("doc.go lacks the line\n%s", line)
		}
	}
	for _, p := range mutex.Protocols() {
		for _, who := range []string{idle, waits, inside1} {
			if !slices.ContainsFunc(crashes, func(c crash) bool { return c.row == p.Name && c.who == who }) {
				t.Errorf("%s: it is not said what the others do when %s dies", p.Name, who)
			}
		}
	}
}
