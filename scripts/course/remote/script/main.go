// This lesson loses the answer of a remote evaluation. Who gets no answer cannot know whether it was done. If it asks again, it may be done twice; if it
// calls that a failure, it may have said what is not true.
//
//	parley run remote              in a simulation
//	parley run remote why.svg      and with a picture of what happened
//	parley run remote live         on the three nodes of `parley up --faults`
//
// The problem. A call within a program returns or does not, and then the program is dead. A call of another node has a third end: nothing comes back. The
// request was lost, or the answer was, or the other node is slow, or has crashed, before or after it did what it was asked for: from here they all look the same
// (Birrell and Nelson, Implementing remote procedure calls, 1984, section 3).
//
// What to watch. First a caller that asks again, and a callee that does whatever it is asked for. Then the same callee with a table of what it has done, by who
// asked and the id of the call. Then nobody answers. At last parley's own remote evaluation, which tells the three ends apart and never asks again by itself.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "parley/scripts"
)

const delay = 50 * time.Millisecond // of each message

// protocol is a node that asks, and one that pays. :load takes such a file, and Sim and Start do.
const protocol = `package remote

import (
	"fmt"
	"time"

	. "parley/protocol"
)

type Eval struct {
	Return bool
	ID     uint64
	Fn     string
}

type Answer struct {
	ID    uint64
	Value int
}

type node struct {
	Config
	call  uint64         // of who asks: what waits
	coins int            // of who is asked: how many it has paid
	calls int            // and for how many calls
	done  map[uint64]int // what it has answered, by the id of the call
}

var Remote = Protocol{
	New: func(c Config) Machine { return &node{Config: c, done: map[uint64]int{}} },
	Params: []Param{
		{Name: "table", Default: false},
		{Name: "again", Default: 200 * time.Millisecond},
		{Name: "wait", Default: time.Second},
	},
	Calls: []CallType{{Op: "Pay", Result: 0}},
	Invariants: []Property{{Name: "at most once", Check: func(w *World) (err error) {
		Machines(w, func(id NodeID, m *node) {
			if m.coins > m.calls {
				err = fmt.Errorf("%d coins are paid for %d call", m.coins, m.calls)
			}
		})
		return err
	}}},
}

func (m *node) Step(e Event) (x Effects) {
	payer := m.Nodes[1]
	switch {
	case e.Kind == Request:
		m.call = e.Call.ID
		x.Send(payer, "eval", Eval{true, m.call, "pay"})
		x.After("again", m.Duration("again"))
		x.After("wait", m.Duration("wait"))
	case e.Kind == Timeout && e.Timer == "again":
		x.Send(payer, "eval", Eval{true, m.call, "pay"})
		x.After("again", m.Duration("again"))
	case e.Kind == Timeout:
		x.Doubt(m.call, "no answer in time")
		x.Stop("again")
	case e.Message.Kind == "eval":
		ask := e.Message.Body.(Eval)
		coins, known := m.done[ask.ID]
		if !known {
			m.calls++
		}
		if !known || !m.Bool("table") {
			m.coins++
			coins = m.coins
			m.done[ask.ID] = coins
			x.Note(fmt.Sprint("pays coin ", coins))
		}
		x.Send(e.Message.From, "answer", Answer{ask.ID, coins})
	case e.Message.Kind == "answer":
		if a := e.Message.Body.(Answer); a.ID == m.call {
			x.Answer(m.call, a.Value)
			x.Stop("again")
			x.Stop("wait")
			m.call = 0
		}
	}
	return x
}
`

var (
	live bool
	file string
)

