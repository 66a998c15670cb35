package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var toolchain = flag.Bool("toolchain", false, "make the tables again, which type-checks the standard library, and compare")

func TestTablesAreWhatThisToolchainMakes(t *testing.T) {
	if !*toolchain {
		t.Skip("without -toolchain")
	}
	dir := t.TempDir()
	if err := generate(dir); err != nil {
		t.Fatal(err)
	}
	got, want := tables(t, ".."), tables(t, dir)
	for f, text := range want {
		if got[f] != text {
			t.Errorf("%s is not what the generator makes: run go generate ./eval/symbols", f)
		}
	}
	for f := range got {
		if _, ok := want[f]; !ok {
			t.Errorf("%s is not made any more: run go generate ./eval/symbols", f)
		}
	}
}

func tables(t *testing.T, dir string) map[string]string {
	m := map[string]string{}
	fs, err := filepath.Glob(filepath.Join(dir, "z_*.go"))
	if err != nil || len(fs) == 0 {
		t.Fatalf("no tables in %s: %v", dir, err)
	}
	for _, f := range fs {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		m[filepath.Base(f)] = string(b)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "docs.zip")); err == nil {
		m["docs.zip"] = string(b)
	}
	return m
}
