package own

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// This file reads source for what a machine must not do: its steps have to depend on the state and the event alone, or the simulator could not
// repeat a run, nor the explorer go back to a state and try something else.

// Broken is one thing in a source that a machine must not do.
type Broken struct {
	Pos     token.Position
	What    string // "use time.Now", after "a machine must not"
	Why     string
	Instead string
}

// String has three parts: what is wrong, why that matters, and what to write.
func (b Broken) String() string {
	return b.first() + "\n\twhy: " + b.Why + "\n\tinstead: " + b.Instead
}

func (b Broken) first() string { return fmt.Sprintf("%s: a machine must not %s", b.Pos, b.What) }

// Rules is the error of a file that breaks some.
type Rules struct{ Broken []Broken }

// Error says of each what is wrong, and why it matters the first time.
func (r *Rules) Error() string {
	var lines []string
	told := map[[2]string]bool{}
	for _, b := range r.Broken {
		if why := [2]string{b.Why, b.Instead}; told[why] {
			lines = append(lines, b.first())
		} else {
			told[why] = true
			lines = append(lines, b.String())
		}
	}
	return strings.Join(lines, "\n")
}

// reason is why a rule is there, and what to do instead.
type reason struct{ why, instead string }

var (
	ofClock = reason{"the simulator repeats a run from its seed, and a clock says something else each time",
		"a step has Event.At, and waits by Effects.After and a Timeout event"}
	ofGo = reason{"nobody can choose the order in which goroutines run, so no run could be repeated and no explorer could try all orders",
		"a step does what it does and returns; to go on later it sends itself a message or sets a timer"}
	ofRand = reason{"this generator gives other numbers each time, and a run that failed could never be made again",
		"what is left to chance comes from Event.Rand"}
	ofIO = reason{"a step is made again whenever a run is repeated, and thousands of times by the explorer",
		"what is to happen outside is returned: Persist, Send, Answer, Note"}
	ofVar = reason{"all nodes of a simulation would share it, no crash would lose it, and the explorer could not go back to what it was",
		"what is remembered is a field of the machine, so that it is copied, compared and lost with it"}
	ofOrder = reason{"Go goes along a map in another order each time, so the same step would have other effects",
		"range over slices.Sorted(maps.Keys(m)), or collect and sort, or say why it does not matter in a comment that begins with " + anyOrder}
	ofOutside = reason{"what changes between two steps is in no event, so no run could be repeated", "only Step changes the machine; a property looks, and New fills in the beginning"}
)

// coreTime is all of package time that is no clock.
var coreTime = []string{"Duration", "Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour", "ParseDuration"}

// anyOrder begins the comment, on its line or the one above, by which a loop over a map says why its order does not matter.
const anyOrder = "// any order:"

// MayImport is all of the standard library that the machine of somebody's own file may use: what depends on its arguments alone.
var MayImport = []string{"bytes", "cmp", "container/heap", "errors", "fmt", "maps", "math", "math/bits", "math/rand/v2", "slices", "sort", "strconv", "strings", "time", "unicode", "unicode/utf8"}

// Checker looks at the files of one package, which was type-checked with Info.
type Checker struct {
	Fset *token.FileSet
	Info *types.Info
	Pkg  *types.Package

	// MayImport are the packages of the standard library that it may import, and Ours what the path of others begins with.
	MayImport []string
	Ours      string
	// Loops lets loops over a map be that do the same in any order, such as one that counts.
	Loops bool

	reasons map[int]bool // the lines of the file that say why an order does not matter
	sorted  map[ast.Node]bool
	broken  []Broken
}

// File says what a file does that a machine must not.
func (c *Checker) File(f *ast.File) []Broken {
	c.reasons, c.sorted, c.broken = map[int]bool{}, map[ast.Node]bool{}, nil
	for _, group := range f.Comments {
		for _, comment := range group.List {
			if reason, ok := strings.CutPrefix(comment.Text, anyOrder); ok && strings.TrimSpace(reason) != "" {
				c.reasons[c.Fset.Position(comment.Pos()).Line] = true
			}
		}
	}
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil || !strings.HasPrefix(path, c.Ours) && !slices.Contains(c.MayImport, path) {
			c.refuse(i, "import "+path, importReason(path))
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		c.node(n)
		return true
	})
	return c.broken
}

// machineFile says what is wrong with somebody's own file.
func (c *Checker) machineFile(f *ast.File) []Broken {
	c.MayImport, c.Ours, c.Loops = MayImport, Path, true
	c.File(f)
	c.states(f)
	slices.SortStableFunc(c.broken, func(a, b Broken) int { return a.Pos.Line - b.Pos.Line })
	return c.broken
}

