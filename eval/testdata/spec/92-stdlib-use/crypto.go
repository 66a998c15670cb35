// Packages crypto: hashes, ciphers, signatures, certificates, a TLS handshake.
package main

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/md5"
	"crypto/mlkem"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"time"
)

func main() {
	fmt.Printf("%x %x\n", md5.Sum([]byte("a")), sha1.Sum([]byte("a")))
	fmt.Println(hex.EncodeToString(sha512.New().Sum(nil))[:16], base64.StdEncoding.EncodeToString([]byte("hi!?")), base64.RawURLEncoding.EncodeToString([]byte{0xfb, 0xff}))
	s3 := sha3.Sum256([]byte("a"))
	fmt.Printf("%x %v\n", s3[:4], crypto.SHA256.Available())

	block, err := aes.NewCipher(bytes.Repeat([]byte{1}, 16))
	gcm, err2 := cipher.NewGCM(block)
	sealed := gcm.Seal(nil, make([]byte, gcm.NonceSize()), []byte("secret"), []byte("aad"))
	open, err3 := gcm.Open(nil, make([]byte, 12), sealed, []byte("aad"))
	fmt.Println(hex.EncodeToString(sealed)[:12], string(open), err, err2, err3)
	_, err = gcm.Open(nil, make([]byte, 12), sealed, nil)
	fmt.Println(err)
	st := cipher.NewCTR(block, make([]byte, 16))
	out := make([]byte, 4)
	st.XORKeyStream(out, []byte("abcd"))
	fmt.Printf("%x %d\n", out, subtle.ConstantTimeCompare([]byte("a"), []byte("a")))

	pub, priv, _ := ed25519.GenerateKey(rand.Reader)
	sig := ed25519.Sign(priv, []byte("m"))
	fmt.Println(ed25519.Verify(pub, []byte("m"), sig), ed25519.Verify(pub, []byte("n"), sig))
	k, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	digest := sha256.Sum256([]byte("m"))
	es, _ := ecdsa.SignASN1(rand.Reader, k, digest[:])
	fmt.Println(ecdsa.VerifyASN1(&k.PublicKey, digest[:], es))
	x, _ := ecdh.X25519().GenerateKey(rand.Reader)
	y, _ := ecdh.X25519().GenerateKey(rand.Reader)
	s1, _ := x.ECDH(y.PublicKey())
	s2, _ := y.ECDH(x.PublicKey())
	fmt.Println(bytes.Equal(s1, s2), len(s1))
	dk, _ := mlkem.GenerateKey768()
	shared, ct := dk.EncapsulationKey().Encapsulate()
	back, err := dk.Decapsulate(ct)
	fmt.Println(bytes.Equal(shared, back), err, len(rand.Text()))

	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: []string{"test.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	cert, err2 := x509.ParseCertificate(der)
	fmt.Println(err, err2, cert.Subject, cert.DNSNames)
	p, _ := pem.Decode(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	fmt.Println(p.Type, bytes.Equal(p.Bytes, der))
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	a, b := net.Pipe()
	go func() {
		srv := tls.Server(a, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: k}}})
		io.WriteString(srv, "over tls")
		srv.Close()
	}()
	c := tls.Client(b, &tls.Config{RootCAs: pool, ServerName: "test.example", VerifyConnection: func(s tls.ConnectionState) error {
		fmt.Println(tls.VersionName(s.Version), len(s.PeerCertificates))
		return nil
	}})
	buf := make([]byte, 8)
	_, err = io.ReadFull(c, buf)
	fmt.Println(string(buf), err)
}
