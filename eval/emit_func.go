package eval

// This file writes functions: parameters, results, deferred calls, recover and return.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// fun writes a function from its parameters on. Results that have names, and those of functions that defer, are ordinary variables
// that the caller gets when all is done: the engine's named results are the caller's own variables, with what those
// hold at the time of the call.
func (e *emitter) fun(sig *types.Signature, body *ast.BlockStmt) string {
	return e.deferredFun(sig, body, "")
}

// deferredFun is fun for what is deferred: recoverer is what its calls of recover call.
func (e *emitter) deferredFun(sig *types.Signature, body *ast.BlockStmt, recoverer string) string {
	outer, prologue := e.fn, e.prologue
	e.prologue = ""
	e.fn = &function{funcTraits: e.traitsOf(body), recoverer: recoverer, code: e.codeOf(body, outer)}
	defer func() { e.fn = outer }()
	var b, vars strings.Builder
	b.WriteString("(")
	for i := range sig.Params().Len() {
		p := sig.Params().At(i)
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(e.local(p) + " " + e.paramType(sig, i))
	}
	b.WriteString(")")
	var out []string // what the engine calls the results of a function that defers
	if n := sig.Results().Len(); n > 0 {
		b.WriteString(" (")
		for i := range n {
			r := sig.Results().At(i)
			if i > 0 {
				b.WriteString(", ")
			}
			t := e.typ(r.Type())
			e.fn.results = append(e.fn.results, r.Type())
			if r.Name() != "" || e.fn.defers {
				name := e.local(r)
				if name == "_" {
					name = e.tmp()
				}
				e.fn.named = append(e.fn.named, name)
				vars.WriteString("var " + name + " " + t + "\n")
				e.fn.captured = e.fn.captured || r.Name() != "" && e.captured(r, body)
			}
			if e.fn.defers {
				out = append(out, e.tmp())
				b.WriteString(out[i] + " ")
			}
			b.WriteString(t)
		}
		b.WriteString(")")
	}
	k := e.placeOf(body)
	b.WriteString(" {\n" + lineAt(k, 0) + check + prologue + vars.String() + e.recovers() + e.deferPrelude(out, k))
	b.WriteString(e.stmts(body.List))
	b.WriteString("}")
	return b.String()
}

// funcTraits are what a function has directly, and not in function literals inside of it.
type funcTraits struct {
	defers   bool            // more than what quietDefer has
	recovers bool            // it calls recover
	gotos    map[string]bool // labels that gotos name
}

func (e *emitter) traitsOf(nodes ...ast.Node) funcTraits { return traitsOf(e.info, nodes...) }

// quietDefer says whether a deferred call is one that the engine may keep itself, which costs a fraction: of a method that neither
// panics, unless by mistake, nor shows. It must not be in a loop, or the engine would forget its operand.
func quietDefer(info *types.Info, s *ast.DeferStmt, loops int) bool {
	sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
	if !ok || loops > 0 {
		return false
	}
	f, ok := info.Uses[sel.Sel].(*types.Func)
	if !ok {
		return false
	}
	switch f.FullName() {
	case "(*sync.Mutex).Unlock", "(*sync.RWMutex).Unlock", "(*sync.RWMutex).RUnlock", "(*sync.WaitGroup).Done":
		return true
	}
	return false
}

func traitsOf(info *types.Info, nodes ...ast.Node) (t funcTraits) {
	loops := 0
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			loops++
			ast.Inspect(n, func(m ast.Node) bool { return m == n || m != nil && visit(m) })
			loops--
			return false
		case *ast.DeferStmt:
			t.defers = t.defers || !quietDefer(info, n, loops)
		case *ast.BranchStmt:
			if n.Tok == token.GOTO {
				if t.gotos == nil {
					t.gotos = map[string]bool{}
				}
				t.gotos[n.Label.Name] = true
			}
		case *ast.Ident:
			if n.Name == "recover" {
				_, isBuiltin := info.Uses[n].(*types.Builtin)
				t.recovers = t.recovers || isBuiltin
			}
		case *ast.FuncLit:
			return false
		}
		return true
	}
	for _, n := range nodes {
		ast.Inspect(n, visit)
	}
	if len(t.gotos) > 0 { // they make loops too
		for _, n := range nodes {
			ast.Inspect(n, func(n ast.Node) bool {
				_, isDefer := n.(*ast.DeferStmt)
				_, isLit := n.(*ast.FuncLit)
				t.defers = t.defers || isDefer
				return !isLit
			})
		}
	}
	return t
}

// recovers is what a function that calls recover begins with.
func (e *emitter) recovers() string {
	if e.fn.recoverer != "" || !e.fn.recovers {
		return ""
	}
	e.fn.recoverer = e.ld.fresh("r")
	return e.fn.recoverer + " := " + rtName + ".Recoverer()\n"
}

// deferPrelude is what a function that defers begins with. When it ends, out gets the values of its results.
func (e *emitter) deferPrelude(out []string, place int) string {
	if !e.fn.defers {
		return ""
	}
	e.fn.deferrals = e.ld.fresh("d")
	b := fmt.Sprintf("%s := %s.Deferrals()\n%sdefer func() {\n%s.RunDefers(%s, recover())\n", e.fn.deferrals, rtName, lineAt(place, runnerLine), rtName, e.fn.deferrals)
	for i, o := range out {
		b += o + " = " + e.fn.named[i] + "\n"
	}
	return b + "}()\n" + lineAt(place, 1) // past the line that only the function itself begins on
}

