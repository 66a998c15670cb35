package repl

import (
	"fmt"
	"strings"
	"testing"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

var stack = "main.inner\n\tf.go:3:9\nmain.f\n\tf.go:1:2\nmain.g\n\tf.go:7:1\nmain.h\n\tf.go:8:1\nmain.main\n\tf.go:9:1\n"

func panicked(text, pos, stack string) protocol.Outcome {
	return protocol.Outcome{Verdict: protocol.Failed, Failure: &protocol.Failure{Text: text, Pos: pos, Stack: stack}}
}

func wrong(text, pos string) protocol.Outcome {
	return protocol.Outcome{Verdict: protocol.Failed, Failure: &protocol.Failure{Kind: protocol.FailCompile, Text: text, Pos: pos}}
}

func parts(all ...any) (ps []scripts.Part) {
	for i := 0; i < len(all); i += 2 {
		ps = append(ps, scripts.Part{Node: protocol.NodeID(all[i].(string)), Outcome: all[i+1].(protocol.Outcome)})
	}
	return ps
}

func TestRender(t *testing.T) {
	lost := protocol.Lost(protocol.FailTimeout, "b did not answer within 1s and was told to stop; it may still be running there")
	two := protocol.Outcome{Values: []protocol.Value{{Type: "int", Text: "3"}, {Type: "string", Text: "three"}}}
	tall := protocol.Outcome{Values: []protocol.Value{{Type: "T", Text: "T{\n  X: 1,\n}"}, {Type: "int", Text: "7"}}}
	idle := protocol.Fail(protocol.FailCancelled, "not awaited: the others were enough")
	long := ok("string", strings.Repeat("long ", 12))
	cases := []struct {
		name  string
		line  scripts.Line
		in    input
		alter func(*renderer)
	}{
		{name: "a value", line: value("int", "3")},
		{name: "a statement", line: scripts.Line{Parts: parts("", protocol.Outcome{})}},
		{name: "nothing", line: scripts.Line{}},
		{name: "two values", line: scripts.Line{Parts: parts("", two)}},
		{name: "values of several lines", line: scripts.Line{Parts: parts("", tall)}},
		{name: "a value without text", line: value("chan int", "")},
		{name: "an empty string", line: value("string", "")},
		{name: "an empty string at a terminal", line: value("string", ""), alter: func(r *renderer) { r.terminal = true }},
		{name: "an empty string in an any, at a terminal", line: value("any", ""), alter: func(r *renderer) { r.terminal = true }},
		{name: "a failure here", line: failure("", panicked("boom", "", ""))},
		{name: "a failure there", line: failure("c", panicked("boom", "1:4", ""))},
		{name: "a stack, folded", line: failure("c", panicked("boom", "f.go:3:9", stack))},
		{name: "a stack in full", line: failure("c", panicked("boom", "f.go:3:10", stack)), alter: func(r *renderer) { r.full = true }},
		{name: "a stack of the position alone", line: failure("c", panicked("boom", "1:4", "input\n\t1:4\n")), alter: func(r *renderer) { r.full = true }},
		{name: "a position that an outer frame has", line: failure("", panicked("boom", "1:1", "f\n\t3:9\ninput\n\t1:1\n"))},
		{name: "a position that only ends alike", line: failure("c", panicked("boom", "1:4", "input\n\t11:4\n"))},
		{name: "no answer, in full", line: failure("b", lost), alter: func(r *renderer) { r.full = true }},
		{name: "a compile error in full", line: failure("b", wrong("undefined: y", "1:8")), in: input{"@b x + y", 1}, alter: func(r *renderer) { r.full = true }},
		{name: "values in full", line: scripts.Line{Parts: parts("", two)}, alter: func(r *renderer) { r.full = true; r.fold = 1 }},
		{name: "no error", line: value("error", "")},
		{name: "no answer", line: failure("b", lost)},
		{name: "no reason", line: failure("b", protocol.Outcome{Verdict: protocol.Unknown})},
		{name: "a line that cannot be asked", line: scripts.Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: "target x is not known"}}},
		{name: "a compile error", line: failure("", wrong("undefined: y", "1:5")), in: input{"x + y", 1}},
		{name: "a compile error that a call returned", line: failure("", wrong("b: 1:1: undefined: y", "")), in: input{"Remote(b, Quote(y))", 1}},
		{name: "a compile error under tabs and wide letters", line: failure("", wrong("undefined: y", "s.go:12:9")), in: input{"for {\n\t日x + y\n}", 11}},
		{name: "compile errors", line: failure("", wrong("s.go:4:1: undefined: a\ns.go:5:3: undefined: b\nand more", "s.go:4:1")), in: input{"a\n  b", 4}},
		{name: "a compile error there", line: failure("b", wrong("undefined: y", "1:8")), in: input{"@b x + y", 1}},
		{name: "a compile error elsewhere", line: failure("", wrong("undefined: y", "s.go:99:9")), in: input{"x", 1}},
		{name: "a compile error before it was sent", line: scripts.Line{Failure: wrong("undefined: y", "1:4").Failure}, in: input{"@b $y", 1}},
		{name: "notices", line: scripts.Line{Parts: parts("", protocol.Outcome{}), Notices: []string{"f waits for g"}}},
		{name: "several", line: scripts.Line{Several: true, Parts: parts("a", ok("int", "4121"), "bee", tall, "c", protocol.Outcome{})}},
		{name: "several that fail", line: scripts.Line{Several: true, Unmet: "1 of 4 answered with a value, 4 needed",
			Parts: parts("a", panicked("boom", "1:1", stack), "b", lost, "c", ok("int", "1"), "d", panicked("boom", "1:1", stack))}, in: input{"@all f()", 1}},
		{name: "several that fail before and after they were sent", line: scripts.Line{Several: true,
			Parts: parts("a", protocol.Fail(protocol.FailUnreached, "a is not running"), "b", ok("int", "1"), "c", panicked("boom", "", ""),
				"d", ok("int", "2"), "e", protocol.Fail(protocol.FailRefused, "not allowed"), "f", lost)}},
		{name: "the first of several", line: scripts.Line{Several: true, Parts: parts("a", idle, "bb", ok("int", "1"), "c", protocol.Lost(protocol.FailCancelled, "not awaited: the others were enough"))}},
		{name: "the first of several, in full", line: scripts.Line{Several: true, Parts: parts("a", idle, "bb", ok("int", "1"))},
			alter: func(r *renderer) { r.full = true }},
		{name: "several in a narrow terminal", line: scripts.Line{Several: true, Parts: parts("a", long, "b", ok("string", "日本語日本語日本語日本語日本語"), "c", ok("string", "日本語日本語日本語日本語"))},
			alter: func(r *renderer) { r.width = 30 }},
		{name: "colours", line: scripts.Line{Several: true, Unmet: "unmet", Parts: parts("a", ok("int", "1"), "b", panicked("boom", "1:1", stack))},
			alter: func(r *renderer) { r.paint = colors(true) }},
		{name: "hostile text at a terminal", line: value("string", "a\x1b[2Jb\rc\td"), alter: func(r *renderer) { r.terminal = true }},
		{name: "a value that was cut", line: scripts.Line{Parts: parts("", ok("[]int", "[1 2 … 3 more]")), More: []string{"a#1/2"}}, alter: func(r *renderer) { r.terminal = true }},
		{name: "a value that was cut, in a script", line: scripts.Line{Parts: parts("", ok("[]int", "[1 2 … 3 more]")), More: []string{"a#1/2"}}},
		{name: "a long value, folded", line: value("string", "1\n2\n3\n4\n"), alter: func(r *renderer) { r.fold = 2 }},
	}
	var b strings.Builder
	for _, c := range cases {
		r := renderer{paint: colors(false)}
		if c.alter != nil {
			c.alter(&r)
		}
		fmt.Fprintf(&b, "# %s\n", c.name)
		for _, x := range r.line(c.line, c.in) {
			stream := "out"
			if x.stream == node.Stderr {
				stream = "err"
			}
			for _, l := range strings.Split(x.text, "\n") {
				fmt.Fprintf(&b, "%s: %s\n", stream, strings.ReplaceAll(l, "\x1b", "ESC"))
			}
		}
		b.WriteString("\n")
	}
	golden(t, "render.txt", b.String())
}

