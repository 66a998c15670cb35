// A nil pointer, map, slice or function of a declared type, in an interface of a package.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"sync"
)

type W struct{}

func (*W) Write(p []byte) (int, error) { return len(p), nil }
func (*W) Read(p []byte) (int, error)  { return 0, io.EOF }

type Err struct{}

func (*Err) Error() string  { return "E" }
func (*Err) String() string { return "S" }

type VW struct{ n int }

func (VW) Write(p []byte) (int, error) { return len(p), nil }

func mk() *Err               { return nil }
func mk2() error             { return mk() }
func mkw() io.Writer         { var q *W; return q }
func isNil(w io.Writer) bool { return w == nil }
func isNilA(w any) bool      { return w == nil }

type Sl []int

func (s Sl) Len() int           { return len(s) }
func (s Sl) Less(i, j int) bool { return s[i] < s[j] }
func (s Sl) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

type Fn func()

func (f Fn) Write(p []byte) (int, error) { return len(p), nil }

type Mp map[string]int

func (f Mp) Write(p []byte) (int, error) { return len(p), nil }

type St struct{ W io.Writer }

func main() {
	var q *W
	var w io.Writer = q
	fmt.Println(w != nil, w == nil, isNil(q), isNil(w), isNilA(q), isNilA(w), mk2() == nil, mkw() == nil)
	n, err := fmt.Fprint(w, "hello")
	fmt.Println(n, err)
	b, ok := w.(*W)
	fmt.Println(b == nil, ok)
	r, ok := w.(io.Reader)
	fmt.Println(r != nil, ok)
	rw := w.(io.ReadWriter)
	_, err = rw.Read(nil)
	fmt.Println(rw != nil, err)
	var v VW
	w = v
	fmt.Println(w != nil, w == VW{}, w == VW{1})
	var vp *VW
	w = vp
	fmt.Println(w != nil)
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		w.Write(nil)
	}()
	var e *Err
	var er error = e
	fmt.Println(er != nil, er)
	var sg fmt.Stringer = e
	fmt.Println(sg != nil, sg)
	var ee *Err
	fmt.Println(errors.As(er, &ee), ee == nil)
	var s Sl
	var si sort.Interface = s
	fmt.Println(si != nil, si.Len())
	sort.Sort(s)
	var f Fn
	w = f
	fmt.Println(w != nil)
	var m Mp
	w = m
	fmt.Println(w != nil)
	st := St{q}
	fmt.Println(st.W != nil)
	ws := []io.Writer{q, nil}
	fmt.Println(ws[0] != nil, ws[1] != nil)
	mm := map[string]io.Writer{"a": q}
	fmt.Println(mm["a"] != nil, mm["b"] != nil)
	bw := bufio.NewWriter(q)
	bw.WriteString("x")
	fmt.Println(bw.Flush())
	c, err := io.Copy(q, bytes.NewReader([]byte("abc")))
	fmt.Println(c, err)
	var bb *bytes.Buffer
	w = bb
	fmt.Println(w != nil)
	var x any = q
	fmt.Println(x != nil)
	w, ok = x.(io.Writer)
	fmt.Println(w != nil, ok)
	w = io.MultiWriter(q, q)
	fmt.Fprint(w, "z")
	var lk sync.Locker = (*L)(nil)
	fmt.Println(lk != nil)
	lk.Lock()
	switch y := w.(type) {
	case nil:
		fmt.Println("nil", y)
	case *W:
		fmt.Println("*W")
	default:
		fmt.Println("other")
	}
	w = q
	switch y := w.(type) {
	case nil:
		fmt.Println("nil", y)
	case *W:
		fmt.Println("*W", y == nil)
	default:
		fmt.Println("other")
	}
	fmt.Printf("%T %v\n", w, w)
	ch := make(chan io.Writer, 1)
	ch <- q
	fmt.Println(<-ch != nil)
	enc := json.NewEncoder(q)
	fmt.Println(enc.Encode(1))
	var np *W
	if w == io.Writer(np) {
		fmt.Println("same")
	}
	fmt.Println(w == np, np == w)
	var rd io.Reader = (*W)(nil)
	fmt.Println(rd != nil)
	rc, ok := rd.(io.Closer)
	fmt.Println(rc == nil, ok)
	_, err = io.ReadAll(q)
	fmt.Println(err)
}

type L struct{}

func (*L) Lock()   { fmt.Println("lock") }
func (*L) Unlock() {}
