// This lesson shows how mutual exclusion blocks: a node that wants nothing dies, and nobody enters the critical section any more.
//
//	parley run mutex [FILE.svg]    in a simulation, with a picture
//	parley run mutex live          on the three nodes of `parley up --faults`
//
// The problem. Ricart and Agrawala (An optimal algorithm for mutual exclusion in computer networks, 1981) let a node in when all others have replied. Who
// is inside, or has asked earlier, replies later. So a reply that does not come means: wait. A node that is dead does not reply either, and nothing that
// the others can see tells it from one that is inside.
//
// What to watch. Mutual Exclusion holds all the time, dead nodes or not. The property that fails is that "entry is never blocked by a crash", which none of the
// seven algorithms here promises, and to which we hold them by Require. They differ in whose death it is.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	. "parley/scripts"
)

const patience = 300 * time.Millisecond // after that a node says for whom it still waits

var live bool

var algorithms = []string{"central", "lamport", "ricart-agrawala", "maekawa", "suzuki-kasami", "token-ring", "raymond"}

func main() {
	picture := ""
	for _, arg := range os.Args[1:] {
		if arg == "live" {
			live = true
		} else {
			picture = arg
		}
	}

	fmt.Println("All reply: n3 dies, and has not even wanted to enter. n1 wants to.")
	c := begin("ricart-agrawala")
	check(c.Crash(3))
	check(c.Call(1, "Lock"))
	wait(c)
	fmt.Println(c.Trace().Without("store", "send").Last(8))
	fmt.Println("verdict: ricart-agrawala, n3 dies:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// To count a node that is silent as one that has replied is no way out: if it was only slow, it may be inside. And when n3 comes back it must not reply
	// as if nothing had been: it has forgotten whether it was inside, and whom it had let in. So it stays out.
	fmt.Println()
	fmt.Println("The same, and n3 comes back.")
	c = begin("ricart-agrawala")
	check(c.Crash(3))
	check(c.Recover(3))
	_, err := c.Ask(3, "Lock")
	fmt.Println("n3 wants to enter:", err)
	check(c.Call(1, "Lock"))
	wait(c)
	fmt.Println("verdict: ricart-agrawala, n3 comes back:", verdict(c.Violated()))
	check(c.Stop())

	// With a token only one node matters: the one that has it. Suzuki and Kasami (1985) ask all, and need an answer of one.
	fmt.Println()
	fmt.Println("A token: n3 dies, and does not have it.")
	c = begin("suzuki-kasami")
	check(c.Crash(3))
	enter(c, 2)
	enter(c, 1)
	wait(c)
	fmt.Println("verdict: suzuki-kasami, n3 dies:", verdict(c.Violated()))
	check(c.Stop())

	fmt.Println()
	fmt.Println("A token: n2 has it and dies.")
	c = begin("suzuki-kasami")
	enter(c, 2)
	check(c.Crash(2))
	check(c.Call(1, "Lock"))
	wait(c)
	fmt.Println(c.Trace().Without("store", "send").Last(7))
	fmt.Println("verdict: suzuki-kasami, the token dies:", verdict(c.Violated()))
	check(c.Stop())

	// Le Lann (1977) sends the token around. Whoever dies, it comes by there one day.
	fmt.Println()
	fmt.Println("A token that goes around: n3 dies, and does not have it yet.")
	c = begin("token-ring")
	check(c.Crash(3))
	check(c.Call(2, "Lock"))
	check(c.Advance(patience))
	check(c.Call(2, "Unlock"))
	check(c.Call(2, "Lock"))
	wait(c)
	fmt.Println("verdict: token-ring, n3 dies:", verdict(c.Violated()))
	check(c.Stop())

	// Maekawa (1985) asks a quorum. Of three nodes, n1 asks itself and n2, n2 itself and n3, n3 itself and n1. That is about the root of all nodes, and
	// yet all of the quorum must answer: it is cheaper than to ask all, and not safer.
	fmt.Println()
	fmt.Println("A quorum: n2 dies. n3 does not need it; n1 does.")
	c = begin("maekawa")
	check(c.Crash(2))
	enter(c, 3)
	fmt.Println("n3 was inside")
	check(c.Call(1, "Lock"))
	wait(c)
	fmt.Println("verdict: maekawa, n2 dies:", verdict(c.Violated()))
	check(c.Stop())
	// A caller that has waited for long enough goes away, and does not want to find the node inside later. Withdraw takes its Lock back; the dead node is still waited for by the next.
	fmt.Println()
	c = begin("ricart-agrawala")
	check(c.Crash(3))
	check(c.Call(1, "Lock"))
	check(c.Advance(patience))
	_, err = c.Ask(1, "Withdraw")
	check(err)
	check(c.Advance(patience))
	fmt.Println(c.Trace().Without("store", "send", "receive", "drop", "start").Last(5))
	fmt.Println("verdict: ricart-agrawala, n1 has withdrawn:", verdict(c.Violated()))
	check(c.Stop())
	if live {
		return
	}

	// All seven, and who of the living waits for ever when n3 dies that wants nothing, that waits, or that is inside; and when n1 dies, which is idle and the coordinator, or
	// has the token, if there is such a thing.
	fmt.Println()
	fmt.Printf("%-16s %-10s %-10s %-10s %s\n", "who dies", "n3, idle", "n3, waits", "n3, inside", "n1, idle")
	for _, name := range algorithms {
		fmt.Printf("%-16s %-10s %-10s %-10s %s\n", name,
			blocked(name, 3, func(c *Cluster) {}),
			blocked(name, 3, func(c *Cluster) {
				_, err := c.Ask(1, "Lock")
				check(err)
				check(c.Call(3, "Lock"))
				check(c.Advance(10 * time.Millisecond))
			}),
			blocked(name, 3, func(c *Cluster) {
				_, err := c.Ask(3, "Lock")
				check(err)
			}),
			blocked(name, 1, func(c *Cluster) {}))
	}

	// What one entry costs, of n5 among seven nodes, where the token or the coordinator is at n1 and nobody else wants to enter.
	fmt.Println()
	for _, name := range algorithms {
		fmt.Printf("%-16s %2d messages\n", name, cost(name))
	}

	// The explorer finds the shortest way to be blocked. Who wants to go on without the dead needs a majority, and a way to agree who is taken for dead: that is
	// consensus, such as raft. Or a lease: a lock that ends by itself, with a number that grows, so that who was only slow is refused.
	fmt.Println()
	fmt.Println("By the explorer:")
	found, err := Explore("ricart-agrawala", 2, Crashes(1), Require("entry is never blocked by a crash"))
	check(err)
	fmt.Println(found)
}

// begin starts three nodes.
func begin(name string) *Cluster {
	with := []Setting{Fresh(), Param("patience", patience), Require("entry is never blocked by a crash")}
	if !live {
		return Sim(name, 3, with...)
	}
	c, err := Start(name, All(), with...)
	check(err)
	return c
}

// blocked are the nodes, each in a run of its own, that want to enter after a node has died and n1 has left, and never do.
func blocked(name string, dies int, before func(*Cluster)) string {
	who := ""
	for node := 1; node <= 3; node++ {
		if node == dies {
			continue
		}
		c := begin(name)
		before(c)
		check(c.Crash(dies))
		c.Ask(1, "Unlock") // if it is inside
		check(c.Advance(10 * time.Millisecond))
		check(c.Call(node, "Lock"))
		wait(c)
		if c.Violated() != "" {
			who += fmt.Sprintf("n%d ", node)
		}
	}
	if who == "" {
		return "nobody"
	}
	return strings.TrimSpace(who)
}

// enter lets a node enter and leave.
func enter(c *Cluster, node int) {
	_, err := c.Ask(node, "Lock")
	check(err)
	_, err = c.Ask(node, "Unlock")
	check(err)
}

// wait lets who waits lose its patience twice.
func wait(c *Cluster) { check(c.Advance(3 * patience)) }

// cost is how many messages an entry takes.
func cost(name string) int {
	c := Sim(name, 7)
	enter(c, 5)
	check(c.Advance(10 * time.Millisecond))
	return c.Trace().Without("start", "store", "call", "end", "note", "receive", "timer").Len()
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
