package main

import (
	"bytes"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
)

// Who tries the blocks of a page, kind by kind; pages_test.go finds them.

// Processes that a page shows instead of those that there are.
var shownPIDs, anyPIDs = strings.NewReplacer("\na  4121\nb  4130\nc  4131\n", "\na  …a\nb  …b\nc  …c\n"), strings.NewReplacer("…a\n", "...\n", "…b\n", "...\n", "…c\n", "...\n")

// tour types the sessions of a page, all in one go at the prompt of three nodes: the page itself is the transcript, and what stands between its sessions is
// comment, so `parley test` names its lines. A block of the kind "tour faults" has them started with --faults.
func (p *page) tour(first *block) {
	if p.toured {
		return
	}
	p.toured = true
	text := "# nodes: 3"
	var mine []*block
	for _, b := range p.blocks {
		if b.kind == "tour" {
			mine = append(mine, b)
			if b.arg == "faults" && !strings.HasSuffix(text, "faults") {
				text += " faults"
			}
		}
	}
	text += "\n"
	at := 1
	for _, b := range mine {
		for ; at < b.line; at++ {
			text += strings.TrimSpace("# "+p.lines[at]) + "\n"
		}
		text += b.text
		at += strings.Count(b.text, "\n")
	}
	text += "# ```\n"
	shown := shownPIDs.Replace(text)
	file := p.program.file(filepath.Base(p.file), anyPIDs.Replace(shown))
	defer p.pictures()
	if *update {
		p.holds(file, "--update")
		b, err := os.ReadFile(file)
		if err != nil {
			p.t.Fatal(err)
		}
		parts := strings.Split(string(b), "\n# ```tour")
		for i, b := range mine {
			_, rest, _ := strings.Cut(parts[i+1], "\n")
			b.now, _, _ = strings.Cut(rest, "# ```\n")
			if strings.Contains(b.text, "\na  4121\n") {
				b.now = strings.Replace(b.now, "\na  ...\nb  ...\nc  ...\n", "\na  4121\nb  4130\nc  4131\n", 1)
			}
		}
		return
	}
	p.holds(file)
}

var image = regexp.MustCompile(`!\[[^\]]*\]\((\w+\.svg)\)`)

// pictures compares the pictures that the page shows with those that its sessions have saved under their names.
func (p *page) pictures() {
	for _, m := range image.FindAllStringSubmatch(strings.Join(p.lines, "\n"), -1) {
		saved, err := os.ReadFile(filepath.Join(p.home, m[1]))
		if err != nil {
			p.t.Errorf("%s shows %s, and no session of it saves that: %v", p.file, m[1], err)
			continue
		}
		file := filepath.Join(filepath.Dir(p.file), m[1])
		if *update {
			if err := os.WriteFile(file, saved, 0o644); err != nil {
				p.t.Fatal(err)
			}
		}
		if shown, err := os.ReadFile(file); err != nil || !bytes.Equal(shown, saved) {
			p.t.Errorf("%s is not what a session of %s saves (%v); run `go test . -run Pages -update`", file, p.file, err)
		}
	}
}

// shell is a shell that stays from one block to the next, so that variables, jobs and the folder do.
type shell struct {
	in    io.Writer
	out   *buffer
	count int
}

// startShell starts one in which parley is the program that is being tested.
func (p *page) startShell() *shell {
	bin := p.t.TempDir()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "parley")); err != nil {
		p.t.Fatal(err)
	}
	c := p.cmd()
	c.Path, c.Args, c.Dir = "/bin/sh", []string{"sh"}, p.home
	c.Env = append(c.Env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "LC_ALL=C")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that what it leaves running can be ended
	s := &shell{out: &buffer{}}
	in, err := c.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	s.in, c.Stdout, c.Stderr = in, s.out, s.out
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if running, err := p.at().Nodes(); err == nil && len(running) > 0 {
			p.run("", "down")
		}
		in.Close()
		syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
		c.Wait()
	})
	return s
}

// do has the shell do a command, and returns what it and the command write.
func (p *page) do(command string) string {
	if p.shell == nil {
		p.shell = p.startShell()
	}
	s := p.shell
	s.count++
	end := fmt.Sprintf("\x01%d\x01", s.count)
	before := len(s.out.String())
	fmt.Fprintf(s.in, "{ %s\n} </dev/null\nparley_code=$?; printf '\\001%d\\001'; (exit $parley_code)\n", command, s.count)
	p.wait(command+" ends", func() bool { return strings.Contains(s.out.String(), end) })
	said, _, _ := strings.Cut(s.out.String()[before:], end)
	return progress.ReplaceAllString(said, "")
}

// progress is what parley check says where it takes long, which no page has.
var progress = regexp.MustCompile(`(?m)^\d+ states, depth \d+\n`)

