package eval

import (
	"fmt"
	"reflect"
	"testing"

	"parley/protocol"
)

type testSource struct {
	Text  string
	Binds []protocol.Value
}

// dotPackage is a small stand-in for the package whose names need no qualifier.
func dotPackage() Package {
	return Package{
		Path: "parley/dot",
		Symbols: map[string]reflect.Value{
			"Source": reflect.ValueOf((*testSource)(nil)),
			"Twice":  reflect.ValueOf(func(n int) int { return 2 * n }),
			"source": reflect.ValueOf(func(text string, binds []any) testSource {
				s := testSource{Text: text}
				for i := 0; i+1 < len(binds); i += 2 {
					s.Text += fmt.Sprintf(" | %v %v", binds[i], binds[i+1])
				}
				return s
			}),
		},
		Overlay: `package dot

type Quoted[T any] struct { Source Source }

func Quote[T any](v T) Quoted[T] { panic("never called") }
func Unquote[T any](v T) T { return v }
func quoted[T any](text string, binds ...any) Quoted[T] { return Quoted[T]{Source: source(text, binds)} }
func Zero[T any](q Quoted[T]) T { var z T; return z }
`,
	}
}

func TestQuote(t *testing.T) {
	for _, tc := range []struct{ name, src, want, typ string }{
		{"plain", `Quote(x + 1).Source.Text`, "x + 1", "string"},
		{"unquote", `Quote(x + Unquote(x)).Source.Text`, "x + $0 | int 5", "string"},
		{"type of a quote", `Zero(Quote(x + Unquote(x)))`, "0", "int"},
		{"source order", `Quote(fmt.Sprint(Unquote("s"), Unquote(x+1))).Source.Text`, "fmt.Sprint($0, $1) | string s | int 6", "string"},
		{"name known elsewhere", `Quote(elsewhere(Unquote(x))).Source.Text`, "elsewhere($0) | int 5", "string"},
		{"any where unknown", `Zero(Quote(elsewhere))`, "<nil>", "any"},
		{"stated type", `Zero(Quote[string](elsewhere + Unquote("a")))`, "", "string"},
		{"no value", `Quote(println(Unquote(x))).Source.Text`, "println($0) | int 5", "string"},
		{"several values", `Quote(os.Open(Unquote("f"))).Source.Text`, "os.Open($0) | string f", "string"},
		{"nested", `Quote(Quote(x + Unquote(x + Unquote(y)))).Source.Text`, "Quote(x + Unquote(x + $0)) | string why", "string"},
		{"sugar", `Quote(x + $x + $(Twice(x))).Source.Text`, "x + $0 + $1 | int 5 | int 10", "string"},
		{"sugar in a nested quote", `Quote(Quote(x + $x)).Source.Text`, "Quote(x + Unquote(x))", "string"},
		{"quote in an unquote", `Quote(Unquote(len(Quote(a + Unquote(x)).Source.Text))).Source.Text`, "$0 | int 14", "string"},
		{"in a function", "func f(n int) string { m := n; return Quote(x + Unquote(m)).Source.Text }\nf(3)", "x + $0 | int 3", "string"},
		{"user type", "type P struct{ A int }\nQuote(q(Unquote([]P{{1}}))).Source.Text", "q($0) | []P [{1}]", "string"},
		{"raw text and newlines", "Quote(func() string {\n\treturn `a\"b` + Unquote(y)\n}()).Source.Text", "func() string {\n\treturn `a\"b` + $0\n}() | string why", "string"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
			run(t, im, `x := 5; y := "why"`)
			var out lockedBuffer
			r := im.Eval(t.Context(), Request{Source: tc.src, Sugar: true, Stdout: &out})
			if r.Failure != nil {
				t.Fatal(r.Failure)
			}
			if got := fmt.Sprint(r.Values[0].V); got != tc.want || r.Values[0].TypeString() != tc.typ {
				t.Errorf("got %q of type %s, want %q of type %s", got, r.Values[0].TypeString(), tc.want, tc.typ)
			}
		})
	}
}

func TestQuoteErrors(t *testing.T) {
	for _, tc := range []struct{ src, want string }{
		{`Quote(x + Unquote(nowhere))`, "1:19: undefined: nowhere"},
		{`Quote(elsewhere + Unquote(nowhere))`, "1:27: undefined: nowhere"},
		{`Quote(x +)`, "1:10: syntax error: unexpected ), expected expression"},
		{`Quote(x) + nowhere`, "1:12: undefined: nowhere"},
		{`x + $x`, "1:5: Unquote, or $, is a value of here on its way elsewhere: use it inside Quote, or in a line that names a target"},
		{`Quote(x + Unquote(Unquote(x)))`, "1:19: Unquote, or $, is a value of here on its way elsewhere: use it inside Quote, or in a line that names a target"},
		{`x + $`, "1:5: $ must be followed by a name, an expression in parentheses, or the number of a value"},
	} {
		im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
		run(t, im, `x := 5`)
		r := im.Eval(t.Context(), Request{Source: tc.src, Sugar: true})
		if r.Failure == nil || r.Failure.Error() != tc.want {
			t.Errorf("%s: got %v, want %s", tc.src, r.Failure, tc.want)
		}
	}
}

// In a quote that gives a name its new value, the name means what it means where it is evaluated.
func TestQuoteOfTheNameThatIsDefined(t *testing.T) {
	im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
	for _, tc := range []struct{ src, text string }{
		{"q := Quote(q)", "q"},
		{"q := Quote( q + 1 )", "q + 1"},
		{"q := Quote(1 + q,)", "1 + q"},
		{"x := 5", ""},
		{"x := Quote(x + Unquote(x))", "x + $0 | int 5"}, // the test's package shows binds behind the text
	} {
		r := im.Eval(t.Context(), Request{Source: tc.src + "; " + tc.src[:1] + ".Source.Text"})
		if tc.text == "" {
			r = im.Eval(t.Context(), Request{Source: tc.src})
		}
		if r.Failure != nil {
			t.Errorf("%s: %v", tc.src, r.Failure)
		} else if tc.text != "" && im.Text(r.Values[0]) != tc.text {
			t.Errorf("%s has text %q, want %q", tc.src, im.Text(r.Values[0]), tc.text)
		}
	}
}
