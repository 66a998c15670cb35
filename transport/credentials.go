// A node's own certificate and key: where they come from, and how they are renewed before they expire.

package transport

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"parley/protocol"
)

// Credentials are who a node is to others: its certificate, the key to it, and the authority that it trusts. Safe for
// concurrent use.
type Credentials struct {
	ID      protocol.NodeID
	Role    protocol.Role
	Cluster string

	authority *x509.Certificate
	roots     *x509.CertPool
	renew     func() (*certificate, error) // nil: nobody here can

	mu   sync.Mutex
	cert *certificate
	next time.Time // of the next attempt to renew, after one that failed
}

// certificate is a certificate with its key, ready for TLS.
type certificate struct {
	tls tls.Certificate
	key *ecdsa.PrivateKey
}

func newCertificate(der []byte, key *ecdsa.PrivateKey) (*certificate, error) {
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	if !key.PublicKey.Equal(leaf.PublicKey) {
		return nil, errors.New("the key does not belong to the certificate")
	}
	return &certificate{tls: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, key: key}, nil
}

func newCredentials(who identity, authority *x509.Certificate, cert *certificate) *Credentials {
	c := &Credentials{ID: who.id, Role: who.role, Cluster: who.cluster, authority: authority, roots: x509.NewCertPool(), cert: cert}
	c.roots.AddCert(authority)
	return c
}

// LoadCredentials are the credentials of id kept in dir as id.crt and id.key beside ca.crt, for a machine that does not
// hold the authority's key. If dir has none of that name, they are issued from the authority in dir, in memory alone, and
// the authority is made if dir is empty. A role of NoRole takes whatever the certificate says.
func LoadCredentials(dir string, id protocol.NodeID, role protocol.Role) (*Credentials, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	if FilesOf(id) == nil {
		c, err := readCredentials(dir, id)
		if err == nil && role != protocol.NoRole && c.Role < role {
			return nil, fmt.Errorf("the certificate of %s in %s is for role %s, and role %s is needed: issue another", id, dir, c.Role, role)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return c, err
		}
	}
	a, err := LoadOrCreateAuthority(dir)
	if err != nil {
		return nil, err
	}
	if role == protocol.NoRole {
		role = protocol.Member
	}
	return a.Issue(id, role, 0)
}

// readCredentials reads id.crt, id.key and ca.crt. Its error is fs.ErrNotExist if there is no id.crt.
func readCredentials(dir string, id protocol.NodeID) (*Credentials, error) {
	path := filepath.Join(dir, string(id)+".crt")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	cert, who, err := readCertificate(dir, id)
	if err != nil {
		return nil, err
	}
	caPath := filepath.Join(dir, authorityCert)
	text, err := os.ReadFile(caPath)
	if err != nil {
		return nil, fmt.Errorf("%s is there, but the authority's certificate is not: %w: copy %s beside it", path, err, authorityCert)
	}
	authority, err := x509.ParseCertificate(findBlock(text, "CERTIFICATE"))
	if err != nil {
		return nil, unreadable(caPath, err)
	}
	cluster, err := clusterOf(authority)
	if err != nil {
		return nil, unreadable(caPath, err)
	}
	c := newCredentials(who, authority, cert)
	c.renew = func() (*certificate, error) { cert, _, err := readCertificate(dir, id); return cert, err }
	if _, err := c.verify([]*x509.Certificate{cert.tls.Leaf}); err != nil {
		if who.cluster != cluster {
			return nil, fmt.Errorf("%s is of cluster %s, and %s beside it of cluster %s: copy both from one cluster", path, who.cluster, authorityCert, cluster)
		}
		return nil, fmt.Errorf("%s cannot be used: %w", path, err)
	}
	return c, nil
}

func readCertificate(dir string, id protocol.NodeID) (*certificate, identity, error) {
	path := filepath.Join(dir, string(id)+".crt")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, identity{}, unreadable(path, err)
	}
	keyPath := filepath.Join(dir, string(id)+".key")
	keyText, err := readPrivate(keyPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, identity{}, fmt.Errorf("%s is there, but its key %s is not: copy both", path, keyPath)
	}
	if err != nil {
		return nil, identity{}, err
	}
	key, _, err := parseKey(keyText)
	if err != nil {
		return nil, identity{}, unreadable(keyPath, err)
	}
	der := findBlock(text, "CERTIFICATE")
	if der == nil {
		return nil, identity{}, unreadable(path, errors.New("it holds no certificate"))
	}
	cert, err := newCertificate(der, key)
	if err != nil {
		return nil, identity{}, unreadable(path, err)
	}
	who, err := identityOf(cert.tls.Leaf)
	if err != nil {
		return nil, identity{}, unreadable(path, err)
	}
	if who.id != id {
		return nil, identity{}, fmt.Errorf("%s is the certificate of %s: give each node its own", path, who.id)
	}
	return cert, who, nil
}

// FilesOf says why id cannot have credentials in files, if it cannot.
func FilesOf(id protocol.NodeID) error {
	if strings.EqualFold(string(id), "ca") {
		return errors.New(`the files of a node called "ca" would be the authority's own: give the node another name`)
	}
	return nil
}

// WriteFiles keeps the credentials in dir as id.crt, id.key and ca.crt, for a machine that does not hold the authority's
// key. Files that exist are not overwritten: that is an error, except for a ca.crt of the same authority.
func (c *Credentials) WriteFiles(dir string) error {
	if err := FilesOf(c.ID); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the keys of %s cannot be kept in %s: %w", c.ID, dir, err)
	}
	cert := c.current()
	der, err := x509.MarshalPKCS8PrivateKey(cert.key)
	if err != nil {
		return fmt.Errorf("write the key of %s: %w", c.ID, err)
	}
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.authority.Raw})
	base := filepath.Join(dir, string(c.ID))
	for _, f := range []struct {
		path, kind string
		der        []byte
	}{{filepath.Join(dir, authorityCert), "CERTIFICATE", c.authority.Raw}, {base + ".key", "PRIVATE KEY", der}, {base + ".crt", "CERTIFICATE", cert.tls.Certificate[0]}} {
		err := createFile(f.path, pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der}))
		if errors.Is(err, fs.ErrExist) && filepath.Base(f.path) == authorityCert {
			if there, _ := os.ReadFile(f.path); bytes.Equal(there, ca) {
				continue
			}
			return fmt.Errorf("%s is of another cluster: choose another folder", f.path)
		}
		if err != nil {
			return fmt.Errorf("the keys of %s cannot be kept: %w: nothing was overwritten", c.ID, err)
		}
	}
	return nil
}

// Expires is when the certificate now in use expires.
func (c *Credentials) Expires() time.Time { return c.current().tls.Leaf.NotAfter }

// current is the certificate for the next handshake: renewed once less than a third of its life is left, and tried again
// every minute if that fails, while the old one serves.
func (c *Credentials) current() *certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.renew == nil {
		return c.cert
	}
	now := time.Now()
	life := c.cert.tls.Leaf.NotAfter.Sub(c.cert.tls.Leaf.NotBefore)
	if c.cert.tls.Leaf.NotAfter.Sub(now) > life/3 || now.Before(c.next) {
		return c.cert
	}
	c.next = now.Add(time.Minute)
	if fresh, err := c.renew(); err == nil {
		c.cert = fresh
	}
	return c.cert
}
