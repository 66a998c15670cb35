package fsport

// The port: connections, lines, and their bounds. Every wait has an end: for the first byte, the next line, the answer, and the reader of it.

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Config says what port to open. The zero value of a field means its default; Files is required.
type Config struct {
	Addr     string                // TCP; default 127.0.0.1:0, this machine alone, on any free port
	Files    func() (Files, error) // the machine that runs now, or why there is none
	Clients  int                   // connections at once; more are refused; default 1000
	Line     int                   // the longest line, and body of HTTP, in bytes; default 512 KiB, which has room for the longest value however it is written
	Idle     time.Duration         // a connection without a request for so long is closed; default 10 min
	Patience time.Duration         // how long a request may take; default 15 s
	Logger   *slog.Logger          // default: discarded
}

func (c *Config) validate() error {
	if c.Files == nil {
		return errors.New("a client port needs Files")
	}
	if c.Clients < 0 || c.Line < 0 || c.Idle < 0 || c.Patience < 0 {
		return errors.New("Clients, Line, Idle and Patience of a client port must not be negative")
	}
	if c.Addr == "" {
		c.Addr = "127.0.0.1:0"
	}
	if c.Clients == 0 {
		c.Clients = 1000
	}
	if c.Line == 0 {
		c.Line = 512 << 10
	}
	if c.Idle == 0 {
		c.Idle = 10 * time.Minute
	}
	if c.Patience == 0 {
		c.Patience = 15 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

// writePatience is how long a client may take to read an answer.
const writePatience = 30 * time.Second

// spare is how many connections above the bound are told so. Further ones are closed at once.
const spare = 64

// Port is an open client port.
type Port struct {
	cfg    Config
	ctx    context.Context
	stop   context.CancelFunc
	listen net.Listener
	http   *http.Server
	passed chan net.Conn // those that speak HTTP

	mu    sync.Mutex
	conns map[net.Conn]bool
	all   sync.WaitGroup
}

// Open opens a port.
func Open(cfg Config) (*Port, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("no client port: %w", err)
	}
	p := &Port{cfg: cfg, listen: l, passed: make(chan net.Conn), conns: map[net.Conn]bool{}}
	p.ctx, p.stop = context.WithCancel(context.Background())
	p.http = p.newHTTP()
	p.all.Go(func() { p.http.Serve(httpListener{p}) })
	p.all.Go(p.accept)
	return p, nil
}

// Addr is where it listens.
func (p *Port) Addr() string { return p.listen.Addr().String() }

// Close ends all connections, and what they wait for.
func (p *Port) Close() {
	p.stop()
	p.listen.Close()
	p.http.Close()
	p.mu.Lock()
	all := slices.Collect(maps.Keys(p.conns))
	p.mu.Unlock()
	for _, c := range all {
		c.Close()
	}
	p.all.Wait()
}

func (p *Port) accept() {
	for {
		c, err := p.listen.Accept()
		if err != nil {
			if p.ctx.Err() != nil {
				return
			}
			p.cfg.Logger.Warn("a client cannot connect", "err", err)
			select {
			case <-time.After(100 * time.Millisecond): // there may be no descriptors for a while
			case <-p.ctx.Done():
			}
			continue
		}
		p.mu.Lock()
		n := len(p.conns)
		if p.ctx.Err() != nil || n >= p.cfg.Clients+spare {
			p.mu.Unlock()
			c.Close()
			continue
		}
		one := &conn{Conn: c, r: bufio.NewReader(c), port: p, full: n >= p.cfg.Clients}
		p.conns[one] = true
		p.all.Go(one.begin)
		p.mu.Unlock()
	}
}

// conn is one connection.
type conn struct {
	net.Conn
	r    *bufio.Reader
	port *Port
	full bool // there are too many already
}

// Read lets the HTTP server have what was read already.
func (c *conn) Read(b []byte) (int, error) { return c.r.Read(b) }

// Close also makes room for another.
func (c *conn) Close() error {
	c.port.mu.Lock()
	delete(c.port.conns, c)
	c.port.mu.Unlock()
	return c.Conn.Close()
}

// begin finds out which protocol a client speaks.
func (c *conn) begin() {
	patience := c.port.cfg.Idle
	if c.full {
		patience = min(patience, time.Second)
	}
	c.SetReadDeadline(time.Now().Add(patience))
	byHTTP := c.speaksHTTP()
	if byHTTP && !c.full {
		c.SetReadDeadline(time.Time{})
		select {
		case c.port.passed <- c:
		case <-c.port.ctx.Done():
			c.Close()
		}
		return
	}
	defer c.Close()
	if !c.full {
		c.lines()
		return
	}
	refusal := string(Answer{Outcome: Refused, Error: tooMany}.encode())
	if byHTTP {
		refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n" + refusal
	}
	io.WriteString(timely{c}, refusal)
}

const tooMany = "there are too many clients; try again later, or at another server"

// methods are how a request of HTTP begins. No line of the other protocol does.
var methods = []string{"GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PATCH ", "TRACE ", "CONNECT "}

func (c *conn) speaksHTTP() bool {
	for n := 1; ; n++ {
		b, err := c.r.Peek(n)
		if err != nil {
			return false
		}
		may := false
		for _, m := range methods {
			if string(b) == m {
				return true
			}
			may = may || strings.HasPrefix(m, string(b))
		}
		if !may {
			return false
		}
	}
}

// lines answers one line after the other, until the client goes or says exit.
func (c *conn) lines() {
	w := bufio.NewWriter(timely{c})
	for {
		c.SetReadDeadline(time.Now().Add(c.port.cfg.Idle))
		line, long, err := c.line()
		if long {
			w.Write(Answer{Outcome: Bad, Error: fmt.Sprintf("a line has at most %d bytes", c.port.cfg.Line)}.encode())
		} else if line = bytes.TrimSpace(line); len(line) > 0 {
			r, a := c.port.serve(line)
			w.Write(a.encode())
			if r.Op == OpExit && a.Outcome == OK {
				err = io.EOF
			}
		}
		if c.r.Buffered() == 0 || err != nil { // who sends many lines at once gets many answers at once
			if w.Flush() != nil {
				return
			}
		}
		if err != nil || c.port.ctx.Err() != nil {
			return
		}
	}
}

// line reads a line. Of one that is too long nothing is kept. What comes before the end of the connection is a line too.
func (c *conn) line() (line []byte, long bool, err error) {
	for {
		part, err := c.r.ReadSlice('\n')
		long = long || len(line)+len(part) > c.port.cfg.Line
		if !long {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, long, err
		}
		if long {
			line = nil
		}
	}
}

// timely gives up on a client that does not read.
type timely struct{ c *conn }

func (t timely) Write(b []byte) (int, error) {
	t.c.SetWriteDeadline(time.Now().Add(writePatience))
	return t.c.Conn.Write(b)
}
