package eval

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// brittle is an engine whose loads fail when it is told so, and which must not be used after that.
type brittle struct {
	Engine
	t    *testing.T
	fail *bool
	dead bool
}

func (b *brittle) use(what string) {
	if b.dead {
		b.t.Errorf("%s: of an engine that has failed", what)
	}
}

func (b *brittle) Load(src string) error {
	b.use("Load")
	if *b.fail && strings.Contains(src, "chunk__") {
		*b.fail, b.dead = false, true
		return errors.New("engine: out of order")
	}
	return b.Engine.Load(src)
}

func (b *brittle) Provide(p, name string, syms map[string]reflect.Value) error {
	b.use("Provide")
	return b.Engine.Provide(p, name, syms)
}

// What an engine holds after an error is unknown: another takes its place, and nothing of the image is lost.
func TestEngineThatFailedIsNotUsedAgain(t *testing.T) {
	im := newImage(t, Config{})
	sound, fail := im.pool.make, false
	im.pool.make = func(h engineHost) (Engine, error) {
		e, err := sound(h)
		return &brittle{Engine: e, t: t, fail: &fail}, err
	}
	if r, _, _ := run(t, im, "n := 3; func f() int { return n }", "f()"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	for _, src := range []string{"strings.Repeat(\"a\", n)", "func g() int { return f() + 1 }; g()", "m := n + 1; m"} {
		fail = true
		if r, _, _ := run(t, im, src); r.Failure == nil || !strings.Contains(r.Failure.Text, "out of order") {
			t.Errorf("%s: %+v", src, r.Failure)
		}
		if r, v, _ := run(t, im, src+" "); r.Failure != nil || v == "" {
			t.Errorf("again, %s: %q, %v", src, v, r.Failure)
		}
	}
	if r, v, _ := run(t, im, "n++; f()"); v != "4" {
		t.Errorf("%q, %v", v, r.Failure)
	}
}

// A cell that does not fit what an engine sees the variable as is refused: to use it would be to write past it.
func TestCellsMustFit(t *testing.T) {
	im := newImage(t, Config{})
	for _, wrong := range []any{"", int8(0), struct{ A, B int }{}} {
		if r, _, _ := run(t, im, "x := 1"); r.Failure != nil {
			t.Fatal(r.Failure)
		}
		im.mu.Lock()
		im.cur["x"].cell = reflect.New(reflect.TypeOf(wrong))
		im.pool.loaders = nil
		im.cache.flush(im.version)
		im.mu.Unlock()
		if r, _, _ := run(t, im, "x + 1"); r.Failure == nil || !strings.Contains(r.Failure.Text, "was made as") {
			t.Errorf("%T for an int: %+v", wrong, r.Failure)
		}
		im.mu.Lock()
		im.cur["x"].cell = reflect.New(reflect.TypeFor[int]())
		im.mu.Unlock()
	}
}
