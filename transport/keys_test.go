package transport

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go"

	"parley/protocol"
)

func TestAuthorityIsMadeOnceByMany(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	var wg sync.WaitGroup
	got := make([]*Authority, 16)
	for i := range got {
		wg.Go(func() {
			var err error
			if got[i], err = LoadOrCreateAuthority(dir); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, a := range got {
		if a == nil || a.Cluster() != got[0].Cluster() || !a.key.Equal(got[0].key) {
			t.Fatal("two callers at once have different authorities")
		}
	}
	for name, mode := range map[string]os.FileMode{"": 0o700, "ca.key": 0o600, "ca.crt": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("mode of %q is %04o, want %04o", name, info.Mode().Perm(), mode)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".tmp-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeysThatCannotBeUsedAreLeftAlone(t *testing.T) {
	good := func(dir string) {
		_, err := LoadOrCreateAuthority(dir)
		must(t, err)
	}
	write := func(dir, name, text string) {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	for name, c := range map[string]struct {
		spoil func(dir string)
		want  string
	}{
		"key is garbage":      {func(d string) { write(d, "ca.key", "garbage") }, "ca.key cannot be used: it holds no private key"},
		"key is empty":        {func(d string) { write(d, "ca.key", "") }, "it was left as it is"},
		"key is broken":       {func(d string) { write(d, "ca.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n") }, "ca.key cannot be used"},
		"certificate garbage": {func(d string) { write(d, "ca.crt", "garbage") }, "two different authorities"},
		"certificate of another": {func(d string) {
			a, err := NewAuthority()
			must(t, err)
			write(d, "ca.crt", string(a.CertificatePEM()))
		}, "two different authorities"},
		"key is gone": {func(d string) { must(t, os.Remove(filepath.Join(d, "ca.key"))) }, "no ca.key: put the key back"},
		"key open to all": {func(d string) {
			if runtime.GOOS == "windows" {
				t.Skip("no modes there")
			}
			must(t, os.Chmod(filepath.Join(d, "ca.key"), 0o644))
		}, "can be read by others (its mode is 0644): run chmod 600"},
		"a file is in the way": {func(d string) { must(t, os.RemoveAll(d)); must(t, os.WriteFile(d, nil, 0o600)) }, "keys"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "keys")
			good(dir)
			c.spoil(dir)
			before := contents(dir)
			_, err := LoadOrCreateAuthority(dir)
			wantText(t, err, c.want)
			_, err = LoadCredentials(dir, "a", protocol.Member)
			wantText(t, err, c.want)
			if after := contents(dir); after != before {
				t.Errorf("files changed from\n%s\nto\n%s", before, after)
			}
		})
	}
}

// contents are the files of a folder.
func contents(dir string) string {
	var b strings.Builder
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		text, _ := os.ReadFile(filepath.Join(dir, e.Name()))
		fmt.Fprintf(&b, "%s: %q\n", e.Name(), text)
	}
	return b.String()
}

func TestMissingCertificateIsWrittenAgain(t *testing.T) {
	dir := t.TempDir()
	a, err := LoadOrCreateAuthority(dir)
	must(t, err)
	must(t, os.Remove(filepath.Join(dir, "ca.crt")))
	b, err := LoadOrCreateAuthority(dir)
	must(t, err)
	text, err := os.ReadFile(filepath.Join(dir, "ca.crt"))
	must(t, err)
	if a.Cluster() != b.Cluster() || string(text) != string(a.CertificatePEM()) {
		t.Error("the certificate that was written is not the authority's")
	}
}

func TestCredentialsFromFiles(t *testing.T) {
	home, away := t.TempDir(), filepath.Join(t.TempDir(), "keys")
	a, err := LoadOrCreateAuthority(home)
	must(t, err)
	c, err := a.Issue("b", protocol.Operator, 0)
	must(t, err)
	must(t, c.WriteFiles(away))
	got, err := LoadCredentials(away, "b", protocol.NoRole)
	must(t, err)
	if got.ID != "b" || got.Role != protocol.Operator || got.Cluster != a.Cluster() || !got.Expires().Equal(c.Expires()) {
		t.Errorf("loaded %+v", got)
	}
	before := contents(away)
	wantText(t, c.WriteFiles(away), "nothing was overwritten")
	other, err := NewAuthority()
	must(t, err)
	o, err := other.Issue("c", protocol.Member, 0)
	must(t, err)
	wantText(t, o.WriteFiles(away), "ca.crt is of another cluster")
	if contents(away) != before {
		t.Error("files were overwritten")
	}
	// There is nobody to issue others.
	_, err = LoadCredentials(away, "b", protocol.Member)
	wantText(t, err, "the certificate of b in "+away+" is for role operator, and role member is needed")
	_, err = LoadCredentials(away, "x", protocol.Member)
	wantText(t, err, "no ca.key")
	// A second node of the same machine shares ca.crt.
	d, err := a.Issue("d", protocol.Member, 0)
	must(t, err)
	must(t, d.WriteFiles(away))
	// What does not fit is said.
	must(t, os.Rename(filepath.Join(away, "d.crt"), filepath.Join(away, "e.crt")))
	_, err = LoadCredentials(away, "e", protocol.Member)
	wantText(t, err, "e.key", "is not")
	must(t, os.Rename(filepath.Join(away, "d.key"), filepath.Join(away, "e.key")))
	_, err = LoadCredentials(away, "e", protocol.Member)
	wantText(t, err, "e.crt is the certificate of d")
	must(t, os.WriteFile(filepath.Join(away, "ca.crt"), other.CertificatePEM(), 0o600))
	_, err = LoadCredentials(away, "b", protocol.NoRole)
	wantText(t, err, "copy both from one cluster")
	// A node called ca must not be taken for the authority.
	n, err := LoadCredentials(home, "ca", protocol.Member)
	must(t, err)
	wantText(t, n.WriteFiles(home), "another name")
}

func TestIssueChecks(t *testing.T) {
	a, err := NewAuthority()
	must(t, err)
	_, err = a.Issue("all", protocol.Member, 0)
	wantText(t, err, "already means")
	_, err = a.Issue("a", protocol.NoRole, 0)
	wantText(t, err, "not none")
	_, err = a.Issue("a", 9, 0)
	wantText(t, err, "needs a role")
}

func TestCertificatesRenewThemselves(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		short := func(c *Config) {
			var err error
			c.Credentials, err = w.authority.Issue(c.Self, protocol.Member, 6*time.Hour)
			must(t, err)
			c.KeepAlive, c.IdleTimeout = time.Hour, 1000*time.Hour
		}
		a, b := w.node("a", short), w.node("b", short)
		first := a.cfg.Credentials.Expires()
		for range 5 {
			l := a.dial(b)
			l.Close("until tomorrow")
			<-l.Done()
			time.Sleep(5 * time.Hour)
		}
		if d := a.cfg.Credentials.Expires().Sub(first); d < 20*time.Hour {
			t.Errorf("after a day the certificate expires only %v later", d)
		}
	})
}

func TestRenewedFilesAreReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		a, err := NewAuthority()
		must(t, err)
		put := func(validity time.Duration) {
			c, err := a.Issue("b", protocol.Member, validity)
			must(t, err)
			for _, f := range []string{"b.crt", "b.key"} {
				os.Remove(filepath.Join(dir, f))
			}
			must(t, c.WriteFiles(dir))
		}
		put(10 * time.Hour)
		c, err := LoadCredentials(dir, "b", protocol.Member)
		must(t, err)
		first := c.Expires()
		time.Sleep(8 * time.Hour)
		if !c.Expires().Equal(first) {
			t.Error("another certificate than that in the file")
		}
		put(100 * time.Hour)
		time.Sleep(2 * time.Minute)
		if !c.Expires().After(first) {
			t.Error("the new file was not read")
		}
		// A file that is spoilt does not take the good certificate away.
		must(t, os.WriteFile(filepath.Join(dir, "b.crt"), nil, 0o600))
		time.Sleep(90 * time.Hour)
		if !c.Expires().After(first) {
			t.Error("the certificate was lost with its file")
		}
	})
}

// bare are credentials with any certificate, as no authority of ours would issue them. A nil template is none at all.
func (w *world) bare(template *x509.Certificate, by *Authority) *Credentials {
	w.Helper()
	c := newCredentials(identity{w.authority.cluster, protocol.Member, "x"}, w.authority.cert, &certificate{tls: tls.Certificate{}})
	if template == nil {
		return c
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(w, err)
	if template.NotAfter.IsZero() {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	template.SerialNumber = big.NewInt(1)
	parent, parentKey := template, key
	if by != nil {
		parent, parentKey = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	must(w, err)
	c.cert, err = newCertificate(der, key)
	must(w, err)
	return c
}

func TestNobodyGetsInWithoutARightCertificate(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		other, err := NewAuthority()
		must(t, err)
		uri := func(s string) []*url.URL {
			u, err := url.Parse(s)
			must(t, err)
			return []*url.URL{u}
		}
		mine := "parley://" + w.authority.Cluster() + "/member/x"
		for _, c := range []struct {
			name        string
			creds       *Credentials
			there, here string
		}{
			{"no certificate", w.bare(nil, nil),
				"it has no certificate", "it asks for a certificate of its cluster, and got none"},
			{"of another cluster", w.bare(&x509.Certificate{URIs: uri("parley://" + other.Cluster() + "/member/x")}, other),
				"of another cluster (x says it is of " + other.Cluster(), "this end's certificate is not of its cluster"},
			{"signed by another authority", w.bare(&x509.Certificate{URIs: uri(mine)}, other),
				"was not signed by this cluster's authority", "this end's certificate is not of its cluster"},
			{"signed by itself", w.bare(&x509.Certificate{URIs: uri(mine)}, nil),
				"was not signed by this cluster's authority", "this end's certificate is not of its cluster"},
			{"expired", w.bare(&x509.Certificate{URIs: uri(mine), NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(-time.Hour)}, w.authority),
				"the certificate of x expired at", "has expired"},
			{"not valid yet", w.bare(&x509.Certificate{URIs: uri(mine), NotBefore: time.Now().Add(time.Hour), NotAfter: time.Now().Add(2 * time.Hour)}, w.authority),
				"is not valid before", "not valid yet"},
			{"no identity", w.bare(&x509.Certificate{DNSNames: []string{"x"}}, w.authority),
				"it names no parley node", "it could not use this end's certificate"},
			{"a role that is none", w.bare(&x509.Certificate{URIs: uri("parley://" + w.authority.Cluster() + "/root/x")}, w.authority),
				"is not one of observer, operator, member", "it could not use this end's certificate"},
			{"a name that is none", w.bare(&x509.Certificate{URIs: uri("parley://" + w.authority.Cluster() + "/member/all")}, w.authority),
				"already means a set of nodes", "it could not use this end's certificate"},
		} {
			b.log.b.Reset()
			x, err := w.wild(c.creds, b)
			if err == nil {
				// The client's half of the handshake is done before the server has seen the certificate.
				x.write(frame(hello{Min: 1, Max: 1}))
				x.write(appendMessage([]byte{0, 0, 0, 5}, &Message{ID: 1, Form: FormCancel}))
				_, err = readHello(x.stream)
			}
			wantText(t, plain(err, b.addr, 0), b.addr, c.here)
			synctest.Wait()
			if log := b.log.String(); !strings.Contains(log, c.there) {
				t.Errorf("%s: the log of b does not say %q: %s", c.name, c.there, log)
			}
		}
		if len(b.seen()) != 0 || len(b.got) != 0 {
			t.Error("the handler was told of somebody who was not let in")
		}
	})
}

func TestServersNeedARightCertificateToo(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a := w.node("a")
		other, err := NewAuthority()
		must(t, err)
		foreign := w.node("b", func(c *Config) { c.Credentials, err = other.Issue("b", protocol.Member, 0); must(t, err) })
		_, err = a.Dial(w.Context(), foreign.addr)
		wantText(t, err, foreign.addr+" was refused: its certificate is of another cluster (b says it is of "+other.Cluster())
		// A certificate for less than a member must not stand in for a node.
		creds, err := w.authority.Issue("c", protocol.Operator, 0)
		must(t, err)
		conn := w.net.listen(50, 7000)
		tr := &quic.Transport{Conn: conn}
		ln, err := tr.Listen(creds.tlsConfig(func(error) {}), nil)
		must(t, err)
		_, err = a.Dial(w.Context(), conn.addr.String())
		wantText(t, err, "the certificate of c is for role operator, and a wants role member")
		ln.Close()
		tr.Close()
		conn.Close()
	})
}

