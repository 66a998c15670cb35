package eval

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// faulty gives operations that panic, as the source of functions and as what Go itself makes of them.
func faulty() []struct {
	source string
	native func()
} {
	type T struct {
		X int
		p *T
	}
	var (
		n     = 5
		zero  int
		a     = []int{1, 2, 3}
		arr   [4]int
		s     = "abc"
		m     map[string]int
		p     *T
		e     any = 3
		nilE  any
		str   fmt.Stringer
		err   error
		c     chan int
		f     func()
		keyed = map[any]int{}
		grid  = [][]int{{1}}
	)
	_, _ = n, zero
	return []struct {
		source string
		native func()
	}{
		{"_ = a[n]", func() { _ = a[n] }},
		{"_ = a[n-6]", func() { _ = a[n-6] }},
		{"a[n] = 1", func() { a[n] = 1 }},
		{"a[n+1]++", func() { a[n+1]++ }},
		{"_ = arr[n]", func() { _ = arr[n] }},
		{"_ = s[n]", func() { _ = s[n] }},
		{"_ = grid[0][n]", func() { _ = grid[0][n] }},
		{"_ = a[n:]", func() { _ = a[n:] }},
		{"_ = a[:n]", func() { _ = a[:n] }},
		{"_ = a[1:n]", func() { _ = a[1:n] }},
		{"_ = a[n-3:n-4]", func() { _ = a[n-3 : n-4] }},
		{"_ = a[n-6:]", func() { _ = a[n-6:] }},
		{"_ = s[:n]", func() { _ = s[:n] }},
		{"_ = s[n:]", func() { _ = s[n:] }},
		{"_ = n / zero", func() { _ = n / zero }},
		{"n %= zero", func() { n %= zero }},
		{"_ = p.X", func() { _ = p.X }},
		{"p.X = 3", func() { p.X = 3 }},
		{"_ = p.p.X", func() { _ = p.p.X }},
		{"_ = *p", func() { _ = *p }},
		{"f()", func() { f() }},
		{"_ = str.String()", func() { _ = str.String() }},
		{"_ = err.Error()", func() { _ = err.Error() }},
		{`m["a"] = 1`, func() { m["a"] = 1 }},
		{"_ = e.(string)", func() { _ = e.(string) }},
		{"_ = nilE.(string)", func() { _ = nilE.(string) }},
		{"_ = e.(fmt.Stringer)", func() { _ = e.(fmt.Stringer) }},
		{"_ = make([]int, zero-1)", func() { _ = make([]int, zero-1) }},
		{"close(c)", func() { close(c) }},
		{"c = make(chan int); close(c); close(c)", func() { c = make(chan int); close(c); close(c) }},
		{"c = make(chan int); close(c); c <- 1", func() { c = make(chan int); close(c); c <- 1 }},
		{"_ = 1 << (zero - 1)", func() { _ = 1 << (zero - 1) }},
		{"n >>= (zero - 1)", func() { n >>= (zero - 1) }},
		{"keyed[a] = 1", func() { keyed[a] = 1 }},
		{"_ = any(a) == any(a)", func() { _ = any(a) == any(a) }},
		{"_ = [4]int(a)", func() { _ = [4]int(a) }},
		{"_ = (*[4]int)(a)", func() { _ = (*[4]int)(a) }},
	}
}

const faultyVars = `var n, zero = 5, 0; var a = []int{1, 2, 3}; var arr [4]int; var s = "abc"; var m map[string]int; var p *T; var e any = 3; var nilE any
	var str fmt.Stringer; var err error; var c chan int; var f func(); var keyed = map[any]int{}; var grid = [][]int{{1}}
	_, _, _, _, _, _, _, _, _, _, _, _, _, _, _ = n, zero, a, arr, s, m, p, e, nilE, str, err, c, f, keyed, grid
`

// A panic of the runtime's has the runtime's text, is a runtime.Error when recovered, and names its line.
func TestRuntimePanics(t *testing.T) {
	im := newImage(t, Config{})
	run(t, im, "type T struct { X int; p *T }")
	for i, x := range faulty() {
		want := func() (text string) {
			defer func() { text = recover().(runtime.Error).Error() }()
			x.native()
			return ""
		}()
		name := fmt.Sprintf("f%d", i)
		r := im.Eval(t.Context(), Request{Source: "func " + name + "() {\n\t" + faultyVars + "\t" + x.source + "\n}\n" + name + "()"})
		if r.Failure == nil || r.Failure.Text != want {
			t.Errorf("%s: got %v, want %s", x.source, r.Failure, want)
			continue
		}
		if got := "\n" + r.Failure.Stack; !strings.HasPrefix(got, "\n"+name+"\n\t5:") || strings.Contains(got, " to ") {
			t.Errorf("%s: stack %s", x.source, r.Failure.Stack)
		}
		r, v, _ := run(t, im, "func() (s string) { defer func() { s = recover().(runtime.Error).Error() }(); "+name+"(); return }()")
		if v != want {
			t.Errorf("%s: recovered %q, %v", x.source, v, r.Failure)
		}
	}
}

