package eval

// This file refuses types whose values alone could take all memory of the node: the process would die of them, not the
// evaluation.

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"runtime"
)

func typeSizes() types.Sizes {
	if s := types.SizesFor("gc", runtime.GOARCH); s != nil {
		return s
	}
	return &types.StdSizes{WordSize: 8, MaxAlign: 8}
}

// tooLarge says whether values of t take more than maxTypeSize, beside what they point to.
func tooLarge(t types.Type) (size int64, yes bool) {
	size = typeSizes().Sizeof(t)
	return size, size < 0 || size > maxTypeSize // negative: it does not fit an int64
}

// largeTypes reports the array types that are too large. Every type that is has such an array written somewhere in it.
func (im *Image) largeTypes(info *types.Info) (ps problems) {
	for x, tv := range info.Types {
		if l, ok := x.(*ast.CompositeLit); ok {
			ps = append(ps, im.sparseSlice(l, tv.Type, info)...)
			continue
		}
		a, ok := x.(*ast.ArrayType)
		if !ok || a.Len == nil || !tv.IsType() || isGeneric(tv.Type) {
			continue
		}
		if _, yes := tooLarge(tv.Type); yes {
			p := problem{msg: fmt.Sprintf("type %s is larger than the %d MiB that one value may take here", im.text(x), maxTypeSize>>20)}
			if src, off := im.offset(x.Pos()); src != nil {
				p.pos, p.off = src.position(off), off
			}
			ps = append(ps, p)
		}
	}
	return sortProblems(ps)
}

// sparseSlice reports a literal such as []byte{1 << 40: 1}.
func (im *Image) sparseSlice(l *ast.CompositeLit, t types.Type, info *types.Info) (ps problems) {
	s, ok := t.Underlying().(*types.Slice)
	if !ok || isGeneric(s.Elem()) {
		return nil
	}
	size := max(typeSizes().Sizeof(s.Elem()), 1)
	for _, el := range l.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok || info.Types[kv.Key].Value == nil {
			continue
		}
		if k, ok := constant.Int64Val(constant.ToInt(info.Types[kv.Key].Value)); !ok || k >= maxTypeSize/size {
			p := problem{msg: fmt.Sprintf("the slice is larger than the %d MiB that one value may take here", maxTypeSize>>20)}
			if src, off := im.offset(kv.Pos()); src != nil {
				p.pos, p.off = src.position(off), off
			}
			ps = append(ps, p)
		}
	}
	return ps
}

// isGeneric says whether t has no size yet, because it is made of a type parameter.
func isGeneric(t types.Type) bool {
	switch t := t.(type) {
	case *types.TypeParam:
		return true
	case *types.Array:
		return isGeneric(t.Elem())
	case *types.Named:
		return isGenericArgs(t.TypeArgs())
	case *types.Struct:
		for i := range t.NumFields() {
			if isGeneric(t.Field(i).Type()) {
				return true
			}
		}
	}
	return false
}

func isGenericArgs(l *types.TypeList) bool {
	for i := range l.Len() {
		if isGeneric(l.At(i)) {
			return true
		}
	}
	return false
}

// makeSize writes a length of make. One that may be large is looked at before.
func (e *emitter) makeSize(x *ast.CallExpr, n ast.Expr) string {
	size := int64(1)
	sizes := typeSizes()
	switch t := e.typeOf(x.Args[0]).Underlying().(type) {
	case *types.Slice:
		size = sizes.Sizeof(t.Elem())
	case *types.Chan:
		size = sizes.Sizeof(t.Elem())
	case *types.Map:
		size = sizes.Sizeof(t.Key()) + sizes.Sizeof(t.Elem()) + 1
	}
	if v := e.info.Types[n].Value; v != nil {
		if k, ok := constant.Int64Val(constant.ToInt(v)); ok && (size <= 0 || k <= uncounted/size) {
			return e.expr(n)
		}
	}
	return fmt.Sprintf("%s.Room(int(%s), %d)", rtName, e.expr(n), size)
}

// spread looks at append(x, y...) as makeSize does at make: with it, and with x + x, a few steps make of little more than there is.
func (c *checker) spread(call *ast.CallExpr) {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok || !call.Ellipsis.IsValid() || len(call.Args) != 2 {
		return
	}
	if b, ok := c.e.info.Uses[id].(*types.Builtin); ok && b.Name() == "append" {
		c.b.WriteString(c.e.roomFor(call.Args[0], call.Args[1]))
	}
}

// roomFor writes what looks at the room for x and y in one, if they are variables that hold strings or slices.
func (e *emitter) roomFor(x, y ast.Expr) string {
	if e.fn.code == nil || e.fn.code.library {
		return ""
	}
	sum, cond := "", ""
	for _, v := range []ast.Expr{x, y} {
		id, ok := ast.Unparen(v).(*ast.Ident)
		if !ok {
			continue
		}
		if _, ok := e.objectOf(id).(*types.Var); !ok {
			continue
		}
		size := int64(1)
		switch u := e.typeOf(id).Underlying().(type) {
		case *types.Slice:
			size = max(typeSizes().Sizeof(u.Elem()), 1)
		case *types.Basic:
			if u.Info()&types.IsString == 0 {
				return ""
			}
		default:
			return ""
		}
		n := "len(" + e.open(e.ident(id), e.typeOf(id)) + ")"
		if v == y || cond == "" {
			cond = fmt.Sprintf("%s > %d", n, smallRoom/size)
		}
		if sum != "" {
			sum += " + "
		}
		if sum += n; size > 1 {
			sum += fmt.Sprintf("*%d", size)
		}
	}
	if sum == "" {
		return ""
	}
	return fmt.Sprintf("if %s { %s.Room(%s, 1) }\n", cond, rtName, sum)
}
