package eval

// This file runs the programs of testdata/spec, one for each construct of the Go specification, and compares them with what the Go
// toolchain makes of them: as whole programs, and typed at a prompt piece by piece.
//
// A program starts with a comment: its first line names the construct; further lines may say, with the reason, that the
// evaluator is known to differ ("wrong: ..."), that it refuses it ("refused: ..."), the same only at the prompt
// ("prompt wrong: ...", "prompt refused: ..."), or that it is not for the prompt ("no prompt: ..."). What is expected stands beside it in
// a file .out, written by `go test ./eval -run Spec -record`. A program that gofmt cannot read is named .txt.

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

const specDir = "testdata/spec"

// probe is one program of testdata/spec.
type probe struct {
	name   string // "05-types/arrays"
	file   string // "arrays.go"
	path   string
	source string
	title  string
	notes  map[string]string // "wrong", "prompt refused", ..: the reason
}

func (p *probe) section() string { return filepath.Dir(p.name) }
func (p *probe) outPath() string { return strings.TrimSuffix(p.path, filepath.Ext(p.path)) + ".out" }

// hash ties an expectation to the source that it was recorded from.
func (p *probe) hash() string { return fmt.Sprintf("%x", sha256.Sum256([]byte(p.source)))[:12] }

var noteKinds = []string{"wrong", "refused", "prompt wrong", "prompt refused", "no prompt"}

