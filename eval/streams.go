package eval

// This file leads what evaluated code writes to the standard streams to the output of its evaluation. The streams are variables of the
// image's own, so that a program can put other files in their place as programs do.

import (
	"io"
	"os"
	"sync"
)

// streams are os.Stdout and os.Stderr of evaluated code.
type streams struct{ stdout, stderr *os.File }

// hostStreams are what an image is given: the process's own, which stand for the evaluation's, and so must be two.
func hostStreams() streams {
	s := streams{os.Stdout, os.Stderr}
	if s.stderr == s.stdout { // as go test -json has it
		s.stderr = secondStderr()
	}
	return s
}

// secondStderr is another file for the descriptor. It is kept, since a file that is not would close it.
var secondStderr = sync.OnceValue(func() *os.File { return os.NewFile(os.Stderr.Fd(), os.Stderr.Name()) })

// routed writes to the output of whatever evaluation is writing.
type routed struct {
	im  *Image
	err bool
	// named: it stands for the variable os.Stdout or os.Stderr, not for what was in it at first.
	named bool
}

func (r routed) Write(b []byte) (int, error) {
	if r.named {
		if f, first := r.im.stdout, r.im.given.stdout; !r.err && f != first {
			return f.Write(b)
		}
		if f, first := r.im.stderr, r.im.given.stderr; r.err && f != first {
			return f.Write(b)
		}
	}
	if ev := Current(); ev != nil {
		if ev.exitCode.Load() != nil {
			return len(b), nil // what runs on has not noticed yet
		}
		if r.err {
			return ev.Stderr().Write(b)
		}
		return ev.Stdout().Write(b)
	}
	return r.im.conf.Stray.Write(b)
}

func stderrNow(im *Image) io.Writer { return routed{im: im, err: true} }

// stream is where evaluated code writes when it writes to f. The host may have other streams by now, such as one that it captures.
func (im *Image) stream(f *os.File) io.Writer {
	switch {
	case f == nil:
		return f
	case f == im.given.stdout:
		return routed{im: im}
	case f == im.given.stderr:
		return routed{im: im, err: true}
	}
	return f
}

// streamFunctions take the place of the methods of os.File by which the process's own streams would be written or closed.
func (im *Image) streamFunctions() map[string]any {
	return map[string]any{
		"Stream":          im.stream,
		"FileWrite":       func(f *os.File, b []byte) (int, error) { return im.stream(f).Write(b) },
		"FileWriteString": func(f *os.File, s string) (int, error) { return io.WriteString(im.stream(f), s) },
		"FileClose": func(f *os.File) error {
			if f != nil && (f == os.Stdin || f == im.given.stdout || f == im.given.stderr) {
				return nil
			}
			return f.Close()
		},
	}
}
