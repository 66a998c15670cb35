package scripts

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"parley/node"
	"parley/protocol"
)

// This file is what a prompt may do that may only look: commands that evaluate nothing, and lines that name what is to be read. The node holds it to
// that, whatever the prompt itself thinks.

// looks says whether the session's client may only look.
func (s *Attached) looks() bool { return s.client.Info().Role < protocol.Operator }

// looksOnly says whether a command evaluates nothing and ends nothing. What it asks of other nodes looks only, too.
func looksOnly(name, arg string) bool {
	switch name {
	case CommandHelp, CommandDoc, CommandNodes, CommandStats, CommandPrelude, CommandMissing, CommandPs, CommandRefs, CommandMore, CommandTrace, CommandType, CommandSource:
		return true
	case CommandInspect:
		return reads(arg, nil)
	}
	return false
}

// lookingCalls are the built-ins that evaluate nothing and change nothing.
var lookingCalls = []string{"Connections", "Data", "IsLeader", "Leader", "Machines", "Missing", "Nodes", "Prelude", "Protocols", "Ps", "Refs", "Transactions", "help"}

// lookingMethods are those of the machines of a protocol.
var lookingMethods = []string{"Get", "Read", "Status", "Where"}

// read shows what a line names, if it only names something: a variable, its fields and elements, what has a length, what a store has under a key.
func (s *Session) read(ctx context.Context, line string, a Ask, out node.OutputFunc) Line {
	refused := Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: "this prompt may only look: at commands such as :nodes, :ps and :stats, and at what has a name, as x, x.Field, xs[3] or kv.Get(\"k\"); to evaluate takes the role operator, which a prompt has without --look unless its certificate is for observers"}}
	expr := strings.TrimSpace(line)
	if m := helpCall.FindStringSubmatch(expr); m != nil && !s.declared("help") {
		return s.line(ctx, line, Ask{File: a.File, FirstLine: a.FirstLine}, out)
	}
	target, elsewhere := strings.CutPrefix(expr, "@")
	switch {
	case elsewhere:
		_, n, err := ParseTarget(target)
		if err != nil || !reads(target[n:], nil) {
			return refused
		}
	case a.At != "":
		if !reads(expr, nil) {
			return refused
		}
	case !reads(expr, s):
		return refused
	}
	return s.line(ctx, line, a, out)
}

// reads says whether an expression is the way to a value and calls nothing; with a session, which is that of the node where it is evaluated, it may
// call what only looks.
func reads(expr string, s *Session) bool {
	x, err := parser.ParseExpr(expr)
	return err == nil && readable(x, s)
}

func readable(x ast.Expr, s *Session) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return readable(x.X, s)
	case *ast.StarExpr:
		return readable(x.X, s)
	case *ast.IndexExpr:
		return readable(x.X, s) && literal(x.Index)
	case *ast.SliceExpr:
		return readable(x.X, s) && literal(x.Low) && literal(x.High) && x.Max == nil
	case *ast.CallExpr:
		return s != nil && s.looking(x)
	}
	return false
}

func literal(x ast.Expr) bool {
	b, ok := x.(*ast.BasicLit)
	return x == nil || ok && b.Kind != token.FLOAT && b.Kind != token.IMAG
}

// looking says whether a call is one of those that only look, and means what it means everywhere.
func (s *Session) looking(x *ast.CallExpr) bool {
	switch f := x.Fun.(type) {
	case *ast.Ident:
		if s.declared(f.Name) {
			return false
		}
		if (f.Name == "len" || f.Name == "cap") && len(x.Args) == 1 {
			return readable(x.Args[0], s)
		}
		return slices.Contains(lookingCalls, f.Name) && !slices.ContainsFunc(x.Args, notLiteral)
	case *ast.SelectorExpr:
		id, ok := f.X.(*ast.Ident)
		if !ok || !slices.Contains(lookingMethods, f.Sel.Name) || slices.ContainsFunc(x.Args, notLiteral) {
			return false
		}
		t, err := s.n.TypeOf(id.Name)
		return err == nil && t == "*scripts.Cluster"
	}
	return false
}

func notLiteral(x ast.Expr) bool { return !literal(x) }
