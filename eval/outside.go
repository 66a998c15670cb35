package eval

// This file refuses what packages of the host that look by reflection would take for something else: they see what declared types are made
// of, where fields that are not exported are, and methods are not.

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// outsider is what a package of the host would get wrong about declared types.
type outsider struct {
	name    string   // of the function that emitted code passes values through
	only    []string // functions and methods it is for; empty: all
	methods []string // that the package would call
	hidden  bool     // it must not see fields that are not exported
	suffix  string   // of names of types that mean something
	always  string   // why it takes no declared type at all
}

var outsiders = map[string][]outsider{
	"encoding/gob": {
		{name: "ForGob", only: []string{"Encode", "Decode"}, hidden: true, methods: gobMethods},
		{name: "ForGobName", only: []string{"Register", "RegisterName"}, hidden: true, methods: gobMethods},
	},
	"encoding/binary": {{name: "ForBinary", only: []string{"Read", "Decode"}, hidden: true}},
	"encoding/asn1":   {{name: "ForASN1", hidden: true, suffix: "SET"}},
	"net/rpc": {
		{name: "ForRPC", only: []string{"Register", "RegisterName"}, always: "package net/rpc does not see its methods"},
		{name: "ForRPCCall", only: []string{"Call", "Go"}, hidden: true, methods: gobMethods},
	},
	"fmt":           {{name: "ForScan", only: []string{"-"}, methods: []string{"Scan"}}}, // see arg
	"testing/quick": {{name: "ForQuick", hidden: true, methods: []string{"Generate"}}},
}

var gobMethods = []string{"GobEncode", "GobDecode", "MarshalBinary", "UnmarshalBinary", "MarshalText", "UnmarshalText"}

// outside gives the function that values go through on their way to f, "" if it gets nothing wrong.
func (e *emitter) outside(f ast.Expr) string {
	s, ok := ast.Unparen(f).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	o, ok := e.info.Uses[s.Sel].(*types.Func)
	if !ok || o.Pkg() == nil || !e.hostCallee(f) {
		return ""
	}
	for _, p := range outsiders[o.Pkg().Path()] {
		if len(p.only) == 0 || slices.Contains(p.only, o.Name()) {
			return p.name
		}
	}
	return ""
}

// outsideSymbols are those functions: each refuses, or gives what interfaces hold without its type.
func (im *Image) outsideSymbols() map[string]any {
	m := map[string]any{}
	for path, ps := range outsiders {
		for _, p := range ps {
			one := func(x any) any {
				if x = ordinary(x); x == nil {
					return nil
				}
				if _, t := im.opened(x); t != nil {
					if why := im.misseen(p, path, t, map[types.Type]bool{}); why != "" {
						panic(runtimeError{"unsupported: " + why})
					}
					if p.name == "ForGobName" && im.lossy(deref(t)) {
						panic(runtimeError{fmt.Sprintf("unsupported: package encoding/gob does not see the name of type %s: make it a struct with fields", runtimeName(t))})
					}
				}
				return bare(x)
			}
			m[p.name], m[p.name+"All"] = one, func(xs []any) []any {
				out := make([]any, len(xs))
				for i, x := range xs {
					out[i] = one(x)
				}
				return out
			}
		}
	}
	return m
}

// misseen says what the package would get wrong about t, "" if nothing.
func (im *Image) misseen(p outsider, path string, t types.Type, seen map[types.Type]bool) string {
	t = types.Unalias(t)
	if seen[t] {
		return ""
	}
	seen[t] = true
	if n, ok := t.(*types.Named); ok {
		o := n.Origin().Obj()
		if o.Pkg() == nil || im.hostDeclares(o) {
			return ""
		}
		if p.always != "" {
			return fmt.Sprintf("a value of type %s: %s", runtimeName(t), p.always)
		}
		if p.suffix != "" && strings.HasSuffix(o.Name(), p.suffix) {
			return fmt.Sprintf("package %s does not see the name of type %s, which means something to it", path, runtimeName(t))
		}
		for _, m := range p.methods {
			if f, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, im.pkg, m); f != nil {
				if _, ok := f.(*types.Func); ok {
					return fmt.Sprintf("package %s does not see method %s of type %s", path, m, runtimeName(t))
				}
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Map:
		if why := im.misseen(p, path, u.Key(), seen); why != "" {
			return why
		}
		return im.misseen(p, path, u.Elem(), seen)
	case *types.Struct:
		for i := range u.NumFields() {
			f := u.Field(i)
			if p.hidden && !f.Exported() && (f.Name() != "_" || p.name != "ForBinary") {
				return fmt.Sprintf("package %s would take field %s of type %s for an exported one: give it a struct without", path, f.Name(), runtimeName(t))
			}
			if why := im.misseen(p, path, f.Type(), seen); why != "" {
				return why
			}
		}
	case *types.Signature:
		for i := range u.Params().Len() {
			if why := im.misseen(p, path, u.Params().At(i).Type(), seen); why != "" {
				return why
			}
		}
	case interface{ Elem() types.Type }:
		return im.misseen(p, path, u.Elem(), seen)
	}
	return ""
}

func (im *Image) hostDeclares(o *types.TypeName) bool {
	im.mu.Lock()
	defer im.mu.Unlock()
	return im.imp.hosts[o] != nil
}
