package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/repl"
)

// One test of `parley test`: it is run as a process of its own, with its own nodes in a home of their own, which are gone when it has ended.

// testResult is what came of a test.
type testResult struct {
	failed string // why, as whole lines; "" is that it passed
	now    string // the text of the test as it would pass; "" is that there is none
}

// play runs a test. What it prints goes to out while it does.
func (f *flags) play(ctx context.Context, t testFile, limit time.Duration, out io.Writer) (r testResult) {
	fail := func(err error) testResult { return testResult{failed: err.Error() + "\n"} }
	if t.nodes > maxNodes || t.nodes < 1 && t.kind == sessionTest {
		return fail(fmt.Errorf("%s wants %d nodes; one machine runs 1 to %d", t.path, t.nodes, maxNodes))
	}
	home, err := os.MkdirTemp("", "parley-test")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(home)
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	switch t.kind {
	case sessionTest:
		return f.playSession(ctx, t, home, limit, out)
	case simTest:
		p, err := f.testProcess(ctx, home, "", out, "sim", t.path)
		if err != nil {
			return fail(late(ctx, limit, err))
		}
		if p.out == "" { // what is wrong with the script is said on standard error
			return testResult{failed: p.all}
		}
		diff := repl.Diff(strings.Split(strings.TrimRight(t.text, "\n"), "\n"), strings.Split(strings.TrimRight(p.out, "\n"), "\n"), false)
		if at := firstChange(diff); at >= 0 {
			return testResult{failed: fmt.Sprintf("%s:%d:\n%s", t.path, at+1, showDiff(diff)), now: p.out}
		}
		return r
	}
	stopNodes, err := f.testNodes(ctx, t, home, out)
	if err != nil {
		return fail(late(ctx, limit, err))
	}
	defer stopNodes()
	p, err := f.testProcess(ctx, home, "", out, "run", t.path)
	switch {
	case err != nil:
		return testResult{failed: p.all + late(ctx, limit, err).Error() + "\n"}
	case p.code != 0:
		return testResult{failed: fmt.Sprintf("%sexit code %d\n", p.all, p.code)}
	}
	return r
}

// playSession types a transcript at the prompt of the node that it begins with.
func (f *flags) playSession(ctx context.Context, t testFile, home string, limit time.Duration, out io.Writer) (r testResult) {
	typed := filepath.Join(home, "transcript")
	if err := os.WriteFile(typed, []byte(t.text), 0o600); err != nil {
		return testResult{failed: err.Error() + "\n"}
	}
	entries, _ := repl.ParseTranscript(t.text)
	name, _, _ := strings.Cut(strings.TrimRight(entries[0].Prompt, "> "), "@")
	args := []string{"up", "-n", fmt.Sprint(t.nodes), "--name", name}
	if t.faults {
		args = append(args, "--faults")
	}
	p, err := f.testProcess(ctx, home, ":replay "+typed+"\n", out, args...)
	c := repl.CheckTranscript(t.text, p.all)
	var b strings.Builder
	for i, x := range c.Inputs {
		if hung := err != nil && i == len(c.Inputs)-1; hung {
			fmt.Fprintf(&b, "%s:%d: %s%s\n%v\n", t.path, x.Typed, x.Entry.Prompt, briefly(x.Entry.Input()), late(ctx, limit, err))
			return testResult{failed: b.String()}
		}
		if !x.Same {
			fmt.Fprintf(&b, "%s:%d: %s%s\n%s", t.path, x.Line, x.Entry.Prompt, briefly(x.Entry.Input()), showDiff(x.Diff))
		}
	}
	switch {
	case err != nil:
		fmt.Fprintf(&b, "%s%v\n", p.all, late(ctx, limit, err))
	case c.Missed > 0 && len(c.Inputs) == 0:
		fmt.Fprintf(&b, "%s%s:%d: the session did not begin\n", p.all, t.path, c.Missed)
	case c.Missed > 0:
		fmt.Fprintf(&b, "%s:%d: the session ended before this input, or had another prompt\n", t.path, c.Missed)
	default:
		r.now = c.Now
	}
	if to := repl.AttachedTo(t.text); to != "" && b.Len() > 0 {
		fmt.Fprintf(&b, "It was recorded at a prompt attached to %s, and nodes of a test begin with nothing; `parley run %s` does it again where %[1]s runs.\n", to, t.path)
	}
	r.failed = b.String()
	return r
}

