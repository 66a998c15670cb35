package repl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// history is what was typed before. In its file each entry is one line: a newline within it is written \n and a
// backslash \\, so that an entry of several lines is one entry again after a restart, and that a person can read and
// grep the file. The file is only ever appended to while prompts run, by one write for each entry, so that several
// prompts can share it.
type history struct {
	path    string // "" after the file failed: nothing more is written
	entries []string
	before  int      // how many of the entries are from before this session
	others  []string // what other sessions have added since
	read    int64    // how much of the file is in one of these
	file    os.FileInfo
	torn    bool // the file does not end with a newline
}

const (
	maxEntries     = 1000
	maxHistoryRead = 4 << 20 // bytes from the end of the file
	maxWritten     = 1 << 16 // bytes of an entry; a file that was pasted is kept for this session only
)

// openHistory reads the file. The error is for the user to know; the history works without its file.
func openHistory(path string) (*history, error) {
	h := &history{path: path}
	if path == "" {
		return h, nil
	}
	if err := h.load(); err != nil {
		h.path = ""
		return h, historyError(err)
	}
	return h, nil
}

func historyError(err error) error {
	var pe *os.PathError
	what := ""
	if errors.As(err, &pe) {
		what, err = " "+pe.Path, pe.Err
	}
	return fmt.Errorf("the history file%s cannot be used (%w): this session's lines are not kept", what, err)
}

func (h *history) load() error {
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(h.path, os.O_CREATE|os.O_RDWR, 0o600) // for writing, to know now whether that will work
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		f.Chmod(0o600) // best effort: what was typed may be secret
	}
	skip := max(info.Size()-maxHistoryRead, 0)
	b, err := io.ReadAll(io.NewSectionReader(f, skip, info.Size()-skip))
	if err != nil {
		return err
	}
	if skip > 0 {
		b = b[bytes.IndexByte(b, '\n')+1:]
	}
	h.read, h.file = info.Size(), info
	h.torn = len(b) > 0 && b[len(b)-1] != '\n'
	defer func() { h.before = len(h.entries) }()
	for _, line := range strings.Split(string(b), "\n") {
		if line != "" {
			h.entries = append(h.entries, unescape(line))
		}
	}
	if len(h.entries) > 2*maxEntries || skip > 0 {
		h.trim()
		return h.rewrite()
	}
	h.trim()
	return nil
}

func (h *history) trim() {
	if extra := len(h.entries) - maxEntries; extra > 0 {
		h.entries = append([]string(nil), h.entries[extra:]...)
		h.before = max(h.before-extra, 0)
	}
}

// all is what a search looks at, oldest first: also what other sessions have added since this one began, which Up does not
// go through.
func (h *history) all() []string {
	h.refresh()
	return slices.Concat(h.entries[:h.before], h.others, h.entries[h.before:])
}

// refresh reads what other sessions have added. What cannot be read is not missed: it is only a convenience.
func (h *history) refresh() {
	if h.path == "" {
		return
	}
	f, err := os.Open(h.path)
	if err != nil {
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !os.SameFile(info, h.file) { // another session has written it anew
		h.file, h.read, h.others = info, 0, nil
	}
	if err != nil || info.Size() <= h.read || info.Size()-h.read > maxHistoryRead || !info.Mode().IsRegular() {
		return
	}
	b, err := io.ReadAll(io.NewSectionReader(f, h.read, info.Size()-h.read))
	if err != nil {
		return
	}
	b = b[:bytes.LastIndexByte(b, '\n')+1]
	h.read += int64(len(b))
	for line := range strings.SplitSeq(string(b), "\n") {
		if line != "" {
			h.others = append(h.others, unescape(line))
		}
	}
	h.others = h.others[max(len(h.others)-maxEntries, 0):]
}

// rewrite replaces the file by what is kept, at once or not at all.
func (h *history) rewrite() error {
	f, err := os.CreateTemp(filepath.Dir(h.path), ".history*") // made with 0600
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, e := range h.entries {
		b.WriteString(escape(e) + "\n")
	}
	_, err = io.WriteString(f, b.String())
	h.read = int64(b.Len())
	info, noInfo := f.Stat()
	h.file = info
	if err = errors.Join(err, noInfo, f.Close()); err == nil {
		err = os.Rename(f.Name(), h.path)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	h.torn = false
	return nil
}

// add keeps an entry, unless it is the last one again. The error is given once; the entry is kept in memory all the same.
func (h *history) add(text string) error {
	if len(h.entries) > 0 && h.entries[len(h.entries)-1] == text {
		return nil
	}
	h.entries = append(h.entries, text)
	h.trim()
	if h.path == "" || len(text) > maxWritten {
		return nil
	}
	line := escape(text) + "\n"
	if h.torn {
		line = "\n" + line
	}
	f, err := os.OpenFile(h.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		h.refresh()
		_, err = io.WriteString(f, line)
		h.read += int64(len(line))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		h.path = ""
		return historyError(err)
	}
	h.torn = false
	return nil
}

var escaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

func escape(s string) string { return escaper.Replace(s) }

// unescape takes a backslash before anything else as itself, as in a file that somebody edited.
func unescape(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(s)
}
