// The cluster's certificate authority: its key makes the certificates that are the only way in.

package transport

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"parley/protocol"
)

const (
	authorityCert = "ca.crt"
	authorityKey  = "ca.key"

	// clockSkew is how far the clocks of two machines may differ before a fresh certificate is refused.
	clockSkew         = time.Hour
	authorityValidity = 10 * 365 * 24 * time.Hour
	defaultValidity   = 30 * 24 * time.Hour
)

// Authority signs the certificates of one cluster. Whoever holds its key can enter the cluster in any role.
type Authority struct {
	cluster string
	cert    *x509.Certificate
	key     *ecdsa.PrivateKey
}

// Cluster is the name that the authority gave its cluster when it was made: random, and in every certificate.
func (a *Authority) Cluster() string { return a.cluster }

// NewAuthority makes the authority of a new cluster, in memory alone.
func NewAuthority() (*Authority, error) {
	var name [6]byte
	if _, err := rand.Read(name[:]); err != nil {
		return nil, fmt.Errorf("make a certificate authority: %w", err)
	}
	cluster := hex.EncodeToString(name[:])
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a certificate authority: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "parley cluster " + cluster},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(authorityValidity),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
		URIs:                  []*url.URL{{Scheme: identityScheme, Host: cluster}},
	}
	der, err := sign(template, template, key, key)
	if err != nil {
		return nil, err
	}
	return parseAuthority(der, key)
}

func sign(template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	template.SerialNumber = serial
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	return der, nil
}

func parseAuthority(der []byte, key *ecdsa.PrivateKey) (*Authority, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	cluster, err := clusterOf(cert)
	if err != nil {
		return nil, err
	}
	if !key.PublicKey.Equal(cert.PublicKey) {
		return nil, errors.New("the key does not belong to the certificate")
	}
	return &Authority{cluster: cluster, cert: cert, key: key}, nil
}

// clusterOf is the cluster of an authority's certificate.
func clusterOf(cert *x509.Certificate) (string, error) {
	if cert.IsCA && len(cert.URIs) == 1 && cert.URIs[0].Scheme == identityScheme && cert.URIs[0].Host != "" {
		return cert.URIs[0].Host, nil
	}
	return "", errors.New("it is not a certificate of a parley cluster's authority")
}

// LoadOrCreateAuthority is the authority kept in dir (ca.crt and ca.key, which holds both), made there if there is none.
// Several processes may call it at once: one makes it and all get the same. A file that cannot be read or does not fit is
// reported and never overwritten.
func LoadOrCreateAuthority(dir string) (*Authority, error) {
	a, err := loadAuthority(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the cluster's keys cannot be kept in %s: %w: make it writable or set PARLEY_HOME to a folder that is", dir, err)
	}
	if _, err := os.Stat(filepath.Join(dir, authorityCert)); err == nil {
		// The key comes first: either another process made both just now, or the key was taken away.
		if a, err := loadAuthority(dir); !errors.Is(err, fs.ErrNotExist) {
			return a, err
		}
		return nil, fmt.Errorf("%s has %s but no %s: put the key back, or copy this node's own certificate and key there, or remove %[2]s to begin a new cluster",
			dir, authorityCert, authorityKey)
	}
	if a, err = NewAuthority(); err != nil {
		return nil, err
	}
	both, err := a.keyPEM()
	if err != nil {
		return nil, err
	}
	// The key and its certificate are one file, so that they can only appear together; the first process to link it wins.
	err = createFile(filepath.Join(dir, authorityKey), both)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("the cluster's key cannot be kept in %s: %w: make it writable or set PARLEY_HOME to a folder that is", dir, err)
	}
	return loadAuthority(dir)
}

