package eval

// This file refuses types whose values alone could take all memory of the node: the process would die of them, not the
// evaluation.

import (
	"fmt"
	"go/ast"
	"go/types"
	"runtime"
)

// tooLarge says whether values of t take more than maxTypeSize, beside what they point to.
func tooLarge(t types.Type) (size int64, yes bool) {
	sizes := types.SizesFor("gc", runtime.GOARCH)
	if sizes == nil {
		sizes = &types.StdSizes{WordSize: 8, MaxAlign: 8}
	}
	size = sizes.Sizeof(t)
	return size, size < 0 || size > maxTypeSize // negative: it does not fit an int64
}

// largeTypes reports the array types that are too large. Every type that is has such an array written somewhere in it.
func (im *Image) largeTypes(info *types.Info) (ps problems) {
	for x, tv := range info.Types {
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