func readProbes(t testing.TB) []*probe {
	var ps []*probe
	for _, pattern := range []string{"*/*.go", "*/*.txt"} {
		paths, err := filepath.Glob(filepath.Join(specDir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			ps = append(ps, readProbe(t, path))
		}
	}
	if len(ps) == 0 {
		t.Fatalf("no programs in %s", specDir)
	}
	slices.SortFunc(ps, func(a, b *probe) int { return strings.Compare(a.name, b.name) })
	return ps
}

func readProbe(t testing.TB, path string) *probe {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rel, _ := filepath.Rel(specDir, path)
	p := &probe{path: path, name: strings.TrimSuffix(filepath.ToSlash(rel), filepath.Ext(rel)), source: string(b), notes: map[string]string{}}
	p.file = filepath.Base(p.name) + ".go"
	kind := ""
	for line := range strings.Lines(p.source) {
		line, ok := strings.CutPrefix(strings.TrimSpace(line), "//")
		if !ok {
			break
		}
		line = strings.TrimSpace(line)
		head, why, _ := strings.Cut(line, ":")
		switch {
		case p.title == "":
			p.title = strings.TrimSuffix(line, ".")
		case slices.Contains(noteKinds, head):
			kind = head
			p.notes[kind] = strings.TrimSpace(why)
		case line == "":
			kind = ""
		case kind != "":
			p.notes[kind] += " " + line
		}
	}
	for k, why := range p.notes {
		if why == "" {
			t.Errorf("%s: %q without a reason", path, k)
		}
	}
	if p.title == "" {
		t.Errorf("%s does not start with a comment that names its construct", path)
	}
	return p
}

// ending is what became of a program: what it wrote, and how it ended.
type ending struct {
	stdout, stderr string
	exit           int
	panicked       string // "panic: ..." or "fatal error: ..."
	compile        string // what the compiler says, line by line; nothing ran
	refused        string // by the evaluator alone
}

const recordedOf = "-- of "

// String is the form in which endings are kept and compared.
func (e ending) String() string {
	var b strings.Builder
	part := func(head, text string) {
		if head != "" {
			fmt.Fprintf(&b, "-- %s --\n", head)
		}
		b.WriteString(text)
		if text != "" && !strings.HasSuffix(text, "\n") {
			b.WriteByte('\n')
		}
	}
	part("", e.stdout)
	if e.stderr != "" {
		part("stderr", e.stderr)
	}
	if e.exit != 0 {
		part(fmt.Sprintf("exit %d", e.exit), e.panicked)
	}
	if e.compile != "" {
		part("compile", e.compile)
	}
	return b.String()
}

var hexAddress = regexp.MustCompile(`0x[0-9a-f]{5,}`)

// oneLine joins the lines of a panic's text, without what differs from run to run.
func oneLine(s string) string {
	return hexAddress.ReplaceAllString(strings.Join(strings.Fields(s), " "), "0x?")
}

// expected reads what the toolchain made of the program.
func (p *probe) expected() (string, error) {
	b, err := os.ReadFile(p.outPath())
	if err != nil {
		return "", err
	}
	i := bytes.LastIndex(b, []byte(recordedOf))
	if i < 0 || string(b[i:]) != recordedOf+p.hash()+" --\n" {
		return "", errors.New("recorded from another source")
	}
	return string(b[:i]), nil
}

// asProgram runs the program as `parley run` does.
func (p *probe) asProgram(ctx context.Context, im *Image, dir string) ending {
	path := filepath.Join(dir, p.file)
	if err := os.WriteFile(path, []byte(p.source), 0o600); err != nil {
		return ending{refused: err.Error()}
	}
	var stdout, stderr lockedBuffer
	err := im.RunFile(ctx, path, &stdout, &stderr)
	e := ending{stdout: stdout.String(), stderr: stderr.String()}
	var ee *ExitError
	var pe *ProgramError
	switch {
	case errors.As(err, &ee):
		e.exit = ee.Code
	case errors.As(err, &pe):
		e.fail(pe.Failure)
	case err != nil:
		e.compile = err.Error()
	}
	return e
}

// fail notes how a program failed in the words of the toolchain.
func (e *ending) fail(f *protocol.Failure) {
	switch {
	case strings.Contains(f.Text, "unsupported:"):
		e.refused = f.Error()
	case f.Kind == protocol.FailCompile:
		e.compile = f.Text
		if f.Pos != "" {
			e.compile = f.Pos + ": " + f.Text
		}
	case f.Kind == protocol.FailPanic:
		e.exit, e.panicked = 2, oneLine("panic: "+f.Text)
	default:
		e.exit, e.panicked = 2, oneLine("fatal error: "+f.Text)
	}
}

// verdict compares, and gives "ok", "refused" or "wrong" with what was seen.
func verdict(got ending, want string) (string, string) {
	switch s := got.String(); {
	case got.refused != "":
		return "refused", got.refused
	case s == want, got.compile != "" && saysAll(s, want):
		return "ok", ""
	default:
		return "wrong", fmt.Sprintf("got\n%s\nwant\n%s", s, want)
	}
}

// saysAll allows lines of the compiler's to go on: with the name that was likely meant.
func saysAll(got, want string) bool {
	gs, ws := strings.Split(got, "\n"), strings.Split(want, "\n")
	if n := len(ws); n > 1 && strings.HasSuffix(ws[n-2], "too many errors") {
		return len(gs) >= 10 // the compiler says ten of them, not the first ten
	}
	return slices.EqualFunc(gs, ws, func(g, w string) bool { return strings.HasPrefix(g, strings.TrimSuffix(w, ")")) })
}

// judge compares a verdict with what the program's comment says, under the given prefix.
func (p *probe) judge(t *testing.T, prefix, v, detail string) {
	known := ""
	for _, k := range []string{"wrong", "refused"} {
		if p.notes[prefix+k] != "" {
			known = k
		}
	}
	switch {
	case v == "ok" && known != "":
		t.Errorf("%s is right now: take the line %q out of it", p.path, prefix+known)
	case v != "ok" && v != known:
		t.Errorf("%s: %s: %s\n%s", p.path, v, p.title, detail)
	}
}

const specDeadline = 60 * time.Second // generous: only a hang comes near

func TestSpec(t *testing.T) {
	ps := readProbes(t)
	if *record {
		recordProbes(t, ps)
	}
	dir := t.TempDir()
	for _, p := range ps {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			want, err := p.expected()
			if err != nil {
				t.Fatalf("%s: %v; run `go test ./eval -run Spec -record`", p.outPath(), err)
			}
			im := newImage(t, Config{})
			ctx, cancel := context.WithTimeout(t.Context(), specDeadline)
			defer cancel()
			own := filepath.Join(dir, strings.ReplaceAll(p.name, "/", "_"))
			if err := os.Mkdir(own, 0o700); err != nil {
				t.Fatal(err)
			}
			v, detail := verdict(p.asProgram(ctx, im, own), want)
			p.judge(t, "", v, detail)
			if v != "ok" || p.notes["no prompt"] != "" || compileProbe(p) {
				return
			}
			chunks, err := promptChunks(p.source)
			if err != nil {
				t.Skip(err)
			}
			v, detail = verdict(typed(ctx, im, chunks), want)
			if v != "ok" {
				detail = "at the prompt: " + detail + "\ntyped:\n" + strings.Join(chunks, "\n---\n")
			}
			p.judge(t, "prompt ", v, detail)
		})
	}
}
