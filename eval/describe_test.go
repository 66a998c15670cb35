package eval

import (
	"slices"
	"strings"
	"testing"
)

// describing is an image with what a user has typed, comments and all.
func describing(t testing.TB) *Image {
	im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
	run(t, im, `import str "strings"`,
		"// Point is a place.\n// It has two coordinates.\ntype Point struct {\n\tX int // to the right\n\tY int\n}",
		"// Move shifts p. It gives p back.\nfunc (p *Point) Move(dx, dy int) *Point {\n\tp.X += dx\n\treturn p\n}",
		"/* both gives two. */\nfunc both(n int) (a int, err error) { return n, nil }",
		"type (\n\t// A is one.\n\tA int\n\tB string\n\ttyped bool\n)", "const limit int8 = 3", "const big = 1 << 10", "pt := Point{1, 2}", "var b strings.Builder", "x := 1", "// C is alone.\ntype C float64")
	return im
}

func TestDescribe(t *testing.T) {
	im := describing(t)
	for _, c := range []struct{ name, kind, decl, comment string }{
		{"fmt.Printf", "func", "func Printf(format string, a ...any) (n int, err error)", "Printf formats according to"},
		{"str.Cut", "func", "func Cut(s, sep string) (before, after string, found bool)", "Cut slices s around"},
		{"encoding/json.Marshal", "func", "func Marshal(v any) ([]byte, error)", "Marshal returns the JSON"},
		{"strings.Builder.WriteString", "method", "func (b *Builder) WriteString(s string) (int, error)", "WriteString appends"},
		{"b.WriteString", "method", "func (b *Builder) WriteString(s string) (int, error)", "WriteString appends"},
		{"slices.Contains", "func", "func Contains[S ~[]E, E comparable](s S, v E) bool", "Contains reports"},
		{"io.Reader.Read", "method", "func io.Reader.Read(", ""},
		{"http.Server.Addr", "field", "field Addr string", "Addr optionally specifies"},
		{"strings", "package", `package strings // import "strings"`, "Package strings implements"},
		{"math.MaxInt8", "const", "const math.MaxInt8 = 127", ""},
		{"time.Tuesday", "const", "const time.Tuesday time.Weekday = 2", ""},
		{"append", "func", "func append(slice []Type, elems ...Type) []Type", "The append built-in"},
		{"for", "keyword", "for", "keyword of Go"},
		{"Point", "type", "type Point struct {\n\tX int // to the right\n\tY int\n}", "Point is a place.\nIt has two coordinates."},
		{"typed", "type", "type typed bool", ""},
		{"Point.Move", "method", "func (p *Point) Move(dx, dy int) *Point", "Move shifts p. It gives p back."},
		{"pt.Move", "method", "func (p *Point) Move(dx, dy int) *Point", "Move shifts p."},
		{"pt.X", "field", "field X int", ""},
		{"both", "func", "func both(n int) (a int, err error)", "both gives two."},
		{"A", "type", "type A int", "A is one."}, {"B", "type", "type B string", ""},
		{"limit", "const", "const limit int8 = 3", ""}, {"x", "var", "var x int", ""},
	} {
		d, err := im.Describe(c.name)
		if err != nil || d.Kind != c.kind || !strings.HasPrefix(d.Decl, c.decl) || !strings.Contains(d.Comment, c.comment) {
			t.Errorf("%s: %v\n%s %q %q", c.name, err, d.Kind, d.Decl, d.Comment)
		}
	}
	for name, want := range map[string]string{
		"nothingLikeIt": "nothing here is named nothingLikeIt", "boht": "did you mean both?", "strings.Foldd": "package strings has no Foldd", "strings.Trimm": "did you mean strings.Trim",
		"pt.Mve": "pt has no field or method Mve (did you mean Move?)", "unsafe.Pointer": "must not reach past", "": "nothing here is named",
	} {
		if d, err := im.Describe(name); err == nil || !strings.Contains(err.Error(), strings.Replace(want, "strings.Trim", "Trim", 1)) {
			t.Errorf("%q: %v %v, want %q", name, d, err, want)
		}
	}
	if d, _ := im.Describe("Point"); len(d.Members) != 1 || d.Members[0].Name != "Move" {
		t.Errorf("the methods of Point are %v", d.Members)
	}
	if d, _ := im.Describe("strings"); !slices.ContainsFunc(d.Members, func(n Name) bool { return n.Name == "Builder" && n.Kind == "type" }) {
		t.Errorf("package strings has %v", d.Members)
	}
}

