package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"os"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/quic-go/quic-go"
)

// The floor is what parley stands on, with nothing of parley in it: one long-lived QUIC stream over TLS 1.3, frames of a
// length and a CBOR array of the shape of a request, decoded and encoded at each end, and no evaluation.

type echo struct {
	_      struct{} `cbor:",toarray"`
	Return bool
	ID     uint64
	Fn     echoFn
}

type echoFn struct {
	_      struct{} `cbor:",toarray"`
	Form   uint8
	Source string
	Binds  []int
}

func floorServer() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return err
	}
	conf := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"floor"}, MinVersion: tls.VersionTLS13}
	l, err := quic.ListenAddr("127.0.0.1:0", conf, nil)
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	go func() { // ends with its parent
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		c, err := l.Accept(context.Background())
		if err != nil {
			return err
		}
		go func() {
			for {
				s, err := c.AcceptStream(context.Background())
				if err != nil {
					return
				}
				go serveFloor(s)
			}
		}()
	}
}

func serveFloor(s *quic.Stream) {
	w := &floorWriter{w: s}
	readFloor(s, func(b []byte) error {
		var m echo
		if err := cbor.Unmarshal(b, &m); err != nil {
			return err
		}
		if m.Fn.Form == 1 { // bulk
			_, err := s.Write(make([]byte, 64<<20))
			s.Close()
			return err
		}
		return w.send(&m)
	})
}

// floorWriter coalesces: who finds no writer active writes for all that are waiting.
type floorWriter struct {
	mu          sync.Mutex
	w           io.Writer
	next, spare []byte
	writing     bool
}

func (w *floorWriter) send(m *echo) error {
	b, err := cbor.Marshal(m)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = append(binary.BigEndian.AppendUint32(w.next, uint32(len(b))), b...)
	if w.writing {
		return nil
	}
	w.writing = true
	defer func() { w.writing = false }()
	for len(w.next) > 0 {
		out := w.next
		w.next = w.spare[:0]
		w.mu.Unlock()
		_, err := w.w.Write(out)
		w.mu.Lock()
		w.spare = out
		if err != nil {
			return err
		}
	}
	return nil
}

func readFloor(r io.Reader, f func([]byte) error) error {
	br := bufio.NewReaderSize(r, 64<<10)
	var b []byte
	for {
		var h [4]byte
		if _, err := io.ReadFull(br, h[:]); err != nil {
			return err
		}
		n := int(binary.BigEndian.Uint32(h[:]))
		if cap(b) < n {
			b = make([]byte, n)
		}
		if _, err := io.ReadFull(br, b[:n]); err != nil {
			return err
		}
		if err := f(b[:n]); err != nil {
			return err
		}
	}
}

func floorClient(phase, addr string, length time.Duration) error {
	conf := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"floor"}, MinVersion: tls.VersionTLS13} // what is measured is the way
	c, err := quic.DialAddr(context.Background(), addr, conf, nil)
	if err != nil {
		return err
	}
	defer c.CloseWithError(0, "")
	s, err := c.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	w := &floorWriter{w: s}
	if phase == "floor-bulk" {
		begin := time.Now()
		if err := w.send(&echo{Return: true, Fn: echoFn{Form: 1}}); err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, s)
		if err != nil || n != 64<<20 {
			return fmt.Errorf("%d bytes came: %v", n, err)
		}
		fmt.Println("floor_64mib_ms", float64(time.Since(begin).Microseconds())/1000)
		return nil
	}
	var mu sync.Mutex
	waiting := map[uint64]chan struct{}{}
	var next uint64
	go readFloor(s, func(b []byte) error {
		var m echo
		if err := cbor.Unmarshal(b, &m); err != nil {
			return err
		}
		mu.Lock()
		latch := waiting[m.ID]
		delete(waiting, m.ID)
		mu.Unlock()
		latch <- struct{}{}
		return nil
	})
	latches := sync.Pool{New: func() any { return make(chan struct{}, 1) }}
	call := func() error {
		latch := latches.Get().(chan struct{})
		mu.Lock()
		next++
		m := echo{Return: true, ID: next, Fn: echoFn{Source: "x + 1"}}
		waiting[m.ID] = latch
		mu.Unlock()
		if err := w.send(&m); err != nil {
			return err
		}
		<-latch
		latches.Put(latch)
		return nil
	}
	if phase == "floor-latency" {
		return latency("echo_floor", length, call)
	}
	for _, callers := range []int{64, 1000} {
		if err := load(fmt.Sprintf("echo_floor_x%d", callers), callers, length, 0, call); err != nil {
			return err
		}
	}
	return nil
}