func TestRoleTooLow(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b", func(c *Config) { c.MinRole = protocol.Operator })
		creds, err := w.authority.Issue("x", protocol.Observer, 0)
		must(t, err)
		x, err := w.wild(creds, b)
		must(t, err)
		err = x.greet()
		wantText(t, plain(err, b.addr, 0), b.addr+" refused the connection: the certificate of x is for role observer, and b wants role operator")
		synctest.Wait()
		if log := b.log.String(); !strings.Contains(log, "the certificate of x is for role observer") {
			t.Errorf("the log of b is %s", log)
		}
		if len(b.seen()) != 0 {
			t.Error("the handler was told of somebody who was not let in")
		}
	})
}

func TestOnlyTLS13AndThisProtocol(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		creds, err := w.authority.Issue("x", protocol.Member, 0)
		must(t, err)
		conf := creds.tlsConfig(func(error) {})
		if conf.MinVersion != tls.VersionTLS13 || !conf.SessionTicketsDisabled {
			t.Error("older TLS, or resumed sessions, are allowed")
		}
		conf.NextProtos = []string{"h3"}
		conn := w.net.listen(60, 7000)
		tr := &quic.Transport{Conn: conn}
		_, err = tr.Dial(w.Context(), b.conn.addr, conf, nil)
		wantText(t, plain(err, b.addr, 0), "it does not speak parley/1")
		tr.Close()
		conn.Close()
	})
}

func TestPlainErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&quic.TransportError{ErrorCode: quic.ConnectionRefused, Remote: true}, "b takes no connections just now"},
		{&quic.StatelessResetError{}, "b does not know this connection any more"},
		{&quic.VersionNegotiationError{}, "b speaks another version of QUIC"},
		{&quic.HandshakeTimeoutError{}, "nothing answers at b"},
		{&quic.TransportError{ErrorCode: 0x100 + 80, Remote: true}, "b broke off the TLS handshake"},
		{errors.New("something else"), "the connection to b was lost: something else"},
	} {
		wantText(t, plain(c.err, "b", time.Second), c.want)
	}
}
