package scripts_test

import (
	"fmt"
	"testing"

	"parley/coord/mutex"
	"parley/node"
	"parley/protocol"
)

// A mutex that is started a second time with what its nodes remember lets nobody in, and says what to do; and that helps.
func TestStartOfAMutexAgain(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	for _, p := range mutex.Protocols() {
		see(t, a, "true", fmt.Sprintf("m, err := Start(%q, All())", p.Name), "m.At(2).Lock()", "m.At(2).Unlock()", "m.Stop()",
			fmt.Sprintf("m, err = Start(%q, All())", p.Name), "err = m.At(2).Lock()",
			fmt.Sprintf("strings.HasSuffix(err.Error(), %q)", fmt.Sprintf("so it takes no part any more; begin anew at all nodes by Start(%q, All(), Fresh())", p.Name)))
		see(t, a, "<nil> <nil> <nil>", "m.Stop()", fmt.Sprintf("m, err = Start(%q, All(), Fresh())", p.Name), "fmt.Sprint(m.At(2).Lock(), m.At(2).Unlock(), m.Stop())")
	}
}

// A lock that is not had in time is taken back: who asks for it later has it.
func TestLockOfLiveMachinesIsTakenBack(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	see(t, a, "", `m, err := Start("ricart-agrawala", All())`, "m.Lock()")
	see(t, a, "the lock was not to be had in time, and is not waited for any more: context deadline exceeded", "fmt.Sprint(m.At(2).Lock(200 * time.Millisecond))")
	see(t, a, "<nil> <nil>", "fmt.Sprint(m.Unlock(), m.Lock())")
}

// Who was started with other nodes is no part of a machine, and does it no harm.
func TestMachinesTakeNothingFromStrangers(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	for i, others := range [][]protocol.NodeID{{"a", "b"}, {"a", "b"}, {"a", "c"}} {
		if _, err := all[i].StartMachine(node.MachineSpec{Protocol: "central", Nodes: others}); err != nil {
			t.Fatal(err)
		}
	}
	see(t, all[2], "the lock was not to be had in time, and is not waited for any more: context deadline exceeded",
		`m, err := Running("central")`, "fmt.Sprint(m.At(2).Lock(200 * time.Millisecond))")
	see(t, all[1], "<nil> <nil>", `m, err := Running("central")`, "fmt.Sprint(m.At(2).Lock(), m.At(2).Unlock())")
}
