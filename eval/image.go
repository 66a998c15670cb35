package eval

// This file holds what an image knows: declarations by name and version, and who depends on whom.

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"io"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parley/protocol"
)

// Package is a package of the host program that evaluated source can import.
type Package struct {
	Path string // import path, such as "parley/scripts"
	// Symbols are what the package has: functions, addressable variables, constants; a type T as
	// reflect.ValueOf((*T)(nil)). A name in lower case is visible to Overlay alone. What is given functions or
	// values of evaluated types, keeps them and calls them when it has returned must take them as a func or an interface with methods, not
	// as any: such calls run in engines, and by its signature the evaluator knows to load nothing into those.
	Symbols map[string]reflect.Value
	// Overlay is Go source checked into the same package: generic types and functions, which reflection cannot
	// express. May be empty.
	Overlay string
	// Docs gives the declaration and the comment of a name, such as "Func" or "Type.Method", for Describe. nil: nothing is known
	// beyond the types.
	Docs func(name string) (decl, comment string)
}

// Config says what an image is made of.
type Config struct {
	Packages []Package
	// Dot is the path of the package whose exported names need no qualifier. It declares Quote, Unquote and quoted. "" for none.
	Dot string
	// Engine is the interpreter that runs what is emitted: "yaegi", which "" means too, or "mvm" in programs that are built with
	// that tag. The second is there for comparison, not for use.
	Engine string
	// Resolve is asked for identifiers that are declared nowhere. The user's declarations win, at any time. May be nil. It is
	// called with the image locked: it must not evaluate.
	Resolve  func(name string) (value any, ok bool)
	Name     protocol.NodeID // whose image this is, in the names of references; "" is "self"
	RefLease time.Duration   // how long a value is held here for somebody who does not use it; 0 means 10 minutes
	MaxRefs  int             // values held here for one peer at most; 0 means 256
	Stray    io.Writer       // output of goroutines whose evaluation has ended; nil drops it
	Grace    time.Duration   // a cancelled evaluation that runs on for longer is abandoned; 0 means 300 ms
	Args     []string        // os.Args of what is evaluated; nil is the name of the host program alone
	Stdin    io.Reader       // what fmt.Scan and its kin read; nil is empty
	// Memory is how many bytes the heap and the stacks of the process may take before an evaluation is ended for it: one that
	// asks for too much at once, or the one that is found to make them grow. 0 means half of the machine's memory, at most 4 GiB.
	Memory int64
}

func (c *Config) validate() error {
	if c.Stray == nil {
		c.Stray = io.Discard
	}
	if c.Grace == 0 {
		c.Grace = 300 * time.Millisecond
	}
	c.Name = cmp.Or(c.Name, "self")
	if c.RefLease < 0 || c.MaxRefs < 0 {
		return fmt.Errorf("eval: RefLease is %v and MaxRefs %d; neither may be negative", c.RefLease, c.MaxRefs)
	}
	c.RefLease, c.MaxRefs = cmp.Or(c.RefLease, 10*time.Minute), cmp.Or(c.MaxRefs, 256)
	if c.Memory == 0 {
		c.Memory = min(machineMemory()/2, 4<<30)
	}
	if c.Memory < 0 {
		return fmt.Errorf("eval: Memory is %d; it must not be negative", c.Memory)
	}
	if c.Grace < 0 {
		return fmt.Errorf("eval: Grace is %v; it must not be negative", c.Grace)
	}
	if c.Stdin == nil {
		c.Stdin = strings.NewReader("")
	}
	seen := map[string]bool{}
	for _, p := range c.Packages {
		if p.Path == "" || seen[p.Path] {
			return fmt.Errorf("eval: package path %q is empty or given twice", p.Path)
		}
		seen[p.Path] = true
	}
	if c.Dot != "" && !seen[c.Dot] {
		return fmt.Errorf("eval: Dot names package %q, which is not among Packages", c.Dot)
	}
	return nil
}

