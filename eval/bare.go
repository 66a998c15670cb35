package eval

// This file says what functions of the host get where they take an interface{}: values with their types, or, where they look inside
// by reflection, values alone.

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// keepers are the packages that keep what they are given in an interface{}, compare it and give it back, or are told apart here by stand-ins.
var keepers = []string{"container/heap", "container/list", "container/ring", "context", "encoding/json", "encoding/xml", "fmt", "log", "log/slog", "reflect", "sync", "sync/atomic", "testing"}

// scans is what looksInside gives for functions that fill what they are given by its own method, if it has one.
const scans = "scans"

// scanner is fmt.Scanner.
func (im *Image) scanner() types.Type {
	q, err := im.imp.Import("fmt")
	if err != nil {
		return nil
	}
	return q.Scope().Lookup("Scanner").Type()
}

// looksInside gives the function of the host that prepares what a call gives away in an interface{}: "" if it is no call of a function
// of the standard library that uses reflection.
func (e *emitter) looksInside(f ast.Expr) string {
	if s, ok := ast.Unparen(f).(*ast.SelectorExpr); ok {
		if o, ok := e.info.Uses[s.Sel].(*types.Func); ok && o.Pkg() != nil && o.Pkg().Path() == "fmt" && strings.Contains(strings.ToLower(o.Name()), "scan") {
			return scans
		}
	}
	if e.logs(f) {
		return "Logged"
	}
	if n := e.outside(f); n != "" {
		return n
	}
	if e.reflects(f) {
		return "Bare"
	}
	return ""
}

// logs says whether f is of package log/slog, which prints or encodes what it is given.
func (e *emitter) logs(f ast.Expr) bool {
	s, ok := ast.Unparen(f).(*ast.SelectorExpr)
	if !ok || !e.hostCallee(f) {
		return false
	}
	o := e.info.Uses[s.Sel].(*types.Func)
	return o.Pkg() != nil && o.Pkg().Path() == "log/slog"
}

func (e *emitter) reflects(f ast.Expr) bool {
	if id, ok := ast.Unparen(f).(*ast.Ident); ok { // in an overlay
		o, ok := e.info.Uses[id].(*types.Func)
		return ok && e.declOf(o) == nil && o.Pkg() != nil && o.Pkg().Path() == "slices"
	}
	s, ok := ast.Unparen(f).(*ast.SelectorExpr)
	if !ok || !e.hostCallee(f) {
		return false
	}
	o, ok := e.info.Uses[s.Sel].(*types.Func)
	if ok && strings.HasSuffix(o.FullName(), "/template.Template)."+o.Name()) {
		return false // see templates.go
	}
	return ok && o.Pkg() != nil && !slices.Contains(keepers, o.Pkg().Path()) && !e.im.isHostPackage(o.Pkg().Path())
}

// bare gives the value that an interface holds without the type that the evaluator has put beside it, also in the usual containers.
func bare(x any) any { return bareAt(x, 0) }

func bareAt(x any, depth int) any {
	if depth > maxNesting { // it contains itself, which whoever gets it must deal with
		return x
	}
	switch b := ordinary(x).(type) {
	case typedValue:
		return b.V
	case []any:
		if !slices.ContainsFunc(b, hidesType) {
			return b
		}
		out := make([]any, len(b))
		for i, y := range b {
			out[i] = bareAt(y, depth+1)
		}
		return out
	case map[string]any:
		for _, y := range b {
			if hidesType(y) {
				m := make(map[string]any, len(b))
				for k, y := range b {
					m[k] = bareAt(y, depth+1)
				}
				return m
			}
		}
		return b
	default:
		return b
	}
}

// bareAll is bare for the arguments of a variadic function.
func bareAll(xs []any) []any {
	out := make([]any, len(xs))
	for i, x := range xs {
		out[i] = bare(x)
	}
	return out
}

// hidesType says whether there may be something in x that bare changes.
func hidesType(x any) bool { return hides(x, 0) }

func hides(x any, depth int) bool {
	if depth > maxNesting {
		return false
	}
	switch x := x.(type) {
	case typedValue:
		return true
	case []any:
		return slices.ContainsFunc(x, func(y any) bool { return hides(y, depth+1) })
	case map[string]any:
		for _, y := range x {
			if hides(y, depth+1) {
				return true
			}
		}
	}
	return false
}

func (b typedValue) bytes(method string) ([]byte, error) {
	out := b.T.call(method, b.V)
	err, _ := out[1].Interface().(error)
	return out[0].Bytes(), err
}

func (b typedValue) take(method string, text []byte) error {
	err, _ := b.T.call(method, b.V, reflect.ValueOf(text))[0].Interface().(error)
	return err
}
