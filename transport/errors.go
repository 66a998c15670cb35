// Why a link is refused, lost or full, as sentences for whoever reads them at either end.

package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/quic-go/quic-go"
)

// What Send answers. Each is returned as it is, without the peer's name, which the caller knows.
var (
	ErrFull     = errors.New("too much waits to be sent to it: try again when some of it has gone")
	ErrClosed   = errors.New("the connection to it is closed")
	ErrTooLarge = errors.New("the message is larger than a message may be: send less of it at a time")
)

// ErrRetired is the Err of a link that was one too many to the same peer: the other link goes on, and nothing was lost.
var ErrRetired = errors.New("another connection to the same node took over")

// ErrGoodbye is wrapped by the Err of a link whose peer left by its own will.
var ErrGoodbye = errors.New("said goodbye")

// RefusedError is why this end or the other did not let a peer in, or threw it out.
type RefusedError struct {
	By   string // whose sentence it is: a node's name or address; empty for this end
	Code Code
	Text string
}

func (e *RefusedError) Error() string {
	if e.By == "" {
		return e.Text
	}
	return e.By + " refused the connection: " + e.Text
}

// Code sorts refusals; it is the error code of the QUIC close.
type Code uint64

// The codes of the wire. A code is never given a second meaning.
const (
	CodeGoodbye  Code = iota // not a refusal: the peer left
	CodeRetired              // not a refusal: see ErrRetired
	CodeBroken               // what came was no frame or no hello
	CodeVersion              // no protocol version in common
	CodeName                 // a node of that name is here already, or it is this node's own
	CodeRole                 // the certificate's role is too low
	CodeLimit                // too many connections
	CodeIdentity             // another node answered than the one that was dialled
	CodeReplaced             // it did not answer, and a new node of that name took its place
)

// certificateText says what the other end had against our certificate, by the TLS alert that it sent.
var certificateText = map[tls.AlertError]string{
	alertBadCertificate:      "it could not use this end's certificate",
	alertExpired:             "this end's certificate has expired or is not valid yet: issue a new one, or set the clocks",
	alertUnknownAuthority:    "this end's certificate is not of its cluster: copy the keys of its cluster here",
	alertCertificateRequired: "it asks for a certificate of its cluster, and got none",
	alertNoProtocol:          "it does not speak " + alpn,
}

// plain is a QUIC error as a sentence about the peer called who.
func plain(err error, who string, idle time.Duration) error {
	var (
		app       *quic.ApplicationError
		transport *quic.TransportError
		idleErr   *quic.IdleTimeoutError
		shake     *quic.HandshakeTimeoutError
		version   *quic.VersionNegotiationError
		reset     *quic.StatelessResetError
		cert      *refusal
		refused   *RefusedError
	)
	switch {
	case err == nil || errors.Is(err, ErrRetired) || errors.As(err, &refused):
		return err
	case errors.As(err, &app) && app.Remote:
		switch code := Code(app.ErrorCode); code {
		case CodeGoodbye:
			return fmt.Errorf("%s %w: %s", who, ErrGoodbye, app.ErrorMessage)
		case CodeRetired:
			return ErrRetired
		default:
			return &RefusedError{By: who, Code: code, Text: app.ErrorMessage}
		}
	case errors.As(err, &cert):
		return fmt.Errorf("%s was refused: %w", who, cert)
	case errors.As(err, &transport) && transport.ErrorCode.IsCryptoError() && transport.Remote:
		alert := tls.AlertError(transport.ErrorCode - 0x100)
		if text := certificateText[alert]; text != "" {
			return &RefusedError{By: who, Code: CodeIdentity, Text: text}
		}
		return fmt.Errorf("%s broke off the TLS handshake: %w", who, alert)
	case errors.As(err, &transport) && transport.ErrorCode == quic.ConnectionRefused:
		return fmt.Errorf("%s takes no connections just now: try again", who)
	case errors.As(err, &idleErr):
		return fmt.Errorf("nothing was heard of %s for %v: it stopped, or the network to it is down", who, idle)
	case errors.As(err, &shake), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("nothing answers at %s: no node runs there, or the network to it is down", who)
	case errors.As(err, &reset):
		return fmt.Errorf("%s does not know this connection any more: it was started again", who)
	case errors.As(err, &version):
		return fmt.Errorf("%s speaks another version of QUIC: %w", who, err)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("the connection to %s was given up: %w", who, err)
	}
	return fmt.Errorf("the connection to %s was lost: %w", who, err)
}

// listenError says why a UDP address could not be had.
func listenError(addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE) || strings.Contains(err.Error(), "Only one usage of each socket address"):
		return fmt.Errorf("cannot listen on %s: another program uses that port: choose another, or port 0 for any that is free", addr)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("cannot listen on %s: not allowed: choose a port above 1023", addr)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("cannot listen on %s: this machine does not have that address", addr)
	}
	return fmt.Errorf("cannot listen on %s: %w", addr, err)
}
