package mutex_test

import "testing"

// crash is what the package's documentation says of a crash.
type crash struct {
	row, about, script string
	waiting            string // who waits for ever
	entered            string // who has entered, in order
}

var crashes = []crash{
	{"central", "an idle node", "crash n2\ncall n3 Lock", "", "n3"},
	{"central", "the coordinator", "crash n1\ncall n3 Lock", "n3", ""},
	{"central", "the coordinator, while one is inside", "call n2 Lock\nadvance 9ms\ncrash n1\ncall n3 Lock\ncall n2 Unlock\ncall n2 Lock", "n3 n2", "n2"},
	{"central", "one that is inside", "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},
	{"central", "one that waits, and is granted then", "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},

	{"lamport", "an idle node", "crash n2\ncall n3 Lock", "n3", ""},
	{"lamport", "an idle node, while one is inside", "call n1 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},
	{"lamport", "one that has acknowledged", "call n1 Lock\ncall n3 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock", "", "n1 n3"},
	{"lamport", "one that is inside", "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},

	{"ricart-agrawala", "an idle node", "crash n2\ncall n3 Lock", "n3", ""},
	{"ricart-agrawala", "one that has replied", "call n1 Lock\ncall n3 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock", "", "n1 n3"},
	{"ricart-agrawala", "one that is inside", "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},
	// n1 asks itself and n2, n2 asks itself and n3, n3 asks itself and n1.
	{"maekawa", "a node that is not in the quorum", "crash n2\ncall n3 Lock", "", "n3"},
	{"maekawa", "one of the quorum", "crash n2\ncall n1 Lock", "n1", ""},
	{"maekawa", "one of the quorum of another one that waits", "crash n2\ncall n1 Lock\nadvance 9ms\ncall n3 Lock", "n1 n3", ""},
	{"maekawa", "one that is inside", "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},

	{"suzuki-kasami", "an idle node without the token", "crash n2\ncall n3 Lock", "", "n3"},
	{"suzuki-kasami", "an idle node with the token", "crash n1\ncall n3 Lock", "n3", ""},
	{"suzuki-kasami", "one that is inside", "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},
	{"suzuki-kasami", "one that waits, and is sent the token then", "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},

	{"token-ring", "a node without the token: the one before it sends it there", "crash n2\ncall n3 Lock", "n3", ""},
	{"token-ring", "a node with the token", "crash n1\ncall n3 Lock", "n3", ""},
	{"token-ring", "while one is inside", "call n1 Lock\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},

	{"raymond", "a leaf without the token", "crash n2\ncall n3 Lock", "", "n3"},
	{"raymond", "an idle node with the token", "crash n1\ncall n3 Lock", "n3", ""},
	{"raymond", "one that is inside", "call n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock", "n3", "n2"},
	{"raymond", "an inner node between one that waits and the token", "call n2 Lock\nadvance 9ms\ncrash n1\ncall n3 Lock\nadvance 9ms\ncall n2 Unlock\ncall n2 Lock", "n3", "n2 n2"},
	{"raymond", "one that waits, and is sent the token then", "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock", "n3", "n1"},

	{"ricart-agrawala", "one that waits", "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncrash n2\ncall n1 Unlock\ncall n3 Lock", "n3", "n1"},
}

// What each of them does when a node crashes: who waits for ever, though nobody is inside, and that "entry is never blocked by a crash" says so.
func TestWhatACrashDoes(t *testing.T) {
	for _, c := range crashes {
		p, err := protocolOf(c.row).Require("entry is never blocked by a crash")
		if err != nil {
			t.Fatal(err)
		}
		s, _ := run(t, p, 3, map[string]any{"patience": "1s"}, c.script+"\nadvance 9s")
		if s.Err() == nil {
			if at := inside(s); at > 0 {
				do(t, s, map[int]string{1: "call n1 Unlock", 2: "call n2 Unlock", 3: "call n3 Unlock"}[at]+"\nadvance 9s")
			}
		}
		if waiting(s) != c.waiting || entered(s) != c.entered || (s.Err() != nil) != (c.waiting != "") {
			t.Errorf("%s, %s: entered %q, waiting %q, %v", c.row, c.about, entered(s), waiting(s), s.Err())
		}
	}
}
