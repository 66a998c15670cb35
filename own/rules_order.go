package own

import (
	"go/ast"
	"go/token"
	"go/types"
)

// This file tells loops over a map whose order matters from those that do the same in any order.

// collections marks the loops of a block that only collect what is in a map and are followed by a line that sorts it.
func (c *Checker) collections(block []ast.Stmt) {
	for i, s := range block {
		loop, ok := s.(*ast.RangeStmt)
		if !ok || i+1 == len(block) {
			continue
		}
		into := collects(loop.Body.List)
		next, ok := block[i+1].(*ast.ExprStmt)
		if into == "" || !ok {
			continue
		}
		call, ok := next.X.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 || types.ExprString(call.Args[0]) != into {
			continue
		}
		if c.isFunc(call.Fun, "slices", "Sort", "SortFunc", "SortStableFunc") || c.isFunc(call.Fun, "sort", "Strings", "Ints", "Slice") {
			c.sorted[loop] = true
		}
	}
}

// collects is the slice that all of a loop's body appends to, if it does nothing else, whether with a condition or without.
func collects(body []ast.Stmt) string {
	if len(body) != 1 {
		return ""
	}
	switch s := body[0].(type) {
	case *ast.IfStmt:
		if s.Else == nil && s.Init == nil {
			return collects(s.Body.List)
		}
	case *ast.AssignStmt:
		call, ok := s.Rhs[0].(*ast.CallExpr)
		if !ok || len(s.Lhs) != 1 || len(call.Args) < 2 {
			return ""
		}
		into := types.ExprString(s.Lhs[0])
		if fun, ok := call.Fun.(*ast.Ident); ok && fun.Name == "append" && types.ExprString(call.Args[0]) == into {
			return into
		}
	}
	return ""
}

// commutes says whether a loop does the same in any order: it counts and sums integers, sets what it sets to one constant, deletes, returns
// a constant, and nothing else.
func (c *Checker) commutes(loop *ast.RangeStmt) bool {
	changed := map[types.Object]bool{} // what its turns change; no turn may look at that otherwise
	var results []string               // of what it returns: all the same
	ok := c.commuting(loop.Body.List, changed, &results, types.ExprString(loop.X))
	for i := range results {
		ok = ok && results[i] == results[0]
	}
	if len(results) > 0 && len(changed) > 0 {
		return false // how much it has counted when it returns depends on the order
	}
	if !ok {
		return false
	}
	seen := 0
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		if id, is := n.(*ast.Ident); is && changed[c.Info.Uses[id]] {
			seen++
		}
		return true
	})
	return seen == c.changes(loop.Body)
}

// changes counts the statements that change a variable by its name alone.
func (c *Checker) changes(body ast.Node) (n int) {
	ast.Inspect(body, func(x ast.Node) bool {
		switch s := x.(type) {
		case *ast.IncDecStmt:
			n++
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				n++
			}
		}
		return true
	})
	return n
}

func (c *Checker) commuting(body []ast.Stmt, changed map[types.Object]bool, results *[]string, over string) bool {
	for _, s := range body {
		switch s := s.(type) {
		case *ast.IfStmt:
			if s.Init != nil || !c.looks(s.Cond) || !c.commuting(s.Body.List, changed, results, over) {
				return false
			}
			switch e := s.Else.(type) {
			case *ast.BlockStmt:
				if !c.commuting(e.List, changed, results, over) {
					return false
				}
			case *ast.IfStmt:
				if !c.commuting([]ast.Stmt{e}, changed, results, over) {
					return false
				}
			}
		case *ast.IncDecStmt:
			if !c.counter(s.X, changed) {
				return false
			}
		case *ast.AssignStmt:
			adds := s.Tok == token.ADD_ASSIGN || s.Tok == token.SUB_ASSIGN || s.Tok == token.OR_ASSIGN || s.Tok == token.AND_ASSIGN || s.Tok == token.XOR_ASSIGN
			sets := s.Tok == token.ASSIGN && len(s.Rhs) == 1 && c.Info.Types[s.Rhs[0]].Value != nil
			if len(s.Lhs) != 1 || !(adds && c.looks(s.Rhs[0]) && c.isInteger(s.Lhs[0]) || sets && !c.setTwice(s, changed)) || !c.counter(s.Lhs[0], changed) {
				return false
			}
		case *ast.ExprStmt:
			call, ok := s.X.(*ast.CallExpr)
			if !ok {
				return false
			}
			if id, ok := call.Fun.(*ast.Ident); !ok || id.Name != "delete" || len(call.Args) != 2 || types.ExprString(call.Args[0]) != over {
				return false
			}
		case *ast.ReturnStmt:
			text := ""
			for _, x := range s.Results {
				if tv := c.Info.Types[x]; tv.Value == nil && !tv.IsNil() {
					return false
				}
				text += types.ExprString(x) + ","
			}
			*results = append(*results, text)
		case *ast.BranchStmt:
			if s.Tok != token.CONTINUE || s.Label != nil {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// counter notes a local variable that a loop changes.
func (c *Checker) counter(x ast.Expr, changed map[types.Object]bool) bool {
	id, ok := x.(*ast.Ident)
	if !ok || c.Info.Uses[id] == nil {
		return false
	}
	changed[c.Info.Uses[id]] = true
	return true
}

// setTwice says whether the variable is changed by another statement of the loop, too.
func (c *Checker) setTwice(s *ast.AssignStmt, changed map[types.Object]bool) bool {
	id, ok := s.Lhs[0].(*ast.Ident)
	return !ok || changed[c.Info.Uses[id]]
}

func (c *Checker) isInteger(x ast.Expr) bool {
	b, ok := c.Info.Types[x].Type.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// looks says whether an expression changes nothing: it calls no function but len and conversions.
func (c *Checker) looks(x ast.Expr) bool {
	ok := true
	ast.Inspect(x, func(n ast.Node) bool {
		if call, is := n.(*ast.CallExpr); is {
			tv := c.Info.Types[call.Fun]
			id, named := call.Fun.(*ast.Ident)
			if !tv.IsType() && !(named && tv.IsBuiltin() && (id.Name == "len" || id.Name == "cap" || id.Name == "min" || id.Name == "max")) {
				ok = false
			}
		}
		return ok
	})
	return ok
}
