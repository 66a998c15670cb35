package eval

// This file writes the statements of random programs.

import (
	"fmt"
	"strings"
)

// define declares a new variable of type t.
func (g *generator) define(t *gtype, value string) gvar {
	v := gvar{g.fresh("v"), t}
	if g.chance(50) {
		g.line("var %s %s = %s", v.name, t.text, value)
	} else if t.kind == 'I' || t.kind == 'a' {
		g.line("%s := %s(%s)", v.name, t.text, value)
	} else {
		g.line("%s := %s(%s)", v.name, parenType(t.text), value)
	}
	g.line("_ = %s", v.name)
	g.scope = append(g.scope, v)
	return v
}

func parenType(t string) string {
	if t[0] == '*' || strings.HasPrefix(t, "func") {
		return "(" + t + ")"
	}
	return t
}

func (g *generator) stmts(n, d int) {
	g.ind++
	g.block(func() {
		for range n {
			g.stmt(d)
		}
	})
	g.ind--
}

func (g *generator) stmt(d int) {
	g.budget--
	if d <= 0 || g.budget <= 0 || g.chance(35) {
		g.simple()
		return
	}
	kinds := []func(int){g.ifStmt, g.forStmt, g.rangeStmt, g.switchStmt, g.typeSwitchStmt, g.closures, g.recovers, g.labelled, g.channels, g.generics, g.pointers, g.aliasing, g.block2, g.methods, g.scenario, g.scenario, g.scenario}
	kinds[g.r.IntN(len(kinds))](d - 1)
}

func (g *generator) simple() {
	v, ok := g.anyVar(func(t *gtype) bool { return t.kind != 'F' && t.kind != 'P' })
	if !ok || g.chance(30) {
		t := g.one(g.all)
		g.define(t, g.expr(t, 3))
		return
	}
	switch g.r.IntN(8) {
	case 0, 1:
		g.line("%s = %s", v.name, g.expr(v.t, 3))
	case 2:
		switch v.t.kind {
		case 'i':
			g.line("%s %s= %s", v.name, []string{"+", "-", "*", "^", "|", "&"}[g.r.IntN(6)], g.expr(v.t, 2))
		case 's', 'f':
			g.line("%s += %s", v.name, g.leaf(v.t))
		case 'S':
			if f := v.t.fields[0]; true {
				g.line("%s.%s = %s", v.name, f.name, g.expr(f.t, 2))
			}
		case 'A':
			g.line("%s[%d] = %s", v.name, g.r.IntN(3), g.expr(v.t.elem, 2))
		case 'M':
			g.line("%s[%s] = %s", v.name, g.leaf(v.t.key), g.expr(v.t.elem, 2))
		case 'L':
			g.line("%s = append(%s, %s)", v.name, v.name, g.expr(v.t.elem, 1))
		default:
			g.show(v)
		}
	case 3:
		if v.t.kind == 'i' {
			g.line("%s%s", v.name, []string{"++", "--"}[g.r.IntN(2)])
			return
		}
		g.show(v)
	case 4:
		if w := g.varOf(v.t); w != "" && w != v.name {
			g.line("%s, %s = %s, %s", v.name, w, w, v.name)
			return
		}
		g.show(v)
	case 5:
		for _, i := range g.r.Perm(len(g.funcs)) {
			if f := g.funcs[i]; len(f.results) == 2 && g.inLoop < 2 {
				a, b := gvar{g.fresh("v"), f.results[0]}, gvar{g.fresh("v"), f.results[1]}
				var as []string
				for _, p := range f.params {
					as = append(as, g.expr(p, 2))
				}
				g.line("%s, %s := %s(%s)", a.name, b.name, f.name, strings.Join(as, ", "))
				g.line("_, _ = %s, %s", a.name, b.name)
				g.scope = append(g.scope, a, b)
				return
			}
		}
		g.show(v)
	case 6:
		if v.t.kind == 'M' && g.chance(50) {
			g.line("delete(%s, %s)", v.name, g.leaf(v.t.key))
			return
		}
		g.show(v)
	default:
		g.show(v)
	}
}

