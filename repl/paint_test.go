package repl

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/repl/edit"
)

// seen is what a terminal shows that gets all that is painted, and where its cursor is.
func seen(v *vt) string { return fmt.Sprintf("%s\ncursor %d,%d", v.screen(), v.row, v.col) }

// What is left alone and what is painted again must come to what a terminal shows that is painted once.
func TestPaintingChangesComesToTheSameAsPaintingAnew(t *testing.T) {
	for _, seed := range []uint64{3800951044835625271, rand.Uint64()} { // the first had a search that is longer than the terminal
		paintedAnew(t, seed)
	}
}

func paintedAnew(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 1))
	names := []string{"left", "right", "up", "down", "home", "end", "C-k", "C-w", "M-enter", "backspace", "delete", "C-y", "C-_", "C-r", "C-g", "C-u", "enter"}
	chars := []rune("abcdef(){} \tné日")
	for run := range 60 {
		width, height := 8+random.IntN(30), 3+random.IntN(8)
		e := edit.New(edit.Config{Colour: run%2 == 0, Finished: func(string) bool { return false }})
		e.Begin("prompt> ", []string{"one", "for {\n\ttwo(three, four, five, six, seven)\n}", "日本語日本語日本語日本語"})
		var p edit.Painter
		grown := newVT(width)
		for step := range 150 {
			k := edit.Key{Name: "char", Rune: chars[random.IntN(len(chars))]}
			if random.IntN(4) == 0 {
				k = edit.Key{Name: names[random.IntN(len(names))]}
			}
			e.Key(k)
			f := e.Frame(width, height)
			if f.Rows() > height {
				t.Fatalf("seed %d, run %d, step %d: %d rows for a height of %d", seed, run, step, f.Rows(), height)
			}
			grown.Write([]byte(p.Paint(f)))
			fresh := newVT(width)
			fresh.Write([]byte(new(edit.Painter).Paint(f)))
			if got, want := seen(grown), seen(fresh); got != want {
				t.Fatalf("seed %d, run %d, step %d, %q, %d columns: it shows\n%s\nand should\n%s", seed, run, step, k.Name+string(k.Rune), width, got, want)
			}
			if random.IntN(20) == 0 {
				grown.Write([]byte(p.Clear() + "above\n"))
				grown = newVT(width)
			}
		}
	}
}

func TestALongInputIsSeenAroundTheCursor(t *testing.T) {
	e := edit.New(edit.Config{})
	var lines []string
	for i := range 100 {
		lines = append(lines, fmt.Sprint("line", i))
	}
	e.Begin("a> ", nil)
	e.SetText(strings.Join(lines, "\n"))
	show := func() string {
		v := newVT(20)
		v.Write([]byte(new(edit.Painter).Paint(e.Frame(20, 4))))
		return v.screen()
	}
	if got := show(); got != "   line96\n   line97\n   line98\n   line99" {
		t.Errorf("at the end:\n%s", got)
	}
	for range 2 {
		e.Key(edit.Key{Name: "up"})
	}
	if got := show(); got != "   line96\n   line97\n   line98\n   line99" { // it only scrolls when it must
		t.Errorf("a little up:\n%s", got)
	}
	for range 3 {
		e.Key(edit.Key{Name: "up"})
	}
	if got := show(); got != "   line94\n   line95\n   line96\n   line97" {
		t.Errorf("further up:\n%s", got)
	}
	e.Key(edit.Key{Name: "C-home"})
	if got := show(); got != "a> line0\n   line1\n   line2\n   line3" {
		t.Errorf("at the start:\n%s", got)
	}
}
