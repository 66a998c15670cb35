package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/node"
	"parley/repl"
	"parley/scripts"
)

var update = flag.Bool("update", false, "write the generated pages instead of comparing them")

const referencePage = "docs/reference.md"

// The reference page is made of the tables that the program itself runs by, so it cannot say anything else than them.
func TestGeneratedReferencePageIsUpToDate(t *testing.T) {
	want := reference(t)
	if *update {
		if err := os.MkdirAll("docs", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(referencePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referencePage)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the tables say (%v); run `make docs`", referencePage, err)
	}
}

func reference(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Reference\n\nMade by `make docs` from the tables that the program runs by; do not edit it.\n\n## Functions of the prompt and of scripts\n\n")
	for _, r := range scripts.Rows() {
		fmt.Fprintf(&b, "### %s\n\n```\n%s%s\n```\n\n%s\n\n", r.Name, r.Name, r.Args, r.Summary)
		if r.Detail != "" {
			fmt.Fprintf(&b, "```\n%s\n```\n\n", r.Detail)
		}
	}
	b.WriteString("## Targets\n\nA line of the prompt may begin with whom to ask: `@b`, `@b,c`, `@all`, `@others`, `@self`, `@first(b,c)`, `@quorum(2)`, `@quorum(2, b,c,d)`, `@settle(all)`. In such a line, and inside `Quote`, `$x` and `$(expr)` are values of here.\n\n")
	b.WriteString("## Commands of the prompt\n\n")
	for _, c := range repl.Commands() {
		fmt.Fprintf(&b, "- `:%s`: %s", strings.TrimSpace(c.Name+" "+c.Args), c.Summary)
		if c.Detail != "" {
			b.WriteString(" " + c.Detail)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## The command line\n\n")
	root := command()
	root.InitDefaultCompletionCmd()
	writeCommand(&b, root)
	for _, c := range root.Commands() {
		if !c.Hidden && c.Name() != "help" {
			writeCommand(&b, c)
		}
	}
	b.WriteString("## What peers may call by name\n\nEvaluating a quote needs the role operator. Everything else that a peer can ask for is in this table.\n\n| call | role | what |\n|---|---|---|\n")
	for _, c := range tableOfCalls(t) {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, c.Role, c.Summary)
	}
	return b.String()
}

func writeCommand(b *strings.Builder, c *cobra.Command) {
	fmt.Fprintf(b, "### %s\n\n%s.\n\n", c.CommandPath(), strings.TrimSuffix(c.Short, "."))
	flags := ""
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Hidden {
			return
		}
		short := ""
		if f.Shorthand != "" {
			short = "-" + f.Shorthand + ", "
		}
		flags += fmt.Sprintf("- `%s--%s`: %s", short, f.Name, f.Usage)
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
			flags += fmt.Sprintf(" (default `%s`)", f.DefValue)
		}
		flags += "\n"
	})
	if flags != "" {
		b.WriteString(flags + "\n")
	}
}

func tableOfCalls(t *testing.T) []node.Call {
	home, err := node.HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Start(t.Context(), node.Config{Name: "a", Home: home, Builtins: scripts.Builtins})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	return n.Calls()
}
