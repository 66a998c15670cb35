// This lesson removes a healthy node: its heartbeats are given less time than the network may take.
//
//	parley run heartbeat [FILE.svg]    in a simulation, with a picture
//	parley run heartbeat live          on the three nodes of `parley up --faults`
//
// The problem. Nobody can tell a node that is down from one that is slow. A failure detector guesses, and is judged by two things: how soon
// it suspects who has crashed (completeness), and how often it suspects who has not (accuracy). Chandra and Toueg (Unreliable
// failure detectors for reliable distributed systems, 1996) show what can be built on guesses, and that there is no way around them. A
// fixed time chooses between the two once and for all, at best for the network of the day on which it was chosen.
//
// What to watch. First what a wrong guess costs: the leader drops its connections to nodes that answer every ping. Then what it costs not
// to guess wrong: a longer time finds the dead later. The phi detector (Hayashibara and others, 2004) measures how regular the answers
// are, and waits as long as makes a wrong guess as unlikely as one wants.
package main

import (
	"fmt"
	"os"
	"time"

	. "parley/scripts"
)

const every = 200 * time.Millisecond // between two pings

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

	fmt.Println("A leader beats to its connections, and an answer may take 200 ms. Then a message takes 150 ms, which is 300 ms there and back.")
	c := begin("coordinator", Param("heartbeat.watch", false), Param("heartbeat.timeout", 200*time.Millisecond))
	check(c.Advance(2 * time.Second)) // they have elected a leader and connected to it
	leader, err := c.Ask(1, "Elect")
	check(err)
	at := c.Number(leader)
	_, err = c.Ask(at, "StartHeartBeatOnConnect", every)
	check(err)
	check(c.Advance(time.Second))
	connections, err := c.Ask(at, "Connections")
	check(err)
	fmt.Println("the leader is", leader, "and its connections are", connections)
	check(c.Delay(150*time.Millisecond, 150*time.Millisecond))
	check(c.Advance(time.Second))
	fmt.Println(c.Trace().Last(7))
	fmt.Println("verdict: too short:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	fmt.Println()
	fmt.Println("Three detectors on a network that becomes slow: n1 watches n2, which crashes after 3 s.")
	detector("a fixed 60 ms", "heartbeat", Param("timeout", 60*time.Millisecond))
	detector("a fixed 1 s", "heartbeat", Param("timeout", time.Second))
	detector("phi", "phi", Param("floor", 30))
}

// detector shows what one of them makes of a network whose messages take next to nothing at first, and 20 to 60 ms later.
func detector(name, protocol string, with ...Setting) {
	c := begin(protocol, with...)
	check(c.Call(1, "Beat", c.Names()[1], every))
	check(c.Advance(time.Second))
	check(c.Delay(20*time.Millisecond, 60*time.Millisecond))
	check(c.Advance(2 * time.Second))
	if c.Violated() == "" {
		check(c.Crash(2))
		crashed := c.Now()
		check(c.Run())
		fmt.Printf("%s: n2 is found %v after its crash\n", name, (c.History()[0].End - crashed).Round(time.Millisecond))
	} else {
		fmt.Printf("%s: n2 is suspected after %v and is well\n", name, c.History()[0].End.Round(time.Millisecond))
	}
	fmt.Printf("verdict: %s: %s\n", name, verdict(c.Violated()))
	check(c.Stop())
}

func begin(protocol string, with ...Setting) *Cluster {
	if !live {
		return Sim(protocol, 3, with...)
	}
	c, err := Start(protocol, All(), append(with, Fresh())...)
	check(err)
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
