// This lesson shows why a lock is not enough: who holds one and stands still writes over the value of the next holder. And what a dead node takes with it.
//
//	parley run dht [FILE.svg]    in a simulation, with a picture
//	parley run dht live          on the three nodes of `parley up --faults`
//
// The problem. A lock of a distributed table must end if its holder dies, or all wait for ever. So it is a lease (Gray and Cheriton, Leases, 1989): it is over
// after a time, unless its holder renews it. Now the holder looks at its clock, finds that the lease is good, and writes. Between the two anything may happen to
// it: a long pause of a garbage collector, a virtual machine that is moved, a laptop that is shut. When it goes on, it writes.
//
// What to watch. Nobody has made a mistake: the holder did hold the lock when it looked, the home did wait for the whole lease, the next one did get it. No timeout
// that is longer helps, since a pause can be longer still. Only where the value is can it be seen that the write is late, if it carries a number that says under
// which grant it is made: a sequencer (Burrows, The Chubby lock service, 2006, section 2.4), or a fencing token (Kleppmann, How to do distributed locking, 2016).
package main

import (
	"fmt"
	"os"
	"time"

	. "parley/scripts"
)

const lease = time.Second

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

	// Tokens are not checked: fence=false. The lease is one second. Keys have one copy, and nobody renews a lease, to keep the picture small.
	fmt.Println("Without the fence: n2 has the lock and stands still. n3 gets it, and writes. Then n2 goes on, and writes.")
	c := begin(Param("fence", false), Param("replicas", 1), Param("renew", false))
	late(c)
	fmt.Println(c.Trace().Without("store", "send", "start"))
	fmt.Println("verdict: without the fence:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// Each grant has a number that is greater than those before it. A write carries it, and where the value is only that of the lock as it is held now is taken. That
	// needs no clock. A Put without a token is not asked for one: all who write have to take part.
	fmt.Println()
	fmt.Println("The same with the fence.")
	c = begin(Param("replicas", 1), Param("renew", false))
	fmt.Println("n2, late:", late(c))
	value, _, err := c.At(1).Get("k")
	check(err)
	fmt.Println("there is", value)
	fmt.Println("verdict: with the fence:", verdict(c.Violated()))
	check(c.Stop())

	// Who is alive keeps the lock, however long it takes: it renews the lease when a third of it is over.
	fmt.Println()
	fmt.Println("n2 has the lock for four leases, and stands still only then.")
	c = begin()
	ask(c, 2, "Lock", "k")
	check(c.Call(3, "Lock", "k"))
	check(c.Advance(4 * lease))
	fmt.Println("n2 can write:", ask(c, 2, "PutLocked", "k", []byte("mine"), 1) != nil)
	check(c.Pause(2))
	check(c.Advance(4 * lease))
	fmt.Println("n3 can write:", ask(c, 3, "PutLocked", "k", []byte("new"), 2) != nil)
	check(c.Resume(2))
	fmt.Println("verdict: renewed:", verdict(c.Violated()))
	check(c.Stop())

	// A lock is of use as long as it can be found. With one copy the key is gone with its node, value, lock and all.
	fmt.Println()
	fmt.Println("A key has one copy, and its node dies.")
	c = begin(Param("replicas", 1), Require("a dead node takes no key away"))
	_, err = dead(c)
	fmt.Println("failed:", err != nil)
	fmt.Println("verdict: one copy:", verdict(c.Violated()))
	check(c.Stop())

	// Three copies, of which two agree to each write: whoever coordinates, any two of three have one in common, so what was acknowledged is seen. Nobody has to decide that the
	// owner is dead. The lock is a part of the record, so it survives too, and who held it holds it.
	fmt.Println()
	fmt.Println("A key has three copies, and its owner dies.")
	c = begin(Require("a dead node takes no key away"))
	token, err := dead(c)
	check(err)
	fmt.Println("its lock is given back, and granted again with the token", token)
	fmt.Println("verdict: three copies:", verdict(c.Violated()))
	check(c.Stop())
	if live {
		return
	}

	// The moment need not be known. Random calls and pauses come upon it too.
	fmt.Println()
	fmt.Println("By chance, without the fence:")
	runs, err := Random("dht", 3, "pause", 1000, Param("fence", false))
	check(err)
	fmt.Println(runs)
	fmt.Println()
	fmt.Println("And with it, under all faults:")
	runs, err = Random("dht", 3, "all", 300)
	check(err)
	fmt.Println(runs)
}

// begin starts three nodes.
func begin(more ...Setting) *Cluster {
	with := append([]Setting{Fresh(), Param("lease", lease), Param("clocks", 1)}, more...)
	if !live {
		return Sim("dht", 3, with...)
	}
	c, err := Start("dht", All(), with...)
	check(err)
	return c
}

// late lets n2 write with the lock that it had before it stood still, and says what it was told.
func late(c *Cluster) error {
	ask(c, 1, "Put", "k", []byte("first"))
	ask(c, 2, "Lock", "k") // its token is 1
	check(c.Pause(2))
	check(c.Call(3, "Lock", "k"))
	check(c.Advance(lease * 3 / 2))
	ask(c, 3, "PutLocked", "k", []byte("new"), 2)
	check(c.Resume(2))
	_, err := c.Ask(2, "PutLocked", "k", []byte("old"), 1)
	return err
}

// dead lets a key's owner die, and others use the key and its lock. It says which token they are given.
func dead(c *Cluster) (token int, err error) {
	ask(c, 1, "Put", "k", []byte("first"))
	name, err := c.At(2).Where("k")
	check(err)
	owner := c.Number(name)
	user := owner%3 + 1
	ask(c, user, "Lock", "k")
	check(c.Crash(owner))
	if _, err := c.Ask(user, "Get", "k"); err != nil {
		return 0, err
	}
	ask(c, user, "PutLocked", "k", []byte("second"), 1)
	ask(c, user, "Unlock", "k")
	next := c.At(user)
	check(next.Lock("k"))
	return next.Token("k"), nil
}

// ask asks a node that has to answer.
func ask(c *Cluster, node int, op string, args ...any) any {
	value, err := c.Ask(node, op, args...)
	check(err)
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
