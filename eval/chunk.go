package eval

// This file parses a chunk: declarations apart from statements, both at their places in the text.

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strconv"
)

// chunk is one parsed input on its way to a handle.
type chunk struct {
	src     *source
	decls   []ast.Decl // what the image will declare, `x := e` at the top included as `var x = e`
	imports []importSpec
	fun     *ast.FuncDecl          // the statements as the body of a function; nil if there are none
	items   []ast.Node             // statements and *ast.ValueSpec in the order in which they run
	inits   []ast.Stmt             // calls of the chunk's init functions
	olds    map[types.Object]*decl // objects of names that mean what they meant before the chunk
	last    ast.Expr               // the last expression, whose values are the result; may be nil
	files   []*token.File
	binds   []types.Type
	quotes  []*quote

	info       *types.Info
	own        map[types.Object]*decl // objects of this chunk that stand for declarations of earlier ones
	program    bool                   // a whole program
	statements bool                   // it has statements of its own
	reduced    []*pendingDecls        // of what still waits, what the chunk does not declare again
	pending    bool                   // nothing runs: functions wait for a name
	notices    []string
	uncached   bool // its meaning can change without a new version of the image
	transient  bool // it leaves nothing behind that needs its syntax
	loose      bool // it may be wrong: all that can be read of it is wanted
}

type importSpec struct {
	name, path string
	pos        token.Pos
}

// origin maps the places of a parsed file back to the source.
type origin struct {
	src   *source
	shift int // bytes of wrapping before the source's text
}

// Each kind of piece is parsed in a wrapping of its own, on the first line, so that what the user typed keeps its offsets.
const (
	wrapDecls = "package main;"
	wrapStmts = "package main;func chunk__(){"
)

// parse parses src. The image's lock is held.
func (im *Image) parse(src *source) (*chunk, error) { return im.parseInto(&chunk{src: src}) }

func (im *Image) parseInto(c *chunk) (*chunk, error) {
	src := c.src
	if len(src.parsed) > maxSource {
		return nil, problems{tooLong(src)}
	}
	if at := openBrackets(src.parsed); at >= 0 {
		return nil, problems{nestedTooDeeply(src, at)}
	}
	ps := split(src.parsed)
	var nImport, nDecl, nStmt int
	for _, p := range ps {
		switch p.kind {
		case token.IMPORT:
			nImport++
		case token.ILLEGAL:
			nStmt++
		default:
			nDecl++
		}
	}
	if nImport > 0 {
		f, err := im.parsePart(c, ps, wrapDecls, "", func(p piece) bool { return p.kind == token.IMPORT })
		if err != nil {
			return nil, err
		}
		for _, s := range f.Imports {
			is := importSpec{pos: s.Pos()}
			is.path, _ = strconv.Unquote(s.Path.Value)
			if s.Name != nil {
				is.name = s.Name.Name
			}
			c.imports = append(c.imports, is)
		}
	}
	var its []item
	if nDecl > 0 {
		f, err := im.parsePart(c, ps, wrapDecls, "", func(p piece) bool { return p.kind != token.IMPORT && p.kind != token.ILLEGAL })
		if err != nil {
			return nil, err
		}
		its = c.addDecls(im, f.Decls)
	}
	if nStmt > 0 {
		f, err := im.parsePart(c, ps, wrapStmts, "\n}", func(p piece) bool { return p.kind == token.ILLEGAL })
		if err != nil {
			return nil, err
		}
		var fun *ast.FuncDecl
		if len(f.Decls) > 0 {
			fun, _ = f.Decls[0].(*ast.FuncDecl)
		}
		if fun == nil || fun.Body == nil || len(f.Decls) != 1 && !c.loose {
			return nil, problems{{msg: "syntax error: unexpected }", pos: src.position(len(src.parsed))}}
		}
		c.statements = true
		its = append(its, c.addStmts(im, fun)...)
	}
	if len(c.inits) > 0 {
		if c.fun == nil {
			c.fun = &ast.FuncDecl{Name: ast.NewIdent("chunk__"), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{}}
		}
		c.fun.Body.List = append(c.inits, c.fun.Body.List...)
	}
	sort.SliceStable(its, func(i, j int) bool { return its[i].off < its[j].off })
	for _, it := range its {
		c.items = append(c.items, it.node)
	}
	return c, nil
}