// Image is a set of declarations that grows by evaluating source, and the engines that run it. All methods are safe for
// concurrent use. Source that was never seen is prepared one at a time; evaluations run in parallel.
type Image struct {
	conf      Config
	kind      interpreter
	scopes    scopeFields
	tables    symbolTables
	sweep     sweeper
	pool      pool
	newFlags  func() // see BeginProgram
	cache     cache
	locks     sharedLocks
	pulls     pulls
	refs      refs
	types     typeRegistry
	unchecked bool // what is emitted cannot be stopped: for the benchmark of what checks cost
	word      int  // what emitted code reads at loop heads and function entries; written by the sweeper alone

	lastID    atomic.Uint64 // of evaluations
	streams                 // as they are now
	given     streams       // as they were at first
	abandoned atomic.Int64
	running   atomic.Int64
	closed    atomic.Bool
	present   sync.Map // of names that are or were types: the present version

	mu       sync.Mutex // guards everything below, and the front end as a whole
	fset     *token.FileSet
	files    map[*token.File]origin
	pkg      *types.Package
	imp      *importer
	cur      map[string]*decl
	byObj    map[types.Object]*decl // by the present object of each
	former   map[any]*decl          // by weak pointers to objects that they have had before
	imports  map[string]string      // name to path
	dots     []string               // paths of packages whose names need no qualifier, by the user's wish
	resolved map[string]*decl       // what Resolve gave
	hostVars map[*types.Var]*decl   // variables of packages that emitted code has used
	pendings []*pendingDecls
	versions map[string]int // how many versions a name has had
	methods  []*decl        // methods declared after their type, in order: engines catch up with it
	methodNo int            // the number of the last of them
	last     *decl          // what `_` means; nil before SetLast
	quotes   map[*ast.CallExpr]*quote
	hidden   int    // counts names that no source can have
	version  uint64 // changes whenever a name changes its meaning

	cleanAt   int // how much is held when it is looked through next: leftovers.go
	leftovers int // how much of that may be left over, however little the rest is
}

// decl is one version of one declaration.
type decl struct {
	name  string
	pkg   string // import path of an overlay; "" for the user's
	obj   types.Object
	ast   ast.Decl
	fun   *ast.FuncDecl
	info  *types.Info
	recv  *decl                   // of a method: its type
	rdeps map[*decl]bool          // who uses it
	ver   int                     // of the name, from 1
	gen   int                     // counts the times its emitted form went stale
	own   map[ownKey]*types.Named // of a generic function: the types that its instances declare
	no    int                     // of a method: its number in Image.methods
	isVar bool
	cell  reflect.Value // of a variable: a pointer, typed as the first engine that needed it saw the type
	host  bool          // the cell was made by the host, which holds the exact type
}

func isTypeName(o types.Object) bool { _, ok := o.(*types.TypeName); return ok }

func (d *decl) isConst() bool { _, ok := d.obj.(*types.Const); return ok }

// New makes an empty image. It fails if the configuration is wrong, or if this version of Go is not what the package was
// written for.
func New(conf Config) (*Image, error) {
	if err := conf.validate(); err != nil {
		return nil, err
	}
	if err := checkLabels(); err != nil {
		return nil, err
	}
	if err := checkOnce(); err != nil {
		return nil, err
	}
	kind, err := interpreterNamed(conf.Engine)
	if err != nil {
		return nil, err
	}
	sf, err := findScopeFields()
	if err != nil {
		return nil, err
	}
	im := &Image{conf: conf, kind: kind, scopes: sf, fset: token.NewFileSet(), files: map[*token.File]origin{}, pkg: types.NewPackage("main", "main"),
		cur: map[string]*decl{}, byObj: map[types.Object]*decl{}, former: map[any]*decl{}, cleanAt: fewLeftovers, leftovers: fewLeftovers, imports: map[string]string{}, resolved: map[string]*decl{},
		versions: map[string]int{}, hostVars: map[*types.Var]*decl{}}
	im.tables = im.allTables()
	im.imp = newImporter(im.tables, im.overlay)
	im.cache.flush(0)
	im.refs.init(&im.conf)
	im.pool.init(im)
	im.types.init(im)
	im.sweep.init(im)
	if conf.Dot != "" {
		if _, err := im.imp.Import(conf.Dot); err != nil {
			return nil, fmt.Errorf("eval: package %s: %w", conf.Dot, err)
		}
	}
	return im, nil
}

