package transport

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/protocol"
)

var (
	seed   = flag.Uint64("seed", 0, "seed of the random tests; 0 takes another each time")
	update = flag.Bool("update", false, "write the seeds of the fuzz corpus")
)

// random is a generator whose seed is printed with the command that repeats a failure.
func random(t *testing.T) *rand.Rand {
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: go test ./transport -run '^%s$' -seed %d", t.Name(), s)
		}
	})
	return rand.New(rand.NewPCG(s, 0))
}

func randomText(r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return ""
	case 1:
		return strings.Repeat("long ", r.IntN(20_000))
	case 2:
		return "größe := 数 // \x00"
	}
	return "x + 1 // " + fmt.Sprint(r.IntN(1000))
}

func randomBytes(r *rand.Rand) []byte {
	n := []int{0, 1, 23, 24, 255, 256, 65535, 65536, r.IntN(300)}[r.IntN(9)]
	if n == 0 {
		return nil
	}
	return bytes.Repeat([]byte{byte(r.Uint32())}, n)
}

func randomValues(r *rand.Rand) []protocol.Value {
	if r.IntN(3) == 0 {
		return nil
	}
	vs := make([]protocol.Value, 1+r.IntN(4))
	for i := range vs {
		vs[i] = protocol.Value{Type: randomText(r), Data: randomBytes(r), Text: randomText(r)}
	}
	return vs
}

func randomMessage(r *rand.Rand) *Message {
	m := &Message{Return: r.IntN(2) == 0, ID: r.Uint64() >> r.IntN(64), Form: Form(r.IntN(int(formCount)))}
	switch m.Form {
	case FormQuote:
		m.Source, m.Binds = randomText(r), randomValues(r)
	case FormCall:
		args, err := cbor.Marshal([]any{r.Int64() - math.MaxInt64/2, randomText(r), nil, map[string]any{"k": []any{1.5, true, randomBytes(r)}}, cbor.Tag{Number: 1, Content: 1}}[:r.IntN(6)])
		if err != nil {
			panic(err)
		}
		m.Name, m.Args = randomText(r), args
	case FormReturn:
		m.Outcome = protocol.Outcome{Verdict: protocol.Verdict(r.IntN(3)), Values: randomValues(r)}
		if r.IntN(2) == 0 {
			m.Outcome.Failure = &protocol.Failure{Kind: protocol.FailKind(r.IntN(9)), Text: randomText(r), Pos: "3:1", Stack: randomText(r)}
		}
		for i := range m.Outcome.Values {
			if r.IntN(3) == 0 {
				m.Outcome.Values[i].More = protocol.Ref{Node: "b", ID: 1 + r.Uint64N(1<<40), Instance: r.Uint64()}
			}
		}
	case FormOutput:
		m.Stream, m.Bytes = uint8(r.UintN(256)), randomBytes(r)
	}
	if r.IntN(2) == 0 {
		m.Extra = Extra{Deadline: time.Duration(r.Int64()) >> r.IntN(64) * time.Duration(r.IntN(3)-1), Print: r.IntN(2) == 0, File: randomText(r),
			Outputs: r.Uint32() >> r.IntN(32), Session: randomText(r), Trace: randomText(r)}
	}
	return m
}

// The message as the design writes it down, for any decoder of CBOR.
type (
	wireMessage struct {
		_      struct{} `cbor:",toarray"`
		Return bool
		ID     uint64
		Fn     cbor.RawMessage
	}
	wireMessageExtra struct {
		_      struct{} `cbor:",toarray"`
		Return bool
		ID     uint64
		Fn     cbor.RawMessage
		Extra  wireExtra
	}
	wireExtra struct {
		Deadline time.Duration `cbor:"1,keyasint,omitempty"`
		Print    bool          `cbor:"2,keyasint,omitempty"`
		File     string        `cbor:"3,keyasint,omitempty"`
		Outputs  uint32        `cbor:"4,keyasint,omitempty"`
		Session  string        `cbor:"5,keyasint,omitempty"`
		Trace    string        `cbor:"6,keyasint,omitempty"`
		More     []wireMore    `cbor:"7,keyasint,omitempty"`
	}
	wireMore struct {
		_      struct{} `cbor:",toarray"`
		Place  int
		Node   protocol.NodeID
		Number uint64
		Of     uint64
	}
	wireQuote struct {
		_      struct{} `cbor:",toarray"`
		Form   uint8
		Source string
		Binds  []protocol.Value
	}
	wireCall struct {
		_    struct{} `cbor:",toarray"`
		Form uint8
		Name string
		Args cbor.RawMessage
	}
	wireReturn struct {
		_       struct{} `cbor:",toarray"`
		Form    uint8
		Outcome protocol.Outcome
	}
	wireOutput struct {
		_      struct{} `cbor:",toarray"`
		Form   uint8
		Stream uint8
		Bytes  []byte
	}
	wireCancel struct {
		_    struct{} `cbor:",toarray"`
		Form uint8
	}
)