func (g *generator) ifStmt(d int) {
	if g.chance(30) {
		v := g.fresh("c")
		g.line("if %s := %s; %s > %s {", v, g.expr(g.intT, 2), v, g.leaf(g.intT))
	} else {
		g.line("if %s {", g.expr(g.boolT, 3))
	}
	g.stmts(2, d)
	if g.chance(50) {
		g.line("} else if %s {", g.expr(g.boolT, 2))
		g.stmts(1, d)
	}
	g.line("} else {")
	g.stmts(1, d)
	g.line("}")
}

func (g *generator) loop(head string, vs []gvar, n, d int) {
	g.line("%s {", head)
	g.ind++
	g.inLoop++
	g.block(func() {
		for _, v := range vs {
			g.line("_ = %s", v.name)
		}
		g.scope = append(g.scope, vs...)
		for range n {
			g.stmt(d)
		}
		if g.chance(20) {
			g.line("if %s { %s }", g.expr(g.boolT, 1), []string{"break", "continue"}[g.r.IntN(2)])
		}
	})
	g.inLoop--
	g.ind--
	g.line("}")
}

func (g *generator) forStmt(d int) {
	if g.inLoop > 2 {
		g.simple()
		return
	}
	i := g.fresh("i")
	n := 1 + g.r.IntN(4)
	// The counter is not in scope for the body, which might keep it from ending.
	switch g.r.IntN(3) {
	case 0:
		g.loop(fmt.Sprintf("for %[1]s := 0; %[1]s < %[2]d; %[1]s++", i, n), nil, 2, d)
	case 1:
		g.loop(fmt.Sprintf("for %s := range %d", i, n), []gvar{{i, g.intT}}, 2, d)
	case 2:
		g.line("%s := 0", i)
		g.line("for {")
		g.ind++
		g.inLoop++
		g.line("%[1]s++; if %[1]s > %[2]d { break }", i, n)
		g.block(func() { g.stmt(d) })
		g.inLoop--
		g.ind--
		g.line("}")
	}
}

func (g *generator) rangeStmt(d int) {
	if g.inLoop > 2 {
		g.simple()
		return
	}
	i, x := g.fresh("i"), g.fresh("x")
	switch g.r.IntN(6) {
	case 0:
		t := g.one(g.values)
		g.loop(fmt.Sprintf("for %s, %s := range []%s{%s, %s, %s}", i, x, t.text, g.leaf(t), g.leaf(t), g.leaf(t)), []gvar{{i, g.intT}, {x, t}}, 2, d)
	case 1:
		t := g.one(g.values)
		g.loop(fmt.Sprintf("for %s, %s := range [...]%s{%s, %s}", i, x, t.text, g.leaf(t), g.leaf(t)), []gvar{{i, g.intT}, {x, t}}, 2, d)
	case 2:
		g.line("for %s, %s := range %s { fmt.Println(%s, string(%s), %s) }", i, x, g.expr(g.strT, 2), i, x, x)
	case 3:
		if v, ok := g.anyVar(func(t *gtype) bool { return t.kind == 'M' }); ok {
			n := g.fresh("n")
			g.line("%s := 0", n)
			g.line("for %s, %s := range %s { %s += len(fmt.Sprint(%s, %s)) }", i, x, v.name, n, i, x)
			g.line("fmt.Println(%s)", n)
			return
		}
		g.simple()
	case 4:
		g.loop(fmt.Sprintf("for %s := range %scount(%d)", x, g.pre, 1+g.r.IntN(4)), []gvar{{x, g.intT}}, 2, d)
	case 5:
		g.line("func() {")
		g.ind++
		g.block(func() {
			g.loop(fmt.Sprintf("for %s := range %scount(%d)", x, g.pre, 1+g.r.IntN(4)), []gvar{{x, g.intT}}, 1, d)
			g.line("for %s := range %scount(3) { if %s > %s { return }; fmt.Println(%s) }", i, g.pre, i, g.leaf(g.intT), i)
		})
		g.ind--
		g.line("}()")
	}
}

func (g *generator) switchStmt(d int) {
	if g.chance(50) {
		g.line("switch %s %% 4 {", g.paren(g.intT, 2))
		for i := range 3 {
			g.line("case %d, %d:", i, i+10)
			g.stmts(1, d)
			if i < 2 && g.chance(25) {
				g.line("fallthrough")
			}
		}
	} else {
		g.line("switch {")
		for range 2 {
			g.line("case %s:", g.expr(g.boolT, 2))
			g.stmts(1, d)
			if g.chance(20) {
				g.line("break")
			}
		}
	}
	g.line("default:")
	g.stmts(1, d)
	g.line("}")
}