type item struct {
	off  int
	node ast.Node
}

func (im *Image) parsePart(c *chunk, ps []piece, before, after string, want func(piece) bool) (*ast.File, error) {
	text := make([]byte, 0, len(before)+len(c.src.parsed)+len(after))
	text = append(text, before...)
	text = append(text, blank(c.src.parsed, ps, want)...)
	text = append(text, after...)
	im.hidden++
	f, err := parser.ParseFile(im.fset, fileMark+strconv.Itoa(im.hidden), text, parser.SkipObjectResolution)
	if f != nil {
		if tf := im.fset.File(f.FileStart); tf != nil {
			im.files[tf] = origin{c.src, len(before)}
			c.files = append(c.files, tf)
		}
	}
	if f != nil {
		if ps := im.nested(f); len(ps) > 0 {
			return nil, ps
		}
	}
	if err == nil || c.loose && f != nil {
		bareSeveral(f)
		return f, nil
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return nil, problems{{msg: err.Error()}}
	}
	var out problems
	line := 0
	for _, e := range list {
		off := e.Pos.Offset - len(before)
		if e.Pos.Line == line || len(out) > 0 && off >= len(c.src.parsed) {
			continue // one a line, and none past the end: the rest follows from the first
		}
		line = e.Pos.Line
		msg, off := syntaxWords(c.src.parsed, off, e.Msg)
		out = append(out, problem{c.src.position(off), msg, off, c.src})
	}
	return nil, out
}

// offset is where pos is in the parsed text of its source.
func (im *Image) offset(pos token.Pos) (*source, int) {
	tf := im.fset.File(pos)
	if tf == nil {
		return nil, 0
	}
	o, ok := im.files[tf]
	if !ok {
		return nil, 0
	}
	return o.src, tf.Offset(pos) - o.shift
}

// text is the source of a node of this chunk.
func (im *Image) text(n ast.Node) string {
	src, from := im.offset(n.Pos())
	_, to := im.offset(n.End())
	if src == nil || from < 0 || to > len(src.parsed) || from > to {
		return ""
	}
	return src.parsed[from:to]
}

// forget drops the files of a chunk that nothing needs any more.
func (im *Image) forget(c *chunk) {
	for _, f := range c.files {
		delete(im.files, f)
		im.fset.RemoveFile(f)
	}
	for _, q := range c.quotes {
		delete(im.quotes, q.call)
	}
	c.files = nil
}

func (c *chunk) addDecls(im *Image, ds []ast.Decl) (its []item) {
	at := func(n ast.Node) int { _, off := im.offset(n.Pos()); return off }
	for _, d := range ds {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.VAR {
				for _, s := range d.Specs {
					its = append(its, item{at(s), s})
				}
			}
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" && plainFunction(d) {
				// an init function runs where it stands; a name that no source can have lets several be declared
				im.hidden++
				d.Name.Name = fmt.Sprintf("init·%d", im.hidden)
				call := &ast.CallExpr{Fun: &ast.Ident{Name: d.Name.Name, NamePos: d.Name.Pos()}, Lparen: d.Name.Pos(), Rparen: d.Name.Pos()}
				its = append(its, item{at(d), &ast.ExprStmt{X: call}})
				c.inits = append(c.inits, &ast.ExprStmt{X: call})
			}
		}
		c.decls = append(c.decls, d)
	}
	return its
}

// plainFunction says whether f has a body, and neither parameters nor results; the checker has words for an init that is none.
func plainFunction(f *ast.FuncDecl) bool {
	return f.Body != nil && f.Type.TypeParams == nil && f.Type.Params.NumFields() == 0 && f.Type.Results.NumFields() == 0
}

func (c *chunk) addStmts(im *Image, fun *ast.FuncDecl) (its []item) {
	at := func(n ast.Node) int { _, off := im.offset(n.Pos()); return off }
	body := fun.Body
	c.fun = fun
	defined := map[string]bool{}
	vars := c.variablesAt(at)
	var rest []ast.Stmt
	for i, s := range body.List {
		for n, off := range vars {
			defined[n] = defined[n] || off < at(s)
		}
		if a, ok := s.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			if vs, again := c.define(im, a, defined); vs != nil {
				its = append(its, item{at(s), vs})
				if again != nil {
					rest = append(rest, again)
					its = append(its, item{at(s), again})
				}
				continue
			}
		}
		if es, ok := s.(*ast.ExprStmt); ok && i == len(body.List)-1 {
			c.last = es.X
			its = append(its, item{at(s), es})
			if !statementCall(es.X) {
				s = useOf(es.X)
			}
			rest = append(rest, s)
			continue
		}
		rest = append(rest, s)
		its = append(its, item{at(s), s})
	}
	body.List = rest
	return its
}

