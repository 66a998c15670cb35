package eval

// A slow and obviously right model of redefinition, and random chunks of source that it foretells.

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// model is what a session knows: each name's present meaning. Functions, methods and types mean by a name what it means when
// they are used; a type that was replaced means for ever what it meant then.
type model struct {
	consts  map[string]int
	ints    map[string]int     // variables of type int
	structs map[string]mStruct // variables of a type of the source's
	funcs   map[string]mBody
	types   map[string]*mType
	waiting []mWaiting
	arrays  map[string]int // array types by length
	arrVars map[string]int
}

// mType is one version of a struct type. All have the field A.
type mType struct {
	name    string
	ver     int
	fields  []string
	inner   *mType // the type of field P, nil if it has none
	methods map[string]mBody
	was     *mFrozen // what its methods went on meaning when it was replaced; nil for the present version
}

type mFrozen struct {
	consts map[string]int
	types  map[string]*mType
}

type mStruct struct {
	t *mType
	a int
}

// mWaiting are functions of one chunk whose bodies use functions that there are not.
type mWaiting struct{ funcs map[string]mBody }

// mBody is `if n <= 0 { return lit }; return lit + terms...`.
type mBody struct {
	lit   int
	terms []mTerm
}

type mTerm struct{ kind, name, method string }

func (t mTerm) text() string {
	switch t.kind {
	case "const", "int":
		return t.name
	case "func":
		return t.name + "(n-1)"
	case "method":
		return t.name + "{A: n}." + t.method + "(n-1)"
	case "field":
		return t.name + ".A"
	case "generic":
		return "twice[int](" + t.name + ")"
	case "own":
		return "t.A"
	}
	panic(t.kind)
}

func (b mBody) text() string {
	ts := []string{fmt.Sprint(b.lit)}
	for _, t := range b.terms {
		ts = append(ts, t.text())
	}
	return fmt.Sprintf("(n int) int { if n <= 0 { return %d }; return %s }", b.lit, strings.Join(ts, " + "))
}

func newModel() *model {
	return &model{consts: map[string]int{}, ints: map[string]int{}, structs: map[string]mStruct{}, funcs: map[string]mBody{}, types: map[string]*mType{},
		arrays: map[string]int{}, arrVars: map[string]int{}}
}

// body evaluates a function's or, with a self, a method's body.
func (m *model) body(b mBody, n int, self *mStruct) int {
	if n <= 0 {
		return b.lit
	}
	consts, types := m.consts, m.types
	if self != nil && self.t.was != nil {
		consts, types = self.t.was.consts, self.t.was.types
	}
	sum := b.lit
	for _, t := range b.terms {
		switch t.kind {
		case "const":
			sum += consts[t.name]
		case "int":
			sum += m.ints[t.name]
		case "func":
			sum += m.body(m.funcs[t.name], n-1, nil)
		case "method":
			x := mStruct{types[t.name], n}
			sum += m.body(x.t.methods[t.method], n-1, &x)
		case "field":
			sum += m.structs[t.name].a
		case "generic":
			sum += 2 * m.ints[t.name]
		case "own":
			sum += self.a
		}
	}
	return sum
}

// replaced says that a type means something else from now on, and so do those that use it.
func (m *model) replaced(old *mType) {
	if old == nil || old.was != nil {
		return
	}
	old.was = &mFrozen{maps.Clone(m.consts), maps.Clone(m.types)}
}

// session makes chunks and foretells what they do.
type session struct {
	*model
	r        *rand.Rand
	versions map[string]int
}

var (
	constNames  = []string{"c0", "c1"}
	intNames    = []string{"v0", "v1"}
	structNames = []string{"w0", "w1", "w2"}
	funcNames   = []string{"f0", "f1", "f2"}
	typeNames   = []string{"T0", "T1"}
	methodNames = []string{"M", "N"}
)

func pick[T any](r *rand.Rand, s []T) T { return s[r.IntN(len(s))] }