func main() {
	picture := ""
	for _, arg := range os.Args[1:] {
		if arg == "live" {
			live = true
		} else {
			picture = arg
		}
	}
	dir, err := os.MkdirTemp("", "remote")
	check(err)
	defer os.RemoveAll(dir)
	file = filepath.Join(dir, "remote.go")
	check(os.WriteFile(file, []byte(protocol), 0o600))

	fmt.Println("n1 asks n2 to pay a coin, and the answer is lost. So n1 asks again.")
	c := begin()
	lose(c)
	fmt.Println(c.Trace().Without("timer"))
	fmt.Println("verdict: asked again:", verdict(c.Violated()))
	if picture != "" {
		check(c.Trace().Save(picture))
		fmt.Println("the picture is in", picture)
	}
	check(c.Stop())

	// The id of the call says that it is the same one. Who has done it sends what it has answered.
	fmt.Println()
	fmt.Println("The same, and n2 knows what it has done.")
	c = begin(Param("table", true))
	lose(c)
	fmt.Println(c.Trace().Without("timer", "start").Last(7))
	fmt.Println("verdict: asked again, with a table:", verdict(c.Violated()))
	check(c.Stop())

	// And if n2 stays down? Nobody here can know whether the coin was paid.
	fmt.Println()
	fmt.Println("n2 pays, its answer is lost, and it crashes.")
	c = begin(Param("table", true))
	check(c.Cut(2, 1))
	check(c.Call(1, "Pay"))
	check(c.Advance(2 * delay))
	check(c.Crash(2))
	check(c.Advance(2 * time.Second))
	told := fmt.Sprint(c.Calls())
	fmt.Println(told)
	if !strings.Contains(told, "unknown") {
		told = "it is not unknown"
	} else {
		told = "unknown"
	}
	fmt.Println("verdict: nobody answers:", told)
	check(c.Stop())

	if live {
		fmt.Println()
		fmt.Println("Remote evaluation by parley itself.")
		itself()
	}
}

// begin makes the nodes.
func begin(with ...Setting) *Cluster {
	var c *Cluster
	if live {
		var err error
		c, err = Start(file, All(), append(with, Fresh())...)
		check(err)
	} else {
		c = Sim(file, 3, with...)
	}
	check(c.Delay(delay, delay))
	return c
}

// lose loses the first answer of n2 to n1.
func lose(c *Cluster) {
	check(c.Cut(2, 1))
	check(c.Call(1, "Pay"))
	check(c.Advance(3 * delay))
	check(c.Join(2, 1))
	check(c.Advance(8 * delay))
}

// itself asks one of the nodes for what has a value, for what fails, and for what takes longer than the wait.
func itself() {
	at := Node("b")
	six, err := Remote(at, Quote(1+2+3))
	ends("1+2+3", six, err, "value")
	_, err = Remote(at, Quote(func(xs []int) int { return xs[6] }([]int{1, 2, 3})))
	ends("the seventh of three", nil, err, "failed")

	// All nodes share the work of RMap. An element that fails is told by itself; the others keep their values.
	tenths, err := RMap(Quote(func(x int) int { return 60 / x }), []int{1, 2, 0, 4})
	ends("60 through 1, 2, 0, 4", tenths, err, "1 of 4 elements")

	// The coin is paid at once, and the answer comes too late. It is paid all the same, and who wants to know asks that node.
	check(Push(at, "coins", 0))
	_, err = Remote(at, Src("func() int { coins++; time.Sleep(2 * time.Second); return coins }()"), Timeout(200*time.Millisecond))
	ends("a coin, slowly", nil, err, "unknown")
	coins, err := Pull[int](at, "coins")
	ends("what became of it", coins, err, "value")
}

// ends shows how an evaluation has ended, and ends the lesson if it should have been otherwise.
func ends(what string, value any, err error, want string) {
	how, word := fmt.Sprint("value ", value), "value"
	if err != nil {
		word, _, _ = strings.Cut(err.Error(), "\n")
		if how = word; value != nil {
			how = fmt.Sprint(value, ": ", word)
		}
	}
	fmt.Printf("%-22s %s\n", what+":", how)
	if !strings.HasPrefix(word, want) {
		check(fmt.Errorf("%s should end as %s", what, want))
	}
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
