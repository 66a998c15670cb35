// Random values of random types make the trip; arbitrary bytes do no harm; what the fast paths cost.

package eval

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"net/url"
	"reflect"
	"syscall"
	"testing"
	"time"

	"parley/protocol"
)

var valueSeed = flag.Uint64("valueseed", 0, "seed of the random values; 0 takes a new one")

// randomType is a type of at most the given depth, all of whose values travel.
func randomType(r *rand.Rand, depth int) reflect.Type {
	leaves := []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int64](), reflect.TypeFor[uint16](),
		reflect.TypeFor[uint64](), reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[complex128](), reflect.TypeFor[string](),
		reflect.TypeFor[[]byte](), reflect.TypeFor[time.Duration](), reflect.TypeFor[point](), anyType, errorType,
		reflect.TypeFor[time.Time](), reflect.TypeFor[*big.Int](), reflect.TypeFor[*big.Rat](), reflect.TypeFor[*big.Float](), reflect.TypeFor[url.URL](),
		reflect.TypeFor[netip.Addr](), reflect.TypeFor[netip.AddrPort](), reflect.TypeFor[netip.Prefix](), reflect.TypeFor[complex64](),
		reflect.TypeFor[weekdays](),
	}
	if depth <= 0 || r.IntN(4) == 0 {
		return leaves[r.IntN(len(leaves))]
	}
	switch r.IntN(5) {
	case 0:
		return reflect.SliceOf(randomType(r, depth-1))
	case 1:
		return reflect.ArrayOf(r.IntN(4), randomType(r, depth-1))
	case 2:
		return reflect.PointerTo(randomType(r, depth-1))
	case 3:
		k := randomType(r, 1)
		for !keyType(k) {
			k = randomType(r, 0)
		}
		return reflect.MapOf(k, randomType(r, depth-1))
	default:
		fields := make([]reflect.StructField, r.IntN(4))
		for i := range fields {
			fields[i] = reflect.StructField{Name: string(rune('A' + i)), Type: randomType(r, depth-1)}
		}
		return reflect.StructOf(fields)
	}
}

type weekdays map[time.Weekday][]string

// specials are what a random number is seldom.
var specials = []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat32, math.SmallestNonzeroFloat32, 1 << 53}

func randomFloat(r *rand.Rand) float64 {
	if r.IntN(3) == 0 {
		return specials[r.IntN(len(specials))]
	}
	return float64(float32(r.NormFloat64()))
}

// fillSpecial fills values of types that travel by their own methods, and says whether v is one.
func fillSpecial(r *rand.Rand, v reflect.Value) bool {
	addr := netip.AddrFrom4([4]byte{byte(r.Uint32()), 2, 3, 4})
	if r.IntN(2) == 0 {
		addr = netip.AddrFrom16([16]byte{0xfe, 0x80, byte(r.Uint32())}).WithZone([]string{"", "eth0"}[r.IntN(2)])
	}
	var x any
	switch v.Interface().(type) {
	case time.Time:
		x = time.Unix(r.Int64N(1<<35), r.Int64N(1e9)).In([]*time.Location{time.UTC, time.FixedZone("", 3600*(r.IntN(20)-10))}[r.IntN(2)])
	case *big.Int:
		x = new(big.Int).Lsh(big.NewInt(r.Int64()-1<<62), r.UintN(200))
	case *big.Rat:
		x = big.NewRat(r.Int64()-1<<62, 1+r.Int64())
	case *big.Float:
		x = new(big.Float).SetPrec(10 + r.UintN(300)).SetFloat64(r.NormFloat64())
	case url.URL:
		x = url.URL{Scheme: "http", Host: "h:1", Path: "/a b", RawQuery: "q=%20", Fragment: "f"}
	case netip.Addr:
		x = addr
	case netip.AddrPort:
		x = netip.AddrPortFrom(addr, uint16(r.Uint32()))
	case netip.Prefix:
		x = netip.PrefixFrom(addr.WithZone(""), r.IntN(33))
	default:
		return false
	}
	if v.Kind() != reflect.Pointer || r.IntN(4) > 0 {
		v.Set(reflect.ValueOf(x))
	}
	return true
}

