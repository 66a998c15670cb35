// Which input needs more lines.

package eval

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestIncomplete(t *testing.T) {
	for _, c := range []struct {
		src  string
		want bool
	}{
		{"", false}, {"   \n", false}, {"// a comment", false}, {";", false},
		{"x", false}, {"x := 1", false}, {"x + 1", false}, {"x++", false}, {"f()", false}, {"return", false}, {`"a"`, false}, {"'a'", false},
		{"x := 1; y := 2", false}, {"x := 1;", false}, {"x\ny\n", false}, {"[]int{1, 2}", false}, {"<-ch", false}, {"ch <- 1", false},
		// open brackets
		{"f(", true}, {"f(1,", true}, {"f(1", true}, {"[]int{", true}, {"[]int{\n1,\n", true}, {"[]int{\n1,\n}", false}, {"m[", true},
		{"f(func() {", true}, {"f(func() {\n g()\n})", false}, {"x := map[string]int{\n\"a\": 1,", true}, {"f(g(", true}, {"f(g()", true},
		{"if x {", true}, {"if x {\n}", false}, {"if x {\n} else {", true}, {"if x {\n} else", true}, {"if x {\n} else {\n}", false},
		{"if x := f(); x > 0 {", true}, {"for i := 0; i < 3; i++ {", true}, {"for i := 0; i < 3; i++ {\n}", false}, {"for i := 0;", true}, {"for", true},
		{"for range 3 {", true}, {"for _, x := range xs {\nif x {\n}", true}, {"switch x {\ncase 1:", true}, {"switch {\ncase a:\n\tf()\n", true},
		{"select {\ncase <-ch:\n}", false}, {"select {", true}, {"switch x := y.(type) {\ncase int:\n}", false}, {"{", true}, {"{\n}", false},
		{"outer:\nfor {\nbreak outer\n}", false}, {"outer:", true}, {"go func() {", true}, {"defer func() {\n f(1)\n", true}, {"go func() {\n}()", false},
		// strings and comments
		{"`a", true}, {"`a\nb`", false}, {"x := `{", true}, {"/* a", true}, {"/* a\n*/ x", false}, {"x /* {", true}, {"\"{[(\"", false}, {"'{'", false}, {"\"a", false}, {"'a", false},
		{"// {", false}, {"x + // more", true},
		// what Go itself continues
		{"x +", true}, {"x +\n", true}, {"x &&", true}, {"x,", true}, {"x.", true}, {"x.\nf().\n", true}, {"x :=", true}, {"x =", true}, {"var x =", true}, {"!", true}, {"x <-", true},
		{"x, y :=\n", true}, {"x +\n1", false}, {"x.\nf()", false}, {"type T struct", true}, {"func", true}, {"chan", true}, {"import", true}, {"var", true}, {"a ||\nb &&", true},
		// declarations
		{"func f() {", true}, {"func f() {\n}", false}, {"func f() int", false}, {"func f(", true}, {"func f(a int,", true}, {"func f(a int, b", true},
		{"func (p *T) M() {", true}, {"func (p *T) M() {\n}", false}, {"func (p *T) M() {\n return 1 +", true}, {"func f[T any](x T) {", true}, {"func f[T any,", true},
		{"type T struct {", true}, {"type T struct {\n A int\n}", false}, {"type I interface {\n M()", true}, {"import (", true}, {"import (\n\"fmt\"\n)", false}, {"import \"fmt\"", false},
		{"const (\nA = iota\nB", true}, {"var (", true}, {"var x int", false}, {"import \"fmt\"\nfunc f() {\n}\nf(", true}, {"x := 1\nfunc f() {\nx", true},
		{"func f() {\n}\nx := 1\nfunc (t T) g() {\n}\nh(", true},
		// wrong in a way that more lines do not mend
		{")", false}, {"}", false}, {"f(]", false}, {"f(1))", false}, {"x := := {", false}, {"f(1 2, [", false}, {"if {", true}, {"x # y (", false}, {"x @ y (", false},
		{"func 1() {", false}, {"1 := := f(", false}, {"case 1: {", false}, {"f(1\n2,", false}, {"x y {", false}, {"if x", false}, {"type T", false}, {"x ? y : (", false},
		{"\x00(", false}, {"for i := 0; i < 3; i++ j {", false}, {"func f() { x := := 1", false}, {"func (p *T) M() { x := := 1", false},
		// prompt sugar
		{"@b x + 1", false}, {"@b x +", true}, {"@b", false}, {"@b {", true}, {"@b if x {\n f()\n}", false}, {"@b,c f(", true}, {"@role=db f()", false}, {"@quorum(2) f(", true},
		{"@quorum(2) f()", false}, {"  @all os.Getpid()", false}, {"x := 1\n@b x +", true}, {"@b x\n@c y", false}, {"@b `a\n@c", true}, {"`\n@b`", false},
		{"x + $y", false}, {"x + $y +", true}, {"f($(a + b", true}, {"f($(a + b))", false}, {"@b x + $", false}, {"@b f($x,", true}, {"$0 + $1", false}, {"@b for i := range 3 {", true},
		{"f(`$`", true}, {"x := \"$\"", false},
	} {
		if got := Incomplete(c.src); got != c.want {
			t.Errorf("%q: %v, want %v", c.src, got, c.want)
		}
	}
}