// someBody makes a body of what there is, and rarely of functions that there are not. rank orders methods, so that they do not call
// each other for ever: all that calls passes n-1 on.
func (s *session) someBody(method bool) mBody {
	b := mBody{lit: s.r.IntN(10)}
	for range s.r.IntN(4) {
		switch s.r.IntN(7) {
		case 0:
			if n := pick(s.r, constNames); has(s.consts, n) {
				b.terms = append(b.terms, mTerm{kind: "const", name: n})
			}
		case 1:
			if n := pick(s.r, intNames); has(s.ints, n) {
				b.terms = append(b.terms, mTerm{kind: "int", name: n})
			}
		case 2, 3:
			n := pick(s.r, funcNames)
			if has(s.funcs, n) || !method && s.r.IntN(3) == 0 {
				b.terms = append(b.terms, mTerm{kind: "func", name: n})
			}
		case 4:
			if n := pick(s.r, typeNames); has(s.types, n) {
				b.terms = append(b.terms, mTerm{kind: "method", name: n, method: "M"})
			}
		case 5:
			if n := pick(s.r, structNames); has(s.structs, n) && !method {
				b.terms = append(b.terms, mTerm{kind: "field", name: n})
			}
		case 6:
			if n := pick(s.r, intNames); has(s.ints, n) {
				b.terms = append(b.terms, mTerm{kind: "generic", name: n})
			}
		}
	}
	if method {
		b.terms = append(b.terms, mTerm{kind: "own"})
	}
	return b
}

func has[V any](m map[string]V, k string) bool { _, ok := m[k]; return ok }

// step is one chunk: its source, and what must come of it: a value, or "!" and a part of the failure.
type step struct{ source, want string }

func (s *session) step() step {
	switch s.r.IntN(12) {
	case 0:
		return s.declareConst()
	case 1, 2:
		return s.declareInt()
	case 3, 4, 5:
		return s.declareFuncs()
	case 6, 7:
		return s.declareType()
	case 8:
		return s.declareMethod()
	case 9:
		return s.declareStruct()
	case 10:
		return s.declareArray()
	default:
		return s.evaluate()
	}
}

func (s *session) declareConst() step {
	n, v := pick(s.r, constNames), 1+s.r.IntN(9)
	src := fmt.Sprintf("const %s = %d", n, v)
	s.consts[n] = v
	if n == "c0" {
		for a := range s.arrays {
			s.arrays[a] = v
		}
	}
	return step{src, ""}
}

func (s *session) declareInt() step {
	n := pick(s.r, intNames)
	if has(s.ints, n) && s.r.IntN(3) == 0 {
		s.ints[n] += 3
		return step{n + " += 3", ""}
	}
	v := s.r.IntN(10)
	src := fmt.Sprintf("%s := %d", n, v)
	if f := pick(s.r, funcNames); has(s.funcs, f) {
		src += " + " + f + "(2)"
		v += s.body(s.funcs[f], 2, nil)
	}
	s.ints[n] = v
	return step{src, ""}
}

func (s *session) declareFuncs() step {
	fs := map[string]mBody{}
	for range 1 + s.r.IntN(2) {
		fs[pick(s.r, funcNames)] = s.someBody(false)
	}
	src := ""
	for _, n := range slices.Sorted(maps.Keys(fs)) {
		src += "func " + n + fs[n].text() + "\n"
	}
	s.takeFuncs(fs)
	return step{src, ""}
}

// takeFuncs makes functions known, or lets them wait.
func (s *session) takeFuncs(fs map[string]mBody) {
	for i := range s.waiting {
		for n := range fs {
			delete(s.waiting[i].funcs, n)
		}
	}
	known := func(fs map[string]mBody) bool {
		for _, b := range fs {
			for _, t := range b.terms {
				if t.kind == "func" && !has(s.funcs, t.name) && !has(fs, t.name) {
					return false
				}
			}
		}
		return true
	}
	for again := true; again; {
		again = false
		for i, w := range s.waiting {
			all := maps.Clone(fs)
			maps.Copy(all, w.funcs)
			// what waits comes along when the chunk has what it waits for, whether the chunk itself must wait or not
			if ready := func() bool {
				for _, b := range w.funcs {
					for _, t := range b.terms {
						if t.kind == "func" && !has(s.funcs, t.name) && !has(all, t.name) {
							return false
						}
					}
				}
				return true
			}(); ready {
				fs = all
				s.waiting = slices.Delete(s.waiting, i, i+1)
				again = true
				break
			}
		}
	}
	if !known(fs) {
		s.waiting = append(s.waiting, mWaiting{fs})
		return
	}
	maps.Copy(s.funcs, fs)
}

func (s *session) typeText(t *mType) string {
	src := "type " + t.name + " struct { A int"
	if t.inner != nil {
		src += "; P " + t.inner.name
	}
	for _, f := range t.fields {
		src += "; " + f + " int"
	}
	return src + " }"
}

