// Package bufio over own readers and writers.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// drip gives a byte at a time.
type drip struct{ s string }

func (d *drip) Read(b []byte) (int, error) {
	if d.s == "" {
		return 0, io.EOF
	}
	b[0] = d.s[0]
	d.s = d.s[1:]
	return 1, nil
}

type shout struct{ lines []string }

func (s *shout) Write(b []byte) (int, error) {
	s.lines = append(s.lines, strings.ToUpper(string(b)))
	return len(b), nil
}

func main() {
	sc := bufio.NewScanner(&drip{"one\ntwo words\n\nlast"})
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	fmt.Println(sc.Err())
	sc = bufio.NewScanner(&drip{" a bb  ccc "})
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	fmt.Println()
	sc = bufio.NewScanner(strings.NewReader("1,2,stop,3"))
	sc.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		if i := strings.IndexByte(string(data), ','); i >= 0 {
			if string(data[:i]) == "stop" {
				return 0, nil, errors.New("stopped")
			}
			return i + 1, data[:i], nil
		}
		if atEOF && len(data) > 0 {
			return len(data), data, bufio.ErrFinalToken
		}
		return 0, nil, nil
	})
	for sc.Scan() {
		fmt.Print(sc.Text(), " ")
	}
	fmt.Println(sc.Err())

	r := bufio.NewReader(&drip{"héllo\nrest"})
	c, n, err := r.ReadRune()
	fmt.Println(c, n, err)
	c, n, _ = r.ReadRune()
	fmt.Println(string(c), n, r.UnreadRune())
	line, err := r.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	line, err = r.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)

	s := &shout{}
	w := bufio.NewWriterSize(s, 16)
	fmt.Fprint(w, "short")
	fmt.Println(len(s.lines), w.Buffered())
	w.WriteString(" and then some more")
	w.WriteByte('!')
	w.Flush()
	fmt.Println(strings.Join(s.lines, ""))

	in := bufio.NewScanner(os.Stdin) // empty here
	fmt.Println(in.Scan(), in.Err())
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintln(out, "buffered")
}
