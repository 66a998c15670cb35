package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The map of the project: which package may import which of ours. A package that is not in it does not belong, and an
// import that is not in it points the wrong way. Tests in a package of their own (x_test) may import anything.
var mayImport = map[string][]string{
	".":                     {"repl", "scripts", "scripts/course", "node", "node/drive", "node/fsport", "eval", "sim", "protocol"}, // the command: flags and wiring
	"repl":                  {"repl/edit", "scripts", "node", "eval", "protocol"},
	"repl/edit":             {},
	"scripts":               {"node", "node/drive", "own", "sim", "coord", "coord/election", "txn", "txn/commit", "protocol"},
	"node":                  {"node/drive", "node/prelude", "own", "transport", "eval", "protocol"},
	"node/drive":            {"protocol"},
	"node/prelude":          {"protocol"},
	"node/fsport":           {"txn/zab", "protocol"}, // a port of its own, for who is no node
	"transport":             {"protocol"},
	"eval":                  {"eval/symbols", "eval/runtime", "eval/reflect", "protocol"},
	"eval/symbols":          {}, // generated, but for what says how
	"eval/symbols/generate": {},
	"eval/runtime":          {},
	"eval/reflect":          {},
	"own":                   {"eval", "protocol"},
	"protocol":              {},
	"sim":                   {"protocol"},
	"sim/mutate":            {},
	"coord":                 {"coord/election", "coord/heartbeat", "coord/membership", "coord/mutex", "protocol"},
	"coord/election":        {"protocol"},
	"coord/heartbeat":       {"protocol"},
	"coord/membership":      {"protocol"},
	"coord/mutex":           {"protocol"},
	"txn":                   {"txn/commit", "txn/dht", "txn/raft", "txn/zab", "protocol"},
	"txn/commit":            {"protocol"},
	"txn/dht":               {"protocol"},
	"txn/zab":               {"protocol"},
	"txn/raft":              {"protocol"},
	"examples/embed":        {"node", "scripts"},
	"examples/everyone":     {"scripts"},
	"bench":                 {"scripts", "node", "eval", "protocol"},

	// Protocols for ":load" and "parley check".
	"examples/own/elect":     {"protocol"},
	"examples/own/forgetful": {"protocol"},
	"examples/own/mutex":     {"protocol"},

	// Lessons for "parley learn": the exercise and what its checks look at, and the script for "parley run".
	"scripts/course":                  {"own", "sim", "protocol"},
	"scripts/course/remote":           {"protocol"},
	"scripts/course/remote/script":    {"scripts"},
	"scripts/course/heartbeat":        {"protocol"},
	"scripts/course/heartbeat/script": {"scripts"},
	"scripts/course/election":         {"protocol"},
	"scripts/course/election/script":  {"scripts"},
	"scripts/course/2pc":              {"protocol"},
	"scripts/course/2pc/script":       {"scripts"},
	"scripts/course/3pc":              {"protocol"},
	"scripts/course/3pc/script":       {"scripts"},
	"scripts/course/mutex":            {"protocol"},
	"scripts/course/mutex/script":     {"scripts"},
	"scripts/course/dht":              {"protocol"},
	"scripts/course/dht/script":       {"scripts"},
	"scripts/course/raft":             {"protocol"},
	"scripts/course/raft/script":      {"scripts"},
	"scripts/course/zab":              {"protocol"},
	"scripts/course/zab/script":       {"scripts"},
}

// Packages of others that only these of ours may import, so that they can be replaced there.
var onlyImporter = map[string][]string{
	"github.com/traefik/yaegi":          {"eval", "eval/symbols/generate"},
	"github.com/mvm-sh/mvm":             {"eval"},               // the engine to compare with, behind a build tag
	"github.com/quic-go/quic-go":        {"transport", "bench"}, // bench for the floor that parley is measured against
	"github.com/chzyer/readline":        {"repl"},
	"github.com/alecthomas/chroma":      {"repl/edit"},
	"github.com/anishathalye/porcupine": {"sim"},
	"github.com/spf13/cobra":            {"."},
	"github.com/creack/pty":             {"bench"},
}

// The contract and the cores of protocols are plain values: this is all of the standard library that they may use.
var protocolMayImport = []string{"cmp", "errors", "fmt", "maps", "slices", "sort", "strings", "math/rand/v2", "time"}

// ownText holds the sources of the contract for help at prompts, put there when it is compiled.
const ownText = "protocol/source.go"

const maxLines = 500

func TestLayout(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "bin") {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		seen[dir] = true
		allowed, ok := mayImport[dir]
		if !ok {
			t.Errorf("%s: the folder %s is not on the map in layout_test.go", path, dir)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			checkImport(t, path, dir, strings.Trim(i.Path.Value, `"`), allowed)
		}
		checkSize(t, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range mayImport {
		if !seen[dir] {
			t.Errorf("the map names %s, which is not there", dir)
		}
	}
}

func checkImport(t *testing.T, path, dir, imported string, allowed []string) {
	test := strings.HasSuffix(path, "_test.go")
	if ours, ok := strings.CutPrefix(imported, "parley/"); ok && !test && !slices.Contains(allowed, ours) {
		t.Errorf("%s imports %s; %s may import only %v", path, imported, dir, allowed)
	}
	for other, only := range onlyImporter {
		if (imported == other || strings.HasPrefix(imported, other+"/")) && !slices.Contains(only, dir) {
			t.Errorf("%s imports %s, which only %v may", path, imported, only)
		}
	}
	embeds := path == ownText && imported == "embed"
	if isCore(dir) && !test && !embeds && !strings.HasPrefix(imported, "parley/") && !slices.Contains(protocolMayImport, imported) {
		t.Errorf("%s imports %s; %s may import only %v", path, imported, dir, protocolMayImport)
	}
}

// isCore says whether a folder is the contract or the core of a protocol, which are held to more: see cores_test.go.
func isCore(dir string) bool {
	return dir == "protocol" || strings.HasPrefix(dir, "coord/") || strings.HasPrefix(dir, "txn/")
}

func checkSize(t *testing.T, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b, []byte("\n")); n > maxLines {
		t.Errorf("%s has %d lines; a file holds one job in %d at most", path, n, maxLines)
	}
}
