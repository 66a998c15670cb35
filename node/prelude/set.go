package prelude

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Set is the newest entry of each name that a node knows. It is not safe for concurrent use.
type Set struct {
	entries map[string]Entry
	live    int // that are not removed
	bytes   int
}

// Get is the entry of a name, a removed one too.
func (s *Set) Get(name string) (Entry, bool) {
	e, ok := s.entries[name]
	return e, ok
}

// Live is how many names there are that were not removed.
func (s *Set) Live() int { return s.live }

// Entries are all, in the order in which they were defined: what one needs was mostly there before it.
func (s *Set) Entries() []Entry {
	all := make([]Entry, 0, len(s.entries))
	for _, e := range s.entries {
		all = append(all, e)
	}
	slices.SortFunc(all, Earlier)
	return all
}

// Earlier orders entries of different names by time.
func Earlier(a, b Entry) int {
	if c := int(min(max(a.Stamp.When-b.Stamp.When, -1), 1)); c != 0 {
		return c
	}
	return strings.Compare(a.Stamp.Name, b.Stamp.Name)
}

// Stamps are those of all entries, by name.
func (s *Set) Stamps() []Stamp {
	all := make([]Stamp, 0, len(s.entries))
	for _, e := range s.entries {
		all = append(all, e.Stamp)
	}
	slices.SortFunc(all, func(a, b Stamp) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Lacking are the entries that somebody lacks who has those stamps.
func (s *Set) Lacking(has []Stamp) []Entry {
	theirs := make(map[string]Stamp, len(has))
	for _, t := range has {
		theirs[t.Name] = t
	}
	var lacks []Entry
	for _, e := range s.Entries() {
		if t, ok := theirs[e.Stamp.Name]; !ok || t.Compare(e.Stamp) < 0 {
			lacks = append(lacks, e)
		}
	}
	return lacks
}

// Put takes an entry if it is newer than what is there, and says whether it was.
func (s *Set) Put(e Entry) (bool, error) {
	if err := e.valid(); err != nil {
		return false, err
	}
	old, there := s.entries[e.Stamp.Name]
	if there && old.Stamp.Compare(e.Stamp) >= 0 {
		return false, nil
	}
	if err := s.room([]Entry{e}, slack); err != nil {
		return false, err
	}
	if s.entries == nil {
		s.entries = map[string]Entry{}
	}
	s.entries[e.Stamp.Name] = e
	s.live, s.bytes = s.live+alive(e)-alive(old), s.bytes+e.size()-old.size()
	return true, nil
}

// Room says whether new entries would go beyond the bounds of what is defined.
func (s *Set) Room(es []Entry) error {
	for _, e := range es {
		if err := e.valid(); err != nil {
			return err
		}
	}
	return s.room(es, 1)
}

func (s *Set) room(es []Entry, times int) error {
	live, bytes, names := s.live, s.bytes, len(s.entries)
	for _, e := range es {
		old, there := s.entries[e.Stamp.Name]
		if live, bytes = live+alive(e)-alive(old), bytes+e.size()-old.size(); !there {
			names++
		}
	}
	switch {
	case live > MaxEntries*times && live > s.live:
		return fmt.Errorf("the prelude would have %d names, and has at most %d; Nowhere(names...) removes some", live, MaxEntries*times)
	case bytes > MaxBytes*times && bytes > s.bytes:
		return fmt.Errorf("the prelude would have %d bytes, and has at most %d; Nowhere(names...) removes some", bytes, MaxBytes*times)
	case names > MaxNames*times && names > len(s.entries):
		return fmt.Errorf("the prelude would remember %d names, removed ones among them, and remembers at most %d; use names again", names, MaxNames*times)
	}
	return nil
}

func alive(e Entry) int {
	if e.Removed() {
		return 0
	}
	return 1
}

// kept is a set as its file has it.
type kept struct {
	Format  int
	Entries []Entry
}

const format = 1

// Load reads what Save wrote. No file is an empty set.
func Load(path string) (*Set, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Set{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the prelude cannot be read: %w", err)
	}
	var k kept
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, fmt.Errorf("the prelude in %s is damaged (%w); move the file away, and the other nodes give theirs", path, err)
	}
	if k.Format != format {
		return nil, fmt.Errorf("the prelude in %s is of format %d, and this version knows %d; move the file away, and the other nodes give theirs", path, k.Format, format)
	}
	s := &Set{}
	for _, e := range k.Entries {
		if _, err := s.Put(e); err != nil {
			return nil, fmt.Errorf("the prelude in %s: %w", path, err)
		}
	}
	return s, nil
}

// Save writes the set: the file has the old one or the new one, also after a loss of power.
func (s *Set) Save(path string) error {
	b, err := json.MarshalIndent(kept{format, s.Entries()}, "", "  ")
	if err != nil {
		return err
	}
	if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
		err = Replace(path, append(b, '\n'))
	}
	if err != nil {
		return fmt.Errorf("the prelude cannot be kept: %w", err)
	}
	return nil
}

// Replace makes b the content of a file, which then has the old one or the new one, also after a loss of power.
func Replace(path string, b []byte) error {
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
