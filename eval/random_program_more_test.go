package eval

// This file writes what random programs have less often: local types, lists and trees, named types of all kinds with methods,
// elements of elements.

import (
	"fmt"
	"strings"
)

// scenario writes one of them.
func (g *generator) scenario(int) {
	t := g.one(g.values)
	s := strings.NewReplacer("{V}", g.fresh("v"), "{W}", g.fresh("w"), "{T}", t.text, "{p}", g.pre, "{n}", fmt.Sprint(1+g.r.IntN(30))).Replace(scenarios[g.r.IntN(len(scenarios))])
	for _, h := range []struct {
		hole string
		t    *gtype
	}{{"{i}", g.intT}, {"{j}", g.intT}, {"{s}", g.strT}, {"{b}", g.boolT}, {"{t}", t}, {"{u}", t}} {
		for strings.Contains(s, h.hole) {
			s = strings.Replace(s, h.hole, "("+g.expr(h.t, 2)+")", 1)
		}
	}
	g.line("{")
	for _, l := range strings.Split(s, "\n") {
		g.line("\t%s", l)
	}
	g.line("}")
}

// scenarios are pieces of program with holes: {i} {j} an integer, {s} a string, {b} a boolean, {n} a small constant, {V} {W} a fresh
// name, {T} a type with a value {t} and another {u}, {p} the prefix.
var scenarios = []string{
	"{V} := map[string]int{{s}: {i}}; {V}[{s}] += {j}; {V}[\"z\"]++; {V}[\"z\"] *= {i}; fmt.Println({V}, len({V}))",
	"{V} := [][]{T}{{{t}}, {{u}, {t}}}; {V}[1][0] = {t}; {V}[0], {V}[1] = {V}[1], {V}[0]; {V}[0] = append({V}[0][:1], {u}); fmt.Println({V}, len({V}[0]))",
	"{V} := []int{{i}, {j}, 3, 4}; {V}[0], {V}[3], {V}[1] = {V}[3], {V}[1], {V}[0]; {V}[2] <<= 2; {V}[1] %= 7; {V}[0]--; fmt.Println({V}, {V}[1:3:3], cap({V}[1:3:3]))",
	"type {V} struct { a int; b {T}; c []{T} }; {W} := {V}{{i}, {t}, []{T}{{u}}}; {W}.a += {j}; {W}.c[0] = {W}.b; {W}2 := {W}; {W}2.a = 1; {W}2.c = append({W}2.c, {t}); fmt.Println({W}.a, {W}.c, {W}2.a, {W}2.b, len({W}.c), len({W}2.c))",
	"type {V} struct { next *{V}; v int }; var {W} *{V}; for i := range 4 { {W} = &{V}{{W}, i * {i}} }; for n := {W}; n != nil; n = n.next { fmt.Println(n.v) }",
	"type {V} struct { l, r *{V}; v int }; var {W} func(*{V}, int) *{V}; {W} = func(t *{V}, v int) *{V} { if t == nil { return &{V}{v: v} }; if v < t.v { t.l = {W}(t.l, v) } else { t.r = {W}(t.r, v) }; return t }; var {W}r *{V}; for _, v := range []int{{i}, {j}, 5, 2, 9} { {W}r = {W}({W}r, v) }; var {W}w func(*{V}); {W}w = func(t *{V}) { if t != nil { {W}w(t.l); fmt.Println(t.v); {W}w(t.r) } }; {W}w({W}r)",
	"{V} := struct { x, y int; s string }{{i}, {j}, {s}}; {W} := {V}; {W}.x++; fmt.Println({V} == {W}, {V}, {W}.x - {V}.x)",
	"{V} := func() (int, string) { return {i}, {s} }; {W} := func(n int, s string) string { return fmt.Sprint(s, n) }; fmt.Println({W}({V}()))",
	"{V} := func(xs ...any) int { return len(xs) }; fmt.Println({V}(), {V}({i}, {s}), {V}([]any{1, 2, {s}}...), {V}(nil), {V}(nil, nil))",
	"{V} := {i}; {W} := &{V}; {W}2 := &{W}; **{W}2 += {j}; fmt.Println({V}, *{W} == **{W}2)",
	"{V} := 0; {W}: {V}++; if {V} < {n} { goto {W} }; fmt.Println({V})",
	"{V} := complex(float64({n}), 2); {V} *= 1i; fmt.Println({V}, real({V}), imag({V}), {V} == complex(-2, float64({n})))",
	"{V} := []byte({s}); {V} = append({V}, {s}...); fmt.Println(string({V}), len({V}), fmt.Sprintf(\"%q %x %v\", {V}, {V}, string({V}) == {s}))",
	"for _, r := range []rune({s}) { fmt.Printf(\"%c %d %U\\n\", r, r, r) }",
	"switch {V} := {i}; { case {V} > {j}: fmt.Println(\"more\"); case {V} == {j}, {V} < 0: fmt.Println(\"same\"); default: fmt.Println(\"less\") }",
	"{V} := make(map[[2]int]map[string]{T}); {V}[[2]int{1, 2}] = map[string]{T}{{s}: {t}}; {V}[[2]int{1, 2}][\"k\"] = {u}; fmt.Println({V}, {V}[[2]int{2, 1}] == nil, len({V}[[2]int{1, 2}]))",
	"{V} := func(n int) func() int { return func() int { n += {n}; return n } }; {W}, {W}2 := {V}({i}), {V}({j}); {W}(); fmt.Println({W}(), {W}2(), {W}())",
	"for {V}, {W} := 0, 10; {V} < {W}; {V}, {W} = {V}+3, {W}-1 { defer func() { _ = {V} }(); fmt.Println({V}, {W}) }",
	"var {V} []func() int; for i, x := range []int{{i}, {j}} { {V} = append({V}, func() int { i++; return i * x }) }; for _, f := range {V} { fmt.Println(f(), f()) }",
	"{V} := {p}Num({i}); {W} := {V}.Plus({j}).Plus(1); {V}.Inc(); fmt.Println(int({V}), int({W}), {V}.Less({W}))",
	"{V} := {p}List{{i}, {j}, 3}; {V}.Push({i}); fmt.Println({V}.Len(), {V}.Total(), {V}[1:].Total(), []int({V}))",
	"{V} := {p}Dict{{s}: {i}}; {V}.Add({s}, {j}); {V}.Add(\"q\", 1); fmt.Println({V}.Total(), len({V}))",
	"{V} := {p}Op(func(a, b int) int { return a*b - {n} }); fmt.Println({V}.Apply({i}, {j}), {V}.Twice()({i}, 2), {p}Op.Apply({V}, 1, 2))",
	"var {V} {p}Both = &{p}Rec{n: {i}, s: {s}}; {V}.Set({j}); {W} := {V}.Get; {V}.Set(7); fmt.Println({W}(), {V}.Name(), {V}.(*{p}Rec).n); if x, ok := {V}.({p}Getter); ok { fmt.Println(x.Get()) }",
	"{V} := {p}Outer{{p}Rec: {p}Rec{n: {i}}, tag: {s}}; {V}.Set({j}); {V}.n++; fmt.Println({V}.Get(), {V}.Name(), {V}.{p}Rec.n, {V}.tag); var {W} {p}Getter = &{V}; fmt.Println({W}.Get())",
	"{V} := {p}PtrOuter{&{p}Rec{n: {i}}, 1}; {W} := {V}; {W}.Set({j}); {W}.k++; fmt.Println({V}.Get(), {V}.n == {W}.n, {V}.k, {W}.k)",
	"fmt.Println({p}Fold([]int{{i}, {j}, 3}, {s}, func(a string, x int) string { return fmt.Sprint(a, x, \";\") }), {p}MaxOf({i}, {j}, 3), {p}MaxOf({s}, \"m\"))",
	"{V} := {p}Pair[string, {T}]{{s}, {t}}; {W} := {V}.Swap(); {V}.K = \"changed\"; fmt.Println({V}.K, {W}.K, {W}.V)",
	"{V} := {p}NewSet({i}, {j}, 1); {V}.Add(1); fmt.Println({V}.Has(1), {V}.Has(-99), len({V}))",
	"{V}, {W} := 0, 0; for x := range {p}count({n}) { if x == 4 { continue }; for y := range {p}count(3) { if y > x { break }; {V} += x*y; defer func() { _ = x + y }() }; {W}++ }; fmt.Println({V}, {W})",
	"{V} := func() (r []int) { defer func() { r = append(r, 9) }(); for i := range 3 { defer func() { r = append(r, i) }() }; return []int{{i}} }; fmt.Println({V}())",
	"{V} := func() (n int, err error) { defer func() { if e := recover(); e != nil { err = fmt.Errorf(\"caught %v\", e); n *= 2 } }(); n = {i}; if {b} { panic({s}) }; return n + 1, nil }; fmt.Println({V}())",
	"{V} := errors.New({s}); {W} := fmt.Errorf(\"w %w\", {V}); fmt.Println({W}, errors.Is({W}, {V}), errors.Unwrap({W}) == {V}, errors.Is({V}, {W}))",
	"{V} := [2][2]int{{{i}, 1}, {2, {j}}}; {W} := {V}; {W}[1][1]++; for i, row := range {V} { row[0] = 0; for j := range row { fmt.Print({V}[i][j] - {W}[i][j], \" \") } }; fmt.Println({V} == {W})",
	"{V} := []struct{ n int; f {T} }{{1, {t}}, {2, {u}}}; for i := range {V} { {V}[i].n += {n} }; for _, x := range {V} { x.n = 0 }; {W} := &{V}[0]; {W}.n *= 2; fmt.Println({V}[0].n, {V}[1].n, {W}.f)",
	"{V} := make(chan int, 4); for i := range 4 { {V} <- i * {n} }; close({V}); {W} := 0; for { x, ok := <-{V}; if !ok { break }; {W} += x }; fmt.Println({W})",
	"{V} := sort.SearchInts([]int{1, 5, 9}, {n}); {W} := []string{{s}, \"b\", \"a\"}; sort.Slice({W}, func(i, j int) bool { return {W}[i] < {W}[j] }); fmt.Println({V}, {W})",
	"var {V} sync.Once; {W} := 0; for range 3 { {V}.Do(func() { {W} += {n} }) }; fmt.Println({W})",
	"const {V} = {n} << 3; const {W} = {V} / 3.0; var {W}f float32 = {W}; fmt.Println({V}, {W}f, {V} % 5, uint8({V} & 255))",
	"{V} := {i}; {V} = func() int { {V} += 5; return {V} * 2 }(); fmt.Println({V})",
	"{V} := uint8({n}); {V} -= 100; {W} := int8({V}); fmt.Println({V}, {W}, {V}>>1, {W}>>1, ^{V}, -{W}, uint16({W}), int64({V})<<40)",
	"{V} := []int{1, 2, 3, 4, 5}; {W} := {V}[1:3]; {W} = append({W}, {i}); copy({V}, {V}[2:]); clear({W}[:1]); fmt.Println({V}, {W}, len({W}), cap({W}))",
	"{V} := map[int]bool{1: true, 2: false, 3: true}; for k, v := range {V} { if v { delete({V}, k) } }; _, {W} := {V}[1]; fmt.Println({V}, {W}, {V}[2])",
	"fmt.Printf(\"%5d|%-6s|%06.2f|%t|%x|%q|%v|%+d|%08b|%c|%e\\n\", {i}%1000, {s}, 3.14159, {b}, {n}, {s}, []int{{n}}, {n}, {n}, 'a'+{n}%26, float64({n}))",
	"{V} := func(f func(int) (int, bool)) (s int) { for i := range 5 { if x, ok := f(i); ok { s += x } else { break } }; return }; fmt.Println({V}(func(i int) (int, bool) { return i * {i}, i < {n} }))",
	"if {V}, {W} := {i}, {s}; {V} > 10 && len({W}) > 0 || {b} { fmt.Println({V}, {W}) } else if {V}2 := {V} * 2; {V}2 > 5 { fmt.Println({V}2) } else { fmt.Println({V}, {V}2, {W}) }",
	"{V} := [...]string{2: {s}, 0: \"first\"}; {W} := 0; for i, x := range {V} { {W} += i * len(x) }; fmt.Println(len({V}), {W}, {V}[0][1:3], {V}[0][1])",
	"type {V} int; const ( {V}A {V} = iota * 2; {V}B; {V}C ); {W} := {V}B; switch {W} { case {V}A: fmt.Println(\"A\"); case {V}B: fmt.Println(\"B\", int({W})); fallthrough; case {V}C: fmt.Println(\"C\") }",
	"{V} := func(n int) (r int) { for i := 0; ; i++ { switch { case i > n: return r; case i%2 == 0: continue; case i == 7: break }; r += i } }; fmt.Println({V}({n}))",
	"var {V} interface{ Sum() int }; fmt.Println({V} == nil); {V} = {p}Num({i}); {W}, {W}2 := {V}.({p}Num); fmt.Println({V} != nil, int({W}), {W}2, {V} == {p}Num({i}))",
}

