package eval

// This file runs whole Go programs.

import (
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"

	"parley/protocol"
)

// ExitError says that a program ended by os.Exit or log.Fatal.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// ProgramError says how a program failed; its text ends with the stack if it panicked.
type ProgramError struct{ Failure *protocol.Failure }

func (e *ProgramError) Error() string {
	s := e.Failure.Error()
	if e.Failure.Kind == protocol.FailPanic {
		s = "panic: " + s
	}
	if e.Failure.Stack != "" {
		s += "\n\n" + strings.TrimRight(e.Failure.Stack, "\n")
	}
	return s
}

// RunFile runs the Go program in a file: package main with func main. It has a namespace of its own, and the packages and
// live objects of this image's configuration. When main returns, goroutines that it has left are stopped. The error is an
// *ExitError if the program ended by os.Exit with a code other than 0, a *ProgramError if it did not compile, panicked or was cancelled with ctx,
// and otherwise says why the file cannot be read.
func (im *Image) RunFile(ctx context.Context, path string, stdout, stderr io.Writer) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text, err := programText(filepath.Base(path), string(b))
	if err != nil {
		return err
	}
	own, err := New(im.conf)
	if err != nil {
		return err
	}
	defer own.Close()
	res := own.Eval(ctx, Request{File: filepath.Base(path), Source: text, Stdout: stdout, Stderr: stderr, program: true})
	switch {
	case res.exit != nil && *res.exit == 0:
		return nil
	case res.exit != nil:
		return &ExitError{*res.exit}
	case res.Failure != nil:
		return &ProgramError{res.Failure}
	case !own.hasMain():
		return &ProgramError{&protocol.Failure{Kind: protocol.FailCompile, Pos: filepath.Base(path), Text: "function main is undeclared in the main package"}}
	}
	return nil
}

func (im *Image) hasMain() bool {
	im.mu.Lock()
	defer im.mu.Unlock()
	d := im.cur["main"]
	return d != nil && d.fun != nil
}

// programText blanks what a file has and a chunk has not: the package clause and a line that starts with "#!".
func programText(name, text string) (string, error) {
	if strings.HasPrefix(text, "#!") {
		n := strings.IndexByte(text, '\n')
		if n < 0 {
			n = len(text)
		}
		text = strings.Repeat(" ", n) + text[n:]
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, text, parser.PackageClauseOnly)
	if err != nil {
		return "", fmt.Errorf("%w; a program starts with \"package main\"", err)
	}
	if f.Name.Name != "main" {
		return "", fmt.Errorf("%s: package %s is not a program; it must be package main", name, f.Name.Name)
	}
	from, to := fset.Position(f.Package).Offset, fset.Position(f.Name.End()).Offset
	return text[:from] + strings.Repeat(" ", to-from) + text[to:], nil
}
