package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/creack/pty"

	"parley/node"
	"parley/protocol"
)

// What somebody waits for at a prompt: parley in a terminal, from the key until the screen has it.

// screen is a program in a terminal of its own, and what it has shown of late.
type screen struct {
	tty *os.File

	mu    sync.Mutex
	shown bytes.Buffer // since the last key, without colours
	more  chan struct{}
}

// marks are colours and moves of the cursor.
var marks = regexp.MustCompile("\x1b\\[[0-9;?]*[a-zA-Z]|\r")

// openScreen starts a program in a terminal.
func openScreen(cmd *exec.Cmd) (*screen, error) {
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "NO_COLOR=")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		return nil, err
	}
	s := &screen{tty: tty, more: make(chan struct{}, 1)}
	go s.read()
	return s, nil
}

func (s *screen) read() {
	b := make([]byte, 64<<10)
	for {
		n, err := s.tty.Read(b)
		s.mu.Lock()
		s.shown.Write(marks.ReplaceAll(b[:n], nil))
		s.mu.Unlock()
		select {
		case s.more <- struct{}{}:
		default:
		}
		if err != nil {
			return // the program has ended
		}
	}
}

// after presses keys, or does something else that is to show, and answers how long it took until the screen had a text.
func (s *screen) after(do func() error, want string) (time.Duration, error) {
	s.mu.Lock()
	s.shown.Reset()
	s.mu.Unlock()
	begin := time.Now()
	if err := do(); err != nil {
		return 0, err
	}
	late := time.After(30 * time.Second)
	for {
		s.mu.Lock()
		there, all := bytes.Contains(s.shown.Bytes(), []byte(want)), s.shown.String()
		s.mu.Unlock()
		if there {
			return time.Since(begin), nil
		}
		select {
		case <-s.more:
		case <-late:
			return 0, fmt.Errorf("the screen never had %q; it had %q", want, all)
		}
	}
}

func (s *screen) keys(keys, want string) (time.Duration, error) {
	return s.after(func() error { _, err := s.tty.WriteString(keys); return err }, want)
}

// atPrompt measures keys, completion, help and notices at a prompt of a node that is one of two.
func atPrompt(parley string, length time.Duration) error {
	cmd := exec.Command(parley, "--name", "a")
	s, err := openScreen(cmd)
	if err != nil {
		return err
	}
	defer func() {
		cmd.Process.Kill() // first: a terminal is not closed while it is read
		cmd.Wait()
		s.tty.Close()
	}()
	if _, err := s.keys("", "a> "); err != nil {
		return err
	}
	if err := s.typing("key", length); err != nil {
		return err
	}
	if err := s.typing("key_busy", length, "a"); err != nil {
		return err
	}
	i := 0
	names := []string{"strings.Sp", "http.StatusT", "os.Wr"}
	if err := slowest("complete_screen", length, func() (time.Duration, error) {
		i++
		name := names[i%len(names)]
		if _, err := s.keys(name, name[len(name)-1:]); err != nil {
			return 0, err
		}
		took, err := s.keys("\t", map[string]string{"strings.Sp": "lit", "http.StatusT": "TooManyRequests", "os.Wr": "iteFile"}[name])
		if err != nil {
			return 0, err
		}
		_, err = s.keys("\x15", "a> ")
		return took, err
	}); err != nil {
		return err
	}
	topics := []string{"RMap", "raft", "strings.Cut", ":watch"}
	if err := slowest("help_screen", length, func() (time.Duration, error) {
		i++
		return s.keys(":help "+topics[i%len(topics)]+"\r", "\na> ")
	}); err != nil {
		return err
	}
	return slowest("notice_screen", length, func() (time.Duration, error) {
		var n *node.Node
		_, err := s.after(func() error {
			var err error
			n, err = node.Start(context.Background(), node.Config{Name: "b"})
			return err
		}, "* b ")
		if err != nil {
			return 0, err
		}
		return s.after(n.Close, "* b disconnected")
	})
}

// typing is how long a key takes to be on the screen, in a line of code. Beside it, callers may keep the node busy.
func (s *screen) typing(name string, length time.Duration, busy ...protocol.NodeID) error {
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	if len(busy) > 0 {
		n, err := node.Start(ctx, node.Config{Role: protocol.Operator, Timeout: 30 * time.Second})
		if err != nil {
			return err
		}
		defer n.Close()
		for range 16 {
			all.Go(func() {
				for ctx.Err() == nil {
					n.Ask(ctx, busy[0], node.Source{Text: "1 + 1"}, node.Options{})
				}
			})
		}
	}
	const line = "x := strings.ToUpper(\""
	last := ""
	err := slowest(name, length, func() (time.Duration, error) {
		if last == "" || last == "z" { // the line is not to become long
			if _, err := s.keys("\x15"+line, line); err != nil {
				return 0, err
			}
			last = "`"
			return s.keys(last, line+last)
		}
		was := last
		last = string(last[0] + 1)
		return s.keys(last, was+last)
	})
	if err != nil {
		return err
	}
	_, err = s.keys("\x15", "a> ")
	return err
}

// slowest does something again and again, and prints the median and the slowest.
func slowest(name string, length time.Duration, f func() (time.Duration, error)) error {
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < length || len(took) < 10; {
		d, err := f()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		took = append(took, d)
	}
	slices.Sort(took)
	fmt.Println(name+"_p50_ms", float64(took[len(took)/2].Microseconds())/1000)
	fmt.Println(name+"_max_ms", float64(took[len(took)-1].Microseconds())/1000)
	return nil
}
