package eval

// This file writes the expressions of random programs: of a given type, free of effects but printing.

import (
	"fmt"
	"strings"
)

// leaf is an expression without parts.
func (g *generator) leaf(t *gtype) string {
	if v := g.varOf(t); v != "" && g.chance(70) {
		return v
	}
	k := g.pre + "k"
	switch t.kind {
	case 'i':
		if g.chance(15) {
			return fmt.Sprintf("%s(%s(%sc%d))", k, t.text, g.pre, []int{0, 1, 2, 4}[g.r.IntN(4)])
		}
		n := g.r.IntN(120)
		if t.bits == 64 && g.chance(20) {
			n = g.r.IntN(1 << 40)
		}
		if g.chance(25) {
			return fmt.Sprintf("%s(%d)", t.text, n)
		}
		return fmt.Sprintf("%s(%s(%d))", k, t.text, n)
	case 'f':
		return fmt.Sprintf("%s(float64(%g))", k, float64(g.r.IntN(4000))/16)
	case 's':
		s := []string{"", "a", "Go", "héllo", "x\ty", "日本", "zz"}[g.r.IntN(7)]
		if t.named {
			return fmt.Sprintf("%s(%q)", t.text, s)
		}
		return fmt.Sprintf("%q", s)
	case 'b':
		return []string{"true", "false"}[g.r.IntN(2)]
	case 'F':
		return fmt.Sprintf("func(x int) int { return x*%d + 1 }", g.r.IntN(9))
	case 'P':
		return "&" + g.leafLit(t.elem)
	case 'I':
		return g.leafLit(g.one(g.shapes))
	case 'a':
		return g.leafLit(g.one(g.values))
	}
	return g.leafLit(t)
}

// leafLit is a shallow value of a type, also of composite ones.
func (g *generator) leafLit(t *gtype) string {
	switch t.kind {
	case 'S':
		var fs []string
		for _, f := range t.fields {
			if g.chance(60) {
				fs = append(fs, f.name+": "+g.leaf(f.t))
			}
		}
		if t.embeds != nil && g.chance(50) {
			fs = append(fs, t.embeds.text+": "+g.leafLit(t.embeds))
		}
		return t.text + "{" + strings.Join(fs, ", ") + "}"
	case 'A':
		return t.text + "{" + g.leaf(t.elem) + ", 2: " + g.leaf(t.elem) + "}"
	case 'L':
		var es []string
		for range g.r.IntN(4) {
			es = append(es, g.leaf(t.elem))
		}
		return t.text + "{" + strings.Join(es, ", ") + "}"
	case 'M':
		if t.key.kind == 's' && !t.key.named {
			return t.text + "{\"a\": " + g.leaf(t.elem) + ", \"b\": " + g.leaf(t.elem) + "}"
		}
		return t.text + "{" + g.leaf(t.key) + ": " + g.leaf(t.elem) + "}"
	}
	return g.leaf(t)
}

