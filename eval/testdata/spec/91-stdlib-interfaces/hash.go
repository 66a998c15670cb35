// Packages hash and crypto with own hashes and random sources.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/fnv"
	"io"
	"math/rand"
	randv2 "math/rand/v2"
)

// xor is a hash that nobody should use.
type xor struct{ sum [4]byte }

func (x *xor) Write(b []byte) (int, error) {
	for i, c := range b {
		x.sum[i%4] ^= c
	}
	return len(b), nil
}
func (x *xor) Sum(b []byte) []byte { return append(b, x.sum[:]...) }
func (x *xor) Reset()              { x.sum = [4]byte{} }
func (x *xor) Size() int           { return 4 }
func (x *xor) BlockSize() int      { return 8 }

type steps struct{ n int64 }

func (s *steps) Int63() int64    { s.n += 1 << 40; return s.n }
func (s *steps) Uint64() uint64  { return uint64(s.Int63()) }
func (s *steps) Seed(seed int64) { s.n = seed }

func sum(h hash.Hash, s string) string {
	io.WriteString(h, s)
	return fmt.Sprintf("%x", h.Sum(nil))
}

func main() {
	fmt.Println(sum(&xor{}, "hello"), sum(sha256.New(), "hello")[:16], sum(crc32.NewIEEE(), "hello"), sum(fnv.New32a(), "hello"))
	m := hmac.New(func() hash.Hash { return &xor{} }, []byte("key"))
	m.Write([]byte("message"))
	fmt.Printf("%x\n", m.Sum(nil))
	m2 := hmac.New(sha256.New, []byte("key"))
	m2.Write([]byte("message"))
	fmt.Printf("%x %v\n", m2.Sum(nil)[:4], hmac.Equal([]byte("a"), []byte("a")))
	r := rand.New(&steps{})
	fmt.Println(r.Intn(100), r.Int63(), r.Perm(4))
	r2 := randv2.New(&steps{7})
	fmt.Println(r2.IntN(1000), r2.Uint32())
	fmt.Println(randv2.New(randv2.NewPCG(1, 2)).IntN(1000), rand.New(rand.NewSource(1)).Intn(1000))
	h := sha256.New()
	w := io.MultiWriter(h, io.Discard)
	io.Copy(w, bytes.NewReader(make([]byte, 100)))
	fmt.Printf("%x\n", h.Sum(nil)[:4])
}