// commands has a shell do what stands behind "$ ", and behind "> " where that goes on; what follows is what it shows.
func (p *page) commands(b *block) {
	if !strings.HasPrefix(b.text, "$ ") {
		p.t.Errorf("%s:%d: the block does not begin with a command", p.file, b.line)
	}
	for _, part := range strings.Split("\n"+b.text, "\n$ ")[1:] {
		command, want, _ := strings.Cut(strings.TrimSuffix(part, "\n")+"\n", "\n")
		typed := command
		for strings.HasPrefix(want, ">") {
			var more string
			more, want, _ = strings.Cut(want, "\n")
			command += "\n" + strings.TrimPrefix(more[1:], " ")
			typed += "\n" + more
		}
		how, now := differs(want, p.do(command))
		if b.now += "$ " + typed + "\n" + now; how != "" && !*update {
			p.t.Errorf("%s:%d: $ %s\n%s", p.file, b.line, command, how)
		}
	}
}

// source tries a file that the page shows: what is of Go is formatted, and a part of the file that it is said to be in: "go in FILE", or "go NAME in FILE".
// Under NAME it lies where sessions and commands find it, which prepare has seen to; one of them tries it.
func (p *page) source(b *block) {
	name, from, listed := strings.Cut(b.arg, "in ")
	if b.kind != "go" {
		return
	}
	if name == "" && !listed {
		p.t.Errorf("%s:%d: nobody tries Go without a name, or a file that it is in", p.file, b.line)
	}
	if listed {
		text, err := os.ReadFile(from)
		if err != nil || !strings.Contains(unindented(string(text)), unindented(b.text)) {
			p.t.Errorf("%s:%d: this is not in %s (%v):\n%s", p.file, b.line, from, err, b.text)
		}
	}
	if name != "" {
		formatted, err := format.Source([]byte(b.text))
		if _, parseErr := parser.ParseFile(token.NewFileSet(), "", b.text, parser.PackageClauseOnly); parseErr != nil {
			formatted, err = []byte(b.text), nil // a script of prompt lines
		}
		if err != nil || !bytes.Equal(formatted, []byte(b.text)) {
			p.t.Errorf("%s:%d: it is not as gofmt would write it (%v)", p.file, b.line, err)
		}
	}
}

func unindented(text string) string {
	return regexp.MustCompile(`(?m)^\t+`).ReplaceAllString(text, "")
}

// settings tries "ini config", a configuration file, and "ini unit", one of systemd.
func (p *page) settings(b *block) {
	switch b.arg {
	case "config":
		values, err := readSettings(p.file, strings.NewReader(b.text))
		if err != nil || len(values) == 0 {
			p.t.Errorf("%s:%d: %d settings, %v", p.file, b.line, len(values), err)
		}
		for name, value := range values {
			err := fmt.Errorf("no flag is named so")
			for _, c := range append(command().Commands(), command()) {
				if hasFlag(c, name) {
					err = c.ParseFlags([]string{"--" + name + "=" + value.value})
				}
			}
			if err != nil {
				p.t.Errorf("%s:%d: %s: %v", p.file, b.line+value.line, name, err)
			}
		}
	case "unit":
		p.unit(b)
	default:
		p.t.Errorf("%s:%d: what is %q? it is config or unit", p.file, b.line, b.arg)
	}
}

// unit tries a unit of systemd: what it starts is a command line that there is, and systemd takes the file where there is one.
func (p *page) unit(b *block) {
	starts := 0
	for _, line := range strings.Split(b.text, "\n") {
		key, value, _ := strings.Cut(line, "=")
		if key != "ExecStart" {
			continue
		}
		starts++
		words := strings.Fields(value)
		c, rest, err := command().Find(words[1:])
		if err == nil {
			err = c.ParseFlags(rest)
		}
		if err != nil || filepath.Base(words[0]) != "parley" {
			p.t.Errorf("%s:%d: %s: %v", p.file, b.line, line, err)
		}
	}
	if starts != 1 {
		p.t.Errorf("%s:%d: the unit starts %d programs", p.file, b.line, starts)
	}
	if verify, err := exec.LookPath("systemd-analyze"); err == nil {
		self, _ := os.Executable()
		text := regexp.MustCompile(`(?m)^(ExecStart=)\S+`).ReplaceAllString(b.text, "${1}"+self)
		file := p.program.file("parley@.service", text)
		if out, err := exec.Command(verify, "verify", "--man=no", strings.Replace(file, "@.", "@x.", 1)).CombinedOutput(); err != nil || strings.Contains(string(out), "parley@") {
			p.t.Errorf("%s:%d: systemd says %s%v", p.file, b.line, out, err)
		}
	}
}