func (g *generator) expr(t *gtype, d int) string {
	if d <= 0 || g.chance(15) {
		return g.leaf(t)
	}
	if g.chance(12) { // a call
		for _, i := range g.r.Perm(len(g.funcs)) {
			f := g.funcs[i]
			if len(f.results) == 1 && f.results[0].text == t.text && g.inLoop < 2 {
				var as []string
				for _, p := range f.params {
					as = append(as, g.expr(p, d-1))
				}
				return f.name + "(" + strings.Join(as, ", ") + ")"
			}
		}
	}
	if g.chance(10) { // a part of something
		if s := g.part(t); s != "" {
			return s
		}
	}
	switch t.kind {
	case 'i':
		return g.integer(t, d)
	case 'f':
		a, b := g.expr(t, d-1), g.expr(t, d-1)
		switch g.r.IntN(4) {
		case 0:
			return fmt.Sprintf("(%s - %s)", a, b)
		case 1:
			return fmt.Sprintf("float64(%s)", g.expr(g.intT, d-1))
		case 2:
			return fmt.Sprintf("max(%s, %s)", a, b)
		}
		return fmt.Sprintf("(%s + %s)", a, b)
	case 's':
		switch g.r.IntN(5) {
		case 0:
			v := g.wrap(t)
			return fmt.Sprintf("%s(%s[:min(2, len(%s))])", t.text, v, v)
		case 1:
			return fmt.Sprintf("%s(fmt.Sprint(%s))", t.text, g.expr(g.one(g.basic), d-1))
		case 2:
			return fmt.Sprintf("%s([]byte(%s))", t.text, g.expr(g.strT, d-1))
		case 3:
			return fmt.Sprintf("%s(rune('a' + %s %% 26))", t.text, fmt.Sprintf("(%s & 15)", g.expr(g.intT, d-1)))
		}
		return fmt.Sprintf("(%s + %s)", g.expr(t, d-1), g.expr(t, d-1))
	case 'b':
		return g.boolean(d)
	case 'S':
		var fs []string
		if g.chance(40) && t.embeds == nil {
			for _, f := range t.fields {
				fs = append(fs, g.expr(f.t, d-1))
			}
		} else {
			if t.embeds != nil {
				fs = append(fs, t.embeds.text+": "+g.expr(t.embeds, d-1))
			}
			for _, f := range t.fields {
				fs = append(fs, f.name+": "+g.expr(f.t, d-1))
			}
		}
		return t.text + "{" + strings.Join(fs, ", ") + "}"
	case 'A':
		return fmt.Sprintf("%s{%s, %s}", t.text, g.expr(t.elem, d-1), g.expr(t.elem, d-1))
	case 'L':
		switch g.r.IntN(4) {
		case 0:
			if v := g.varOf(t); v != "" {
				return fmt.Sprintf("append(%s[:len(%s):len(%s)], %s)", v, v, v, g.expr(t.elem, d-1))
			}
		case 1:
			return fmt.Sprintf("%smp([]int{%s, %s}, func(i int) %s { _ = i; return %s })", g.pre, g.leaf(g.intT), g.leaf(g.intT), t.elem.text, g.leaf(t.elem))
		}
		return fmt.Sprintf("%s{%s, %s}", t.text, g.expr(t.elem, d-1), g.expr(t.elem, d-1))
	case 'P':
		return fmt.Sprintf("&%s", g.leafLit(t.elem))
	case 'I':
		s := g.one(g.shapes)
		if s.kind == 'S' && g.chance(30) {
			return "&" + g.leafLit(s)
		}
		return g.expr(s, d-1)
	case 'a':
		return g.expr(g.one(g.values), d-1)
	case 'F':
		return fmt.Sprintf("func(x int) int { return x %s %s }", []string{"+", "-", "*", "^", "&"}[g.r.IntN(5)], g.expr(g.intT, d-1))
	}
	return g.leafLit(t)
}

// wrap is a string variable or literal that can be sliced.
func (g *generator) wrap(t *gtype) string {
	if v := g.varOf(t); v != "" {
		return v
	}
	return g.pre + "k(" + t.text + "(\"ab\"))"
}

func (g *generator) integer(t *gtype, d int) string {
	a := g.expr(t, d-1)
	switch g.r.IntN(16) {
	case 0:
		return fmt.Sprintf("(%s / (%s | 1))", a, g.expr(t, d-1))
	case 1:
		return fmt.Sprintf("(%s %% (%s | 1))", a, g.expr(t, d-1))
	case 2:
		return fmt.Sprintf("(%s << (%s & 7))", g.pre+"k("+a+")", fmt.Sprintf("uint(%s)", g.expr(g.intT, d-1)))
	case 3:
		return fmt.Sprintf("(%s >> (%s & 3))", g.pre+"k("+a+")", fmt.Sprintf("uint8(%sk(%s))", g.pre, g.expr(g.intT, d-1)))
	case 4:
		return fmt.Sprintf("%s(%sk(%s))", t.text, g.pre, g.expr(g.one(g.basic[:10]), d-1))
	case 5:
		return fmt.Sprintf("%s(len(%s))", t.text, g.expr(g.strT, d-1))
	case 6:
		return fmt.Sprintf("-%sk(%s)", g.pre, a)
	case 7:
		return fmt.Sprintf("^%sk(%s)", g.pre, a)
	case 8:
		return fmt.Sprintf("min(%s, %s)", a, g.expr(t, d-1))
	case 9:
		return fmt.Sprintf("%ssum(%s, %s)", g.pre, a, g.expr(t, d-1))
	case 10:
		s := g.one(g.shapes)
		return fmt.Sprintf("%s(%sk(%s.Sum()))", t.text, g.pre, g.callable(s, d-1))
	case 11:
		return fmt.Sprintf("func() %s { if %s { return %s }; return %s }()", t.text, g.expr(g.boolT, d-1), a, g.leaf(t))
	}
	op := []string{"+", "-", "*", "&", "|", "^", "&^"}[g.r.IntN(7)]
	return fmt.Sprintf("(%sk(%s) %s %s)", g.pre, a, op, g.expr(t, d-1))
}

