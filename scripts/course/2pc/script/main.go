// This lesson shows how two-phase commit blocks: its coordinator dies, and the others hold their locks until it is back.
//
//	parley run 2pc [FILE.svg]    in a simulation, with a picture
//	parley run 2pc live          on the three nodes of `parley up --faults`
//
// The problem. Who votes yes promises two things: to commit if it is told to, and to abort if it is told to. Until it is told it can do neither
// (Gray, Notes on data base operating systems, 1978): it is in doubt, and keeps its locks. If the only one who knows the decision is down,
// nothing that an operational node can learn tells it what was decided. Bernstein, Hadzilacos and Goodman (1987, section 7.4) call
// that blocking, and show that every protocol of this kind has it.
//
// What to watch. The property that fails is not about wrong answers: AC1 to AC3 hold all the time, nobody ever disagrees. It is
// "non-blocking", which two-phase commit does not promise, and which we hold it to here by Require.
package main

import (
	"fmt"
	"os"
	"time"

	. "parley/scripts"
)

const delay = 100 * time.Millisecond // of each message

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

	fmt.Println("n1 dies while the votes are on their way to it.")
	c := begin()
	check(c.Advance(delay * 3 / 2)) // all have voted
	check(c.Crash(1))
	check(c.Advance(delay))
	doubt(c, 2)
	doubt(c, 3)
	wait(c)
	fmt.Println(c.Trace().Without("store", "send").Last(9))
	fmt.Println("verdict: nobody knows:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// Who is in doubt asks the coordinator. It may ask the others as well (cooperative termination, section 7.4): perhaps one of them has heard the
	// decision, or has not voted yet and can still abort. Here n2 has heard it, and n3 has not.
	fmt.Println()
	fmt.Println("n1 dies after it has told n2 to commit and before it reaches n3, which asks n1 alone.")
	fmt.Println("verdict: one knows, and n1 is asked:", verdict(oneKnows(false)))
	fmt.Println()
	fmt.Println("The same, and n3 asks everybody.")
	fmt.Println("verdict: one knows, and all are asked:", verdict(oneKnows(true)))

	// It is a cure for some cases and not for all. In the first one n2 and n3 are both in doubt, and can only tell each other so.
	fmt.Println()
	fmt.Println("n1 dies as in the beginning, and n2 and n3 ask each other.")
	c = begin(Param("cooperative", true))
	check(c.Advance(delay * 3 / 2))
	check(c.Crash(1))
	wait(c)
	fmt.Println("verdict: nobody knows, and all are asked:", verdict(c.Violated()))
	check(c.Stop())
	if live {
		return
	}

	// The explorer finds the shortest way there by itself. Three-phase commit promises the property, and keeps it under crashes: its price is in
	// the lesson 3pc.
	fmt.Println()
	fmt.Println("By the explorer:")
	found, err := Explore("2pc", 3, Crashes(1), Require("non-blocking"))
	check(err)
	fmt.Println(found)
}

// begin begins a commit at n1.
func begin(more ...Setting) *Cluster {
	with := append(more, Fresh(), Param("timeout", 3*delay), Require("non-blocking"))
	var c *Cluster
	if live {
		var err error
		c, err = Start("2pc", All(), with...)
		check(err)
	} else {
		c = Sim("2pc", 3, with...)
	}
	check(c.Delay(delay, delay))
	check(c.Call(1, "TwoPhaseCommit", "k", "1"))
	return c
}

// wait lets who is in doubt ask three times.
func wait(c *Cluster) { check(c.Advance(14 * delay)) }

// doubt shows what a node knows of its transactions.
func doubt(c *Cluster, node int) {
	known, err := c.Ask(node, "Transactions")
	check(err)
	fmt.Printf("n%d knows: %+v\n", node, known)
}

// oneKnows cuts n3 off from n1 before the decision, and lets n1 die when n2 has it.
func oneKnows(cooperative bool) string {
	c := begin(Param("cooperative", cooperative))
	check(c.Advance(delay * 3 / 2)) // the votes are on their way
	check(c.Cut(1, 3))
	check(c.Advance(delay * 2)) // n1 has decided, and n2 has heard of it
	check(c.Crash(1))
	wait(c)
	fmt.Println(c.Trace().Without("store", "send").Last(7))
	violated := c.Violated()
	check(c.Stop())
	return violated
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
