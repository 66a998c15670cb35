package eval

// This file says where the Go compiler reports what the type checker finds: its own checker is made from the same source, but has
// another syntax tree below it, whose nodes are elsewhere.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// placeRules say, by the start of a message, which node it is about and where the compiler places it. go is where the checker does.
// A rule gives no place for a node that is not the one.
var placeRules = []struct {
	prefix string
	place  func(n ast.Node, said token.Pos, msg string) token.Pos
}{
	{"in call to ", atOpeningParen},
	{"not enough arguments in call to ", atLastArgument},
	{"not enough arguments for ", atCall},
	{"too many arguments for ", atCall},
	{"missing argument in conversion to ", atCall},
	{"cannot use ... in call to non-variadic ", atCall},
	{"cannot use ... with ", atCall},
	{"invalid use of ... with built-in ", atCall},
	{"invalid use of [...] array", atArray},
	{"cannot index ", atBracket},
	{"cannot send to ", atChannel},
	{"invalid use of ", atDot},
	{"method has ", atMethodName},
	{"cannot declare in post statement", atOperator},
	{"select case must be ", atStatement},
}

// compilerPlace is where the compiler reports e.
func (im *Image) compilerPlace(c *chunk, e types.Error) token.Pos {
	msg := strings.TrimPrefix(strings.TrimPrefix(e.Msg, "invalid operation: "), "invalid argument: ")
	rule := func(place func(ast.Node, token.Pos, string) token.Pos) (at token.Pos) {
		im.nodeAt(c, func(n ast.Node) bool {
			if p := place(n, e.Pos, msg); p.IsValid() {
				at = p // of the innermost
			}
			return false
		})
		return at
	}
	for _, r := range placeRules {
		if strings.HasPrefix(msg, r.prefix) {
			if at := rule(r.place); at.IsValid() {
				return at
			}
		}
	}
	if strings.Contains(msg, " does not satisfy ") {
		if at := rule(atOpeningParen); at.IsValid() {
			return at
		}
	}
	if end := spanEnd(e); end.IsValid() {
		at := token.NoPos
		im.nodeAt(c, func(n ast.Node) bool {
			if x, ok := n.(ast.Expr); ok && x.Pos() == e.Pos && x.End() == end {
				at = compilerStart(x)
			}
			return at.IsValid()
		})
		if at.IsValid() {
			return at
		}
	}
	return e.Pos
}

// spanEnd is where the node ends that e is about; the checker keeps it to itself.
func spanEnd(e types.Error) token.Pos {
	if f := reflect.ValueOf(e).FieldByName("go116end"); f.IsValid() && f.CanInt() {
		return token.Pos(f.Int())
	}
	return token.NoPos
}

// compilerStart is where x starts for the compiler: what begins with a slice expression, at its bracket; a function type, behind its
// keyword.
func compilerStart(x ast.Expr) token.Pos {
	switch x := x.(type) {
	case *ast.SliceExpr:
		return x.Lbrack
	case *ast.FuncType:
		if x.Func.IsValid() {
			return x.Func + token.Pos(len("func"))
		}
	case *ast.CompositeLit:
		if x.Type != nil {
			return compilerStart(x.Type)
		}
	case *ast.KeyValueExpr:
		return compilerStart(x.Key)
	case *ast.SelectorExpr:
		return compilerStart(x.X)
	case *ast.IndexExpr:
		return compilerStart(x.X)
	case *ast.IndexListExpr:
		return compilerStart(x.X)
	case *ast.TypeAssertExpr:
		return compilerStart(x.X)
	case *ast.BinaryExpr:
		return compilerStart(x.X)
	case *ast.CallExpr:
		return compilerStart(x.Fun)
	}
	return x.Pos()
}

// atOpeningParen: what cannot be inferred, or was and does not fit, is missing between the parentheses.
func atOpeningParen(n ast.Node, said token.Pos, msg string) token.Pos {
	call, ok := n.(*ast.CallExpr)
	if !ok || call.Pos() != said || strings.Contains(msg, " does not match ") || strings.Contains(msg, "mismatched types ") {
		return token.NoPos
	}
	if rest, ok := strings.CutPrefix(msg, "in call to "); ok && !strings.HasPrefix(rest, types.ExprString(call.Fun)+", ") {
		return token.NoPos
	}
	return call.Lparen
}

func isCallTo(n ast.Node, said token.Pos) *ast.CallExpr {
	call, ok := n.(*ast.CallExpr)
	if !ok || call.Rparen != said && call.Ellipsis != said && (len(call.Args) == 0 || !within(said, call)) {
		return nil
	}
	return call
}