// Close cancels what runs and frees the engines. Evaluations that begin later are refused.
func (im *Image) Close() error {
	if im.closed.Swap(true) {
		return nil
	}
	im.refs.close()
	im.sweep.close()
	im.pulls.end()
	im.pool.close()
	return nil
}

func newInfo() *types.Info {
	return &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{}, Implicits: map[ast.Node]types.Object{}}
}

func (im *Image) newDecl(o types.Object, info *types.Info, pkg string) *decl {
	d := &decl{name: o.Name(), obj: o, info: info, rdeps: map[*decl]bool{}, pkg: pkg}
	_, d.isVar = o.(*types.Var)
	im.byObj[o] = d
	key := pkg + "." + d.name
	if f, ok := o.(*types.Func); ok && f.Signature().Recv() != nil {
		key += "()" // methods of all types share a counter; only types need theirs to start at 1
	}
	im.versions[key]++
	d.ver = im.versions[key]
	return d
}

// record makes decls of checked declarations. keep are declarations checked again: they get new objects and stay the same decls.
func (im *Image) record(c *chunk, decls []ast.Decl, info *types.Info, pkg string, keep map[ast.Node]*decl) {
	type use struct {
		d *decl
		n ast.Node
	}
	var uses []use // noted when all is declared: what stands first may use what comes after it
	for g, s := range specsOf[*ast.TypeSpec](decls) {
		o := info.Defs[s.Name]
		if k := keep[g]; k != nil {
			im.rebind(k, o, info)
			uses = append(uses, use{k, s})
			continue
		}
		d := im.newDecl(o, info, pkg)
		d.ast = &ast.GenDecl{Tok: token.TYPE, TokPos: g.TokPos, Specs: []ast.Spec{s}}
		im.define(d)
		uses = append(uses, use{d, s})
	}
	if len(keep) > 0 {
		im.retype() // or a variable that is declared again would seem to have another type than it had
	}
	for _, s := range specsOf[*ast.ValueSpec](decls) {
		for _, n := range s.Names {
			if o := info.Defs[n]; o != nil && n.Name != "_" {
				im.recordValue(c, o, info, pkg)
			}
		}
	}
	for _, dd := range decls {
		if f, ok := dd.(*ast.FuncDecl); ok {
			if d := im.recordFunc(f, info, pkg, keep); d != nil {
				uses = append(uses, use{d, f})
			}
		}
	}
	for _, u := range uses {
		im.addDeps(u.d, u.n)
	}
}

// recordValue makes a variable or constant. A variable that is declared again with its type is the same variable: functions that
// use it go on doing so.
func (im *Image) recordValue(c *chunk, o types.Object, info *types.Info, pkg string) {
	if v, ok := o.(*types.Var); ok && pkg == "" {
		if old := im.cur[o.Name()]; old != nil && old.isVar && types.Identical(old.obj.Type(), v.Type()) {
			if c.transient {
				c.own[o] = old
			} else {
				im.former[weakObject(o)] = old
			}
			return
		}
	}
	d := im.newDecl(o, info, pkg)
	im.define(d)
	if d.isVar {
		im.addTypeDeps(d, o.Type(), map[types.Type]bool{})
	}
}

// addTypeDeps notes the declared types that a variable is made of: engines must see it anew when one gets other methods.
func (im *Image) addTypeDeps(d *decl, t types.Type, seen map[types.Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if x := im.declOfObject(t.Origin().Obj()); x != nil && x != d {
			x.rdeps[d] = true
		}
		for i := range t.TypeArgs().Len() {
			im.addTypeDeps(d, t.TypeArgs().At(i), seen)
		}
	case *types.Map:
		im.addTypeDeps(d, t.Key(), seen)
		im.addTypeDeps(d, t.Elem(), seen)
	case interface{ Elem() types.Type }:
		im.addTypeDeps(d, t.Elem(), seen)
	case *types.Struct:
		for i := range t.NumFields() {
			im.addTypeDeps(d, t.Field(i).Type(), seen)
		}
	case *types.Signature:
		for _, tu := range []*types.Tuple{t.Params(), t.Results()} {
			for i := range tu.Len() {
				im.addTypeDeps(d, tu.At(i).Type(), seen)
			}
		}
	}
}

