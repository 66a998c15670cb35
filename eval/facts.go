package eval

// This file finds out what is known of a function's variables without running it: which cannot be negative, and which are set only once.

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// facts are what is known of the local variables of a function and of all literals inside of it.
type facts struct {
	info  *types.Info
	loose map[types.Object]bool // int variables that may be negative
	sets  map[types.Object]int  // how often a variable is set, its declaration included
}

// factsOf looks at each assignment. A variable that nothing makes negative is not negative: what it is computed of is taken to be so
// until something shows otherwise.
func factsOf(info *types.Info, nodes []ast.Node) *facts {
	f := &facts{info: info, loose: map[types.Object]bool{}, sets: map[types.Object]int{}}
	for changed := true; changed; {
		before := len(f.loose)
		clear(f.sets)
		for _, n := range nodes {
			ast.Inspect(n, f.visit)
		}
		changed = len(f.loose) > before
	}
	return f
}

func (f *facts) object(x ast.Expr) types.Object {
	if x == nil {
		return nil
	}
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return nil
	}
	if o := f.info.Defs[id]; o != nil {
		return o
	}
	return f.info.Uses[id]
}

func (f *facts) spoil(x ast.Expr) {
	if o := f.object(x); o != nil {
		f.loose[o] = true
	}
}

// set notes that a variable is set, times times.
func (f *facts) set(times int, xs ...ast.Expr) {
	for _, x := range xs {
		if o := f.object(x); o != nil {
			f.sets[o] += times
		}
	}
}

func (f *facts) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		f.set(1, n.Lhs...)
	case *ast.ValueSpec:
		for _, id := range n.Names {
			f.set(1, id)
		}
	case *ast.IncDecStmt:
		f.set(2, n.X)
	case *ast.RangeStmt:
		f.set(2, n.Key, n.Value)
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			f.set(2, n.X)
		}
	case *ast.Field:
		for _, id := range n.Names {
			f.set(1, id)
		}
	case *ast.TypeSwitchStmt:
		if a, ok := n.Assign.(*ast.AssignStmt); ok {
			f.set(1, a.Lhs...)
		}
	}
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			switch {
			case len(n.Lhs) != len(n.Rhs):
				f.spoil(l)
			case n.Tok == token.ASSIGN, n.Tok == token.DEFINE, n.Tok == token.ADD_ASSIGN, n.Tok == token.MUL_ASSIGN:
				if !f.natural(n.Rhs[i]) {
					f.spoil(l)
				}
			case n.Tok == token.QUO_ASSIGN, n.Tok == token.REM_ASSIGN, n.Tok == token.SHR_ASSIGN:
				if !f.natural(n.Rhs[i]) {
					f.spoil(l)
				}
			default:
				f.spoil(l)
			}
		}
	case *ast.ValueSpec:
		for i, id := range n.Names {
			if len(n.Values) == len(n.Names) && !f.natural(n.Values[i]) || len(n.Values) > 0 && len(n.Values) != len(n.Names) {
				f.spoil(id)
			}
		}
	case *ast.IncDecStmt:
		if n.Tok == token.DEC {
			f.spoil(n.X)
		}
	case *ast.RangeStmt:
		switch u := f.under(n.X).(type) {
		case *types.Slice, *types.Array, *types.Pointer:
		case *types.Basic:
			if u.Info()&types.IsInteger != 0 && !f.natural(n.X) {
				break // it does not run then
			}
		default:
			if n.Key != nil {
				f.spoil(n.Key)
			}
		}
		if n.Value != nil {
			f.spoil(n.Value)
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			f.spoil(n.X)
		}
	case *ast.FuncType:
		for _, l := range []*ast.FieldList{n.Params, n.Results} {
			if l != nil {
				for _, p := range l.List {
					for _, id := range p.Names {
						f.spoil(id)
					}
				}
			}
		}
	}
	return true
}

func (f *facts) under(x ast.Expr) types.Type {
	t := f.info.TypeOf(x)
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// natural says whether x cannot be negative.
func (f *facts) natural(x ast.Expr) bool {
	x = ast.Unparen(x)
	tv := f.info.Types[x]
	if tv.Value != nil {
		return tv.Value.Kind() == constant.Int && constant.Sign(tv.Value) >= 0
	}
	if b, ok := f.under(x).(*types.Basic); ok && b.Info()&types.IsUnsigned != 0 {
		return true
	}
	switch x := x.(type) {
	case *ast.Ident:
		v, ok := f.object(x).(*types.Var)
		return ok && v.Pkg() != nil && v.Parent() != v.Pkg().Scope() && !v.IsField() && !f.loose[v]
	case *ast.CallExpr:
		if id, ok := x.Fun.(*ast.Ident); ok {
			b, ok := f.info.Uses[id].(*types.Builtin)
			return ok && (b.Name() == "len" || b.Name() == "cap")
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.ADD, token.MUL, token.QUO, token.REM, token.SHR, token.AND:
			return f.natural(x.X) && f.natural(x.Y)
		}
	}
	return false
}