// alike is reflect.DeepEqual, but that a NaN is like another, times are by what they say, errors by their text and what they are,
// and numbers with methods of their own by those.
func alike(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	if a.Kind() == reflect.Interface && b.Kind() == reflect.Interface && a.Type() == b.Type() && a.Type() != errorType {
		return alike(a.Elem(), b.Elem())
	}
	if a.Type() != b.Type() {
		return false
	}
	switch x := a.Interface().(type) {
	case time.Time:
		y := b.Interface().(time.Time)
		_, o1 := x.Zone()
		_, o2 := y.Zone()
		return x.Equal(y) && o1 == o2
	case *big.Int, *big.Rat, *big.Float:
		return fmt.Sprint(x) == fmt.Sprint(b.Interface()) && a.IsNil() == b.IsNil()
	case error:
		y, ok := b.Interface().(error)
		return ok && x.Error() == y.Error() && errors.Is(x, io.EOF) == errors.Is(y, io.EOF) && errors.Is(x, fs.ErrNotExist) == errors.Is(y, fs.ErrNotExist)
	}
	switch a.Kind() {
	case reflect.Float32, reflect.Float64:
		x, y := a.Float(), b.Float()
		return x != x && y != y || x == y && math.Signbit(x) == math.Signbit(y)
	case reflect.Complex64, reflect.Complex128:
		x, y := a.Complex(), b.Complex()
		return alike(reflect.ValueOf(real(x)), reflect.ValueOf(real(y))) && alike(reflect.ValueOf(imag(x)), reflect.ValueOf(imag(y)))
	case reflect.Pointer:
		return a.IsNil() == b.IsNil() && (a.IsNil() || alike(a.Elem(), b.Elem()))
	case reflect.Slice:
		if a.IsNil() != b.IsNil() {
			return false
		}
		fallthrough
	case reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !alike(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		for it := a.MapRange(); it.Next(); {
			if !holdsNaN(it.Key()) && !alike(it.Value(), b.MapIndex(it.Key())) {
				return false
			}
		}
		return true
	case reflect.Struct:
		if planFor(a.Type()).form == formFields {
			for i := range a.NumField() {
				if !alike(a.Field(i), b.Field(i)) {
					return false
				}
			}
			return true
		}
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// holdsNaN says that a key equals nothing, not even itself.
func holdsNaN(k reflect.Value) bool { return !k.Equal(k) }

// keyType says that values of t that were copied are the same keys.
func keyType(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface:
		return false
	case reflect.Array:
		return keyType(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !keyType(t.Field(i).Type) && t.PkgPath() != "net/netip" {
				return false
			}
		}
	}
	return t.Comparable() && t != reflect.TypeFor[time.Time]() && t != reflect.TypeFor[url.URL]()
}

func fillRandom(r *rand.Rand, v reflect.Value, depth int) {
	if fillSpecial(r, v) {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int8, reflect.Int64:
		bits := uint64(v.Type().Bits())
		v.SetInt(int64(r.Uint64()) >> (64 - bits + r.Uint64N(bits)))
	case reflect.Uint8, reflect.Uint16, reflect.Uint64:
		bits := uint64(v.Type().Bits())
		v.SetUint(r.Uint64() >> (64 - bits + r.Uint64N(bits)))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(randomFloat(r))
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(complex(randomFloat(r), randomFloat(r)))
	case reflect.String:
		b := make([]byte, r.IntN(30))
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		v.SetString(string(b))
	case reflect.Interface:
		if v.Type() == errorType {
			err := []error{nil, io.EOF, errors.New("plain"), fmt.Errorf("read: %w", io.EOF), &fs.PathError{Op: "open", Path: "/x", Err: syscall.ENOENT},
				errors.Join(io.EOF, fmt.Errorf("a: %w", fs.ErrNotExist))}[r.IntN(6)]
			if err != nil {
				v.Set(reflect.ValueOf(rebuildError(describeError(err))))
			}
			return
		}
		if depth > 0 && r.IntN(4) > 0 {
			x := reflect.New(randomType(r, depth-1)).Elem()
			for x.Kind() == reflect.Interface {
				x = reflect.New(randomType(r, depth-1)).Elem()
			}
			fillRandom(r, x, depth-1)
			v.Set(x)
		}
	case reflect.Pointer:
		if r.IntN(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fillRandom(r, v.Elem(), depth-1)
		}
	case reflect.Slice:
		if r.IntN(5) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(5), 8))
		}
		for i := range v.Len() {
			fillRandom(r, v.Index(i), depth-1)
		}
	case reflect.Array:
		for i := range v.Len() {
			fillRandom(r, v.Index(i), depth-1)
		}
	case reflect.Map:
		if r.IntN(5) > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range r.IntN(5) {
				k, x := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				fillRandom(r, k, 0)
				fillRandom(r, x, depth-1)
				v.SetMapIndex(k, x)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fillRandom(r, v.Field(i), depth-1)
		}
	}
}

