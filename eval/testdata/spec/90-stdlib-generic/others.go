// What else is generic: reflect.TypeFor, unique, weak, rand.N, and keys derived with any hash.
package main

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha256"
	"fmt"
	"hash/maphash"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"time"
	"unique"
	"weak"
)

type point struct{ x, y int }

type blob struct{ data [64]int }

func main() {
	fmt.Println(reflect.TypeFor[int](), reflect.TypeFor[[]string](), reflect.TypeFor[error](), reflect.TypeFor[time.Duration](), reflect.TypeFor[map[string]io.Reader]())
	n, ok := reflect.TypeAssert[int](reflect.ValueOf(5))
	fmt.Println(n, ok)
	_, ok = reflect.TypeAssert[string](reflect.ValueOf(5))
	fmt.Println(ok)
	s, ok := reflect.TypeAssert[fmt.Stringer](reflect.ValueOf(time.Second))
	fmt.Println(s, ok)

	a, b := unique.Make("x"+fmt.Sprint(1)), unique.Make("x1")
	fmt.Println(a == b, a.Value(), a == unique.Make("y"))
	p, q := unique.Make(point{1, 2}), unique.Make(point{1, 2})
	fmt.Println(p == q, p.Value().y, p != unique.Make(point{2, 1}))
	var none unique.Handle[int]
	fmt.Println(none == unique.Make(0))
	set := map[unique.Handle[string]]int{a: 1}
	set[b]++
	fmt.Println(len(set), set[a])

	obj := &blob{}
	obj.data[0] = 5
	w := weak.Make(obj)
	fmt.Println(w.Value() == obj, w.Value().data[0], w == weak.Make(obj), w == weak.Make(&blob{}))
	var nothing weak.Pointer[blob]
	fmt.Println(nothing.Value() == nil, nothing == weak.Make[blob](nil))
	runtime.KeepAlive(obj)

	for range 20 {
		if d := rand.N(10 * time.Millisecond); d < 0 || d >= 10*time.Millisecond {
			fmt.Println("out of range:", d)
		}
		if n := rand.N(uint8(3)); n > 2 {
			fmt.Println("out of range:", n)
		}
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		rand.N(0)
	}()

	key, err := hkdf.Key(sha256.New, []byte("secret"), []byte("salt"), "info", 16)
	fmt.Printf("%x %v\n", key, err)
	prk, _ := hkdf.Extract(sha256.New, []byte("secret"), nil)
	key, _ = hkdf.Expand(sha256.New, prk, "more", 8)
	fmt.Printf("%x %x\n", prk[:4], key)
	key, err = pbkdf2.Key(sha256.New, "password", []byte("some salt"), 10, 16)
	fmt.Printf("%x %v\n", key, err)

	seed := maphash.MakeSeed()
	fmt.Println(maphash.Comparable(seed, point{1, 2}) == maphash.Comparable(seed, point{1, 2}), maphash.Comparable(seed, 1) == maphash.Comparable(seed, 2))
	var h, g maphash.Hash
	h.SetSeed(seed)
	g.SetSeed(seed)
	maphash.WriteComparable(&h, "k")
	maphash.WriteComparable(&g, "k")
	fmt.Println(h.Sum64() == g.Sum64())
}