// slow encodes a message by the library alone: the obviously right twin of appendMessage.
func slow(t testing.TB, m *Message) []byte {
	marshal := func(v any) []byte {
		b, err := cbor.Marshal(v)
		must(t, err)
		return b
	}
	var fn any
	switch m.Form {
	case FormQuote:
		fn = wireQuote{Form: 0, Source: m.Source, Binds: m.Binds}
	case FormCall:
		fn = wireCall{Form: 1, Name: m.Name, Args: m.Args}
	case FormReturn:
		fn = wireReturn{Form: 2, Outcome: m.Outcome}
	case FormOutput:
		fn = wireOutput{Form: 3, Stream: m.Stream, Bytes: m.Bytes}
	case FormCancel:
		fn = wireCancel{Form: 4}
	}
	var more []wireMore
	for i, v := range m.Outcome.Values {
		if v.More.ID != 0 {
			more = append(more, wireMore{Place: i, Node: v.More.Node, Number: v.More.ID, Of: v.More.Instance})
		}
	}
	if x := m.Extra; x != (Extra{}) || more != nil {
		return marshal(wireMessageExtra{Return: m.Return, ID: m.ID, Fn: marshal(fn), Extra: wireExtra{x.Deadline, x.Print, x.File, x.Outputs, x.Session, x.Trace, more}})
	}
	return marshal(wireMessage{Return: m.Return, ID: m.ID, Fn: marshal(fn)})
}

func TestRoundTripAndTwin(t *testing.T) {
	r := random(t)
	for i := range 1000 {
		m := randomMessage(r)
		b := appendMessage(nil, m)
		if len(b) > m.bound() {
			t.Fatalf("message %d has %d bytes, over its bound of %d", i, len(b), m.bound())
		}
		if err := m.valid(); err != nil {
			t.Fatalf("message %d, %v: %v", i, m, err)
		}
		for _, own := range []bool{false, true} {
			got, h, err := decodeMessage(bytes.Clone(b), own)
			if err != nil || !reflect.DeepEqual(got, m) {
				t.Fatalf("message %d, %v: came back as\n%+v\nfrom\n%+v\n%v", i, m, got, m, err)
			}
			if h != (header{m.Return, m.ID, m.Form, 3}) {
				t.Fatalf("message %d: header is %+v", i, h)
			}
		}
		// What the library writes, this decoder reads, and the other way round.
		got, _, err := decodeMessage(slow(t, m), false)
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Fatalf("message %d: the library's encoding is read as %+v, want %+v, %v", i, got, m, err)
		}
		var theirs, ours any
		must(t, cbor.Unmarshal(b, &ours))
		must(t, cbor.Unmarshal(slow(t, m), &theirs))
		if o, s := empties(ours), empties(theirs); !reflect.DeepEqual(o, s) {
			t.Fatalf("message %d: the library reads %v from this encoder and %v from its own", i, o, s)
		}
	}
}

// empties makes null what is empty: the library writes nil slices as null.
func empties(v any) any {
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = empties(v[i])
		}
	case []byte:
		if len(v) == 0 {
			return nil
		}
	}
	return v
}

func TestDecodedMessageSharesNothing(t *testing.T) {
	m := &Message{Form: FormReturn, ID: 1, Outcome: protocol.Outcome{Values: []protocol.Value{{Type: "T", Data: []byte{1, 2, 3}, Text: "text"}}}}
	b := appendMessage(nil, m)
	got, _, err := decodeMessage(b, false)
	must(t, err)
	clear(b)
	if !reflect.DeepEqual(got, m) {
		t.Errorf("the message changed with the buffer that it was read from: %+v", got)
	}
}

