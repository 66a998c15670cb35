package scripts_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// told is what a command of a prompt is answered with, text or failure.
func told(t *testing.T, n *node.Node, name, arg string) string {
	t.Helper()
	return lineText(scripts.NewSession(n).Command(t.Context(), name, arg))
}

func lineText(l scripts.Line) string {
	var all []string
	if l.Failure != nil {
		all = append(all, "failed: "+l.Failure.Text)
	}
	for _, p := range l.Parts {
		s := ""
		if l.Several {
			s = string(p.Node) + "  "
		}
		if p.Outcome.Verdict != protocol.OK {
			s += p.Outcome.Verdict.String() + ": " + p.Outcome.Failure.Text
		}
		for _, v := range p.Outcome.Values {
			s += v.Text
		}
		all = append(all, s)
	}
	return strings.Join(all, "\n")
}

func TestHelp(t *testing.T) {
	all := nodes(t, patience, "a", "b")
	a, b := all[0], all[1]
	see(t, b, "", "// half divides.\n// It rounds down.\nfunc half(n int) int { return n / 2 }")
	see(t, a, "", "// Point is a place.\ntype Point struct{ X, Y int }", "func (p Point) Sum() int { return p.X + p.Y }")
	for line, want := range map[string]string{
		"help(Remote)":      "Remote[T](to Target, q Quoted[T], opts ...Option) (T, error)\n",
		`help("Remote")`:    "Has q evaluated at one node",
		"help(strings.Cut)": "func Cut(s, sep string) (before, after string, found bool)\n    Cut slices s around the first instance of sep, returning the text before and after sep.\n\n    :doc strings.Cut says all of it",

		"help(strings.Builder.Len)": "func (b *Builder) Len() int\n    Len returns the number of accumulated bytes; b.Len() == len(b.String()).",
		"help(encoding/json)":       "package json // import \"encoding/json\"\n    Package json implements",
		"help(Point)":               "type Point struct{ X, Y int }\n    Point is a place.\n\n    methods\n        Sum",
		"help(raft)":                "messages",
		"help(ricart-agrawala)":     "parameters, with their defaults",
		"help(refused)":             "refused, a kind of failure: not allowed",
		"help(panic)":               "func panic(v any)\n    The panic built-in function stops normal execution of the current goroutine.",
		"help(unknown)":             "unknown, how an evaluation may end: it may or may not have run",
		"help(Cluster.Crash)":       "    s.Crash(1), s.CrashAtWrite(1, 2, true)",
		"help(nope)":                "nothing here is named nope; help() lists the built-ins",
		"help()":                    "Has q evaluated at one node and waits for its value.",
		"@b help(half)":             "func half(n int) int\n    half divides.",
		"@b help(Point)":            "nothing here is named Point",
	} {
		if got := typed(t.Context(), a, scripts.Ask{}, nil, line)[0]; !strings.Contains(got, want) {
			t.Errorf("%s says\n%s\nwant\n%s", line, got, want)
		}
	}
	if got := typed(t.Context(), a, scripts.Ask{}, nil, "help(panic)")[0]; !strings.Contains(got, "the evaluated code panicked") {
		t.Errorf("help(panic) says nothing of the failure: %s", got)
	}
	for _, c := range []struct{ command, arg, want string }{
		{scripts.CommandHelp, "fmt.Printf", "func Printf(format string, a ...any) (n int, err error)\n    Printf formats"},
		{scripts.CommandHelp, "Config", "type Config struct {\n    Self   NodeID         // this node\n"},
		{scripts.CommandHelp, "protocol.Protocol", "    Protocol is one row of the table of protocols"},
		{scripts.CommandHelp, "Effects.Refuse", "func (x *Effects) Refuse(call uint64, why string)\n    Refuse ends a call that certainly had no effect."},
		{scripts.CommandHelp, "strings.Trimm", "failed: package strings has no Trimm (did you mean Trim?)"},
		{scripts.CommandDoc, "fmt.Printf", "It returns the number of bytes written and any write error encountered."},
		{scripts.CommandDoc, "@b half", "half divides. It rounds down."},
		{scripts.CommandDoc, "strings.Builder", "build a string using Builder.Write methods."},
		{scripts.CommandHelp, "json.Decoder.Decode", "in the value pointed to by v."},
		{scripts.CommandType, "strings.Fields", "func(string) []string"},
		{scripts.CommandType, "@b half(1)", "int"},
		{scripts.CommandType, "@b,a half(1)", "a  failed: undefined: half\nb  int"},
		{scripts.CommandType, "nope", "undefined: nope"},
		{scripts.CommandSource, "@b half", "// half divides.\n// It rounds down.\nfunc half(n int) int { return n / 2 }"},
		{scripts.CommandSource, "Point", "// Point is a place.\ntype Point struct{ X, Y int }\n\nfunc (p Point) Sum() int { return p.X + p.Y }"},
		{scripts.CommandSource, "@nowhere f", "nowhere"},
		{scripts.CommandSource, "RMap", "func RMap[T, U any]("},
	} {
		if got := told(t, a, c.command, c.arg); !strings.Contains(got, c.want) {
			t.Errorf(":%s %s says\n%s\nwant\n%s", c.command, c.arg, got, c.want)
		}
	}
	see(t, a, "mine x", `func help(s string) string { return "mine " + s }`, `help("x")`)
}

