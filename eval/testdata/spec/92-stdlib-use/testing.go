// Packages testing, testing/quick, testing/iotest in a plain program.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing/iotest"
	"testing/quick"
)

type small struct{ A, B uint8 }

func main() {
	fmt.Println(quick.Check(func(a, b int) bool { return a+b == b+a }, nil))
	err := quick.Check(func(s small) bool { return int(s.A)+int(s.B) < 300 }, &quick.Config{MaxCount: 10000})
	var ce *quick.CheckError
	fmt.Println(errors.As(err, &ce))
	b, err := io.ReadAll(iotest.OneByteReader(strings.NewReader("bytes")))
	fmt.Println(string(b), err)
	_, err = io.ReadAll(iotest.TimeoutReader(iotest.HalfReader(strings.NewReader("a longer text"))))
	fmt.Println(err)
}
