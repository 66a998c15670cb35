// Package transport carries messages between nodes: QUIC with mutual TLS, CBOR, bounded queues and bounded reading. It
// knows who a peer is and what its role is, and nothing about what the messages ask for.
//
// Two nodes share one connection with one long-lived stream, on which all small messages go; a message over 64 KiB gets a
// stream of its own. Messages on the shared stream arrive in the order in which they were accepted, except that those of
// control go ahead; large ones may overtake and be overtaken.
package transport

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"time"

	"parley/protocol"
)

// Handler is told what happens on links. Its methods must not block: a link delivers nothing more until Message returns.
// A panic in one is logged and ends nothing.
type Handler interface {
	// Message is called for one message of a link at a time, in the order of their arrival.
	Message(l *Link, m *Message)
	// LinkUp comes before the first message of a link. There may be two links to one peer for some seconds; Endpoint.Link
	// knows which to use.
	LinkUp(l *Link)
	// LinkDown comes after the last message of a link. With ErrRetired another link to the same peer goes on and nothing
	// was lost; else what was sent on this link and is not answered may or may not have arrived.
	LinkDown(l *Link, err error)
}

// Watcher is a Handler that wants to know how far large messages are that come in.
type Watcher interface {
	// Coming says how many of a message's bytes are here, by the beginning of the message, which nobody has checked yet. It is called while Message may be,
	// and must not block.
	Coming(l *Link, form Form, id uint64, done, total int)
}

// Config is what an endpoint needs to know. Self, Credentials and Handler have no default.
type Config struct {
	Self        protocol.NodeID
	Credentials *Credentials
	Handler     Handler

	PacketConn net.PacketConn // to use instead of Listen; the caller closes it after the endpoint
	Listen     string         // UDP address, "host:port"; default 127.0.0.1 and any free port, for a client any address
	Advertise  string         // address to tell peers; default Addr()
	Client     bool           // dials only, and is no member of the cluster
	Role       protocol.Role  // of a client: to be taken for no more than this, whatever its certificate allows; default what that says

	Instance uint64        // tells this run of the node from another of the same name; default a random number
	MinRole  protocol.Role // lowest role that may connect; default Observer
	MaxLinks int           // connections at once; default 1024
	Features uint64        // bits of what this node can do; a Peer has those that both ends have

	MinVersion, MaxVersion uint32 // protocol versions to speak; default MinVersion and Version of this package

	OutboxBytes    int // waiting for one peer, beside large messages; default 16 MiB
	OutboxMessages int // waiting for one peer; default 16384
	MaxMessage     int // bytes of one message's CBOR, and of all large ones under way on a link each way; default 256 MiB

	KeepAlive   time.Duration // between signs of life on an idle link; default 2s
	IdleTimeout time.Duration // without a sign of life the link is lost; default 6s
	DialTimeout time.Duration // of one attempt to connect; default 5s
	MinBackoff  time.Duration // between attempts of Keep, doubled after each; default 100ms
	MaxBackoff  time.Duration // default 3s

	Logger *slog.Logger // default none
}

func (c *Config) validate() error {
	if err := c.Self.Validate(); err != nil {
		return err
	}
	switch {
	case c.Credentials == nil:
		return errors.New("a node needs credentials to speak to others")
	case c.Credentials.ID != c.Self:
		return fmt.Errorf("the credentials are of %s, and the node is called %s: use its own", c.Credentials.ID, c.Self)
	case c.Handler == nil:
		return errors.New("an endpoint needs a handler for its messages")
	case !c.Client && c.Credentials.Role < protocol.Member:
		return fmt.Errorf("the certificate of %s is for role %s, and a node of the cluster needs role member: issue another", c.Self, c.Credentials.Role)
	case c.MaxMessage < 0 || c.MaxMessage >= brokenLength:
		return fmt.Errorf("a message of %d bytes cannot be: the most is %d", c.MaxMessage, brokenLength-1)
	}
	fill := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	wait := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	fill(&c.MaxLinks, 1024)
	fill(&c.OutboxBytes, 16<<20)
	fill(&c.OutboxMessages, 16<<10)
	fill(&c.MaxMessage, 256<<20)
	c.MaxMessage = max(c.MaxMessage, inlineMax)
	wait(&c.KeepAlive, 2*time.Second)
	wait(&c.IdleTimeout, 6*time.Second)
	wait(&c.DialTimeout, 5*time.Second)
	wait(&c.MinBackoff, 100*time.Millisecond)
	wait(&c.MaxBackoff, 3*time.Second)
	if c.MinRole == protocol.NoRole {
		c.MinRole = protocol.Observer
	}
	if c.MaxVersion == 0 {
		c.MinVersion, c.MaxVersion = MinVersion, Version
	}
	if c.Instance == 0 {
		c.Instance = rand.Uint64() | 1
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}
