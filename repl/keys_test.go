package repl

import (
	"io"
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

func TestWakesAndTheEnd(t *testing.T) {
	in := make(reads, 2)
	k := newKeys(t.Context(), in)
	k.wake()
	k.wake() // two are one
	if b, err := k.next(k.wakes, nil); len(b) != 0 || err != nil {
		t.Fatalf("a wake gave %q, %v", b, err)
	}
	in <- "x"
	if b, err := k.next(k.wakes, nil); string(b) != "x" || err != nil {
		t.Fatalf("got %q, %v", b, err)
	}
	k.wake()
	in <- "y"
	if b, err := k.next(nil, nil); string(b) != "y" || err != nil {
		t.Fatalf("within a key: got %q, %v", b, err)
	}
	close(in)
	if b, err := k.next(nil, nil); len(b) != 0 || err != io.EOF || !k.ended.Load() {
		t.Errorf("the end: %q, %v", b, err)
	}
	k.close()
	k.close()
}
