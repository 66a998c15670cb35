package eval

import "go/ast"

// bareSeveral takes the parentheses from where one expression stands for several values, as in v, ok := (m[k]) and g((f())): the engine
// knows such an expression by its own form alone.
func bareSeveral(n ast.Node) {
	alone := func(xs []ast.Expr) {
		if len(xs) == 1 {
			xs[0] = ast.Unparen(xs[0])
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ExprStmt:
			n.X = ast.Unparen(n.X)
		case *ast.AssignStmt:
			if len(n.Lhs) > 1 {
				alone(n.Rhs)
			}
		case *ast.ValueSpec:
			if len(n.Names) > 1 {
				alone(n.Values)
			}
		case *ast.ReturnStmt:
			alone(n.Results)
		case *ast.CallExpr:
			alone(n.Args)
		}
		return true
	})
}