// The methods that help names are those of the package's own types, so what their source says is there.
func TestHelpOfMethods(t *testing.T) {
	n := nodes(t, patience, "a", "b")[0]
	for _, typ := range []string{"Cluster", "Exploration", "Load", "MapError", "Runs", "Trace"} {
		d, err := n.Describe(typ)
		if err != nil || len(d.Members) == 0 {
			t.Errorf("%s: %v, %v", typ, d.Members, err)
		}
		for _, m := range d.Members {
			if x, err := n.Describe(typ + "." + m.Name); err != nil || x.Comment == "" && m.Name != "Error" && m.Name != "Err" {
				t.Errorf("%s.%s: %q, %v", typ, m.Name, x.Decl, err)
			}
		}
	}
	see(t, n, "true", `s := Sim("2pc", 3)`, "s != nil")
	see(t, n, "", `_, err := Remote(b, Quote(nope))`, "_, none := Remote(b, Quote(1))", `own := errors.New("mine")`)
	if got := told(t, n, scripts.CommandHelp, "s.Put"); !strings.HasPrefix(got, "func (c *Cluster) Put(key string, value any) error\n    Put ") {
		t.Errorf("help of a method of a variable: %s", got)
	}

	for line, want := range map[string]string{
		"help(s.At(2).Cas)":    "func (c *Cluster) Cas(key string, old, value any) (swapped bool, err error)\n    Cas stores a value if the one that is there is old, and says whether it was.",
		"help(Sim(`2pc`, 3))":  "failed: 1:1: undefined: help (did you mean Help?)",
		"help(err)":            "var err error\n    failed: b: 1:1: undefined: nope\n\nfailed, how an evaluation may end: " + means("failed") + "\n\ncompile, a kind of failure: " + means("compile"),
		"help(none)":           "var none error\n    it is nil: there was no error",
		"help(own)":            "var own error\n    failed: mine\n\nfailed, how an evaluation may end: " + means("failed") + "\n\nerror, a kind of failure: " + means("error"),
		"help(time.Now().Sub)": "func (t Time) Sub(u Time) Duration\n    Sub returns the duration t-u.",
	} {
		got := typed(t.Context(), n, scripts.Ask{}, nil, line)[0]
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s shows\n%s\nwant\n%s", line, got, want)
		}
	}
}

// means is what the table says of a way to end.
func means(name string) string {
	for _, r := range scripts.Outcomes() {
		if r.Name == name {
			return r.Means + "\n    " + r.Do
		}
	}
	return "nothing"
}