func (g *generator) typeSwitchStmt(d int) {
	x := g.fresh("x")
	src := g.varOf(g.anyT)
	if src == "" || g.chance(50) {
		src = fmt.Sprintf("any(%s)", g.expr(g.one(g.values), 2))
	}
	g.line("switch %s := %s.(type) {", x, src)
	seen := map[string]bool{}
	for range 3 {
		t := g.one(g.values)
		if seen[t.text] {
			continue
		}
		seen[t.text] = true
		g.line("case %s:", t.text)
		g.block(func() {
			g.ind++
			g.line("_ = %s", x)
			g.scope = append(g.scope, gvar{x, t})
			g.show(gvar{x, t})
			g.stmt(d)
			g.ind--
		})
	}
	g.line("case interface{ Sum() int }:")
	g.line("\tfmt.Println(\"shape\", %s.Sum())", x)
	g.line("case nil:")
	g.line("\tfmt.Println(\"nil\", %s)", x)
	g.line("default:")
	g.line("\tfmt.Printf(\"%%v\\n\", %s)", x)
	g.line("}")
}

func (g *generator) closures(d int) {
	f, acc, fs := g.fresh("f"), g.fresh("n"), g.fresh("fs")
	g.line("%s := %s", acc, g.leaf(g.intT))
	switch g.r.IntN(3) {
	case 0: // a counter
		g.line("%s := func(d int) int { %s += d; return %s }", f, acc, acc)
		for range 1 + g.r.IntN(3) {
			v := g.fresh("v")
			g.line("%s := %s(%s)", v, f, g.leaf(g.intT))
			g.scope = append(g.scope, gvar{v, g.intT})
			g.line("_ = %s", v)
		}
	case 1: // one closure for each iteration
		i := g.fresh("i")
		g.line("var %s []func() int", fs)
		g.line("for %[1]s := 0; %[1]s < 3; %[1]s++ { %[2]s = append(%[2]s, func() int { %[1]s += %[3]s; return %[1]s }); %[1]s := %[1]s * 2; %[2]s = append(%[2]s, func() int { return %[1]s }) }", i, fs, g.leaf(g.intT))
		g.line("for _, f := range %s { %s += f(); fmt.Println(%s) }", fs, acc, acc)
	case 2: // recursion by a variable
		g.line("var %s func(int) int", f)
		g.line("%[1]s = func(n int) int { if n <= 1 { return %[2]s }; return %[1]s(n-1) + %[1]s(n-2) }", f, g.leaf(g.intT))
		g.line("fmt.Println(%s(%d))", f, g.r.IntN(9))
	}
	g.line("fmt.Println(%s)", acc)
	g.scope = append(g.scope, gvar{acc, g.intT})
}

func (g *generator) recovers(d int) {
	bad := []string{
		"var m map[string]int; m[\"a\"] = 1", "var p *" + g.shapes[len(g.shapes)-1].text + "; fmt.Println(p.Sum())",
		"z := " + g.pre + "k(0); fmt.Println(1 / z)", "l := []int{1, 2}; i := " + g.pre + "k(5); l[i] = 1",
		"panic(\"own\")", "var a any = \"s\"; fmt.Println(a.(int))", "panic(errors.New(\"e\"))", "fmt.Println(\"no panic\")",
		"s := \"abc\"; n := " + g.pre + "k(7); fmt.Println(s[1:n])", "var f func(); f()", "a := [3]int{}; n := " + g.pre + "k(-1); fmt.Println(a[n])",
		"c := make(chan int); close(c); close(c)", "var s " + g.shape.text + "; s.Sum()",
		"x := []int{1,2,3}; fmt.Println([4]int(x))", "n := " + g.pre + "k(-3); fmt.Println(make([]int, n))",
		"var x, y any = []int{1}, []int{1}; fmt.Println(x == y)", "m := map[any]int{}; m[[]int{1}] = 2",
	}[g.r.IntN(17)]
	v := g.fresh("v")
	g.line("%s := func() (r int) {", v)
	g.ind++
	g.line("for i := range 2 { defer func(n int) { r += n + i; fmt.Println(\"deferred\", r) }(%s) }", g.leaf(g.intT))
	g.line("defer func() { if e := recover(); e != nil { r += 1000; fmt.Println(\"recovered\", e) } }()")
	g.block(func() { g.stmt(d) })
	g.line("if %s { %s }", g.expr(g.boolT, 1), bad)
	g.line("return %s", g.expr(g.intT, 2))
	g.ind--
	g.line("}()")
	g.scope = append(g.scope, gvar{v, g.intT})
	g.line("_ = %s", v)
}

