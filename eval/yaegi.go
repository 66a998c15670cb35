package eval

// This file puts yaegi behind Engine.

import (
	"fmt"
	"io"
	"path"
	"reflect"
	"strings"

	"github.com/traefik/yaegi/interp"
	"github.com/traefik/yaegi/stdlib"
)

type yaegiEngine struct{ in *interp.Interpreter }

// newYaegi makes an engine whose host functions are rt. trace receives a line for each frame that a panic unwinds.
func newYaegi(rt, mapTypes, wrappers interp.Exports, trace io.Writer) (*yaegiEngine, error) {
	in := interp.New(interp.Options{Stderr: trace, Stdout: io.Discard, Stdin: strings.NewReader(""), Args: []string{}})
	for _, x := range []interp.Exports{wrappers, mapTypes, rt} {
		if err := in.Use(x); err != nil {
			return nil, fmt.Errorf("eval: engine: %w", err)
		}
	}
	e := &yaegiEngine{in}
	if err := e.Import(rtName, "rt"); err != nil {
		return nil, err
	}
	return e, e.Load("var stop__ = " + rtName + ".P()\n")
}

func (e *yaegiEngine) Provide(p, name string, syms map[string]reflect.Value) error {
	// A package called fmt among the keys makes the engine patch the standard streams and load its own generic sources;
	// giving packages one by one under another name of the same path keeps it from that.
	if err := e.in.Use(interp.Exports{p + "/" + name + "_": syms}); err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	return nil
}

func (e *yaegiEngine) Import(alias, p string) error {
	return e.Load("import " + alias + " \"" + p + "\"")
}

func (e *yaegiEngine) Load(src string) (err error) {
	defer func() {
		if r := recover(); r != nil { // its compiler panics on what it does not expect
			err = fmt.Errorf("engine: %v", r)
		}
	}()
	if _, err := e.in.Eval(src); err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	return nil
}

// symbolTable is a package as the engine can import it.
type symbolTable struct {
	name string
	syms map[string]reflect.Value
}

type symbolTables map[string]symbolTable // by import path

// standardTables are the engine's tables of the standard library, without what could take the process down or forge
// labels. The maps inside are shared: copy before changing one.
func standardTables() symbolTables {
	ts := symbolTables{}
	for k, v := range stdlib.Symbols {
		p := path.Dir(k)
		if k == "." || p == "unsafe" || p == "syscall" || strings.Contains(p, "yaegi") {
			continue
		}
		ts[p] = symbolTable{path.Base(k), v}
	}
	return ts
}

// wrapperExports are the engine's stand-ins for values of emitted types behind host interfaces, of all packages: they are
// needed for interfaces of packages that nobody has imported.
func wrapperExports(ts symbolTables) interp.Exports {
	x := interp.Exports{}
	for p, t := range ts {
		m := map[string]reflect.Value{}
		for n, v := range t.syms {
			if strings.HasPrefix(n, "_") {
				m[n] = v
			}
		}
		if len(m) > 0 {
			x[p+"/"+t.name+"_"] = m
		}
	}
	return x
}

// mapTypeExports tells the engine which host functions treat some interfaces specially; replaced are stand-ins for host
// functions, which it does not know.
func mapTypeExports(replaced map[string]string, ts symbolTables) interp.Exports {
	m := map[reflect.Value][]reflect.Type{}
	for k, v := range stdlib.MapTypes {
		m[k] = v
	}
	for mine, orig := range replaced {
		p, n := path.Split(mine)
		op, on := path.Split(orig)
		if v, ok := ts[strings.TrimSuffix(p, "/")].syms[n]; ok {
			for k, t := range stdlib.MapTypes {
				if o := stdlib.Symbols[op+path.Base(strings.TrimSuffix(op, "/"))][on]; o.IsValid() && k.Kind() == reflect.Func && k.Pointer() == o.Pointer() {
					m[v] = t
				}
			}
		}
	}
	return interp.Exports{".": {"MapTypes": reflect.ValueOf(m)}}
}
