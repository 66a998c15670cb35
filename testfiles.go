package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"parley/repl"
)

// What `parley test` finds: files that say what they are.

type testKind int

const (
	sessionTest testKind = iota // a transcript of a session
	simTest                     // a script of the simulator, such as parley sim --keep leaves
	scriptTest                  // anything else that parley run takes: its exit code says
)

// testFile is a test.
type testFile struct {
	path   string
	kind   testKind
	text   string
	nodes  int
	faults bool
}

// wantedNodes is the comment that says which nodes a test needs.
var wantedNodes = regexp.MustCompile(`^(?:#|//) nodes: (\d+)( faults)?$`)

// testOf says what kind of test a file is. One that was not named must say itself that it is one.
func testOf(path string, text string, named bool) (t testFile, ok bool) {
	t = testFile{path: path, text: text, kind: scriptTest}
	said, first := false, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := wantedNodes.FindStringSubmatch(line); m != nil {
			t.nodes, _ = strconv.Atoi(m[1]) // a number that is too large is refused as one
			t.faults, said = m[2] != "", true
		} else if line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "//") {
			first = line
			break
		}
	}
	switch {
	case repl.IsTranscript(text):
		t.kind = sessionTest
		if !said {
			t.nodes = 1
		}
	case strings.HasPrefix(first, "sim ") && filepath.Ext(path) != ".go":
		t.kind = simTest
	default:
		return t, named || said && filepath.Ext(path) == ".go"
	}
	return t, true
}

// findTests finds the tests that are meant by paths: files, folders, and with /... folders with all that is in them.
func findTests(paths []string) (all []testFile, err error) {
	for _, path := range paths {
		dir, deep := strings.CutSuffix(filepath.ToSlash(path), "...")
		if deep {
			path = filepath.Clean("./" + dir)
			if filepath.IsAbs(dir) {
				path = filepath.Clean(dir)
			}
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, exitError{exitUsage, fmt.Sprintf("there is nothing to test: %v", err)}
		}
		if !info.IsDir() {
			b, err := os.ReadFile(path)
			if err != nil {
				return nil, exitError{exitUsage, fmt.Sprintf("the test cannot be read: %v", err)}
			}
			t, _ := testOf(path, string(b), true)
			all = append(all, t)
			continue
		}
		err = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
			switch ext := filepath.Ext(file); {
			case errors.Is(err, fs.ErrPermission):
				return nil
			case err != nil:
				return err
			case d.IsDir() && file != path && (!deep || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")):
				return fs.SkipDir
			case !d.Type().IsRegular() || ext != ".txt" && ext != ".go":
				return nil
			}
			b, err := os.ReadFile(file)
			if err != nil || bytes.IndexByte(b, 0) >= 0 {
				return nil // it is nothing that somebody has written as a test
			}
			if t, ok := testOf(file, string(b), false); ok {
				all = append(all, t)
			}
			return nil
		})
		if err != nil {
			return nil, exitError{exitFailed, fmt.Sprintf("the tests in %s cannot be found: %v", path, err)}
		}
	}
	return all, nil
}