// loadAuthority reads ca.key and writes ca.crt beside it if it is not there. Its error is fs.ErrNotExist if there is no key.
func loadAuthority(dir string) (*Authority, error) {
	path := filepath.Join(dir, authorityKey)
	text, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	key, rest, err := parseKey(text)
	if err != nil {
		return nil, unreadable(path, err)
	}
	certPath := filepath.Join(dir, authorityCert)
	beside, certErr := os.ReadFile(certPath)
	if certErr != nil && !errors.Is(certErr, fs.ErrNotExist) {
		return nil, unreadable(certPath, certErr)
	}
	block := findBlock(rest, "CERTIFICATE")
	if block == nil {
		if certErr != nil {
			return nil, fmt.Errorf("%s has %s but no %s: put the certificate back", dir, authorityKey, authorityCert)
		}
		if block = findBlock(beside, "CERTIFICATE"); block == nil {
			return nil, unreadable(certPath, errors.New("it holds no certificate"))
		}
	}
	a, err := parseAuthority(block, key)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if time.Now().After(a.cert.NotAfter) {
		return nil, fmt.Errorf("the certificate authority in %s expired on %s: move the folder away to begin a new cluster", dir, a.cert.NotAfter.Format(time.DateOnly))
	}
	if certErr == nil {
		if !bytes.Equal(findBlock(beside, "CERTIFICATE"), a.cert.Raw) {
			return nil, fmt.Errorf("%s and %s are of two different authorities: put back the one that belongs to the other", certPath, path)
		}
		return a, nil
	}
	// Others read ca.crt; this process does not need it, so a folder that cannot be written is no reason to stop.
	_ = createFile(certPath, a.CertificatePEM())
	return a, nil
}

// unreadable is the error of a file that is there and of no use.
func unreadable(path string, err error) error {
	return fmt.Errorf("%s cannot be used: %w: put a good copy back, or move it away to begin anew; it was left as it is", path, err)
}

// readPrivate reads a file that nobody else may read.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others (its mode is %04o): run chmod 600 %[1]s, and make new keys if others may have read it", path, info.Mode().Perm())
	}
	if err == nil {
		var text []byte
		if text, err = os.ReadFile(path); err == nil {
			return text, nil
		}
	}
	return nil, unreadable(path, err)
}

// createFile makes a file that must not exist yet, whole or not at all.
func createFile(path string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(text)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err = os.Link(tmp.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without hard links: not atomic, but still never over an existing file.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

func parseKey(text []byte) (key *ecdsa.PrivateKey, rest []byte, err error) {
	block, rest := pem.Decode(text)
	if block == nil || !strings.HasSuffix(block.Type, "PRIVATE KEY") {
		return nil, nil, errors.New("it holds no private key")
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, nil, err
	}
	key, ok := any.(*ecdsa.PrivateKey)
	if !ok {
		return nil, nil, errors.New("its private key is not an ECDSA key")
	}
	return key, rest, nil
}

// findBlock is the content of the first PEM block of this type, or nil.
func findBlock(text []byte, kind string) []byte {
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return nil
		}
		if block.Type == kind {
			return block.Bytes
		}
		text = rest
	}
}

// CertificatePEM is the authority's certificate, which is no secret: what ca.crt holds.
func (a *Authority) CertificatePEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

func (a *Authority) keyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, fmt.Errorf("write the authority's key: %w", err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), a.CertificatePEM()...), nil
}

// Issue makes a certificate for a node or a person: who it is, what it may do, and for how long (0 is 30 days). The
// credentials renew themselves while this process holds the authority.
func (a *Authority) Issue(id protocol.NodeID, role protocol.Role, validity time.Duration) (*Credentials, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	if role < protocol.Observer || role > protocol.Member {
		return nil, fmt.Errorf("a certificate needs a role of observer, operator or member, not %s", role)
	}
	if validity == 0 {
		validity = defaultValidity
	}
	cert, err := a.certificate(id, role, validity)
	if err != nil {
		return nil, err
	}
	c := newCredentials(identity{a.cluster, role, id}, a.cert, cert)
	c.renew = func() (*certificate, error) { return a.certificate(id, role, validity) }
	return c, nil
}

func (a *Authority) certificate(id protocol.NodeID, role protocol.Role, validity time.Duration) (*certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key for %s: %w", id, err)
	}
	now := time.Now()
	until := now.Add(validity)
	if until.After(a.cert.NotAfter) {
		until = a.cert.NotAfter
	}
	who := identity{a.cluster, role, id}
	der, err := sign(&x509.Certificate{
		Subject:     pkix.Name{CommonName: string(id)},
		NotBefore:   now.Add(-clockSkew),
		NotAfter:    until,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		URIs:        []*url.URL{who.url()},
	}, a.cert, key, a.key)
	if err != nil {
		return nil, err
	}
	return newCertificate(der, key)
}
