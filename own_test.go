package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// install puts a file of ours where the processes of a test find it.
func (p *program) install(from, as string) string {
	p.t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		p.t.Fatal(err)
	}
	to := filepath.Join(p.home, as)
	if err := os.WriteFile(to, b, 0o600); err != nil {
		p.t.Fatal(err)
	}
	return to
}

const (
	rightMutex = "examples/own/mutex/my_mutex.go"
	wrongMutex = "examples/own/forgetful/my_mutex.go"
)

// A protocol of somebody's own on real processes: it excludes, a node that is killed has it again when it comes back, from what it had stored, and
// what happened is a verdict and a trace as of a built-in one.
func TestOwnProtocolOnRealNodes(t *testing.T) {
	p := newProgram(t)
	nodes := map[string]*server{}
	for _, name := range []string{"a", "b", "c"} {
		nodes[name] = p.node(name, "--faults")
	}
	file := p.install(rightMutex, "my_mutex.go")
	out := p.ok(":load "+file+`
m, err := Start(MyMutex, All())
err
m.Ask(1, "Lock")
m.Call(2, "Lock"); m.Call(3, "Lock")
m.Advance(100*time.Millisecond)
m.State()
m.Verdict()
help(MyMutex)
:source MyMutex
`, "attach", "a")
	for _, want := range []string{"enter  {Who NodeID, Call uint64}", "func (m *node) Step(e Event) (x Effects) {", "my-mutex: the first node lets one in after the other", "<nil>\n", "{in:true queue:[{Who:a ", "{Who:b ", "{Who:c ", "holds: mutual exclusion"} {
		if !strings.Contains(strings.ReplaceAll(out, "call:4294967297 ", ""), want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	nodes["b"].kill()
	nodes["a"].kill()
	nodes["a"] = p.node("a", "--faults")
	nodes["b"] = p.node("b", "--faults")
	p.wait("both have the machine again, and a knows who waits", func() bool {
		out, _, _ := p.run(`m, err := Running("my-mutex"); if err != nil { panic(err) }; fmt.Println(m.State()); @b Machines()`, "eval", "--at", "a",
			`m, err := Running("my-mutex"); if err != nil { panic(err) }; fmt.Println(m.State())`)
		return strings.Contains(out, "queue:[{Who:a ") && strings.Contains(out, "b  {}")
	})
	out = p.ok("", "eval", "--at", "a", `m, err := Running("my-mutex")
if err != nil { panic(err) }
fmt.Println(m.Verdict())
fmt.Println(m.Trace())`)
	for _, want := range []string{"holds: mutual exclusion", "crash", "store queue = [{Who:a Call:"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	// Another file by the same name is another protocol.
	other := p.install(wrongMutex, "my_mutex.go")
	said, errs, _ := p.run(":load "+other+"\nm, err := Start(MyMutex, All())\nerr\n", "attach", "a")
	if !strings.Contains(said+errs, "as my_mutex.go was before it changed; stop it first") {
		t.Errorf("the other one: %s%s", said, errs)
	}
}

// A machine that goes wrong on real nodes ends, with a sentence, and the node goes on.
func TestOwnProtocolThatGoesWrongOnRealNodes(t *testing.T) {
	p := newProgram(t)
	p.node("a")
	p.node("b")
	file := filepath.Join(p.home, "bad.go")
	if err := os.WriteFile(file, []byte(`package bad

import . "parley/protocol"

type bad struct {
	Config
	n []int
}

func (m *bad) Step(e Event) (x Effects) {
	if e.Kind == Request {
		switch e.Call.Op {
		case "Spin":
			for len(m.n) == 0 {
			}
		case "Panic":
			m.n[3]++
		case "Stray":
			x.Send("z", "hi", nil)
		}
	}
	return x
}

var Bad = Protocol{New: func(c Config) Machine { return &bad{Config: c} }, Calls: []CallType{{Op: "Spin"}, {Op: "Panic"}, {Op: "Stray"}}}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	for op, want := range map[string]string{"Spin": "Step has not returned for 2s", "Panic": "index out of range [3] with length 0 (bad.go:17:4)", "Stray": "which is no node of the cluster"} {
		out, errs, _ := p.run(fmt.Sprintf(":load %s\nm, err := Start(Bad, All(), As(%q), Fresh())\nerr\nm.Ask(2, %q)\n@b Machines()\n1+1\n", file, strings.ToLower(op), op), "attach", "a")
		if !strings.Contains(out+errs, want) || !strings.Contains(out, "2\n") {
			t.Errorf("%s: it says\n%s%s", op, out, errs)
		}
	}
}

// It is no script, and that is said.
func TestOwnProtocolIsNoScript(t *testing.T) {
	p := newProgram(t)
	if _, errs, code := p.run("", "run", rightMutex); code != 2 || !strings.Contains(errs, "declares a protocol, and is no script: parley check "+rightMutex) {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// A program is loaded again and again, with other arguments: its flags are declared anew, and its usage is its own.
func TestAProgramIsLoadedAgain(t *testing.T) {
	p := newProgram(t)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	flags := file("flags.go", "package main\n\nimport (\n\t\"flag\"\n\t\"fmt\"\n)\n\nvar n = flag.Int(\"n\", 1, \"\")\n\nfunc main() {\n\tflag.Parse()\n\tfmt.Println(*n, flag.Args())\n}\n")
	usage := file("usage.go", "package main\n\nimport (\n\t\"flag\"\n\t\"fmt\"\n)\n\nfunc main() {\n\tflag.Usage = func() { fmt.Println(\"its own usage\") }\n\tflag.Parse()\n}\n")
	none := file("none.go", "package main\n\nfunc main() { println(\"none\") }\n")
	out, errs, code := p.run(":load "+flags+" -n 3 x\n:load "+flags+" -n 4\n:load "+usage+" -h\n:load "+flags+" -m\nos := 3\n:load "+none+"\n", "--name", "a")
	if out != "3 [x]\n4 []\nits own usage\n" || !strings.Contains(errs, "flag provided but not defined: -m\nUsage of "+flags) || !strings.Contains(errs, "none") || code == 0 {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}