func (g *generator) labelled(d int) {
	if g.inLoop > 1 {
		g.simple()
		return
	}
	l, i, j := g.fresh("L"), g.fresh("i"), g.fresh("j")
	g.line("%s:", l)
	outer := fmt.Sprintf("for %[1]s := 0; %[1]s < 4; %[1]s++", i)
	if g.chance(40) {
		outer = fmt.Sprintf("for %s := range %scount(4)", i, g.pre)
	}
	g.line("%s {", outer)
	g.ind++
	inner := fmt.Sprintf("for %s := range 3", j)
	if g.chance(40) {
		inner = fmt.Sprintf("for %s := range %scount(3)", j, g.pre)
	}
	g.line("%s {", inner)
	g.inLoop += 2
	g.block(func() {
		g.scope = append(g.scope, gvar{j, g.intT})
		g.ind++
		g.line("fmt.Println(%s, %s)", i, j)
		g.line("if %s+%s > %d { continue %s }", i, j, 1+g.r.IntN(4), l)
		g.line("if %s > %d { break %s }", i, 1+g.r.IntN(4), l)
		g.line("switch { case %s: break %s; case %s: continue %s; default: }", g.expr(g.boolT, 1), l, g.expr(g.boolT, 1), l)
		g.stmt(d)
		g.ind--
	})
	g.inLoop -= 2
	g.line("}")
	g.ind--
	g.line("}")
}

func (g *generator) channels(d int) {
	c, v := g.fresh("c"), g.fresh("v")
	t := g.one(g.values)
	switch g.r.IntN(4) {
	case 0:
		g.line("%s := make(chan %s, 3)", c, t.text)
		g.line("%s <- %s", c, g.expr(t, 2))
		g.line("%s <- %s", c, g.expr(t, 2))
		g.line("close(%s)", c)
		g.line("for x := range %s { fmt.Println(x) }", c)
		g.line("%s, ok := <-%s; fmt.Println(%s, ok)", v, c, v)
	case 1:
		g.line("%s := make(chan int)", c)
		g.line("go func() { defer close(%[1]s); for i := range 3 { %[1]s <- i + %[2]s } }()", c, g.leaf(g.intT))
		g.line("for x := range %s { fmt.Println(x) }", c)
	case 2:
		g.line("%s := make(chan %s, 1)", c, t.text)
		g.line("select { case x := <-%[1]s: fmt.Println(\"got\", x); default: fmt.Println(\"empty\") }", c)
		g.line("select { case %[1]s <- %[2]s: fmt.Println(\"sent\", len(%[1]s), cap(%[1]s)); default: fmt.Println(\"full\") }", c, g.expr(t, 2))
		g.line("select { case x, ok := <-%[1]s: fmt.Println(x, ok) }", c)
	case 3:
		n := g.fresh("n")
		g.line("var %s int; { var mu sync.Mutex; var wg sync.WaitGroup; for i := range 4 { wg.Add(1); go func() { defer wg.Done(); mu.Lock(); defer mu.Unlock(); %s += i * %s }() }; wg.Wait() }", n, n, g.leaf(g.intT))
		g.line("fmt.Println(%s)", n)
	}
}

func (g *generator) generics(d int) {
	t, u := g.one(g.values), g.one(g.values)
	v := g.fresh("v")
	switch g.r.IntN(4) {
	case 0:
		g.line("var %[1]s %[2]sStack[%[3]s]; %[1]s.Push(%[4]s); %[1]s.Push(%[5]s)", v, g.pre, t.text, g.expr(t, 2), g.expr(t, 2))
		g.line("for i, x := range %[1]s.All() { fmt.Println(i, x) }", v)
		g.line("{ a, b := %[1]s.Pop(); fmt.Println(a, b, len(%[1]s.items)) }", v)
	case 1:
		g.line("%s := %smp([]%s{%s, %s}, func(x %s) %s { fmt.Println(x); return %s })", v, g.pre, t.text, g.leaf(t), g.leaf(t), t.text, u.text, g.leaf(u))
		g.line("fmt.Println(%s)", v)
	case 2:
		if t.kind != 'i' && t.kind != 'f' {
			t = g.strT
		}
		g.line("fmt.Println(%ssum(%s, %s), %ssum([]%s{%s}...))", g.pre, g.expr(t, 2), g.expr(t, 1), g.pre, t.text, g.leaf(t))
	case 3:
		g.line("%s := %sk[func(%s) %s](func(x %s) %s { return %s })", v, g.pre, t.text, u.text, t.text, u.text, g.leaf(u))
		g.line("fmt.Println(%s(%s))", v, g.expr(t, 2))
	}
}

