package raft

// The log, in memory and on disk.

import (
	"cmp"
	"fmt"
	"slices"

	"parley/protocol"
)

// The keys of the store.
const (
	hardKey     = "hard"
	logKey      = "log/"
	baseKey     = "base"
	snapshotKey = "snapshot"
	lifeKey     = "life"
)

// journal is the log: the entries after base. Those up to snapshot.Index are in the snapshot too, and are there for servers that are behind.
type journal struct {
	base     Mark
	entries  []Entry
	written  Index     // up to here, or to base, they are on disk. Only those of a leader can be more
	snapshot *Snapshot // never changed, since it is on its way to others; nil: there is none
}

func entryKey(i Index) string { return fmt.Sprintf("%s%d", logKey, i) }

func (l *journal) last() Mark {
	if n := len(l.entries); n > 0 {
		return Mark{l.entries[n-1].Index, l.entries[n-1].Term}
	}
	return l.base
}

func (l *journal) at(i Index) *Entry { return &l.entries[i-l.base.Index-1] }

// term is that of the entry at i, which is not before base and not after the last.
func (l *journal) term(i Index) Term {
	if i == l.base.Index {
		return l.base.Term
	}
	return l.at(i).Term
}

// has says whether the log agrees with a mark. What is before base was committed, and is the same in all logs.
func (l *journal) has(m Mark) bool {
	return m.Index <= l.base.Index || m.Index <= l.last().Index && l.term(m.Index) == m.Term
}

// from is entries from i on, many at most. They may be sent: nothing writes to where they are.
func (l *journal) from(i Index, many int) []Entry {
	rest := l.entries[i-l.base.Index-1:]
	if len(rest) == 0 {
		return nil
	}
	k := min(len(rest), many)
	return rest[:k:k]
}

// write puts on disk what is not there yet.
func (l *journal) write(x *protocol.Effects) {
	last := l.last().Index
	for i := max(l.written, l.base.Index) + 1; i <= last; i++ {
		x.Persist(entryKey(i), *l.at(i))
	}
	l.written = last
}

// cut removes the entries from i on.
func (l *journal) cut(x *protocol.Effects, i Index) {
	for k := i; k <= l.written; k++ {
		x.Persist(entryKey(k), nil)
	}
	l.written = min(l.written, i-1)
	l.entries = slices.Clip(l.entries[:i-l.base.Index-1]) // what was sent stays as it is
}

// drop removes the entries up to i.
func (l *journal) drop(x *protocol.Effects, i Index) {
	if i <= l.base.Index {
		return
	}
	for k := l.base.Index + 1; k <= min(i, l.written); k++ {
		x.Persist(entryKey(k), nil)
	}
	base := Mark{i, l.term(i)}
	l.entries = slices.Clone(l.entries[i-l.base.Index:])
	l.base = base
	x.Persist(baseKey, base)
}

// restore reads it from the disk.
func (l *journal) restore(stored map[string]any) {
	l.base, _ = stored[baseKey].(Mark)
	if s, ok := stored[snapshotKey].(Snapshot); ok {
		l.snapshot = &s
	}
	for _, v := range stored { // any order: they are sorted below
		if e, ok := v.(Entry); ok {
			l.entries = append(l.entries, e)
		}
	}
	slices.SortFunc(l.entries, func(a, b Entry) int { return cmp.Compare(a.Index, b.Index) })
	l.written = l.last().Index
}
