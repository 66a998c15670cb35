package eval

// This file says what functions of the host get where they take an interface{}: values with their types, or, where they look inside
// by reflection, values alone.

import (
	"encoding/json"
	"go/ast"
	"go/types"
	"reflect"
	"slices"
)

// keepers are the packages that keep what they are given in an interface{}, compare it and give it back, or are told apart here by stand-ins.
var keepers = []string{"container/heap", "container/list", "container/ring", "context", "fmt", "log", "log/slog", "sync", "sync/atomic", "testing"}

// looksInside gives the function of the host that prepares what a call gives away in an interface{}: "" if it is no call of a function
// of the standard library that uses reflection.
func (e *emitter) looksInside(f ast.Expr) string {
	if c := e.codes(f); c != "" {
		return c
	}
	if e.reflects(f) {
		return "Bare"
	}
	return ""
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

// codes says whether a call is one that turns values into text or back, and which: its first letter is U or D for back.
func (e *emitter) codes(f ast.Expr) string {
	s, ok := ast.Unparen(f).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	o, ok := e.info.Uses[s.Sel].(*types.Func)
	if !ok || o.Pkg() == nil || o.Pkg().Path() != "encoding/json" && o.Pkg().Path() != "encoding/xml" {
		return ""
	}
	switch n := o.Name(); n {
	case "Marshal", "MarshalIndent", "Encode", "EncodeElement":
		return "ForText"
	case "Unmarshal", "Decode", "DecodeElement":
		return "FromText"
	}
	return ""
}

// jsonValue is a value whose type has marshalers of its own, for package json.
type jsonValue struct{ b typedValue }

func (j *jsonValue) MarshalJSON() ([]byte, error) { return j.b.bytes("MarshalJSON") }

func (j *jsonValue) UnmarshalJSON(b []byte) error { return j.b.take("UnmarshalJSON", b) }

// textValue is a value whose type has text marshalers of its own.
type textValue struct{ b typedValue }

func (t *textValue) MarshalText() ([]byte, error) { return t.b.bytes("MarshalText") }

func (t *textValue) UnmarshalText(b []byte) error { return t.b.take("UnmarshalText", b) }

func (b typedValue) bytes(method string) ([]byte, error) {
	out := b.T.call(method, b.V)
	err, _ := out[1].Interface().(error)
	return out[0].Bytes(), err
}

func (b typedValue) take(method string, text []byte) error {
	err, _ := b.T.call(method, b.V, reflect.ValueOf(text))[0].Interface().(error)
	return err
}

// MarshalJSON implements json.Marshaler, for values in interfaces in what package json is given.
func (b typedValue) MarshalJSON() ([]byte, error) { return json.Marshal(b.T.im.forText(b)) }

// forText gives a value as package json should see it; fromText what it should fill.
func (im *Image) forText(x any) any { return im.marshaler(x, "MarshalJSON", "MarshalText") }

func (im *Image) fromText(x any) any { return im.marshaler(x, "UnmarshalJSON", "UnmarshalText") }

func (im *Image) marshaler(x any, asJSON, asText string) any {
	x = ordinary(x)
	b, ok := x.(typedValue)
	if !ok {
		if x == nil {
			return x
		}
		ti := im.types.known(reflect.TypeOf(x))
		if ti == nil {
			return bare(x)
		}
		b = typedValue{ti, x}
	}
	if v := reflect.ValueOf(b.V); v.Kind() == reflect.Pointer && v.IsNil() {
		return b.V
	}
	switch {
	case b.T.has(asJSON):
		return &jsonValue{b}
	case b.T.has(asText):
		return &textValue{b}
	}
	return b.V
}
