package drive

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"parley/protocol"
)

func openLedger(t *testing.T, path string) (*Store, error) {
	t.Helper()
	codec, err := NewCodec(ledgerProtocol())
	if err != nil {
		t.Fatal(err)
	}
	return OpenStore(path, codec)
}

func TestStoreKeeps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x", "s.db")
	for epoch := uint64(1); epoch < 4; epoch++ {
		s, err := openLedger(t, path)
		if err != nil {
			t.Fatal(err)
		}
		if s.Epoch != epoch {
			t.Errorf("the epoch is %d, not %d", s.Epoch, epoch)
		}
		all, err := s.Load()
		if epoch > 1 && (err != nil || len(all) != 1 || all["sum"] != int(epoch)-1) {
			t.Errorf("got %v, %v", all, err)
		}
		if err := s.Write([]protocol.Write{{Key: "sum", Value: 99}, {Key: "sum"}, {Key: "sum", Value: int(epoch)}}); err != nil {
			t.Error(err)
		}
		// All of it or nothing.
		if err := s.Write([]protocol.Write{{Key: "sum", Value: 77}, {Key: "other", Value: 1}}); err == nil {
			t.Error("it stores what is not in the table")
		}
		if err := s.Write([]protocol.Write{{Key: "sum", Value: "x"}}); err == nil || !strings.Contains(err.Error(), "is a string and must be a int") {
			t.Errorf("got %v", err)
		}
		if _, err := openLedger(t, path); err == nil || !strings.Contains(err.Error(), "is in use; stop who uses it first") {
			t.Errorf("a second one: %v", err)
		}
		s.Close()
	}
}

