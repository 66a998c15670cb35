package eval

// This file finds out what the names in a chunk mean: declarations of the image, imports, the dot package, packages that
// are imported by using them, live objects of the host.

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// lastName is the name behind `_` used as a value.
const lastName = "last·"

// fillScope puts the objects that file names into the package's scope, except what file itself declares.
func (im *Image) fillScope(c *chunk, file *ast.File) {
	own := declaredNames(file.Decls)
	sels := map[*ast.Ident]bool{} // the x of .x: never a name in scope
	bases := map[string]bool{}    // the x of x.y: may be a package
	scope := im.pkg.Scope()
	for i, t := range c.binds {
		n := bindName(i)
		own[n] = true
		scope.Insert(types.NewVar(token.NoPos, im.pkg, n, t))
	}
	wrapNames(file.Decls, own)
	done := map[string]bool{}
	var unknown []string
	for _, d := range file.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				sels[n.Sel] = true
				if id, ok := n.X.(*ast.Ident); ok {
					bases[id.Name] = true
				}
			case *ast.Ident:
				if own[n.Name] || done[n.Name] || sels[n] || n.Name == "_" {
					break
				}
				done[n.Name] = true
				if o := im.before(c, n.Name); o != nil {
					scope.Insert(o)
				} else if o := im.lookup(n.Name); o != nil {
					scope.Insert(o)
				} else if types.Universe.Lookup(n.Name) == nil {
					unknown = append(unknown, n.Name)
				}
			}
			return true
		})
	}
	for _, n := range unknown {
		if o := im.resolve(n); o != nil {
			c.uncached = true // a node may come or go without the image knowing
			scope.Insert(o)
		} else if bases[n] {
			if p := im.importable(n); p != "" {
				if q, err := im.imp.Import(p); err == nil {
					scope.Insert(types.NewPkgName(token.NoPos, im.pkg, n, q))
				}
			}
		}
	}
}

// wrapNames puts parentheses around a declared type that is the mere name of an earlier one: the type checker takes such a name for one
// that it is about to check itself.
func wrapNames(ds []ast.Decl, own map[string]bool) {
	for _, d := range ds {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			if s, ok := s.(*ast.TypeSpec); ok {
				if id, ok := s.Type.(*ast.Ident); ok && !own[id.Name] {
					s.Type = &ast.ParenExpr{Lparen: id.Pos(), X: id, Rparen: id.End() - 1} // so that it ends where the name does
				}
			}
		}
	}
}

// lookup is what a name was declared to be: by the user, by an import, or by the dot package.
func (im *Image) lookup(name string) types.Object {
	if name == lastName && im.last != nil {
		return im.last.obj
	}
	if d := im.cur[name]; d != nil {
		return d.obj
	}
	if p, ok := im.imports[name]; ok {
		if q, err := im.imp.Import(p); err == nil {
			return types.NewPkgName(token.NoPos, im.pkg, name, q)
		}
	}
	if !ast.IsExported(name) {
		return nil
	}
	for _, p := range slices.Backward(im.dots) {
		if q, err := im.imp.Import(p); err == nil {
			if o := q.Scope().Lookup(name); o != nil {
				return o
			}
		}
	}
	if im.conf.Dot != "" {
		if q, err := im.imp.Import(im.conf.Dot); err == nil {
			return q.Scope().Lookup(name)
		}
	}
	return nil
}

