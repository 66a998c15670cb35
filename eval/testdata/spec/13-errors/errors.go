// Errors: wrapping, Is, As, AsType, Join, Unwrap, sentinels, custom types with their own Is and As.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
)

type NotFound struct{ Name string }

func (e *NotFound) Error() string { return e.Name + " not found" }

type Code int

func (c Code) Error() string { return fmt.Sprint("code ", int(c)) }

func (c Code) Is(target error) bool { return target == io.EOF && c == 1 }

type Wrap struct {
	Op  string
	Err error
}

func (w *Wrap) Error() string { return w.Op + ": " + w.Err.Error() }
func (w *Wrap) Unwrap() error { return w.Err }

var ErrBase = errors.New("base")

func find(s string) error {
	if s == "" {
		return &Wrap{"find", &NotFound{"empty"}}
	}
	return nil
}

func main() {
	err := find("")
	fmt.Println(err, find("x") == nil)
	var nf *NotFound
	fmt.Println(errors.As(err, &nf), nf.Name)
	var w *Wrap
	fmt.Println(errors.As(err, &w), w.Op, errors.Unwrap(err) == error(nf))
	e2 := fmt.Errorf("context: %w", ErrBase)
	fmt.Println(e2, errors.Is(e2, ErrBase), errors.Unwrap(e2) == ErrBase)
	e3 := fmt.Errorf("both: %w and %w", ErrBase, Code(1))
	fmt.Println(e3, errors.Is(e3, ErrBase), errors.Is(e3, io.EOF))
	var c Code
	fmt.Println(errors.As(e3, &c), int(c))
	j := errors.Join(nil, ErrBase, Code(2))
	fmt.Println(errors.Is(j, ErrBase), errors.Is(j, io.EOF))
	fmt.Println(j)
	fmt.Println(errors.Join(nil, nil) == nil)
	if c, ok := errors.AsType[Code](j); ok {
		fmt.Println("AsType", int(c))
	}
	_, ok := errors.AsType[*NotFound](j)
	fmt.Println(ok)
	_, perr := os.Open("/does/not/exist")
	var pe *fs.PathError
	fmt.Println(errors.Is(perr, fs.ErrNotExist), errors.As(perr, &pe), pe.Op, os.IsNotExist(perr))
	_, nerr := strconv.Atoi("x1")
	var ne *strconv.NumError
	fmt.Println(errors.As(nerr, &ne), ne.Func, ne.Num, errors.Is(nerr, strconv.ErrSyntax))
	fmt.Printf("%v|%s|%q\n", ErrBase, ErrBase, ErrBase)
	fmt.Println(errors.New("a") == errors.New("a"), ErrBase == ErrBase)
	var nilErr error
	fmt.Println(nilErr == nil, errors.Is(nil, nil), errors.Is(nilErr, ErrBase))
	switch {
	case errors.As(err, &nf):
		fmt.Println("switch", nf.Name)
	}
	switch e := err.(type) {
	case *NotFound:
		fmt.Println("no")
	case *Wrap:
		fmt.Println("type switch", e.Op)
	}
	if e, ok := err.(interface{ Unwrap() error }); ok {
		fmt.Println(e.Unwrap())
	}
}
