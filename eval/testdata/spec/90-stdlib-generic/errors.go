// Package errors: AsType finds errors of types that the program declares, also below joined ones.
package main

import (
	"errors"
	"fmt"
	"io"
)

type codeError struct{ code int }

func (e *codeError) Error() string { return fmt.Sprint("code ", e.code) }

type asker struct{}

func (asker) Error() string { return "asker" }

func (asker) As(target any) bool {
	p, ok := target.(**codeError)
	if ok {
		*p = &codeError{9}
	}
	return ok
}

func main() {
	err := fmt.Errorf("outer: %w", errors.Join(io.EOF, fmt.Errorf("inner: %w", &codeError{7})))
	ce, ok := errors.AsType[*codeError](err)
	fmt.Println(ce.code, ok)
	ce, ok = errors.AsType[*codeError](asker{})
	fmt.Println(ok && ce.code == 9)

}