func (g *generator) pointers(d int) {
	t := g.one(g.values)
	v := g.define(t, g.expr(t, 2))
	p := g.fresh("p")
	g.line("%s := &%s", p, v.name)
	g.line("*%s = %s", p, g.expr(t, 2))
	switch t.kind {
	case 'S':
		f := t.fields[g.r.IntN(len(t.fields))]
		g.line("%s.%s = %s", p, f.name, g.expr(f.t, 2))
		q := g.fresh("q")
		g.line("%s := &%s.%s; *%s = %s", q, p, f.name, q, g.leaf(f.t))
	case 'A':
		g.line("%s[%d] = %s; for i := range %s { fmt.Println(i, %s[i]) }", p, g.r.IntN(3), g.leaf(t.elem), p, p)
	}
	g.line("fmt.Println(%s, *%s == %s)", v.name, p, v.name)
}

// aliasing copies what is copied and shares what is shared.
func (g *generator) aliasing(d int) {
	t := g.one(g.values)
	a, b := g.fresh("v"), g.fresh("v")
	switch g.r.IntN(3) {
	case 0:
		g.line("%s := []%s{%s, %s, %s}", a, t.text, g.leaf(t), g.leaf(t), g.leaf(t))
		g.line("%s := %s[:2]; %s[0] = %s; %s = append(%s, %s)", b, a, b, g.expr(t, 2), b, b, g.leaf(t))
		g.line("fmt.Println(%[1]s, %[2]s, len(%[2]s), cap(%[2]s), copy(%[1]s, %[2]s[1:]), %[1]s)", a, b)
	case 1:
		g.line("%s := [3]%s{1: %s}", a, t.text, g.leaf(t))
		g.line("%s := %s; %s[1] = %s", b, a, b, g.expr(t, 2))
		g.line("fmt.Println(%[1]s, %[2]s, %[1]s == %[2]s)", a, b)
	case 2:
		g.line("%s := map[string][2]%s{\"k\": {%s}}", a, t.text, g.leaf(t))
		g.line("%s := %s[\"k\"]; %s[1] = %s; %s[\"j\"] = %s", b, a, b, g.expr(t, 2), a, b)
		g.line("fmt.Println(%s, %s)", a, b)
	}
}

func (g *generator) block2(d int) {
	g.line("{")
	g.ind++
	g.block(func() {
		if v, ok := g.anyVar(func(t *gtype) bool { return t.kind == 'i' || t.kind == 's' }); ok { // shadowed
			g.line("%s := %s", v.name, v.name)
			g.line("%s += %s", v.name, g.leaf(v.t))
		}
		g.stmt(d)
		g.stmt(d)
	})
	g.ind--
	g.line("}")
}

func (g *generator) methods(d int) {
	t := g.one(g.shapes)
	v := g.define(t, g.expr(t, 2))
	m := g.fresh("m")
	switch g.r.IntN(5) {
	case 0:
		g.line("%s := %s.Sum; %s.Add(3); fmt.Println(%s(), %s.Sum())", m, v.name, v.name, m, v.name)
	case 1:
		g.line("%s := %s.Add; %s(5); fmt.Println(%s.Sum())", m, v.name, m, v.name)
	case 2:
		g.line("fmt.Println(%s.Sum(%s), (*%s).Sum(&%s))", t.text, v.name, t.text, v.name)
	case 3:
		g.line("defer %s.Add(1)", v.name)
		g.line("var %s %s = &%s; %s.Add(2); fmt.Println(%s.Sum())", m, g.shape.text, v.name, v.name, m)
	case 4:
		g.line("for _, s := range []%s{%s, &%s} { fmt.Println(s.Sum()) }", g.shape.text, v.name, v.name)
	}
}