// Every line but the last of a correct program leaves it incomplete, where the cut is inside something that is open.
func TestIncompleteWhileTyping(t *testing.T) {
	for _, src := range []string{
		"func fib(n int) int {\n\tif n < 2 {\n\t\treturn n\n\t}\n\treturn fib(n-1) +\n\t\tfib(n-2)\n}",
		"xs := []struct {\n\tName string\n\tN int\n}{\n\t{\"a\", 1},\n\t{\n\t\tName: \"b\",\n\t},\n}",
		"func (s *Stack[T]) Each(\n\tf func(T) bool,\n) {\n\tfor _, x := range s.xs {\n\t\tswitch {\n\t\tcase !f(x):\n\t\t\treturn\n\t\tdefault:\n\t\t}\n\t}\n}",
		"@b,c go func() {\n\tdefer close(done)\n\tfor v := range in {\n\t\tout <- v * $k\n\t}\n}()",
		"type Tree interface {\n\tLeft() Tree\n\tinterface {\n\t\tRight() Tree\n\t}\n}",
		"Remote(b, Quote(\n\tx + Unquote(\n\t\ty +\n\t\t\tz,\n\t),\n))",
	} {
		lines := strings.Split(src, "\n")
		for i := 1; i <= len(lines); i++ {
			if got, want := Incomplete(strings.Join(lines[:i], "\n")), i < len(lines); got != want {
				t.Errorf("%q after %d lines: %v", src, i, got)
			}
		}
	}
}

// The time is linear: each of these would take minutes if it were quadratic, and overflow the stack if it were recursive.
func TestIncompleteLarge(t *testing.T) {
	const size = 1 << 18
	for _, unit := range []string{"(", "{", "x\n", "@b x\n", "@b\n", "x;", "f(", "`a`\n", "func f(){}\n", "func (t T) f(){}\nx\n", "import \"a\"\nx\n", "x+", "if x {\n", "f[", "$(", "/**/", "!"} {
		if src := strings.Repeat(unit, size/len(unit)) + "f("; !Incomplete(src) {
			t.Errorf("%q many times, then an open bracket: complete", unit)
		}
	}
}

func FuzzIncomplete(f *testing.F) {
	for _, s := range []string{"", "x +", "f(", "`a", "@b x + $y", "func (t T) f() {", "for i := 0; i < 3; i++ {\n", "@quorum(2) f($(x", "/* ", "if x {\n} else", "\"", "case", "@", "$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if Incomplete(src) && Incomplete(src+"\n}])`*/\"'#") && !strings.ContainsAny(src, "`/") {
			t.Errorf("%q stays incomplete after a closing that cannot be right", src)
		}
	})
}

// Random cuts and joins of real source never panic.
func TestIncompleteRandom(t *testing.T) {
	seed := *valueSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%v\nrepeat: go test ./eval -run %s -valueseed %d", p, t.Name(), seed)
		}
	}()
	r := rand.New(rand.NewPCG(seed, 2))
	words := strings.Fields("func f ( ) { } [ ] , ; \n \n := + . if for x 1 \"s\" `r` @b $x $( type struct import else case : // /* */ range go <- @quorum(2)")
	words = append(words, "\n", "\n@c ")
	for range 5000 {
		var b strings.Builder
		for range r.IntN(20) {
			b.WriteString(words[r.IntN(len(words))])
			b.WriteByte(' ')
		}
		Incomplete(b.String())
	}
}

func TestReferencesInSource(t *testing.T) {
	for _, c := range []struct{ typed, here, quoted string }{
		{"b#17", `Ref("b#17")`, `Unquote(Ref("b#17"))`},
		{"f(b#1, db_2#33).x + $b#1(3)", `f(Ref("b#1"), Ref("db_2#33")).x + Unquote(Ref("b#1"))(3)`, `f(Unquote(Ref("b#1")), Unquote(Ref("db_2#33"))).x + Unquote(Ref("b#1"))(3)`},
		{`"b#1" + x // b#1`, "", ""}, {"b #1", "", ""}, {"b# 1", "", ""}, {"b#x", "", ""}, {"1#2", "", ""}, {"b.c#1", `b.Ref("c#1")`, `b.Unquote(Ref("c#1"))`},
	} {
		for quoted, want := range map[bool]string{false: c.here, true: c.quoted} {
			if want == "" {
				want = c.typed
			}
			if s, err := newQuotedSource("", c.typed, true, quoted); err != nil || s.parsed != want {
				t.Errorf("%s (%v) is read as %q, %v; want %q", c.typed, quoted, s.parsed, err, want)
			}
		}
		if s, err := newSource("", "x := b#1; "+c.typed, false); err != nil && !strings.Contains(c.typed, "$") || err == nil && strings.Contains(s.parsed, "Ref(") {
			t.Errorf("%s without sugar: %+v, %v", c.typed, s, err)
		}
	}
	s, err := newSource("", "b#1 + $c#2 + y", true)
	if err != nil || s.position(strings.Index(s.parsed, "y")) != "1:14" {
		t.Errorf("positions are off: %v", err)
	}
}
