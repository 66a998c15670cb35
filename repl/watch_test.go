package repl

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"parley/node"
	"parley/scripts"
)

func counting(n *atomic.Int64, steps int64) *fake {
	return &fake{answer: func(_ context.Context, line string, _ scripts.Ask, out node.OutputFunc) scripts.Line {
		k := n.Add(1)
		if line == "print" && k == 3 {
			out("", node.Stdout, []byte("printed meanwhile\n"))
		}
		return value("int", fmt.Sprintf("%s is %d\nand %d more, on a line that is longer than the screen is wide, which is sixty", line, k/steps, k))
	}}
}

func TestWatchDrawsOverWhatItHasDrawn(t *testing.T) {
	var n atomic.Int64
	s := start(t, Config{Client: counting(&n, 1)})
	s.do("x\r", "a>") // something above
	s.keys.typed(":watch 1ms level\r")
	s.until("has", "level is and two digits", regexp.MustCompile(`level is \d\d`).MatchString)
	s.interrupt()
	s.see("a>")
	screen := s.tty.String()
	if c := strings.Count(screen, "level is"); c != 1 {
		t.Errorf("the answer is there %d times:\n%s", c, screen)
	}
	if !strings.Contains(screen, "x is 1\n") || !strings.Contains(screen, "every 1ms: level") {
		t.Errorf("the screen is\n%s", screen)
	}
	n.Store(0)
	s.keys.typed(":watch 1ms print\r")
	s.until("has", "print is and two digits", regexp.MustCompile(`print is \d\d`).MatchString)
	s.interrupt()
	s.see("a>")
	if screen := s.tty.String(); !strings.Contains(screen, "printed meanwhile\n") || strings.Count(screen, "print is") != 2 {
		t.Errorf("what was printed between two answers, which then are both there:\n%s", screen)
	}
	s.do(":watch 0s x\r", "every 0s is no time between evaluations\na>")
	s.do(":watch 2 x\r", "a time has a unit, as in :watch 2s x\na>")
	s.quit()
}

// What does not compile is not evaluated again and again.
func TestWatchOfWhatDoesNotCompile(t *testing.T) {
	s := start(t, Config{Client: byLine(map[string]scripts.Line{"nope": {Parts: parts("", wrong("undefined: nope", "1:1"))}})})
	s.see("a>")
	s.do(":watch 1h nope\r", "1:1: undefined: nope\n    nope\n    ^\na>")
	s.quit()
}

func TestWatchElsewherePrintsWhatChanges(t *testing.T) {
	var n atomic.Int64
	f := counting(&n, 1)
	f.answer = func(context.Context, string, scripts.Ask, node.OutputFunc) scripts.Line {
		return value("int", fmt.Sprint("at ", n.Add(1)/5))
	}
	out := newVT(80)
	interrupts := make(chan struct{})
	done := make(chan int, 1)
	go func() {
		done <- Run(t.Context(), Config{Client: f, In: strings.NewReader(":watch 1ms y\nnever\n"), Out: out, Err: out, Interrupts: interrupts})
	}()
	if screen, ok := out.wait(func(s string) bool { return strings.Contains(s, "at 3") }); !ok {
		t.Fatalf("it shows\n%s", screen)
	}
	interrupts <- struct{}{}
	if code := <-done; code != CodeInterrupted {
		t.Errorf("code %d", code)
	}
	if screen := out.String(); strings.Count(screen, "at 1\n") != 1 || strings.Contains(screen, "every") {
		t.Errorf("it shows\n%s", screen)
	}
}

// What is drawn over fits on the screen, with the cursor below it.
func TestWatchFitsOnTheScreen(t *testing.T) {
	var out strings.Builder
	for _, height := range []int{0, 8, 24, 100} {
		p := &prompt{Config: Config{Height: func() int { return height }, Width: func() int { return 40 }}, screen: newScreen(&out, &out, true, false, colors(false))}
		w := watch{p: p, inPlace: true}
		w.show([]block{{text: strings.Repeat("a line\n", 50)}})
		if want := map[int]int{0: 22, 8: 7, 24: 22, 100: 22}[height]; w.drawn != want {
			t.Errorf("on %d lines %d are drawn, want %d", height, w.drawn, want)
		}
	}
}
