package sim

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"parley/protocol"
)

// slow is the hash of a value as it would be written without plans, to check them against.
func (c *hasher) slow(h uint64, v reflect.Value) uint64 {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return mix(h, 3)
		}
		return mix(h, 5)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return mix(h, uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return mix(h, v.Uint())
	case reflect.Float32, reflect.Float64:
		return mix(h, math.Float64bits(v.Float()))
	case reflect.Complex64, reflect.Complex128:
		return mix(mix(h, math.Float64bits(real(v.Complex()))), math.Float64bits(imag(v.Complex())))
	case reflect.String:
		return hashString(h, v.String())
	case reflect.Pointer:
		if v.IsNil() {
			return mix(h, 7)
		}
		p := v.UnsafePointer()
		if i := slices.Index(c.path, p); i >= 0 { // a circle: how far up it leads
			return mix(h, uint64(len(c.path)-i))
		}
		c.path = append(c.path, p)
		h = c.slow(mix(h, 11), v.Elem())
		c.path = c.path[:len(c.path)-1]
		return h
	case reflect.Interface:
		if v.IsNil() {
			return mix(h, 13)
		}
		e := v.Elem()
		return c.slow(hashString(h, e.Type().String()), e)
	case reflect.Map:
		if v.IsNil() {
			return mix(h, 17)
		}
		var sum uint64
		for it := v.MapRange(); it.Next(); {
			sum += final(c.slow(c.slow(19, it.Key()), it.Value()))
		}
		return mix(mix(h, uint64(v.Len())), sum)
	case reflect.Slice:
		if v.IsNil() {
			return mix(h, 23)
		}
		fallthrough
	case reflect.Array:
		h = mix(h, uint64(v.Len()))
		for i := range v.Len() {
			h = c.slow(h, v.Index(i))
		}
		return h
	case reflect.Struct:
		if fixed[v.Type()] {
			return h
		}
		for i := range v.NumField() {
			h = c.slow(h, v.Field(i))
		}
		return h
	}
	if v.IsZero() {
		return mix(h, 29)
	}
	panic(notPlain{v.Type()})
}

// sample has something of all that plain data is made of.
type sample struct {
	cfg     protocol.Config
	b       bool
	i       int
	i8      int8
	i32     int32
	u16     uint16
	f       float32
	z       complex128
	s       string
	id      protocol.NodeID
	d       time.Duration
	bytes   []byte
	strings []string
	array   [2]*sample
	next    *sample
	twice   *int
	again   *int
	any     any
	m       map[string]any
	set     map[protocol.NodeID]bool
	deep    map[uint8][]map[string]*int
	list    []sample
	none    func()
}

func randomSample(r *rand.Rand, depth int) *sample {
	maybe := func() bool { return r.IntN(3) > 0 }
	s := &sample{cfg: protocol.Config{Self: "x"}, b: maybe(), i: r.IntN(3) - 1, i8: int8(r.IntN(2)) - 1, i32: -int32(r.IntN(2)), u16: uint16(r.IntN(2)),
		f: float32(r.IntN(2)) / 2, z: complex(float64(r.IntN(2)), 1), s: []string{"", "a", "long enough to have two words"}[r.IntN(3)], id: "n1", d: time.Duration(r.IntN(2))}
	if maybe() {
		s.bytes, s.strings, s.m, s.set = []byte{}, []string{"", "b"}, map[string]any{}, map[protocol.NodeID]bool{}
	}
	if depth == 0 {
		return s
	}
	if maybe() {
		n := r.IntN(2)
		s.twice, s.again = &n, &n
		s.deep = map[uint8][]map[string]*int{1: {nil, {"x": &n, "y": nil}}, 2: nil}
	}
	if maybe() {
		s.m = map[string]any{"a": r.IntN(2), "b": nil, "c": randomSample(r, depth-1), "d": *randomSample(r, 0), "e": []int{r.IntN(2)}}
		s.set = map[protocol.NodeID]bool{"n1": maybe(), "n2": maybe()}
		s.any = []any{1, "x", map[int]string{r.IntN(2): "y"}}
	}
	if maybe() {
		s.next, s.array[r.IntN(2)] = randomSample(r, depth-1), randomSample(r, depth-1)
		s.list = []sample{*randomSample(r, 0)}
	}
	if r.IntN(9) == 0 {
		s.next = s // a circle
	}
	return s
}

