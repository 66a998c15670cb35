// Readers and writers of one's own, bufio, Scanner with split functions, pipes, sections, copies.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

type rot13 struct{ r io.Reader }

func (r rot13) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	for i, c := range p[:n] {
		switch {
		case 'a' <= c && c <= 'z':
			p[i] = 'a' + (c-'a'+13)%26
		case 'A' <= c && c <= 'Z':
			p[i] = 'A' + (c-'A'+13)%26
		}
	}
	return n, err
}

type upper struct{ w io.Writer }

func (u upper) Write(p []byte) (int, error) { return u.w.Write(bytes.ToUpper(p)) }

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

type failing struct{ after int }

func (f *failing) Read(p []byte) (int, error) {
	if f.after == 0 {
		return 0, errors.New("broken")
	}
	f.after--
	p[0] = 'x'
	return 1, nil
}

type closer struct {
	io.Reader
	closed bool
}

func (c *closer) Close() error { c.closed = true; return nil }

func main() {
	b, err := io.ReadAll(rot13{strings.NewReader("Uryyb, Jbeyq!")})
	fmt.Println(string(b), err)
	var buf bytes.Buffer
	fmt.Fprintf(upper{&buf}, "shout %d", 5)
	fmt.Println(buf.String())
	var c counter
	n, err := io.Copy(io.MultiWriter(&buf, &c), strings.NewReader("12345"))
	fmt.Println(n, err, int(c), buf.Len())
	b, err = io.ReadAll(&failing{3})
	fmt.Println(string(b), err)
	s := bufio.NewScanner(strings.NewReader("one two\nthree\n\nfour"))
	for i := 1; s.Scan(); i++ {
		fmt.Print(i, ":", s.Text(), " ")
	}
	fmt.Println(s.Err())
	s = bufio.NewScanner(strings.NewReader("a bb  ccc"))
	s.Split(bufio.ScanWords)
	for s.Scan() {
		fmt.Print(len(s.Text()))
	}
	s = bufio.NewScanner(strings.NewReader("1,2,,3"))
	s.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		if i := bytes.IndexByte(data, ','); i >= 0 {
			return i + 1, data[:i], nil
		}
		if atEOF && len(data) > 0 {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	for s.Scan() {
		fmt.Printf("[%s]", s.Text())
	}
	fmt.Println()
	br := bufio.NewReader(strings.NewReader("line\nrest"))
	l, err := br.ReadString('\n')
	fmt.Printf("%q %v ", l, err)
	l, err = br.ReadString('\n')
	fmt.Printf("%q %v\n", l, err)
	pr, pw := io.Pipe()
	go func() {
		fmt.Fprint(pw, "through a pipe")
		pw.CloseWithError(errors.New("closed"))
	}()
	b, err = io.ReadAll(pr)
	fmt.Println(string(b), err)
	tee := io.TeeReader(strings.NewReader("tee"), &buf)
	io.Copy(io.Discard, tee)
	lim, _ := io.ReadAll(io.LimitReader(rot13{strings.NewReader("nopq")}, 2))
	fmt.Println(strings.HasSuffix(buf.String(), "tee"), string(lim))
	cl := &closer{Reader: strings.NewReader("x")}
	var rc io.ReadCloser = cl
	io.ReadAll(rc)
	rc.Close()
	fmt.Println(cl.closed)
	bw := bufio.NewWriter(&c)
	bw.WriteString("abc")
	before := int(c)
	bw.Flush()
	fmt.Println(int(c) - before)
	sr := io.NewSectionReader(strings.NewReader("0123456789"), 2, 4)
	b, _ = io.ReadAll(sr)
	fmt.Println(string(b))
	var x, y int
	k, err := fmt.Sscanf("10-20", "%d-%d", &x, &y)
	fmt.Println(k, err, x+y)
}
