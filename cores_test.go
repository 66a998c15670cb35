package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The cores of protocols, and the contract, are plain values: what a step does depends on its machine and its event alone, or the simulator could
// not repeat it. This test reads their sources and refuses what would depend on anything else.

// coreTime is all of package time that is no clock.
var coreTime = []string{"Duration", "Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour", "ParseDuration"}

// anyOrder begins the comment, on its line or the one above, by which a loop over a map says why its order does not matter.
const anyOrder = "// any order:"

func TestCoresArePlain(t *testing.T) {
	read := 0
	for dir := range mayImport {
		if !isCore(dir) {
			continue
		}
		read++
		for _, complaint := range coreComplaints(t, dir) {
			t.Error(complaint)
		}
	}
	if read < 5 {
		t.Errorf("only %d cores were found", read)
	}
}

// The test is able to fail: each line of testdata/core that says so is refused, for what it says, and no other.
func TestCoresAreRefused(t *testing.T) {
	const dir = "testdata/core"
	got := coreComplaints(t, dir)
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("there is nothing in %s: %v", dir, err)
	}
	wanted := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			at := fmt.Sprintf("%s:%d: ", filepath.ToSlash(file), i+1)
			_, want, refused := strings.Cut(line, "// refused: ")
			k := slices.IndexFunc(got, func(c string) bool { return strings.HasPrefix(c, at) })
			switch {
			case refused && (k < 0 || !strings.Contains(got[k], want)):
				t.Errorf("%s%s is not refused for %q", at, strings.TrimSpace(line), want)
			case !refused && k >= 0:
				t.Errorf("refused without need: %s", got[k])
			}
			if refused {
				wanted++
			}
		}
	}
	if wanted < 15 {
		t.Errorf("%d lines are to be refused; some are missing", wanted)
	}
}

// coreComplaints is what the files of a folder, but its tests, do that a core must not.
func coreComplaints(t *testing.T, dir string) []string {
	t.Helper()
	c := &coreCheck{fset: token.NewFileSet(), info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}}
	sources := &sourceImporter{fset: c.fset, others: importer.ForCompiler(c.fset, "gc", nil)}
	files, pkg, err := sources.check(dir, c.info)
	if err != nil {
		t.Fatal(err)
	}
	c.pkg = pkg
	for _, f := range files {
		c.file(f)
	}
	return c.complaints
}

// sourceImporter reads our own packages from their sources.
type sourceImporter struct {
	fset   *token.FileSet
	others types.Importer
}

func (s *sourceImporter) Import(path string) (*types.Package, error) {
	dir, ours := strings.CutPrefix(path, "parley/")
	if !ours {
		return s.others.Import(path)
	}
	_, pkg, err := s.check(dir, nil)
	return pkg, err
}

// check reads and checks what is in a folder, but for its tests.
func (s *sourceImporter) check(dir string, info *types.Info) (files []*ast.File, pkg *types.Package, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(s.fset, filepath.ToSlash(name), nil, parser.ParseComments)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, f)
	}
	if err == nil {
		pkg, err = (&types.Config{Importer: s}).Check("parley/"+dir, s.fset, files, info)
	}
	return files, pkg, err
}

// coreCheck looks at the files of one core.
type coreCheck struct {
	fset       *token.FileSet
	info       *types.Info
	pkg        *types.Package
	reasons    map[int]bool // the lines of the file that say why an order does not matter
	sorted     map[ast.Node]bool
	complaints []string
}

func (c *coreCheck) refuse(n ast.Node, what, instead string) {
	c.complaints = append(c.complaints, fmt.Sprintf("%s: a core must not %s; %s", posOf(c.fset, n), what, instead))
}

