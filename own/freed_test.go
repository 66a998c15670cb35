package own_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"parley/own"
	"parley/sim"
)

// A protocol that nobody holds any more takes no goroutines and no image.
func TestFreed(t *testing.T) {
	before := runtime.NumGoroutine()
	for i := range 20 {
		f, err := own.Load("my.go", file(fmt.Sprintf("n%d int", i), "", calls))
		if err != nil {
			t.Fatal(err)
		}
		s, err := sim.New(sim.Config{Protocol: f.Protocols[0].Protocol, Nodes: 2})
		if err != nil || s.Err() != nil {
			t.Fatal(err, s.Err())
		}
	}
	late := time.After(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for runtime.NumGoroutine() > before+10 {
		runtime.GC()
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%d goroutines are left of %d, with 20 protocols that nobody holds", runtime.NumGoroutine(), before)
		}
	}
}