func (s *session) declareType() step {
	n := pick(s.r, typeNames)
	t := &mType{name: n, methods: map[string]mBody{}}
	for _, f := range []string{"B", "C"} {
		if s.r.IntN(2) == 0 {
			t.fields = append(t.fields, f)
		}
	}
	if n == "T1" && has(s.types, "T0") && s.r.IntN(2) == 0 {
		t.inner = s.types["T0"]
	}
	body := s.someBody(true)
	old := s.types[n]
	src := s.typeText(t) + "\nfunc (t " + n + ") M" + body.text()
	if old != nil && s.typeText(old) == s.typeText(t) { // it is the same type; only the method is new
		old.methods["M"] = body
		return step{src, ""}
	}
	s.replace(old)
	s.setType(t)
	t.methods["M"] = body
	if n == "T0" {
		s.follow(old, t)
	}
	return step{src, ""}
}

func (s *session) replace(old *mType) {
	if old == nil {
		return
	}
	if d := s.types["T1"]; d != nil && d != old && d.inner == old {
		s.model.replaced(d)
	}
	s.model.replaced(old)
}

func (s *session) setType(t *mType) {
	s.versions[t.name]++
	t.ver = s.versions[t.name]
	s.types[t.name] = t
}

// follow makes a new version of T1 if it is made of a T0 that has changed.
func (s *session) follow(old, now *mType) {
	d := s.types["T1"]
	if d == nil || old == nil || d.inner != old {
		return
	}
	s.setType(&mType{name: d.name, fields: d.fields, inner: now, methods: maps.Clone(d.methods)})
}

func (s *session) declareMethod() step {
	n, m := pick(s.r, typeNames), pick(s.r, methodNames)
	if !has(s.types, n) {
		return s.evaluate()
	}
	b := s.someBody(true)
	s.types[n].methods[m] = b
	return step{"func (t " + n + ") " + m + b.text(), ""}
}

func (s *session) declareStruct() step {
	n, tn := pick(s.r, structNames), pick(s.r, typeNames)
	if !has(s.types, tn) {
		return s.evaluate()
	}
	v := s.r.IntN(10)
	s.structs[n] = mStruct{s.types[tn], v}
	return step{fmt.Sprintf("%s := %s{A: %d}", n, tn, v), ""}
}

func (s *session) declareArray() step {
	if !has(s.consts, "c0") {
		return s.evaluate()
	}
	if !has(s.arrays, "R") || s.r.IntN(2) == 0 {
		s.arrays["R"] = s.consts["c0"]
		return step{"type R [c0]int", ""}
	}
	s.arrVars["r0"] = s.arrays["R"]
	return step{"var r0 R", ""}
}

func (s *session) evaluate() step {
	switch s.r.IntN(7) {
	case 0:
		if n := pick(s.r, constNames); has(s.consts, n) {
			return step{n, fmt.Sprint(s.consts[n])}
		}
	case 1:
		if n := pick(s.r, intNames); has(s.ints, n) {
			return step{n, fmt.Sprint(s.ints[n])}
		}
	case 2, 3:
		n := pick(s.r, funcNames)
		if has(s.funcs, n) {
			return step{n + "(3)", fmt.Sprint(s.body(s.funcs[n], 3, nil))}
		}
		return step{n + "(3)", "!undefined: " + n}
	case 4, 5:
		if n := pick(s.r, structNames); has(s.structs, n) {
			x := s.structs[n]
			if s.r.IntN(3) == 0 {
				return step{n, s.print(x.t, x.a)}
			}
			m := pick(s.r, methodNames)
			if b, ok := x.t.methods[m]; ok {
				return step{n + "." + m + "(2)", fmt.Sprint(s.body(b, 2, &x))}
			}
			return step{n + "." + m + "(2)", "!has no field or method " + m}
		}
	case 6:
		if has(s.arrVars, "r0") {
			return step{"len(r0)*100 + len(R{})", fmt.Sprint(s.arrVars["r0"]*100 + s.arrays["R"])}
		}
	}
	return step{"1 + 1", "2"}
}

// print is how a value of t prints whose A is a and whose other fields are zero.
func (s *session) print(t *mType, a int) string {
	mark := ""
	if s.types[t.name] != t {
		mark = fmt.Sprintf("@%d", t.ver)
	}
	text := fmt.Sprintf("%s%s{A: %d", t.name, mark, a)
	if t.inner != nil {
		text += ", P: " + s.print(t.inner, 0)
	}
	for _, f := range t.fields {
		text += ", " + f + ": 0"
	}
	return text + "}"
}
