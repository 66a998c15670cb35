package eval

// This file writes random Go programs that compile, end and print: whatever the language allows, mixed by chance. Where the
// specification leaves an order open, they do not look.

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// gtype is a type of a random program.
type gtype struct {
	text    string
	kind    byte // i integer, f float, s string, b bool, S struct, L slice, A array, M map, P pointer to struct, F func(int) int, I interface, a any
	elem    *gtype
	key     *gtype
	fields  []gvar
	embeds  *gtype
	bits    int
	named   bool
	methods bool // it has Sum() int, and its pointer Add(int)
}

type gvar struct {
	name string
	t    *gtype
}

type gfunc struct {
	name    string
	params  []*gtype
	results []*gtype
}

// generator writes one program. All of its top-level names start with pre, so that many programs fit into one file.
type generator struct {
	r      *rand.Rand
	pre    string
	b      strings.Builder
	ind    int
	n      int
	scope  []gvar
	basic  []*gtype // comparable, without pointers
	values []*gtype // basic, structs and arrays of them
	all    []*gtype
	shapes []*gtype // have Sum() int
	shape  *gtype
	funcs  []gfunc
	intT   *gtype
	strT   *gtype
	boolT  *gtype
	anyT   *gtype
	budget int // statements that may still be written
	inLoop int
}

// randomProgram gives the declarations of a program without package clause and imports (it uses fmt, sort, sync, errors), and the
// name of its main function.
func randomProgram(r *rand.Rand, pre string) (decls, main string) {
	g := &generator{r: r, pre: pre, budget: 60}
	g.types()
	g.helpers()
	g.b.WriteString(strings.ReplaceAll(scenarioDecls, "{p}", pre))
	for range 2 + r.IntN(3) {
		g.function()
	}
	g.line("func %smain() {", pre)
	g.ind++
	g.budget = 70
	g.block(func() {
		for range 10 + r.IntN(10) {
			g.stmt(3)
		}
		for _, v := range g.scope {
			g.show(v)
		}
	})
	g.ind--
	g.line("}")
	return g.b.String(), pre + "main"
}

func (g *generator) line(f string, a ...any) {
	g.b.WriteString(strings.Repeat("\t", g.ind))
	fmt.Fprintf(&g.b, f+"\n", a...)
}

func (g *generator) fresh(base string) string { g.n++; return fmt.Sprintf("%s%d", base, g.n) }

func (g *generator) one(ts []*gtype) *gtype { return ts[g.r.IntN(len(ts))] }

func (g *generator) chance(percent int) bool { return g.r.IntN(100) < percent }

// block runs f with a scope of its own.
func (g *generator) block(f func()) {
	n := len(g.scope)
	f()
	g.scope = g.scope[:n]
}

func (g *generator) types() {
	for _, x := range []struct {
		n    string
		bits int
	}{{"int", 64}, {"int8", 7}, {"uint8", 8}, {"int16", 15}, {"uint16", 16}, {"int32", 31}, {"uint32", 32}, {"int64", 63}, {"uint64", 64}, {"uint", 64}} {
		g.basic = append(g.basic, &gtype{text: x.n, kind: 'i', bits: x.bits})
	}
	g.intT = g.basic[0]
	g.strT = &gtype{text: "string", kind: 's'}
	g.boolT = &gtype{text: "bool", kind: 'b'}
	g.basic = append(g.basic, &gtype{text: "float64", kind: 'f'}, g.strT, g.boolT, g.strT, g.intT, g.intT)
	for i, under := range []string{"int", "int16", "string"} {
		t := &gtype{text: g.pre + fmt.Sprintf("N%d", i), kind: 'i', named: true, bits: 15, methods: true}
		sum := "int(x) * 2"
		add := "*x += " + t.text + "(n)"
		if under == "string" {
			t.kind, sum, add = 's', "len(x) * 3", `*x += "+"`
		}
		g.line("type %s %s", t.text, under)
		g.line("func (x %s) Sum() int { return %s }", t.text, sum)
		g.line("func (x *%s) Add(n int) { %s }", t.text, add)
		g.basic = append(g.basic, t)
		g.shapes = append(g.shapes, t)
	}
	g.values = append(g.values, g.basic...)
	for i := range 3 {
		t := &gtype{text: g.pre + fmt.Sprintf("S%d", i), kind: 'S', named: true, methods: true}
		g.line("type %s struct {", t.text)
		sum := "0"
		if i > 0 && g.chance(60) { // an earlier one embedded
			for _, s := range g.shapes {
				if s.kind == 'S' {
					t.embeds = s
				}
			}
			g.line("\t%s", t.embeds.text)
			sum += " + x." + t.embeds.text + ".Sum()"
		}
		for range 1 + g.r.IntN(3) {
			ft := g.one(g.values)
			f := gvar{g.fresh("F"), ft}
			t.fields = append(t.fields, f)
			g.line("\t%s %s", f.name, ft.text)
			if ft.kind == 'i' {
				sum += " + int(x." + f.name + ")"
			}
		}
		g.line("}")
		if t.embeds == nil || g.chance(50) {
			g.line("func (x %s) Sum() int { return %s }", t.text, sum)
			g.line("func (x *%s) Add(n int) {", t.text)
			for _, f := range t.fields {
				if f.t.kind == 'i' {
					g.line("\tx.%s += %s(n)", f.name, f.t.text)
				}
			}
			g.line("}")
		}
		g.values = append(g.values, t)
		g.shapes = append(g.shapes, t)
		if g.chance(60) {
			e := g.one(g.values)
			g.values = append(g.values, &gtype{text: "[3]" + e.text, kind: 'A', elem: e})
		}
	}
	g.all = append(g.all, g.values...)
	for range 4 {
		e := g.one(g.values)
		g.all = append(g.all, &gtype{text: "[]" + e.text, kind: 'L', elem: e})
		k := g.one(g.basic)
		if k.kind != 'f' {
			v := g.one(g.values)
			g.all = append(g.all, &gtype{text: "map[" + k.text + "]" + v.text, kind: 'M', key: k, elem: v})
		}
	}
	for _, s := range g.shapes {
		if s.kind == 'S' {
			g.all = append(g.all, &gtype{text: "*" + s.text, kind: 'P', elem: s})
		}
	}
	g.shape = &gtype{text: g.pre + "Shape", kind: 'I'}
	g.line("type %s interface { Sum() int }", g.shape.text)
	g.anyT = &gtype{text: "any", kind: 'a'}
	g.all = append(g.all, g.shape, g.anyT, &gtype{text: "func(int) int", kind: 'F'}, &gtype{text: "[]func(int) int", kind: 'L', elem: &gtype{text: "func(int) int", kind: 'F'}})
	g.line("const ( %[1]sc0 = iota*3 + 1; %[1]sc1; %[1]sc2; _; %[1]sc4 )", g.pre)
}