// recordFunc makes the decl of a function or method; nil if there is nothing to know of it.
func (im *Image) recordFunc(f *ast.FuncDecl, info *types.Info, pkg string, keep map[ast.Node]*decl) *decl {
	o, ok := info.Defs[f.Name].(*types.Func)
	if !ok {
		return nil
	}
	if k := keep[f]; k != nil {
		im.rebind(k, o, info)
		return k
	}
	if f.Recv == nil && f.Name.Name == "_" {
		return nil
	}
	d := im.newDecl(o, info, pkg)
	d.fun, d.ast = f, f
	if f.Recv == nil {
		im.define(d)
		return d
	}
	n := receiverNamed(o)
	if n == nil {
		return nil
	}
	d.recv = im.declOfObject(n.Obj())
	if d.recv == nil {
		return d
	}
	if pkg == "" {
		im.replaceMethod(d)
	}
	im.addMethod(d)
	return d
}

// replaceMethod takes a new body for a method into account: an engine cannot change a type's methods, so the type itself
// is emitted again.
func (im *Image) replaceMethod(d *decl) {
	for _, x := range im.byObj {
		if x != d && x.recv == d.recv && x.name == d.name {
			im.supersede(x, d)
			for r := range x.rdeps {
				d.rdeps[r] = true
			}
			x.ast = nil // it is no longer part of the type
			im.staleAll(d.recv)
		}
	}
}

// rebind gives a decl that was checked again its new object.
func (im *Image) rebind(d *decl, o types.Object, info *types.Info) {
	d.info = info
	im.renew(d, o)
}

func receiverNamed(o *types.Func) *types.Named {
	r := o.Signature().Recv()
	if r == nil {
		return nil
	}
	t := r.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return n.Origin()
}

// addDeps notes what d uses.
func (im *Image) addDeps(d *decl, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if o := d.info.Uses[id]; o != nil {
				if t := im.declOfObject(generic(o)); t != nil && t != d {
					t.rdeps[d] = true
				}
			}
		}
		return true
	})
}

// generic is the object that an instance was made of.
func generic(o types.Object) types.Object {
	switch o := o.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}
	return o
}

// define makes d what its name means from now on, also in what was declared before.
func (im *Image) define(d *decl) {
	if d.pkg != "" {
		return
	}
	old := im.cur[d.name]
	im.cur[d.name] = d
	im.noteVersion(d, old)
	im.version++
	if old == nil || old == d {
		return
	}
	if !isTypeName(old.obj) && !im.isUsed(old) {
		im.supersede(old, nil) // nothing says its name any more: it would only stay and be looked through
		return
	}
	if reflect.TypeOf(d.obj) == reflect.TypeOf(old.obj) && !isTypeName(d.obj) && types.Identical(d.obj.Type(), old.obj.Type()) {
		// Users of a type, or of what has another type now, are checked again and have its new object; its old one goes on meaning
		// what it did, which values and methods of old types still use.
		im.supersede(old, d)
	}
	for r := range old.rdeps {
		if r.recv == nil && im.cur[r.name] != r {
			continue // replaced itself
		}
		d.rdeps[r] = true
		im.staleAll(r)
	}
}

// isUsed says whether a declaration that is current, or a method, uses d.
func (im *Image) isUsed(d *decl) bool {
	for r := range d.rdeps {
		if r.recv != nil || im.cur[r.name] == r {
			return true
		}
	}
	return false
}

// staleAll makes the engines emit d and all that depends on it again, when next needed.
func (im *Image) staleAll(d *decl) {
	seen := map[*decl]bool{}
	var walk func(x *decl)
	walk = func(x *decl) {
		if seen[x] {
			return
		}
		seen[x] = true
		x.gen++
		if x.recv != nil {
			walk(x.recv)
		}
		for r := range x.rdeps {
			walk(r)
		}
	}
	walk(d)
	im.version++
}

// methodsOf are the current methods of a type that have syntax.
func (im *Image) methodsOf(d *decl) (ms []*decl) {
	seen := map[*decl]bool{}
	for _, x := range im.byObj {
		if x.recv == d && x.ast != nil && !seen[x] {
			seen[x] = true
			ms = append(ms, x)
		}
	}
	return ms
}
