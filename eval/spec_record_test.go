package eval

// This file asks the Go toolchain what the programs of testdata/spec do.

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	record    = flag.Bool("record", false, "have the Go toolchain run the programs of testdata/spec that are new or changed, and write what is expected of them")
	toolchain = flag.Bool("toolchain", false, "have the Go toolchain run all programs of testdata/spec, and fail where it differs from what is expected")
)

// TestSpecIsWhatTheToolchainDoes is a part of `make soak`: it builds all programs.
func TestSpecIsWhatTheToolchainDoes(t *testing.T) {
	if !*toolchain {
		t.Skip("only with -toolchain")
	}
	ps := readProbes(t)
	for i, e := range runByToolchain(t, ps) {
		want, err := ps[i].expected()
		if got := e.String(); err != nil || got != want {
			t.Errorf("%s: %v: the toolchain says\n%s\nexpected is\n%s", ps[i].path, err, got, want)
		}
	}
}

func recordProbes(t *testing.T, all []*probe) {
	var ps []*probe
	for _, p := range all {
		if _, err := p.expected(); err != nil {
			ps = append(ps, p)
		}
	}
	for i, e := range runByToolchain(t, ps) {
		if err := os.WriteFile(ps[i].outPath(), []byte(e.String()+recordedOf+ps[i].hash()+" --\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// runByToolchain builds all programs at once, and runs each.
func runByToolchain(t *testing.T, ps []*probe) []ending {
	if len(ps) == 0 {
		return nil
	}
	dir := t.TempDir()
	write := func(path, text string) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module probe\n\ngo 1.26\n")
	for i, p := range ps {
		write(fmt.Sprintf("p%d/%s", i, p.file), p.source)
	}
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", bin+string(filepath.Separator), "./...")
	build.Dir = dir
	said, err := build.CombinedOutput() // fails if any program does not compile
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	ends := make([]ending, len(ps))
	for i, p := range ps {
		exe := filepath.Join(bin, fmt.Sprintf("p%d", i))
		if _, err := os.Stat(exe); err != nil {
			if ends[i].compile = diagnostics(string(said), i); ends[i].compile == "" {
				t.Fatalf("%s was not built, and nothing was said about it:\n%s", p.path, said)
			}
			continue
		}
		ends[i] = runBinary(t, ctx, exe)
	}
	return ends
}

// diagnostics are the compiler's words about program i.
func diagnostics(said string, i int) string {
	var b strings.Builder
	mine := fmt.Sprintf("p%d/", i)
	on := false
	for line := range strings.Lines(said) {
		if rest, ok := strings.CutPrefix(line, mine); ok {
			on = true
			b.WriteString(strings.ReplaceAll(rest, mine, ""))
		} else if on && strings.HasPrefix(line, "\t") {
			b.WriteString(strings.ReplaceAll(line, mine, ""))
		} else {
			on = false
		}
	}
	return b.String()
}

var ends = regexp.MustCompile(`(?s)(?:^|\n)((?:panic|fatal error): .*?)(?:\n\n|\n\[signal |\ngoroutine |$)`)

func runBinary(t *testing.T, ctx context.Context, exe string) ending {
	ctx, cancel := context.WithTimeout(ctx, specDeadline)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, exe)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	e := ending{stdout: stdout.String(), stderr: stderr.String()}
	var ee *exec.ExitError
	if errors.As(err, &ee) {
		e.exit = ee.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if m := ends.FindStringSubmatchIndex(e.stderr); e.exit == 2 && m != nil {
		e.panicked = oneLine(e.stderr[m[2]:m[3]])
		e.stderr = e.stderr[:m[0]]
	}
	return e
}
