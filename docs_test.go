package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/node"
	"parley/protocol"
	"parley/repl"
	keys "parley/repl/edit"
	"parley/scripts"
	"parley/sim"
)

var update = flag.Bool("update", false, "write the generated pages instead of comparing them")

const referencePage = "docs/reference.md"

// The reference page is made of the tables that the program itself runs by, so it cannot say anything else than them.
func TestGeneratedReferencePageIsUpToDate(t *testing.T) {
	generated(t, referencePage, reference(t))
}

const protocolsPage = "docs/protocols.md"

// The page of the protocols is made of their rows: one that joins them is on it.
func TestGeneratedProtocolsPageIsUpToDate(t *testing.T) {
	var b strings.Builder
	b.WriteString(protocolsHead)
	for _, m := range sim.Mixes() {
		fmt.Fprintf(&b, "- %s: %s\n", m.Name, m.Doc)
	}
	b.WriteString("\n| | | to see it break |\n|---|---|---|\n")
	for _, p := range scripts.Catalog() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", p.Name, p.Name, p.Summary, firstBreak(p))
	}
	for _, p := range scripts.Catalog() {
		b.WriteString("\n" + sim.Page(p))
	}
	generated(t, protocolsPage, b.String())
}

const protocolsHead = `# Protocols

Made by ` + "`make docs`" + ` from the rows that the program runs by; do not edit it. At the prompt, ` + "`Protocols(\"3pc\")`" + ` says the same of one of them, with its messages and what it stores.

Each is a machine that gets events and returns effects, so the same code runs in a simulation (` + "`parley sim`, `Sim`, `Random`" + `), through every schedule (` + "`parley check`, `Explore`" + `)
and live (` + "`Start`" + `). [How to write your own](own.md). Its invariants are checked after each step. What stands below "try" is run by ` + "`make test`" + `, what is to hold with 40 seeds, and with all of them by ` + "`make soak`" + `; where it violates something it prints the schedule and ends with exit code 1.

The faults that ` + "`parley sim --faults`" + ` knows; several are joined by +:

`

// firstBreak is the first command that breaks a protocol, as an entry of a table.
func firstBreak(p *protocol.Protocol) string {
	for _, d := range p.Demos {
		if d.Breaks != "" {
			return "`parley " + d.Command + "`"
		}
	}
	return ""
}

var longDemos = flag.Bool("long-demos", false, "what is to hold is run with as many seeds as is written, and not with 40")

var argument = regexp.MustCompile(`"[^"]*"|\S+`)

// What stands behind "try" does what is said of it.
func TestDemosOfProtocols(t *testing.T) {
	p := newProgram(t)
	for _, row := range scripts.Catalog() {
		if row.About == "" {
			t.Logf("%s has no About: the page has only its tables", row.Name)
		}
		for _, d := range row.Demos {
			t.Run(d.Command, func(t *testing.T) {
				t.Parallel()
				args := argument.FindAllString(d.Command, -1)
				for i := range args {
					args[i] = strings.Trim(args[i], `"`)
				}
				if len(args) < 2 || args[1] != row.Name {
					t.Fatalf("this is no demo of %s", row.Name)
				}
				if d.Breaks == "" {
					if i := slices.Index(args, "--seeds"); i > 0 && !*longDemos { // what breaks is to be found with those that are written
						args[i+1] = "40"
					}
				}
				out, errs, code := p.run("", args...)
				if d.Breaks == "" {
					if code != 0 || !strings.Contains(out, "holds") {
						t.Errorf("exit code %d; %s%s", code, out, errs)
					}
					return
				}
				if code != 1 || !strings.Contains(out, d.Breaks+" is violated") {
					t.Errorf("exit code %d, and %q is not violated; %s%s", code, d.Breaks, out, errs)
				}
			})
		}
	}
}

// generated compares a page with what it should be, or writes it.
func generated(t *testing.T, page, want string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("docs", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != want {
		t.Errorf("%s is not what the tables say (%v); run `make docs`", page, err)
	}
}

func reference(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Reference\n\nMade by `make docs` from the tables that the program runs by; do not edit it.\n\n## Functions of the prompt and of scripts\n\n")
	for _, r := range scripts.Rows() {
		fmt.Fprintf(&b, "### %s\n\n```text\n%s%s\n```\n\n%s\n\n", r.Name, r.Name, r.Args, r.Summary)
		if r.Detail != "" {
			fmt.Fprintf(&b, "```text\n%s\n```\n\n", r.Detail)
		}
	}
	methods(t, &b)
	b.WriteString("## Kinds of failure\n\n| | means | do |\n|---|---|---|\n")
	for _, o := range scripts.Outcomes() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", o.Name, o.Means, o.Do)
	}
	b.WriteString("\n")
	b.WriteString("## Targets\n\nA line of the prompt may begin with whom to ask: `@b`, `@b,c`, `@all`, `@others`, `@self`, `@leader`, `@followers`, `@first(b,c)`, `@quorum(2)`, `@quorum(2, b,c,d)`, `@settle(all)`. In such a line, and inside `Quote`, `$x` and `$(expr)` are values of here.\n\n")
	b.WriteString("## Commands of the prompt\n\n")
	for _, c := range repl.Commands() {
		fmt.Fprintf(&b, "- `:%s`: %s", strings.TrimSpace(c.Name+" "+c.Args), c.Summary)
		if c.Detail != "" {
			b.WriteString(" " + c.Detail)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Keys of the prompt\n\nC- is Ctrl, and M- is Alt, or Escape before the key. `--keys vi` has those of vi.\n\n| keys | |\n|---|---|\n")
	for _, k := range keys.Help() {
		fmt.Fprintf(&b, "| %s | %s |\n", strings.ReplaceAll(k[0], "|", "\\|"), strings.ReplaceAll(k[1], "|", "\\|"))
	}
	b.WriteString("\n## Exit codes\n\n| code | |\n|---|---|\n")
	for _, c := range repl.Codes() {
		fmt.Fprintf(&b, "| %d | %s |\n", c.Code, c.Means)
	}
	b.WriteString("\nIt is never 0 when a target did not answer. A program that `parley run` runs may end with any code of its own.\n\n## Settings\n\n" +
		"Each flag can also be set as a variable, `PARLEY_` and its name in capitals with _ for -, and as a line `flag = value` of the file `parley/config` in the folder of your configuration files " +
		"(`$XDG_CONFIG_HOME`, or `~/.config`). The flag goes before the variable, and that before the file. `PARLEY_HOME` is the folder of keys, state and run-time files.\n")
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
