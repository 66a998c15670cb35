package scripts_test

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// nodes are nodes of one home in this process, all connected. The timeout is long, so that only tests of timeouts are about time.
func nodes(t *testing.T, timeout time.Duration, names ...protocol.NodeID) []*node.Node {
	t.Helper()
	return nodesWith(t, io.Discard, timeout, names...)
}

// nodesWith is nodes whose output without a line goes to stray.
func nodesWith(t *testing.T, stray io.Writer, timeout time.Duration, names ...protocol.NodeID) []*node.Node {
	t.Helper()
	home, err := node.HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var all []*node.Node
	for _, name := range names {
		n, err := node.Start(context.Background(), node.Config{Name: name, Home: home, Timeout: timeout, Builtins: scripts.Builtins, Stray: stray})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { n.Close() })
		all = append(all, n)
	}
	for _, n := range all {
		for _, name := range names {
			if name != n.Name() {
				if err := n.CallInto(context.Background(), name, "node.ping", nil); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return all
}

const patience = 30 * time.Second

// typed has lines typed at a node's prompt; each is what it shows.
func typed(ctx context.Context, n *node.Node, a scripts.Ask, out node.OutputFunc, lines ...string) (shown []string) {
	s := scripts.NewSession(n)
	for _, line := range lines {
		var words []string
		l := s.Line(ctx, line, a, out)
		if l.Failure != nil {
			words = append(words, l.Failure.Error())
		}
		for _, p := range l.Parts {
			if err := p.Outcome.Err(""); err != nil {
				words = append(words, err.Error())
			}
			for _, v := range p.Outcome.Values {
				words = append(words, v.Text)
			}
		}
		shown = append(shown, strings.Join(words, " "))
	}
	return shown
}

// see types lines of which the last shows something.
func see(t *testing.T, n *node.Node, want string, lines ...string) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	shown := typed(ctx, n, scripts.Ask{}, nil, lines...)
	if got := shown[len(shown)-1]; got != want {
		t.Errorf("%s\nshows  %s\nwant   %s", strings.Join(shown, "\n"), got, want)
	}
}

func TestRMapKeepsTheOrder(t *testing.T) {
	a := nodes(t, patience, "a", "b", "c")[0]
	see(t, a, "[1 4 9]", "RMap(Quote(func(x int) int { return x * x }), []int{1, 2, 3})")
	see(t, a, `["1!" "2!"]`, `mark := "!"`, "RMap(Quote(func(x int) string { return strconv.Itoa(x) + Unquote(mark) }), []int{1, 2})")
	see(t, a, "[]", "RMap(Quote(func(x int) int { return x }), []int{})")
	see(t, a, "[]", "RMap(Quote(func(x int) int { return x }), []int(nil))")
	see(t, a, "[7]", "RMap(Quote(func(x int) int { return x }), []int{7})") // more nodes than elements
	see(t, a, "true", `xs := make([]int, 5000)
for i := range xs { xs[i] = i }
ys, err := RMap(Quote(func(x int) int { return 2 * x }), xs)
right := err == nil
for i, y := range ys { right = right && y == 2*i }`, "right && len(ys) == 5000")
	for _, chunk := range []string{"1", "7", "100000"} {
		see(t, a, "true", "zs, err := RMap(Quote(func(x int) int { return 2 * x }), xs[:300], Chunk("+chunk+"))", "err == nil && slices.Equal(zs, ys[:300])")
	}
}

func TestRMapOfTypesOfTheUser(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	see(t, a, "[3 7]", "@all type Point struct { X, Y int }", "type Point struct { X, Y int }",
		"RMap(Quote(func(p Point) int { return p.X + p.Y }), []Point{{1, 2}, {3, 4}})")
	see(t, a, "[Point{X: 1, Y: 1} Point{X: 2, Y: 2}]", "RMap(Quote(func(x int) Point { return Point{x, x} }), []int{1, 2})")
	see(t, a, `[1 "b" <nil>]`, `RMap(Quote(func(x any) any { return x }), []any{1, "b", nil})`)
	see(t, a, "[e1 <nil>]", `RMap(Quote(func(x int) error { if x == 1 { return fmt.Errorf("e%d", x) }; return nil }), []int{1, 2})`)
	see(t, a, "failed: the type of the elements or of the values is an interface that is declared here, which no other node knows; take any, or a struct",
		"type Shape interface { Area() int }", "RMap(Quote(func(s Shape) int { return s.Area() }), []Shape{})")
	see(t, a, "[[1 4] [4 9]]", "RMap(Quote(func(x int) []int { ys, _ := RMap(Quote(func(y int) int { return y * y }), []int{x, x + 1}); return ys }), []int{1, 2})")
	see(t, a, "[10 20]", "@all func ten(x int) int { return 10 * x }", "RMap(Quote[func(int) int](ten), []int{1, 2})")
}

// An element that panics, returns an error, or gives what cannot travel has no value; the others have theirs.
func TestRMapFailsByElement(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	see(t, a, "[1 0 3]", `ys, err := RMap(Quote(func(x int) int { if x == 2 { panic("two") }; return x }), []int{1, 2, 3}, On(b), Chunk(3))`, "ys")
	see(t, a, "1 of 3 elements have no value; [1] failed: b: two", "err.Error()")
	see(t, a, "1 b true", "var me *MapError", "errors.As(err, &me)", `fmt.Sprint(me.Elements[0].Index, " ", me.Elements[0].Node, " ", len(me.Elements) == 1)`)
	see(t, a, "failed: 2 of 4 elements have no value; [1] failed: b: runtime error: integer divide by zero; [3] failed: b: an odd element",
		`RMap(Quote(func(x int) int { if x == 3 { panic(fmt.Errorf("an odd %s", "element")) }; return 1/x }), []int{1, 0, 2, 3}, On(b))`)
	see(t, a, `failed: 1 of 3 elements have no value; [1] failed: b: strconv.Atoi: parsing "two": invalid syntax`, `RMapErr(Quote(strconv.Atoi), []string{"1", "two", "3"}, On(b))`)
	see(t, a, `1 of 3 elements have no value; [1] failed: b: a func() int cannot travel`, `vs, err := RMap(Quote(func(x int) any { if x == 1 { return func() int { return 1 } }; return x }), []int{0, 1, 2}, On(b))`, `err.Error()[:72]`)
	see(t, a, "[0 <nil> 2]", "vs")
}

// What all nodes refuse to compile runs nowhere; what one refuses runs at the others.
func TestRMapOfWhatDoesNotCompile(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a := all[0]
	see(t, a, "[2 3 4]", "@a,c func more(x int) int { return x + 1 }", "RMap(Quote[func(int) int](more), []int{1, 2, 3})")
	see(t, a, "failed: 2 of 2 elements have no value; [0-1] failed: it did not run, because no node takes it (b: 1:1: undefined: more (it is declared here; Everywhere(more) declares it at all nodes))", "RMap(Quote[func(int) int](more), []int{1, 2}, On(b))")
	see(t, a, "failed: b: 1:1: undefined: more (it is declared here; Everywhere(more) declares it at all nodes)", "Remote(b, Quote(more(1)))")
	said := make(chan string, 3)
	out := func(_ protocol.NodeID, stream uint8, b []byte) { said <- string(b) }
	for _, n := range all {
		n.Bind("hold", func() int { s := <-said; said <- s; return 0 }) // until something was said
	}
	typed(t.Context(), a, scripts.Ask{}, out, "m2 := 4", "RMap(Quote(func(x int) int { return x*m2 + hold() }), make([]int, 100))")
	if got, want := <-said, "RMap: b and c take no part: 1:28: undefined: m2 (it is declared here; Unquote(m2) takes its value along)\n"; got != want || len(said) > 0 {
		t.Errorf("it says %q, want %q, and %d more", got, want, len(said))
	}
	see(t, a, "failed: 1 of 1 elements have no value; [0] failed: it did not run, because no node takes it (zz: no node named zz is known; :nodes lists those that are)",
		`RMap(Quote(func(x int) int { return x }), []int{1}, On(Node("zz")))`)
}

func TestRMapRefusesOptionsThatMakeNoSense(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	for line, want := range map[string]string{
		"RMap(Quote(func(x int) int { return x }), []int{1}, Chunk(0))":     "a chunk of 0 elements makes no sense",
		"RMap(Quote(func(x int) int { return x }), []int{1}, On(First()))":  "is no target for it",
		"RMap(Quote(func(x int) int { return x }), []int{1}, Timeout(-1))":  "a timeout of -1ns makes no sense",
		"Remote(a, Quote(1), Again())":                                      "here is one question",
		"RMap(Quote(func(x string) int { return 1 }), []int{1})":            "does not match",
		"RMap(func(x int) int { return x }, []int{1})":                      "(cannot infer T and U); it takes source, so write Quote(func(x int) int {…})",
		"Remote(a, strings.TrimSpace)":                                      "(cannot infer T); it takes source, so write Quote(strings.TrimSpace(..))",
		"RemoteAll(All(), time.Now())":                                      "(cannot infer T); it takes source, so write Quote(time.Now())",
		"Remote(a, `f(1) + 2`)":                                             "it takes source, so write Quote(f(1) + 2)",
		`Remote("b", Quote(1))`:                                             `as node.Target value in argument to Remote; write Node("b")`,
		"Remote(a, `a word`)":                                               "it takes source, so write Quote(`a word`)",
		"RMap(Quote(func(x int) int { return x }), []int{1}, Timeout(3))":   "Timeout(3) is 3ns, too short for any answer; write Timeout(3*time.Second)",
		"Remote(a, Quote(1), Timeout(5))":                                   "Timeout(5) is 5ns, too short for any answer; write Timeout(5*time.Second)",
		"Every(time.Second, 5)":                                             "in call to Every, cannot infer T; it takes source, so write Quote(5)",
		"RMap(Quote(func(x int) int { return x }), []int{1}, On(Target{}))": "has no nodes",
	} {
		if got := typed(context.Background(), a, scripts.Ask{}, nil, line)[0]; !strings.Contains(got, want) {
			t.Errorf("%s shows %q, want in it %q", line, got, want)
		}
	}
}

// gated binds at each node a function that notes where each element runs; at the node named slow it waits for the gate, and
// the others for it to have begun something.
func gated(t *testing.T, all []*node.Node, slow protocol.NodeID) (open func(), ran func() map[int][]protocol.NodeID) {
	t.Helper()
	gate := make(chan struct{})
	open = sync.OnceFunc(func() { close(gate) })
	begun := make(chan struct{})
	began := sync.OnceFunc(func() { close(begun) })
	t.Cleanup(func() { open(); began() })
	var mu sync.Mutex
	at := map[int][]protocol.NodeID{}
	for _, n := range all {
		if err := n.Bind("work", func(x int) int {
			mu.Lock()
			at[x] = append(at[x], n.Name())
			mu.Unlock()
			if n.Name() == slow {
				began()
				<-gate
			} else {
				<-begun
			}
			return x
		}); err != nil {
			t.Fatal(err)
		}
	}
	return open, func() map[int][]protocol.NodeID {
		mu.Lock()
		defer mu.Unlock()
		m := map[int][]protocol.NodeID{}
		for k, v := range at {
			m[k] = append([]protocol.NodeID(nil), v...)
		}
		return m
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	end := time.After(patience)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

const numbers = "xs := make([]int, 200); for i := range xs { xs[i] = i }"

// A slow node holds what it has begun; the others do all the rest, and nothing runs twice.
func TestRMapGivesASlowNodesShareToOthers(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	open, ran := gated(t, all, "b")
	done := make(chan []string, 1)
	go func() {
		done <- typed(context.Background(), all[0], scripts.Ask{}, nil, numbers, "ys, err := RMap(Quote(func(x int) int { return work(x) }), xs, Chunk(1))", "err == nil && slices.Equal(xs, ys)")
	}()
	eventually(t, "all elements have begun", func() bool { return len(ran()) == 200 })
	held := 0
	for _, at := range ran() {
		if at[0] == "b" {
			held++
		}
	}
	open()
	if got := <-done; got[2] != "true" {
		t.Errorf("it came to %q", got)
	}
	if held < 1 || held > runtime.NumCPU() {
		t.Errorf("the slow node holds %d of 200 elements, with %d processors", held, runtime.NumCPU())
	}
	for x, at := range ran() {
		if len(at) != 1 {
			t.Errorf("%d was evaluated at %v", x, at)
		}
	}
}

// With Again, others repeat what a slow node has begun, and nobody waits for it.
func TestRMapAgainDoesNotWaitForASlowNode(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	_, ran := gated(t, all, "b") // the gate stays shut
	got := typed(context.Background(), all[0], scripts.Ask{}, nil, numbers, "ys, err := RMap(Quote(func(x int) int { return work(x) }), xs, Again())", "fmt.Sprint(err, slices.Equal(xs, ys))")
	if got[2] != `"<nil> true"` && got[2] != "<nil> true" {
		t.Errorf("it came to %q", got)
	}
	if len(ran()) != 200 {
		t.Errorf("%d elements were evaluated", len(ran()))
	}
}

// What a node had begun when it died is unknown, and only that; with Again nothing is.
func TestRMapWithANodeThatDies(t *testing.T) {
	for _, again := range []bool{false, true} {
		t.Run(fmt.Sprint("again=", again), func(t *testing.T) {
			all := nodes(t, patience, "a", "b", "c")
			_, ran := gated(t, all, "b")
			opts := ""
			if again {
				opts = ", Again()"
			}
			done := make(chan []string, 1)
			go func() {
				done <- typed(context.Background(), all[0], scripts.Ask{}, nil, numbers,
					"ys, err := RMap(Quote(func(x int) int { return work(x) }), xs, Chunk(5)"+opts+")",
					"var me *MapError; errors.As(err, &me)",
					`right := true; lost := map[int]bool{}; if me != nil { for _, e := range me.Elements { lost[e.Index] = true; right = right && e.Node == "b" && strings.HasPrefix(e.Err.Error(), "unknown: ") } }; for i, y := range ys { right = right && (y == i || lost[i]) }`,
					"fmt.Sprint(right, len(lost))")
			}()
			eventually(t, "b has begun something", func() bool {
				for _, at := range ran() {
					if at[0] == "b" {
						return true
					}
				}
				return false
			})
			all[1].Close()
			got := <-done
			var right bool
			var lost int
			fmt.Sscan(strings.Trim(got[4], `"`), &right, &lost)
			if !right || (lost == 0) != again || lost%5 != 0 || lost > 5*64 {
				t.Errorf("it came to %q", got)
			}
			if !again {
				for x, at := range ran() {
					if len(at) != 1 {
						t.Errorf("%d was evaluated at %v", x, at)
					}
				}
			}
		})
	}
}

// Each wait ends: an element that does not is unknown after its time, and a cancelled map at once.
func TestRMapEnds(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	see(t, a, "unknown: 1 of 3 elements have no value; [1] unknown: b did not answer within 1s and was told to stop; it may still be running there",
		"RMap(Quote(func(x int) int { if x == 2 { select {} }; return x }), []int{1, 2, 3}, On(b), Chunk(1), Timeout(time.Second))")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan []string, 1)
	go func() {
		done <- typed(ctx, a, scripts.Ask{}, nil, numbers, "RMap(Quote(func(x int) int { select {} }), xs)")
	}()
	eventually(t, "both nodes evaluate", func() bool { return len(a.Waiting()) > 0 })
	cancel()
	select {
	case got := <-done:
		if !strings.Contains(got[1], "cancelled") {
			t.Errorf("it came to %q", got)
		}
	case <-time.After(patience):
		t.Fatal("it does not end")
	}
	if w := a.Waiting(); len(w) > 0 {
		t.Errorf("afterwards there wait %v", w)
	}
}

// An element that ends the whole evaluation takes its chunk with it; with Again it is found, and the others have values.
func TestRMapOfAnElementThatExits(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	const f = "RMap(Quote(func(x int) int { if x == 2 { os.Exit(3) }; return x }), []int{1, 2, 3, 4}, On(b), Chunk(4)"
	see(t, a, "unknown: 4 of 4 elements have no value; [0-3] unknown: b: exit status 3; that ended a chunk of 4 elements, of which each may or may not have been evaluated", f+")")
	see(t, a, "[1 0 3 4]", "ys, err := "+f+", Again())", "ys")
	see(t, a, "1 of 4 elements have no value; [1] failed: b: exit status 3", "err.Error()")
}

// Progress is a bar where the session says that there is a terminal, and lines where it is asked for.
func TestRMapProgress(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	open, _ := gated(t, all, "b")
	var mu sync.Mutex
	var errs strings.Builder
	out := func(_ protocol.NodeID, stream uint8, b []byte) {
		mu.Lock()
		defer mu.Unlock()
		if stream == node.Stderr {
			errs.Write(b)
		}
	}
	text := func() string {
		mu.Lock()
		defer mu.Unlock()
		return errs.String()
	}
	done := make(chan []string, 1)
	go func() {
		done <- typed(context.Background(), all[0], scripts.Ask{Terminal: true}, out, numbers, "RMap(Quote(func(x int) int { return work(x) }), xs)")
	}()
	eventually(t, "a bar is drawn", func() bool { return strings.Contains(text(), "\rRMap [") })
	open()
	<-done
	if got := text(); !strings.Contains(got, "] 200 of 200, ") || !strings.HasSuffix(got, "\x1b[K\n") {
		t.Errorf("the end of the bar is %q", got)
	}
	errs.Reset()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	stopped := func(_ protocol.NodeID, stream uint8, b []byte) {
		out("", stream, b)
		if strings.Contains(string(b), " 1 of 4, 1 node,") {
			stop()
		}
	}
	typed(ctx, all[0], scripts.Ask{Terminal: true}, stopped, "RMap(Quote(func(i int) int { if i > 0 { select {} }; return i }), []int{0, 1, 2, 3}, On(a), Chunk(1))")
	if got := text(); !strings.Contains(got, "\rRMap [#######.......................] 1 of 4, ") || !strings.HasSuffix(got, "s, stopped\x1b[K\n") {
		t.Errorf("the end of a bar that is stopped is %q", got)
	}
	errs.Reset()
	const quick = "RMap(Quote(func(x int) int { return x }), xs"
	typed(context.Background(), all[0], scripts.Ask{}, out, quick+")", quick+", Progress(false))")
	if got := text(); got != "" {
		t.Errorf("without a terminal it shows %q", got)
	}
	typed(context.Background(), all[0], scripts.Ask{}, out, quick+", Progress(true))")
	if got := text(); !strings.HasPrefix(got, "RMap 200 of 200, ") || strings.Contains(got, "\x1b") {
		t.Errorf("without a terminal but asked for it shows %q", got)
	}
}

// What chunks save against a question for each element; the figure is for people.
func TestRMapAgainstOneByOne(t *testing.T) {
	a := nodes(t, patience, "a", "b", "c")[0]
	got := typed(context.Background(), a, scripts.Ask{}, nil, `xs := make([]int, 100_000)
for i := range xs { xs[i] = i }
t0 := time.Now()
ys, err := RMap(Quote(func(x int) int { return x * x }), xs)
all := time.Since(t0)
right := err == nil
for i, y := range ys { right = right && y == i*i }
t0 = time.Now()
for _, x := range xs[:2000] { Remote(b, Quote(func(x int) int { return x * x }(Unquote(x)))) }
each := time.Since(t0)`, "right && len(ys) == 100_000", `fmt.Sprintf("%.1f us an element, %.1f us one by one: %.0f times as fast", float64(all.Microseconds())/1e5, float64(each.Microseconds())/2e3, float64(each)*50/float64(all))`)
	if got[1] != "true" {
		t.Errorf("it came to %q", got)
	}
	t.Log(got[2])
}
