// This lesson breaks Raft as figure 8 of its paper does: a leader counts an entry of an older term as committed, because a majority has it, and the next leader removes it.
//
//	parley run raft              in a simulation, where a second costs nothing
//	parley run raft why.svg      and with a picture of what happened
//	parley run raft live         on the three nodes of `parley up --faults`, in real time
//
// The problem. A leader commits an entry when a majority has it on disk (Ongaro and Ousterhout, In search of an understandable consensus algorithm, 2014, section 5.3). A
// new leader finds entries of earlier terms in its log, and brings them to the others. When a majority has them, are they committed? It seems so. But who is
// elected next is decided by the term of the last entry (5.4.1), and an entry of an old term, however many have it, loses against a later one that only one node has.
//
// What to watch. Section 5.4.2: only entries of the leader's own term are committed by counting, and what is before them is committed with them. So
// a leader needs an entry of its own term to know anything, and section 8 has it begin the term with an empty one. The parameters counting and begin turn
// these two rules off.
package main

import (
	"fmt"
	"os"
	"time"

	. "parley/scripts"
)

// More than two election timeouts: whoever can be elected is.
const while = 5 * time.Second

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

	fmt.Println("Neither rule: old entries are counted, and a term begins without an entry of its own.")
	c := twoLeaders(Param("counting", true), Param("begin", false))
	value, err := c.Ask(1, "Get", "k")
	fmt.Println("n1 leads, n2 has its entry too, and somebody reads k:", answer(value, err))
	next(c)
	fmt.Println(c.Trace().Without("send", "receive", "drop", "timer", "tell", "store").Last(13))
	fmt.Println("verdict: neither rule:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// What was read is gone: n3 has an entry of a later term, and so n2 votes for it (5.4.1).
	//
	// With the first rule alone nothing is lost. But n1, which has been elected, does not know what is committed, and neither is it allowed to count. A read waits until somebody writes:
	// then there is an entry of its own term, and a majority that has that one votes for nobody who lacks it.
	fmt.Println()
	fmt.Println("The rule of 5.4.2: old entries are not counted. A term still begins without an entry.")
	c = twoLeaders(Param("begin", false), Param("patience", 3*time.Second))
	value, err = c.Ask(1, "Get", "k")
	fmt.Println("n1 leads, n2 has its entry too, and somebody reads k:", answer(value, err))
	_, err = c.Ask(1, "Put", "other", "1")
	check(err)
	value, err = c.Ask(1, "Get", "k")
	fmt.Println("and again after a write:", answer(value, err))
	next(c)
	_, err = c.Ask(2, "Put", "other", "2")
	check(err)
	value, err = c.Ask(2, "Get", "k")
	fmt.Println("from the next leader, after a write:", answer(value, err))
	fmt.Println("verdict: 5.4.2:", verdict(c.Violated()))
	check(c.Stop())

	// And with both, as it is: the entry by which n3 has begun its term had reached n2, so that n1 is not even elected, and its entry, of which nobody has ever heard, is
	// dropped. A read needs no write before it.
	fmt.Println()
	fmt.Println("Both rules.")
	c = twoLeaders()
	value, err = c.Ask(1, "Get", "k")
	fmt.Println("somebody reads k:", answer(value, err))
	next(c)
	value, err = c.Ask(2, "Get", "k")
	fmt.Println("from the next leader:", answer(value, err))
	fmt.Println("verdict: both rules:", verdict(c.Violated()))
	check(c.Stop())
}

// twoLeaders is figure 8 up to (c), of three nodes: n1 has led and has an entry that nobody else has; n3 has led in a later term, and has another one. Then n3 is down, and
// n1 and n2 are up.
func twoLeaders(with ...Setting) *Cluster {
	var c *Cluster
	with = append(with, Fresh())
	if live {
		var err error
		c, err = Start("raft", All(), with...)
		check(err)
	} else {
		c = Sim("raft", 3, with...)
	}
	put := func(node int, value string) {
		check(c.Call(node, "Put", "k", value)) // it has no answer before the node is down
		check(c.Advance(100 * time.Millisecond))
		check(c.Crash(node))
		check(c.Heal())
	}
	_, err := c.Ask(1, "Put", "k", "first")
	check(err)
	lead(c, 1)
	check(c.Partition([]int{1}, []int{2, 3}))
	put(1, "of n1")
	lead(c, 3)
	check(c.Partition([]int{3}, []int{1, 2}))
	put(3, "of n3")
	check(c.Recover(1))
	check(c.Advance(while))
	return c
}

// lead lets a node lead, and all that are up hear of it.
func lead(c *Cluster, node int) {
	_, err := c.Ask(node, "Transfer", c.Names()[node-1])
	check(err)
	check(c.Advance(300 * time.Millisecond))
}

// next is (d) of figure 8: n1 goes down, and n3 is back.
func next(c *Cluster) {
	check(c.Crash(1))
	check(c.Recover(3))
	check(c.Advance(while))
}

func answer(value any, err error) any {
	if err != nil {
		return err
	}
	return value
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
