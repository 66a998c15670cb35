package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestHistorySurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "history")
	entries := []string{"x := 1", "for {\n\tf()\n}", `"a\nb" + "\\n"`, "`\r\n`", `\`, "日本"}
	h, err := openHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := h.add(e); err != nil {
			t.Fatal(err)
		}
		h.add(e) // again: kept once
	}
	again, err := openHistory(path)
	if err != nil || !slices.Equal(again.entries, entries) {
		t.Errorf("%q, %v", again.entries, err)
	}
	b, _ := os.ReadFile(path)
	if n := strings.Count(string(b), "\n"); n != len(entries) {
		t.Errorf("%d lines for %d entries", n, len(entries))
	}
}

func TestHistoryFilesThatOthersLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	os.WriteFile(path, []byte("one\n\ntorn"), 0o644)
	h, err := openHistory(path)
	if err != nil || !slices.Equal(h.entries, []string{"one", "torn"}) {
		t.Fatalf("%q, %v", h.entries, err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", info.Mode())
	}
	if err := h.add("two"); err != nil {
		t.Fatal(err)
	}
	if h, _ = openHistory(path); !slices.Equal(h.entries, []string{"one", "torn", "two"}) {
		t.Errorf("%q", h.entries)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "history")
	var b strings.Builder
	for i := range 3 * maxEntries {
		fmt.Fprintf(&b, "f(%d, %q)\n", i, strings.Repeat("x", 2000)) // more than is read at all
	}
	os.WriteFile(path, []byte(b.String()), 0o600)
	h, err := openHistory(path)
	if err != nil || len(h.entries) != maxEntries || !strings.HasPrefix(h.entries[maxEntries-1], fmt.Sprintf("f(%d,", 3*maxEntries-1)) {
		t.Fatalf("%d entries, %v", len(h.entries), err)
	}
	again, _ := openHistory(path)
	if !slices.Equal(again.entries, h.entries) {
		t.Error("the file was not cut to what is kept")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left over: %v", files)
	}
}

// What others have added is found whole, also where one of them has cut the file to what is kept.
func TestHistoryThatAnotherSessionCuts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	os.WriteFile(path, []byte("short\nlines\n"), 0o600)
	a, err := openHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := openHistory(path)
	for i := range 3 * maxEntries {
		other.add(fmt.Sprintf("entry(%06d)", i))
	}
	if other, err = openHistory(path); err != nil || len(other.entries) != maxEntries {
		t.Fatal(len(other.entries), err)
	}
	if err := a.add("mine"); err != nil {
		t.Fatal(err)
	}
	for _, e := range a.all() {
		if e != "short" && e != "lines" && e != "mine" && !(strings.HasPrefix(e, "entry(") && len(e) == len("entry(000000)")) {
			t.Errorf("%q was never added", e)
		}
	}
	other.add("theirs")
	all := a.all()
	for _, e := range []string{"short", "lines", "mine", "theirs", fmt.Sprintf("entry(%06d)", 3*maxEntries-1)} {
		if !slices.Contains(all, e) {
			t.Errorf("%q is not found", e)
		}
	}
}

func TestHistoryThatCannotBeWrittenIsSaidOnce(t *testing.T) {
	dir := t.TempDir()
	inTheWay := filepath.Join(dir, "file")
	os.WriteFile(inTheWay, nil, 0o600)
	for _, path := range []string{filepath.Join(inTheWay, "history"), dir} {
		h, err := openHistory(path)
		if err == nil || !strings.Contains(err.Error(), "this session's lines are not kept") {
			t.Errorf("%s: %v", path, err)
		}
		if err := h.add("x"); err != nil || len(h.entries) != 1 {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzHistoryEncoding(f *testing.F) {
	f.Add("a\\n\n\\\r")
	f.Fuzz(func(t *testing.T, s string) {
		e := escape(s)
		if strings.ContainsAny(e, "\n\r") || unescape(e) != s {
			t.Errorf("%q became %q and %q", s, e, unescape(e))
		}
	})
}
