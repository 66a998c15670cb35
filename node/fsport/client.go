package fsport

// The client. It has a session, asks one server, and goes on at another when that one is lost or cannot answer: with the same number of the same request, so that
// it is done once.

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// ClientConfig says whom to ask. Servers is required.
type ClientConfig struct {
	Servers  func() []string // addresses of client ports, as they are now; tried in turn
	Timeout  time.Duration   // how long one server is given for an answer; default 3 s
	Patience time.Duration   // how long a request is tried in all; default ten times that
	News     func(string)    // is told when a server is lost and which one comes after it; nil: nobody is
}

// Client is a session. It is used by one goroutine.
type Client struct {
	cfg     ClientConfig
	conn    net.Conn
	r       *bufio.Reader
	at      string // whom conn leads to
	turn    int
	session string
	number  int
	left    string // who was asked before, until another is found
	why     string // it was left
}

// longest is the longest answer that a client takes.
const longest = 1 << 30

// tryPause is between two tries, when all servers have been asked.
const tryPause = 100 * time.Millisecond

// ErrNoServer is wrapped by the error of Connect.
var ErrNoServer = errors.New("no server answers")

// NewClient makes a client that is not connected yet.
func NewClient(cfg ClientConfig) *Client {
	if cfg.Timeout <= 0 {
		cfg.Timeout = 3 * time.Second
	}
	if cfg.Patience <= 0 {
		cfg.Patience = 10 * cfg.Timeout
	}
	if cfg.News == nil {
		cfg.News = func(string) {}
	}
	return &Client{cfg: cfg}
}

// Connect connects to the first server that can be reached.
func (c *Client) Connect(ctx context.Context) error {
	if c.conn != nil {
		return nil
	}
	servers := c.cfg.Servers()
	if len(servers) == 0 {
		return fmt.Errorf("%w: none is known", ErrNoServer)
	}
	var last error
	for range servers {
		addr := servers[c.turn%len(servers)]
		d := net.Dialer{Timeout: c.cfg.Timeout}
		conn, err := d.DialContext(ctx, "tcp", addr)
		if err == nil {
			c.conn, c.r, c.at = conn, bufio.NewReader(conn), addr
			if c.left != "" && c.left != addr {
				c.cfg.News(fmt.Sprintf("%s; going on at %s", c.why, addr))
			}
			c.left = ""
			return nil
		}
		last = err
		c.turn++
	}
	return fmt.Errorf("%w: %v", ErrNoServer, last)
}

// drop leaves a server, and takes the next one for the next request.
func (c *Client) drop(why string) {
	if c.conn != nil {
		c.conn.Close()
		c.conn, c.left, c.why = nil, c.at, why
		c.turn++
	}
}

// Close ends the session, if a server can be told, and the connection.
func (c *Client) Close(ctx context.Context) {
	if c.conn != nil && c.session != "" {
		c.once(ctx, Request{Op: OpExit, Session: c.session})
	}
	c.drop("")
	c.session, c.number, c.left = "", 0, ""
}

// Do does one operation, at whichever server it takes. The outcome is never Refused nor Unknown before the patience is at an end.
func (c *Client) Do(ctx context.Context, op, name, value string) Answer {
	r := request(op, name, value)
	ctx, stop := context.WithTimeout(ctx, c.cfg.Patience)
	defer stop()
	perhaps := false // it may be done already
	for asked := 1; ; asked++ {
		a, err := c.inSession(ctx, &r)
		switch {
		case err == nil && a.Outcome == Ended && !perhaps:
			c.session = ""
			continue
		case err == nil && a.Outcome == Ended:
			c.session = ""
			return Answer{Outcome: Unknown, Error: "the session has ended meanwhile, and nobody knows whether this was done before"}
		case err == nil && a.Outcome != Refused && a.Outcome != Unknown:
			return a
		case err != nil:
			a = Answer{Outcome: Unknown, Error: err.Error()}
			if errors.Is(err, ErrNoServer) {
				a.Outcome = Refused
			}
		}
		perhaps = perhaps || changes(op) && a.Outcome == Unknown
		why := a.Error
		if err == nil {
			why = fmt.Sprintf("%s: %s", c.at, a.Error)
		}
		c.drop(why)
		if all := max(1, len(c.cfg.Servers())); asked%all == 0 {
			if asked == all {
				c.cfg.News(fmt.Sprintf("%s; trying for %v", why, c.cfg.Patience))
			}
			select {
			case <-time.After(tryPause):
			case <-ctx.Done():
			}
		}
		if ctx.Err() != nil {
			if a.Outcome = Refused; perhaps {
				a.Outcome = Unknown
			}
			return a
		}
	}
}

// request is one without a session.
func request(op, name, value string) Request {
	r := Request{Op: op, Name: name}
	if op == OpAppend {
		if r.Base64 = []byte(value); len(value) == 0 { // an empty one would be left out
			r.Base64 = []byte{}
		}
	}
	return r
}

// inSession asks for a request once, in the session, which is opened if there is none.
func (c *Client) inSession(ctx context.Context, r *Request) (Answer, error) {
	if !changes(r.Op) {
		return c.once(ctx, *r)
	}
	if c.session == "" {
		a, err := c.once(ctx, Request{Op: OpOpen})
		switch {
		case err != nil:
			return a, fmt.Errorf("%w: %w", ErrNoServer, err) // nothing was asked for yet
		case a.Outcome != OK:
			return Answer{Outcome: Refused, Error: a.Error}, nil
		}
		c.session, c.number, r.Session = a.Session, 0, ""
	}
	if r.Session != c.session {
		c.number++
		r.Session, r.Number = c.session, c.number
	}
	return c.once(ctx, *r)
}

// once sends a request to a server and waits for its answer.
func (c *Client) once(ctx context.Context, r Request) (Answer, error) {
	if err := c.Connect(ctx); err != nil {
		return Answer{}, err
	}
	late := time.Now().Add(c.cfg.Timeout)
	if d, ok := ctx.Deadline(); ok && d.Before(late) {
		late = d
	}
	conn := c.conn
	conn.SetDeadline(late)
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	lost := func(err error) (Answer, error) {
		var n net.Error
		if errors.As(err, &n) && n.Timeout() {
			return Answer{}, fmt.Errorf("%s did not answer in time", c.at)
		}
		return Answer{}, fmt.Errorf("%s is lost", c.at)
	}
	if _, err := conn.Write(encoded(r)); err != nil {
		return lost(err)
	}
	var line []byte
	for {
		part, err := c.r.ReadSlice('\n')
		if line = append(line, part...); err == nil {
			break
		}
		if err != bufio.ErrBufferFull || len(line) > longest {
			return lost(err)
		}
	}
	a, err := decodeAnswer(bytes.TrimSpace(line))
	if err != nil {
		return a, fmt.Errorf("%s is no client port of files: %w", c.at, err)
	}
	return a, nil
}