// callable is an operand that a method can be called on.
func (g *generator) callable(t *gtype, d int) string { return fmt.Sprintf("(%s)", g.expr(t, d)) }

func (g *generator) boolean(d int) string {
	t := g.one(g.basic)
	switch g.r.IntN(9) {
	case 0:
		return "!" + g.expr(g.boolT, d-1)
	case 1:
		return fmt.Sprintf("(%s && %s)", g.expr(g.boolT, d-1), g.expr(g.boolT, d-1))
	case 2:
		return fmt.Sprintf("(%s || %s)", g.expr(g.boolT, d-1), g.expr(g.boolT, d-1))
	case 3:
		t = g.one(g.values)
		return fmt.Sprintf("(%sk(%s) == %s)", g.pre, g.expr(t, d-1), g.paren(t, d-1))
	case 4:
		a, b := g.one(g.values), g.one(g.values)
		return fmt.Sprintf("(any(%s) == any(%s))", g.expr(a, d-1), g.expr(b, d-1))
	case 5:
		return fmt.Sprintf("func() bool { _, ok := any(%s).(%s); return ok }()", g.expr(g.one(g.values), d-1), g.one(g.values).text)
	}
	if t.kind == 'b' {
		return fmt.Sprintf("(%s != %s)", g.expr(t, d-1), g.expr(t, d-1))
	}
	return fmt.Sprintf("(%sk(%s) %s %s)", g.pre, g.expr(t, d-1), []string{"<", "<=", ">", ">=", "==", "!="}[g.r.IntN(6)], g.expr(t, d-1))
}

// paren keeps a composite literal from being read as a block.
func (g *generator) paren(t *gtype, d int) string { return "(" + g.expr(t, d) + ")" }

// part is an element, field or result of a variable in scope.
func (g *generator) part(t *gtype) string {
	for _, i := range g.r.Perm(len(g.scope)) {
		v := g.scope[i]
		switch v.t.kind {
		case 'S', 'P':
			s := v.t
			if s.kind == 'P' {
				s = s.elem
			}
			for _, f := range s.fields {
				if f.t.text == t.text {
					return v.name + "." + f.name
				}
			}
			if s.embeds != nil {
				for _, f := range s.embeds.fields {
					if f.t.text == t.text {
						return v.name + "." + f.name
					}
				}
			}
		case 'A':
			if v.t.elem.text == t.text {
				return fmt.Sprintf("%s[%d]", v.name, g.r.IntN(3))
			}
		case 'M':
			if v.t.elem.text == t.text {
				return fmt.Sprintf("%s[%s]", v.name, g.leaf(v.t.key))
			}
		case 'L':
			if v.t.elem.text == t.text && t.kind != 'F' {
				return fmt.Sprintf("func() (z %s) { for _, z = range %s {}; return }()", t.text, v.name)
			}
		case 'F':
			if t == g.intT {
				return fmt.Sprintf("%s(%s)", v.name, g.leaf(g.intT))
			}
		case 'I':
			if t == g.intT {
				return fmt.Sprintf("%s.Sum()", v.name)
			}
		case 'a':
			if t.kind != 'F' && t.kind != 'a' && t.kind != 'I' {
				return fmt.Sprintf("func() %[2]s { if x, ok := %[1]s.(%[2]s); ok { return x }; return %[3]s }()", v.name, t.text, g.leaf(t))
			}
		}
	}
	return ""
}