func TestTypeOf(t *testing.T) {
	im := describing(t)
	for expr, want := range map[string]string{
		"x": "int", "pt.Move(1, 2)": "*Point", "both(1)": "(a int, err error)", "1 << 3": "int, the constant 8", "limit": "int8, the constant 3", "Point": "type Point struct{X int; Y int}",
		"strings.NewReader": "func(string) *strings.Reader", "Quote(x + 1)": "dot.Quoted[int]", "[]byte(\"a\")": "[]byte", "panic(1)": "no value", "int64(x)": "int64",
		"func(n int) bool { return n > x }": "func(n int) bool", "map[string][]int": "type map[string][]int",
	} {
		if got, err := im.TypeOf(expr); err != nil || got != want {
			t.Errorf("%s is %q, want %q: %v", expr, got, want, err)
		}
	}
	for expr, want := range map[string]string{"nope": "undefined: nope", "x +": "expected expression", "y := 1": "only an expression", "nil": "untyped nil", "x; x": "only an expression", "x.foo": "undefined", "": "only an expression"} {
		if got, err := im.TypeOf(expr); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %q, want %q: %v", expr, got, want, err)
		}
	}
	before := len(im.files)
	im.TypeOf("x + 1")
	if _, s, _ := run(t, im, "x"); s != "1" || len(im.files) > before+1 {
		t.Errorf("asking for a type leaves something behind: x is %s, %d files were %d", s, len(im.files), before)
	}
}

func TestSourceOf(t *testing.T) {
	im := describing(t)
	for name, want := range map[string]string{
		"both":       "/* both gives two. */\nfunc both(n int) (a int, err error) { return n, nil }",
		"Point.Move": "// Move shifts p. It gives p back.\nfunc (p *Point) Move(dx, dy int) *Point {\n\tp.X += dx\n\treturn p\n}",
		"Point": "// Point is a place.\n// It has two coordinates.\ntype Point struct {\n\tX int // to the right\n\tY int\n}\n\n" +
			"// Move shifts p. It gives p back.\nfunc (p *Point) Move(dx, dy int) *Point {\n\tp.X += dx\n\treturn p\n}",
		"A": "// A is one.\ntype A int", "B": "type B string", "C": "// C is alone.\ntype C float64", "typed": "type typed bool", "limit": "const limit int8 = 3", "x": "var x int",
	} {
		if got, err := im.SourceOf(name); err != nil || got != want {
			t.Errorf("%s:\n%s\nwant\n%s\n%v", name, got, want, err)
		}
	}
	for name, want := range map[string]string{"strings": "compiled into", "len": "part of the language", "boht": "did you mean both?"} {
		if got, err := im.SourceOf(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	run(t, im, "func both(n int) (a int, err error) { return n + 1, nil }")
	if got, _ := im.SourceOf("both"); !strings.Contains(got, "n + 1") {
		t.Errorf("the source is that of an earlier version: %s", got)
	}
	run(t, im, "func waits() int { return nobody() }")
	if got, err := im.SourceOf("waits"); err != nil || !strings.Contains(got, "nobody()") {
		t.Errorf("the source of what waits for a name: %q %v", got, err)
	}
}

func BenchmarkDescribe(b *testing.B) {
	im := describing(b)
	for b.Loop() {
		if _, err := im.Describe("http.Client.Do"); err != nil {
			b.Fatal(err)
		}
	}
}
