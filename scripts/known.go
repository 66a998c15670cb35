package scripts

import (
	"context"
	"fmt"
	"go/ast"
	"go/types"
	"io"
	"regexp"
	"slices"
	"strings"

	"parley/node"
	"parley/protocol"
)

// This file says what to do about a name that is declared here and not there, which is what people stumble over first, and which variable it is that
// is nil.

var undefinedName = regexp.MustCompile(`(?m)^undefined: ([\p{L}_][\p{L}\p{Nd}_]*)( \(did you mean .*\))?$`)

// knownHere adds to an outcome that a name is undefined elsewhere what to do if it is one of here. along is how the value of a variable is
// taken along.
func knownHere(n *node.Node, o protocol.Outcome, along string) protocol.Outcome {
	if o.Failure == nil || o.Failure.Kind != protocol.FailCompile {
		return o
	}
	m := undefinedName.FindStringSubmatch(o.Failure.Text)
	if m == nil {
		return o
	}
	what := "Everywhere(" + m[1] + ") declares it at all nodes"
	switch kindOf(n, m[1]) {
	case "":
		return o
	case "var":
		what = fmt.Sprintf(along, m[1]) + " takes its value along"
		if t, err := n.TypeOf(m[1]); err == nil && strings.HasPrefix(t, "func(") {
			what = "declare it by func " + m[1] + "(..), and Everywhere(" + m[1] + ") declares it at all nodes"
		}
	}
	f := *o.Failure
	f.Text = strings.Replace(f.Text, m[0], "undefined: "+m[1]+" (it is declared here; "+what+")", 1)
	o.Failure = &f
	return o
}

// nilPointer is how the runtime says that something is used which is not there.
const nilPointer = "invalid memory address or nil pointer dereference"

// nilHere adds to what a line of this node has come to what in it is nil, if that is why it failed.
func nilHere(ctx context.Context, n *node.Node, line string, o protocol.Outcome) protocol.Outcome {
	if o.Failure == nil || o.Failure.Kind != protocol.FailPanic || !strings.HasSuffix(o.Failure.Text, nilPointer) {
		return o
	}
	body, _ := statements(line)
	var used []string
	ast.Inspect(&ast.BlockStmt{List: body}, func(x ast.Node) bool {
		var of ast.Expr
		switch x := x.(type) {
		case *ast.SelectorExpr:
			of = x.X
		case *ast.CallExpr:
			of = x.Fun
		}
		if of != nil && named(of) {
			if name := types.ExprString(of); !slices.Contains(used, name) && isNil(ctx, n, name) {
				used = append(used, name)
			}
		}
		return true
	})
	f := *o.Failure
	switch len(used) {
	case 0:
		return o
	case 1:
		f.Text += " (" + used[0] + " is nil)"
	default:
		f.Text += " (" + strings.Join(used, " and ") + " are nil)"
	}
	o.Failure = &f
	return o
}

// named says whether an expression is a variable, or a field of one: looking at it does nothing.
func named(x ast.Expr) bool {
	if sel, ok := x.(*ast.SelectorExpr); ok {
		return named(sel.X)
	}
	_, ok := x.(*ast.Ident)
	return ok
}

// isNil says whether such an expression is a pointer, a function or an error that is not there.
func isNil(ctx context.Context, n *node.Node, name string) bool {
	if t, err := n.TypeOf(name); err != nil || !strings.HasPrefix(t, "*") && !strings.HasPrefix(t, "func(") && t != "error" {
		return false
	}
	o, _ := n.Evaluate(ctx, name+" == nil", node.Here{Stdout: io.Discard, Stderr: io.Discard})
	return o.Verdict == protocol.OK && len(o.Values) == 1 && o.Values[0].Text == "true"
}
