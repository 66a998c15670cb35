// This lesson elects two leaders with a file that names one, and shows what an election with a proof does in the same place.
//
//	parley run election [FILE.svg]    in a simulation, with a picture
//	parley run election live          on the three nodes of `parley up --faults`, with a real file
//
// The problem. The file says who leads. Who finds no file creates it and leads; the operating system sees to it that only one can. Who finds a
// name there asks that node, and if it does not answer, deletes the file and starts anew. Each of these steps is right. Together
// they are not: between reading a name and deleting the file another node may have replaced it, and then what is deleted names a
// leader that is alive. It is the same mistake as to check a lock file's process and then to remove the lock.
//
// What to watch. The order of n2's Create and n3's Delete. The leader reads the file once a second, so for up to a second two lead, and all
// that one of them does then may contradict the other.
package main

import (
	"fmt"
	"os"
	"time"

	. "parley/scripts"
)

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

	fmt.Println("The dumb election: the leader dies, one node notices it, and another 100 ms later.")
	c := leaderDies("dumb")
	fmt.Println(c.Trace().Without("send", "tell").Last(16))
	fmt.Println("verdict: dumb:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// Garcia-Molina (Elections in a distributed computing system, 1982) lets the highest node that is up lead, and makes sure before
	// that nobody else does: a candidate halts all lower nodes and waits until each has confirmed it or is known to be down.
	fmt.Println()
	fmt.Println("The bully election in the same place:")
	c = leaderDies("bully")
	fmt.Println(c.Trace().Without("send", "tell").Last(9))
	fmt.Println("verdict: bully:", verdict(c.Violated()))
	check(c.Stop())
	if live {
		return
	}

	// One run proves nothing, so here are many, with crashes at any moment.
	fmt.Println()
	fmt.Println("Many runs of the dumb election, with crashes:")
	runs, err := Random("dumb", 3, "crash", 300)
	check(err)
	fmt.Println(runs)
	fmt.Println()
	fmt.Println("As many of the bully election:")
	runs, err = Random("bully", 3, "crash", 300)
	check(err)
	fmt.Println(runs)

	// Chang and Roberts (An improved algorithm for decentralized extrema-finding in circular configurations of processes, 1979) do it with neighbours only: each sends
	// its number around a ring, and higher nodes stop lower numbers. Who lets a higher number pass does not lead, and so it halts the others on its way.
	fmt.Println()
	fmt.Println("As many of the ring election:")
	runs, err = Random("ring", 3, "crash", 300)
	check(err)
	fmt.Println(runs)

	// The proof of both assumes that who does not answer in time is down. In a network that is cut, each part has a leader. Elections that stay right there need
	// more than half of the nodes.
	fmt.Println()
	fmt.Println("And the bully with partitions, which its paper excludes:")
	runs, err = Random("bully", 3, "partition", 300)
	check(err)
	fmt.Println(runs)
}

// leaderDies lets the leader die, and the two others hold an election one after the other.
func leaderDies(election string) *Cluster {
	var c *Cluster
	if live {
		var err error
		c, err = Start(election, All(), Fresh())
		check(err)
	} else {
		c = Sim(election, 3)
	}
	check(c.Advance(2 * time.Second)) // the first election, of the three as they start
	leader, err := c.Ask(1, "Elect")
	check(err)
	first := c.Number(leader)
	fmt.Println("the first leader is", leader)
	check(c.Crash(first))
	for node := 1; node <= 3; node++ {
		if node != first {
			check(c.Call(node, "Elect"))
			check(c.Advance(100 * time.Millisecond))
		}
	}
	check(c.Advance(2 * time.Second))
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