// scenarioDecls are the types that the scenarios use.
const scenarioDecls = `type {p}Num int
func (n {p}Num) Plus(m int) {p}Num { return n + {p}Num(m) }
func (n *{p}Num) Inc() { *n++ }
func (n {p}Num) Less(m {p}Num) bool { return n < m }
func (n {p}Num) Sum() int { return int(n) }
type {p}List []int
func (l {p}List) Len() int { return len(l) }
func (l *{p}List) Push(x int) { *l = append(*l, x) }
func (l {p}List) Total() (t int) { for _, x := range l { t += x }; return }
type {p}Dict map[string]int
func (d {p}Dict) Add(k string, v int) { d[k] += v }
func (d {p}Dict) Total() (t int) { for _, x := range d { t += x }; return }
type {p}Op func(a, b int) int
func (o {p}Op) Apply(a, b int) int { return o(a, b) }
func (o {p}Op) Twice() {p}Op { return func(a, b int) int { return o(o(a, b), b) } }
type {p}Getter interface { Get() int }
type {p}Both interface { {p}Getter; Set(int); Name() string }
type {p}Rec struct { n int; s string }
func (r {p}Rec) Get() int { return r.n }
func (r *{p}Rec) Set(n int) { r.n = n }
func (r *{p}Rec) Name() string { return "rec " + r.s }
type {p}Outer struct { {p}Rec; tag string }
type {p}PtrOuter struct { *{p}Rec; k int }
func {p}Fold[T, A any](l []T, a A, f func(A, T) A) A { for _, x := range l { a = f(a, x) }; return a }
func {p}MaxOf[T int | string](x T, xs ...T) T { for _, y := range xs { if y > x { x = y } }; return x }
type {p}Pair[A, B any] struct { K A; V B }
func (p {p}Pair[A, B]) Swap() {p}Pair[B, A] { return {p}Pair[B, A]{p.V, p.K} }
type {p}Set[T comparable] map[T]struct{}
func {p}NewSet[T comparable](xs ...T) {p}Set[T] { s := {p}Set[T]{}; for _, x := range xs { s.Add(x) }; return s }
func (s {p}Set[T]) Add(x T) { s[x] = struct{}{} }
func (s {p}Set[T]) Has(x T) bool { _, ok := s[x]; return ok }
`
