package repl

import (
	"io"
	"strings"
	"testing"
)

// reads gives one chunk a read.
type reads chan string

func (r reads) Read(p []byte) (int, error) {
	s, ok := <-r
	if !ok {
		return 0, io.EOF
	}
	return copy(p, s), nil
}

func TestWakeDoesNotCutAKeyInTwo(t *testing.T) {
	for _, c := range []struct{ first, second string }{
		{"x", "y"}, {"\x1b", "[A"}, {"\x1b[", "A"}, {"\x1bO", "A"}, {"\xe6\x97", "\xa5"}, {"x\xc3", "\xa9"}, {"\x1b[3", "~"},
	} {
		in := make(reads, 2)
		k := newKeys(t.Context(), in)
		k.editor = true
		in <- c.first
		buf := make([]byte, 100)
		n, err := k.Read(buf)
		if err != nil || string(buf[:n]) != c.first {
			t.Fatalf("%q: got %q, %v", c.first, buf[:n], err)
		}
		k.wake()
		k.wake() // two are one
		var got string
		if c.first == "x" { // between whole keys the wake comes at once
			n, _ = k.Read(buf)
			got = string(buf[:n])
		}
		in <- c.second
		for len(got) < len(c.second)+1 {
			n, err := k.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got += string(buf[:n])
		}
		want := c.second + "\n"
		if c.first == "x" {
			want = "\n" + c.second
		}
		if got != want {
			t.Errorf("after %q: got %q, want %q", c.first, got, want)
		}
		close(in)
		if n, err := k.Read(buf); n != 0 || err != io.EOF || !k.ended.Load() {
			t.Errorf("the end: %d, %v", n, err)
		}
		k.close()
		k.close()
	}
}

func TestDeleteKeyInTwoPieces(t *testing.T) {
	k := &keys{}
	k.filter([]byte("\x04x\x1b[3"))
	k.filter([]byte("~"))
	if got := []bool{k.deletes.next(), k.deletes.next(), k.deletes.next()}; got[0] || !got[1] || got[2] {
		t.Errorf("Delete keys: %v", got)
	}
}

func TestHomeAndEndOfAnyTerminal(t *testing.T) {
	for typed, want := range map[string]string{
		"x\x1b[1~y": "x\x1b[1~\x01y", "\x1b[7~": "\x1b[7~\x01", "\x1b[4~": "\x1b[4~\x05", "\x1b[8~": "\x1b[8~\x05",
		"\x1b[3~": "\x1b[3~", "\x1b[H\x1bOF": "\x1b[H\x1bOF", "1~": "1~", "[1~": "[1~", "\x1b[11~": "\x1b[11~",
	} {
		filtered := func(pieces ...string) (got string) {
			k := &keys{}
			for _, p := range pieces {
				got += string(k.filter([]byte(p)))
			}
			return got
		}
		if got := filtered(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
		if got := filtered(strings.Split(typed, "")...); got != want {
			t.Errorf("%q in pieces: got %q, want %q", typed, got, want)
		}
	}
}

func TestPastedLinesEndOnce(t *testing.T) {
	k := &keys{}
	if got := string(k.filter([]byte("a\r\nb\nc\r"))); got != "a\rb\rc\r" {
		t.Errorf("got %q", got)
	}
}
