package eval

// This file writes ranges over functions.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// The state of a range over a function: what its body, a callback, did last. An exit of it has its code, from stateExit on.
const (
	stateReady   = 0 // it went through, and may be called again
	stateBreak   = 1
	stateExit    = 2
	stateReturn  = -1
	stateRunning = -2 // or ended by a panic
	stateDone    = -3 // the loop is over
)

// labelsIn are the labels of statements of n.
func labelsIn(n ast.Node) map[string]bool {
	m := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if l, ok := n.(*ast.LabeledStmt); ok {
			m[l.Label.Name] = true
		}
		_, isLit := n.(*ast.FuncLit)
		return !isLit
	})
	return m
}

// exit is a jump out of a callback to an outer statement.
type exit struct {
	code  int
	tok   token.Token
	label string
}

// leave ends the callback.
func (j *jump) leave(state int) string {
	return fmt.Sprintf("%s = %d\nreturn %v\n", j.state, state, state == stateReady)
}

// exit ends the callback with a jump that goes on outside.
func (j *jump) exit(tok token.Token, label string) string {
	code := len(j.exits) + stateExit
	j.exits = append(j.exits, exit{code, tok, label})
	return j.leave(code)
}

// resultNames are the variables that carry results out of the callback.
func (j *jump) resultNames(e *emitter) []string {
	if j.results == nil {
		for range e.fn.results {
			j.results = append(j.results, e.tmp())
		}
	}
	return j.results
}

// rangeFunc makes the body a callback. A state variable says how it ended, and what follows the call acts on it.
func (e *emitter) rangeFunc(s *ast.RangeStmt, label string, f *types.Signature) string {
	j := &jump{label: label, pos: s.Pos(), labels: labelsIn(s.Body), loop: true, brk: true, rangeFunc: true, state: e.tmp()}
	yield := f.Params().At(0).Type().Underlying().(*types.Signature)
	var params []string
	head := ""
	for i := range yield.Params().Len() {
		x := []ast.Expr{s.Key, s.Value}[i]
		h, hd := "_", ""
		if x != nil {
			h, hd = e.loopVar(s, x)
		}
		head += hd
		params = append(params, h+" "+e.typ(e.subst(yield.Params().At(i).Type())))
	}
	e.ld.escapes.Store(true)
	fn := e.tmp()
	b := "{\n" + fn + " := " + e.opened(s.X) + "\n" + j.state + " := 0\n"
	body := e.body(j, s.Body.List)
	for i, r := range j.results {
		b += "var " + r + " " + e.typ(e.fn.results[i]) + "\n"
	}
	b += fn + "(func(" + strings.Join(params, ", ") + ") bool {\n" + lineAt(e.placeIn(s.Body, e.codeOf(s.Body, e.fn)), 0)
	b += fmt.Sprintf("if %s != 0 { %s.RangeState(%s) }\n%s = %d\n", j.state, rtName, j.state, j.state, stateRunning)
	b += check + head + body + j.leave(stateReady) + "})\n"
	how := e.tmp()
	b += fmt.Sprintf("%s := %s\nif %s == %d { %s.RangeSwallowed() }\n%s = %d\n", how, j.state, how, stateRunning, rtName, j.state, stateDone)
	if j.returns {
		b += fmt.Sprintf("if %s == %d {\n%s}\n", how, stateReturn, e.passReturn(j))
	}
	for _, x := range j.exits {
		b += fmt.Sprintf("if %s == %d {\n%s}\n", how, x.code, e.branch(x.tok, x.label, len(e.fn.frames)-1))
	}
	return b + "}\n"
}

// passReturn goes on with a return that began inside of a callback.
func (e *emitter) passReturn(j *jump) string {
	if o := e.rangeFrame(len(e.fn.frames) - 1); o != nil {
		o.returns = true
		b := ""
		if j.results != nil {
			for i, r := range o.resultNames(e) {
				b += r + " = " + j.results[i] + "\n"
			}
		}
		return b + o.leave(stateReturn)
	}
	if len(e.fn.named) == 0 && len(j.results) > 0 {
		return "return " + strings.Join(j.results, ", ") + "\n"
	}
	return e.giveResults()
}

// rangeState is called when a range function calls its loop's body although it must not.
func rangeState(state int) {
	switch state {
	case stateRunning:
		panic(runtimeError{"runtime error: range function continued iteration after loop body panic"})
	case stateDone:
		panic(runtimeError{"runtime error: range function continued iteration after whole loop exit"})
	}
	panic(runtimeError{"runtime error: range function continued iteration after function for loop body returned false"})
}

// rangeSwallowed is called when a range function has returned although its loop's body panicked.
func rangeSwallowed() {
	panic(runtimeError{"runtime error: range function recovered a loop body panic and did not resume panicking"})
}