// importable is the path of the package that a bare name most likely means, "" if there is none: the shortest path, and
// among equals the one that programs use most.
func (im *Image) importable(name string) string {
	var found []string
	for p, t := range im.tables {
		if t.name == name && !strings.HasPrefix(p, "_") {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return ""
	}
	rank := func(p string) int {
		if preferred[p] {
			return 0
		}
		return 1 + strings.Count(p, "/")*100 + len(p)
	}
	sort.Slice(found, func(i, j int) bool {
		if a, b := rank(found[i]), rank(found[j]); a != b {
			return a < b
		}
		return found[i] < found[j]
	})
	return found[0]
}

// preferred wins over other packages of the same name.
var preferred = map[string]bool{"math/rand": true, "text/template": true}

// resolve asks the host for a name that nobody has declared.
func (im *Image) resolve(name string) types.Object {
	if im.conf.Resolve == nil || strings.HasSuffix(name, cursorMark) {
		return nil
	}
	v, ok := im.conf.Resolve(name)
	if !ok || v == nil {
		return nil
	}
	rv := reflect.ValueOf(v)
	d := im.resolved[name]
	if d == nil || d.cell.Type().Elem() != rv.Type() {
		d = im.hostVar(name, rv.Type())
		im.resolved[name] = d
	}
	d.cell.Elem().Set(rv)
	return d.obj
}

// hostVar makes a variable of a host type, with its cell; it gets no name in the image.
func (im *Image) hostVar(name string, t reflect.Type) *decl {
	o := types.NewVar(token.NoPos, im.pkg, name, im.imp.TypeNow(t))
	d := im.newDecl(o, nil, "")
	d.cell, d.host = reflect.New(t), true
	return d
}

// Bind declares a live object of the host as a top-level variable. Evaluated code can use all of it, and assign to it.
func (im *Image) Bind(name string, value any) error {
	if !token.IsIdentifier(name) || strings.Contains(name, "__") || value == nil {
		return &bindError{name}
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	v := reflect.ValueOf(value)
	d := im.hostVar(name, v.Type())
	d.cell.Elem().Set(v)
	im.define(d)
	im.cache.flush(im.version)
	return nil
}

type bindError struct{ name string }

func (e *bindError) Error() string {
	return "eval: cannot bind " + e.name + ": it must be an identifier without two underscores, and its value not nil"
}

// SetLast says what `_` used as a value means from now on.
func (im *Image) SetLast(v Value) {
	if !v.V.IsValid() {
		return
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	t := v.T
	if t == nil {
		t = im.imp.TypeNow(v.V.Type())
	}
	if b, ok := t.(*types.Basic); ok {
		t = types.Default(b)
	}
	cell := reflect.New(v.V.Type())
	cell.Elem().Set(v.V)
	if im.last == nil || !types.Identical(im.last.obj.Type(), t) {
		im.last = im.newDecl(types.NewVar(token.NoPos, im.pkg, lastName, t), nil, "")
		im.last.cell = cell
		return
	}
	// a new decl each time would grow the image; engines look at the one cell they were given
	im.last.cell.Elem().Set(reflect.NewAt(im.last.cell.Type().Elem(), cell.UnsafePointer()).Elem())
}

// lastValue gives each `_` that stands for a value the name of the last value.
func (im *Image) lastValue(c *chunk) {
	if im.last == nil || !strings.Contains(c.src.parsed, "_") {
		return
	}
	binds := map[*ast.Ident]bool{}
	note := func(xs ...ast.Expr) {
		for _, x := range xs {
			if id, ok := x.(*ast.Ident); ok {
				binds[id] = true
			}
		}
	}
	notes := func(ids []*ast.Ident) {
		for _, id := range ids {
			binds[id] = true
		}
	}
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			note(n.Lhs...)
		case *ast.RangeStmt:
			note(n.Key, n.Value)
		case *ast.ValueSpec:
			notes(n.Names)
		case *ast.Field:
			notes(n.Names)
		case *ast.TypeSpec:
			note(n.Name)
		case *ast.FuncDecl:
			note(n.Name)
		case *ast.Ident:
			if n.Name == "_" && !binds[n] {
				n.Name = lastName
				c.uncached = true
			}
		}
		return true
	}
	for _, d := range c.decls {
		ast.Inspect(d, visit)
	}
	if c.fun != nil {
		ast.Inspect(c.fun, visit)
	}
}
