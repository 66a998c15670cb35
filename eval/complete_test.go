package eval

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// completing is an image as somebody has it who works at a prompt.
func completing(t testing.TB) *Image {
	im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
	run(t, im, "type Point struct{ X, Y int; note string }", "func (p *Point) Move(dx, dy int) *Point { return p }", "func (p Point) Sum() int { return 0 }",
		"type Line struct { From, To Point; *Style }; type Style struct { Color string }", "line := Line{}", "pt := Point{}", "pts := []Point{{}}", "byName := map[string]*Point{}",
		"func both() (int, error) { return 0, nil }", "func move(p Point, by ...int) (Point, error) { return p, nil }", "func pair[K comparable, V any](k K, v V) map[K]V { return nil }",
		"type Shape interface { Area() float64 }", "var shape Shape")
	return im
}

func TestCompletion(t *testing.T) {
	im := completing(t)
	for _, c := range []struct{ line, want string }{
		// behind a dot
		{"pt.", "Move Sum X Y note"}, {"pts[0].", "Move Sum X Y note"}, {"byName[\"a\"].S", "Sum"}, {"line.From.", "Move Sum X Y note"},
		{"line.", "Color From Style To"}, {"pt.Move(1, 2).M", "Move"}, {"(&pt).", "Move Sum X Y note"}, {"shape.", "Area"}, {"Point.S", "Sum"},
		{"both().", ""}, {"nothing.", ""}, {"pt.X.", ""}, {"strings.HasP", "HasPrefix"}, {"time.Now().UnixM", "UnixMicro UnixMilli"},
		{"[]Point{pt}[0].Mo", "Move"}, {`"a".`, ""},
		// in the midst of something
		{"x := strings.HasP", "HasPrefix"}, {"move(pt.", "Move Sum X Y note"}, {"if pt.", "Move Sum X Y note"}, {"for i := range pts[0].", "Move Sum X Y note"},
		{"for i := 0; i < pt.", "Move Sum X Y note"}, {"switch pt.", "Move Sum X Y note"}, {"switch { case pt.", "Move Sum X Y note"},
		{"return pt.No", ""}, {"go pt.Mo", "Move"}, {"defer pt.Mo", "Move"}, {"pts = append(pts, Point{X: pt.", "Move Sum X Y note"}, {"pts[pt.", "Move Sum X Y note"},
		{"-pt.", "Move Sum X Y note"}, {"<-time.Aft", "After AfterFunc"}, {"ch <- pt.", "Move Sum X Y note"}, {"x := func() { pt.", "Move Sum X Y note"},
		// names of the line itself
		{"alpha := pt; alpha.", "Move Sum X Y note"}, {"func f(arg Point) int {\n\tlocal := arg\n\treturn loc", "local"}, {"func f(arg Point) int {\n\tlocal := arg\n\treturn local.S", "Sum"},
		{"func f(arg Point) int { return ar", "arg"}, {"func (self *Point) Twice() { self.M", "Move"}, {"for index, item := range pts { ite", "item iter"},
		{"for index, item := range pts { item.S", "Sum"}, {"if val, ok := byName[\"a\"]; ok { val.M", "Move"}, {"switch conc := any(pt).(type) { case Point: conc.S", "Sum"},
		{"func() { inner := 1; { other := 2 }; oth", ""}, {"func() { lat := 1 }; la", ""},
		{"type Own struct { Abc int }; Own{}.", "Abc"}, {"alpha := 1; alp", "alpha"}, {"x := func(argument int) { argu", "argument"}, {"select { case msg := <-make(chan Point): msg.M", "Move"},
		// fields of literals
		{"Point{", "X Y note"}, {"Point{X: 1, ", "Y note"}, {"&Point{no", "... note"}, {"[]Point{{X: 1}, {Y: 2, n", "net netip new nil note"}, {"Line{From: Point{", "X Y note"}, {"map[string]Point{\"a\": {", "X Y note"},
		// quotes
		{"Quote(pt.M", "Move"}, {"$pt.M", "Move"}, {"$(pts[0].M", "Move"}, {"$byN", "byName"}, {"pt.X + $(pt.Mo", "Move"},
		// imports
		{`import "net/ht`, "net/http net/http/cgi net/http/cookiejar net/http/fcgi net/http/httptest net/http/httptrace net/http/httputil net/http/pprof"},
		{`import u "net/ur`, "net/url"}, {"import (\n\t\"fmt\"\n\t\"net/ur", "net/url"}, {"import (\n\t\"fmt\"\n\tu \"net/ur", "net/url"},
		// keywords and labels
		{"retu", "return"}, {"for { contin", "continue"}, {"contin", ""}, {"x := inter", "interface"}, {"x := retur", ""}, {"for i := ran", "rand range"}, {"switch 1 { case 1: fallt", "fallthrough"},
		{"if true { } el", "elf elliptic else"}, {"outer: for { for { break ou", "outer"}, {"outer: for { for { continue ", "outer"}, {"select { cas", "case"}, {"switch { defau", "default"},
		// nothing to say
		{`"pt.`, ""}, {"// pt.", ""}, {"`pt.", ""}, {"/* pt.", ""}, {"", "?"}, {"pt.X pt.", "?"}, {")))pt.", "?"}, {"{{{pt.", "?"}, {"func func pt.", "?"}, {"pt..", "?"}, {"'pt.", ""}, {"\x00pt.", "?"},
		{"type T struct { A pt.", "?"}, {"var a [", "?"}, {"x.(", "?"}, {"x.(typ", "?"}, {"func f[T an", "?"}, {"pair[", "?"},
	} {
		from, cs := im.Complete(c.line, len(c.line))
		if from < 0 || from > len(c.line) {
			t.Errorf("%s: from %d", c.line, from)
		}
		var got []string
		for _, x := range cs {
			if !strings.HasPrefix(x.Kind, SignatureKind) {
				got = append(got, x.Text)
			}
		}
		s := strings.Join(got, " ")
		if _, rest, ok := strings.Cut(c.want, "... "); ok { // besides what is there anyway
			if !slices.Contains(got, rest) {
				t.Errorf("%q: %q has no %q", c.line, s, rest)
			}
			continue
		}
		if strings.HasSuffix(c.line, "{") || strings.HasSuffix(c.line, ", ") { // fields, before all that is there anyway
			for _, w := range strings.Fields(c.want) {
				if !slices.Contains(got, w) {
					t.Errorf("%q: %q has no %q", c.line, s, w)
				}
			}
			if c.want != s {
				t.Errorf("%q: %q, want %q", c.line, s, c.want)
			}
			continue
		}
		if c.want != "?" && s != c.want {
			t.Errorf("%q: %q, want %q", c.line, s, c.want)
		}
	}
	if r, _, _ := run(t, im, "pt.Sum() + len(pts)"); r.Failure != nil {
		t.Errorf("after all that: %v", r.Failure)
	}
}

