package scripts_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"parley/scripts"
)

func TestEverywhere(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a, b := all[0], all[1]
	see(t, a, "20", "@all func ten(n int) int { return 10 * n }", "@c ten(2)")
	see(t, b, "21", "Everywhere(func twice(n int) int { return 2 * n }\ntype Point struct { X, Y int }\nfunc (p Point) Sum() int { return p.X + p.Y })", "@c twice(7) + Point{3, 4}.Sum()")
	see(t, a, "5", "half := 5", "Everywhere(var start = $half)", "@b start")
	see(t, a, "[1 2]", "list := []int{1, 2}", "@all var list = $list", "@c list")
	see(t, a, "8", "// third divides.\nfunc third(n int) int { return n / 3 }", "type Celsius float64", "func (c Celsius) Up() Celsius { return c + 1 }", "Everywhere(third, Celsius)", "@b third(int(Celsius(23.5).Up()))")
	see(t, a, "", "src := `func made() int { return 7 }`", "Everywhere(src)")
	see(t, a, "7", `Everywhere("third")`, "@c made()")
	if got := told(t, all[2], scripts.CommandSource, "third"); got != "// third divides.\nfunc third(n int) int { return n / 3 }" {
		t.Errorf("c has %s", got)
	}
	// A variable takes its value along, whatever it began with, and so does a type's.
	see(t, a, "8 8 8", "limit := 7", "limit++", `Everywhere("limit")`, "@all limit")
	see(t, a, strings.TrimSpace(strings.Repeat(`Pair{S: "x", N: 3} `, 3)), "type Pair struct { S string; N int }", "pair := Pair{`x`, 3}", "Everywhere(Pair, pair)", "@all pair")
	see(t, a, "[2 1] [2 1] [2 1]", "const start2 = 2", "order := []int{start2, 1}", "Everywhere(order, start2)", "@all []int{order[0], order[1]}")
	see(t, a, "9 9 9", "motto := `dum spiro` + ` spero`", `Everywhere("motto")`, "@all len(motto) - 6")
	see(t, a, "failed: Unquote(talks): a chan int cannot travel between nodes; receive from it where it is, and send what comes out", "talks := make(chan int)", "Everywhere(talks)")
	for line, want := range map[string]string{
		"@all func bad() int { return `x` }": "1:30: cannot use `x`", "Everywhere(func bad() int { return `x` })": "1:36: cannot use `x`",
		`Everywhere("nothing")`: "nothing here is named nothing", `Everywhere("x := 1")`: "is not source that declares something", "Nowhere()": "Nowhere takes names",
		`Nowhere("bad")`: "the prelude has no bad", `Everywhere("var p, q = f()")`: "declare them one by one",
	} {
		if got := typed(t.Context(), a, scripts.Ask{}, nil, line)[0]; !strings.Contains(got, want) {
			t.Errorf("%s: %s", line, got)
		}
	}
	// What is declared here alone is not known elsewhere.
	see(t, a, "", "func mine() int { return 1 }", "count := 2", "fn := func() int { return 1 }")
	for line, want := range map[string]string{
		"@c mine()":      "undefined: mine (it is declared here; Everywhere(mine) declares it at all nodes)",
		"@b,c count + 1": "undefined: count (it is declared here; $count takes its value along)",
		"@b fn()":        "undefined: fn (it is declared here; declare it by func fn(..), and Everywhere(fn) declares it at all nodes)",
		"Everywhere(fn)": "declare it by func f(..) and Everywhere(f), and quote a call of it",
		"@majority 1":    "@quorum waits for a majority",
	} {
		if got := typed(t.Context(), a, scripts.Ask{}, nil, line)[0]; !strings.Contains(got, want) {
			t.Errorf("%s: %s", line, got)
		}
	}
	// What is no declaration alone is evaluated at all as ever.
	see(t, a, "3 3 3", "@all func f() int { return 3 }; f()")
	l := scripts.NewSession(a).Line(t.Context(), "@all var q, r = strconv.Atoi(`5`)", scripts.Ask{}, nil)
	if len(l.Notices) != 1 || !strings.HasPrefix(l.Notices[0], "not kept for nodes that come later: q and r have their values from one call") {
		t.Errorf("notices: %q", l.Notices)
	}
	see(t, a, "5 5 5", "@all q")
	table := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`).ReplaceAllString(told(t, b, scripts.CommandPrelude, ""), "<when>             ")
	want := `name        version  defined              at  by  source
Celsius     1        <when>               a   a   type Celsius float64
Celsius.Up  1        <when>               a   a   func (c Celsius) Up() Celsius { return c + 1 }
Pair        1        <when>               a   a   type Pair struct { S string; N int }
Point       1        <when>               b   b   type Point struct { X, Y int }
Point.Sum   1        <when>               b   b   func (p Point) Sum() int { return p.X + p.Y }
limit       1        <when>               a   a   var limit = 8
list        1        <when>               a   a   var list = [1 2]
made        1        <when>               a   a   func made() int { return 7 }
motto       1        <when>               a   a   var motto = "dum spiro spero"
order       1        <when>               a   a   var order = [2 1]
pair        1        <when>               a   a   var pair = Pair{S: "x", N: 3}
start       1        <when>               a   a   var start = 5
start2      1        <when>               a   a   const start2 = 2
ten         1        <when>               a   a   func ten(n int) int { return 10 * n }
third       2        <when>               a   a   func third(n int) int { return n / 3 }
twice       1        <when>               b   b   func twice(n int) int { return 2 * n }`
	if table != want {
		t.Errorf("the prelude is\n%s\nwant\n%s", table, want)
	}
	if got := told(t, b, scripts.CommandMissing, ""); got != "nothing is missing: 16 names, at 3 nodes" {
		t.Errorf("missing: %s", got)
	}
	see(t, b, "", `Nowhere("Point", "Point.Sum", "Celsius", "made", "made", "list", "start", "third", "twice")`)
	see(t, b, "", "@c func ten(n int) int { return 0 }")
	if got := told(t, a, scripts.CommandMissing, ""); got != "node  lacks  version  has  why\nc     ten    1             it was declared anew there, for that node alone" {
		t.Errorf("missing: %s", got)
	}
}

func TestEverywhereOpen(t *testing.T) {
	for text, want := range map[string][2]bool{
		"Everywhere(func f() int {":                      {true, true},
		"Everywhere(func f() int {\n\treturn 1\n})":      {true, false},
		"Everywhere(type T struct { A int }":             {true, true},
		"Everywhere(var s = `a ) }":                      {true, true},
		"Everywhere(var s = `a ) }\n` )":                 {true, false},
		"Everywhere(// f is one.\nfunc f() { // ) }\n})": {true, false},
		"Everywhere(half)":                               {}, "Everywhere(func() int { return 1 })": {}, `Everywhere("f"`: {}, "f(func g() {": {}, "": {},
	} {
		if declares, open := scripts.EverywhereOpen(text); [2]bool{declares, open} != want {
			t.Errorf("%q: declares %v, open %v", text, declares, open)
		}
	}
}

func TestManyAreMissing(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	var lines []string
	for i := range 25 {
		lines = append(lines, fmt.Sprintf("func f%02d() int { return 1 }", i))
	}
	see(t, a, "", "Everywhere(`"+strings.Join(lines, "; ")+"`)", strings.ReplaceAll(strings.Join(lines, "; "), "return 1", "return 2"))
	got := strings.Split(told(t, a, scripts.CommandMissing, ""), "\n")
	if len(got) != 22 || !strings.HasPrefix(got[20], "a     f19 ") || got[21] != "a     and 5 more" {
		t.Errorf("%d lines:\n%s", len(got), strings.Join(got, "\n"))
	}
}