func (e *emitter) deferStmt(s *ast.DeferStmt) string {
	d := e.fn.deferrals
	fun := ast.Unparen(s.Call.Fun)
	if id, ok := fun.(*ast.Ident); ok {
		if b, ok := e.objectOf(id).(*types.Builtin); ok && b.Name() == "recover" {
			return "" // called by no deferred function, it recovers from nothing
		}
	}
	if f, ok := fun.(*ast.FuncLit); ok {
		pre, args := e.hoistArgs(s.Call)
		sig := e.info.TypeOf(f).(*types.Signature)
		if !e.traitsOf(f.Body).recovers {
			return pre + fmt.Sprintf("%s.Defer(%s, %s, false)\n", rtName, d, ownFrame("func"+e.fun(sig, f.Body)+args))
		}
		r := e.ld.fresh("r")
		call := "func" + e.deferredFun(sig, f.Body, r) + args
		return pre + fmt.Sprintf("%s.DeferLiteral(%s, func() func(func() interface{}) { return func(%s func() interface{}) { %s } }())\n", rtName, d, r, call)
	}
	pre, call := e.hoist(s.Call)
	if d == "" {
		return pre + "defer " + call + "\n"
	}
	return pre + fmt.Sprintf("%s.Defer(%s, %s, %v)\n", rtName, d, ownFrame(call), e.mayRecover(fun))
}

// mayRecover says whether a deferred call may be of a function that calls recover.
func (e *emitter) mayRecover(fun ast.Expr) bool {
	if e.hostCallee(fun) {
		return false
	}
	var id *ast.Ident
	switch f := fun.(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return true
	}
	switch o := e.objectOf(id).(type) {
	case *types.Builtin:
		return false
	case *types.Func:
		if d := e.declOf(o); d != nil && d.fun != nil && d.fun.Body != nil {
			return traitsOf(d.info, d.fun.Body).recovers
		}
	}
	return true
}

// ret writes a return, also from inside the callback that the body of a range over a function has become.
func (e *emitter) ret(rs []ast.Expr) string {
	if rf := e.rangeFrame(len(e.fn.frames) - 1); rf != nil {
		rf.returns = true
		into := e.fn.named
		if len(into) == 0 && len(rs) > 0 {
			into = rf.resultNames(e)
		}
		return e.storeResults(into, rs) + rf.leave(-1)
	}
	switch {
	case e.fn.defers, len(e.fn.named) > 0 && e.fn.captured:
		return e.storeResults(e.fn.named, rs) + e.giveResults()
	case len(rs) == 0:
		return e.giveResults()
	case e.givesFunction(rs):
		b, into := "", make([]string, len(e.fn.results))
		for i, t := range e.fn.results {
			into[i] = e.tmp()
			b += "var " + into[i] + " " + e.typ(t) + "\n"
		}
		return b + e.storeResults(into, rs) + "return " + strings.Join(into, ", ") + "\n"
	}
	return "return " + e.values(rs, e.fn.results) + "\n"
}

// givesFunction says whether a function is among the operands of a return, and no literal. The engine takes the operand for the place
// where the operand's type was written, and what looks there like type parameters for them when it meets another call of that type; a
// local variable has a type of its own.
func (e *emitter) givesFunction(rs []ast.Expr) bool {
	function := func(t types.Type) bool {
		_, ok := t.Underlying().(*types.Signature)
		return ok
	}
	for _, r := range rs {
		if _, ok := ast.Unparen(r).(*ast.FuncLit); ok {
			continue
		}
		switch t := e.info.TypeOf(r).(type) {
		case nil:
		case *types.Tuple:
			for v := range t.Variables() {
				if function(v.Type()) {
					return true
				}
			}
		default:
			if function(t) {
				return true
			}
		}
	}
	return false
}

// giveResults writes a return of what the variables of the results hold.
func (e *emitter) giveResults() string {
	if e.fn.defers || len(e.fn.named) == 0 {
		return "return\n"
	}
	return "return " + strings.Join(e.fn.named, ", ") + "\n"
}

// storeResults assigns the operands of a return to variables.
func (e *emitter) storeResults(into []string, rs []ast.Expr) string {
	switch {
	case len(rs) == 0:
		return ""
	case len(into) == 1 && e.isLiteral(rs[0]): // see assignOne
		n := e.tmp()
		return n + " := " + e.value(rs[0], e.fn.results[0]) + "\n" + into[0] + " = " + n + "\n"
	case len(into) == 1:
		return into[0] + " = " + e.value(rs[0], e.fn.results[0]) + "\n"
	}
	pre, from := "", make([]string, len(into))
	for i := range into {
		from[i] = e.tmp()
		if len(rs) > 1 {
			pre += "var " + from[i] + " " + e.typ(e.fn.results[i]) + " = " + e.value(rs[i], e.fn.results[i]) + "\n"
		}
	}
	if len(rs) == 1 {
		pre = strings.Join(from, ", ") + " := " + e.values(rs, e.fn.results) + "\n"
	}
	for i := range into {
		pre += into[i] + " = " + from[i] + "\n"
	}
	return pre
}

// runnerLine is where the literal that runs a function's deferred calls pretends to be, from the function's own line on: in a stack it
// stands for the function.
const runnerLine = linesPerPlace / 2

// lineAt makes the engine believe that what follows is at a place, or some lines after it.
func lineAt(place, after int) string {
	if place < 0 {
		return ""
	}
	return "//line _.go:" + strconv.Itoa((place+1)*linesPerPlace+after) + "\n" // the name that the engine gives to all source: it looks up imports by it
}
