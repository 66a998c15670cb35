package eval

// This file deals with host code that keeps functions of evaluated code and calls them later, on goroutines of its own: a timer,
// a server. Where it can, it makes such a call enter the engine as an evaluation does; where it cannot, nothing is
// loaded any more into engines whose functions may be reached so.

import (
	"context"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// ownSymbols are the functions that take the place of a package's in one engine, because they enter it.
func (ld *loader) ownSymbols(path string, syms map[string]reflect.Value) map[string]reflect.Value {
	own := map[string]reflect.Value{}
	switch path {
	case "time":
		own["AfterFunc"] = reflect.ValueOf(func(d time.Duration, f func()) *time.Timer {
			return time.AfterFunc(d, ld.callback("time.AfterFunc", f))
		})
	case "context":
		own["AfterFunc"] = reflect.ValueOf(func(ctx context.Context, f func()) func() bool {
			return context.AfterFunc(ctx, ld.callback("context.AfterFunc", f))
		})
	case "iter":
		own["pull"] = reflect.ValueOf(ld.pull)
	default:
		return syms
	}
	syms = maps.Clone(syms)
	maps.Copy(syms, own)
	return syms
}

// callback makes f what the host may call on a goroutine of its own, as often as it likes: each call belongs to the
// evaluation that has handed f out. Calls come to nothing once that was cancelled or the image closed.
func (ld *loader) callback(where string, f func()) func() {
	ev := Current()
	if ev == nil {
		ev = ld.im.strayEvaluation()
	}
	return func() {
		im := ld.im
		if im.closed.Load() || ev.stop.Load() != nil {
			return
		}
		im.pool.enter(ld)
		im.sweep.wake()
		ld.runGoroutine(where, ev, ld.beginGoroutine(ev), f)
	}
}

// quiet are the roots of standard packages whose functions call what they are given before they return, if at all.
var quiet = []string{"archive", "bufio", "bytes", "cmp", "compress", "container", "context", "crypto", "debug", "embed", "encoding",
	"errors", "flag", "fmt", "go", "hash", "html", "image", "index", "io", "iter", "log", "maps", "math", "mime", "os", "path", "reflect",
	"regexp", "runtime", "slices", "sort", "strconv", "strings", "sync", "text", "time", "unicode", "unique", "unsafe"}

// callBack are the packages below those that are not.
var callBack = []string{"crypto/tls", "log/slog", "log/syslog", "os/exec", "os/signal", "runtime/pprof", "runtime/trace"}

// harmlessToo are packages below roots that are not quiet.
var harmlessToo = []string{"net/url", "net/netip", "net/mail"}

// callsLater says whether functions of a package may call what they are given when they have returned. It is true of packages that
// nobody has looked at.
func callsLater(path string) bool {
	root, _, _ := strings.Cut(path, "/")
	return !slices.Contains(harmlessToo, path) && (!slices.Contains(quiet, root) || slices.Contains(callBack, path))
}

// noteSymbol takes note that emitted code names a function or variable of a package. What the host program's own packages do
// with functions that they are given is unknown; but what has no place for one cannot keep it.
func (ld *loader) noteSymbol(o types.Object) {
	if o == nil || o.Pkg() == nil || !ld.im.isHostPackage(o.Pkg().Path()) || ld.im.pool.later.Load() {
		return
	}
	t := o.Type()
	if f, ok := o.(*types.Func); ok {
		t = f.Signature().Params()
	}
	ld.note(carriesCode(t, map[types.Type]bool{}))
}

// noteMember is noteSymbol for fields and methods of types of the host.
func (ld *loader) noteMember(o types.Object) {
	p := o.Pkg()
	if p == nil || p == ld.im.pkg || ld.im.pool.later.Load() || ld.im.declOfObject(generic(o)) != nil || !callsLater(p.Path()) {
		return
	}
	t := o.Type()
	if f, ok := o.(*types.Func); ok {
		t = f.Signature().Params()
	}
	ld.note(carriesCode(t, map[types.Type]bool{}))
}

// noteBound is noteSymbol for a value of the host that has a name.
func (ld *loader) noteBound(t types.Type) {
	if sig, ok := t.Underlying().(*types.Signature); ok {
		t = sig.Params()
	}
	if carriesCode(t, map[types.Type]bool{}) {
		ld.spawns.Store(true)
		ld.note(true)
	}
}

// noteContext takes note of a type of the user's that is a context: package context asks those on goroutines of its own.
func (ld *loader) noteContext(d *decl) {
	p := ld.im.imp.pkgs["context"]
	if p == nil || d.pkg != "" || ld.im.pool.later.Load() {
		return
	}
	o, ok := p.Scope().Lookup("Context").(*types.TypeName)
	if !ok {
		return
	}
	if i, ok := o.Type().Underlying().(*types.Interface); ok && !types.IsInterface(d.obj.Type()) {
		ld.note(types.Implements(types.NewPointer(d.obj.Type()), i))
	}
}

func (ld *loader) note(later bool) {
	if later {
		ld.im.pool.later.Store(true)
	}
}

// carriesCode says whether a value of type t can hold functions or, behind an interface with methods, types of the user's.
func carriesCode(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	if n, ok := types.Unalias(t).(*types.Named); ok && (n.Obj().Pkg() == nil || n.Obj().Pkg().Path() == "context") {
		return false // error, or what noteContext looks after
	}
	switch u := t.Underlying().(type) {
	case *types.Tuple:
		for i := range u.Len() {
			if carriesCode(u.At(i).Type(), seen) {
				return true
			}
		}
	case *types.Signature:
		return true
	case *types.Interface:
		return u.NumMethods() > 0
	case *types.Map:
		return carriesCode(u.Key(), seen) || carriesCode(u.Elem(), seen)
	case *types.Struct:
		for i := range u.NumFields() {
			if u.Field(i).Exported() && carriesCode(u.Field(i).Type(), seen) {
				return true
			}
		}
	case interface{ Elem() types.Type }:
		return carriesCode(u.Elem(), seen)
	}
	return false
}
