package main

import (
	"strings"
	"testing"
)

// What was defined at all nodes is there again, whoever was killed meanwhile, and says of itself where it lacks.
func TestDefinitionsAndProcessesThatAreKilled(t *testing.T) {
	p := newProgram(t)
	b, c := p.node("b"), p.node("c")
	p.ok("", "eval", "--at", "all", "func f() int { return 1 }")
	if got := p.ok("f()\n", "attach", "c"); got != "1\n" {
		t.Errorf("f() at c is %q", got)
	}
	c.kill()
	p.wait("b misses c", func() bool { return strings.Contains(p.ok(":nodes\n", "attach", "b"), "down") })
	_, errs, code := p.run("", "eval", "--at", "all", "func f() int { return 2 }")
	if code != 3 || !strings.Contains(errs, "it gets f when it can be reached") {
		t.Errorf("defined while c is away: %d, %s", code, errs)
	}
	if got := p.ok(":missing\n", "attach", "--look", "b"); !strings.Contains(got, "c     f      2        1    not reached: ") {
		t.Errorf("missing:\n%s", got)
	}
	c = p.node("c")
	if got := p.ok("f()\n", "attach", "c"); got != "2\n" {
		t.Errorf("f() at c is %q when it is back", got)
	}
	if got := p.ok(":missing\n", "attach", "--look", "c"); got != "nothing is missing: 1 name, at 2 nodes\n" {
		t.Errorf("missing: %s", got)
	}
	b.kill()
	c.kill()
	p.node("c")
	p.node("d")
	if got := p.ok("f()\n", "attach", "d"); got != "2\n" {
		t.Errorf("f() at a new node, when only c has come back, is %q", got)
	}
	if _, errs, code := p.run("@all func g() int { return 1 }\n", "attach", "--look", "c"); code == 0 || !strings.Contains(errs, "this prompt may only look") {
		t.Errorf("who may look defines: %d, %s", code, errs)
	}
}
