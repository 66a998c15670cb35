package eval

// This file lets a name be defined again from itself: in `x := x + 1` at a prompt, the x on the right is the one before.

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// oldSuffix marks, in the syntax, a name that means what it meant before the chunk. No source can have it.
const oldSuffix = "__before"

// useOld marks the names of the left in what is right of a definition. A name in a struct literal's key is left alone, since
// it is a field's; one that is declared within, as a parameter, is marked where it is declared too and stays what it was.
func useOld(vs *ast.ValueSpec) {
	names := map[string]bool{}
	for _, n := range vs.Names {
		_, builtin := types.Universe.Lookup(n.Name).(*types.Builtin) // has no twin
		names[n.Name] = n.Name != "_" && !builtin
	}
	skip := map[*ast.Ident]bool{}
	for _, v := range vs.Values {
		ast.Inspect(v, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				skip[n.Sel] = true
			case *ast.CompositeLit:
				switch n.Type.(type) {
				case *ast.MapType, *ast.ArrayType:
				default:
					skipKeys(n, skip)
				}
			case *ast.StructType:
				for _, f := range n.Fields.List {
					for _, id := range f.Names {
						skip[id] = true
					}
				}
			case *ast.LabeledStmt:
				skip[n.Label] = true
			case *ast.BranchStmt:
				if n.Label != nil {
					skip[n.Label] = true
				}
			case *ast.Ident:
				if names[n.Name] && !skip[n] {
					n.Name += oldSuffix
				}
			}
			return true
		})
	}
}

func skipKeys(lit *ast.CompositeLit, skip map[*ast.Ident]bool) {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				skip[id] = true
			}
		}
	}
}

// before is what a marked name meant before the chunk, under its marked name; nil if it meant nothing.
func (im *Image) before(c *chunk, marked string) types.Object {
	name, ok := strings.CutSuffix(marked, oldSuffix)
	if !ok {
		return nil
	}
	o := im.lookup(name)
	if o == nil {
		if o = im.resolve(name); o != nil {
			c.uncached = true // a node may come or go without the image knowing
		}
	}
	if o == nil && types.Universe.Lookup(name) != nil {
		return sameUnder(marked, types.Universe.Lookup(name))
	}
	if o == nil {
		if p := im.importable(name); p != "" {
			if q, err := im.imp.Import(p); err == nil {
				return types.NewPkgName(token.NoPos, im.pkg, marked, q)
			}
		}
		return nil
	}
	twin := sameUnder(marked, o)
	if d := im.declOfObject(generic(o)); d != nil && twin != nil {
		if c.olds == nil {
			c.olds = map[types.Object]*decl{}
		}
		c.olds[twin] = d
	}
	return twin
}

// sameUnder is an object like o under another name.
func sameUnder(name string, o types.Object) types.Object {
	switch o := o.(type) {
	case *types.Var:
		return types.NewVar(o.Pos(), o.Pkg(), name, o.Type())
	case *types.Const:
		return types.NewConst(o.Pos(), o.Pkg(), name, o.Type(), o.Val())
	case *types.TypeName:
		return types.NewTypeName(o.Pos(), o.Pkg(), name, o.Type())
	case *types.Func:
		return types.NewFunc(o.Pos(), o.Pkg(), name, o.Signature())
	case *types.PkgName:
		return types.NewPkgName(token.NoPos, o.Pkg(), name, o.Imported())
	}
	return nil
}
