package scripts_test

import (
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
		"help(Cluster.Crash)":       "help(Sim) shows with the others",
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
	n := nodes(t, patience, "a")[0]
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
	if got := told(t, n, scripts.CommandHelp, "s.Put"); !strings.HasPrefix(got, "func (c *Cluster) Put(key string, value any) error\n    Put ") {
		t.Errorf("help of a method of a variable: %s", got)
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

// Who may only look is told what things are and how the nodes are, and nothing that would evaluate.
func TestAnObserverIsHelped(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	see(t, a, "", "x := 1")
	client, err := node.Start(t.Context(), node.Config{Role: protocol.Observer, Home: a.Home(), Timeout: patience, Builtins: scripts.Builtins})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := scripts.Attach(client, "a")
	for _, c := range []struct{ command, arg, want string }{
		{scripts.CommandHelp, "strings.Cut", "func Cut(s, sep string)"}, {scripts.CommandDoc, "fmt.Printf", "write error encountered"},
		{scripts.CommandNodes, "", "self"}, {scripts.CommandStats, "", "served"}, {scripts.CommandType, "x", "the call needs operator"},
		{scripts.CommandInspect, "x", "the call needs operator"}, {scripts.CommandStats, "@a", "the call needs operator"}, {scripts.CommandPs, "", "the call needs operator"},
	} {
		if got := lineText(s.Command(t.Context(), c.command, c.arg)); !strings.Contains(got, c.want) {
			t.Errorf(":%s %s says %s, want %s", c.command, c.arg, got, c.want)
		}
	}
}
