package eval

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// text is a Within that asks the first value for its text, and says so when it begins.
func text(begun chan<- struct{}, got *string) func(Result) {
	return func(r Result) {
		close(begun)
		*got = r.Values[0].Interface().(error).Error()
	}
}

const looping = `print("x"); type E struct{ N int }; func (E) Error() string { for {} }; `

func TestWithin(t *testing.T) {
	im := newImage(t, Config{})
	var got string
	var out lockedBuffer
	calls := 0
	r := im.Eval(t.Context(), Request{Source: `type E struct{ N int }; func (e E) Error() string { fmt.Print("asked"); return fmt.Sprint("E", e.N) }; func mk() error { return E{3} }; mk()`,
		Stdout: &out, Within: func(r Result) {
			calls++
			got = r.Values[0].Interface().(error).Error() + " " + r.Outcome(true).Values[0].Text
		}})
	if r.Failure != nil || got != "E3 E3" || calls != 1 || !strings.HasPrefix(out.String(), "asked") {
		t.Errorf("%q in %d calls, output %q, %v", got, calls, out.String(), r.Failure)
	}
	// without values, and with nothing to run at all
	for _, src := range []string{"func f() {}", "x := 1", ""} {
		calls = 0
		if r := im.Eval(t.Context(), Request{Source: src, Within: func(r Result) { calls += 1 + len(r.Values) }}); r.Failure != nil || calls != 1 {
			t.Errorf("%q: %d calls, %v", src, calls, r.Failure)
		}
	}
	for _, src := range []string{"1 +", `panic("boom")`} {
		if r := im.Eval(t.Context(), Request{Source: src, Within: func(Result) { t.Errorf("%s: called", src) }}); r.Failure == nil {
			t.Errorf("%s: no failure", src)
		}
	}
}

func TestWithinIsContained(t *testing.T) {
	for name, tc := range map[string]struct {
		body, text string
		within     func(Result)
	}{
		"panic":          {`panic("boom")`, "boom", nil},
		"exit":           {`os.Exit(3); return ""`, "exit status 3", nil},
		"exit, printing": {`os.Exit(3); return ""`, "exit status 3", func(r Result) { r.Outcome(true) }},
		"recursion":      {`return e.Error() + "x"`, "stack overflow: the recursion is too deep", nil},
		"host":           {`return ""`, "of the host", func(Result) { panic(errors.New("of the host")) }},
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{})
			if tc.within == nil {
				var got string
				tc.within = text(make(chan struct{}), &got)
			}
			_, c := start(im, Request{Source: "type E struct{ N int }\nfunc (e E) Error() string { " + tc.body + " }\nfunc mk() error { return E{1} }; mk()", Within: tc.within})
			r := await(t, c)
			if r.Failure == nil || r.Failure.Kind != protocol.FailPanic || r.Failure.Text != tc.text || r.Values != nil {
				t.Errorf("got %+v, %v", r, r.Failure)
			}
			if r, v, _ := run(t, im, "1 + 1"); v != "2" {
				t.Errorf("afterwards: %+v", r)
			}
		})
	}
}

func TestWithinCanBeEnded(t *testing.T) {
	list := `var errs []error; for range 500 { errs = append(errs, E{1}) }; errs`
	for name, tc := range map[string]struct {
		last   string
		within func(begun chan<- struct{}) func(Result)
	}{
		"called":  {"func mk() error { return E{1} }; mk()", func(b chan<- struct{}) func(Result) { var s string; return text(b, &s) }},
		"printed": {list, func(b chan<- struct{}) func(Result) { return func(r Result) { close(b); r.Outcome(true) } }},
		"by fmt": {list, func(b chan<- struct{}) func(Result) {
			return func(r Result) { close(b); _ = fmt.Sprint(r.Values[0].Interface().([]error)[0]) }
		}},
	} {
		for _, deadline := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/deadline=%v", name, deadline), func(t *testing.T) {
				im := newImage(t, Config{Grace: 20 * time.Second})
				begun := make(chan struct{})
				c := make(chan Result, 2)
				req := Request{Source: looping + tc.last, Within: tc.within(begun)}
				if deadline {
					req.Deadline = time.Now().Add(200 * time.Millisecond)
				}
				ended := make(chan struct{})
				ev := im.Begin(req, func(r Result) { c <- r })
				go func() { defer close(ended); ev.Run() }()
				want := protocol.FailDeadline
				if !deadline {
					await(t, begun)
					ev.Cancel(protocol.FailCancelled, "enough")
					want = protocol.FailCancelled
				}
				r := await(t, c)
				if r.Failure == nil || r.Failure.Kind != want || r.Values != nil || r.Abandoned {
					t.Errorf("got %+v, %v", r, r.Failure)
				}
				await(t, ended)
				if len(c) > 0 || im.Stats().Running != 0 {
					t.Errorf("%d more results, %d running", len(c), im.Stats().Running)
				}
			})
		}
	}
}

func TestWithinAbandoned(t *testing.T) {
	im := newImage(t, Config{Grace: time.Millisecond})
	gate, begun, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	c := make(chan Result, 2)
	ev := im.Begin(Request{Source: "1", Within: func(Result) { close(begun); <-gate }}, func(r Result) { c <- r })
	go func() { defer close(ended); ev.Run() }()
	await(t, begun)
	ev.Cancel(protocol.FailCancelled, "enough")
	if r := await(t, c); !r.Abandoned || r.Failure == nil || r.Failure.Text != "enough" || r.Values != nil {
		t.Errorf("got %+v", r)
	}
	close(gate)
	await(t, ended)
	if n := im.Abandoned(); n != 0 || len(c) != 0 {
		t.Errorf("%d abandoned, %d more results; want none", n, len(c))
	}
}

// The text of a panic comes from evaluated code as well.
func TestPanicTextCanBeEnded(t *testing.T) {
	im := newImage(t, Config{Grace: 20 * time.Second})
	_, c := start(im, Request{Source: looping + "panic(E{1})", Deadline: time.Now().Add(200 * time.Millisecond)})
	if r := await(t, c); r.Failure == nil || r.Failure.Kind != protocol.FailDeadline || r.Abandoned {
		t.Errorf("got %+v, %v", r, r.Failure)
	}
}

func TestErrorVariableAtTheTop(t *testing.T) {
	im := newImage(t, Config{})
	r, v, _ := run(t, im, "type E struct{ N int }\nfunc (e E) Error() string { return fmt.Sprint(\"E\", e.N) }", "var err error = E{1}; var e2 error = &E{2}", "fmt.Sprint(err, e2)")
	if v != "E1 E2" {
		t.Errorf("%q, %v", v, r.Failure)
	}
}
