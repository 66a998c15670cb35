package scripts_test

import (
	"fmt"
	"testing"

	"parley/coord/mutex"
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
