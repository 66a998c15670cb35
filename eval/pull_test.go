// Sequences that are pulled from belong to whoever asks next.

package eval

import (
	"strings"
	"testing"

	"go.uber.org/goleak"

	"parley/protocol"
)

const countDecl = `import ("iter"; "fmt")
func count(end string) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer print(end)
		for i := 0; yield(i); i++ {}
	}
}`

func TestPullAcrossEvaluations(t *testing.T) {
	im := newImage(t, Config{})
	r, v, out := run(t, im, countDecl, `next, stop := iter.Pull(count("ended "))`, `a, _ := next()`, `b, _ := next()`, `stop()`, `fmt.Sprint(a, b)`)
	if r.Failure != nil || v != "0 1" || out != "ended " {
		t.Errorf("%v: got %s and %q", r.Failure, v, out)
	}
}

// What a sequence prints and whether it is cancelled follows who asks, not who made it.
func TestPullBelongsToWhoAsks(t *testing.T) {
	im := newImage(t, Config{})
	r, _, _ := run(t, im, countDecl, `func forever(yield func(int) bool) { print("one "); yield(1); print("spin "); for {} }`, `next, stop := iter.Pull(forever)`, `next()`)
	if r.Failure != nil {
		t.Fatal(r.Failure)
	}
	s := newSignal()
	ev, c := start(im, Request{Source: `next()`, Stderr: s})
	await(t, s.c)
	if r, v, _ := run(t, im, `n2, _ := iter.Pull(count("")); n2(); x, _ := n2(); x`); r.Failure != nil || v != "1" {
		t.Errorf("beside it: %v, %s", r.Failure, v)
	}
	if r, _, _ := run(t, im, `next()`); r.Failure == nil || !strings.Contains(r.Failure.Text, "next called again before yield") {
		t.Errorf("a second caller got %+v", r.Failure)
	}
	ev.Cancel(protocol.FailCancelled, "enough")
	if r := await(t, c); r.Failure == nil || r.Failure.Text != "enough" || r.Abandoned {
		t.Errorf("cancelled: %+v", r)
	}
	if r, v, _ := run(t, im, `_, ok := next(); ok`); r.Failure != nil || v != "false" {
		t.Errorf("after the cancel: %v, %s", r.Failure, v)
	}
}

func TestPullEndsWithTheImage(t *testing.T) {
	before := goleak.IgnoreCurrent()
	im, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _ := run(t, im, countDecl, `next, stop := iter.Pull(count("")); next()`, `func g() { n, _ := iter.Pull(count("")); n() }; g()`); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	im.Close()
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}
