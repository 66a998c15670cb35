// This lesson breaks three-phase commit: with it some nodes commit what others abort, if the network is cut at the right moment.
//
//	parley run 3pc              in a simulation, where a second costs nothing
//	parley run 3pc why.svg      and with a picture of what happened
//	parley run 3pc live         on the three nodes of `parley up --faults`, in real time
//
// The problem. Two-phase commit blocks: who has voted yes must wait for the coordinator, however long it is down. Skeen (Nonblocking
// commit protocols, 1981) puts a phase in between: the coordinator first tells all that all have voted yes (PreCommit), and only then to commit
// (DoCommit). Now those who hear no more can decide without it: the first of them takes over, and asks the others. If none has seen the PreCommit (all are
// in state w), then nobody has committed yet, and it aborts. If one has seen it (state p), then all have voted yes, and it commits.
//
// What to watch. That is right if silence means a crash, which is what the paper assumes: a network that does not fail, and tells who has. A
// partition is silent too, and both sides of it are alive. Put one node in w and the others in p, cut the network between them, and each side does what
// is right if the other one is dead.
package main

import (
	"fmt"
	"os"
	"time"

	. "parley/scripts"
)

// Each message takes as long as this, so that we can act between two of them, also live.
const delay = 200 * time.Millisecond

func main() {
	live, picture := false, ""
	for _, arg := range os.Args[1:] {
		if arg == "live" {
			live = true
		} else {
			picture = arg
		}
	}

	fmt.Println("By hand: n3 votes yes, and the network is cut before the PreCommit reaches it.")
	c := partition("3pc", "ThreePhaseCommit", live)
	fmt.Println(c.Trace().Without("store", "send"))
	fmt.Println("verdict: 3pc:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// The same partition and the older protocol: n3 has voted yes and asks for the decision in vain. It waits until the network is whole
	// again. It blocks, and is right.
	fmt.Println()
	fmt.Println("The same with two-phase commit: n3 waits until it is told.")
	c = partition("2pc", "TwoPhaseCommit", live)
	check(c.Heal())
	check(c.Advance(6 * delay))
	value, err := c.Ask(3, "Get", "k")
	check(err)
	fmt.Println("at n3 there is now", value)
	fmt.Println("verdict: 2pc:", verdict(c.Violated()))
	check(c.Stop())
	if live {
		return // what follows has no network at all
	}

	// The moment need not be known. The explorer tries every order in which messages arrive and timers go off, nearest first, so what it
	// finds is as short as can be. It needs neither a partition nor a loss: a message that takes longer than the timeout is enough.
	fmt.Println()
	fmt.Println("By the explorer, in all schedules of two nodes:")
	found, err := Explore("3pc", 2)
	check(err)
	fmt.Println(found)

	// Nor need all orders be tried. Random calls and partitions come upon it too, and what they did is then made short.
	fmt.Println()
	fmt.Println("By chance:")
	runs, err := Random("3pc", 3, "partition", 1000)
	check(err)
	fmt.Println(runs)

	// And under what the paper assumes, crashes alone, nothing is found, even if nodes die between two messages that they send at once.
	fmt.Println()
	fmt.Println("With crashes alone:")
	runs, err = Random("3pc", 3, "crash+send", 300)
	check(err)
	fmt.Println(runs)

	// For that the others must be asked. If each participant decides by itself, by the state that it is in, then a coordinator that dies when it has sent
	// PreCommit to one of them and not to the other leaves one to commit and one to abort.
	fmt.Println()
	fmt.Println("The same, and nobody asks:")
	runs, err = Random("3pc", 3, "crash+send", 1000, Param("backup", false))
	check(err)
	fmt.Println(runs)
}

// partition cuts n3 off after it has voted. An answer takes two messages; the timeout is three, so that nobody is late who is up.
func partition(protocol, commit string, live bool) *Cluster {
	var c *Cluster
	timeout := Param("timeout", 3*delay)
	if live {
		var err error
		c, err = Start(protocol, All(), Fresh(), timeout)
		check(err)
	} else {
		c = Sim(protocol, 3, timeout)
	}
	check(c.Delay(delay, delay))
	check(c.Call(1, commit, "k", "1")) // CanCommit, or Prepare, is on its way to n2 and n3
	check(c.Advance(delay * 3 / 2))    // they have it, and their votes are on their way back
	check(c.Partition([]int{1, 2}, []int{3}))
	check(c.Advance(20 * delay)) // n3 waits for five timeouts, since n2 would come before it, and asks for one
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
