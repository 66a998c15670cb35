//go:build mvm

package eval

// This file runs the conformance suite on the second engine, in processes of its own, because it may take them down. What fails there
// must be in testdata/mvm_differences.txt, and what stands there must fail: each line is a finding in one of the engines or in the emitter.

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const differencesFile = "testdata/mvm_differences.txt"

const differencesHead = `# What the second engine (mvm v0.5.0) makes differently of the same emitted source: a test of the conformance suite that
# fails with it, a tab, and why. ` + "`go test ./eval -tags mvm -run SecondEngine -record`" + ` writes the file, and keeps the reasons.
`

// sometimes begins the reason of what differs in some runs and not in others.
const sometimes = "sometimes: "

// notRun are tests that would take the machine down with the process.
var notRun = map[string]string{
	"TestContained/recursion":        "not run: it keeps its stack on the heap, without a limit, where the check of depth does not see it",
	"TestContained/method_recursion": "not run: as recursion",
	"TestGoroutinePanics/recursion":  "not run: as recursion",
}

func TestSecondEngine(t *testing.T) {
	got := maps.Clone(notRun)
	ran := map[string]bool{}
	for _, name := range conformance {
		skip := slices.Collect(maps.Keys(notRun))
		for range 50 { // each death takes one test out
			died := runOn(t, "mvm", name, skip, ran, got)
			if died == "" {
				break
			}
			skip = append(skip, died)
		}
		if !ran[name] {
			t.Errorf("the suite names %s, which is not there", name)
		}
	}
	for name := range got { // a test fails with its parts
		for i := strings.LastIndex(name, "/"); i > 0; i = strings.LastIndex(name[:i], "/") {
			delete(got, name[:i])
		}
	}
	known := readDifferences(t)
	if *record {
		for name, why := range known {
			if strings.HasPrefix(why, sometimes) {
				got[name] = why
			}
		}
		writeDifferences(t, known, got)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if known[name] == "" {
			t.Errorf("a new difference: %s\t%s", name, got[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if _, ok := got[name]; !ok && !strings.HasPrefix(known[name], sometimes) {
			t.Errorf("%s is no difference any more", name)
		}
	}
	t.Logf("%d tests, %d differences", len(ran), len(got))
	if t.Failed() {
		t.Log("to take this over: go test ./eval -tags mvm -run SecondEngine -record")
	}
}

var logLine = regexp.MustCompile(`^\s+[a-z0-9_]+_test\.go:\d+: `)

// runOn runs one test on an engine, but for what is skipped. It notes what ran and what failed, and gives the test that the
// process died in, if it did.
func runOn(t *testing.T, engine, name string, skip []string, ran map[string]bool, failed map[string]string) (died string) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := []string{"-test.run", "^" + name + "$", "-test.v", "-test.parallel", "1", "-test.timeout", "2m", "-engine", engine}
	if len(skip) > 0 {
		args = append(args, "-test.skip", skipPattern(skip))
	}
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	if sh, err := exec.LookPath("sh"); err == nil { // recursion without end must not take the machine's memory
		cmd = exec.CommandContext(ctx, sh, append([]string{"-c", `ulimit -v 4000000 2>/dev/null; exec "$0" "$@"`, os.Args[0]}, args...)...)
	}
	out, _ := cmd.CombinedOutput() // what failed is in the text
	current, said := name, map[string][]string{}
	ended := false
	for line := range strings.Lines(string(out)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "=== "): // "=== RUN   name", "=== CONT  name"
			f := strings.Fields(line)
			current = f[len(f)-1]
			ran[current] = true
		case strings.Contains(line, "--- FAIL: "):
			_, f, _ := strings.Cut(line, "--- FAIL: ")
			f, _, _ = strings.Cut(f, " (")
			failed[f] = reasonIn(said[f])
		case line == "PASS" || line == "FAIL":
			ended = true
		default:
			said[current] = append(said[current], logLine.ReplaceAllString(line, ""))
		}
	}
	if ended || current == name && failed[name] != "" {
		return ""
	}
	_, fault, _ := strings.Cut(string(out), "fatal error: ")
	if fault == "" {
		_, fault, _ = strings.Cut(string(out), "panic: ")
	}
	fault, _, _ = strings.Cut(fault, "\n")
	failed[current] = oneReason("the process dies: " + fault)
	return current
}

// reasonIn is the first thing that a test has said or, if it shows what it got and what it wanted, the first line that differs.
func reasonIn(lines []string) string {
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	g, w := slices.Index(lines, "got"), slices.Index(lines, "want")
	for i := 1; g >= 0 && g+i < w; i++ {
		want := ""
		if w+i < len(lines) {
			want = lines[w+i]
		}
		if lines[g+i] != want {
			return oneReason(fmt.Sprintf("%s: got %q, want %q", lines[0], lines[g+i], want))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	if strings.Contains(lines[0], ": refused: ") && len(lines) > 1 {
		return oneReason(lines[0] + ": " + lines[1])
	}
	if strings.Contains(lines[0], "is right now: take") {
		return "right here, where yaegi is known to be wrong"
	}
	return oneReason(lines[0])
}

func oneReason(s string) string {
	s = oneLine(s)
	if rest, ok := strings.CutPrefix(s, specDir); ok { // the name of the test says which program it is
		_, s, _ = strings.Cut(rest, ": ")
	}
	if len(s) > 300 {
		s = s[:300]
	}
	return s
}

func skipPattern(names []string) string {
	var ps []string
	for _, n := range names {
		parts := strings.Split(n, "/")
		for k, p := range parts {
			parts[k] = "^" + regexp.QuoteMeta(p) + "$"
		}
		ps = append(ps, strings.Join(parts, "/"))
	}
	return strings.Join(ps, "|")
}

func readDifferences(t *testing.T) map[string]string {
	known := map[string]string{}
	b, err := os.ReadFile(differencesFile)
	if err != nil && !*record {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, why, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || why == "" {
			t.Errorf("%s: %q has no reason", differencesFile, line)
		}
		known[name] = why
	}
	return known
}

func writeDifferences(t *testing.T, known, got map[string]string) {
	var b bytes.Buffer
	b.WriteString(differencesHead)
	for _, name := range slices.Sorted(maps.Keys(got)) {
		why := known[name]
		if why == "" {
			why = got[name]
		}
		if why == "" {
			why = "it fails without a word"
		}
		fmt.Fprintf(&b, "%s\t%s\n", name, why)
	}
	if err := os.WriteFile(differencesFile, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