func TestSignatureHelp(t *testing.T) {
	im := completing(t)
	for _, c := range []struct{ line, want string }{
		{"move(", "0 move(p Point, by ...int) (Point, error)"}, {"move(pt, ", "1 move(p Point, by ...int) (Point, error)"}, {"move(pt, 1, 2", "2 move(p Point, by ...int) (Point, error)"},
		{"pt.Move(1, ", "1 pt.Move(dx int, dy int) *Point"}, {"strings.Cut(\"a\", ", "1 strings.Cut(s, sep string) (before, after string, found bool)"},
		{"move(pts[0].Move(", "0 pts[0].Move(dx int, dy int) *Point"}, {"x, err := move(", "0 move(p Point, by ...int) (Point, error)"},
		{"append(pts, ", "1 append(slice []T, elems ...T) []T"}, {"pair(\"a\", ", "1 pair[K comparable, V any](k K, v V) map[K]V"}, {"Point(", "0 Point(value) Point"},
		{"func() { move(", "0 move(p Point, by ...int) (Point, error)"}, {"func f(fn func(n int) string) { fn(", "0 fn(n int) string"},
		{"move(func() Point { pt.", ""}, {"move(func() Point { x", ""}, {"move", ""}, {"move(pt) + ", ""}, {"nothing(", ""}, {"both() + len(", "0 len(v T) int"},
		{"move(Point{X: ", "0 move(p Point, by ...int) (Point, error)"},
	} {
		_, cs := im.Complete(c.line, len(c.line))
		got := ""
		if len(cs) > 0 && strings.HasPrefix(cs[0].Kind, SignatureKind) {
			got = strings.TrimPrefix(cs[0].Kind, SignatureKind) + " " + cs[0].Type
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.line, got, c.want)
		}
	}
}

// FuzzComplete holds that nothing that somebody may have typed makes completion fail, or leaves something behind.
func FuzzComplete(f *testing.F) {
	for _, s := range []string{"pt.", "func f(p Point) { p.", "Point{", "import \"ne", "for i := range pts { i", "$pt.", "x := []Line{{From: Point{", "switch x := any(pt).(type) { case *Point: x.", "L: for { break ", "\xff\x00.", "a.(b).c."} {
		f.Add(s, len(s))
	}
	im := completing(f)
	f.Fuzz(func(t *testing.T, src string, pos int) {
		from, cs := im.Complete(src, pos)
		at := min(max(pos, 0), len(src))
		if from < 0 || from > at {
			t.Errorf("from %d of %d", from, at)
		}
		for _, c := range cs {
			if !strings.HasPrefix(c.Kind, SignatureKind) && !strings.HasPrefix(c.Text, src[from:at]) {
				t.Errorf("%q does not begin with %q", c.Text, src[from:at])
			}
		}
		im.mu.Lock()
		defer im.mu.Unlock()
		if n := len(im.files); n > 1000 {
			t.Errorf("%d files are left", n)
		}
	})
}

func BenchmarkComplete(b *testing.B) {
	im := completing(b)
	for _, line := range []string{"pt.", "strings.", "net", "move(pt, ", "func f(p Point) int {\n\tq := p\n\tfor i := range 10 {\n\t\tif i > q."} {
		b.Run(strings.Join(strings.Fields(line), " "), func(b *testing.B) {
			worst := time.Duration(0)
			for b.Loop() {
				start := time.Now()
				im.Complete(line, len(line))
				worst = max(worst, time.Since(start))
			}
			b.ReportMetric(float64(worst.Microseconds()), "worst-us")
		})
	}
}
