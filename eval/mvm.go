//go:build mvm

package eval

// This file puts mvm behind Engine, to compare: what two interpreters make differently of the same emitted source is a finding in one
// of them, or in the emitter.

import (
	"errors"
	"fmt"
	"go/constant"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unsafe"

	"github.com/mvm-sh/mvm/interp"
	"github.com/mvm-sh/mvm/lang/golang"
	"github.com/mvm-sh/mvm/vm"
)

func moreInterpreters() []interpreter {
	return []interpreter{{
		name:     "mvm",
		code:     "github.com/mvm-sh/mvm/vm.",
		traits:   traits{loads: 100, wrapCells: true},
		standard: standardTables,
		fault:    func(error) (string, bool) { return "", false }, // thrown has done it
		maker:    func(symbolTables) func(engineHost) (Engine, error) { return newMvm },
	}}
}

// mvmPlace is the place in emitted code that the engine puts before its own panics.
var mvmPlace = regexp.MustCompile(`^load\d+:\d+:\d+: `)

func mvmFault(text string) (string, bool) {
	words := mvmPlace.ReplaceAllString(text, "")
	if words == text {
		return "", false
	}
	for _, f := range faults {
		if strings.Contains(words, f.engine) {
			return "runtime error: " + f.words, true
		}
	}
	return words, true
}

type mvmEngine struct {
	in    *interp.Interp
	loads int
	// codeLen is a field of the machine that says where its code ends. It is right only while the machine runs, but the host calls
	// methods of its types later.
	codeLen *int
	warm    fmt.Stringer // of a type of the engine
}

func newMvm(host engineHost) (Engine, error) {
	e := &mvmEngine{in: interp.NewInterpreter(golang.GoSpec)}
	f := reflect.ValueOf(e.in.Machine).Elem().FieldByName("baseCodeLen")
	if f.Kind() != reflect.Int {
		return nil, errors.New("eval: engine: mvm is not the version that this was written for; build parley with v0.5.0")
	}
	e.codeLen = (*int)(f.Addr().UnsafePointer())
	e.in.SetIO(strings.NewReader(""), io.Discard, io.Discard)
	if err := e.Provide("unsafe", "unsafe", map[string]reflect.Value{"Pointer": reflect.ValueOf((*unsafe.Pointer)(nil))}); err != nil {
		return nil, err // its own generic sources import it
	}
	keep := func(s fmt.Stringer) bool { e.warm = s; return true }
	if err := e.Provide("warm", "warm", map[string]reflect.Value{"Keep": reflect.ValueOf(keep)}); err != nil {
		return nil, err
	}
	if err := e.Import("warm__", "warm"); err != nil {
		return nil, err
	}
	if err := e.Provide("rt", "rt", host.runtime); err != nil {
		return nil, err
	}
	if err := e.Import(rtName, "rt"); err != nil {
		return nil, err
	}
	return e, e.Load("var stop__ = " + rtName + ".P()\ntype Warm__ int\nfunc (w Warm__) String() string { return \"warm\" }\nvar _ = warm__.Keep(Warm__(0))\n")
}

// thrown gives what was panicked with of a panic that came through mvm. Its own errors, which are Go's in all but the words, become that too.
func thrown(r any) any {
	if t := reflect.TypeOf(r); t != nil && t.PkgPath() == "github.com/mvm-sh/mvm/vm" && t.Kind() == reflect.Struct && t.NumField() == 1 {
		f := reflect.New(t).Elem()
		f.Set(reflect.ValueOf(r))
		if p, ok := reflect.NewAt(f.Field(0).Type(), f.Field(0).Addr().UnsafePointer()).Elem().Interface().(*vm.PanicError); ok && p != nil {
			r = p
		}
	}
	if p, ok := r.(*vm.PanicError); ok {
		r = p.Raw
	}
	text := ""
	switch v := r.(type) {
	case error:
		text = v.Error()
	case string:
		text = v
	}
	if words, ok := mvmFault(text); ok {
		return runtimeError{words}
	}
	return r
}

func (e *mvmEngine) Provide(p, _ string, syms map[string]reflect.Value) error {
	m := make(map[string]reflect.Value, len(syms))
	for n, v := range syms {
		if _, ok := v.Interface().(constant.Value); ok || strings.HasPrefix(n, "_") {
			continue // constants are folded, and the others are for yaegi
		}
		if v.CanAddr() {
			v = v.Addr() // how it wants its variables
		}
		m[n] = v
	}
	e.in.ImportPackageValues(map[string]map[string]reflect.Value{p: m})
	return nil
}

func (e *mvmEngine) Import(alias, p string) error {
	return e.Load("import " + alias + " \"" + p + "\"\n")
}

func (e *mvmEngine) Load(src string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("engine: %v", r)
		}
	}()
	e.loads++
	*e.codeLen = 0
	if _, err := e.in.Eval("load"+strconv.Itoa(e.loads), src); err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	*e.codeLen = e.in.CodeLen()
	if e.warm != nil {
		// Its first call of a method from the host makes a table that later ones share; it must not be made by two at once.
		if s := e.warm.String(); s != "warm" {
			return fmt.Errorf("engine: a method gave %q", s)
		}
	}
	return nil
}