// same is reflect.DeepEqual but for what is not of the state.
func same(x, y *sample) bool { return plainText(x) == plainText(y) && reflect.DeepEqual(x, y) }

// Copies are equal, print and hash as what they are copies of, and share nothing; hashes are equal as often as values are.
func TestPlainData(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		x := randomSample(r, 2)
		before, hash := plainText(x), plainHash(x)
		y := plainCopy(x)
		if !same(x, y) || plainHash(y) != hash {
			t.Fatalf("seed %d: the copy of\n%s is\n%s", seed, before, plainText(y))
		}
		slow := (&hasher{}).slow(mix(2, uint64(len(reflect.TypeOf(x).String()))), addressable(reflect.ValueOf(x)))
		if hash != slow {
			t.Fatalf("seed %d: the hash of %s by its plan is another one", seed, before)
		}
		if y.twice != y.again || x.next == x && y.next != y {
			t.Fatalf("seed %d: what was one is two", seed)
		}
		y.i = 99
		for _, m := range y.deep {
			for _, n := range m {
				if n["x"] != nil {
					*n["x"] = 99
				}
			}
		}
		for k := range y.m {
			if c, ok := y.m[k].(*sample); ok {
				c.s = "changed"
			}
			delete(y.m, k)
		}
		for i := range y.list {
			y.list[i].i = 99
		}
		if plainText(x) != before || plainHash(x) != hash {
			t.Fatalf("seed %d: a copy shares something with what it is a copy of", seed)
		}
		if plainHash(y) == hash {
			t.Fatalf("seed %d: values that differ hash the same", seed)
		}
		if z := randomSample(r, 2); (plainHash(z) == hash) != same(z, x) {
			t.Fatalf("seed %d: %s and %s: hashes %x and %x", seed, before, plainText(z), hash, plainHash(z))
		}
	}
	defer func() {
		if e, ok := recover().(notPlain); !ok || e.t != reflect.TypeFor[func()]() {
			t.Errorf("got %v", e)
		}
	}()
	plainCopy(&sample{none: func() {}})
}

// Many pointers that are shared stay shared.
func TestPlainShared(t *testing.T) {
	var all []*int
	for i := range 3 * fewCopied {
		n := i / 3
		if i%3 > 0 {
			all = append(all, all[len(all)-1])
		} else {
			all = append(all, &n)
		}
	}
	c := plainCopy(all)
	for i := range all {
		if *c[i] != *all[i] || c[i] == all[i] || i%3 > 0 && c[i] != c[i-1] || i > 0 && i%3 == 0 && c[i] == c[i-1] {
			t.Fatalf("pointer %d: %v", i, c)
		}
	}
	for i := range all { // more that differ than are found without a map, then all of them again
		n := i
		all[i] = &n
	}
	c = plainCopy(append(all, all...))
	for i := range all {
		if c[i] != c[i+len(all)] || *c[i] != i || i > 0 && c[i] == c[i-1] {
			t.Fatalf("pointer %d: %v", i, c)
		}
	}
}

// BenchmarkHash compares hashes by plans with those without, in one run.
func BenchmarkHash(b *testing.B) {
	x := randomSample(rand.New(rand.NewPCG(5, 1)), 2)
	b.Run("plan", func(b *testing.B) {
		for b.Loop() {
			plainHash(x)
		}
	})
	b.Run("slow", func(b *testing.B) {
		for b.Loop() {
			(&hasher{}).slow(1, addressable(reflect.ValueOf(x)))
		}
	})
}
