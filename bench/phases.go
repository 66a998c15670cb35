package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// The phases, each the client side of one measurement. They print `name value`.

func runPhase(phase, parley, addr string, pid int, length time.Duration, sources int) error {
	switch phase {
	case "floor-server":
		return floorServer()
	case "floor-latency", "floor-load", "floor-bulk":
		return floorClient(phase, addr, length)
	case "local-eval", "local-end", "local-complete":
		return evaluatorPhase(phase, length, sources)
	case "commits":
		return commits(length)
	case "puts":
		return puts(length)
	case "prompt":
		return atPrompt(parley, length)
	case "puts-inside":
		return putsInside(length)
	}
	n, err := node.Start(context.Background(), node.Config{Role: protocol.Operator, Timeout: 30 * time.Second})
	if err != nil {
		return err
	}
	defer n.Close()
	if _, err := n.Meet(context.Background(), addr); err != nil {
		return err
	}
	ask := func(text string) (protocol.Outcome, error) {
		o := n.Ask(context.Background(), "b", node.Source{Text: text}, node.Options{})
		return o, o.Err("b")
	}
	if _, err := ask("x := 41"); err != nil {
		return err
	}
	cached := func() error {
		o, err := ask("x + 1")
		if err != nil {
			return err
		}
		if len(o.Values) != 1 || o.Values[0].Type != "int" {
			return fmt.Errorf("wrong answer %+v", o)
		}
		return nil
	}
	switch phase {
	case "eval-latency":
		return latency("eval_cached", length, cached)
	case "eval-load":
		for _, callers := range []int{64, 1000} {
			if err := load(fmt.Sprintf("eval_cached_x%d", callers), callers, length, pid, cached); err != nil {
				return err
			}
		}
		return nil
	case "eval-new":
		return newSources(ask, pid, sources)
	case "value":
		best := time.Hour
		for range 3 {
			begin := time.Now()
			o, err := ask("make([]byte, 64<<20)")
			if err != nil {
				return err
			}
			if len(o.Values) != 1 || len(o.Values[0].Data) < 64<<20 {
				return fmt.Errorf("the value has %d bytes", len(o.Values[0].Data))
			}
			best = min(best, time.Since(begin))
		}
		fmt.Println("value_64mib_ms", float64(best.Microseconds())/1000)
		return nil
	case "memory":
		return memory(addr, pid, ask)
	case "complete":
		return completionThere(n, ask, length)
	}
	return fmt.Errorf("no such phase")
}

// latency calls f, one at a time, and prints the median and the 99th percentile.
func latency(name string, length time.Duration, f func() error) error {
	for begin := time.Now(); time.Since(begin) < length/4; {
		if err := f(); err != nil {
			return err
		}
	}
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < length; {
		t := time.Now()
		if err := f(); err != nil {
			return err
		}
		took = append(took, time.Since(t))
	}
	percentiles(name, took)
	return nil
}

func percentiles(name string, took []time.Duration) {
	slices.Sort(took)
	us := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	fmt.Println(name+"_p50_us", us(took[len(took)/2]))
	fmt.Println(name+"_p99_us", us(took[len(took)*99/100]))
}

// load calls f from many goroutines and prints calls per second and the CPU time of both processes for one.
func load(name string, callers int, length time.Duration, pid int, f func() error) error {
	var count atomic.Int64
	var failed atomic.Pointer[error]
	run := func(length time.Duration) {
		end := time.Now().Add(length)
		var all sync.WaitGroup
		for range callers {
			all.Go(func() {
				for time.Now().Before(end) && failed.Load() == nil {
					if err := f(); err != nil {
						failed.Store(&err)
						return
					}
					count.Add(1)
				}
			})
		}
		all.Wait()
	}
	run(length / 4)
	count.Store(0)
	cpu, begin := cpuTime(pid)+cpuTime(os.Getpid()), time.Now()
	run(length)
	took := time.Since(begin)
	cpu = cpuTime(pid) + cpuTime(os.Getpid()) - cpu
	if err := failed.Load(); err != nil {
		return *err
	}
	fmt.Println(name+"_rps", float64(count.Load())/took.Seconds())
	if pid != 0 && cpu > 0 {
		fmt.Println(name+"_cpu_us", float64(cpu.Microseconds())/float64(count.Load()))
	}
	return nil
}

// newSources asks for what was never asked before, and does so again when many such sources have passed.
func newSources(ask func(string) (protocol.Outcome, error), pid, sources int) error {
	i := 0
	next := func() error {
		i++
		_, err := ask(fmt.Sprintf("x + %d", i))
		return err
	}
	for range 100 {
		if err := next(); err != nil {
			return err
		}
	}
	if err := counted("eval_new", freshSources, next); err != nil {
		return err
	}
	before, err := residentBytes(pid)
	if err != nil {
		return err
	}
	for i < sources {
		if err := next(); err != nil {
			return err
		}
	}
	after, err := residentBytes(pid)
	if err != nil {
		return err
	}
	fmt.Println("new_grown_mb", (float64(after)-float64(before))/(1<<20))
	return counted("eval_new_after", freshSources, next)
}

// completionThere completes what is to be evaluated at the other node, which is asked for it.
func completionThere(n *node.Node, ask func(string) (protocol.Outcome, error), length time.Duration) error {
	for i := range 500 {
		if _, err := ask(fmt.Sprintf("func helper%d(n int) int { return n + %d }", i, i)); err != nil {
			return err
		}
	}
	s := scripts.NewSession(n)
	lines := []string{"@b hel", "@b strings.Sp", "@b st", "@b time.Now()."}
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < length; {
		line := lines[len(took)%len(lines)]
		t := time.Now()
		_, c, err := s.Complete(context.Background(), line, len(line))
		took = append(took, time.Since(t))
		if err != nil {
			return fmt.Errorf("completing %q: %w", line, err)
		}
		if len(c) == 0 {
			return fmt.Errorf("nothing completes %q", line)
		}
	}
	slices.Sort(took)
	fmt.Println("complete_there_p50_us", float64(took[len(took)/2].Nanoseconds())/1000)
	fmt.Println("complete_there_max_us", float64(took[len(took)-1].Nanoseconds())/1000)
	return nil
}

const idlePeers = 100

// memory measures a node alone, and then with many idle peers.
func memory(addr string, pid int, ask func(string) (protocol.Outcome, error)) error {
	settle := func() (uint64, error) {
		for range 3 {
			if _, err := ask(`func() bool { runtime.GC(); debug.FreeOSMemory(); return true }()`); err != nil {
				return 0, err
			}
		}
		return residentBytes(pid)
	}
	before, err := settle()
	if err != nil {
		return err
	}
	peers := make([]*node.Node, idlePeers)
	for i := range peers {
		if peers[i], err = node.Start(context.Background(), node.Config{Role: protocol.Operator}); err != nil {
			return err
		}
		if _, err := peers[i].Meet(context.Background(), addr); err != nil {
			return err
		}
	}
	after, err := settle()
	if err != nil {
		return err
	}
	fmt.Println("idle_node_mb", float64(before)/(1<<20))
	fmt.Println("idle_peer_kb", (float64(after)-float64(before))/1024/idlePeers)
	for _, p := range peers {
		p.Close()
	}
	return nil
}

// waitForAddr waits until a node has published where it is.
func waitForAddr(path string) (string, error) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		var r node.Running
		if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &r) == nil {
			return r.Addr, nil
		}
	}
	return "", fmt.Errorf("the node did not start: no %s", path)
}