func TestRandomValuesMakeTheTrip(t *testing.T) {
	seed := *valueSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	r := rand.New(rand.NewPCG(seed, 1))
	for range 3000 {
		typ := randomType(r, 4)
		v := reflect.New(typ).Elem()
		fillRandom(r, v, 4)
		fail := func(what string, got any, err error) {
			t.Helper()
			t.Fatalf("%s: %s %#v: %#v, %v\nrepeat: go test ./eval -run %s -valueseed %d", what, typ, v, got, err, t.Name(), seed)
		}
		enc, err := Encode(v, "")
		if err != nil {
			fail("encode", nil, err)
		}
		back := reflect.New(typ).Elem()
		if err := decodeInto(enc, back, known); err != nil || !alike(back, v) {
			fail("decode", back, err)
		}
		again, err := Encode(back, "")
		if err != nil || !bytes.Equal(again.Data, enc.Data) {
			fail("equal values must have equal bytes", again, err)
		}
		x, err := decodeAny(enc, known)
		if err != nil || v.Kind() != reflect.Interface && !alike(reflect.ValueOf(x), v) {
			fail("by its type text", x, err)
		}
		if _, err := decodeAny(enc, nil); err != nil {
			fail("without knowing its types", nil, err)
		}
		var out bytes.Buffer
		printValue(&out, v, nil, PrintOptions{MaxBytes: 200})
		if out.Len() == 0 && (!unwrap(v).IsValid() || unwrap(v).Kind() != reflect.String) {
			fail("print", nil, nil)
		}
	}
}

// FuzzDecode holds that arbitrary type text and bytes never panic and never take much memory, and that what was decoded
// can be encoded and printed again.
func FuzzDecode(f *testing.F) {
	for _, x := range []any{protocol.Ref{Node: "b", ID: 1, Instance: 2, Type: "func()"}, reflect.New(userPoint).Elem().Interface(), []any{protocol.Ref{Node: "b", ID: 1}},
		protocol.Record{Type: "main.T", Names: []string{"A", "B"}, Types: []string{"time.Time", "[]*main.T"}, Fields: map[string]any{"A": time.Unix(0, 0), "B": nil}}, 1, "a", []byte("b"), 1.5, []any{1, "a", nil}, point{1, 2}, map[any]int{1: 2}, time.Second, time.Unix(0, 0), &point{}, [2]bool{}} {
		v, err := Encode(reflect.ValueOf(x), "")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(v.Type, v.Data)
		v, _ = Encode(reflect.ValueOf(x), "any")
		f.Add(v.Type, v.Data)
	}
	f.Fuzz(func(t *testing.T, typ string, data []byte) {
		x, err := decodeAny(protocol.Value{Type: typ, Data: data}, known)
		if err != nil {
			return
		}
		var out bytes.Buffer
		printValue(&out, reflect.ValueOf(x), nil, PrintOptions{MaxBytes: 1000, MaxElems: 10})
		if out.Len() > 200_000 {
			t.Errorf("%d bytes printed", out.Len())
		}
		if _, err := Encode(reflect.ValueOf(x), "any"); err != nil && len(data) < 60 {
			t.Errorf("%s %x gave %#v, which does not encode: %v", typ, data, x, err)
		}
	})
}

func BenchmarkBasics(b *testing.B) {
	for _, c := range []struct {
		typ string
		x   any
	}{{"int", 123456}, {"string", "hello, world"}, {"bool", true}, {"float64", 1.5}, {"[]byte", []byte("0123456789")}, {"uint64", uint64(1 << 60)},
		{"time.Duration", time.Second}, {"any", 123456}, {"eval.point", point{1, 2}}, {"[]int", []int{1, 2, 3}}} {
		v := reflect.ValueOf(c.x)
		enc, err := Encode(v, c.typ)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("encode/"+c.typ, func(b *testing.B) {
			for b.Loop() {
				Encode(v, c.typ)
			}
		})
		into := reflect.New(v.Type()).Elem()
		if c.typ == "any" {
			into = reflect.New(anyType).Elem()
		}
		b.Run("decode/"+c.typ, func(b *testing.B) {
			for b.Loop() {
				if err := Decode(enc, into); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
