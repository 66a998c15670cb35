// Who a peer is: the identity in its certificate, and the TLS that lets nobody in without one of this cluster.

package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"parley/protocol"
)

const (
	identityScheme = "parley"
	alpn           = "parley/1"
)

// identity is what a certificate says, as the URI parley://cluster/role/name.
type identity struct {
	cluster string
	role    protocol.Role
	id      protocol.NodeID
}

func (w identity) url() *url.URL {
	return &url.URL{Scheme: identityScheme, Host: w.cluster, Path: "/" + w.role.String() + "/" + string(w.id)}
}

// identityOf reads the identity of a certificate, without any check of who signed it.
func identityOf(cert *x509.Certificate) (identity, error) {
	if len(cert.URIs) != 1 || cert.URIs[0].Scheme != identityScheme {
		return identity{}, errors.New("it names no parley node")
	}
	u := cert.URIs[0]
	role, name, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	r, err := protocol.ParseRole(role)
	if err != nil {
		return identity{}, err
	}
	id := protocol.NodeID(name)
	return identity{u.Host, r, id}, id.Validate()
}

// The alerts of TLS (RFC 8446, section 6) that tell the other end why it was refused.
const (
	alertBadCertificate      tls.AlertError = 42
	alertExpired             tls.AlertError = 45
	alertUnknownAuthority    tls.AlertError = 48
	alertCertificateRequired tls.AlertError = 116
	alertNoProtocol          tls.AlertError = 120
)

// refusal is why a certificate was not accepted: a sentence for this end, an alert for the other.
type refusal struct {
	text  string
	alert tls.AlertError
}

func (r *refusal) Error() string { return r.text }

// Unwrap lets TLS send the alert that fits instead of a general one.
func (r *refusal) Unwrap() error { return r.alert }

// verify checks a peer's certificate: signed by this cluster's authority, valid now, with an identity. Names of hosts play
// no part, for a node may move.
func (c *Credentials) verify(certs []*x509.Certificate) (identity, error) {
	if len(certs) == 0 {
		return identity{}, &refusal{"it has no certificate: it needs one of this cluster", alertCertificateRequired}
	}
	leaf := certs[0]
	who, err := identityOf(leaf)
	if err != nil {
		return identity{}, &refusal{fmt.Sprintf("its certificate is of no use here: %v", err), alertBadCertificate}
	}
	if who.cluster != c.Cluster {
		return who, &refusal{fmt.Sprintf("its certificate is of another cluster (%s says it is of %s, this is %s): copy the keys of this cluster there", who.id, who.cluster, c.Cluster), alertUnknownAuthority}
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: c.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	var invalid x509.CertificateInvalidError
	switch {
	case err == nil:
		return who, nil
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && time.Now().Before(leaf.NotBefore):
		return who, &refusal{fmt.Sprintf("the certificate of %s is not valid before %s: set the clocks", who.id, leaf.NotBefore.UTC().Format(time.DateTime)), alertExpired}
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return who, &refusal{fmt.Sprintf("the certificate of %s expired at %s UTC: issue a new one", who.id, leaf.NotAfter.UTC().Format(time.DateTime)), alertExpired}
	default:
		return who, &refusal{fmt.Sprintf("the certificate of %s was not signed by this cluster's authority (%v): copy the keys of this cluster there", who.id, err), alertUnknownAuthority}
	}
}

// tlsConfig is TLS 1.3 with a certificate demanded of both ends. Sessions are never resumed, so that every connection
// proves its certificate. refused is told of each peer that was turned away here.
func (c *Credentials) tlsConfig(refused func(error)) *tls.Config {
	verify := func(s tls.ConnectionState) error {
		_, err := c.verify(s.PeerCertificates)
		if err != nil {
			refused(err)
		}
		return err
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		NextProtos: []string{alpn},
		// Asked for, not required, by TLS itself: verify requires it, and can say so in a sentence.
		ClientAuth: tls.RequestClientCert,
		// The usual check wants a host's name in the certificate; verify does all of the rest of it.
		InsecureSkipVerify:     true,
		VerifyConnection:       verify,
		SessionTicketsDisabled: true,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return &c.current().tls, nil
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return &c.current().tls, nil
		},
	}
}
