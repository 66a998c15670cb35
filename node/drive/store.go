package drive

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/fxamacker/cbor/v2"
	"github.com/gofrs/flock"

	"parley/protocol"
)

// Store is what one machine has persisted: a journal, one file to which each transaction is appended, and in memory what all of them
// come to. A transaction is on disk when Write returns, all of it, or none of it is. When most of the journal is out of date it is
// written anew.
//
// A database would do as well, but for two things that were measured: it needs two waits for the disk where a journal needs one,
// and one whose file is damaged can end the process, where this one is refused.
type Store struct {
	path    string
	codec   *Codec
	lock    *flock.Flock
	file    *os.File
	values  map[string][]byte // CBOR, by key
	live    int               // bytes of values and keys
	written int               // bytes of the journal
	records int               // transactions written since it was opened
	broken  error             // why nothing can be written any more
	Epoch   uint64            // how often it was opened: what is made of it is unique over restarts
}

// A journal is written anew when it has grown by this many bytes at least, and to so many times what is in it.
const (
	compactAbove = 4 << 20
	compactRatio = 4
)

// transaction is one record of a journal.
type transaction struct {
	_     struct{} `cbor:",toarray"`
	Epoch uint64
	Keys  []string
	Data  []cbor.RawMessage // of each key; null removes it
}

var removed = cbor.RawMessage{0xf6} // null

// OpenStore opens the store of a protocol's machine, or makes it. One that is damaged, of another protocol or of another version is
// refused and left as it is; the half of a transaction that a crash has left at its end is cut off.
func OpenStore(path string, c *Codec) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("the store %s cannot be made: %w", path, err)
	}
	s := &Store{path: path, codec: c, lock: flock.New(path + ".lock"), values: map[string][]byte{}}
	if got, err := s.lock.TryLock(); err != nil || !got {
		return nil, errors.Join(fmt.Errorf("the store %s is in use; stop who uses it first", path), err)
	}
	if err := s.open(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open() error {
	os.Remove(s.path + ".new") // of a compaction that a crash has ended
	b, err := os.ReadFile(s.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the store %s cannot be read: %w", s.path, err)
	}
	good, err := s.read(b)
	if err == nil {
		_, err = s.Load()
	}
	if err != nil {
		return fmt.Errorf("the store %s is not used: %w; move it away to begin anew, or put back a copy", s.path, err)
	}
	s.Epoch++
	if good == 0 { // new, or all that there is of it is the beginning of a header
		return s.rewrite()
	}
	if s.file, err = os.OpenFile(s.path, os.O_RDWR, 0o600); err != nil {
		return fmt.Errorf("the store %s cannot be written: %w", s.path, err)
	}
	if good < len(b) {
		err = s.file.Truncate(int64(good))
	}
	if err == nil {
		_, err = s.file.Seek(int64(good), 0)
	}
	s.written = good
	if err == nil {
		err = s.append(transaction{Epoch: s.Epoch})
	}
	if err != nil {
		return fmt.Errorf("the store %s cannot be written: %w", s.path, err)
	}
	return nil
}

// read takes in a journal and returns how long its good part is.
func (s *Store) read(b []byte) (good int, err error) {
	rest, err := cutHeader(b, s.codec.row.Name)
	if err != nil || rest == nil {
		return 0, err
	}
	for len(rest) > 0 {
		payload, after, err := cutRecord(rest)
		if err != nil {
			return 0, fmt.Errorf("%w, at byte %d", err, len(b)-len(rest))
		}
		if payload == nil { // torn
			break
		}
		var t transaction
		if err := decoder.Unmarshal(payload, &t); err != nil || len(t.Keys) != len(t.Data) {
			return 0, fmt.Errorf("it is damaged at byte %d", len(b)-len(rest))
		}
		s.Epoch = t.Epoch
		s.take(t)
		rest = after
	}
	return len(b) - len(rest), nil
}

// take makes a transaction part of what is in memory.
func (s *Store) take(t transaction) {
	for i, key := range t.Keys {
		if old, there := s.values[key]; there {
			s.live -= len(key) + len(old)
			delete(s.values, key)
		}
		if data := t.Data[i]; string(data) != string(removed) {
			s.values[key] = data
			s.live += len(key) + len(data)
		}
	}
}

// Load is all that is stored, by key.
func (s *Store) Load() (map[string]any, error) {
	all := map[string]any{}
	for key, b := range s.values {
		v, err := s.codec.readStored(key, b)
		if err != nil {
			return nil, err
		}
		all[key] = v
	}
	return all, nil
}

// Write stores and removes, in one transaction, and returns when that is safe. An error leaves it open whether it is stored, and
// ends the store.
func (s *Store) Write(writes []protocol.Write) error {
	t := transaction{Epoch: s.Epoch}
	for _, w := range writes {
		data := removed
		if w.Value != nil {
			b, err := s.codec.store(w)
			if err != nil {
				return err
			}
			data = b
		}
		t.Keys, t.Data = append(t.Keys, w.Key), append(t.Data, data)
	}
	if err := s.append(t); err != nil {
		return err
	}
	s.take(t)
	if s.written > compactAbove && s.written > compactRatio*s.live {
		return s.rewrite()
	}
	return nil
}

// append adds a transaction to the journal and waits for the disk. After an error nobody knows what is on the disk, and a later
// success would not mean that it is there: nothing is written any more.
func (s *Store) append(t transaction) error {
	if s.broken != nil {
		return s.broken
	}
	payload, err := cbor.Marshal(t)
	if err != nil {
		return err
	}
	record := appendRecord(nil, payload)
	if _, err = s.file.Write(record); err == nil {
		err = s.file.Sync()
	}
	s.written += len(record)
	s.records++
	s.broken = err
	return err
}

// rewrite writes a journal of what is in memory and puts it in the place of the old one.
func (s *Store) rewrite() error {
	t := transaction{Epoch: s.Epoch}
	for _, key := range slices.Sorted(maps.Keys(s.values)) {
		t.Keys, t.Data = append(t.Keys, key), append(t.Data, s.values[key])
	}
	payload, err := cbor.Marshal(t)
	if err != nil {
		return err
	}
	b := appendRecord(header(s.codec.row.Name), payload)
	f, err := os.OpenFile(s.path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("the store %s cannot be written: %w", s.path, err)
	}
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if err == nil {
		if s.file != nil {
			s.file.Close() // some systems rename over no open file
		}
		if err = os.Rename(s.path+".new", s.path); err == nil {
			err = syncFolder(filepath.Dir(s.path))
		}
	}
	s.file, s.written, s.broken = f, len(b), err
	if err != nil {
		return fmt.Errorf("the store %s cannot be written: %w", s.path, err)
	}
	return nil
}

// Close lets go of the files.
func (s *Store) Close() error {
	var err error
	if s.file != nil {
		err = s.file.Close()
	}
	s.broken = errors.New("the store is closed")
	return errors.Join(err, s.lock.Close())
}
