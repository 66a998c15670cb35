package eval

// This file puts yaegi behind Engine. Nothing else in the evaluator knows its types.

import (
	"fmt"
	"io"
	"maps"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/traefik/yaegi/interp"
	"github.com/traefik/yaegi/stdlib"

	"parley/eval/symbols"
)

func yaegi() interpreter {
	return interpreter{
		name:     "yaegi",
		code:     "github.com/traefik/yaegi/interp.",
		traits:   traits{loads: maxLoads, settle: true, marks: true},
		standard: standardTables,
		fault:    yaegiFault,
		maker: func(ts symbolTables) func(engineHost) (Engine, error) {
			shared := []interp.Exports{wrapperExports(ts), mapTypeExports(replacedPrinters, ts)}
			return func(host engineHost) (Engine, error) { return newYaegi(host, shared) }
		},
	}
}

// What runs a frame of emitted code, and what deals in it with a panic.
const (
	yaegiFrame   = "github.com/traefik/yaegi/interp.runCfg"
	yaegiLeaving = yaegiFrame + ".func1"
)

type yaegiEngine struct{ in *interp.Interpreter }

func newYaegi(host engineHost, shared []interp.Exports) (*yaegiEngine, error) {
	in := interp.New(interp.Options{Stderr: traceWriter{host.frame}, Stdout: io.Discard, Stdin: strings.NewReader(""), Args: []string{}})
	for _, x := range append(shared[:len(shared):len(shared)], interp.Exports{"rt/rt": host.runtime}) {
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

// traceWriter receives the line that the engine writes for each frame that a panic unwinds, such as "128: panic: main.f__3(...)".
type traceWriter struct {
	frame func(function string, line int, op func(runner bool) operation)
}

func (w traceWriter) Write(b []byte) (int, error) {
	at, function, ok := strings.Cut(string(b), ": panic: ") // no expression: a deep stack writes thousands of these
	function, _, isCall := strings.Cut(function, "(")
	if !ok || !isCall {
		return len(b), nil
	}
	digits, _, _ := strings.Cut(strings.TrimPrefix(at, "_.go:"), ":")
	if line, err := strconv.Atoi(digits); err == nil {
		w.frame(function, line, yaegiOperation)
	}
	return len(b), nil
}

// yaegiPlace is the place in emitted code that the engine puts before its own panics.
var yaegiPlace = regexp.MustCompile(`^(?:_\.go:)?\d+(?::\d+)?: `)

// yaegiFault knows failed type assertions, which panic with an error of the engine's own type.
func yaegiFault(err error) (string, bool) {
	t := reflect.TypeOf(err)
	if t.Kind() != reflect.Pointer || !strings.Contains(t.Elem().PkgPath(), "yaegi") {
		return "", false
	}
	return yaegiPlace.ReplaceAllString(err.Error(), ""), true
}

// standardTables are the engine's tables of the standard library, brought up to date. They are the same for all images: copy
// before changing anything.
var standardTables = sync.OnceValue(func() symbolTables {
	ts := symbolTables{}
	for k, v := range stdlib.Symbols {
		p := path.Dir(k)
		if k == "." || strings.Contains(p, "yaegi") || withheldPackages[p] != "" || withheldRest[p] != "" {
			continue
		}
		ts[p] = symbolTable{path.Base(k), v}
	}
	for _, t := range symbols.Tables() {
		m := map[string]reflect.Value{}
		maps.Copy(m, ts[t.Path].syms)
		maps.Copy(m, t.Symbols())
		ts[t.Path] = symbolTable{t.Name, m}
	}
	return ts
})

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