// Each stack names the lines that Go's would, or says between which they are.
func TestStacks(t *testing.T) {
	for _, tc := range []struct{ source, want string }{
		{"func inner(a []int, i int) int {\n\tx := a[0]\n\treturn x +\n\t\ta[i]\n}\nfunc middle(n int) (r int) {\n\tif n > 3 {\n\t\tr = inner([]int{1, 2}, n)\n\t}\n\treturn r\n}\nfunc outer() int {\n\ty := middle(1)\n\treturn y + middle(5)\n}\nouter()",
			"inner 4:3, middle 8:7, outer 13:7 or 14:13, input 16:1"},
		{"func d() { panic(1) }\nfunc F() { defer d() }\nfunc E() {\n\tif false { d() }\n\tF()\n}\nE()", "d 1:12, F 2:12, E 5:2, input 7:1"},
		{"func each(xs []int, f func(int)) { for _, x := range xs { f(x) } }\nfunc use() {\n\teach([]int{1}, func(x int) {\n\t\tprintln(10 / (x - 1))\n\t})\n}\nuse()", "use.func 4:11, each 1:59, use 3:2, input 7:1"},
		{"func srt(a []int, k int) {\n\tsort.Slice(a, func(i, j int) bool {\n\t\treturn a[i] < a[j+k]\n\t})\n}\nsrt([]int{3, 2, 1}, 5)", "srt.func 3:17, srt 2:2, input 6:1"},
		{"func gen(y func(int) bool) { for i := range 5 { if !y(i) { return } } }\nfunc rf(a []int) (s int) {\n\tfor i := range gen {\n\t\ts += a[i]\n\t}\n\treturn\n}\nrf([]int{1, 2})", "rf.func 4:8, gen 1:53, rf 3:2, input 8:1"},
		{"type N struct { next *N; v int }\nfunc (n *N) last() int {\n\treturn n.next.v\n}\nfunc top() int { n := &N{}; return n.last() }\ntop()", "N.last 3:9, top 5:36, input 6:1"},
		{"func dA(a []int) {\n\tdefer func() { a[9] = 1 }()\n\tdefer fmt.Print()\n\t_ = a[0]\n}\ndA([]int{1})", "dA.func 2:17, dA 2:2 or 3:2, input 6:1"},
		{"func dB() { defer fmt.Print()\n\tdC(1)\n}\nfunc dC(x int) {\n\tdefer func() { fmt.Print() }()\n\tx /= x - 1\n}\ndB()", "dC 6:2, dB 2:2, input 8:1"},
		{"func ok(a []int, i int) bool { return i < len(a) && a[i] > 0 }\nfunc use() int {\n\tif ok(nil, 3) { return 1 }\n\treturn strings.Index(strings.Repeat(\"x\",\n\t\t-1), \"x\")\n}\nuse()", "use 4:9 or 4:23, input 7:1"},
		{"func G[T any](a []T, i int) T { return a[i] }\nfunc use() string {\n\treturn G([]string{\"a\"}, 3)\n}\nuse()", "G 1:40, use 3:9, input 5:1"},
	} {
		im := newImage(t, Config{})
		r := im.Eval(t.Context(), Request{Source: tc.source})
		if r.Failure == nil {
			t.Errorf("%s\ndoes not fail", tc.source)
			continue
		}
		got := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(r.Failure.Stack), "\n\t", " "), "\n", ", ")
		if got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.source, got, tc.want)
		}
	}
}

func TestVersionsInConversions(t *testing.T) {
	im := newImage(t, Config{})
	r, _, _ := run(t, im, "type T struct{ A int }; var x any = T{1}; type M interface{ M() }", "type T struct{ B string }", "x.(T)")
	if want := "interface conversion: interface {} is main.T@1, not main.T"; r.Failure == nil || r.Failure.Text != want {
		t.Errorf("got %v, want %s", r.Failure, want)
	}
}
