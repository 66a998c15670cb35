// This lesson shows what a new leader must do before it leads: make sure that a quorum has its history. Without that, readers see what never was.
//
//	parley run zab [FILE.svg]    in a simulation, with a picture
//	parley run zab live          on the three nodes of `parley up --faults`
//
// The problem. A primary writes a change down, sends it to the others, and delivers it when a quorum has it (Junqueira, Reed and Serafini, Zab, DSN 2011). When it dies in between, the
// change may be on its own disk alone. Nobody knows whether it was delivered, so whoever leads next with that history must take it for good: it cannot be dropped. But nor may
// it be delivered yet, since a quorum of the others may know nothing of it, and go on without.
//
// What to watch. The paper's phase 2, synchronisation (steps l.2.1 to l.2.2), is there for this moment: the new leader proposes its whole history, and delivers it only
// when a quorum has acknowledged that. We leave this out first, by a parameter of the protocol that is there for nothing else.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	. "parley/scripts"
)

// Each message takes as long as this, so that we can act between two of them, also live.
const delay = 100 * time.Millisecond

var live bool

func main() {
	picture := ""
	for _, arg := range os.Args[1:] {
		if arg == "live" {
			live = true
		} else {
			picture = arg
		}
	}

	fmt.Println("Without phase 2: n3 has written \"lost\" to its own disk, dies, comes back, and is elected by n1.")
	c := elect(false)
	fmt.Println(c.Trace().Without("store", "send", "timer", "drop", "call", "end").Last(8))
	fmt.Println("verdict: without synchronisation:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// At that moment n3 answers whoever reads there with "lost". n1 and n2 are a quorum, have never seen it, and elect one of them: it is gone as if
	// it had never been. Worse than that: the next change has the same place in the history, and n3 had another one there (the property Agreement).
	//
	// Now as the paper has it. n3 leads all the same, since its history is the most recent one, and has the promise of n1. But it has to wait.
	fmt.Println()
	fmt.Println("The same with phase 2: n3 waits for a quorum that has its history, and none comes.")
	c = elect(true)
	fmt.Println("n3 is in its phase of", phase(c, 3))
	check(c.Recover(2))
	check(c.Advance(40 * delay)) // n3 gives up, and n1 and n2 elect one of them
	_, err := c.Ask(1, "Append", "f", "new")
	check(err)
	check(c.Heal())
	check(c.Advance(60 * delay))
	for i := 1; i <= 3; i++ {
		text, err := c.Ask(i, "Read", "f")
		check(err)
		fmt.Printf("n%d reads %q\n", i, text)
	}
	for _, line := range strings.Split(c.Trace().String(), "\n") {
		if i := strings.Index(line, "cuts off"); i >= 0 {
			fmt.Println("n3", line[i:])
		}
	}
	fmt.Println("verdict: with synchronisation:", verdict(c.Violated()))
	check(c.Stop())
	if live {
		return
	}

	// Nobody has to know the moment. Random runs find it, here on two nodes, where a quorum is both.
	fmt.Println()
	fmt.Println("By chance, without phase 2:")
	runs, err := Random("zab", 2, "crash", 1000, Param("synchronise", false))
	check(err)
	fmt.Println(runs)

	fmt.Println()
	fmt.Println("And with it, whatever is done to it:")
	runs, err = Random("zab", 3, "all", 100)
	check(err)
	fmt.Println(runs)
}

// elect lets n3 be elected with a change that nobody else has, and cuts it off when n1 has promised to follow it and knows no more than that.
func elect(synchronise bool) *Cluster {
	c := begin(synchronise)
	check(c.Advance(10 * delay)) // n3 is elected: of equal histories the greatest name wins
	_, err := c.Ask(3, "Create", "f")
	check(err)
	check(c.Advance(4 * delay)) // all have that
	check(c.Partition([]int{1, 2}, []int{3}))
	check(c.Call(3, "Append", "f", "lost"))
	check(c.Advance(delay)) // it is on the disk of n3
	check(c.Crash(2))
	check(c.Crash(3))
	check(c.Heal())
	check(c.Delay(delay, delay)) // healing made messages fast again
	check(c.Recover(3))
	for i := 0; phase(c, 1) != "synchronisation"; i++ { // n1 misses its leader, votes for n3, and promises to follow it
		if i == 200 {
			fmt.Fprintln(os.Stderr, "n1 has not promised anything")
			os.Exit(1)
		}
		check(c.Advance(delay / 4))
	}
	check(c.Partition([]int{1, 2}, []int{3})) // its promise, with all that it knows, is still on its way to n3
	check(c.Advance(6 * delay))
	return c
}

// phase is how far a node has come.
func phase(c *Cluster, node int) string {
	status, err := c.Ask(node, "Status")
	check(err)
	for _, name := range []string{"election", "discovery", "synchronisation", "broadcast"} {
		if strings.Contains(fmt.Sprintf("%+v", status), name) {
			return name
		}
	}
	return "none"
}

// begin starts three nodes.
func begin(synchronise bool) *Cluster {
	with := []Setting{Fresh(), Param("synchronise", synchronise), Param("beat", 3*delay), Param("timeout", 15*delay), Param("settle", 3*delay)}
	c := Sim("zab", 3, with...)
	if live {
		var err error
		c, err = Start("zab", All(), with...)
		check(err)
	}
	check(c.Delay(delay, delay))
	return c
}

func verdict(violated string) string {
	if violated == "" {
		return "all properties hold"
	}
	return violated + " is violated"
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