// Help of a protocol has its messages and what always holds, each by name and with what is said of it.
func TestHelpOfProtocols(t *testing.T) {
	n := nodes(t, patience, "a")[0]
	for _, p := range append(scripts.Catalog(), &protocol.Protocol{Name: "cluster"}) {
		got := told(t, n, scripts.CommandHelp, p.Name)
		if silent := len(p.Messages) == 0 && p.Name == "fixed"; !silent && !strings.Contains(got, "\nmessages:\n") || !strings.Contains(got, "\nalways true:\n") {
			t.Errorf("help of %s has no messages or no invariants:\n%s", p.Name, got)
		}
		for _, m := range p.Messages {
			if !strings.Contains(got, "\n  "+m.Kind) || !strings.Contains(got, m.Doc) {
				t.Errorf("help of %s lacks the message %s", p.Name, m.Kind)
			}
		}
		for _, x := range p.Invariants {
			if !strings.Contains(got, "\n  "+x.Name) || !strings.Contains(got, x.Doc) {
				t.Errorf("help of %s lacks the invariant %s", p.Name, x.Name)
			}
		}
	}
}

// Every built-in, protocol and kind of failure, and every name of the packages that are used most, can be asked for.
func TestHelpOfAll(t *testing.T) {
	n := nodes(t, patience, "a")[0]
	var names []string
	for _, r := range scripts.Rows() {
		names = append(names, r.Name)
	}
	for _, p := range scripts.Catalog() {
		names = append(names, p.Name)
	}
	for _, r := range scripts.Outcomes() {
		names = append(names, r.Name)
	}
	for _, pkg := range []string{"strings", "net/http", "os", "time", "sync/atomic", "slices", "iter", "reflect", "errors"} {
		d, err := n.Describe(pkg)
		if err != nil || d.Comment == "" {
			t.Errorf("%s: %v", pkg, err)
		}
		base := pkg[strings.LastIndex(pkg, "/")+1:]
		for _, m := range d.Members {
			names = append(names, base+"."+m.Name)
		}
	}
	longest, which := time.Duration(0), ""
	for _, name := range names {
		start := time.Now()
		got := told(t, n, scripts.CommandHelp, name)
		if took := time.Since(start); took > longest {
			longest, which = took, name
		}
		if strings.HasPrefix(got, "failed:") || got == "" {
			t.Errorf(":help %s says %q", name, got)
		}
	}
	t.Logf("%d names; the longest took %v: %s", len(names), longest, which)
}