// A store that is not right is refused, and not touched.
func TestStoresThatAreNotRight(t *testing.T) {
	good := goodJournal(t)
	record := func(tr transaction) []byte {
		b, err := cbor.Marshal(tr)
		if err != nil {
			t.Fatal(err)
		}
		return appendRecord(bytes.Clone(good), b)
	}
	for _, c := range []struct {
		name, says string
		content    []byte
	}{
		{"another version", "it is of version 2, and this program reads version 1", bytes.Replace(good, []byte("journal 1"), []byte("journal 2"), 1)},
		{"another protocol", "it is of the protocol raft, not ledger", bytes.Replace(good, []byte("ledger"), []byte("raft"), 1)},
		{"text", "it is not a store of parley", []byte("this is not a database at all")},
		{"zeros", "it is not a store of parley", make([]byte, 1<<16)},
		{"an unknown key", `ledger knows nothing that is stored under "x"`, record(transaction{Keys: []string{"x"}, Data: []cbor.RawMessage{{1}}})},
		{"another type", `what is stored under "sum" cannot be read`, record(transaction{Keys: []string{"sum"}, Data: []cbor.RawMessage{{0x61, 'x'}}})},
		{"no transaction", "it is damaged at byte", appendRecord(bytes.Clone(good), []byte{1})},
		{"a key without a value", "it is damaged at byte", record(transaction{Keys: []string{"sum"}})},
	} {
		path := filepath.Join(t.TempDir(), "s.db")
		os.WriteFile(path, c.content, 0o600)
		s, err := openLedger(t, path)
		if err == nil {
			s.Close()
			t.Errorf("%s: it is opened", c.name)
		} else if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "move it away to begin anew") {
			t.Errorf("%s: got %v", c.name, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(c.content, after) {
			t.Errorf("%s: it was changed", c.name)
		}
	}
}

// goodJournal has 50 transactions; the last says that the sum is 49.
func goodJournal(t *testing.T) []byte {
	path := filepath.Join(t.TempDir(), "good.db")
	s, err := openLedger(t, path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if err := s.Write([]protocol.Write{{Key: "sum", Value: i}}); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A file that is cut short anywhere, as by a crash, has all the transactions that are whole in it, and goes on from there.
func TestTornStores(t *testing.T) {
	good := goodJournal(t)
	path := filepath.Join(t.TempDir(), "s.db")
	last := -1
	for n := 0; n <= len(good); n += 7 {
		for _, tail := range [][]byte{nil, make([]byte, 40)} {
			if n < 200 && tail != nil {
				continue // a header in zeros is not a journal
			}
			os.WriteFile(path, append(bytes.Clone(good[:n]), tail...), 0o600)
			s, err := openLedger(t, path)
			if err != nil {
				t.Fatalf("cut at %d, then %d zeros: %v", n, len(tail), err)
			}
			all, err := s.Load()
			sum, there := all["sum"].(int)
			if err != nil || there && sum < last || !there && last > 0 {
				t.Errorf("cut at %d: %v after %d, %v", n, all, last, err)
			}
			if there {
				last = sum
			}
			s.Write([]protocol.Write{{Key: "sum", Value: 1000}})
			s.Close()
			if s, err = openLedger(t, path); err != nil {
				t.Fatal(err)
			}
			if all, _ := s.Load(); all["sum"] != 1000 {
				t.Errorf("cut at %d, then written: %v", n, all)
			}
			s.Close()
		}
	}
	if last < 40 {
		t.Errorf("the last sum is %d", last)
	}
}

// A file in which bytes are wrong is refused; at the very end it may be taken for torn.
func TestDamagedStores(t *testing.T) {
	good := goodJournal(t)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "s.db")
	refusals := 0
	const files = 500
	for i := range files {
		bad := bytes.Clone(good)
		if i%2 == 0 {
			bad[r.IntN(len(bad))] ^= byte(1 << r.IntN(8))
		} else {
			at := r.IntN(len(bad))
			clear(bad[at:min(at+1+r.IntN(100), len(bad))])
		}
		os.WriteFile(path, bad, 0o600)
		s, err := openLedger(t, path)
		if err != nil {
			refusals++
			if after, _ := os.ReadFile(path); !bytes.Equal(bad, after) {
				t.Errorf("seed %d, file %d: it was changed", seed, i)
			}
			continue
		}
		all, err := s.Load()
		if sum, _ := all["sum"].(int); err != nil || sum < 42 {
			t.Errorf("seed %d, file %d: it is read as %v, %v", seed, i, all, err)
		}
		s.Close()
	}
	if refusals < files/2 {
		t.Errorf("seed %d: %d of %d were refused", seed, refusals, files)
	}
}

// A journal that is mostly out of date is written anew.
func TestCompaction(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	p := ledgerProtocol()
	p.Stores = []protocol.StoreType{{Key: "blob/", Value: ""}}
	codec, err := NewCodec(p)
	if err != nil {
		t.Fatal(err)
	}
	s, err := OpenStore(path, codec)
	if err != nil {
		t.Fatal(err)
	}
	blob := strings.Repeat("x", 1<<20)
	for i := range 12 {
		if err := s.Write([]protocol.Write{{Key: "blob/" + fmt.Sprint(i%2), Value: blob + fmt.Sprint(i)}, {Key: "blob/gone", Value: nil}}); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	if info, err := os.Stat(path); err != nil || info.Size() > 11<<20 {
		t.Errorf("the file has %d bytes", info.Size())
	}
	if s, err = OpenStore(path, codec); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if all, err := s.Load(); err != nil || len(all) != 2 || all["blob/1"] != blob+"11" || s.Epoch != 2 {
		t.Errorf("%d values, epoch %d, %v", len(all), s.Epoch, err)
	}
}

func TestWhatTravels(t *testing.T) {
	type hidden struct{ x int }
	type open struct {
		Any  any
		Func func()
	}
	for _, c := range []struct {
		body any
		says string
	}{
		{hidden{}, "its field drive.hidden.x is not exported"},
		{open{}, "it holds a interface {}"},
		{[]chan int{}, "it holds a chan int"},
	} {
		p := ledgerProtocol()
		p.Messages = append(p.Messages, protocol.MessageType{Kind: "Bad", Body: c.body})
		if _, err := NewCodec(p); err == nil || !strings.Contains(err.Error(), "ledger: the body of Bad cannot travel: "+c.says) {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzStore(f *testing.F) {
	dir := f.TempDir()
	codec, err := NewCodec(ledgerProtocol())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(appendRecord(header("ledger"), []byte{0x83, 1, 0x81, 0x63, 's', 'u', 'm', 0x81, 7}))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(dir, "s.db")
		os.WriteFile(path, b, 0o600)
		s, err := OpenStore(path, codec)
		if err != nil {
			return
		}
		defer s.Close()
		if _, err := s.Load(); err != nil {
			t.Error(err)
		}
	})
}

func FuzzReadMessage(f *testing.F) {
	codec, err := NewCodec(ledgerProtocol())
	if err != nil {
		f.Fatal(err)
	}
	good, err := codec.Message(7, protocol.Message{Kind: "Entry", Body: entry{1, 2}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{0x83, 1, 0x61, 'x', 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		id, m, err := codec.ReadMessage(b)
		if err != nil {
			return
		}
		again, err := codec.Message(id, m)
		if err != nil {
			t.Fatalf("%v is read and cannot be written: %v", m, err)
		}
		if id2, m2, err := codec.ReadMessage(again); err != nil || id2 != id || m2 != m {
			t.Errorf("%v becomes %v, %v", m, m2, err)
		}
	})
}
