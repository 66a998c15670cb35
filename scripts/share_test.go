package scripts_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

func TestPushAndPull(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a, b := all[0], all[1]
	see(t, a, "7", `Push(b, "x", 7)`, "@b x")
	see(t, a, "int", "@b fmt.Sprintf(`%T`, x)")
	see(t, b, "8", "func get() int { return x }", "x++", "get()")
	see(t, a, "9", `Push(All(), "x", 9)`, "@b get()") // the same variable
	see(t, a, "9", "@c x")
	see(t, a, "10", `n, err := Pull[int](b, "x")`, "n + 1")
	see(t, a, "true", "err == nil")
	see(t, a, "18", `Pull[int](b, "x * 2")`)
	see(t, a, `failed: b: 1:1: undefined: nope`, `Pull[int](b, "nope")`)
	see(t, a, `failed: "x y" is no name that a variable can have`, `Push(b, "x y", 1)`)
	see(t, a, "[1 2]", `Push(b, "xs", []int{1, 2})`, `Pull[[]int](b, "xs")`)
	see(t, a, "Point{X: 1, Y: 2}", "type Point struct { X, Y int }", "@b type Point struct { X, Y int }", `Push(b, "p", Point{1, 2})`, `Pull[Point](b, "p")`)
	see(t, a, "3", "@b p.X + p.Y")
	see(t, a, "1.5", "type Celsius float64", "@b type Celsius float64", `Push(b, "c", Celsius(1.5))`, "@b c")
	see(t, a, "Celsius", "@b strings.TrimPrefix(fmt.Sprintf(`%T`, c), `main.`)")
	see(t, a, "2.5", `w, err := Pull[Celsius](b, "c")`, "w + 1")
	see(t, a, `map[k:[1 "a" <nil>]]`, `Push(b, "m", map[string]any{"k": []any{1, "a", nil}})`, "@b m")
	if got := typed(context.Background(), a, scripts.Ask{}, nil, "type Only struct { A int }", `Push(b, "o", Only{1})`); !strings.HasPrefix(got[1], "failed: b: ") || !strings.Contains(got[1], "Only") {
		t.Errorf("a type that b has not: %s", got[1])
	}
	if got := typed(context.Background(), a, scripts.Ask{}, nil, `Push(b, "ch", make(chan int))`); !strings.Contains(got[0], "chan") {
		t.Errorf("a channel: %s", got[0])
	}
	see(t, a, "failed: Remote speaks to one node and all is 3; use RemoteAll, or Remote with First(..)", `Pull[int](All(), "x")`)
}

func TestScatterAndGather(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a := all[0]
	see(t, a, "[0 1 2 3 4 5 6 7 8 9]", "xs := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}", `Scatter(All(), "part", xs)`, `Gather[int](All(), "part")`)
	see(t, a, "[0 1 2]", "@a part")
	see(t, a, "[6 7 8 9]", "@c part")
	see(t, a, "[0 2 4 6 8 10 12 14 16 18]", "@all for i := range part { part[i] *= 2 }", `Gather[int](All(), "part")`)
	see(t, a, `["x"]`, `Scatter(All(), "few", []string{"x"})`, `Gather[string](All(), "few")`) // empty parts
	see(t, a, "[]", "@b few")
	see(t, a, "[1.5 2.5]", "@all type Celsius float64", "type Celsius float64", `Scatter(All(), "cs", []Celsius{1.5, 2.5})`, `Gather[Celsius](All(), "cs")`)
	see(t, a, "Celsius", "@b strings.TrimPrefix(fmt.Sprintf(`%T`, append(cs, 1)[0]), `main.`)")
	see(t, a, "failed: 1:4: undefined: odd", `err := Scatter(All(), "odd", []any{1, 2, make(chan int)})`, "@a odd") // a part that cannot travel: nobody gets any
	see(t, a, "true", "strings.Contains(err.Error(), `chan`)")
	stacks := make([]byte, 1<<20)
	if s := string(stacks[:runtime.Stack(stacks, true)]); strings.Contains(s, "scripts.(*host).scatter") {
		t.Errorf("a goroutine is left behind:\n%s", s)
	}
	see(t, a, "failed: Scatter gives each node a part, so it waits for all: name nodes, or All()", `Scatter(First(b, c), "xs", xs)`)
	see(t, a, "failed: 1 of 2 answered with a value, 2 needed: b: failed: 1:1: undefined: part2", `Scatter(c, "part2", xs)`, `Gather[int](Others(), "part2")`)
}