func TestEveryCutIsRefused(t *testing.T) {
	r := random(t)
	for range 50 {
		b := appendMessage(nil, randomMessage(r))
		for n := range min(len(b), 2000) {
			if m, _, err := decodeMessage(b[:n], false); err == nil {
				t.Fatalf("the first %d of %d bytes are read as %v", n, len(b), m)
			}
		}
	}
}

func TestCountsAreBounded(t *testing.T) {
	nulls := func(n int) []byte { return bytes.Repeat([]byte{cborNull}, n) }
	call := append(asking(1), cborArray|3, byte(FormCall), cborText)
	value := []byte{cborArray | 3, cborText, cborBytes, cborText}
	quotes := func(n int) []byte {
		return append(appendHead(append(asking(1), cborArray|3, byte(FormQuote), cborText), cborArray, uint64(n)), bytes.Repeat(value, n)...)
	}
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"elements", append(appendHead(bytes.Clone(call), cborArray, MaxElements), nulls(MaxElements)...), nil},
		{"elements", append(appendHead(bytes.Clone(call), cborArray, MaxElements+1), nulls(MaxElements+1)...), errMany},
		{"pairs", append(appendHead(append(bytes.Clone(call), cborArray|1), cborMap, MaxElements), nulls(2*MaxElements)...), nil},
		{"pairs", append(appendHead(append(bytes.Clone(call), cborArray|1), cborMap, MaxElements+1), nulls(2*MaxElements+2)...), errMany},
		{"levels", append(append(bytes.Clone(call), bytes.Repeat([]byte{cborArray | 1}, MaxDepth-1)...), cborNull), nil},
		{"levels", append(append(bytes.Clone(call), bytes.Repeat([]byte{cborArray | 1}, MaxDepth)...), cborNull), errDeep},
		{"tags", append(append(append(bytes.Clone(call), cborArray|1), bytes.Repeat([]byte{cborTag | 1}, MaxDepth)...), cborNull), errDeep},
		{"binds", quotes(MaxBinds), nil},
		{"binds", quotes(MaxBinds + 1), errValues},
	} {
		if _, _, err := decodeMessage(c.b, false); err != c.want {
			t.Errorf("%s: error is %v, want %v", c.name, err, c.want)
		}
	}
}

func TestTextIsMended(t *testing.T) {
	b := appendMessage(nil, quote(1, "a\xffb"))
	m, _, err := decodeMessage(b, false)
	must(t, err)
	if m.Source != "a?b" {
		t.Errorf("source is %q", m.Source)
	}
}

func TestNewerExtrasAreIgnored(t *testing.T) {
	extra, err := cbor.Marshal(map[any]any{1: 5, 3: "f.go", 99: []any{map[string]int{"x": 1}}, "name": 1.5, -1: nil})
	must(t, err)
	b := append([]byte{cborArray | 4, cborTrue, 7, cborArray | 1, byte(FormCancel)}, extra...)
	m, _, err := decodeMessage(b, false)
	must(t, err)
	if m.Extra != (Extra{Deadline: 5, File: "f.go"}) {
		t.Errorf("extra is %+v", m.Extra)
	}
}

func TestHotPathAllocates(t *testing.T) {
	m := &Message{Return: true, ID: 1234567, Form: FormQuote, Source: "x + 1 // thirty bytes of source"}
	buf := make([]byte, 0, 100)
	if n := testing.AllocsPerRun(100, func() { buf = appendMessage(buf[:0], m) }); n != 0 {
		t.Errorf("encoding allocates %v times, want 0", n)
	}
	if n := testing.AllocsPerRun(100, func() { decodeMessage(buf, false) }); n > 2 {
		t.Errorf("decoding allocates %v times, want 2: the message and its source", n)
	}
}

// FuzzDecode: whatever comes, decoding ends without a panic; what it takes is plain CBOR, and survives a round trip.
func FuzzDecode(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		m, h, err := decodeMessage(bytes.Clone(b), false)
		if got := readHeader(b[:min(len(b), headerMax)]); err == nil && got != h {
			t.Fatalf("the header alone is %+v, and in the message %+v", got, h)
		}
		if err != nil {
			return
		}
		if err := cbor.Wellformed(b); err != nil {
			t.Fatalf("taken, though it is not well-formed: %v", err)
		}
		if err := m.valid(); err != nil {
			t.Fatalf("a message that came could not be sent on: %v", err)
		}
		again, _, err := decodeMessage(appendMessage(nil, m), true)
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("came back as %+v from %+v: %v", again, m, err)
		}
	})
}

