package symbols

import (
	"reflect"
	"strings"
	"testing"
)

func TestDocs(t *testing.T) {
	for _, c := range []struct{ path, name, decl, synopsis string }{
		{"fmt", "Printf", "func Printf(format string, a ...any) (n int, err error)", "Printf formats according to a format specifier and writes to standard output."},
		{"strings", "Builder.WriteString", "func (b *Builder) WriteString(s string) (int, error)", "WriteString appends the contents of s to b's buffer."},
		{"strings", "", "package strings", "Package strings implements simple functions to manipulate UTF-8 encoded strings."},
		{"math", "MaxInt8", "const MaxInt8 = 1<<7 - 1", "127"},
		{"io", "EOF", `var EOF = errors.New("EOF")`, "EOF is the error returned by Read when no more input is available."},
		{"builtin", "append", "func append(slice []Type, elems ...Type) []Type", "The append built-in function appends elements to the end of a slice."},
	} {
		d, ok := DocOf(c.path, c.name)
		if !ok || d.Decl != c.decl || !strings.Contains(d.Comment, c.synopsis) {
			t.Errorf("%s.%s is %v, %q, %q", c.path, c.name, ok, d.Decl, d.Comment)
		}
		if s := d.Synopsis(); s != c.synopsis && !strings.HasPrefix(d.Comment, s) {
			t.Errorf("the first sentence of %s.%s is %q", c.path, c.name, s)
		}
	}
	if _, ok := DocOf("strings", "NoSuch"); ok {
		t.Error("strings.NoSuch is documented")
	}
	if Docs("no/such") != nil {
		t.Error("package no/such is documented")
	}
}

// Every table of the newer symbols is of a package that is documented, so the two are made of the same library.
func TestDocsOfAllTables(t *testing.T) {
	for _, x := range Tables() {
		if _, ok := DocOf(x.Path, ""); !ok {
			t.Errorf("package %s is not documented: run go generate ./eval/symbols", x.Path)
		}
		for name := range symbolsOf(x) {
			if _, ok := DocOf(x.Path, name); !ok && !strings.HasPrefix(name, "_") {
				t.Errorf("%s.%s is not documented: run go generate ./eval/symbols", x.Path, name)
			}
		}
	}
}

func BenchmarkDocs(b *testing.B) {
	for b.Loop() {
		Docs("net/http")
	}
}

func symbolsOf(t Table) map[string]reflect.Value {
	if t.Symbols == nil {
		return nil
	}
	return t.Symbols()
}