func TestRenderJSON(t *testing.T) {
	f := panicked("boom", "f.go:3:9", "main.f\n\tf.go:3:9\n")
	var b strings.Builder
	for _, l := range []scripts.Line{
		value("int", "3"),
		{Parts: parts("", protocol.Outcome{}), Notices: []string{"f waits for g"}},
		{Several: true, Parts: parts("a", ok("string", "\"<x>\""), "b", f), Unmet: "1 of 2"},
		{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: "no"}},
		failure("b", protocol.Lost(protocol.FailTimeout, "b did not answer")),
	} {
		for _, x := range jsonLine(l) {
			b.WriteString(x.text + "\n")
		}
		b.WriteString("\n")
	}
	golden(t, "json.txt", b.String())
}

func TestCode(t *testing.T) {
	fail := func(k protocol.FailKind) protocol.Outcome { return protocol.Fail(k, "x") }
	several := func(unmet string, ps ...any) scripts.Line {
		return scripts.Line{Several: true, Unmet: unmet, Parts: parts(ps...)}
	}
	notAwaited := fail(protocol.FailCancelled)
	for _, c := range []struct {
		name string
		line scripts.Line
		want int
	}{
		{"nothing", scripts.Line{}, 0},
		{"value", value("int", "1"), 0},
		{"panic", failure("", fail(protocol.FailPanic)), 1},
		{"compile error", failure("b", fail(protocol.FailCompile)), 1},
		{"value that cannot travel", failure("b", fail(protocol.FailValue)), 1},
		{"failure without a reason", failure("b", protocol.Outcome{Verdict: protocol.Unknown}), 1},
		{"bad target", scripts.Line{Failure: fail(protocol.FailRefused).Failure}, 2},
		{"compile error before it was sent", scripts.Line{Failure: fail(protocol.FailCompile).Failure}, 1},
		{"not connected", failure("b", fail(protocol.FailUnreached)), 4},
		{"no nodes", scripts.Line{Failure: fail(protocol.FailUnreached).Failure}, 4},
		{"not allowed", failure("b", fail(protocol.FailRefused)), 4},
		{"connection lost", failure("b", protocol.Lost(protocol.FailLost, "x")), 4},
		{"no answer", failure("b", protocol.Lost(protocol.FailTimeout, "x")), 124},
		{"deadline there", failure("b", fail(protocol.FailDeadline)), 124},
		{"cancelled", failure("b", fail(protocol.FailCancelled)), 130},
		{"all of several", several("", "a", ok("int", "1"), "b", ok("int", "1")), 0},
		{"some of several", several("1 of 2", "a", ok("int", "1"), "b", fail(protocol.FailPanic)), 3},
		{"none of several", several("0 of 2", "a", fail(protocol.FailPanic), "b", fail(protocol.FailTimeout)), 3},
		{"settled with one that did not answer", several("", "a", ok("int", "1"), "b", protocol.Lost(protocol.FailTimeout, "x")), 3},
		{"first, the others not awaited", several("", "a", ok("int", "1"), "b", notAwaited), 0},
		{"several interrupted", several("0 of 2", "a", notAwaited, "b", notAwaited), 130},
		{"several interrupted after one", several("1 of 2", "a", ok("int", "1"), "b", notAwaited), 3},
		{"policy not met", several("1 of 1"), 3},
	} {
		if got := Code(c.line); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
