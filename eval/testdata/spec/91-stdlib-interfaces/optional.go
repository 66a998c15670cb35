// Methods that the standard library asks a value for, beyond those of the interface that it takes.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

type source struct{}

func (source) Read([]byte) (int, error) { return 0, errors.New("read, although WriteTo is there") }
func (source) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, "written")
	return int64(n), err
}

func (source) Close() error { return nil }

func main() {
	var b strings.Builder
	n, err := io.Copy(&b, source{})
	fmt.Println(n, err, b.String())
}