// TestFuzzCorpus holds the committed seeds to what they are meant to be; -update writes them.
func TestFuzzCorpus(t *testing.T) {
	call := &Message{Return: true, ID: 300, Form: FormCall, Name: "ps", Args: []byte{0x83, 0x01, 0xa1, 0x61, 'k', 0x82, 0xf5, 0xf6, 0xf9, 0x3e, 0x00}}
	value := []protocol.Value{{Type: "int", Data: []byte{0x18, 0x2a}, Text: "42"}}
	seeds := map[string]struct {
		b  []byte
		ok bool
	}{
		"quote":      {appendMessage(nil, &Message{Return: true, ID: 1, Form: FormQuote, Source: "x + $0", Binds: value}), true},
		"extra":      {appendMessage(nil, &Message{Return: true, ID: 1 << 40, Form: FormQuote, Source: "x", Extra: Extra{time.Second, true, "f.go", 3, "s", "t"}}), true},
		"call":       {appendMessage(nil, call), true},
		"return":     {appendMessage(nil, &Message{ID: 70000, Form: FormReturn, Outcome: protocol.Outcome{Values: value}}), true},
		"failed":     {appendMessage(nil, &Message{ID: 2, Form: FormReturn, Outcome: protocol.Fail(protocol.FailPanic, "boom")}), true},
		"output":     {appendMessage(nil, &Message{ID: 2, Form: FormOutput, Stream: Stderr, Bytes: []byte("line\n")}), true},
		"cancel":     {appendMessage(nil, &Message{ID: 2, Form: FormCancel}), true},
		"deep":       {append(append(asking(7), cborArray|3, 1, cborText|1, 'f'), bytes.Repeat([]byte{0x81}, 100)...), false},
		"gib":        {append(asking(7), cborArray|3, 0, cborText|26, 0x40, 0, 0, 0, 'x'), false},
		"form":       {append(asking(7), cborArray|1, 9), false},
		"indefinite": {append(asking(7), 0x9f, 0xff), false},
		"tag":        {append(asking(7), cborArray|3, 1, cborText, 0x81, 0xc1, 0xc2, 0x00), true},
		"simple":     {append(asking(7), cborArray|3, 1, cborText, 0x81, 0xf8, 0x10), false},
		"null binds": {append(asking(7), cborArray|3, 0, cborText, cborNull), true},
		"http":       {[]byte("GET / HTTP/1.1\r\n\r\n"), false},
	}
	dir := filepath.Join("testdata", "fuzz", "FuzzDecode")
	for name, s := range seeds {
		if m, _, err := decodeMessage(s.b, false); (err == nil) != s.ok {
			t.Errorf("%s is read as %v, %v", name, m, err)
		}
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "_"))
		want := fmt.Sprintf("go test fuzz v1\n[]byte(%q)\n", s.b)
		if *update {
			must(t, os.MkdirAll(dir, 0o755))
			must(t, os.WriteFile(path, []byte(want), 0o644))
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is not the seed (%v): go test ./transport -run FuzzCorpus -update", path, err)
		}
	}
}

func BenchmarkEncodeDecode(b *testing.B) {
	m := &Message{Return: true, ID: 1234567, Form: FormQuote, Source: "x + 1 // thirty bytes of source"}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = appendMessage(buf[:0], m)
		if _, _, err := decodeMessage(buf, false); err != nil {
			b.Fatal(err)
		}
	}
}

// A client may ask to be taken for less than its certificate says, and never for more.
func TestTheRoleOfAHello(t *testing.T) {
	for _, c := range []struct{ certificate, asked, want protocol.Role }{
		{protocol.Operator, protocol.NoRole, protocol.Operator}, {protocol.Operator, protocol.Observer, protocol.Observer},
		{protocol.Observer, protocol.Member, protocol.Observer}, {protocol.Member, 200, protocol.Member}, {protocol.NoRole, protocol.Member, protocol.NoRole},
	} {
		if got := (hello{Role: c.asked}).role(c.certificate); got != c.want {
			t.Errorf("%s that asks for %s is taken for %s, want %s", c.certificate, c.asked, got, c.want)
		}
	}
}
