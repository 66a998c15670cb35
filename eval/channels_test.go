package eval

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// Many goroutines wait at channels of their own by the same statement. Each gets what was sent to its own.
func TestEachGoroutineWaitsAtItsOwnChannel(t *testing.T) {
	im := newImage(t, Config{})
	channelText(t, im, `
func viaSelect(c chan int, quit chan bool) int {
	select {
	case v, ok := <-c:
		if !ok { return -1 }
		return v
	case <-quit:
		return -2
	}
}
func viaReceive(c chan int) int { return <-c }
func pass(c chan int, n int) { select { case c <- n: } }
`)
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			for _, f := range []string{"viaSelect(c, nil)", "viaReceive(c)"} {
				src := fmt.Sprintf("func() int { c := make(chan int); go pass(c, %d); return %s }()", i, f)
				if got := channelText(t, im, src); got != fmt.Sprint(i) {
					t.Errorf("goroutine %d got %s by %s", i, got, f)
				}
			}
		})
	}
	all.Wait()
}

func TestSelectForms(t *testing.T) {
	im := newImage(t, Config{})
	for _, c := range []struct{ src, want string }{
		{`func() string { c := make(chan string, 1); select { case s := <-c: return s; default: return "none" } }()`, "none"},
		{`func() string { c := make(chan string, 1); c <- "x"; select { case s := <-c: return s; default: return "none" } }()`, "x"},
		{`func() (n int) { c := make(chan int, 3); for i := 0; ; i++ { select { case c <- i: n += i; continue; default: }; break }; return }()`, "3"},
		{`func() bool { c := make(chan error); close(c); select { case e, ok := <-c: return e == nil && !ok } }()`, "true"},
		{`func() int { c := make(chan int, 1); c <- 7; a := []int{0, 0}; select { case a[1] = <-c: }; return a[1] }()`, "7"},
		{`func() int { c := make(chan int, 1); c <- 7; n := 0; L: for { select { case v := <-c: n = v; break L } }; return n }()`, "7"},
		{`func() (r string) { defer func() { r = fmt.Sprint(recover()) }(); c := make(chan int); close(c); select { case c <- 1: }; return "" }()`, "send on closed channel"},
		{`func() any { c := make(chan any, 1); c <- []int{1}; select { case v := <-c: return v } }()`, "[1]"},
		{`func() int { type T struct{ X int }; c := make(chan T, 1); c <- T{5}; select { case v := <-c: return v.X } }()`, "5"},
		{`func() int { c := make(chan func() int, 1); c <- func() int { return 9 }; select { case f := <-c: return f() } }()`, "9"},
		{`func() string { c := make(chan fmt.Stringer, 1); c <- 2*time.Second; select { case s := <-c: return s.String() } }()`, "2s"},
	} {
		if got := channelText(t, im, c.src); got != c.want {
			t.Errorf("%s is %s, want %s", c.src, got, c.want)
		}
	}
}

func channelText(t *testing.T, im *Image, src string) string {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r := im.Eval(ctx, Request{Source: src})
	if r.Failure != nil {
		t.Errorf("%s: %v", src, r.Failure)
		return ""
	}
	if len(r.Values) == 0 {
		return ""
	}
	return im.Text(r.Values[0])
}