// helpers are what each program has: k hides a constant from the compiler.
func (g *generator) helpers() {
	p := g.pre
	g.line("func %sk[T any](x T) T { return x }", p)
	g.line("func %smp[T, U any](l []T, f func(T) U) []U { var r []U; for _, x := range l { r = append(r, f(x)) }; return r }", p)
	g.line("func %ssum[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float64 | ~string](l ...T) T { var r T; for _, x := range l { r += x }; return r }", p)
	g.line("type %[1]sStack[T any] struct { items []T }", p)
	g.line("func (s *%[1]sStack[T]) Push(x T) { s.items = append(s.items, x) }", p)
	g.line("func (s *%[1]sStack[T]) Pop() (x T, ok bool) { if len(s.items) == 0 { return }; x = s.items[len(s.items)-1]; s.items = s.items[:len(s.items)-1]; return x, true }", p)
	g.line("func (s *%[1]sStack[T]) All() func(func(int, T) bool) { return func(y func(int, T) bool) { for i, x := range s.items { if !y(i, x) { return } } } }", p)
	g.line("func %scount(n int) func(func(int) bool) { return func(y func(int) bool) { for i := range n { if !y(i * i) { return } } } }", p)
	g.line("func %stry(f func()) (s string) { defer func() { if e := recover(); e != nil { s = fmt.Sprint(\"caught\") } }(); f(); return \"fine\" }", p)
}

// function writes a function of values that has no effect but printing.
func (g *generator) function() {
	f := gfunc{name: g.fresh(g.pre + "f")}
	var ps, rs []string
	g.block(func() {
		for range g.r.IntN(4) {
			t := g.one(g.values)
			f.params = append(f.params, t)
			v := g.fresh("a")
			ps = append(ps, v+" "+t.text)
			g.scope = append(g.scope, gvar{v, t})
		}
		named := g.chance(50)
		for range 1 + g.r.IntN(2) {
			t := g.one(g.values)
			f.results = append(f.results, t)
			if named {
				v := g.fresh("r")
				rs = append(rs, v+" "+t.text)
				g.scope = append(g.scope, gvar{v, t})
			} else {
				rs = append(rs, t.text)
			}
		}
		g.line("func %s(%s) (%s) {", f.name, strings.Join(ps, ", "), strings.Join(rs, ", "))
		g.ind++
		g.budget = 14
		if named && f.results[0].kind == 'i' && g.chance(50) {
			g.line("defer func() { %s += 3 }()", strings.Fields(rs[0])[0])
		}
		for range 2 + g.r.IntN(4) {
			g.stmt(2)
		}
		if named && g.chance(40) {
			g.line("return")
		} else {
			g.line("return %s", g.exprs(f.results))
		}
		g.ind--
		g.line("}")
	})
	g.funcs = append(g.funcs, f)
}

func (g *generator) exprs(ts []*gtype) string {
	var s []string
	for _, t := range ts {
		s = append(s, g.expr(t, 2))
	}
	return strings.Join(s, ", ")
}

// varOf gives a variable of type t in scope, or "".
func (g *generator) varOf(t *gtype) string {
	var c []string
	for _, v := range g.scope {
		if v.t == t || v.t.text == t.text {
			c = append(c, v.name)
		}
	}
	if len(c) == 0 {
		return ""
	}
	return c[g.r.IntN(len(c))]
}

// anyVar gives a variable whose type satisfies ok.
func (g *generator) anyVar(ok func(*gtype) bool) (gvar, bool) {
	var c []gvar
	for _, v := range g.scope {
		if ok(v.t) {
			c = append(c, v)
		}
	}
	if len(c) == 0 {
		return gvar{}, false
	}
	return c[g.r.IntN(len(c))], true
}

func (g *generator) show(v gvar) {
	switch v.t.kind {
	case 'F':
		g.line("fmt.Println(%q, %s(3))", v.name, v.name)
	case 'P':
		g.line("fmt.Println(%q, *%s)", v.name, v.name)
	case 'L':
		if v.t.elem.kind == 'F' {
			g.line("for _, f := range %s { fmt.Println(%q, f(2)) }", v.name, v.name)
			return
		}
		g.line("fmt.Println(%q, len(%s), %s)", v.name, v.name, v.name)
	case 'a':
		g.line("fmt.Printf(\"%%v %%T\\n\", %s, %s == nil)", v.name, v.name)
	case 'I':
		g.line("if %s != nil { fmt.Println(%q, %s.Sum()) }", v.name, v.name, v.name)
	default:
		g.line("fmt.Println(%q, %s)", v.name, v.name)
	}
}
