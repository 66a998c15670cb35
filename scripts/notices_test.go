package scripts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/node"
	"parley/scripts"
)

// What a prompt shows above its line: who leads, who comes and goes, who is back.
func TestNoticesOfLeadersAndMembers(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	a, b := all[0], all[1]
	heard := make(chan string, 100)
	defer b.OnNotice(func(n node.Notice) { heard <- fmt.Sprint(n.Node, " ", n.Text) })()
	hear := func(want string) {
		t.Helper()
		late := time.After(patience)
		for {
			select {
			case got := <-heard:
				if strings.HasPrefix(got, want) {
					return
				}
				if strings.HasSuffix(got, "is back") { // both ends may dial, and the second connection is no return
					t.Errorf("%s, and was never away", got)
				}
			case <-late:
				t.Fatalf("nothing was said of: %s", want)
			}
		}
	}
	if l := b.Info().Leader; l != "" {
		t.Errorf("%s leads before anybody was chosen", l)
	}
	see(t, a, "", "Lead()")
	see(t, b, "a", "Connect(a)")
	hear("a leads")
	if l := b.Info().Leader; l != "a" {
		t.Errorf("the leader is %q, want a", l)
	}
	see(t, b, "nobody", "Disconnect()", "Leader()")
	hear("b has no leader any more")

	home := a.Home()
	again := func() *node.Node {
		c, err := node.Start(context.Background(), node.Config{Name: "c", Home: home, Builtins: scripts.Builtins})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		if err := c.CallInto(context.Background(), "b", "node.ping", nil); err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := again()
	hear("c ") // connected, or joined if that took long
	c.Close()
	hear("c disconnected")
}