// written collects what is printed when the line has ended.
type written struct {
	mu   sync.Mutex
	text string
}

func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text += string(b)
	return len(b), nil
}

// piece takes what is printed while the line still goes on.
func (w *written) piece(_ protocol.NodeID, _ uint8, b []byte) { w.Write(b) }

func (w *written) until(t *testing.T, what string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for {
		w.mu.Lock()
		text := w.text
		w.mu.Unlock()
		if strings.Contains(text, what) {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("no %q was printed, but\n%s", what, text)
		}
	}
}

func TestEvery(t *testing.T) {
	var w written
	all := nodesWith(t, &w, patience, "a", "b")
	a, b := all[0], all[1]
	see(t, b, "", "n := 0", "func tick() int { n++; return n }")
	typed(t.Context(), a, scripts.Ask{}, w.piece, "here := 0", "e := Every(time.Millisecond, Quote(func() { here++; if here == 3 { fmt.Println(`third`) } }()))")
	see(t, a, "", "f := Every(time.Millisecond, Quote(tick()), b)")
	w.until(t, "third")
	until(t, a, "true", "f.Count() > 2 && e.Count() > 2")
	see(t, a, "true <nil>", "last, err := f.Last()", "fmt.Sprint(last.(int) > 1, ` `, err)")
	if got := told(t, a, scripts.CommandPs, ""); !strings.Contains(got, "// every 1ms: func() { here++;") || !strings.Contains(got, "// every 1ms @b: tick()") {
		t.Errorf("they are not listed:\n%s", got)
	}
	see(t, a, "", "e.Stop()", "e.Stop()", "f.Stop()")
	until(t, a, "true", "strings.HasSuffix(fmt.Sprint(e), `times, ended`) && strings.HasSuffix(fmt.Sprint(f), `times, ended`)")
	see(t, a, "true", "k := e.Count()", "k == e.Count()")
	see(t, a, "failed: 1:1: every 0s is no time between evaluations; say time.Second or so", "Every(0, Quote(1))")
}

// Of those that nobody waits for, since the first one was enough, nothing is said.
func TestEveryOfTheFirst(t *testing.T) {
	var w written
	all := nodesWith(t, &w, patience, "a", "b", "c")
	a := all[0]
	see(t, a, "", "@b func get() int { select {} }", "@c func get() int { return 7 }")
	typed(t.Context(), a, scripts.Ask{}, w.piece, "e := Every(time.Millisecond, Quote(get()), First(b, c))")
	until(t, a, "true", "e.Count() > 1")
	see(t, a, "7 <nil>", "v, err := e.Last()", "e.Stop()", "fmt.Sprint(v, ` `, err)")
	until(t, a, "true", "strings.HasSuffix(e.String(), `ended`)")
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.text != "" {
		t.Errorf("it says\n%s", w.text)
	}
}

func TestEveryIsKilled(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	see(t, a, "", "e := Every(time.Hour, Quote(func() { select {} }()))")
	var id string
	for end := time.Now().Add(patience); id == "" && time.Now().Before(end); {
		for _, line := range strings.Split(told(t, a, scripts.CommandPs, ""), "\n") {
			if strings.Contains(line, "// every 1h0m0s") {
				id = strings.Fields(line)[0]
			}
		}
	}
	see(t, a, "", `Kill("`+id+`")`)
	until(t, a, "every 1h0m0s, 0 times, ended", "e.String()")
}

func TestWatch(t *testing.T) {
	var w written
	all := nodesWith(t, &w, patience, "a", "b")
	a, b := all[0], all[1]
	see(t, b, "", "var level atomic.Int64", "level.Store(1)")
	typed(t.Context(), a, scripts.Ask{}, w.piece, "v := Watch(time.Millisecond, Quote(level.Load()), b)")
	w.until(t, " b  1\n")
	see(t, b, "", "level.Store(2)")
	w.until(t, " b  2\n")
	until(t, a, "true", "v.Count() > 20")
	see(t, a, "", "v.Stop()")
	if n := strings.Count(w.text, "  2\n"); n != 1 {
		t.Errorf("a value that stays is shown %d times:\n%s", n, w.text)
	}
	typed(t.Context(), a, scripts.Ask{}, w.piece, "v = Watch(time.Millisecond, Quote(missing), b)")
	w.until(t, "watch, every 1ms @b: failed: 1:1: undefined: missing")
	see(t, a, "", "v.Stop()")
}

