package eval

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"parley/protocol"
)

// userContext declares a context that package context has to watch.
const userContext = `type C struct { n int; c context.Context }
func (c C) Done() <-chan struct{} { return c.c.Done() }
func (c C) Err() error { return c.c.Err() }
func (c C) Value(k any) any { return nil }
func (c C) Deadline() (t time.Time, ok bool) { return t, false }
`

// What the host calls back runs while new source is loaded, after the evaluation that has handed it out. The race detector
// is the judge.
func TestCallbacksMeetLoads(t *testing.T) {
	for name, src := range map[string]string{
		"time.AfterFunc":    `n := 0; var f func(); f = func() { if n++; n == 300 { over(); return }; time.AfterFunc(10*time.Microsecond, f) }; time.AfterFunc(0, f)`,
		"as a value":        `n := 0; after := time.AfterFunc; var f func(); f = func() { if n++; n == 300 { over(); return }; after(10*time.Microsecond, f) }; after(0, f)`,
		"timer reset":       `n := 0; var tm *time.Timer; tm = time.AfterFunc(time.Hour, func() { if n++; n == 300 { over(); return }; tm.Reset(10*time.Microsecond) }); tm.Reset(0)`,
		"context.AfterFunc": `n := 0; var f func(); f = func() { if n++; n == 300 { over(); return }; ctx, stop := context.WithCancel(context.Background()); context.AfterFunc(ctx, f); stop() }; f()`,
		"http":              `n := 0; s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { if n++; n == 100 { over() } ; fmt.Fprint(w, keep(func() int { return n })) })); ask(s.URL)`,
		"context":           userContext + `c, stop := context.WithCancel(context.Background()); one := func() { context.WithCancel(C{1, c}) }; for range 300 { one() }; stop(); time.AfterFunc(10*time.Millisecond, over)`,
		"bound":             `every(3000, func() { keep(func() int { return 1 }) })`,
		"host package":      `host.Every(3000, func() { keep(func() int { return 1 }) })`,
	} {
		t.Run(name, func(t *testing.T) {
			c := make(chan struct{})
			over := func() { close(c) }
			every := func(n int, f func()) {
				go func() {
					defer over()
					for range n {
						f()
					}
				}()
			}
			ask := func(url string) {
				go func() {
					for range 100 {
						r, err := http.Get(url)
						if err != nil {
							t.Error(err)
							over()
							return
						}
						r.Body.Close()
					}
				}()
			}
			im := newImage(t, Config{Packages: []Package{{Path: "host", Symbols: map[string]reflect.Value{"Every": reflect.ValueOf(every)}}}})
			for n, f := range map[string]any{"every": every, "over": over, "ask": ask} {
				if err := im.Bind(n, f); err != nil {
					t.Fatal(err)
				}
			}
			r, _, _ := run(t, im, "func keep(f func() int) int { return f() }", `import "net/http/httptest"; import "host"`, src)
			if r.Failure != nil {
				t.Fatal(r.Failure)
			}
			for i := 0; ; i++ {
				if r, v, _ := run(t, im, fmt.Sprintf("func() int { return keep(func() int { return %d }) }()", i)); v != fmt.Sprint(i) {
					t.Fatalf("%d: %q %v", i, v, r.Failure)
				}
				select {
				case <-c:
					return
				default:
				}
			}
		})
	}
}

func TestWhatCallsLater(t *testing.T) {
	type options struct {
		On   func()
		Size int
	}
	for name, tc := range map[string]struct {
		src  string
		want bool
	}{
		"nothing of the host":  {"func f() int { return 1 }; func() int { return f() }()", false},
		"quiet packages":       {`sort.Slice([]int{1}, func(i, j int) bool { return false }); strings.Map(func(r rune) rune { return r }, "a"); time.AfterFunc(time.Hour, func() {}); runtime.GC()`, false},
		"a server":             {`http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})`, true},
		"no place for code":    {"host.Plain(1, nil)", false},
		"a parameter":          {"host.Takes(nil, nil)", true},
		"a field":              {"host.Fill(host.Options{On: nil})", true},
		"a variable":           {"host.Hook = nil", true},
		"a bound function":     {"takes(nil)", true},
		"another":              {"plain(2)", false},
		"a method of the host": {"server.Handler = nil", true},
		"a context":            {userContext + " C{1, context.Background()}", true},
		"contexts":             {"context.WithCancel(context.Background())", false},
	} {
		t.Run(name, func(t *testing.T) {
			hook := func() {}
			im := newImage(t, Config{Packages: []Package{{Path: "host", Symbols: map[string]reflect.Value{
				"Plain": reflect.ValueOf(func(n int, x any) error { return nil }), "Takes": reflect.ValueOf(func(context.Context, []func()) {}),
				"Options": reflect.ValueOf((*options)(nil)), "Fill": reflect.ValueOf(func(options) {}), "Hook": reflect.ValueOf(&hook).Elem(),
			}}}})
			for n, v := range map[string]any{"takes": func(func()) {}, "plain": func(int) {}, "server": &http.Server{}} {
				if err := im.Bind(n, v); err != nil {
					t.Fatal(err)
				}
			}
			if r, _, _ := run(t, im, `import "host"`, tc.src); r.Failure != nil {
				t.Fatal(r.Failure)
			}
			if got := im.pool.later.Load(); got != tc.want {
				t.Errorf("later is %v, want %v", got, tc.want)
			}
		})
	}
}

// A timer belongs to its evaluation: when that is cancelled it stops, and when the image is closed.
func TestCallbacksEndWithTheirEvaluation(t *testing.T) {
	im := newImage(t, Config{})
	s := newSignal()
	told := &mention{word: "again", c: make(chan struct{})}
	ev, c := start(im, Request{Source: `time.AfterFunc(time.Millisecond, func() { print("again"); for {} }); print("begun"); select {}`, Stderr: both{s, told}})
	await(t, s.c)
	await(t, told.c)
	ev.Cancel(protocol.FailCancelled, "enough")
	if r := await(t, c); r.Failure == nil || r.Abandoned {
		t.Errorf("got %+v", r)
	}
	for im.pool.goroutines.Load() > 0 { // the loop in the callback ends; if not, the test does not
		run(t, im, "1 + 1")
	}
}

type both struct {
	a, b interface{ Write([]byte) (int, error) }
}

func (w both) Write(p []byte) (int, error) {
	w.a.Write(p)
	return w.b.Write(p)
}
