package eval

import (
	"bytes"
	"os"
	"testing"
)

// What the host does to its own streams, before or after the image was made, is nothing that evaluated code notices.
func TestStreamsOfTheHost(t *testing.T) {
	const source = `fmt.Fprintln(os.Stdout, "out"); fmt.Fprintln(os.Stderr, "err"); os.Stdout.WriteString("out\n"); os.Stderr.WriteString("err\n"); fmt.Println("out"); println("err"); os.Stdout.Close(); os.Stderr.Close()`
	stdout, stderr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	captured, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer captured.Close()
	for _, c := range []struct {
		what          string
		before, after streams
	}{
		{"as it began", streams{stdout, stderr}, streams{stdout, stderr}},
		{"captured", streams{stdout, stderr}, streams{captured, captured}},
		{"no longer captured", streams{captured, captured}, streams{stdout, stderr}},
		{"one for both, as of go test -json", streams{captured, captured}, streams{captured, captured}},
	} {
		os.Stdout, os.Stderr = c.before.stdout, c.before.stderr
		im := newImage(t, Config{})
		os.Stdout, os.Stderr = c.after.stdout, c.after.stderr
		var out, errs bytes.Buffer
		r := im.Eval(t.Context(), Request{Source: source, Stdout: &out, Stderr: &errs})
		if r.Failure != nil || out.String() != "out\nout\nout\n" || errs.String() != "err\nerr\nerr\n" {
			t.Errorf("%s: %v\nout: %q\nerr: %q", c.what, r.Failure, out.String(), errs.String())
		}
	}
	if n, err := captured.WriteString("x"); err != nil {
		t.Errorf("the host's file was closed: %d, %v", n, err)
	} else if i, err := captured.Stat(); err != nil || i.Size() != 1 {
		t.Errorf("evaluated code has written to the host's file: %v, %v", i.Size(), err)
	}
}