// variablesAt says where the chunk declares variables with var.
func (c *chunk) variablesAt(at func(ast.Node) int) map[string]int {
	m := map[string]int{}
	for _, d := range c.decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for n := range declaredNames([]ast.Decl{g}) {
			m[n] = at(g)
		}
	}
	return m
}

// define turns a top-level `a, b := e` into a declaration. Names that the chunk has defined already are assigned, as Go
// does, by the statement that it gives too. It gives nil when a plain statement will do.
func (c *chunk) define(im *Image, a *ast.AssignStmt, defined map[string]bool) (*ast.ValueSpec, ast.Stmt) {
	vs := &ast.ValueSpec{Values: a.Rhs}
	var olds, news []ast.Expr
	fresh := false
	for i, l := range a.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			return nil, nil // not Go; the checker says so
		}
		switch {
		case id.Name == "_":
		case defined[id.Name]:
			im.hidden++
			h := fmt.Sprintf("%s·%d", id.Name, im.hidden)
			olds = append(olds, &ast.Ident{Name: id.Name, NamePos: id.NamePos})
			if len(a.Lhs) == len(a.Rhs) && isLiteral(a.Rhs[i]) { // it takes the variable's type, not one of its own
				news = append(news, a.Rhs[i])
				vs.Values = slices.Clone(vs.Values)
				vs.Values[i] = &ast.BasicLit{Kind: token.INT, Value: "0", ValuePos: a.Rhs[i].Pos()}
			} else {
				news = append(news, &ast.Ident{Name: h, NamePos: id.NamePos})
			}
			id = &ast.Ident{Name: h, NamePos: id.NamePos}
		default:
			fresh = true
		}
		vs.Names = append(vs.Names, id)
	}
	if !fresh && len(olds) == 0 {
		return nil, nil // only blanks: the checker reports it
	}
	if !fresh { // at a prompt, as with a second chunk, defining again the same names is an assignment
		a.Tok = token.ASSIGN
		return nil, nil
	}
	useOld(vs)
	for _, n := range vs.Names {
		defined[n.Name] = true
	}
	c.decls = append(c.decls, &ast.GenDecl{Tok: token.VAR, TokPos: a.Pos(), Specs: []ast.Spec{vs}})
	if len(olds) == 0 {
		return vs, nil
	}
	return vs, &ast.AssignStmt{Lhs: olds, Tok: token.ASSIGN, TokPos: a.TokPos, Rhs: news}
}

// isLiteral says whether x is made of nothing but literals.
func isLiteral(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return isLiteral(x.X)
	case *ast.UnaryExpr:
		return x.Op != token.AND && x.Op != token.ARROW && isLiteral(x.X)
	case *ast.BinaryExpr:
		return isLiteral(x.X) && isLiteral(x.Y)
	case *ast.Ident:
		return x.Name == "nil"
	}
	return false
}

// useOf makes a statement of an expression that is not one.
func useOf(x ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{&ast.Ident{Name: "_", NamePos: x.Pos()}}, Tok: token.ASSIGN, TokPos: x.Pos(), Rhs: []ast.Expr{x}}
}

// valueBuiltins are the built-in functions whose calls are no statements.
var valueBuiltins = map[string]bool{"len": true, "cap": true, "append": true, "complex": true, "real": true, "imag": true,
	"make": true, "new": true, "min": true, "max": true}

// statementCall says whether x looks like a call that can be a statement. A conversion looks the same; the check finds out.
func statementCall(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.ARROW
	case *ast.CallExpr:
		switch f := x.Fun.(type) {
		case *ast.Ident:
			return !valueBuiltins[f.Name]
		case *ast.ArrayType, *ast.MapType, *ast.FuncType, *ast.InterfaceType, *ast.ChanType:
			return false
		}
		return true
	}
	return false
}
