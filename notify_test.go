package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A node says when it can be asked and when it ends, and what it has accepted before a SIGTERM is answered.
func TestANodeUnderAServiceManager(t *testing.T) {
	p := newProgram(t)
	dir, err := os.MkdirTemp("", "parley") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "s"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	l.SetReadDeadline(time.Now().Add(patience))
	said := func() string {
		b := make([]byte, 100)
		n, err := l.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
	t.Setenv("NOTIFY_SOCKET", filepath.Join(dir, "s"))
	b := p.node("b")
	if got := said(); got != "READY=1" {
		t.Errorf("at its start it says %q", got)
	}
	c := p.cmd("eval", "--at", "b", `fmt.Println("begun"); time.Sleep(300*time.Millisecond); 6 * 7`)
	out := &buffer{}
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p.wait("it has begun", func() bool { return strings.Contains(out.String(), "begun") })
	b.Process.Signal(syscall.SIGTERM)
	if err := c.Wait(); err != nil || !strings.Contains(out.String(), "42") {
		t.Errorf("what was under way ended with %v, %s", err, out)
	}
	if got := said(); got != "STOPPING=1" {
		t.Errorf("at its end it says %q", got)
	}
	if err := b.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