// usage tries a list of command lines: each names a command, and flags that it has. A line of make names something that the Makefile makes.
func (p *page) usage(b *block) {
	for line := range strings.Lines(b.text) {
		said, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		said, _, _ = strings.Cut(said, " #")
		words := strings.Fields(strings.NewReplacer("[", "", "]", "", "'", "").Replace(said))
		if len(words) == 2 && words[0] == "make" {
			if text, err := os.ReadFile("Makefile"); err != nil || !strings.Contains(string(text), "\n"+words[1]+":") {
				p.t.Errorf("%s:%d: the Makefile does not make %s (%v)", p.file, b.line, words[1], err)
			}
			continue
		}
		if len(words) == 0 || words[0] != "parley" {
			p.t.Errorf("%s:%d: %q is no command line of parley", p.file, b.line, line)
			continue
		}
		c, rest, err := command().Find(words[1:])
		if err != nil {
			p.t.Errorf("%s:%d: %s: %v", p.file, b.line, said, err)
			continue
		}
		for _, w := range rest {
			if !c.HasParent() && !strings.HasPrefix(w, "-") {
				p.t.Errorf("%s:%d: there is no command %q", p.file, b.line, w)
			}
			if name := strings.TrimLeft(w, "-"); name != w && !hasFlag(c, name) {
				p.t.Errorf("%s:%d: %s has no flag %s", p.file, b.line, c.CommandPath(), w)
			}
		}
	}
}

// What the README says of the command names all of its commands.
func TestTheREADMENamesAllCommands(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range command().Commands() {
		if !c.Hidden && !slices.Contains([]string{"help", "completion", "version"}, c.Name()) && !strings.Contains(string(b), "\nparley "+c.Name()+" ") {
			t.Errorf("the README does not say what parley %s does", c.Name())
		}
	}
}

func hasFlag(c *cobra.Command, name string) bool {
	name, _, _ = strings.Cut(name, "=")
	c.InheritedFlags()
	return c.Flags().Lookup(name) != nil || c.InheritedFlags().Lookup(name) != nil || len(name) == 1 && c.Flags().ShorthandLookup(name) != nil
}

// What a page says that is not so is found, and so is a block that nobody tries.
func TestPagesThatAreWrong(t *testing.T) {
	for _, c := range []struct{ want, got, how string }{
		{"a\n...\nb\n", "a\n1\n2\nb\n", ""},
		{"pid …\n", "pid 17\n", ""},
		{"a\n", "a\nb\n", "      a\ngot   b\n"},
		{"", "b\n", "got   b\n"},
		{"ok  x.txt  0.30s\n", "ok  x.txt  1.25s\n", ""},
		{"in 1.20s\n", "in 1.25s\n", "want  in 1.20s\ngot   in 1.25s\n"},
	} {
		if how, _ := differs(c.want, c.got); how != c.how {
			t.Errorf("%q instead of %q differs by %q, want %q", c.got, c.want, how, c.how)
		}
	}
	if got := headings("# What `is` it?\ntext\n## Two, three\n"); fmt.Sprint(got) != "[what-is-it two-three]" {
		t.Errorf("the headings are %v", got)
	}

	p := newProgram(t)
	if err := os.Mkdir(filepath.Join(p.home, "docs"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range generatedPages {
		p.file(name, "# Made\n")
	}
	p.file(generatedPages[0], "# Made\n```shell\n$ true\n```\n")
	p.file("README.md", "# Wrong\n[a page](none.md), [`Name`](some.go), [back](#wrong)\n"+
		"```\nls\n```\n```sh\nls\n```\n```text\nanything\n```\n  ```tour\n"+
		"```shell\n$ echo one\ntwo\n$ x=4; echo $x; false\n4\n$ echo $?\n1\n```\n```tour\na> 1 + 1\n3\n```\n"+
		"```go unused.go\npackage   p\n```\n```go in some.go\nvar Other int\n```\n```go\nx\n```\n"+
		"```ini config\ncolour = red\n```\n```ini unit\n[Service]\nExecStart=/bin/parley node --nosuch\n```\n```usage\nparley evil\nmake nothing\nparley node --nosuch\n```\n")
	p.file("some.go", "package some\n\n// Name\n")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "-test.run", "^(TestPages|TestLinksOfPages)$")
	c.Dir = p.home
	b, err := c.CombinedOutput()
	out := string(b)
	for _, want := range []string{
		"docs/reference.md:2: a generated page has a block of the kind \"shell\"", `README.md:3: nobody tries a block of the kind ""`, `README.md:6: nobody tries a block of the kind "sh"`,
		"README.md:12: a block that does not begin at the first column", "README.md:13: $ echo one\n            want  two\n            got   one\n", "README.md:23: a> 1 + 1\n                want  3\n                got   2\n",
		"README.md:25: no block of the page uses the file unused.go", "README.md:25: it is not as gofmt would write it", "README.md:28: this is not in some.go", "README.md:31: nobody tries Go without a name",
		"README.md:35: colour: no flag is named so", "unknown flag: --nosuch", `there is no command "evil"`, "the Makefile does not make nothing", "parley node has no flag --nosuch",
		"README.md links to none.md, which is not there", "README.md says that Name is in some.go, and it is not",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it is not said that\n%s", want)
		}
	}
	if err == nil || strings.Contains(out, "anything") || strings.Contains(out, "parley_code") || strings.Contains(out, "x=4") || strings.Contains(out, "#wrong") {
		t.Errorf("%v", err)
	}
	if t.Failed() {
		t.Log(out)
	}
}
