// Package io: own readers, writers and the rest of its interfaces.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// rot13 reads letters turned by half the alphabet.
type rot13 struct{ r io.Reader }

func (r rot13) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	for i, c := range b[:n] {
		switch {
		case 'a' <= c && c <= 'z':
			b[i] = 'a' + (c-'a'+13)%26
		case 'A' <= c && c <= 'Z':
			b[i] = 'A' + (c-'A'+13)%26
		}
	}
	return n, err
}

// counter counts what is written to it.
type counter struct {
	bytes, calls int
}

func (c *counter) Write(b []byte) (int, error) {
	c.bytes += len(b)
	c.calls++
	return len(b), nil
}

type limited struct{ left int }

var errFull = errors.New("full")

func (l *limited) Write(b []byte) (int, error) {
	if len(b) > l.left {
		n := l.left
		l.left = 0
		return n, errFull
	}
	l.left -= len(b)
	return len(b), nil
}

// digits is a ReaderAt, a ByteReader and a Closer.
type digits struct {
	pos    int
	closed bool
}

func (d *digits) ReadAt(b []byte, off int64) (int, error) {
	for i := range b {
		if off+int64(i) >= 10 {
			return i, io.EOF
		}
		b[i] = byte('0' + off + int64(i))
	}
	return len(b), nil
}

func (d *digits) ReadByte() (byte, error) {
	if d.pos == 3 {
		return 0, io.EOF
	}
	d.pos++
	return []byte{0x96, 0x01, 0x05}[d.pos-1], nil
}

func (d *digits) Close() error {
	d.closed = true
	return nil
}

type upper struct{ strings.Builder }

func (u *upper) ReadFrom(r io.Reader) (int64, error) {
	b, err := io.ReadAll(r)
	u.WriteString(strings.ToUpper(string(b)))
	return int64(len(b)), err
}

func main() {
	b, err := io.ReadAll(rot13{strings.NewReader("Uryyb, Jbeyq!")})
	fmt.Println(string(b), err)
	var c counter
	n, err := io.Copy(&c, io.LimitReader(rot13{strings.NewReader("abcdefgh")}, 5))
	fmt.Println(n, err, c.bytes)
	fmt.Fprintf(&c, "%d-%s", 12, "x")
	fmt.Println(c.bytes, c.calls > 1)
	_, err = io.Copy(&limited{3}, strings.NewReader("too long"))
	fmt.Println(err, err == errFull, errors.Is(err, errFull))
	var buf bytes.Buffer
	w := io.MultiWriter(&buf, &c)
	io.WriteString(w, "both")
	fmt.Println(buf.String(), c.bytes)
	tee := io.TeeReader(rot13{strings.NewReader("nop")}, &buf)
	io.ReadAll(tee)
	fmt.Println(buf.String())

	d := &digits{}
	sec := io.NewSectionReader(d, 2, 5)
	b, err = io.ReadAll(sec)
	fmt.Println(string(b), err, sec.Size())
	v, err := binary.ReadUvarint(d)
	fmt.Println(v, err)
	v, err = binary.ReadUvarint(d)
	fmt.Println(v, err)
	var u upper
	k, err := io.Copy(&u, rot13{strings.NewReader("nop")})
	fmt.Println(u.String(), k, err)
	var rc io.Closer = d
	rc.Close()
	fmt.Println(d.closed)

	pr, pw := io.Pipe()
	go func() {
		for i := range 3 {
			fmt.Fprintf(pw, "line %d\n", i)
		}
		pw.CloseWithError(errFull)
	}()
	b, err = io.ReadAll(pr)
	fmt.Printf("%q %v\n", b, err)
	_, err = io.ReadFull(rot13{strings.NewReader("ab")}, make([]byte, 4))
	fmt.Println(err == io.ErrUnexpectedEOF)
	b, _ = io.ReadAll(io.MultiReader(rot13{strings.NewReader("x")}, strings.NewReader("y")))
	fmt.Println(string(b))
}