// What an attached prompt has begun ends with it, and what it prints meanwhile comes to it.
func TestEveryEndsWithItsAttachedPrompt(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	a := all[0]
	see(t, a, "", "ticks := 0")
	see(t, a, "", "mine := Every(time.Hour, Quote(1))", "@b mine := Every(time.Hour, Quote(1))", "@b quoted := mine")
	attached := func() (*node.Node, *scripts.Attached) {
		client, err := node.Start(t.Context(), node.Config{Role: protocol.Operator, Home: a.Home(), Timeout: patience, Builtins: scripts.Builtins})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		return client, scripts.Attach(client, "a")
	}
	client, s := attached()
	other, s2 := attached()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var w written
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		s.Listen(ctx, func(stream uint8, b []byte) { w.piece("", stream, b) })
	}()
	for session, line := range map[*scripts.Attached]string{s: "e := Every(time.Millisecond, Quote(func() { ticks++; if ticks % 100 == 0 { fmt.Println(`a hundred`) } }()))", s2: "kept := Every(time.Hour, Quote(2))"} {
		if l := session.Line(ctx, line, scripts.Ask{}, w.piece); l.Failure != nil || lineText(l) != "" {
			t.Fatal(lineText(l))
		}
	}
	if l := s.Line(ctx, "w := Watch(time.Millisecond, Quote(ticks > 0), b)", scripts.Ask{}, w.piece); lineText(l) != "" {
		t.Fatal(lineText(l))
	}
	for _, line := range []string{"@b elsewhere := Every(time.Hour, Quote(1))", "@a itself := Every(time.Hour, Quote(1))", "Remote(b, Quote(func() { quoted = Every(time.Hour, Quote(1)) }()))"} {
		if l := s.Line(ctx, line, scripts.Ask{}, nil); strings.Contains(lineText(l), "failed") {
			t.Fatal(lineText(l))
		}
	}
	w.until(t, "a hundred\n")
	w.until(t, "undefined: ticks") // of Watch
	if got := told(t, a, scripts.CommandPs, ""); strings.Count(got, string(client.Name())) != 3 || strings.Count(got, string(other.Name())) != 1 {
		t.Errorf("asked by whom:\n%s", got)
	}
	for _, line := range []string{"@all func typed() int { return 1 }", "Everywhere(`func called() int { return 1 }`)"} {
		if l := s2.Line(ctx, line, scripts.Ask{}, nil); l.Failure != nil || strings.TrimSpace(strings.NewReplacer("a  ", "", "b  ", "", "\n", "").Replace(lineText(l))) != "" {
			t.Fatal(lineText(l))
		}
	}
	if got := told(t, a, scripts.CommandPrelude, ""); strings.Count(got, "  a   "+string(other.Name())+"  ") != 2 {
		t.Errorf("defined by whom:\n%s", got)
	}
	stop()
	<-listening
	client.Close()
	until(t, a, "true true", "fmt.Sprint(strings.HasSuffix(fmt.Sprint(e), `times, ended`), strings.HasSuffix(fmt.Sprint(w), `times, ended`))")
	until(t, all[1], "true true", "fmt.Sprint(strings.HasSuffix(fmt.Sprint(elsewhere), `times, ended`), strings.HasSuffix(fmt.Sprint(quoted), `times, ended`))")
	until(t, a, "true", "strings.HasSuffix(fmt.Sprint(itself), `times, ended`)")
	see(t, all[1], "true", "strings.HasSuffix(fmt.Sprint(mine), `going on`)")
	see(t, a, "true true", "fmt.Sprint(strings.HasSuffix(fmt.Sprint(mine), `going on`), strings.HasSuffix(fmt.Sprint(kept), `going on`))")
	other.Close()
	until(t, a, "true", "strings.HasSuffix(fmt.Sprint(kept), `times, ended`)")
	see(t, a, "true", "strings.HasSuffix(fmt.Sprint(mine), `going on`)")
	see(t, a, "", "mine.Stop()", "@b mine.Stop()")
}