// testNodes starts the nodes that a script wants.
func (f *flags) testNodes(ctx context.Context, t testFile, home string, out io.Writer) (stop func(), err error) {
	h, err := node.HomeAt(home)
	if err != nil {
		return nil, err
	}
	of := flags{home: home, timeout: f.timeout, faults: t.faults, seed: f.seed}
	news := &lockedWriter{w: out}
	children, err := launch(ctx, h, t.nodes, func(name protocol.NodeID) (*child, error) {
		return of.startChild(h, name, false, func(line string) { fmt.Fprintf(news, "%s| %s\n", name, line) })
	})
	return func() { stopAll(children) }, err
}

// late says that it took too long, if that is so.
func late(ctx context.Context, limit time.Duration, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("it did not end within %v, and was ended; --timeout gives it longer", limit)
	}
	return err
}

// ended is what a process has printed.
type ended struct {
	all, out string // with standard error, and without
	code     int
}

// testProcess runs parley. The error is that it did not end by itself.
func (f *flags) testProcess(ctx context.Context, home, stdin string, live io.Writer, args ...string) (p ended, err error) {
	self, err := os.Executable()
	if err != nil {
		return p, err
	}
	var all, out bytes.Buffer
	both := &lockedWriter{w: io.MultiWriter(&all, live)}
	if f.seed != 0 {
		args = slices.Insert(args, 1, "--seed", fmt.Sprint(f.seed))
	}
	c := exec.CommandContext(ctx, self, args...)
	c.Env = testEnvironment(home)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), both, both
	if args[0] == "sim" { // else the order of both matters
		c.Stdout = io.MultiWriter(both, &out)
	}
	c.WaitDelay = 2 * stopPatience
	c.Cancel = func() error { // gently, so that it stops its nodes; after WaitDelay it is killed
		if c.Process.Signal(syscall.SIGTERM) != nil { // a system without it
			return c.Process.Kill()
		}
		return nil
	}
	err = c.Run()
	p = ended{all.String(), out.String(), c.ProcessState.ExitCode()}
	if ctx.Err() != nil {
		return p, ctx.Err()
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) || errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	return p, err
}

// testEnvironment is that of this process without what the user has set for nodes and prompts of their own.
func testEnvironment(home string) []string {
	known := slices.Collect(maps.Keys(knownKeys(command())))
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		key, _, _ := strings.Cut(strings.ToUpper(v), "=")
		flag, ours := strings.CutPrefix(key, "PARLEY_")
		return ours && slices.Contains(known, strings.ToLower(strings.ReplaceAll(flag, "_", "-")))
	})
	return append(env, "PARLEY_HOME="+home, "XDG_CONFIG_HOME="+home, "NO_COLOR=1")
}

func firstChange(diff []repl.Line) int {
	return slices.IndexFunc(diff, func(l repl.Line) bool { return l.In != ' ' })
}

// around is how many lines that agree are shown beside those that do not.
const around = 3

// showDiff says what was expected and what came.
func showDiff(diff []repl.Line) string {
	var b strings.Builder
	cut := false
	for i, l := range diff {
		near := diff[max(0, i-around):min(len(diff), i+around+1)]
		if firstChange(near) < 0 {
			if !cut {
				b.WriteString("      ..\n")
			}
			cut = true
			continue
		}
		cut = false
		b.WriteString(map[byte]string{' ': "      ", '-': "want  ", '+': "got   "}[l.In] + l.Text + "\n")
	}
	return b.String()
}

// briefly is the first line of an input.
func briefly(text string) string {
	first, _, more := strings.Cut(text, "\n")
	if more {
		first += " .."
	}
	return first
}
