// Random values of random types make the trip; arbitrary bytes do no harm; what the fast paths cost.

package eval

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"reflect"
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
		reflect.TypeFor[[]byte](), reflect.TypeFor[time.Duration](), reflect.TypeFor[point](), anyType,
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
		for !k.Comparable() || k.Kind() == reflect.Pointer || k.Kind() == reflect.Interface {
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

func fillRandom(r *rand.Rand, v reflect.Value, depth int) {
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
		v.SetFloat(float64(float32(r.NormFloat64())))
	case reflect.Complex128:
		v.SetComplex(complex(r.NormFloat64(), r.NormFloat64()))
	case reflect.String:
		b := make([]byte, r.IntN(30))
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		v.SetString(string(b))
	case reflect.Interface:
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
		if err := decodeInto(enc, back, known); err != nil || !reflect.DeepEqual(back.Interface(), v.Interface()) {
			fail("decode", back, err)
		}
		again, err := Encode(back, "")
		if err != nil || !bytes.Equal(again.Data, enc.Data) {
			fail("equal values must have equal bytes", again, err)
		}
		x, err := decodeAny(enc, known)
		if err != nil || v.Kind() != reflect.Interface && !reflect.DeepEqual(x, v.Interface()) {
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
	for _, x := range []any{1, "a", []byte("b"), 1.5, []any{1, "a", nil}, point{1, 2}, map[any]int{1: 2}, time.Second, time.Unix(0, 0), &point{}, [2]bool{}} {
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
