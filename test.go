package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// The command `test`: transcripts and scripts that say themselves whether they still hold, reported as `go test` does.

// testFlags are its flags.
type testFlags struct {
	run     string
	verbose bool
	json    bool
	update  bool
	limit   time.Duration
}

func (f *flags) testCommand() *cobra.Command {
	t := &testFlags{}
	c := &cobra.Command{Use: "test [flags] [PATH..]", Short: "Run transcripts and scripts, and compare what they show with what they say",
		Long: "test runs what it finds in PATH: a file, a folder, or with /... a folder with all that is in it (default ./...).\n" +
			"A transcript (FILE.txt), such as --transcript leaves, is typed again, and must show what it says. `# nodes: 3` or `# nodes: 3 faults` in its first comment is what it\n" +
			"needs to run (default 1): processes with a home of their own. A script of the simulator (FILE.txt), such as parley sim --keep leaves, must do what it says.\n" +
			"A script (FILE.go) is a test if it has `// nodes: 3` in its first comment, or `// nodes: 0` for none, or if it is named; its exit code says.\n" +
			"In a transcript, ... or … within a line stands for any text, and as a line for any lines.",
		Example: "  parley test\n  parley test --run kept -v ./scripts/...\n  parley test --update session.txt",
		RunE: func(c *cobra.Command, args []string) error {
			t.json = t.json || f.output == "json"
			return f.test(c.Context(), t, args)
		}}
	c.Flags().StringVar(&t.run, "run", "", "only tests whose path matches this regular expression")
	c.Flags().BoolVarP(&t.verbose, "verbose", "v", false, "show what they print while they run")
	c.Flags().BoolVar(&t.json, "json", false, "print events as objects, one a line, as go test -json does")
	c.Flags().BoolVar(&t.update, "update", false, "write what they show into the files, instead of comparing it")
	c.Flags().Uint64Var(&f.seed, "seed", 0, "what simulations depend on that do not say their seed; a test that holds for any is run with another one each time")
	c.Flags().DurationVar(&t.limit, "timeout", time.Minute, "how long one test may take")
	return c
}

// withOneDash lets the flags of test be written as those of go test are.
func withOneDash(args []string) []string {
	if len(args) == 0 || args[0] != "test" {
		return args
	}
	out := []string{"test"}
	for _, a := range args[1:] {
		switch name, _, _ := strings.Cut(a, "="); name {
		case "-run", "-json", "-update", "-timeout", "-verbose", "-seed":
			a = "-" + a
		}
		out = append(out, a)
	}
	return out
}

func (f *flags) test(ctx context.Context, t *testFlags, paths []string) error {
	if t.limit <= 0 {
		return exitError{exitUsage, fmt.Sprintf("--timeout %v makes no sense; give a time such as 30s", t.limit)}
	}
	if t.update && f.seed != 0 {
		return exitError{exitUsage, "--update writes what holds without --seed; leave --seed out"}
	}
	only, err := regexp.Compile(t.run)
	if err != nil {
		return exitError{exitUsage, fmt.Sprintf("--run: %v", err)}
	}
	if len(paths) == 0 {
		paths = []string{"./..."}
	}
	tests, err := findTests(paths)
	if err != nil {
		return err
	}
	ctx = interruptible(ctx)
	ran, failed := 0, false
	for _, x := range tests {
		if !only.MatchString(x.path) {
			continue
		}
		ran++
		if !f.report(ctx, t, x) {
			failed = true
		}
		if ctx.Err() != nil {
			return exitError{exitInterrupted, "interrupted"}
		}
	}
	switch {
	case ran == 0:
		return exitError{exitUsage, fmt.Sprintf("no test among the %d in %s; `parley test --help` says what is one", len(tests), strings.Join(paths, " "))}
	case failed && !t.json:
		fmt.Println("FAIL")
		fallthrough
	case failed:
		return exitError{exitFailed, ""}
	}
	return nil
}

// testEvent is a line of --json; the names are those of `go test -json`.
type testEvent struct {
	Time    time.Time
	Action  string // run, output, pass or fail
	Test    string
	Elapsed *float64 `json:",omitempty"` // seconds
	Output  string   `json:",omitempty"`
}

// report runs a test and says what came of it.
func (f *flags) report(ctx context.Context, t *testFlags, x testFile) (passed bool) {
	tell := func(e testEvent) {
		e.Time, e.Test = time.Now(), x.path
		b, err := json.Marshal(e)
		if err != nil {
			panic(err) // it is strings and a number
		}
		fmt.Println(string(b))
	}
	print := func(line string) {
		if t.json {
			tell(testEvent{Action: "output", Output: line + "\n"})
		} else {
			fmt.Println(line)
		}
	}
	out := io.Discard
	shown := &lineWriter{line: print}
	if t.verbose || t.json {
		out = &lockedWriter{w: shown}
	}
	if t.json {
		tell(testEvent{Action: "run"})
	} else if t.verbose {
		fmt.Println("=== RUN  " + x.path)
	}
	begun := time.Now()
	r := f.play(ctx, x, t.limit, out)
	took := time.Since(begun).Seconds()
	shown.end()
	word := "ok"
	if t.update && r.failed != "" && r.now != "" {
		word, r.failed = "updated", ""
		if err := os.WriteFile(x.path, []byte(r.now), 0o644); err != nil {
			r.failed = fmt.Sprintf("it cannot be updated: %v\n", err)
		}
	}
	action := "pass"
	if r.failed == "" {
		print(fmt.Sprintf("%s  %s  %.2fs", word, x.path, took))
	} else {
		action = "fail"
		print(fmt.Sprintf("--- FAIL: %s (%.2fs)", x.path, took))
		for line := range strings.Lines(r.failed) {
			print("    " + strings.TrimRight(line, "\n"))
		}
		if f.seed != 0 {
			print(fmt.Sprintf("    again: parley test --seed %d %s", f.seed, x.path))
		}
	}
	if t.json {
		tell(testEvent{Action: action, Elapsed: &took})
	}
	return r.failed == ""
}
