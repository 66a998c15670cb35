package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

var (
	faultRounds = flag.Int("fault-rounds", 1, "how often each fault happens to each system of live nodes")
	faultNodes  = flag.Int("fault-nodes", 3, "how many live nodes a system has")
	faultSeed   = flag.Uint64("fault-seed", 1, "whom live faults befall")
)

// Real processes of each system get what real processes get, kill -9, SIGSTOP and partitions, while callers at all of them work: what the callers were told
// is linearizable, and when all is over every call is answered again.
func TestSystemsUnderLiveFaults(t *testing.T) {
	type system struct {
		name     string
		survives []string
		not      []string // it is safe then, and waits for ever
	}
	var systems []system
	replicated, exclusion := []string{"raft"}, []string(nil)
	if *faultRounds > 1 { // the others take minutes
		replicated = []string{"raft", "zab", "dht", "dht-flood"}
		exclusion = []string{"central", "lamport", "ricart-agrawala", "maekawa", "suzuki-kasami", "token-ring", "raymond"}
	}
	for _, name := range replicated {
		systems = append(systems, system{name, []string{"kill", "stop", "cut"}, nil})
	}
	for _, name := range exclusion {
		systems = append(systems, system{name, []string{"stop"}, []string{"cut", "kill"}}) // their network loses nothing, and their nodes do not die
	}
	for _, c := range systems {
		t.Run(c.name, func(t *testing.T) {
			f := &faulty{program: newProgram(t), system: c.name, brief: c.not != nil, random: rand.New(rand.NewPCG(*faultSeed, 0))}
			t.Logf("again: go test . -run 'TestSystemsUnderLiveFaults/%s' -fault-nodes %d -fault-rounds %d -fault-seed %d", c.name, *faultNodes, *faultRounds, *faultSeed)
			for i := range *faultNodes {
				f.names = append(f.names, string(rune('a'+i)))
				f.nodes = append(f.nodes, f.node(f.names[i], "--faults"))
			}
			f.run("eval", "len(Nodes().Rows)")
			done := filepath.Join(f.home, "done")
			load := f.start("eval", "--timeout", "10m", fmt.Sprintf(`c, err := Start(%q, All())
if err != nil { panic(err) }
fmt.Println("begun")
for i := uint64(1); ; i++ {
	l, err := c.Load(60, i)
	fmt.Println(l, err)
	if _, err := os.Stat(%q); err == nil { break }
}
fmt.Println("ended")`, c.name, done))
			f.wait("the load begins", func() bool { return strings.Contains(load.out.String(), "begun") })
			for range *faultRounds {
				for _, fault := range c.survives {
					f.fault(fault, f.random.IntN(*faultNodes))
				}
			}
			if err := os.WriteFile(done, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			f.wait("the load ends", func() bool { return strings.Contains(load.out.String(), "ended") })
			said := load.out.String()
			if strings.Contains(said, "NOT linearizable") || !strings.Contains(said, "they are linearizable") {
				t.Errorf("the callers were told:\n%s", said)
			}
			var last string
			f.wait("all calls of a load are answered", func() bool {
				last = f.load(40)
				return strings.Contains(last, "they are linearizable") && strings.Contains(last, "unknown: 0\n")
			})
			t.Logf("the last load:\n%s", last)
			for _, fault := range c.not {
				f.fault(fault, f.random.IntN(*faultNodes))
				if got := f.load(2); !strings.Contains(got, "they are linearizable") {
					t.Errorf("after %s: %s", fault, got)
				}
			}
		})
	}
}

// load is what callers are told when nothing happens any more.
func (f *faulty) load(n int) string {
	out, errs, _ := f.program.run("", "eval", "--at", f.names[0], "--timeout", "1m", fmt.Sprintf(`c, err := Running(%q)
if err != nil { panic(err) }
l, err := c.Load(%d, 7)
if err != nil { panic(err) }
unknown := 0
for _, o := range l.Ops { unknown += o.Unknown }
fmt.Println(l)
fmt.Println("unknown:", unknown)`, f.system, n))
	return out + errs
}

// faulty is a system of live nodes that things happen to.
type faulty struct {
	*program
	system string
	brief  bool // it stops so shortly that no connection is given up, with what was sent on it
	names  []string
	nodes  []*server
	random *rand.Rand
}

// fault lets something happen to a node, and waits until it is over.
func (f *faulty) fault(kind string, victim int) {
	f.t.Logf("%s %s", kind, f.names[victim])
	other := f.names[(victim+1)%len(f.names)]
	switch kind {
	case "kill":
		f.nodes[victim].kill()
		f.askAgain(other, 20)
		f.nodes[victim] = f.node(f.names[victim], "--faults")
	case "stop":
		f.nodes[victim].Process.Signal(syscall.SIGSTOP)
		if f.brief {
			f.askAgain(other, 2)
		} else {
			f.askAgain(other, 20)
		}
		f.nodes[victim].Process.Signal(syscall.SIGCONT)
	case "cut":
		var rest []string
		for i := range f.names {
			if i != victim {
				rest = append(rest, fmt.Sprint(i+1))
			}
		}
		f.must(other, fmt.Sprintf("c.Partition([]int{%d}, []int{%s})", victim+1, strings.Join(rest, ", ")))
		f.askAgain(other, 40) // so that those who are left elect somebody, and write what the victim does not see
		f.must(other, "c.Heal()")
	}
}

// must has a line done, again if it may not have been: the nodes that it is about may just be finding one that came back.
func (f *faulty) must(at, line string) {
	f.t.Helper()
	f.wait(line, func() bool {
		_, _, code := f.program.run("", "eval", "--at", at, fmt.Sprintf("c, err := Running(%q); if err == nil { err = %s }; if err != nil { panic(err) }", f.system, line))
		return code == 0
	})
}

// askAgain lets as much time pass as it takes another node to answer some questions.
func (f *faulty) askAgain(at string, times int) {
	f.t.Helper()
	for i := range times {
		f.wait(at+" answers", func() bool {
			out, _, code := f.program.run("", "eval", "--at", at, fmt.Sprint(i))
			return code == 0 && out == fmt.Sprintln(i)
		})
	}
}
