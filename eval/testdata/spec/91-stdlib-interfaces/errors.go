// Package errors: own error types with Unwrap and Is.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

type opError struct {
	op  string
	err error
}

func (e *opError) Error() string { return e.op + ": " + e.err.Error() }
func (e *opError) Unwrap() error { return e.err }

type code int

func (c code) Error() string { return fmt.Sprint("code ", int(c)) }

func (c code) Is(target error) bool {
	t, ok := target.(code)
	return ok && t/100 == c/100
}

var errBase = errors.New("base")

func fail(n int) error {
	if n == 0 {
		return nil
	}
	return &opError{"op", fmt.Errorf("wrapped: %w", errBase)}
}

func main() {
	err := fail(1)
	fmt.Println(err, fail(0) == nil)
	fmt.Println(errors.Is(err, errBase), errors.Is(err, io.EOF))
	var oe *opError
	fmt.Println(errors.As(err, &oe), oe.op)
	fmt.Println(errors.Unwrap(err) != nil, errors.Unwrap(errors.Unwrap(err)) == errBase)
	fmt.Println(errors.Is(code(404), code(400)), errors.Is(code(404), code(500)))
	var c code
	fmt.Println(errors.As(&opError{"x", code(7)}, &c), int(c))
	j := errors.Join(err, nil, os.ErrNotExist)
	fmt.Println(errors.Is(j, os.ErrNotExist), errors.Is(j, errBase))
	fmt.Println(j)
	fmt.Println(errors.Is(fmt.Errorf("%w and %w", io.EOF, errBase), errBase), errors.Join(nil, nil) == nil)
	switch e := err.(type) {
	case *opError:
		fmt.Println("opError", e.op)
	default:
		fmt.Println("other")
	}
	var e2 error = code(3)
	fmt.Println(e2 == code(3), e2 == code(4), e2)
}
