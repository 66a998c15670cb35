// Package errors: AsType finds errors of the standard library's types.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

func main() {
	_, ok := errors.AsType[*fs.PathError](errors.Join(io.EOF, io.ErrUnexpectedEOF))
	fmt.Println(ok)
	_, e := os.Open("/nonexistent/file")
	pe, ok := errors.AsType[*fs.PathError](e)
	fmt.Println(pe.Op, pe.Path, ok)
	_, ok = errors.AsType[*os.SyscallError](nil)
	fmt.Println(ok)
	pe, ok = errors.AsType[*fs.PathError](fmt.Errorf("a: %w", fmt.Errorf("b: %w", e)))
	fmt.Println(pe.Path, ok)
}
