package eval

// This file holds the types of the standard library's exported names, as evaluated code sees them, against its sources.

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	gosource "go/importer"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

func TestStandardLibraryTypes(t *testing.T) {
	if !*toolchain {
		t.Skip("without -toolchain: it type-checks the standard library")
	}
	build.Default.CgoEnabled = false
	im := newImage(t, Config{})
	source := gosource.ForCompiler(token.NewFileSet(), "source", nil)
	for _, p := range standardLibrary(t) {
		if withheldPackages[p.path] != "" {
			continue
		}
		want, err := source.Import(p.path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := im.imp.Import(p.path)
		if err != nil {
			t.Fatal(err)
		}
		for n := range p.names {
			w, g := want.Scope().Lookup(n), got.Scope().Lookup(n)
			if g == nil || w == nil {
				continue
			}
			if a, b := objectShape(g), objectShape(w); a != b {
				t.Errorf("%s.%s is\n\t%s, in its source\n\t%s", p.path, n, a, b)
			}
		}
	}
}

// objectShape is an object's type without what reflection cannot show: the names of parameters, and of methods that are not
// exported.
func objectShape(o types.Object) string {
	switch o := o.(type) {
	case *types.Const:
		v := o.Val()
		if b, ok := o.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsFloat != 0 {
			f, _ := constant.Float64Val(v)
			return typeShape(o.Type()) + " " + constant.MakeFloat64(f).ExactString()
		}
		return typeShape(o.Type()) + " " + v.ExactString()
	case *types.Func:
		return typeShape(o.Type())
	case *types.Var:
		return typeShape(o.Type())
	case *types.TypeName:
		t := types.Unalias(o.Type())
		if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != o.Pkg() {
			return typeShape(t)
		}
		s := typeShape(t) + " " + typeShape(t.Underlying())
		ms := types.NewMethodSet(types.NewPointer(t))
		if types.IsInterface(t) {
			return s
		}
		for i := range ms.Len() {
			if m := ms.At(i).Obj(); ast.IsExported(m.Name()) {
				s += "; " + m.Name() + typeShape(ms.At(i).Type())
			}
		}
		return s
	}
	return o.String()
}

func typeShape(t types.Type) string {
	t = types.Unalias(t)
	switch t := t.(type) {
	case *types.TypeParam:
		return fmt.Sprint("T", t.Index())
	case *types.Signature:
		tuple := func(tu *types.Tuple) string {
			var s []string
			for i := range tu.Len() {
				s = append(s, typeShape(tu.At(i).Type()))
			}
			return "(" + strings.Join(s, ", ") + ")"
		}
		v := ""
		if t.Variadic() {
			v = "..."
		}
		return "func" + tuple(t.Params()) + v + tuple(t.Results())
	case *types.Struct:
		s := "struct {"
		for i := range t.NumFields() {
			if f := t.Field(i); f.Exported() {
				s += f.Name() + " " + typeShape(f.Type()) + "; "
			}
		}
		return s + "}"
	case *types.Interface:
		s := "interface {"
		for i := range t.NumMethods() {
			if m := t.Method(i); m.Exported() {
				s += m.Name() + typeShape(m.Type()) + "; "
			}
		}
		return s + "}"
	case *types.Basic:
		return types.Typ[t.Kind()].String() // not byte and rune
	case *types.Named:
		if t.TypeArgs().Len() > 0 {
			s := t.Origin().Obj().Name()
			for a := range t.TypeArgs().Types() {
				s += "," + typeShape(a)
			}
			return s
		}
	case *types.Pointer:
		return "*" + typeShape(t.Elem())
	case *types.Slice:
		return "[]" + typeShape(t.Elem())
	case *types.Map:
		return "map[" + typeShape(t.Key()) + "]" + typeShape(t.Elem())
	case *types.Chan:
		return strings.TrimSuffix(types.NewChan(t.Dir(), types.Typ[types.Int]).String(), "int") + typeShape(t.Elem())
	case *types.Array:
		return types.NewArray(types.Typ[types.Int], t.Len()).String() + typeShape(t.Elem())
	}
	return t.String()
}