func importReason(path string) reason {
	switch {
	case strings.HasPrefix(path, "math/rand") || path == "crypto/rand":
		return ofRand
	case strings.HasPrefix(path, "sync") || path == "context":
		return ofGo
	}
	return ofIO
}

func (c *Checker) refuse(n ast.Node, what string, r reason) {
	c.broken = append(c.broken, Broken{c.Fset.Position(n.Pos()), what, r.why, r.instead})
}

// node looks at one node of a file.
func (c *Checker) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		c.refuse(n, "start a goroutine", ofGo)
	case *ast.ChanType:
		c.refuse(n, "use channels", ofGo)
	case *ast.SelectStmt:
		c.refuse(n, "wait by select", ofGo)
	case *ast.SendStmt:
		c.refuse(n, "send on a channel", ofGo)
	case *ast.UnaryExpr:
		switch n.Op {
		case token.ARROW:
			c.refuse(n, "receive from a channel", ofGo)
		case token.AND:
			c.assigned(n.X) // who gets the address may change it
		}
	case *ast.Ident:
		c.name(n)
	case *ast.AssignStmt:
		for _, x := range n.Lhs {
			c.assigned(x)
		}
	case *ast.IncDecStmt:
		c.assigned(n.X)
	case *ast.BlockStmt:
		c.collections(n.List)
	case *ast.CaseClause:
		c.collections(n.Body)
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear" || id.Name == "copy") && len(n.Args) > 0 {
			if _, builtin := c.Info.Uses[id].(*types.Builtin); builtin {
				c.assigned(n.Args[0])
			}
		}
		if c.isFunc(n.Fun, "slices", "Sorted", "SortedFunc", "SortedStableFunc") && len(n.Args) > 0 {
			c.sorted[n.Args[0]] = true
		}
		if c.isFunc(n.Fun, "maps", "Keys", "Values", "All") && !c.sorted[n] && !c.excused(n) {
			c.refuse(n, "go along a map in its order, which is another each time", ofOrder)
		}
	case *ast.RangeStmt:
		tv := c.Info.Types[n.X]
		if _, isMap := tv.Type.Underlying().(*types.Map); isMap && !c.sorted[n] && !c.excused(n) && (n.Key != nil || n.Value != nil) && !(c.Loops && c.commutes(n)) {
			c.refuse(n, "range over a map, whose order is another each time", ofOrder)
		}
	}
}

// name looks at what a name means.
func (c *Checker) name(id *ast.Ident) {
	o := c.Info.Uses[id]
	if o == nil || o.Parent() == nil {
		return
	}
	if o.Pkg() == nil {
		if _, builtin := o.(*types.Builtin); builtin && (o.Name() == "print" || o.Name() == "println") {
			c.refuse(id, "print", ofIO)
		}
		return
	}
	if o.Parent() != o.Pkg().Scope() {
		return // a field, a method, a local name
	}
	_, isFunc := o.(*types.Func)
	switch path := o.Pkg().Path(); {
	case path == "time" && !slices.Contains(coreTime, o.Name()):
		c.refuse(id, "use time."+o.Name(), ofClock)
	case path == "math/rand/v2" && isFunc && !strings.HasPrefix(o.Name(), "New"):
		c.refuse(id, "use the generator of all, rand."+o.Name(), ofRand)
	case path == "fmt" && (strings.HasPrefix(o.Name(), "Print") || strings.HasPrefix(o.Name(), "Scan")):
		c.refuse(id, "use fmt."+o.Name(), ofIO)
	}
}

// assigned looks at what is changed: it must not be a variable of the package.
func (c *Checker) assigned(x ast.Expr) {
	if id := root(x); id != nil {
		if v, ok := c.Info.Uses[id].(*types.Var); ok && v.Parent() == c.Pkg.Scope() {
			c.refuse(id, "change the package's variable "+id.Name, ofVar)
		}
	}
}

// root is the variable that an expression is a part of, or reached from.
func root(x ast.Expr) *ast.Ident {
	for {
		switch e := x.(type) {
		case *ast.IndexExpr:
			x = e.X
		case *ast.ParenExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.SliceExpr:
			x = e.X
		case *ast.SelectorExpr:
			x = e.X
		case *ast.Ident:
			return e
		default:
			return nil
		}
	}
}

// isFunc says whether an expression is one of those functions of a package.
func (c *Checker) isFunc(x ast.Expr, path string, names ...string) bool {
	s, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	o := c.Info.Uses[s.Sel]
	return o != nil && o.Pkg() != nil && o.Pkg().Path() == path && slices.Contains(names, o.Name())
}

// excused says whether a comment says why the order does not matter.
func (c *Checker) excused(n ast.Node) bool {
	line := c.Fset.Position(n.Pos()).Line
	return c.reasons[line] || c.reasons[line-1]
}
