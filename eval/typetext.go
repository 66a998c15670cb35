package eval

// This file finds the types that text names: those of values that arrive from other nodes.

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"reflect"
	"strings"
)

// typeExpr parses text as a type and nothing else, so that no name of a type can run anything. It is short and flat:
// every distinct one stays in memory, and a deep one takes the checker long.
func typeExpr(text string) (ast.Expr, error) {
	if len(text) > maxTypeText {
		return nil, fmt.Errorf("the name of a type has %d bytes, and may have %d", len(text), maxTypeText)
	}
	x, err := parser.ParseExpr(text)
	if err != nil {
		return nil, fmt.Errorf("%q is not a type", text)
	}
	ok, depth := true, 0
	ast.Inspect(x, func(n ast.Node) bool {
		switch n.(type) {
		case nil:
			depth--
			return true
		case *ast.CallExpr, *ast.FuncLit, *ast.CompositeLit, *ast.UnaryExpr, *ast.TypeAssertExpr, *ast.SliceExpr:
			ok = false
		}
		if depth++; depth > maxNesting {
			ok = false
		}
		return true
	})
	if !ok {
		return nil, fmt.Errorf("%.100q is not a type, or too deep a one", text)
	}
	return x, nil
}

// typeOfText is the type that text names in the image now. The image's lock is held.
func (im *Image) typeOfText(text string) (types.Type, error) {
	if o, ok := types.Universe.Lookup(text).(*types.TypeName); ok {
		return o.Type(), nil
	}
	text = strings.ReplaceAll(text, "main.", "")
	if _, err := typeExpr(text); err != nil {
		return nil, err
	}
	c, err := im.parse(&source{typed: "(*" + text + ")(nil)", parsed: "(*" + text + ")(nil)"})
	if c == nil || err != nil {
		return nil, fmt.Errorf("%q is not a type", text)
	}
	defer im.forget(c)
	list := c.fun.Body.List
	list[len(list)-1] = useOf(c.last)
	errs, info := im.try(c)
	if len(errs) > 0 {
		return nil, fmt.Errorf("type %s: %s", text, plainNames(errs[0].Msg))
	}
	p, ok := info.TypeOf(c.last).Underlying().(*types.Pointer)
	if !ok {
		return nil, fmt.Errorf("%q is not a type", text)
	}
	if _, yes := tooLarge(p.Elem()); yes {
		return nil, fmt.Errorf("type %s is larger than the %d MiB that one value may take here", text, maxTypeSize>>20)
	}
	return p.Elem(), nil
}

// resolveType is the type of host values that text names: of the standard library, of a package of the host, or
// one that evaluated source declared, in its current version.
func (im *Image) resolveType(text string) (reflect.Type, bool) {
	text = strings.ReplaceAll(text, "main.", "")
	if _, err := typeExpr(text); err != nil {
		return nil, false
	}
	r := Request{Source: "(*" + text + ")(nil)"}
	h, f := im.handleFor(&r)
	if f != nil || h.ld == nil {
		return nil, false
	}
	im.pool.leave(h.ld)
	ft := h.fn.Type()
	if ft.NumIn() != 0 || ft.NumOut() != 1 || ft.Out(0).Kind() != reflect.Pointer {
		return nil, false
	}
	return ft.Out(0).Elem(), true
}

// argumentName is a type argument: with its package's whole path.
func argumentName(t types.Type) string {
	n, ok := types.Unalias(t).(*types.Named)
	if ok && n.Obj().Pkg() != nil && n.TypeArgs().Len() == 0 {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return runtimeName(t)
}
