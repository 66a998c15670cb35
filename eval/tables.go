package eval

// This file says which packages evaluated code can import and what is in them: the engine's tables of the standard library,
// the image's stand-ins, and the packages of the host program.

import (
	"fmt"
	"maps"
	"reflect"
	"strings"

	evaluated "parley/eval/reflect"
)

// withheldPackages are packages of the standard library that evaluated code cannot import, and why.
var withheldPackages = map[string]string{
	"plugin":             "a plugin must be built by the very toolchain and from the very packages that built this program",
	"runtime/cgo":        "there is no C code to call",
	"runtime/race":       "it is for the race detector's own use",
	"testing/cryptotest": "it is for tests of package crypto",
}

// withheldRest are packages of which evaluated code has only a part, and why.
var withheldRest = map[string]string{
	"syscall": "what else is in it differs from system to system; use os, os/exec, os/signal, os/user or net",
}

const noMemory = "evaluated code must not reach past the types of the node's memory"

// withheldSymbols are exported names that evaluated code cannot use although their packages are there, and why.
var withheldSymbols = map[string]map[string]string{
	"unsafe": {
		"Add":           noMemory,
		"ArbitraryType": "it is there for the documentation only",
		"IntegerType":   "it is there for the documentation only",
		"Pointer":       noMemory,
		"Slice":         noMemory,
		"SliceData":     noMemory,
		"String":        noMemory,
		"StringData":    noMemory,
	},
	"runtime/pprof": {
		"Do":                 "the labels of a goroutine say whose evaluation it is",
		"SetGoroutineLabels": "the labels of a goroutine say whose evaluation it is",
	},
	"database/sql": {
		"Null": "there are no database drivers in this program; use NullString and its kin",
	},
	"runtime/debug": {
		"SetMaxStack":   "the guard against runaway recursion counts on the stack that there is",
		"SetMaxThreads": "the node would die of what waits in system calls",
	},
	"testing": {
		"Main":      "it would end the node when the tests have ended; use Benchmark, AllocsPerRun or a plain program",
		"MainStart": "it is for programs that go test makes",
	},
	"runtime": {
		"Breakpoint":     "it would stop the node, not the evaluation",
		"AddCleanup":     "a cleanup would run when its evaluation has ended, where nothing can stop it",
		"LockOSThread":   "an evaluation does not keep its thread",
		"SetFinalizer":   "a finalizer would run when its evaluation has ended, where nothing can stop it",
		"UnlockOSThread": "an evaluation does not keep its thread",
	},
}

// refusal is the sentence that a package or symbol is refused with; "" if it is not withheld.
func refusal(path, name string) string {
	switch {
	case name == "" && withheldPackages[path] != "":
		return fmt.Sprintf("unsupported: package %s: %s", path, withheldPackages[path])
	case name != "" && withheldReason(path, name) != "":
		return fmt.Sprintf("unsupported: %s.%s: %s", path, name, withheldReason(path, name))
	}
	return ""
}

// withheldReason is why a symbol that a package does not have here is missing.
func withheldReason(path, name string) string {
	if why := withheldSymbols[path][name]; why != "" {
		return why
	}
	return withheldRest[path]
}

// refused is the refusal of what source calls by an undefined name, such as unsafe or runtime.SetFinalizer.
func (im *Image) refused(undefined string) string {
	pkg, name, ok := strings.Cut(undefined, ".")
	if ok {
		path := im.imports[pkg]
		if path == "" {
			path = im.importable(pkg)
		}
		return refusal(path, name)
	}
	for p := range withheldPackages {
		if packageName(p) == undefined {
			return refusal(p, "")
		}
	}
	return ""
}

// allTables are the packages that evaluated code can import.
func (im *Image) allTables() symbolTables {
	ts := maps.Clone(im.kind.standard())
	edit := func(p string) map[string]reflect.Value {
		t := ts[p]
		m := make(map[string]reflect.Value, len(t.syms)+8)
		maps.Copy(m, t.syms)
		if t.name == "" {
			t.name = packageName(p)
		}
		ts[p] = symbolTable{t.name, m}
		return m
	}
	for _, more := range []map[string]map[string]any{im.standIns(), im.codecStandIns(), {"reflect": evaluated.Symbols(reflectWorld{im})}, overlayParts()} {
		for p, syms := range more {
			m := edit(p)
			for n, v := range syms {
				rv := reflect.ValueOf(v)
				if rv.Kind() == reflect.Pointer && !rv.IsNil() {
					rv = rv.Elem() // a variable
				}
				m[n] = rv
			}
		}
	}
	for p, ns := range withheldSymbols {
		m := edit(p)
		for n := range ns {
			delete(m, n)
		}
	}
	for p := range standardOverlays {
		if _, ok := ts[p]; !ok {
			ts[p] = symbolTable{packageName(p), nil}
		}
	}
	for _, p := range im.conf.Packages {
		ts[p.Path] = symbolTable{packageName(p.Path), p.Symbols}
	}
	return ts
}

func (im *Image) isHostPackage(path string) bool {
	for _, p := range im.conf.Packages {
		if p.Path == path {
			return true
		}
	}
	return false
}

// engineSymbol is a symbol's name in the engine, which can reach only exported ones.
func engineSymbol(n string) string {
	if n != "" && 'a' <= n[0] && n[0] <= 'z' {
		return "P__" + n
	}
	return n
}

// engineSymbols are a package's symbols under their engine names. Those in lower case are for overlays alone.
func engineSymbols(syms map[string]reflect.Value) map[string]reflect.Value {
	all := len(syms) > 0
	for n := range syms {
		all = all && engineSymbol(n) == n
	}
	if all {
		return syms
	}
	m := make(map[string]reflect.Value, len(syms)+1)
	m["P__"] = reflect.ValueOf(0) // the engine takes no empty package
	for n, v := range syms {
		m[engineSymbol(n)] = v
	}
	return m
}

// packageName is the name that a path's package most likely has.
func packageName(p string) string { return p[strings.LastIndexByte(p, '/')+1:] }