func within(at token.Pos, n ast.Node) bool { return n.Pos() <= at && at < n.End() }

func atLastArgument(n ast.Node, said token.Pos, _ string) token.Pos {
	call, ok := n.(*ast.CallExpr)
	switch {
	case !ok || call.Rparen != said:
		return token.NoPos
	case len(call.Args) == 0:
		return call.Pos()
	}
	return call.Args[len(call.Args)-1].Pos()
}

func atCall(n ast.Node, said token.Pos, _ string) token.Pos {
	if call := isCallTo(n, said); call != nil {
		return call.Pos()
	}
	return token.NoPos
}

func atArray(n ast.Node, said token.Pos, _ string) token.Pos {
	if a, ok := n.(*ast.ArrayType); ok && a.Len != nil && a.Len.Pos() == said {
		return a.Lbrack
	}
	return token.NoPos
}

func atBracket(n ast.Node, said token.Pos, msg string) token.Pos {
	if x, ok := n.(*ast.IndexExpr); ok && x.Pos() == said && strings.HasPrefix(msg, "cannot index "+types.ExprString(x.X)+" ") {
		return x.Lbrack
	}
	return token.NoPos
}

func atChannel(n ast.Node, said token.Pos, _ string) token.Pos {
	if s, ok := n.(*ast.SendStmt); ok && s.Arrow == said {
		return s.Chan.Pos()
	}
	return token.NoPos
}

func atDot(n ast.Node, said token.Pos, msg string) token.Pos {
	if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Pos() == said && strings.HasSuffix(msg, " in selector expression") {
		return s.X.End()
	}
	return token.NoPos
}

func atOperator(n ast.Node, said token.Pos, _ string) token.Pos {
	if a, ok := n.(*ast.AssignStmt); ok && a.Pos() == said {
		return a.TokPos
	}
	return token.NoPos
}

// atStatement is where the compiler has a statement that is an expression: at its outermost operator.
func atStatement(n ast.Node, said token.Pos, _ string) token.Pos {
	s, ok := n.(*ast.ExprStmt)
	if !ok || s.Pos() != said {
		return token.NoPos
	}
	switch x := s.X.(type) {
	case *ast.BinaryExpr:
		return x.OpPos
	case *ast.CallExpr:
		return x.Lparen
	case *ast.IndexExpr:
		return x.Lbrack
	case *ast.SelectorExpr:
		return x.X.End()
	}
	return said
}

func atMethodName(n ast.Node, said token.Pos, _ string) token.Pos {
	if f, ok := n.(*ast.FuncDecl); ok && f.Recv != nil && f.Recv.Pos() <= said && said < f.Recv.End() {
		return f.Name.Pos()
	}
	return token.NoPos
}

// literalsAsTyped writes function literals in a message as the compiler does.
func (im *Image) literalsAsTyped(c *chunk, e types.Error) string {
	msg := strings.ReplaceAll(e.Msg, ".((ast: <nil>))", ".(type)")
	if !strings.Contains(msg, " literal)") {
		return msg
	}
	im.nodeAt(c, func(n ast.Node) bool {
		if l, ok := n.(*ast.FuncLit); ok && l.Body != nil {
			body := " {…}"
			if len(l.Body.List) == 0 {
				body = " {}"
			}
			msg = strings.ReplaceAll(msg, types.ExprString(l), types.ExprString(l.Type)+body)
		}
		return !strings.Contains(msg, " literal)")
	})
	return msg
}

// mismatch words `x := f()` with an f of several results as what was typed, and not as the declaration that the chunk makes of it.
func (im *Image) mismatch(c *chunk, info *types.Info, e types.Error, msg string) string {
	if !strings.HasPrefix(msg, "multiple-value ") {
		return msg
	}
	im.nodeAt(c, func(n ast.Node) bool {
		g, ok := n.(*ast.GenDecl)
		if !ok || len(g.Specs) != 1 {
			return false
		}
		s, ok := g.Specs[0].(*ast.ValueSpec)
		if !ok || len(s.Names) != 1 || len(s.Values) != 1 || s.Names[0].Pos() != g.TokPos || s.Values[0].Pos() != e.Pos {
			return false
		}
		if call, ok := s.Values[0].(*ast.CallExpr); ok {
			if t, ok := info.TypeOf(call.Fun).(*types.Signature); ok {
				msg = fmt.Sprintf("assignment mismatch: 1 variable but %s returns %d values", types.ExprString(call.Fun), t.Results().Len())
			}
		}
		return true
	})
	return msg
}