func posOf(fset *token.FileSet, n ast.Node) string {
	p := fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

const (
	insteadOfClock = "a step has Event.At, and waits by Effects.After and a Timeout event"
	insteadOfGo    = "a step does what it does and returns; to go on later it sends itself a message or sets a timer"
	insteadOfRand  = "what is left to chance comes from Event.Rand"
	insteadOfIO    = "what is to happen outside is returned: Persist, Send, Answer, Note"
	insteadOfVar   = "what is remembered is a field of the machine, so that it is copied, compared and lost with it"
	insteadOfOrder = "range over slices.Sorted(maps.Keys(m)), or collect and sort, or say why it does not matter in a comment that begins with " + anyOrder
)

func (c *coreCheck) file(f *ast.File) {
	c.reasons, c.sorted = map[int]bool{}, map[ast.Node]bool{}
	for _, group := range f.Comments {
		for _, comment := range group.List {
			if reason, ok := strings.CutPrefix(comment.Text, anyOrder); ok && strings.TrimSpace(reason) != "" {
				c.reasons[c.fset.Position(comment.Pos()).Line] = true
			}
		}
	}
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil || !strings.HasPrefix(path, "parley/") && !slices.Contains(protocolMayImport, path) {
			c.refuse(i, "import "+path, insteadOfIO)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		c.node(n)
		return true
	})
}

// node looks at one node of a file.
func (c *coreCheck) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		c.refuse(n, "start a goroutine", insteadOfGo)
	case *ast.ChanType:
		c.refuse(n, "use channels", insteadOfGo)
	case *ast.SelectStmt:
		c.refuse(n, "wait by select", insteadOfGo)
	case *ast.SendStmt:
		c.refuse(n, "send on a channel", insteadOfGo)
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			c.refuse(n, "receive from a channel", insteadOfGo)
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
		if c.isFunc(n.Fun, "slices", "Sorted", "SortedFunc", "SortedStableFunc") && len(n.Args) > 0 {
			c.sorted[n.Args[0]] = true
		}
		if c.isFunc(n.Fun, "maps", "Keys", "Values", "All") && !c.sorted[n] && !c.excused(n) {
			c.refuse(n, "go along a map in its order, which is another each time", insteadOfOrder)
		}
	case *ast.RangeStmt:
		tv := c.info.Types[n.X]
		if _, isMap := tv.Type.Underlying().(*types.Map); isMap && !c.sorted[n] && !c.excused(n) && (n.Key != nil || n.Value != nil) {
			c.refuse(n, "range over a map, whose order is another each time", insteadOfOrder)
		}
	}
}

// name looks at what a name means.
func (c *coreCheck) name(id *ast.Ident) {
	o := c.info.Uses[id]
	if o == nil || o.Parent() == nil {
		return
	}
	if o.Pkg() == nil {
		if _, builtin := o.(*types.Builtin); builtin && (o.Name() == "print" || o.Name() == "println") {
			c.refuse(id, "print", insteadOfIO)
		}
		return
	}
	if o.Parent() != o.Pkg().Scope() {
		return // a field, a method, a local name
	}
	_, isFunc := o.(*types.Func)
	switch path := o.Pkg().Path(); {
	case path == "time" && !slices.Contains(coreTime, o.Name()):
		c.refuse(id, "use time."+o.Name(), insteadOfClock)
	case path == "math/rand/v2" && isFunc && !strings.HasPrefix(o.Name(), "New"):
		c.refuse(id, "use the generator of all, rand."+o.Name(), insteadOfRand)
	case path == "fmt" && (strings.HasPrefix(o.Name(), "Print") || strings.HasPrefix(o.Name(), "Scan")):
		c.refuse(id, "use fmt."+o.Name(), insteadOfIO)
	}
}

// assigned looks at what is changed: it must not be a variable of the package.
func (c *coreCheck) assigned(x ast.Expr) {
	for {
		switch e := x.(type) {
		case *ast.IndexExpr:
			x = e.X
		case *ast.ParenExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.SelectorExpr:
			x = e.X
		case *ast.Ident:
			if v, ok := c.info.Uses[e].(*types.Var); ok && v.Parent() == c.pkg.Scope() {
				c.refuse(e, "change the package's variable "+e.Name, insteadOfVar)
			}
			return
		default:
			return
		}
	}
}

// collections marks the loops of a block that only collect what is in a map and are followed by a line that sorts it.
func (c *coreCheck) collections(block []ast.Stmt) {
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

// isFunc says whether an expression is one of those functions of a package.
func (c *coreCheck) isFunc(x ast.Expr, path string, names ...string) bool {
	s, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	o := c.info.Uses[s.Sel]
	return o != nil && o.Pkg() != nil && o.Pkg().Path() == path && slices.Contains(names, o.Name())
}

// excused says whether a comment says why the order does not matter.
func (c *coreCheck) excused(n ast.Node) bool {
	line := c.fset.Position(n.Pos()).Line
	return c.reasons[line] || c.reasons[line-1]
}