// Who may only look is told what things are, how the nodes are and what runs, and reads what has a name; nothing is evaluated for it.
func TestAnObserverLooks(t *testing.T) {
	a := nodes(t, patience, "a", "b")[0]
	see(t, a, "", "x := 1", "calls := 0", "func f() int { calls++; return 1 }", "type Point struct { X int; Ys []int }", "p := &Point{1, []int{7, 8, 9}}", `m := map[string]int{"k": 5}`, "@b y := 2")
	see(t, a, "", `kv := Sim("raft", 3)`, "kv.Run()", `kv.Put("k", "v")`, "type Cluster struct{}", "func (c *Cluster) Get(string) int { return f() }", "fake := &Cluster{}")
	client, err := node.Start(t.Context(), node.Config{Role: protocol.Observer, Home: a.Home(), Timeout: patience, Builtins: scripts.Builtins})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := scripts.Attach(client, "a")
	see(t, a, "42", "6 * 7")
	for _, c := range []struct{ command, arg, want string }{
		{scripts.CommandStats, "@all @all @all", "there are two targets"},
		{scripts.CommandHelp, "strings.Cut", "func Cut(s, sep string)"}, {scripts.CommandDoc, "fmt.Printf", "write error encountered"},
		{scripts.CommandNodes, "", "self"}, {scripts.CommandStats, "", "served"}, {scripts.CommandStats, "@b", "served"}, {scripts.CommandType, "x", "int"},
		{scripts.CommandSource, "f", "func f() int {"}, {scripts.CommandInspect, "p.Ys", "8"}, {scripts.CommandPs, "", "nothing runs"}, {scripts.CommandPs, "all", "nothing runs"},
		{scripts.CommandMissing, "", "nothing was defined"}, {scripts.CommandInspect, "f()", "is more than looking"}, {scripts.CommandKill, "1", "is more than looking"},
		{scripts.CommandExplain, "@b $x", "is more than looking"},
	} {
		got := lineText(s.Command(t.Context(), c.command, c.arg))
		for end := time.Now().Add(patience); c.command == scripts.CommandPs && got != c.want && time.Now().Before(end); { // what has answered may not have ended
			got = lineText(s.Command(t.Context(), c.command, c.arg))
		}
		if !strings.Contains(got, c.want) {
			t.Errorf(":%s %s says %s, want %s", c.command, c.arg, got, c.want)
		}
	}
	for line, want := range map[string]string{
		"x": "1", "p.X": "1", "*p": "Point{X: 1, Ys: [7 8 9]}", "p.Ys[2]": "9", "p.Ys[1:]": "[8 9]", `m["k"]`: "5", "len(p.Ys)": "3", "@b y": "2", "IsLeader()": "false", `kv.Get("k")`: "vtrue",
	} {
		if got := lineText(s.Line(t.Context(), line, scripts.Ask{}, nil)); strings.TrimPrefix(got, "b  ") != want {
			t.Errorf("%s shows %s, want %s", line, got, want)
		}
	}
	for _, line := range []string{
		"x = 2", "x++", "f()", "x + f()", "y := 1", "func g() {}", "@b y++", "@b f()", "@all func g() int { return 1 }", "Everywhere(f)", "p.Ys[f()]", "m[string(rune(f()))]", "<-ch", "&x", "-x", "func() int { return f() }()", `fake.Get("k")`,
		`kv.Put("k", "w")`, "len(f())", "@b len(y)", "Lead()", "$x", "@b $x", "x; f()", "help(f()); f()", "Every(time.Second, Quote(1))", "Send(b, Quote(1))", `Kill("1")`, "Point{f(), nil}", "p.(interface{ F() })", "Messages(f())",
	} {
		if got := lineText(s.Line(t.Context(), line, scripts.Ask{}, nil)); !strings.Contains(got, "this prompt may only look") {
			t.Errorf("%s shows %s", line, got)
		}
		if got := lineText(s.Line(t.Context(), line, scripts.Ask{At: "b"}, nil)); !strings.Contains(got, "this prompt may only look") {
			t.Errorf("%s at b shows %s", line, got)
		}
	}
	if got := lineText(s.Line(t.Context(), "x", scripts.Ask{FirstLine: math.MaxInt}, nil)); got != "1" {
		t.Errorf("far down in a file x shows %s", got)
	}
	see(t, a, "42", "_") // which is not what somebody else has read
	see(t, a, "1 0", "fmt.Sprint(x, ` `, calls)")
	for _, call := range []string{"prompt.line", "prompt.command", "prompt.listen"} { // the node decides, not the prompt
		if err := client.CallInto(t.Context(), "a", call, nil, "f()", "x"); err == nil || !strings.Contains(err.Error(), "its role is observer and the call needs operator") {
			t.Errorf("%s: %v", call, err)
		}
	}
	if err := client.CallInto(t.Context(), "a", "prompt.look", nil, scripts.CommandInspect, "f()"); err == nil || !strings.Contains(err.Error(), "is more than looking") {
		t.Errorf("a look that evaluates: %v", err)
	}
	if o := client.Ask(t.Context(), "a", node.Source{Text: "f()"}, node.Options{}); o.Verdict != protocol.Failed || !strings.Contains(o.Failure.Text, "evaluating needs operator") {
		t.Errorf("a quote: %v", o)
	}
}
